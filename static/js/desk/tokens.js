// <input data-tokens> holds names with commas between them; here each name becomes a chip that can be
// taken out. The input itself stays in the form, hidden, with the same name and the same commas.
// data-tokens-known="<id of a datalist>": names not in it are marked as new.

for (const input of document.querySelectorAll("input[data-tokens]")) dress(input)

function dress(input) {
  const box = document.createElement("div")
  const entry = document.createElement("input")
  const heard = document.createElement("span")
  const names = []

  box.className = "input tokens"
  heard.className = "visually-hidden"
  heard.setAttribute("role", "status")
  entry.id = input.id
  entry.autocomplete = "off"
  for (const name of ["aria-describedby", "aria-invalid", "aria-label", "list", "maxlength"]) {
    if (input.hasAttribute(name)) entry.setAttribute(name, input.getAttribute(name))
  }
  input.removeAttribute("id")
  input.required = false // the server says so beside the field; a hidden field could not show it
  input.type = "hidden"

  const known = () => {
    const list = document.getElementById(input.dataset.tokensKnown ?? "")
    return list && new Set([...list.options].map((option) => option.value.toLowerCase()))
  }

  const show = () => {
    for (const chip of box.querySelectorAll(".chip")) chip.remove()
    const old = known()
    for (const name of names) {
      const chip = document.createElement("span")
      const out = document.createElement("button")
      chip.className = "chip"
      chip.append(name, out)
      if (old && !old.has(name.toLowerCase())) {
        chip.classList.add("new")
        out.before(Object.assign(document.createElement("small"), { textContent: " new" }))
      }
      out.type = "button"
      out.textContent = "×"
      out.setAttribute("aria-label", `Remove ${name}`)
      out.addEventListener("click", () => take(name))
      entry.before(chip)
    }
    input.value = names.join(", ")
  }

  const add = (text) => {
    for (const part of text.split(",")) {
      const name = part.trim().replace(/\s+/g, " ")
      if (name && !names.some((other) => other.toLowerCase() === name.toLowerCase())) names.push(name)
    }
    show()
  }

  const take = (name) => {
    names.splice(names.indexOf(name), 1)
    show()
    heard.textContent = `${name} removed`
    entry.focus()
    input.dispatchEvent(new Event("change", { bubbles: true }))
  }

  const settle = () => {
    if (!entry.value.trim()) return
    heard.textContent = `${entry.value.trim()} added`
    add(entry.value)
    entry.value = ""
    input.dispatchEvent(new Event("change", { bubbles: true }))
  }

  entry.addEventListener("keydown", (event) => {
    if (event.isComposing) return
    if (event.key === "Enter" && entry.value.trim()) {
      event.preventDefault()
      settle()
    } else if (event.key === "Backspace" && !entry.value && names.length) {
      take(names.at(-1))
    }
  })
  entry.addEventListener("input", (event) => {
    const chosen = event.inputType === "insertReplacementText" // from the datalist
    if (chosen || entry.value.includes(",")) settle()
  })
  entry.addEventListener("blur", settle)
  input.form?.addEventListener("submit", settle, { capture: true })
  box.addEventListener("click", (event) => {
    if (event.target === box) entry.focus()
  })

  input.before(box)
  box.append(entry, heard)
  add(input.value)
}
