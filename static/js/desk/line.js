// A line of words that wraps (<textarea data-line>): Enter sends its form, as in any other line. It is as
// high as its words; where the style sheet can't see to that, it is done here.

const LINE = "textarea[data-line]"

addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.defaultPrevented || !event.target.matches?.(LINE)) return
  event.preventDefault()
  const { form } = event.target
  form.requestSubmit([...form.elements].find((one) => one.type === "submit" && !one.disabled))
})

if (!CSS.supports("field-sizing", "content")) {
  const fit = (line) => {
    line.style.height = "auto"
    line.style.height = `${line.scrollHeight + line.offsetHeight - line.clientHeight}px`
  }
  addEventListener("input", (event) => event.target.matches(LINE) && fit(event.target))
  for (const line of document.querySelectorAll(LINE)) fit(line)
}
