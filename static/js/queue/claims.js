// Who else decides over which card: this page says which one is marked here, and hears of the others and of
// what was decided meanwhile. One small POST when another card is marked for a moment, and twice a minute.

import { sendForm } from "../edit/session.js"
import * as cards from "./cards.js"

const PAUSE = 600 // milliseconds on a card, before it is said that one is there
const AGAIN = 30_000
let timer = null
let claimed = ""
let moved = false // whether the person has chosen a card
let changes = 0

cards.whenChanged(() => {
  changes += 1
  const here = cards.current()
  if (!here || cards.idOf(here) === claimed) return
  clearTimeout(timer)
  timer = setTimeout(ask, PAUSE)
})
addEventListener("keydown", () => (moved = true), { once: true })
addEventListener("pointerdown", () => (moved = true), { once: true })
addEventListener("visibilitychange", () => document.visibilityState === "visible" && ask())
addEventListener("pagehide", () => {
  if (claimed) sendForm(cards.form.dataset.claim, { leaving: "1" }, { keepalive: true }).catch(() => {})
})
setInterval(ask, AGAIN)
timer = setTimeout(ask, PAUSE)

async function ask() {
  if (document.visibilityState !== "visible") return
  const here = cards.current()
  const fields = cards.cards().map((card) => card.querySelector("[name^=seen-]")).map((seen) => [seen.name, seen.value])
  fields.push(here ? ["id", cards.idOf(here)] : ["leaving", "1"])
  claimed = here ? cards.idOf(here) : ""
  const before = changes
  try {
    const answer = await sendForm(cards.form.dataset.claim, fields)
    const news = answer.ok && (await answer.json())
    // What was decided or undone here since is newer than this answer.
    if (news && before === changes) show(news)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error // away: it is asked again
  }
}

function show({ held, decided, gone }) {
  for (const card of cards.cards()) {
    const id = cards.idOf(card)
    if (decided[id]) settle(card, decided[id].words)
    else if (gone.includes(Number(id))) settle(card, "This comment is no longer here.")
    else hold(card, held[id])
  }
}

function hold(card, name) {
  const told = card.querySelector(".held-by")
  const had = card.dataset.held
  if ((had ?? "") === (name ?? "")) return
  told?.remove()
  delete card.dataset.held
  if (!name) return
  const words = `${name} is deciding this.`
  const here = document.createElement("p")
  here.className = "held-by small"
  here.textContent = words
  card.querySelector(".acts").before(here)
  card.dataset.held = name
  if (card !== cards.current()) return
  if (moved) cards.say(words)
  else cards.mark(cards.next(null)) // who has just come begins where nobody is
}

function settle(card, words) {
  const typed = [...card.querySelectorAll(".inline-form textarea")].some((one) => one.value.trim())
  if (typed) return hold(card, words.split(" ")[0]) // what is written is refused, and kept, when it is sent
  const here = card === cards.current()
  const focused = card.contains(document.activeElement)
  const follows = cards.next(card) ?? cards.next(card, -1)
  cards.replace([card], words, { late: true })
  if (!here) return
  cards.say(words)
  if (focused) cards.go(follows)
  else cards.mark(follows)
}
