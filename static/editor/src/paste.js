// What is pasted, from word processors and web pages: structure, tables and links stay, looks go.
import { EDGES } from "./names.js"
import { inert } from "./inert.js"
import { clean, rename } from "./source.js"

const KEEP = { a: ["href"], img: ["src", "alt", "width", "height"], td: ["colspan", "rowspan"], th: ["colspan", "rowspan"], ol: ["start"] }
const STRUCTURE = new Set([
  ..."p h2 h3 h4 h5 h6 blockquote ul ol li pre table thead tbody tfoot tr td th figure figcaption hr br img a strong em b i s code sub sup del ins".split(" "),
  ..."x-raw x-raw-block".split(" "),
])

export function pasted(html) {
  if (html.includes("data-pm-slice")) return own(html)
  const root = inert(html.replace(/<!--\[if[\s\S]*?<!\[endif\]-->/gi, "").replace(/<!--[\s\S]*?-->/g, ""))
  for (const gone of root.querySelectorAll("o\\:p:empty, meta, link, xml, button, select, input, textarea")) gone.remove()
  itemsOfWord(root)
  looksThatMean(root)
  clean(root)
  unwrap(root)
  tidy(root)
  return root.innerHTML
}

// What was copied in an editor like this one keeps what it is.
function own(html) {
  const root = inert(html)
  const first = root.querySelector("[data-pm-slice]")
  const slice = first?.getAttribute("data-pm-slice")
  clean(root)
  if (first?.isConnected) first.setAttribute("data-pm-slice", slice)
  return root.innerHTML
}

const styleOf = (element) => element.getAttribute("data-style") ?? ""

// Word writes an item as <p class="MsoListParagraph" style="mso-list:l0 level1 lfo1">, with its sign inside.
function itemsOfWord(root) {
  const lists = []
  for (const item of [...root.querySelectorAll("p, h1, h2, h3")]) {
    const level = /mso-list:\s*(l\d+)\s+level(\d)/i.exec(styleOf(item))
    if (!level) {
      if (item.textContent.trim()) lists.length = 0
      continue
    }
    const depth = Number(level[2])
    const sign = [...item.querySelectorAll("span")].find((span) => /mso-list:\s*ignore/i.test(styleOf(span)))
    const ordered = /^[\s\u00a0]*(\d+|[a-z]|[ivx]+)[.)]/i.test(sign?.textContent ?? item.textContent)
    sign?.remove()
    const goesOn = lists.length && lists[0].list.nextElementSibling === item && lists[0].name === level[1]
    if (!goesOn) lists.length = 0
    while (lists.length && lists.at(-1).depth > depth) lists.pop()
    if (!lists.length || lists.at(-1).depth < depth) {
      const list = root.ownerDocument.createElement(ordered ? "ol" : "ul")
      const parent = lists.at(-1)?.list.lastElementChild
      if (parent) parent.append(list)
      else item.before(list)
      lists.push({ list, depth, name: level[1] })
    }
    const made = root.ownerDocument.createElement("li")
    made.append(...item.childNodes)
    lists.at(-1).list.append(made)
    item.remove()
  }
}

// Google Docs says bold in a style, and wraps all of it in a <b> that is none.
function looksThatMean(root) {
  for (const element of [...root.querySelectorAll("b, strong, i, em, span")]) {
    const style = styleOf(element)
    if (element.id.startsWith("docs-internal") || (/(^|;)\s*font-weight:\s*(normal|400)\b/.test(style) && /^(b|strong)$/.test(element.localName))) {
      element.replaceWith(...element.childNodes)
      continue
    }
    if (element.localName !== "span" || element.closest("h1, h2, h3, h4, h5, h6, a")) continue
    const tags = []
    if (/font-weight:\s*(bold|[6-9]00)/.test(style)) tags.push("strong")
    if (/font-style:\s*italic/.test(style)) tags.push("em")
    if (/text-decoration[^;]*line-through/.test(style)) tags.push("s")
    if (/vertical-align:\s*super/.test(style)) tags.push("sup")
    if (/vertical-align:\s*sub/.test(style)) tags.push("sub")
    for (const tag of tags) {
      const made = root.ownerDocument.createElement(tag)
      made.append(...element.childNodes)
      element.append(made)
    }
  }
}

function unwrap(root) {
  for (const element of [...root.querySelectorAll("*")]) {
    const tag = element.localName
    for (const { name } of [...element.attributes]) {
      if (!KEEP[tag]?.includes(name) && !tag.startsWith("x-")) element.removeAttribute(name)
    }
    if (tag === "img" && !/^(https?:\/\/|\/)/i.test(element.getAttribute("src") ?? "")) element.remove()
    else if (tag === "div" || tag === "address" || tag === "details" || tag === "summary") {
      const holds = [...element.children].some((child) => EDGES.has(child.localName))
      if (holds) element.replaceWith(...element.childNodes)
      else rename(element, "p")
    } else if (!STRUCTURE.has(tag)) element.replaceWith(...element.childNodes)
    else if (tag === "a" && leadsNowhere(element)) element.replaceWith(...element.childNodes)
    else if (tag === "br" && element.parentNode === root && isBetween(element)) element.remove()
    else if (tag === "b") rename(element, "strong")
    else if (tag === "i") rename(element, "em")
  }
}

// Marks and footnotes of a document that stayed behind, and files of somebody's disk.
function leadsNowhere(link) {
  const href = link.getAttribute("href") ?? ""
  const through = /^https:\/\/www\.google\.com\/url\?(.*)$/.exec(href)
  const aim = through && new URLSearchParams(through[1]).get("q")
  if (aim) link.setAttribute("href", aim)
  return !href || /^(file:|#_)/i.test(href)
}

// A line break beside a block, for distance.
const isBetween = (line) =>
  [line.previousSibling, line.nextSibling].some((near) => near === null || EDGES.has(near.localName))

function tidy(root) {
  for (const block of [...root.querySelectorAll("li > p:only-child, td > p:only-child, th > p:only-child")]) {
    block.replaceWith(...block.childNodes)
  }
  for (const empty of [...root.querySelectorAll("p, h2, h3, h4, h5, h6, strong, em, a, s")].reverse()) {
    const said = empty.textContent.replace(/[\s\u00a0]/g, "")
    if (!said && !empty.querySelector("img, br + br, x-raw")) empty.replaceWith(...(empty.matches("strong, em, a, s") ? empty.childNodes : []))
  }
  root.normalize()
  const walk = root.ownerDocument.createTreeWalker(root, 4)
  // Non-breaking spaces that only kept words apart; those before a sign, or in French, stay.
  for (let node = walk.nextNode(), next; node; node = next) {
    next = walk.nextNode()
    const goesOn = /^[a-z]/i.test(next?.data ?? "") ? "|$" : ""
    node.data = node.data.replace(new RegExp(`(\\S)\\u00a0(?=[a-z]${goesOn})`, "gi"), "$1 ")
  }
}
