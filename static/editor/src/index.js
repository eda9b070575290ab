// The editor of a text, mounted on its textarea, which stays the field of the form: it holds the text at any
// time, and is what is sent. An untouched document is never written to it.
//
// For other modules, on the textarea: the event "editor:ready" with its detail, which is also found there as
// textarea.editor: { editor, getHTML(), setHTML(html), focus(), blocks() }. blocks() gives each top-level block as
// { html, element }, in order; the element carries its place as data-block. getHTML({ anew: true }) writes also
// those blocks anew that nobody touched. The event "editor:set" with the HTML as its detail replaces the text, and
// so does changing the textarea's value and sending "input" on it.
import { Editor, Extension } from "@tiptap/core"
import { Plugin } from "@tiptap/pm/state"
import { Decoration, DecorationSet } from "@tiptap/pm/view"
import { Body } from "./document.js"
import { el } from "./dom.js"
import { findBar, findPlugin } from "./find.js"
import { describePanel, linkPanel, Panel, sourcePanel } from "./panels.js"
import { pasted } from "./paste.js"
import { picker } from "./picker.js"
import { extensions } from "./schema.js"
import { toolbar } from "./toolbar.js"

const PAUSE = 100 // milliseconds from the last key to the textarea

export function mount(textarea) {
  const desk = new Desk(textarea)
  const api = {
    editor: desk.editor,
    getHTML: ({ anew = false } = {}) => (anew ? desk.body.anew(desk.editor.state.doc) : desk.html()),
    setHTML: (html) => desk.set(html),
    focus: () => desk.focus(),
    blocks: () => desk.blocks(),
  }
  textarea.editor = api
  textarea.dispatchEvent(new CustomEvent("editor:ready", { detail: api, bubbles: true }))
  return api
}

class Desk {
  inSource = false
  isFull = false

  constructor(textarea) {
    this.textarea = textarea
    this.surfaceId = `${textarea.id}-surface`
    const surface = el("div", { class: "editor-surface" })
    this.frame = el("div", { class: "editor-frame" }, surface)
    this.status = el("div", { class: "editor-foot small muted" }, el("span", { class: "words" }))
    this.box = el("div", { class: "editor" })
    const label = textarea.labels?.[0]?.firstChild?.textContent.trim() || "Text"
    this.editor = new Editor({
      element: surface,
      injectCSS: false,
      enablePasteRules: false,
      textDirection: undefined,
      extensions: [...extensions, this.extension()],
      editorProps: {
        attributes: {
          id: this.surfaceId, class: "copy", role: "textbox", "aria-multiline": "true", "aria-label": label,
          ...(textarea.getAttribute("aria-describedby") && { "aria-describedby": textarea.getAttribute("aria-describedby") }),
          spellcheck: "true",
        },
        transformPastedHTML: pasted,
      },
    })
    this.editor.storage.desk = {
      describe: (position, node) => describePanel(this, position, node),
      source: (position, node) => sourcePanel(this, position, node),
    }
    this.body = new Body(this.editor.schema)
    this.load(textarea.value)
    this.panel = new Panel(this)
    this.tools = toolbar(this)
    this.finder = findBar(this)
    textarea.before(this.box)
    this.head = el("div", { class: "editor-head" }, this.tools.bar, this.finder.bar)
    this.box.append(this.head, this.frame, textarea, this.status)
    textarea.hidden = true
    this.listen()
    this.count()
  }

  extension() {
    const desk = this
    return Extension.create({
      name: "desk",
      addStorage: () => ({}),
      addProseMirrorPlugins: () => [findPlugin(), places()],
      addKeyboardShortcuts: () => ({
        "Mod-k": () => (desk.link(), true),
        "Mod-f": () => (desk.find(), true),
        "Mod-Alt-s": () => (desk.toggleSource(), true),
        "Mod-Alt-f": () => (desk.toggleFull(), true),
        "Alt-F10": () => (desk.tools.focus(), true),
        Escape: () => desk.isFull && (desk.toggleFull(), true),
      }),
      onTransaction({ transaction }) {
        if (!desk.tools) return
        if (transaction.docChanged) desk.changed()
        desk.refresh()
      },
    })
  }

  listen() {
    const { textarea, box } = this
    const form = textarea.form
    form?.addEventListener("submit", () => this.flush(), true)
    // Not by flushing: who hears of it may read the form in turn, which may not be read while it is.
    form?.addEventListener("formdata", (event) => {
      if (this.timer && textarea.name) event.formData.set(textarea.name, this.html())
    })
    addEventListener("beforeunload", () => this.flush(), true)
    document.addEventListener("visibilitychange", () => this.flush())
    // The browser gives fields back what they held when one came back to the page.
    addEventListener("pageshow", () => this.takeOver())
    textarea.addEventListener("input", () => this.takeOver())
    textarea.addEventListener("editor:set", (event) => this.set(event.detail))
    box.addEventListener("keydown", (event) => {
      if (event.defaultPrevented) return
      // Also from the toolbar, the bar of “find” and the source.
      const held = (event.ctrlKey || event.metaKey) && (event.altKey ? "alt " : "") + event.code
      if (event.key === "F10" && event.altKey) this.tools.focus()
      else if (event.key === "Escape" && this.isFull) this.toggleFull()
      else if (held === "alt KeyS") this.toggleSource()
      else if (held === "alt KeyF") this.toggleFull()
      else if (held === "KeyF" && !this.inSource) this.find()
      else return
      event.preventDefault()
    })
    // The list of errors and the label lead to a field that is hidden.
    document.addEventListener("click", (event) => {
      const to = event.target.closest?.(`a[href="#${textarea.id}"], label[for="${textarea.id}"]`)
      if (to && !this.inSource) {
        event.preventDefault()
        this.focus()
      }
    })
  }

