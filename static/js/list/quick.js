// Quick edit: a link with data-quick opens the small form of its row in the row's place. Saved, the row
// is drawn anew there, with Undo below it. Without this the link leads to a page with the same form.
// A list is one form already, and forms do not nest: the small form stands behind the list, empty, and
// its controls, which stand in the row, name it.

import { unnested } from "../desk/unnested.js"

const FRAGMENT = "X-Fragment"
const closed = new Map() // what was typed and closed without saving, by the address of its form
let open = null

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-quick]")
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  if (open) close()
  start(link)
})

addEventListener("beforeunload", (event) => {
  const all = open ? [open, ...closed.values()] : [...closed.values()]
  if (all.some((one) => !one.sending && changed(one))) event.preventDefault()
})

async function start(link) {
  const row = link.closest("tr")
  const again = closed.get(link.href)
  link.setAttribute("aria-busy", "true")
  const html = again ? null : await fragment(link.href)
  link.removeAttribute("aria-busy")
  if (!again && html?.kind !== "form") return location.assign(link.href)
  const cell = document.createElement("td")
  const place = document.createElement("tr")
  cell.colSpan = row.cells.length
  place.className = "quick-place"
  place.append(cell)
  row.after(place)
  row.hidden = true
  open = again ?? made(link.href)
  open.row = row
  open.place = place
  cell.append(open.box)
  if (again) {
    closed.delete(link.href)
    row.closest("form")?.after(open.shell)
  } else {
    fill(open, html.page)
    open.before = content(open)
  }
  focusFirst(open.box)
}

function made(link) {
  const box = document.createElement("div")
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return
    event.preventDefault()
    close()
  })
  return { link, box }
}

// Puts the form of this page into the box; the form itself, without its controls, behind the list.
function fill(one, page) {
  const form = page.querySelector("form.quick-form")
  one.shell?.remove()
  one.shell = unnested(form, one.box, one.row)
  one.box.querySelector("[data-quick-cancel]").addEventListener("click", (event) => {
    event.preventDefault()
    close({ forget: true })
  })
  one.shell.addEventListener("submit", (event) => {
    if (one.plain) return
    event.preventDefault()
    send(one)
  })
  one.box.dispatchEvent(new CustomEvent("desk:drawn", { bubbles: true }))
}

async function send(one) {
  if (one.sending) return
  one.sending = true
  one.box.setAttribute("aria-busy", "true")
  const answer = await fragment(one.shell.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(one.shell)),
  })
  one.sending = false
  one.box.removeAttribute("aria-busy")
  if (answer?.kind === "row") return saved(one, answer.page)
  if (answer?.kind === "form") {
    fill(one, answer.page)
    one.box.querySelector(".errors, .notice")?.scrollIntoView({ block: "nearest" })
    const first = one.box.querySelector("[aria-invalid=true]") ?? one.box.querySelector(".errors")
    return first ? first.focus() : focusFirst(one.box)
  }
  // Signed out, offline, or refused as a whole: the page that says so keeps what was typed.
  one.plain = one.sending = true
  one.shell.requestSubmit()
}

function saved(one, page) {
  const row = document.importNode(page.querySelector("tr"), true)
  const ticked = one.row.querySelector(".tick input")?.checked
  const box = row.querySelector(".tick input")
  if (box && ticked) box.checked = true
  const cell = one.place.cells[0]
  const said = document.createElement("div")
  said.setAttribute("role", "status")
  cell.replaceChildren(said)
  for (const notice of page.querySelectorAll(".said-here > *")) {
    const undo = notice.querySelector("form")
    if (undo) {
      const inner = document.createElement("span")
      unnested(undo, inner, one.row).addEventListener("submit", () => (one.sending = true))
      inner.removeAttribute("role")
      undo.replaceWith(inner)
    }
    notice.removeAttribute("role")
    said.append(document.importNode(notice, true))
  }
  one.place.className = "quick-said"
  one.row.replaceWith(row)
  one.shell.remove()
  open = null
  row.querySelector("a[data-quick]")?.focus()
}

// Closed is not lost: opened again, it stands as it was typed. Cancel forgets it.
function close({ forget = false } = {}) {
  const one = open
  const keeps = !forget && changed(one)
  open = null
  one.row.hidden = false
  one.place.remove()
  if (keeps) closed.set(one.link, one)
  else one.shell.remove()
  one.row.querySelector("a[data-quick]")?.focus()
}

async function fragment(url, options = {}) {
  try {
    const answer = await fetch(url, { ...options, headers: { [FRAGMENT]: "1" }, credentials: "same-origin" })
    const kind = answer.headers.get(FRAGMENT)
    return kind && { kind, page: new DOMParser().parseFromString(await answer.text(), "text/html") }
  } catch {
    return null
  }
}

const content = (one) =>
  JSON.stringify([...new FormData(one.shell)].filter(([name]) => !["form_key", "csrf_token"].includes(name)))

function changed(one) {
  const apart = !one.box.isConnected
  if (!apart) return content(one) !== one.before
  return true // only what was changed is kept apart
}

function focusFirst(box) {
  const first = box.querySelector("input:not([type=hidden]), textarea, select")
  first?.focus()
  first?.select?.()
}
