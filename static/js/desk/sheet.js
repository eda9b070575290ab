// The sheet of keys as a dialog: those of this page first, then all, as on the page of the keys.

import { style } from "./palette.js"

let dialog

export async function open(link) {
  if (dialog?.open) return
  const answer = await fetch(link.href)
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  const sheets = page.querySelector("[data-sheets]")
  if (!sheets) return location.assign(link.href)
  style(page.querySelector("link[href$='css/palette.css']").getAttribute("href"))
  dialog ??= document.createElement("dialog")
  dialog.className = "key-sheet sheet"
  dialog.setAttribute("aria-labelledby", "key-sheet-heading")
  const head = document.createElement("div")
  const title = document.createElement("h1")
  const grow = document.createElement("span")
  const close = document.createElement("button")
  head.className = "head"
  title.id = "key-sheet-heading"
  title.textContent = "Keys"
  grow.className = "grow"
  close.className = "btn"
  close.type = "button"
  close.textContent = "Close"
  close.addEventListener("click", () => dialog.close())
  head.append(title, grow, close)
  const here = ofThisPage(link)
  if (here) sheets.prepend(here)
  dialog.replaceChildren(head, document.importNode(sheets, true))
  document.body.append(dialog)
  dialog.showModal()
}

/** What says by data-key, on this very page, that a key presses it. */
function ofThisPage(link) {
  const keyed = [...document.querySelectorAll("[data-key]")].filter((one) => one !== link && one.getClientRects().length)
  if (!keyed.length) return null
  const made = document.createElement("section")
  const title = document.createElement("h2")
  const rows = document.createElement("dl")
  made.className = "sheet panel keys"
  title.textContent = "On this page"
  for (const one of keyed) {
    const row = document.createElement("div")
    const key = document.createElement("dt")
    const does = document.createElement("dd")
    const kbd = document.createElement("kbd")
    const words = one.cloneNode(true)
    for (const inner of words.querySelectorAll("kbd")) inner.remove()
    kbd.textContent = one.dataset.key.toUpperCase()
    does.textContent = one.getAttribute("aria-label") || words.textContent.trim()
    key.append(kbd)
    row.append(key, does)
    rows.append(row)
  }
  made.append(title, rows)
  return made
}
