// Signs of the toolbar, drawn in strokes on a square of 16.
const PATHS = {
  bold: "M5 3h4a2.5 2.5 0 0 1 0 5H5zM5 8h5a2.5 2.5 0 0 1 0 5H5z",
  italic: "M7 3h5M4 13h5M10 3 6 13",
  strike: "M3 8h10M11 5c0-3-6-3-6 0 0 2 2 2.500 3 3s3 1 3 3c0 3-6 3-6 0",
  code: "M5 4 1.500 8 5 12M11 4l3.500 4L11 12",
  sub: "M2 3l7 8M9 3l-7 8M11.500 10.500c0-1.500 2.500-1.500 2.500 0 0 1-2.500 1.500-2.500 3H14",
  sup: "M2 5l7 8M9 5l-7 8M11.500 3c0-1.500 2.500-1.500 2.500 0 0 1-2.500 1.500-2.500 3H14",
  more: "M2 3h12M2 6h12M2 9.500h2M7 9.500h2M12 9.500h2M6 12l2 2 2-2",
  fold: "M2 4l2 2 2-2M8 5h6M8 9h6M8 12.500h6",
  quote: "M6 4C3 5 3 8 3 11h3V8H4M13 4c-3 1-3 4-3 7h3V8h-2",
  bullets: "M6 4h8M6 8h8M6 12h8M2.500 4h.01M2.500 8h.01M2.500 12h.01",
  numbers: "M7 4h7M7 8h7M7 12h7M2 3l1.500-.5v3.500M2 10.500c0-1.500 2.500-1.500 2.500 0C4.500 11.500 2 12 2 13.500h2.500",
  block: "M2 3h12v10H2zM6 6 4 8l2 2M10 6l2 2-2 2",
  link: "M7 9a3 3 0 0 0 4 0l2-2a3 3 0 0 0-4-4L8 4M9 7a3 3 0 0 0-4 0L3 9a3 3 0 0 0 4 4l1-1",
  picture: "M2 3h12v10H2zM2 11l3.500-3.500L9 11l2-2 3 3M11 6h.01",
  table: "M2 3h12v10H2zM2 6.500h12M2 10h12M6.500 3v10M10.500 3v10",
  line: "M2 8h12M4 4h8M4 12h8",
  undo: "M6 3 3 6l3 3M3 6h6.500a3.500 3.500 0 0 1 0 7H6",
  redo: "m10 3 3 3-3 3M13 6H6.500a3.500 3.500 0 0 0 0 7H10",
  find: "M7 2.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9M10.500 10.500 14 14",
  source: "M6 3H4.500C3 3 4.500 8 2 8c2.500 0 1 5 2.500 5H6M10 3h1.500C13 3 11.500 8 14 8c-2.500 0-1 5-2.500 5H10",
  full: "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4",
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg")
  svg.setAttribute("viewBox", "0 0 16 16")
  svg.setAttribute("aria-hidden", "true")
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path")
  path.setAttribute("d", PATHS[name])
  svg.append(path)
  return svg
}
