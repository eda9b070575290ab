// Deciding in place. The plain form is what is sent; the answer is a sentence, and what Undo takes back.
// One at a time, in their order; meanwhile the person goes on.

import { sendForm, whenBack } from "../edit/session.js"
import * as cards from "./cards.js"
import { look } from "./more.js"

const AWAY = "Not saved: the server can't be reached. Nothing is lost; try it again in a moment."
const OUT = "Not saved: you have been signed out. It goes through once you are signed in again."
const BUSY = { approve: "Approving", spam: "Marking as spam", remove: "Removing", restore: "Restoring" }
const headers = { Accept: "application/json", "X-Fragment": "1" }
const { form } = cards
const done = [] // the lines that can be undone, the newest last
const waitingForSignIn = []
let tail = Promise.resolve()

form.addEventListener("submit", (event) => {
  const button = event.submitter
  if (event.target !== form || button?.name !== "action" || button.hasAttribute("formaction")) return
  const [verb, id] = button.value.split(":")
  if (!id && form.elements.all_matching?.checked) return // a page of its own tells of these
  const taken = id ? [document.getElementById(`case-${id}`)] : selected()
  if (!taken.length) return
  event.preventDefault()
  decide(verb, taken)
}, { capture: true })

export const selected = () => cards.cards().filter((card) => card.querySelector("[name=rowid]").checked)

/** Decide over these cards; they make way at once, and come back where it fails. */
export function decide(verb, taken) {
  const fields = fieldsOf(verb, taken)
  const last = taken.at(-1)
  const follows = cards.next(last) ?? cards.next(taken[0], -1)
  const many = taken.length > 1 ? `${taken.length} comments` : `the comment by ${cards.authorOf(taken[0])}`
  const line = cards.replace(taken, `${BUSY[verb]} ${many} …`)
  line.setAttribute("aria-busy", "true")
  cards.count(verb, taken)
  if (taken.length === 1 && follows) {
    cards.go(follows)
  } else {
    cards.mark(cards.next(line) ?? cards.next(line, -1))
    line.focus()
  }
  look()
  return inTurn(() => sendForm(form.getAttribute("action"), fields, { headers }))
    .then((answer) => settle(verb, line, answer))
    .catch((error) => {
      if (!(error instanceof TypeError)) throw error
      fail(verb, line, AWAY)
    })
}

function fieldsOf(verb, taken) {
  const fields = [["form_key", freshKey()], ["state", form.elements.state.value]]
  fields.push(["action", taken.length === 1 ? `${verb}:${cards.idOf(taken[0])}` : verb])
  for (const card of taken) {
    const seen = card.querySelector("[name^=seen-]")
    fields.push(["rowid", cards.idOf(card)], [seen.name, seen.value])
  }
  if (taken.length > 1) fields.push(...["reason", "words"].filter(has).map((name) => [name, form.elements[name].value]))
  return fields
}

const has = (name) => form.elements[name]

/** Each press is a form of its own: after Undo, the same again is no second copy. */
export function freshKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("")
}

function inTurn(work) {
  const result = tail.then(work, work)
  tail = result.catch(() => {})
  return result
}

async function settle(verb, line, answer) {
  const text = await answer.text()
  if (answer.status === 401) {
    waitingForSignIn.push([verb, fail(verb, line, OUT)])
    return
  }
  const page = new DOMParser().parseFromString(text, "text/html")
  const said = page.querySelector("[data-decided]") ?? toast(page, answer)
  if (answer.ok && said) return finish(verb, line, said.textContent.trim(), said.dataset.changeset)
  if (page.querySelector("[data-late]")) return tellLate(verb, line, page)
  fail(verb, line, `Not saved. ${refusal(text)}`)
}

/** A press that had arrived before, though its answer had not: the page says what came of it. */
function toast(page, answer) {
  const found = answer.redirected && page.querySelector("main .toast, main .notice")
  if (!found) return null
  const said = document.createElement("p")
  said.textContent = found.querySelector("span")?.textContent ?? ""
  const undo = found.querySelector("form.undo input[name=id]")
  if (undo) said.dataset.changeset = undo.value
  return said
}

