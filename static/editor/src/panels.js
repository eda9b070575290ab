// Small panels beside the words: the address of a link, the description of a picture, the source of a block.
import { getMarkRange } from "@tiptap/core"
import { el } from "./dom.js"
import { safeAddress } from "./names.js"
import { inert } from "./inert.js"
import { clean, pieces } from "./source.js"

// One panel at a time, under the place that it is about; Escape closes it and leads back.
export class Panel {
  constructor(desk) {
    this.desk = desk
  }

  open(label, at, form) {
    this.close(false)
    this.box = el("div", { class: "sheet editor-panel", role: "dialog", "aria-label": label }, form)
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.stopPropagation()
        this.close()
      }
      // A form within a form there is not: Enter in a field is its first button.
      if (event.key === "Enter" && event.target.matches("input")) {
        event.preventDefault()
        this.box.querySelector(".primary").click()
      }
    })
    this.desk.frame.append(this.box)
    const frame = this.desk.frame.getBoundingClientRect()
    const place = this.desk.editor.view.coordsAtPos(Math.min(at, this.desk.editor.state.doc.content.size))
    this.box.style.insetBlockStart = `${place.bottom - frame.top + this.desk.frame.scrollTop + 6}px`
    const room = this.desk.frame.clientWidth - this.box.offsetWidth - 8
    this.box.style.left = `${Math.max(8, Math.min(place.left - frame.left, room))}px`
    this.box.querySelector("input:enabled, textarea").focus({ preventScroll: true })
    this.box.scrollIntoView({ block: "nearest" })
    this.away = (event) => {
      if (!this.box?.contains(event.target)) this.close(false)
    }
    setTimeout(() => addEventListener("pointerdown", this.away, true))
  }

  close(back = true) {
    if (!this.box) return
    removeEventListener("pointerdown", this.away, true)
    this.box.remove()
    this.box = null
    if (back) this.desk.focus()
  }
}

const field = (label, control) => el("label", { class: "field" }, el("span", {}, label), control)
const button = (words, css, onclick) => el("button", { type: "button", class: `btn ${css}`, onclick }, words)

export function linkPanel(desk) {
  const { editor, panel } = desk
  const { state } = editor
  const range = getMarkRange(state.selection.$from, state.schema.marks.link)
  const { from, to } = range ?? state.selection
  let was = null
  state.doc.nodesBetween(from, to, (node) => {
    was ??= state.schema.marks.link.isInSet(node.marks)?.attrs.kept
  })
  const address = el("input", { class: "input", type: "text", inputmode: "url", autocomplete: "off", spellcheck: "false", "aria-describedby": "link-says" })
  address.value = was?.href ?? ""
  const words = from === to ? el("input", { class: "input", type: "text" }) : null
  const says = el("p", { class: "error", id: "link-says", role: "alert" })
  const apply = () => {
    const href = completed(address.value.trim())
    if (!href || !safeAddress(href)) {
      says.textContent = "Give an address: https://…, mailto:…, or /a-page of this site."
      address.setAttribute("aria-invalid", "true")
      address.focus()
      return
    }
    panel.close(false)
    const mark = state.schema.marks.link.create({ kept: { ...(was ?? {}), href } })
    const { tr } = editor.state
    if (from === to) tr.insert(from, state.schema.text(words.value.trim() || href, [...state.selection.$from.marks(), mark]))
    else tr.removeMark(from, to, state.schema.marks.link).addMark(from, to, mark)
    editor.view.dispatch(tr)
    desk.focus()
  }
  const remove = () => {
    panel.close(false)
    editor.view.dispatch(editor.state.tr.removeMark(from, to, state.schema.marks.link))
    desk.focus()
  }
  const form = el("div", { class: "panel-form" },
    field("Address", address), words && field("Words", words), says,
    el("div", { class: "acts" }, button(was ? "Change" : "Link", "primary", apply), was && button("Remove link", "quiet", remove), button("Cancel", "quiet", () => panel.close())))
  panel.open("Link", from, form)
}

const completed = (address) => {
  if (/^[^\s@/:]+@[^\s@/:]+\.[a-z]+$/i.test(address)) return `mailto:${address}`
  return /^(www\.)?[\w-]+(\.[\w-]+)*\.[a-z]{2,}([/?#:]|$)/i.test(address) ? `https://${address}` : address
}

// What is said of a picture: `parts` are the controls, `image` is the picture with what they now say.
// A picture without `alt` is not described yet; one whose `alt` is empty is decorative, as somebody said.
let described = 0
export function description(label) {
  const help = `describe-help-${++described}`
  const words = el("input", { class: "input", type: "text", maxlength: "1000", "aria-describedby": help })
  const decorates = el("input", { type: "checkbox", onchange: () => (words.disabled = decorates.checked) })
  return {
    parts: [
      field(label, words),
      el("p", { class: "help", id: help }, "What it shows, for those who can’t see it."),
      el("label", { class: "check" }, decorates, " Decorative: it shows nothing that the text does not say"),
    ],
    fill({ alt, decorative }) {
      words.value = alt ?? ""
      words.disabled = decorates.checked = Boolean(decorative)
    },
    image({ alt, ...rest }) {
      const said = words.value.trim()
      if (decorates.checked) return { ...rest, alt: "" }
      return said ? { ...rest, alt: said } : rest
    },
  }
}

export function describePanel(desk, position, node) {
  const { editor, panel } = desk
  const { alt } = node.attrs.image
  const said = description("Description")
  said.fill({ alt, decorative: alt === "" })
  const put = () => {
    const image = said.image(node.attrs.image)
    panel.close(false)
    editor.view.dispatch(editor.state.tr.setNodeMarkup(position, null, { ...node.attrs, image }))
    desk.focus()
  }
  const remove = () => {
    panel.close(false)
    editor.view.dispatch(editor.state.tr.delete(position, position + node.nodeSize))
    desk.focus()
  }
  panel.open("Picture", position, el("div", { class: "panel-form" },
    ...said.parts,
    el("div", { class: "acts" }, button("Done", "primary", put), button("Remove picture", "quiet danger", remove), button("Cancel", "quiet", () => panel.close()))))
}

export function sourcePanel(desk, position, node) {
  const { editor, panel } = desk
  const source = el("textarea", { class: "input code", rows: "8", spellcheck: "false" })
  source.value = node.attrs.html
  const put = () => {
    panel.close(false)
    const found = pieces(source.value) ?? [clean(inert(source.value)).innerHTML]
    const made = found.map((html) => desk.body.block(html))
    editor.view.dispatch(editor.state.tr.replaceWith(position, position + node.nodeSize, made))
    desk.focus()
  }
  panel.open("HTML block", position, el("div", { class: "panel-form wide" },
    field("HTML", source),
    el("div", { class: "acts" }, button("Done", "primary", put), button("Cancel", "quiet", () => panel.close()))))
}

export { field, button }
