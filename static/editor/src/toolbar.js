// The toolbar, after the ARIA pattern: one stop for Tab, arrows, Home and End within; Alt+F10 leads there.
import * as tables from "@tiptap/pm/tables"
import { redo, undo } from "@tiptap/pm/history"
import { el } from "./dom.js"
import { icon } from "./icons.js"
import { isLevel, toggleLevel } from "./schema.js"

const MAC = /mac|iphone|ipad/i.test(navigator.platform)
const keyName = (keys) =>
  keys.split("+").map((key) => ({ Mod: MAC ? "⌘" : "Ctrl", Alt: MAC ? "⌥" : "Alt" })[key] ?? key).join(MAC ? "" : "+")

export function toolbar(desk) {
  const { editor } = desk
  const chain = () => editor.chain().focus(undefined, { scrollIntoView: false })
  const heading = (level) => ({
    name: `Heading ${level}`, words: `H${level}`, keys: `Mod+Alt+${level}`,
    run: () => chain().toggleNode("heading", "paragraph", { level }).run(),
    on: () => editor.isActive("heading", { level }),
  })
  const mark = (name, label, keys) => ({
    name: label, icon: name, keys, run: () => chain().toggleMark(name).run(), on: () => editor.isActive(name),
  })
  const list = (name, label, sign, keys) => ({
    name: label, icon: sign, keys, run: () => chain().toggleList(name, "listItem").run(), on: () => editor.isActive(name),
  })
  const level = (tag, label, keys) => ({
    name: label, icon: tag, keys, on: () => isLevel(editor, tag),
    run: () => {
      toggleLevel(editor, tag)
      editor.view.focus()
    },
  })
  const pm = (command) => () => {
    command(editor.state, editor.view.dispatch)
    editor.view.focus()
  }

  const all = [
    [mark("bold", "Bold", "Mod+B"), mark("italic", "Italic", "Mod+I"), mark("strike", "Struck through", "Mod+Shift+S"), mark("code", "Code", "Mod+E"),
      level("sub", "Subscript", "Mod+,"), level("sup", "Superscript", "Mod+."),
      { name: "Link", icon: "link", keys: "Mod+K", run: () => desk.link(), on: () => editor.isActive("link"), opens: true }],
    [heading(2), heading(3), heading(4)],
    [{ name: "Quote", icon: "quote", keys: "Mod+Shift+B", run: () => chain().toggleWrap("blockquote").run(), on: () => editor.isActive("blockquote") },
      list("bulletList", "List", "bullets", "Mod+Shift+8"), list("orderedList", "Numbered list", "numbers", "Mod+Shift+7"),
      { name: "Code block", icon: "block", keys: "Mod+Alt+C", run: () => chain().toggleNode("codeBlock", "paragraph").run(), on: () => editor.isActive("codeBlock") }],
    [{ name: "Picture", icon: "picture", run: () => desk.picture(), opens: true },
      { name: "Table", icon: "table", run: () => insertTable(editor) },
      { name: "Separator", icon: "line", run: () => chain().insertContent({ type: "horizontalRule" }).run() },
      { name: "Folded section", icon: "fold", run: () => insertFolded(editor) },
      { name: "Read more", icon: "more", run: () => insertMore(editor), off: () => hasMore(editor.state.doc) }],
    [{ name: "Undo", icon: "undo", keys: "Mod+Z", run: pm(undo), off: () => !undo(editor.state) },
      { name: "Redo", icon: "redo", keys: "Mod+Shift+Z", run: pm(redo), off: () => !redo(editor.state) }],
    [{ name: "Find and replace", icon: "find", keys: "Mod+F", run: () => desk.find(), on: () => desk.isFinding },
      { name: "HTML source", icon: "source", keys: "Mod+Alt+S", run: () => desk.toggleSource(), on: () => desk.inSource, always: true },
      { name: "Full screen", icon: "full", keys: "Mod+Alt+F", run: () => desk.toggleFull(), on: () => desk.isFull, always: true }],
  ]
  const [marks, , blocks, , steps] = all
  // In a small field, as for one paragraph, the half of it.
  const groups = desk.textarea.dataset.editor === "short" ? [marks, blocks, steps] : all
  const inTable = [
    ["Row above", tables.addRowBefore], ["Row below", tables.addRowAfter], ["Column before", tables.addColumnBefore],
    ["Column after", tables.addColumnAfter], ["Header row", tables.toggleHeaderRow], ["Delete row", tables.deleteRow],
    ["Delete column", tables.deleteColumn], ["Delete table", tables.deleteTable],
  ].map(([name, command]) => ({ name, words: name, run: pm(command), table: true }))

  const items = [...groups.flat(), ...inTable]
  const bar = el("div", { class: "tools", role: "toolbar", "aria-label": "Formatting", "aria-controls": desk.surfaceId })
  for (const group of [...groups, inTable]) {
    const box = el("span", { class: group === inTable ? "tool-group in-table" : "tool-group" })
    for (const item of group) {
      item.button = el(
        "button",
        {
          type: "button", tabindex: "-1", title: item.keys ? `${item.name} (${keyName(item.keys)})` : item.name,
          "aria-label": item.name, "aria-keyshortcuts": item.keys?.replace("Mod", MAC ? "Meta" : "Control"),
          "aria-pressed": item.on ? "false" : null, "aria-haspopup": item.opens ? "dialog" : null,
          // The words keep their selection while a button is pressed.
          onmousedown: (event) => event.preventDefault(),
          onclick: () => {
            if (item.button.getAttribute("aria-disabled") !== "true") item.run()
            refresh()
          },
        },
        item.icon ? icon(item.icon) : item.words,
      )
      box.append(item.button)
    }
    bar.append(box)
  }

  const stops = () => items.map((item) => item.button).filter((button) => !button.parentNode.hidden)
  let current = items[0].button
  const stopAt = (button) => {
    current.tabIndex = -1
    current = button
    current.tabIndex = 0
  }
  stopAt(current)
  bar.addEventListener("focusin", (event) => stopAt(event.target.closest("button")))
  bar.addEventListener("keydown", (event) => {
    const all = stops()
    const at = all.indexOf(current)
    const rtl = getComputedStyle(bar).direction === "rtl" ? -1 : 1
    const to = { ArrowRight: at + rtl, ArrowLeft: at - rtl, Home: 0, End: all.length - 1 }[event.key]
    if (event.key === "Escape") {
      event.preventDefault()
      desk.focus()
    }
    if (to === undefined) return
    event.preventDefault()
    all[(to + all.length) % all.length].focus()
  })

  function refresh() {
    const tableBox = bar.querySelector(".in-table")
    const within = !desk.inSource && tables.isInTable(editor.state)
    if (tableBox.hidden === within) {
      tableBox.hidden = !within
      if (!within && tableBox.contains(current)) stopAt(items[0].button)
    }
    for (const item of items) {
      if (item.on) set(item.button, "aria-pressed", String(Boolean(item.on())))
      const off = (desk.inSource && !item.always) || item.off?.() === true
      set(item.button, "aria-disabled", off ? "true" : null)
    }
  }
  // Where it is wider than the screen, its end fades: there is more.
  const hint = () => {
    const from = Math.abs(bar.scrollLeft)
    bar.classList.toggle("more-before", from > 4)
    bar.classList.toggle("more-after", from + bar.clientWidth < bar.scrollWidth - 4)
  }
  bar.addEventListener("scroll", hint, { passive: true })
  new ResizeObserver(hint).observe(bar)

  refresh()
  return { bar, refresh, focus: () => current.focus() }
}

