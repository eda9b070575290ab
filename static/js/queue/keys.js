// The keys of the queue; admin_app/readers/desk/__init__.py tells of them on the sheet of keys.

import * as cards from "./cards.js"
import { decide, selected, undoLast } from "./deciding.js"

const VERBS = { a: "approve", s: "spam", d: "remove", u: "restore" }
const PRESSED = { r: "reply", e: "edit", h: "reader" }
const typing = (node) =>
  node.isContentEditable ||
  (node.matches?.("input, textarea, select") && !["checkbox", "radio", "submit", "button"].includes(node.type))

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  if (document.documentElement.dataset.keys === "off") return
  if (typing(event.target) || document.querySelector("dialog:modal, details[data-pop][open]")) return
  if (event.repeat && !["j", "k"].includes(event.key)) return
  const act = event.shiftKey ? { X: selectAll }[event.key] : KEYS[event.key]
  if (!act) return
  event.preventDefault()
  act()
})

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  x: () => tick(cards.current()),
  z: undoLast,
  ...Object.fromEntries(Object.entries(VERBS).map(([key, verb]) => [key, () => press(verb)])),
  ...Object.fromEntries(Object.entries(PRESSED).map(([key, verb]) => [key, () => follow(verb)])),
}

function move(step) {
  const here = cards.current()
  if (!here) return cards.go(cards.next(null, step))
  // The first press brings the keyboard to the card that is marked.
  if (step > 0 && !here.contains(document.activeElement)) return cards.go(here)
  const there = cards.next(here, step)
  if (there) cards.go(there)
  else cards.say(step > 0 ? "This is the last one." : "This is the first one.")
}

/** On all that are selected; where none is, on the card that is marked. */
function press(verb) {
  const taken = selected()
  if (taken.length) {
    const button = cards.form.querySelector(`.bulk button[name=action][value="${verb}"]`)
    return button ? button.click() : cards.say("This can't be done with these.")
  }
  const card = cards.current()
  if (!card) return cards.say("No comment is marked. J goes to the next.")
  if (!card.querySelector(`[data-verb="${verb}"]`)) return cards.say("This can't be done with this comment.")
  decide(verb, [card])
}

function follow(verb) {
  const link = cards.current()?.querySelector(`[data-verb="${verb}"]`)
  if (link) link.click()
}

function tick(card) {
  const box = card?.querySelector("[name=rowid]")
  if (!box) return
  box.click()
  cards.say(`${box.checked ? "Selected" : "No longer selected"}: the comment by ${cards.authorOf(card)}.`)
}

function selectAll() {
  const page = cards.form.querySelector("[data-select-page]")
  page.click()
  cards.say(page.checked ? "All on this page are selected." : "None is selected.")
}
