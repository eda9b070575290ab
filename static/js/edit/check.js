// The button “Check” shows in the rail what is found in the words as they now are, with jumps to it.
// <button formaction="<address>" data-check> … <section data-check-panel tabindex="-1"> <div class="check-results">

for (const button of document.querySelectorAll("button[data-check]")) {
  const form = button.form
  const panel = form.querySelector("[data-check-panel]")
  const results = panel?.querySelector(".check-results")
  if (!results) continue

  button.addEventListener("click", async (event) => {
    event.preventDefault()
    button.setAttribute("aria-busy", "true")
    const sent = new FormData()
    // What else is in the form (files, a password) is not asked for.
    const all = new FormData(form)
    for (const name of ["csrf_token", "title", "excerpt", "body"]) sent.set(name, all.get(name) ?? "")
    try {
      const answer = await fetch(button.formAction, {
        method: "POST", body: sent, headers: { "X-Requested-With": "check" },
      })
      if (!answer.ok || answer.redirected) throw new Error(answer.status)
      const page = new DOMParser().parseFromString(await answer.text(), "text/html")
      results.replaceChildren(...page.body.childNodes)
      for (const item of results.querySelectorAll("[data-field]")) item.append(" ", jump(form, item))
    } catch {
      results.textContent = "This could not be checked just now. Save it, or try again in a moment."
    }
    button.removeAttribute("aria-busy")
    panel.scrollIntoView({ block: "nearest" })
    panel.focus({ preventScroll: true })
  })
}

function jump(form, item) {
  const button = document.createElement("button")
  button.type = "button"
  button.className = "btn quiet small"
  button.textContent = "Go there"
  button.setAttribute("aria-label", `Go there: ${item.querySelector("strong").textContent}`)
  button.addEventListener("click", () => goTo(form, item.dataset.field, item.dataset.block))
  return button
}

function goTo(form, name, block) {
  const field = form.elements[name]
  if (!field) return
  const { editor: rich } = field // the rich-text editor's own, on its textarea
  if (block !== undefined && rich && field.hidden) {
    const place = rich.blocks()[Number(block)]?.element
    rich.focus()
    if (!place) return
    rich.editor.commands.setTextSelection(rich.editor.view.posAtDOM(place, 0))
    place.scrollIntoView({ block: "center" })
    return
  }
  field.focus()
  if (block !== undefined && field.setSelectionRange) select(field, Number(block))
}

// In the plain field a block is a line, as saves lay it out; of older texts this is near enough.
function select(field, block) {
  const lines = field.value.split("\n")
  const at = Math.min(block, lines.length - 1)
  const start = lines.slice(0, at).join("\n").length + (at ? 1 : 0)
  field.setSelectionRange(start, start + lines[at].length)
  field.scrollTop = (field.scrollHeight * at) / lines.length
}