function set(element, name, value) {
  if (element.getAttribute(name) === value) return
  if (value === null) element.removeAttribute(name)
  else element.setAttribute(name, value)
}

function insertTable(editor) {
  const cells = (type) => [1, 2, 3].map(() => ({ type, content: [{ type: "paragraph" }] }))
  const rows = [
    { type: "tableRow", attrs: { group: "thead" }, content: cells("tableHeader") },
    { type: "tableRow", content: cells("tableCell") },
    { type: "tableRow", content: cells("tableCell") },
  ]
  const at = editor.state.selection.from
  editor.chain().focus().insertContent({ type: "table", content: rows }).run()
  // Into its first cell.
  editor.state.doc.nodesBetween(Math.max(0, at - 2), editor.state.doc.content.size, (node, position) => {
    if (node.type.name !== "table" || position < at - 2) return true
    editor.commands.setTextSelection(position + 4)
    return false
  })
}

// What is selected comes under a line of its own, which stays to be seen.
function insertFolded(editor) {
  const { $from, $to } = editor.state.selection
  const { details, summary } = editor.schema.nodes
  const range = $from.blockRange($to, (node) => node.canReplaceWith(0, 0, details))
  const inside = range?.parent.children.slice(range.startIndex, range.endIndex)
  if (!inside || !range.parent.canReplaceWith(range.startIndex, range.endIndex, details)) return
  const made = details.create(null, [summary.create(), ...inside])
  editor.view.dispatch(editor.state.tr.replaceWith(range.start, range.end, made).scrollIntoView())
  editor.chain().setTextSelection(range.start + 2).focus().run()
}

const isMore = (node) => node.type.name === "rawBlock" && /^<!--more\b/.test(node.attrs.html)

function hasMore(doc) {
  return doc.children.some(isMore)
}

// After the block in which the cursor is; it divides the text, so it is in nothing.
function insertMore(editor) {
  const after = editor.state.selection.$from.after(1)
  editor.chain().insertContentAt(after, { type: "rawBlock", attrs: { html: "<!--more-->" } }).focus().run()
}
