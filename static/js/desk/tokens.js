// <input data-tokens> holds names with commas between them; here each name becomes a chip that can be
// taken out. The input itself stays in the form, hidden, with the same name and the same commas.
// data-suggest="<address>": names are suggested while one types, and unknown ones are marked as new.

import { plain, suggestions } from "./suggest.js"

for (const input of document.querySelectorAll("input[data-tokens]")) dress(input)
// What a script puts into the page later says so.
addEventListener("desk:drawn", (event) => {
  for (const input of event.target.querySelectorAll("input[data-tokens]")) dress(input)
})

let pressed = false
addEventListener("pointerdown", () => (pressed = true), true)
for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => (pressed = false), true)

function dress(input) {
  const box = document.createElement("div")
  const entry = document.createElement("input")
  const heard = document.createElement("span")
  const names = []
  const fresh = new Set() // those that the save will create

  box.className = "input tokens"
  heard.className = "visually-hidden"
  heard.setAttribute("role", "status")
  entry.id = input.id
  entry.autocomplete = "off"
  for (const name of ["aria-describedby", "aria-invalid", "aria-label", "maxlength"]) {
    if (input.hasAttribute(name)) entry.setAttribute(name, input.getAttribute(name))
  }
  input.removeAttribute("id")
  input.required = false // the server says so beside the field; a hidden field could not show it
  input.type = "hidden"

  const suggest =
    input.dataset.suggest &&
    suggestions(entry, input.dataset.suggest, {
      makes: true,
      taken: () => names,
      choose: (name) => {
        entry.value = name.replaceAll(",", " ")
        settle()
        entry.focus()
      },
    })

  // Known by another spelling, or under the name that it was merged into: shown as the save will have it.
  const look = async (name) => {
    const exact = await suggest.exactly(name)
    if (!names.includes(name)) return
    if (exact == null) fresh.add(name)
    else if (names.some((other) => other !== name && plain(other) === plain(exact))) names.splice(names.indexOf(name), 1)
    else names[names.indexOf(name)] = exact
    show()
  }

  const show = () => {
    for (const chip of box.querySelectorAll(".chip")) chip.remove()
    for (const name of names) {
      const chip = document.createElement("span")
      const out = document.createElement("button")
      chip.className = "chip"
      chip.append(Object.assign(document.createElement("bdi"), { textContent: name }), out)
      if (fresh.has(name)) {
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

  const add = (text, typed) => {
    for (const part of text.split(",")) {
      const name = part.trim().replace(/\s+/g, " ")
      if (!name || names.some((other) => plain(other) === plain(name))) continue
      names.push(name)
      if (typed && suggest) look(name)
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
    add(entry.value, true)
    entry.value = ""
    suggest?.close()
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
    if (!event.isComposing && entry.value.includes(",")) settle()
  })
  // A new chip may move the button that is being pressed out from under the pointer: after the click.
  entry.addEventListener("blur", () => {
    if (pressed) addEventListener("pointerup", () => setTimeout(settle), { once: true, capture: true })
    else settle()
  })
  input.form?.addEventListener("submit", settle, { capture: true })
  box.addEventListener("click", (event) => {
    if (event.target === box) entry.focus()
  })

  input.before(box)
  box.append(entry, heard)
  if (suggest) {
    const frame = document.createElement("div")
    frame.className = "suggesting"
    box.before(frame)
    frame.append(box, suggest.list, suggest.heard)
  }
  add(input.value, false)
}
