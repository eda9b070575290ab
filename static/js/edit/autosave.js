// Every word that is typed into a text is kept: in this browser at once, on the server at the first
// pause. On return, what was not saved is offered. Markup: content/text_edit.html, content/edit/kept.html.
//
// The copy in this browser lies under the person, the text and the form's own key, until the server has
// the same words. What is found here after a crash is given to the server, which knows by the form's key
// whether it was saved after all, and then offered like what it had already.

import { sendForm, tell, whenBack } from "./session.js"

const PAUSE = 1000 // milliseconds without a key, after which the server gets it
const LONGEST = 2000 // and no later than this while somebody types on
const AGAIN = [2000, 5000, 10_000, 30_000]
const KEPT = 30 * 24 * 3600 * 1000
const NOT_TYPED = new Set(["csrf_token", "form_key", "url", "autosaved"])

const form = document.querySelector("form[data-autosave]")
if (form) watch(form)

function watch(form) {
  const person = document.documentElement.dataset.person
  const family = `copydesk:${person}:${form.dataset.entity}:${form.dataset.row}:`
  const key = family + form.elements.draft_key.value
  let opened = words(form)
  let current = opened
  let known = opened // what the server has
  const began = form.elements.autosaved.value === "1" // with words that are kept already
  let hasCopy = began
  let pause = 0
  let since = 0
  let failures = 0
  let sending = null
  let leaving = false

  offerCopies(form, family, key)

  // Editors that fill a hidden field say so with an event; “change” is for selects and pickers.
  // An editor may say so while the form is being read, when it can't be read again: right after that.
  form.addEventListener("input", () => queueMicrotask(typed))
  form.addEventListener("change", () => queueMicrotask(typed))
  addEventListener("online", () => schedule(0))
  addEventListener("pagehide", () => {
    if (current !== known && !leaving) send({ keepalive: current.length < 60_000 })
  })
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && current !== known) schedule(0)
  })
  // Set as late as this, so that nothing takes the form for changed that is not.
  form.addEventListener("submit", () => {
    form.elements.autosaved.value = hasCopy ? "1" : ""
  }, { capture: true })
  addEventListener("copydesk:sent", () => {
    leaving = true
    clearTimeout(pause)
    sending?.abort()
    current = words(form)
    if (current !== known) store()
  })
  addEventListener("pageshow", () => (leaving = false))
  whenBack(() => schedule(0))

  function typed() {
    current = words(form)
    if (current === known) return drop(key)
    store()
    since ||= Date.now()
    schedule(Math.min(PAUSE, Math.max(0, since + LONGEST - Date.now())))
  }

  function schedule(after) {
    clearTimeout(pause)
    if (!leaving) pause = setTimeout(send, after)
  }

  /** In this browser, at once; where there is no more room, the server has to do. */
  function store() {
    const copy = JSON.stringify({ at: Date.now(), version: form.elements.version?.value, form_key: form.elements.form_key.value, fields: current })
    try {
      localStorage.setItem(key, copy)
    } catch {
      drop(key) // an old copy would be worse than none
    }
  }

  async function send({ keepalive = false } = {}) {
    const now = current
    if (now === known || (sending && !keepalive)) return
    sending?.abort()
    const mine = (sending = new AbortController())
    const nothing = now === opened && !began
    hasCopy = true
    try {
      const body = payload(now, form)
      if (nothing) body.set("_forget", "1")
      const answer = await sendForm(form.dataset.autosave, body, { signal: mine.signal, keepalive })
      if (answer.status === 401) return tell("You have been signed out. Your words are kept in this browser.")
      if (answer.status === 409) return tell("Somebody else signed in here. Your words are kept in this browser until you do.")
      if (answer.status === 413) return tell("Too long to be kept on the server. Save it, or make it shorter.")
      if (!answer.ok) throw new Error(answer.status)
      const { said } = await answer.json()
      failures = 0
      since = 0
      known = now
      hasCopy = !nothing
      if (current === now) drop(key)
      if (nothing) tell("")
      else tell(`Kept on the server ${said}`, "Kept on the server")
    } catch (error) {
      if (error.name === "AbortError") return
      tell(stored() ? "Offline: kept in this browser" : "Offline: not kept. Leave this page open.")
      schedule(AGAIN[Math.min(failures++, AGAIN.length - 1)])
    } finally {
      if (sending === mine) sending = null
    }
    if (current !== known && !failures) schedule(PAUSE)
  }

  const stored = () => {
    try {
      return localStorage.getItem(key) !== null
    } catch {
      return false
    }
  }

}

/** What is in the form, as text: names and values of all that a person fills in. */
function words(form) {
  return JSON.stringify([...new FormData(form)].filter(([name, value]) => !NOT_TYPED.has(name) && typeof value === "string"))
}

function payload(fields, form, copy = {}) {
  const body = new URLSearchParams(JSON.parse(fields))
  body.set("_person", document.documentElement.dataset.person)
  body.set("form_key", copy.form_key ?? form.elements.form_key.value)
  if (copy.at) body.set("_age", Math.max(0, Math.round((Date.now() - copy.at) / 1000)))
  return body
}

/** What earlier pages left in this browser: given to the server, which tells what was saved since. */
async function offerCopies(form, family, own) {
  let found = false
  for (const name of names("copydesk:")) {
    const copy = read(name)
    if (!copy || Date.now() - copy.at > KEPT) drop(name)
    else if (!name.startsWith(family) || name === own) continue
    else if (same(copy.fields, words(form))) drop(name)
    else try {
      const answer = await sendForm(form.dataset.autosave, payload(copy.fields, form, copy))
      if (answer.ok) {
        found ||= Boolean((await answer.json()).id)
        drop(name)
      }
    } catch {
      return // offline: it stays here for the next time
    }
  }
  if (found) showOffers()
}

/** The offers as the server makes them: the page is asked for once more, and they are taken out of it. */
async function showOffers() {
  const answer = await fetch(location.href)
  if (!answer.ok || answer.redirected) return
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  const before = document.querySelector("[data-kept-offers]")
  const offers = page.querySelector("[data-kept-offers]")
  if (before && offers) before.replaceWith(document.importNode(offers, true))
}

function same(one, other) {
  const plain = (fields) => JSON.stringify(JSON.parse(fields).filter(([name]) => name !== "draft_key" && name !== "version").map(([name, value]) => [name, value.replace(/\r\n/g, "\n")]))
  return plain(one) === plain(other)
}

function names(family) {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(family))
  } catch {
    return []
  }
}

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name))
  } catch {
    return null
  }
}

function drop(name) {
  try {
    localStorage.removeItem(name)
  } catch {
    // a browser that keeps nothing has nothing to let go of
  }
}
