// Find and replace within the text.
import { Plugin, PluginKey, TextSelection } from "@tiptap/pm/state"
import { Decoration, DecorationSet } from "@tiptap/pm/view"
import { el } from "./dom.js"

const key = new PluginKey("find")
const MOST = 2000

// Where the words stand: within one block each, whatever the letters' case.
function places(doc, words) {
  const found = []
  const wanted = words.toLocaleLowerCase()
  if (!wanted) return found
  doc.descendants((node, position) => {
    if (!node.isTextblock) return true
    // A leaf takes one place, as one character does.
    const text = node.textBetween(0, node.content.size, "", "\ufffc")
    const lower = text.toLocaleLowerCase()
    if (lower.length !== text.length) return false
    for (let at = lower.indexOf(wanted); at >= 0 && found.length < MOST; at = lower.indexOf(wanted, at + wanted.length)) {
      found.push({ from: position + 1 + at, to: position + 1 + at + wanted.length })
    }
    return false
  })
  return found
}

export const findPlugin = () =>
  new Plugin({
    key,
    state: {
      init: () => ({ words: "", found: [], drawn: DecorationSet.empty }),
      apply(tr, state) {
        const words = tr.getMeta(key) ?? state.words
        if (words === state.words && !tr.docChanged) return state
        const found = places(tr.doc, words)
        const drawn = found.length ? DecorationSet.create(tr.doc, found.map(({ from, to }) => Decoration.inline(from, to, { class: "found" }))) : DecorationSet.empty
        return { words, found, drawn }
      },
    },
    props: { decorations: (state) => key.getState(state).drawn },
  })

export function findBar(desk) {
  const { editor } = desk
  const input = (label) => el("input", { class: "input", type: "text", "aria-label": label, placeholder: label, autocomplete: "off" })
  const words = input("Find")
  const other = input("Replace with")
  const says = el("span", { class: "small muted", role: "status" })
  const state = () => key.getState(editor.state)
  const tell = () => {
    const { found } = state()
    const { from, to } = editor.state.selection
    const at = found.findIndex((place) => place.from === from && place.to === to)
    says.textContent = !words.value ? "" : !found.length ? "Not found" : at < 0 ? `${found.length} found` : `${at + 1} of ${found.length}`
  }
  const show = (place) => {
    if (!place) return
    const { tr } = editor.state
    editor.view.dispatch(tr.setSelection(TextSelection.create(tr.doc, place.from, place.to)).scrollIntoView())
    tell()
  }
  const step = (way) => {
    const { found } = state()
    const { from, to } = editor.state.selection
    if (!found.length) return
    if (way > 0) show(found.find((place) => place.from >= to) ?? found[0])
    else show(found.findLast((place) => place.to <= from) ?? found.at(-1))
  }
  const put = (tr, { from, to }) => {
    const marks = tr.doc.resolve(from + 1).marks()
    if (other.value) tr.replaceWith(from, to, editor.schema.text(other.value, marks))
    else tr.delete(from, to)
  }
  const replace = () => {
    const { from, to } = editor.state.selection
    const here = state().found.find((place) => place.from === from && place.to === to)
    if (!here) return step(1)
    const { tr } = editor.state
    put(tr, here)
    editor.view.dispatch(tr.setSelection(TextSelection.create(tr.doc, here.from + other.value.length)))
    step(1)
  }
  const replaceAll = () => {
    const { found } = state()
    if (!found.length) return
    const { tr } = editor.state
    for (const place of [...found].reverse()) put(tr, place)
    editor.view.dispatch(tr)
    says.textContent = `${found.length} replaced`
  }
  const act = (label, onclick, text = label) => el("button", { type: "button", class: "btn quiet", "aria-label": label, onclick }, text)
  const bar = el("div", { class: "find-bar", role: "group", "aria-label": "Find and replace", hidden: true },
    words, act("Previous", () => step(-1), "↑"), act("Next", () => step(1), "↓"), says, other,
    act("Replace", replace), act("Replace all", replaceAll), act("Close", () => close(), "×"))
  words.addEventListener("input", () => {
    editor.view.dispatch(editor.state.tr.setMeta(key, words.value))
    tell()
  })
  bar.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation()
      close()
    } else if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault()
      if (event.target === other) replace()
      else step(event.shiftKey ? -1 : 1)
    }
  })
  // What is typed here is no field of the form.
  for (const type of ["input", "change"]) bar.addEventListener(type, (event) => event.stopPropagation())
  function close() {
    bar.hidden = true
    editor.view.dispatch(editor.state.tr.setMeta(key, ""))
    desk.refresh()
    desk.focus()
  }
  return {
    bar,
    close,
    open() {
      bar.hidden = false
      const { from, to } = editor.state.selection
      if (from !== to) words.value = editor.state.doc.textBetween(from, to, " ")
      editor.view.dispatch(editor.state.tr.setMeta(key, words.value))
      tell()
      words.focus()
      words.select()
      desk.refresh()
    },
  }
}
