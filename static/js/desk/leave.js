// A form with data-leave asks before it is left with changes; submitting it is not leaving.
// data-leave="changed": it came back from the server refused, so its words are unsaved already.

const forms = [...document.querySelectorAll("form[data-leave]")]
const opened = new Map()
const submitted = new Set()

const content = (form) =>
  JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]))

const changed = (form) =>
  !submitted.has(form) && (form.dataset.leave === "changed" || content(form) !== opened.get(form))

if (forms.length) {
  for (const form of forms) opened.set(form, content(form))
  addEventListener("submit", (event) => {
    // What opens in another tab leaves nothing: a preview.
    if (!event.defaultPrevented && event.submitter?.formTarget !== "_blank") submitted.add(event.target)
  })
  addEventListener("pageshow", () => submitted.clear())
  addEventListener("beforeunload", (event) => {
    // Sending one form while another has changes is leaving the other.
    if (forms.some(changed)) event.preventDefault()
  })
}
