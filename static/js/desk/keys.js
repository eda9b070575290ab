// Single keys: "/" goes to the search, and a link or button with data-key is pressed by that key.
// Never while someone types; switched off by <html data-keys="off"> (a person's own setting).

const typing = (node) =>
  node.isContentEditable ||
  (node.matches?.("input, textarea, select") && !["checkbox", "radio", "submit", "button"].includes(node.type))

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.isComposing || event.repeat || document.documentElement.dataset.keys === "off") return
  if (event.key === "Escape") return closePopover()
  if (typing(event.target)) return

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
