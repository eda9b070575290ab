// Single keys: "/" goes to the search, and a link or button with data-key is pressed by that key.
// Never while someone types; switched off by <html data-keys="off"> (a person's own setting).
// Ctrl-K (⌘K) opens the palette, and “?” the sheet of keys: both are loaded when they are asked for.

const typing = (node) =>
  node.isContentEditable ||
  (node.matches?.("input, textarea, select") && !["checkbox", "radio", "submit", "button"].includes(node.type))

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey || event.shiftKey) return
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return
  const link = document.querySelector("[data-opens=palette]")
  if (!link) return
  event.preventDefault()
  open(link)
})

addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-opens]")
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return
  event.preventDefault()
  open(link)
})

/** In a dialog; where that can't be loaded, its page. */
async function open(link) {
  try {
    const dialog = await (link.dataset.opens === "palette" ? import("./palette.js") : import("./sheet.js"))
    await dialog.open(link)
  } catch {
    location.assign(link.href)
  }
}

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.isComposing || event.repeat || document.documentElement.dataset.keys === "off") return
  if (event.key === "Escape") return closePopover()
  if (typing(event.target) || document.querySelector("dialog:modal")) return

  const target =
    event.key === "/"
      ? document.querySelector("main input[type=search]")
      : /^[a-z?]$/.test(event.key) && document.querySelector(`[data-key="${event.key}"]`)
  if (!target) return
  event.preventDefault()
  if (event.key === "/") {
    target.focus()
    target.select()
  } else {
    target.click()
  }
})

addEventListener("click", (event) => {
  for (const pop of document.querySelectorAll("details[data-pop][open]")) {
    if (!pop.contains(event.target)) pop.open = false
  }
})

function closePopover() {
  const pop = document.querySelector("details[data-pop][open]")
  if (!pop) return
  pop.open = false
  pop.querySelector("summary").focus()
}
