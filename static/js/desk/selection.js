// Selecting rows: all on the page, a range with Shift, and the offer of all that match.
// Markup: components/bulk_bar.html.

for (const bar of document.querySelectorAll("[data-select]")) {
  const form = bar.closest("form")
  if (form) watch(form, bar)
}

function watch(form, bar) {
  // Asked for each time: a row that was edited in its place has another box.
  const boxes = () => [...form.elements].filter((box) => box.type === "checkbox" && box.name === bar.dataset.select)
  const page = bar.querySelector("[data-select-page]")
  const everything = bar.querySelector("[name=all_matching]")
  const words = bar.querySelector(".bulk-count")
  const invitation = words.textContent
  const noun = bar.dataset.noun
  let last = null

  page.closest("label").hidden = boxes().length === 0

  const show = () => {
    const rows = boxes()
    const count = rows.filter((box) => box.checked).length
    const whole = count > 0 && count === rows.length
    page.checked = whole
    page.indeterminate = count > 0 && !whole
    if (everything) {
      if (!whole) everything.checked = false
      everything.closest("label").hidden = !whole
    }
    words.textContent = everything?.checked
      ? `All ${noun} that match are selected.`
      : whole
        ? `All ${count} ${noun} on this page are selected.`
        : count ? `${count} selected.` : invitation
    for (const button of bar.querySelectorAll("button[name=action]")) button.disabled = count === 0
  }

  form.addEventListener("click", (event) => {
    const rows = boxes()
    const at = rows.indexOf(event.target)
    if (at < 0) return
    const since = rows.indexOf(last)
    if (event.shiftKey && since >= 0) {
      const [from, to] = since < at ? [since, at] : [at, since]
      for (const box of rows.slice(from, to + 1)) box.checked = event.target.checked
    }
    last = event.target
  })
  form.addEventListener("change", (event) => {
    if (event.target === page) for (const box of boxes()) box.checked = page.checked
    show()
  })
  // The browser puts the ticks back after the back button without an event.
  addEventListener("pageshow", show)

  show()
}
