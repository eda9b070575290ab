// Elements made without a template: el("button", { class: "x", onclick }, "words").
export function el(tag, attributes = {}, ...content) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value)
    else if (value === true) made.setAttribute(name, "")
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value)
  }
  made.append(...content.filter((node) => node !== null && node !== undefined))
  return made
}

const isHere = (address) => {
  try {
    return new URL(address, location.href).origin === location.origin || address.startsWith("data:image/")
  } catch {
    return false
  }
}

// The picture; the Content Security Policy lets none in from elsewhere, so of those the address is shown.
export function picture(image) {
  const { src = "", alt = "", width, height } = image
  if (src && isHere(src)) return el("img", { src, alt, width, height, loading: "lazy" })
  return el("span", { class: "elsewhere", role: "img", "aria-label": alt || "Picture from another site" }, `Picture: ${src || "no address"}`)
}