function refusal(text) {
  try {
    return JSON.parse(text).error
  } catch {
    return "The server did not take it; load the page again."
  }
}

/** The line says what was done, with Undo. */
export function finish(verb, line, words, changeset) {
  line.removeAttribute("aria-busy")
  line.firstChild.textContent = words
  line.verb = verb
  if (changeset) {
    const undo = document.createElement("button")
    const about = document.createElement("span")
    undo.type = "button"
    undo.className = "link"
    undo.textContent = "Undo"
    about.className = "visually-hidden"
    about.textContent = `: ${words}`
    undo.append(about)
    undo.addEventListener("click", () => takeBack(line))
    line.changeset = changeset
    line.append(undo)
    done.push(line)
  }
  cards.say(words)
}

function fail(verb, line, words) {
  const at = document.activeElement
  const back = cards.putBack(line)
  cards.hideEmpty()
  cards.count(verb, back, -1)
  for (const card of back) complain(card, words)
  if (at === document.body || !at?.isConnected) cards.go(back[0])
  cards.say(`${words} It is about the comment by ${cards.authorOf(back[0])}.`)
  return back
}

/** A sentence in a card, in the place of an earlier one. */
export function complain(card, words) {
  card.querySelector(":scope .case-error")?.remove()
  const told = document.createElement("p")
  told.className = "error case-error"
  told.textContent = words
  card.querySelector(".acts").after(told)
}

/** Others were faster: what they decided stands in the place of the card; the rest is as it was. */
function tellLate(verb, line, page) {
  const back = cards.putBack(line)
  cards.count(verb, back, -1)
  const late = new Map([...page.querySelectorAll("[data-late-card]")].map((one) => [one.dataset.lateCard, one.textContent]))
  const words = page.querySelector("[data-late]").textContent.trim()
  for (const card of back) {
    const told = late.get(cards.idOf(card))
    if (told !== undefined) cards.replace([card], back.length === 1 ? words : told, { late: true })
    else card.querySelector("[name=rowid]").checked = true
  }
  form.dispatchEvent(new Event("change"))
  cards.say(words)
}

whenBack(() => {
  for (const [verb, taken] of waitingForSignIn.splice(0)) {
    for (const card of taken) card.querySelector(".case-error")?.remove()
    const here = taken.filter((card) => card.isConnected)
    if (here.length) decide(verb, here)
  }
})

/** Undo what was decided last. */
export function undoLast() {
  const line = done.findLast((one) => one.isConnected && one.getAttribute("aria-busy") !== "true")
  if (line) return takeBack(line)
  const plain = document.querySelector(".toast form.undo button")
  if (plain) return plain.click()
  cards.say("There is nothing to undo on this page.")
}

async function takeBack(line) {
  line.setAttribute("aria-busy", "true")
  const keys = document.querySelector("[data-opens=sheet]").getAttribute("href")
  const fields = [["id", line.changeset], ["form_key", freshKey()], ["url", keys]]
  let answer
  let text = ""
  try {
    answer = await inTurn(() => sendForm(form.dataset.undo, fields))
    text = await answer.text()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return tellOnLine(line, AWAY)
  } finally {
    line.removeAttribute("aria-busy")
  }
  if (answer.status === 401) return tellOnLine(line, "You have been signed out. Sign in, then undo it again.")
  if (!answer.ok) return tellOnLine(line, refusal(text))
  const page = new DOMParser().parseFromString(text, "text/html")
  const words = page.querySelector("main .notice span")?.textContent.trim() ?? "Undone."
  done.splice(done.indexOf(line), 1)
  const back = cards.putBack(line)
  cards.hideEmpty()
  cards.count(line.verb, back, -1)
  cards.go(back[0])
  cards.say(words)
}

function tellOnLine(line, words) {
  line.querySelector(".error")?.remove()
  const told = document.createElement("span")
  told.className = "error"
  told.textContent = words
  line.append(told)
  cards.say(words)
}
