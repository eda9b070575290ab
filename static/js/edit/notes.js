// Notes beside the editor. The rail's buttons work without scripts; here they act in place, and each
// paragraph that is noted on is marked in the editor, as long as there is one (“editor:ready”).
// Markup: content/edit/notes.html; the form "notes" stands behind the form of the text.

const QUOTED = 160 // characters by which a paragraph is found again, as in content/markup/anchors.py
const NEAR = 20
const ALIKE = 0.5
const INLINE = "a abbr b bdi bdo cite code del dfn em i ins kbd mark q s samp small span strong sub sup time u var".split(" ")
const LOST = "This did not get through. Your words are still here: send it again."

const rail = document.querySelector("[data-notes]")
const form = document.getElementById("notes")
let editor = null

if (rail && form) {
  form.addEventListener("submit", act)
  rail.querySelector("[data-note-new]").addEventListener("toggle", (event) => event.target.open && aim())
  addEventListener("beforeunload", (event) => {
    if ([...rail.querySelectorAll("textarea")].some((field) => field.value.trim())) event.preventDefault()
  })
  const text = document.querySelector("textarea[name=body]")
  if (text?.editor) take(text.editor)
  text?.addEventListener("editor:ready", (event) => take(event.detail))
}

// In place

async function act(event) {
  event.preventDefault()
  const pressed = event.submitter
  const own = pressed?.name ? null : pressed?.closest("details")?.querySelector("textarea")
  const sent = new FormData()
  for (const field of form.querySelectorAll("input[type=hidden]")) sent.append(field.name, field.value)
  if (pressed?.name) sent.append(pressed.name, pressed.value)
  if (own) sent.append(own.name, own.value)
  pressed?.setAttribute("aria-busy", "true")
  try {
    const answer = await fetch(form.action, { method: "POST", body: sent, headers: { "X-Part": "notes" } })
    const list = part(await answer.text())
    if (list) put(list, answer.ok ? own : null)
    else say(LOST)
  } catch {
    say(LOST)
  } finally {
    pressed?.removeAttribute("aria-busy")
  }
}

const part = (html) => new DOMParser().parseFromString(html, "text/html").querySelector("[data-notes-list]")

// The list anew; what is typed elsewhere in it stays.
function put(list, sent) {
  const typed = [...rail.querySelectorAll("textarea")].filter((field) => field !== sent && field.value)
  const kept = typed.map((field) => [field.name, field.value])
  rail.querySelector("[data-notes-list]").replaceWith(document.importNode(list, true))
  form.elements.form_key.value = list.dataset.formKey
  for (const [name, value] of kept) {
    const field = rail.querySelector(`textarea[name="${name}"]`)
    if (!field) continue
    field.value = value
    field.closest("details").open = true
  }
  if (sent?.name === "whole") {
    sent.value = ""
    sent.closest("details").open = false
  }
  const open = rail.querySelectorAll("[data-note]").length
  const count = rail.querySelector(".count-of")
  if (count) count.textContent = open || ""
  rail.querySelector("[role=status]").focus()
  mark()
}

function say(words) {
  const status = rail.querySelector("[role=status]")
  status.textContent = words
  status.focus()
}

// Which paragraph a new note is on: the one that holds the cursor

function aim() {
  const about = rail.querySelector("[data-note-about]")
  const at = editor ? editor.editor.state.selection.$from.index(0) : -1
  const block = blocks()[at]
  const known = Boolean(block?.quote)
  hidden("block", known ? at : "")
  hidden("quote", known ? block.quote : "")
  about.hidden = false
  about.textContent = known ? `On “${cut(block.quote, 80)}”` : "On the whole text"
}

function hidden(name, value) {
  let field = form.elements[name]
  if (!field) {
    field = Object.assign(document.createElement("input"), { type: "hidden", name })
    form.append(field)
  }
  field.value = value
}

const cut = (text, most) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text)

// Marks beside the paragraphs

function take(api) {
  editor = api
  const frame = api.editor.view.dom.closest(".editor-frame") ?? api.editor.view.dom.parentElement
  const layer = document.createElement("div")
  layer.className = "note-marks"
  frame.append(layer)
  let due = 0
  const later = () => {
    cancelAnimationFrame(due)
    due = requestAnimationFrame(mark)
  }
  api.editor.on("update", later)
  new ResizeObserver(later).observe(api.editor.view.dom)
  mark()
}

function blocks() {
  return editor.blocks().map(({ html, element }) => ({ element, quote: quoteOf(html) }))
}

function mark() {
  const layer = document.querySelector(".note-marks")
  if (!layer) return
  const notes = [...rail.querySelectorAll("[data-note][data-block]")]
  const all = notes.length ? blocks() : []
  const held = new Map()
  for (const note of notes) {
    const at = place(Number(note.dataset.block), note.dataset.quote, all)
    if (at !== null) held.set(at, [...(held.get(at) ?? []), note])
  }
  layer.replaceChildren(...[...held].flatMap(([at, of]) => button(all[at].element, of, layer) ?? []))
}

function button(element, notes, layer) {
  if (!element?.getBoundingClientRect) return null
  const made = document.createElement("button")
  made.type = "button"
  made.className = "note-mark"
  made.textContent = notes.length
  made.setAttribute("aria-label", `${notes.length === 1 ? "A note" : `${notes.length} notes`} on this paragraph`)
  made.style.top = `${element.getBoundingClientRect().top - layer.getBoundingClientRect().top}px`
  made.addEventListener("click", () => {
    notes[0].tabIndex = -1
    notes[0].focus()
    notes[0].scrollIntoView({ block: "nearest" })
  })
  return made
}

// As content/markup/anchors.py places them: where it begins as quoted, else where half the words are

function place(block, quote, all) {
  if (all[block]?.quote === quote) return block
  if (!quote) return null
  const nearest = (found) => found.sort((a, b) => Math.abs(a - block) - Math.abs(b - block))[0] ?? null
  const same = [...all.keys()].filter((at) => all[at].quote === quote)
  if (same.length) return nearest(same)
  const words = new Set(quote.split(" "))
  let best = null
  let most = ALIKE
  for (let at = Math.max(0, block - NEAR); at < Math.min(all.length, block + NEAR + 1); at++) {
    const those = new Set(all[at].quote.split(" "))
    const both = [...words].filter((word) => those.has(word)).length
    const share = both / Math.max(words.size + those.size - both, 1)
    if (share > most || (share === most && best === null)) [best, most] = [at, share]
  }
  return best
}

function quoteOf(html) {
  const words = []
  const walk = (node) => {
    for (const child of node.childNodes) {
      if (child.nodeType === 3) words.push(child.data)
      else if (child.nodeType === 1) {
        const apart = !INLINE.includes(child.localName)
        if (apart) words.push(" ")
        walk(child)
        if (apart) words.push(" ")
      }
    }
  }
  walk(new DOMParser().parseFromString(html, "text/html").body)
  return words.join("").replace(/\s+/g, " ").trim().slice(0, QUOTED).trim()
}
