// A small form in the row or card of a list, which is one form already: forms do not nest. The form itself,
// empty, is put behind the list, and its controls, which stand in the box, name it.

/** Puts the content of `form` into `box`, and the form itself, which is given back, behind the list of `row`. */
export function unnested(form, box, row) {
  const shell = document.importNode(form, false)
  shell.id = `quick-${Math.random().toString(36).slice(2)}`
  shell.className = ""
  shell.hidden = true
  shell.removeAttribute("data-leave")
  for (const control of [...form.elements]) control.setAttribute("form", shell.id)
  ;(row.closest("form") ?? row.closest("table")).after(shell)
  box.className = form.className
  box.setAttribute("role", "group")
  if (form.ariaLabel) box.ariaLabel = form.ariaLabel
  box.replaceChildren(...form.childNodes)
  return shell
}