  load(source) {
    const doc = this.body.read(source)
    const { state, view } = this.editor
    view.updateState(state.constructor.create({ doc, plugins: state.plugins, schema: state.schema }))
    this.held = source
  }

  html() {
    return this.inSource ? this.textarea.value : this.body.write(this.editor.state.doc)
  }

  set(html) {
    this.textarea.value = html
    if (!this.inSource) this.load(this.textarea.value)
    this.announce()
  }

  // Somebody else put something into the textarea.
  takeOver() {
    if (this.inSource || this.writing || this.textarea.value === this.held) return
    clearTimeout(this.timer)
    this.timer = null
    this.load(this.textarea.value)
    this.count()
    this.refresh()
  }

  changed() {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.flush(), PAUSE)
  }

  flush() {
    if (!this.timer) return
    clearTimeout(this.timer)
    this.timer = null
    if (this.inSource) return
    const html = this.body.write(this.editor.state.doc)
    if (html === this.held) return
    this.textarea.value = html
    this.announce()
  }

  announce() {
    this.held = this.textarea.value
    this.writing = true
    this.textarea.dispatchEvent(new Event("input", { bubbles: true }))
    this.writing = false
    this.count()
    this.refresh()
  }

  count() {
    const { doc } = this.editor.state
    const words = doc.textBetween(0, doc.content.size, " ", " ").match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’.-]*/gu)?.length ?? 0
    this.status.firstChild.textContent = `${words.toLocaleString()} ${words === 1 ? "word" : "words"}`
  }

  blocks() {
    const { view, state } = this.editor
    const positions = []
    state.doc.forEach((_node, offset) => positions.push(offset))
    return this.body.lines(state.doc).map(({ line, at }) => ({ html: line, element: view.nodeDOM(positions[at]) }))
  }

  refresh() {
    this.tools?.refresh()
  }

  focus() {
    if (this.inSource) this.textarea.focus()
    else this.editor.view.focus()
  }

  link() {
    if (!this.editor.isActive("codeBlock")) linkPanel(this)
  }

  get isFinding() {
    return Boolean(this.finder && !this.finder.bar.hidden)
  }

  find() {
    if (!this.inSource) this.finder.open()
  }

  picture() {
    const { pictures, upload } = this.textarea.dataset
    this.picker ??= picker(pictures, upload, (picture) => this.insertPicture(picture))
    if (!this.picker.dialog.isConnected) document.body.append(this.picker.dialog)
    this.picker.open()
  }

  insertPicture({ src, alt, width, height, caption }) {
    const image = { src, ...(alt !== undefined && { alt }), ...(width && { width: String(width), height: String(height) }) }
    const content = caption ? [{ type: "text", text: caption }] : []
    this.editor.chain().focus().insertContent({ type: "figure", attrs: { image }, content }).run()
  }

  toggleSource() {
    this.panel.close(false)
    if (!this.inSource) {
      if (this.isFinding) this.finder.close()
      this.flush()
      this.inSource = true
    } else {
      this.inSource = false
      if (this.textarea.value !== this.held) this.load(this.textarea.value)
      this.count()
    }
    this.textarea.hidden = !this.inSource
    this.frame.hidden = this.inSource
    this.textarea.classList.toggle("code", this.inSource)
    this.refresh()
    this.focus()
  }

  toggleFull() {
    this.isFull = !this.isFull
    this.box.classList.toggle("full", this.isFull)
    document.documentElement.classList.toggle("editor-full", this.isFull)
    this.refresh()
    this.focus()
  }
}

// Each top-level block carries its place, so that what belongs to it can be shown beside it.
function places() {
  const drawn = (doc) => {
    const found = []
    doc.forEach((node, offset, at) => found.push(Decoration.node(offset, offset + node.nodeSize, { "data-block": String(at) })))
    return DecorationSet.create(doc, found)
  }
  return new Plugin({
    state: {
      init: (_config, state) => drawn(state.doc),
      apply: (tr, set, before) => {
        if (!tr.docChanged) return set
        return tr.doc.childCount === before.doc.childCount ? set.map(tr.mapping, tr.doc) : drawn(tr.doc)
      },
    },
    props: {
      decorations(state) {
        return this.getState(state)
      },
    },
  })
}
