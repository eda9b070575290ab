// The next page's cards are here before they are needed; where none is left, the page says so.

import * as cards from "./cards.js"

const FEW = 12
let under = null

/** Look whether more cards are needed. */
export function look() {
  if (cards.cards().length < FEW) under ??= load().finally(() => (under = null))
}

async function load() {
  const older = document.querySelector(".pager a[rel=next]")
  if (!older) {
    if (!cards.cards().length) cards.showEmpty("This was the last one here.")
    return
  }
  let page
  try {
    const answer = await fetch(older.href)
    if (!answer.ok) return
    page = new DOMParser().parseFromString(await answer.text(), "text/html")
  } catch {
    return // the link to the next page stays
  }
  const wasEmpty = !cards.cards().length
  const following = page.querySelector(".pager a[rel=next]")
  cards.addCards([...page.querySelectorAll("form[data-queue] > .sheet > .case")])
  if (following) older.href = following.getAttribute("href")
  else older.remove()
  if (wasEmpty) cards.go(cards.next(null))
  if (!cards.cards().length) setTimeout(look)
}
