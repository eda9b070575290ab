// Ctrl-S (⌘S) saves and stays.

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.key.toLowerCase() !== "s" || event.altKey || event.shiftKey) return
  if (!(event.ctrlKey || event.metaKey)) return
  const button = document.querySelector("form[data-autosave] [name=_continue_editing]")
  if (!button) return
  event.preventDefault()
  if (!event.repeat) button.form.requestSubmit(button)
})
