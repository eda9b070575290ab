// How pictures and blocks of HTML are drawn while writing.
import { el, picture } from "./dom.js"
import { attributesOf } from "./names.js"
import { inert } from "./inert.js"
import { clean } from "./source.js"

export function imageView({ node }) {
  return { dom: el("span", { class: "inline-picture" }, picture(node.attrs.image)) }
}

export function figureView({ node, editor, getPos }) {
  const caption = el("figcaption", { "data-hint": "Caption" })
  const frame = el("div", { contenteditable: "false", class: "frame" })
  const dom = el("figure", { class: node.attrs.kept?.class }, frame, caption)
  const draw = (next) => {
    node = next
    const said = node.attrs.image.alt
    const describe = el(
      "button",
      { type: "button", class: "describe", onclick: () => editor.storage.desk.describe(getPos(), node) },
      said ? `Description: ${said}` : said === "" ? "Decorative" : "Add a description",
    )
    frame.replaceChildren(picture(node.attrs.image), describe)
    caption.toggleAttribute("data-empty", node.childCount === 0)
  }
  draw(node)
  return {
    dom,
    contentDOM: caption,
    update(next) {
      if (next.type !== node.type) return false
      if (next.attrs !== node.attrs) draw(next)
      else caption.toggleAttribute("data-empty", next.childCount === 0)
      node = next
      return true
    },
    ignoreMutation: (mutation) => mutation.type === "attributes" || frame.contains(mutation.target),
    stopEvent: (event) => event.target.closest?.(".describe") !== null,
  }
}

const NAMES = { "<!--more-->": "Read more: lists show the text up to here", "<!--nextpage-->": "Next page" }

export function rawView({ node, editor, getPos }) {
  const shown = el("div", { class: "html-shown" })
  const said = el("span", { class: "small muted" })
  const change = el("button", { type: "button", class: "link small", onclick: () => editor.storage.desk.source(getPos(), node) }, "Edit HTML")
  const dom = el("div", { class: "html-block", contenteditable: "false" }, el("div", { class: "html-bar" }, said, change), shown)
  const draw = () => {
    said.textContent = NAMES[node.attrs.html] ?? "HTML block"
    shown.replaceChildren(...document.importNode(harmless(node.attrs.html), true).childNodes)
  }
  draw()
  return {
    dom,
    update(next) {
      if (next.type !== node.type) return false
      const other = next.attrs.html !== node.attrs.html
      node = next
      if (other) draw()
      return true
    },
    ignoreMutation: () => true,
    stopEvent: (event) => event.target === change,
  }
}

// A picture of it: no ids that could be taken for the page's, nothing that is followed or focused.
function harmless(html) {
  const root = clean(inert(html))
  for (const element of [...root.querySelectorAll("*")]) {
    element.removeAttribute("id")
    element.removeAttribute("href")
    if (element.localName === "img") element.replaceWith(picture(attributesOf(element) ?? {}))
  }
  return root
}
