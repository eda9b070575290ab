// The page that asks which of two versions is meant: what one writes in the middle is chosen by that, a side by
// clicking on it, and all of one side with one button. Markup: admin/model/merge.html.
//
// What was typed may lie in this browser still (edit/autosave.js), under a form that was never saved as it was: from
// here on it is this form that says whether its words were saved.

const form = document.querySelector("form[data-asks]")

if (form) {
  const asks = [...form.querySelectorAll("fieldset")]
  form.addEventListener("input", (event) => {
    if (event.target.matches("textarea")) choose(event.target.closest("fieldset"), "both")
  })
  form.addEventListener("click", (event) => {
    const side = event.target.closest(".side-of")
    if (side && !event.target.closest("a, label, input, summary") && !String(getSelection())) {
      side.querySelector("input[type=radio]").click()
    }
  })
  if (asks.length > 1) form.prepend(buttons(asks))
  carry(form)
}

function choose(fieldset, side) {
  const radio = fieldset.querySelector(`input[type=radio][value="${side}"]`)
  if (radio) radio.checked = true
}

function buttons(asks) {
  const bar = document.createElement("div")
  bar.className = "all-of"
  bar.setAttribute("role", "group")
  bar.setAttribute("aria-label", "For all of them")
  const said = document.createElement("span")
  said.className = "visually-hidden"
  said.setAttribute("role", "status")
  for (const side of ["theirs", "mine", "both"]) {
    const first = form.querySelector(`input[type=radio][value="${side}"]`)
    if (!first) continue
    const button = document.createElement("button")
    button.type = "button"
    button.className = "btn small"
    button.textContent = side === "both" ? "Both everywhere" : `${first.closest("label").textContent.trim()} everywhere`
    button.addEventListener("click", () => {
      for (const one of asks) choose(one, side)
      said.textContent = `Chosen: ${button.textContent}.`
    })
    bar.append(button)
  }
  bar.append(said)
  return bar
}

function carry(form) {
  const key = form.elements.draft_key?.value
  const family = `copydesk:${document.documentElement.dataset.person}:`
  if (!key) return
  try {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(family) || !name.endsWith(`:${key}`)) continue
      const copy = JSON.parse(localStorage.getItem(name))
      localStorage.setItem(name, JSON.stringify({ ...copy, form_key: form.elements.form_key.value }))
    }
  } catch {
    // a browser that keeps nothing has nothing to tell
  }
}
