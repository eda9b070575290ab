// A document as HTML, a block a line: what the server makes of it (admin_app/content/markup/blocks.py) is
// what is written here, character for character.
import { escapeText, written } from "./source.js"

const MARKS = {
  bold: (mark) => mark.attrs.tag,
  italic: (mark) => mark.attrs.tag,
  code: () => "code",
  strike: () => "s",
  link: () => "a",
  kept: (mark) => mark.attrs.tag,
}

const WRITERS = {
  paragraph: (node) => element("p", node, inline(node)),
  heading: (node) => element(`h${node.attrs.level}`, node, inline(node)),
  blockquote: (node) => container("blockquote", node),
  details: (node) => container("details", node),
  summary: (node) => element("summary", node, inline(node)),
  group: (node) => (node.attrs.tag === "div" ? container("div", node) : element("figure", node, children(node, false).join(""))),
  bulletList: (node) => container("ul", node),
  orderedList: (node) => container("ol", node),
  listItem: (node) => element("li", node, children(node, true).join("")),
  codeBlock: (node) => {
    const words = escapeText(node.textContent)
    if (node.attrs.bare) return element("pre", node, words.replace(/^\n+/, ""))
    return element("pre", node, `<code${written(node.attrs.code ?? {})}>${words}</code>`)
  },
  horizontalRule: (node) => `<hr${written(node.attrs.kept ?? {})}>`,
  figure,
  table,
  tableRow: (node) => element("tr", node, node.children.map(block).join("")),
  tableCell: (node) => cell("td", node),
  tableHeader: (node) => cell("th", node),
  rawBlock: (node) => node.attrs.html,
}

export const block = (node) => WRITERS[node.type.name](node)

function element(tag, node, inside) {
  return `<${tag}${written(node.attrs.kept ?? {})}>${inside}</${tag}>`
}

// Its blocks on lines of their own; words without a paragraph stay on the line where they are.
function container(tag, node) {
  const lines = children(node, false)
  const bare = lines.bare
  let inside = ""
  lines.forEach((line, at) => {
    inside += (at === 0 && bare[at] ? "" : "\n") + (bare[at] ? trimmed(line) : line)
  })
  if (lines.length && !bare.at(-1)) inside += "\n"
  return element(tag, node, inside)
}

// Paragraphs as they came: with <p> or without. A new one in an item or a cell goes without, where the item
// holds nothing else but lists.
function children(node, inItem) {
  const lines = []
  lines.bare = []
  const plain = inItem && node.children.slice(1).every((child) => child.type.name.endsWith("List"))
  node.forEach((child, _offset, at) => {
    const isBare = child.type.name === "paragraph" && !child.attrs.kept && !lines.bare.at(-1) && writesBare(child, at, plain)
    lines.push(isBare ? inline(child) : block(child))
    lines.bare.push(isBare)
  })
  return lines
}

const writesBare = (child, at, plain) => child.attrs.line === "bare" || (child.attrs.line === null && plain && at === 0)

function cell(tag, node) {
  const { colspan, rowspan, kept } = node.attrs
  const spans = { ...(kept ?? {}) }
  for (const [name, value] of [["colspan", colspan], ["rowspan", rowspan]]) {
    if (value > 1 || name in spans) spans[name] = value
  }
  return `<${tag}${written(spans)}>${children(node, true).join("")}</${tag}>`
}

function table(node) {
  const groups = []
  node.forEach((row) => {
    const name = row.attrs.group ?? "tbody"
    if (groups.at(-1)?.name !== name) groups.push({ name, rows: [] })
    groups.at(-1).rows.push(block(row))
  })
  const inside = groups.map(({ name, rows }) => `<${name}>\n${rows.join("\n")}\n</${name}>`).join("\n")
  return element("table", node, `\n${inside}\n`)
}

function figure(node) {
  const { image, link, caption } = node.attrs
  let picture = `<img${written(image)}>`
  if (link) picture = `<a${written(link)}>${picture}</a>`
  const words = node.childCount ? `<figcaption${written(caption ?? {})}>${inline(node)}</figcaption>` : ""
  return element("figure", node, picture + words)
}

function inline(parent) {
  let html = ""
  let open = []
  parent.forEach((node) => {
    const marks = node.marks
    let same = 0
    while (same < open.length && same < marks.length && open[same].eq(marks[same])) same += 1
    for (const mark of open.slice(same).reverse()) html += `</${MARKS[mark.type.name](mark)}>`
    for (const mark of marks.slice(same)) {
      html += `<${MARKS[mark.type.name](mark)}${written(mark.attrs.kept ?? {})}>`
    }
    open = marks
    html += leaf(node)
  })
  for (const mark of [...open].reverse()) html += `</${MARKS[mark.type.name](mark)}>`
  return html
}

function leaf(node) {
  if (node.isText) return escapeText(node.text.replace(/\n/g, " "))
  if (node.type.name === "hardBreak") return `<br${written(node.attrs.kept ?? {})}>`
  if (node.type.name === "image") return `<img${written(node.attrs.image)}>`
  return node.attrs.html
}

// White space at the edge of a line of its own is not shown, and the server leaves it out.
const trimmed = (line) => line.replace(/^[ \t\n]+|[ \t\n]+$/g, "")

// An empty line that somebody typed for distance; readers would not see it.
const isEmpty = (node) => node.type.name === "paragraph" && node.childCount === 0 && !node.attrs.kept

// The lines of the whole document, each with the place of its block.
export function lines(doc, sourceOf) {
  const found = []
  let bareBefore = false
  doc.forEach((node, _offset, at) => {
    const known = sourceOf(node)
    const bare = node.type.name === "paragraph" && node.attrs.line === "bare" && !node.attrs.kept && !bareBefore
    const line = known ?? (isEmpty(node) ? "" : bare ? trimmed(inline(node)) : block(node))
    bareBefore = bare
    if (line) found.push({ line, at })
  })
  return found
}

export const alone = (node) =>
  node.type.name === "paragraph" && node.attrs.line === "bare" && !node.attrs.kept ? trimmed(inline(node)) : block(node)
