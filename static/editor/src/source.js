// The source of a body: cut into its top-level blocks, read into elements, compared as readers see it.
import { inert } from "./inert.js"
import { attributesOf, BLOCKS, EDGES, INLINE, mayHave, safeAddress, VOID } from "./names.js"

const TAG = /<!--([\s\S]*?)-->|<(\/?)([a-z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>/gi

// The top-level blocks of the source, byte for byte; null where it is not well-formed.
export function pieces(source) {
  const found = []
  const open = []
  let start = 0
  let end = 0 // of what belongs to the block so far
  const cut = (upTo) => {
    const piece = source.slice(start, upTo).replace(/^[ \t\n]+|[ \t\n]+$/g, "")
    if (piece) found.push(piece)
    start = upTo
  }
  TAG.lastIndex = 0
  for (let tag; (tag = TAG.exec(source)); end = TAG.lastIndex) {
    const name = tag[3]?.toLowerCase()
    if (/<[a-z/!?]/i.test(source.slice(end, tag.index))) return null
    if (!name) {
      if (open.length === 0 && !/[^ \t\n]/.test(source.slice(start, tag.index))) cut(TAG.lastIndex)
      continue
    }
    if (!VOID.has(name) && !INLINE.has(name) && !BLOCKS.has(name)) return null
    if (tag[2]) {
      if (open.pop() !== name) return null
      if (open.length === 0 && EDGES.has(name)) cut(TAG.lastIndex)
    } else {
      if (open.length === 0 && EDGES.has(name)) cut(tag.index)
      if (!VOID.has(name)) open.push(name)
      else if (name === "hr" && open.length === 0) cut(TAG.lastIndex)
    }
  }
  if (open.length || /<[a-z/!?]/i.test(source.slice(end))) return null
  cut(source.length)
  return found
}

const GONE = new Set(["script", "style", "template", "svg", "math", "head", "title", "noscript", "iframe", "object", "embed"])
const RENAMED = { h1: "h2", strike: "s", tt: "code", acronym: "abbr" }

// Takes out what the server would; words stay.
export function clean(root) {
  for (const element of [...root.querySelectorAll("*")]) {
    let { localName: tag } = element
    if (GONE.has(tag)) {
      element.remove()
      continue
    }
    if (RENAMED[tag]) {
      rename(element, RENAMED[tag])
      continue
    }
    if (tag.startsWith("x-") || tag === "body") continue
    if (!VOID.has(tag) && !INLINE.has(tag) && !BLOCKS.has(tag)) {
      element.replaceWith(...element.childNodes)
      continue
    }
    for (const { name, value } of [...element.attributes]) {
      const address = name === "href" || name === "src" || name === "cite"
      if (!mayHave(tag, name) || (address && !safeAddress(value))) element.removeAttribute(name)
    }
  }
  return root
}

export function rename(element, tag) {
  const made = element.ownerDocument.createElement(tag)
  for (const { name, value } of element.attributes) {
    if (mayHave(tag, name)) made.setAttribute(name, value)
  }
  made.append(...element.childNodes)
  element.replaceWith(made)
  return made
}

const isBlock = (node) => node.nodeType === 1 && (EDGES.has(node.localName) || node.localName === "x-raw-block")
const isBlank = (node) => node.nodeType === 3 && !/[^ \t\n\r]/.test(node.data)

// Gives names to what the schema has none for: comments, anchors without words, and words that stand in a
// cell, an item or a quote without a paragraph of their own.
export function prepare(root) {
  const walk = root.ownerDocument.createTreeWalker(root, 128 | 1)
  const raw = []
  for (let node; (node = walk.nextNode()); ) {
    if (node.nodeType === 8) raw.push(node)
    else if (node.localName === "ruby" || node.localName === "wbr") raw.push(node)
    else if (INLINE.has(node.localName) && !node.firstChild && node.attributes.length) raw.push(node)
  }
  for (const node of raw) {
    const made = root.ownerDocument.createElement("x-raw")
    made.setAttribute("data-html", node.nodeType === 8 ? `<!--${node.data}-->` : node.outerHTML)
    if (root.contains(node)) node.replaceWith(made)
  }
  for (const parent of [root, ...root.querySelectorAll("li, td, th, blockquote, div")]) wrapRuns(parent)
  return root
}

function wrapRuns(parent) {
  let run = []
  const wrap = () => {
    if (run.some((node) => !isBlank(node))) {
      const line = parent.ownerDocument.createElement("x-line")
      run[0].before(line)
      line.append(...run)
    }
    run = []
  }
  for (const node of [...parent.childNodes]) {
    if (isBlock(node)) wrap()
    else run.push(node)
  }
  wrap()
}

// Whether two pieces of HTML show the same. The order in which inline elements stand inside each other does
// not count, nor white space that is not shown.
export const alike = (one, other) => one === other || shown(one) === shown(other)

function shown(html) {
  const out = []
  let line = []
  const endLine = () => {
    while (line.length && line.at(-1)[1] === " ") line.pop()
    let last = ""
    for (const [marks, text] of line) {
      if (marks !== last) out.push("\u0001", marks, "\u0002")
      last = marks
      out.push(text)
    }
    line = []
  }
  const say = (text, marks) => {
    for (const piece of text.split(/([ \t\n]+)/)) {
      if (!piece) continue
      if (/[^ \t\n]/.test(piece)) line.push([marks, piece])
      else if (line.length && line.at(-1)[1] !== " ") line.push([marks, " "])
    }
  }
  const enter = (node, marks, inPre) => {
    if (node.nodeType === 8) {
      line.push(["", `<!--${node.data}-->`])
    } else if (node.nodeType === 3) {
      if (inPre) line.push([marks.join(), node.data])
      else say(node.data, marks.join())
    } else {
      const tag = node.localName
      const name = tag + written(attributesOf(node) ?? {}, true)
      if (EDGES.has(tag) || tag === "br") {
        endLine()
        out.push(`<${name}>`)
      } else if (VOID.has(tag) || (!node.firstChild && node.attributes.length)) {
        line.push([marks.join(), `<${name}>`])
      }
      const inner = INLINE.has(tag) ? [...new Set([...marks, name])].sort() : marks
      for (const child of node.childNodes) enter(child, inner, inPre || tag === "pre")
      if (EDGES.has(tag)) {
        endLine()
        out.push(`</${tag}>`)
      }
    }
  }
  for (const node of inert(html).childNodes) enter(node, [], false)
  endLine()
  return out.join("")
}

export const escapeText = (text) =>
  text.replace(/[&<>\u00a0]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c] ?? "&nbsp;")
export const escapeValue = (text) =>
  text.replace(/[&"<>\u00a0]/g, (c) => ({ "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;" })[c] ?? "&nbsp;")

export function written(attributes, sorted = false) {
  const names = Object.keys(attributes)
  if (sorted) names.sort()
  return names.map((name) => ` ${name}="${escapeValue(String(attributes[name]))}"`).join("")
}
