// Selecting rows: all on the page, a range with Shift, and the offer of all that match.
// Markup: components/bulk_bar.html.

for (const bar of document.querySelectorAll("[data-select]")) {
  const form = bar.closest("form")
  if (form) watch(form, bar)
}

function watch(form, bar) {
  const rows = [...form.elements].filter((box) => box.type === "checkbox" && box.name === bar.dataset.select)
  const page = bar.querySelector("[data-select-page]")
  const everything = bar.querySelector("[name=all_matching]")
  const words = bar.querySelector(".bulk-count")
  const invitation = words.textContent
  const noun = bar.dataset.noun
  let last = null

  page.closest("label").hidden = rows.length === 0

  const show = () => {
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
    const at = rows.indexOf(event.target)
    if (at < 0) return
    if (event.shiftKey && last !== null) {
      const [from, to] = last < at ? [last, at] : [at, last]
      for (const box of rows.slice(from, to + 1)) box.checked = event.target.checked
    }
    last = at
  })
  form.addEventListener("change", (event) => {
    if (event.target === page) for (const box of rows) box.checked = page.checked
    show()
  })
  // The browser puts the ticks back after the back button without an event.
  addEventListener("pageshow", show)

  show()
}
