// A second click while a form is on its way does nothing. The form key makes a second copy harmless
// anyway; this spares the person the doubt. Buttons are disabled after the submission is built, so that
// the name and value of the one pressed still go with it. They come back with the back button, and after
// a while if no answer came.

const PATIENCE = 10_000 // milliseconds
const onTheirWay = new Set()

addEventListener("submit", (event) => {
  const form = event.target
  if (event.defaultPrevented || form.method !== "post" || (event.submitter?.formTarget || form.target) === "_blank") return
  if (onTheirWay.has(form)) {
    event.preventDefault()
    return
  }
  onTheirWay.add(form)
  const pressed = event.submitter
  setTimeout(() => {
    for (const button of form.elements) {
      if (button.type !== "submit" || button.disabled) continue
      button.disabled = true
      button.dataset.once = ""
    }
    pressed?.setAttribute("aria-busy", "true")
  })
  setTimeout(release, PATIENCE)
})

addEventListener("pageshow", release)

function release() {
  onTheirWay.clear()
  for (const button of document.querySelectorAll("[data-once]")) {
    button.disabled = false
    button.removeAttribute("data-once")
    button.removeAttribute("aria-busy")
  }
}
