// The cards of the page: which one the keys act on, and what stands in the place of those that are decided.

export const form = document.querySelector("form[data-queue]")
const sheet = form.querySelector(".sheet")
const heard = document.createElement("div")
const changed = new Set()
let now = null

heard.className = "visually-hidden"
heard.setAttribute("role", "status")
document.querySelector("main").append(heard)
form.classList.add("keyed")
if (document.documentElement.dataset.keys !== "off") document.querySelector(".queue-keys").hidden = false
sheet.addEventListener("focusin", (event) => {
  const card = event.target.closest(".case")
  if (card) mark(card)
})
mark(cardOf(location.hash) ?? next(null))

/** Call this when another card is the current one, or cards have come or gone. */
export const whenChanged = (callback) => changed.add(callback)

export const idOf = (card) => card.id.replace("case-", "")
export const cards = () => [...sheet.querySelectorAll(":scope > .case")]
export const current = () => (now?.isConnected ? now : null)
export const authorOf = (card) => card.getAttribute("aria-label").replace("Comment by ", "")

/** Say this to who hears the page. */
export function say(words) {
  // The same words again are news as well.
  heard.textContent = ""
  requestAnimationFrame(() => (heard.textContent = words))
}

function cardOf(hash) {
  const found = hash.startsWith("#case-") && document.getElementById(hash.slice(1))
  return found && found.classList.contains("case") ? found : null
}

export function mark(card) {
  if (card === now && card?.classList.contains("now")) return
  now?.classList.remove("now")
  now = card
  now?.classList.add("now")
  for (const callback of changed) callback()
}

/** The next card after this node, or before it, that nobody else has in hand; null at the end. */
export function next(node, step = 1) {
  let at = node ? node : step > 0 ? sheet.firstElementChild : sheet.lastElementChild
  if (node) at = sibling(at, step)
  while (at && (!at.classList.contains("case") || at.dataset.held)) at = sibling(at, step)
  return at
}

const sibling = (node, step) => (step > 0 ? node.nextElementSibling : node.previousElementSibling)

/** Go to this card: the keyboard is there, and it is in sight. */
export function go(card) {
  if (!card) return
  mark(card)
  card.focus({ preventScroll: true })
  card.scrollIntoView({ block: "nearest" })
}

/** Take these cards out; what stands in their place is a line of these words. */
export function replace(taken, words, { late = false } = {}) {
  const line = document.createElement("div")
  const said = document.createElement("span")
  line.className = late ? "decided late" : "decided"
  line.tabIndex = -1
  said.textContent = words
  line.append(said)
  taken[0].before(line)
  line.places = taken.map((card) => {
    const place = document.createComment("")
    card.replaceWith(place)
    return [card, place]
  })
  for (const card of taken) {
    const box = card.querySelector("[name=rowid]")
    if (box) box.checked = false
  }
  tellBar()
  for (const callback of changed) callback()
  return line
}

/** Put the cards of a line back where they stood. */
export function putBack(line) {
  const back = line.places.map(([card, place]) => {
    place.replaceWith(card)
    return card
  })
  line.remove()
  tellBar()
  for (const callback of changed) callback()
  return back
}

export function addCards(more) {
  const known = new Set(cards().map((card) => card.id))
  const fresh = more.filter((card) => !known.has(card.id))
  sheet.append(...fresh.map((card) => document.importNode(card, true)))
  tellBar()
  return fresh.length
}

export function showEmpty(words) {
  if (sheet.querySelector(".empty")) return
  const empty = document.createElement("div")
  const sentence = document.createElement("p")
  empty.className = "empty"
  sentence.textContent = words
  empty.append(sentence)
  sheet.append(empty)
}

export const hideEmpty = () => sheet.querySelector(".empty")?.remove()

// desk/selection.js counts the boxes anew.
function tellBar() {
  form.dispatchEvent(new Event("change"))
}

const STATES = { approve: "approved", spam: "spam", remove: "removed" }

/** Move the counts of the tabs along with a decision over so many cards; backwards, when it is undone. */
export function count(verb, taken, sign = 1) {
  for (const card of taken) {
    add(card.querySelector("[name^=seen-]").value, -sign)
    if (STATES[verb]) add(STATES[verb], sign)
  }
}

function add(state, difference) {
  const shown = [document.querySelector(`.tabs a[href*="status=${state}"] .n`)]
  if (state === "pending") shown.push(document.querySelector(".side [aria-current] .count"))
  for (const place of shown) {
    if (!place || place.textContent.includes("k")) continue
    const number = Number(place.textContent.replace(/\D/g, "")) + difference
    place.textContent = Math.max(0, number).toLocaleString(document.documentElement.lang)
  }
}
