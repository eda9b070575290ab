// Reply and Edit open in the card: the form of their page, sent as it stands. Anything but a save or a
// form that came back leads to that page, with every word that was typed.

import { unnested } from "../desk/unnested.js"
import { sendForm } from "../edit/session.js"
import * as cards from "./cards.js"
import { complain, finish } from "./deciding.js"
import { look } from "./more.js"

const closed = new Map() // what was typed and closed without saving, by the address of its form
let open = null

cards.form.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-verb=reply], a[data-verb=edit]")
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  start(link)
})

addEventListener("beforeunload", (event) => {
  const all = open ? [open, ...closed.values()] : [...closed.values()]
  if (all.some((one) => !one.leaving && changed(one))) event.preventDefault()
})

async function start(link) {
  if (open) close()
  const card = link.closest(".case")
  const kept = closed.get(link.href)
  const page = kept ? null : await fetched(link)
  if (!kept && !page) return location.assign(link.href)
  open = kept ?? { link: link.href, verb: link.dataset.verb, card, box: made() }
  closed.delete(link.href)
  if (!kept) fill(open, page)
  card.querySelector(".acts").after(open.box)
  open.before ??= content(open)
  const first = open.box.querySelector("textarea")
  first.focus()
  first.setSelectionRange(first.value.length, first.value.length)
  open.box.scrollIntoView({ block: "nearest" })
}

async function fetched(link) {
  link.setAttribute("aria-busy", "true")
  try {
    const answer = await fetch(link.href)
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    return answer.ok && formOf(page) ? page : null
  } catch {
    complain(link.closest(".case"), "The form can't be had: the server can't be reached.")
    return null
  } finally {
    link.removeAttribute("aria-busy")
  }
}

const formOf = (page) => page.querySelector("main form[data-leave]")

function made() {
  const box = document.createElement("div")
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !event.isComposing) {
      event.preventDefault()
      close()
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      open.shell.requestSubmit(open.box.querySelector(".btn.primary"))
    }
  })
  return box
}

function fill(one, page) {
  const form = formOf(page)
  const errors = page.querySelector("main .errors")
  for (const gone of form.querySelectorAll(".case, [name=_continue_editing], .danger")) gone.remove()
  if (errors && !form.contains(errors)) form.prepend(errors)
  one.shell?.remove()
  one.shell = unnested(form, one.box, one.card)
  one.box.className = "inline-form"
  one.box.setAttribute("aria-label", one.verb === "reply" ? "Reply" : "Edit")
  const cancel = [...one.box.querySelectorAll("a.btn")].find((link) => link.textContent.trim() === "Cancel")
  cancel?.addEventListener("click", (event) => {
    event.preventDefault()
    close({ forget: true })
  })
  one.shell.addEventListener("submit", (event) => {
    if (one.leaving) return
    event.preventDefault()
    send(one, event.submitter)
  })
}

async function send(one, button) {
  if (one.sending) return
  one.sending = true
  one.box.setAttribute("aria-busy", "true")
  one.card.querySelector(".case-error")?.remove()
  let answer
  let page
  try {
    const fields = new URLSearchParams(new FormData(one.shell, button))
    answer = await sendForm(one.shell.action, fields)
    page = new DOMParser().parseFromString(await answer.text(), "text/html")
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return complainOf(one, "Not saved: the server can't be reached. What you wrote stands here; send it again in a moment.")
  } finally {
    one.sending = false
    one.box.removeAttribute("aria-busy")
  }
  if (answer.status === 401) return complainOf(one, "Not saved: you have been signed out. Sign in, then send it again.")
  if (answer.redirected) return saved(one, page)
  if (answer.status === 422 && formOf(page)) {
    fill(one, page)
    ;(one.box.querySelector("[aria-invalid=true]") ?? one.box.querySelector("textarea")).focus()
    return cards.say(one.box.querySelector(".error, .errors")?.textContent.trim() ?? "Not saved.")
  }
  // Refused as a whole, or merged with what another saved: the page that says so has what was typed.
  one.leaving = true
  one.shell.requestSubmit(button)
}

function complainOf(one, words) {
  complain(one.card, words)
  cards.say(words)
}

function saved(one, page) {
  const notice = page.querySelector("main .toast, main .notice")
  const words = notice?.querySelector("span")?.textContent.trim() ?? "Saved."
  const changeset = notice?.querySelector("form.undo input[name=id]")?.value
  open = null
  one.box.remove()
  one.shell.remove()
  const seen = one.card.querySelector("[name^=seen-]")
  const shown = page.getElementById(one.card.id)
  if (one.verb === "edit" && shown) {
    const fresh = document.importNode(shown, true)
    one.card.replaceWith(fresh)
    cards.say(words)
    return cards.go(fresh)
  }
  if (seen.value !== "pending") {
    cards.say(words)
    return cards.go(one.card)
  }
  const follows = cards.next(one.card) ?? cards.next(one.card, -1)
  cards.count("approve", [one.card])
  const line = cards.replace([one.card], words)
  finish("approve", line, words, changeset)
  if (follows) cards.go(follows)
  else line.focus()
  look()
}

// Closed is not lost: opened again, it stands as it was typed. Cancel forgets it.
function close({ forget = false } = {}) {
  const one = open
  const keeps = !forget && changed(one)
  open = null
  one.box.remove()
  if (keeps) closed.set(one.link, one)
  else one.shell.remove()
  cards.go(one.card)
}

const content = (one) =>
  JSON.stringify([...new FormData(one.shell)].filter(([name]) => !["form_key", "csrf_token"].includes(name)))

// What stands in no page has no form: only what was changed is kept so.
const changed = (one) => !one.box.isConnected || content(one) !== one.before
