// Suggestions below a text field while one types: an ARIA combobox with a list. The address answers
// ?q=… with {terms: [{name, post_count}], exact: "the name that q stands for, or null"}.
//
// suggestions(entry, url, { choose, taken, makes }): `choose(name)` is told what was picked; what `taken()`
// lists is left out; with `makes`, an unknown name is offered as new. What comes back tells whether a name
// is known, and closes the list.
//
// <input data-suggest="/admin/tag/suggest/"> alone is such a field for one name.

const PAUSE = 120 // milliseconds without a key before the server is asked
let number = 0

export function suggestions(entry, url, { choose, taken = () => [], makes = false }) {
  const list = document.createElement("ul")
  const heard = document.createElement("span")
  const answers = new Map()
  let options = []
  let active = -1
  let timer = 0
  let latest = 0

  list.id = `suggestions-${++number}`
  list.className = "suggestions"
  list.hidden = true
  list.setAttribute("role", "listbox")
  list.setAttribute("aria-label", "Suggestions")
  heard.className = "visually-hidden"
  heard.setAttribute("role", "status")
  entry.autocomplete = "off"
  for (const [name, value] of [
    ["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id],
  ]) entry.setAttribute(name, value)
  entry.removeAttribute("list")

  const ask = async (text) => {
    const key = plain(text)
    if (!answers.has(key)) {
      try {
        const answer = await fetch(`${url}?q=${encodeURIComponent(key)}`, { headers: { Accept: "application/json" } })
        answers.set(key, answer.ok ? await answer.json() : NOTHING)
      } catch {
        return NOTHING // no network: the field takes any name all the same
      }
    }
    return answers.get(key)
  }

  const close = () => {
    clearTimeout(timer)
    latest += 1
    list.hidden = true
    mark(-1)
    entry.setAttribute("aria-expanded", "false")
  }

  const mark = (index) => {
    options[active]?.setAttribute("aria-selected", "false")
    active = index
    if (active < 0) return entry.removeAttribute("aria-activedescendant")
    options[active].setAttribute("aria-selected", "true")
    options[active].scrollIntoView({ block: "nearest" })
    entry.setAttribute("aria-activedescendant", options[active].id)
  }

  const show = async () => {
    const turn = ++latest
    const typed = entry.value.trim()
    const { terms, exact } = await ask(typed)
    if (turn !== latest || document.activeElement !== entry) return
    const gone = new Set(taken().map(plain))
    const shown = terms.filter((term) => !gone.has(plain(term.name)))
    options = shown.map((term) => option(term.name, term.post_count == null ? "" : posts(term.post_count)))
    if (makes && typed && exact == null && !gone.has(plain(typed))) options.push(option(typed, "new"))
    list.replaceChildren(...options)
    mark(-1)
    list.hidden = options.length === 0
    entry.setAttribute("aria-expanded", String(options.length > 0))
    heard.textContent = shown.length ? `${shown.length} suggestions` : typed && exact == null ? "Nothing has this name yet" : ""
  }

  const option = (name, note) => {
    const item = document.createElement("li")
    item.id = `${list.id}-${++number}`
    item.setAttribute("role", "option")
    item.setAttribute("aria-selected", "false")
    item.dataset.name = name
    item.append(Object.assign(document.createElement("bdi"), { textContent: name }))
    if (note) item.append(" ", Object.assign(document.createElement("small"), { textContent: note }))
    return item
  }

  const pick = (item) => {
    close()
    choose(item.dataset.name)
    heard.textContent = ""
  }

  entry.addEventListener("input", (event) => {
    if (event.isComposing) return
    clearTimeout(timer)
    if (entry.value.trim()) timer = setTimeout(show, PAUSE)
    else close()
  })
  entry.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return
    const open = !list.hidden
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault()
      if (!open) return show()
      const step = event.key === "ArrowDown" ? 1 : -1
      // One place more than there are options: the field itself, with what was typed.
      mark(((active + 1 + step + options.length + 1) % (options.length + 1)) - 1)
    } else if ((event.key === "Enter" || event.key === "Tab") && open && active >= 0) {
      if (event.key === "Enter") event.preventDefault()
      event.stopImmediatePropagation()
      pick(options[active])
    } else if (event.key === "Escape" && open) {
      event.preventDefault()
      event.stopPropagation()
      close()
    }
  })
  entry.addEventListener("blur", close)
  // Before the field loses the focus, which would close the list under the pointer.
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault()
    const item = event.target.closest("[role=option]")
    if (item && event.button === 0) pick(item)
  })

  return { list, heard, close, exactly: async (name) => (await ask(name)).exact }
}

const NOTHING = { terms: [], exact: null }

const posts = (count) => (count === 1 ? "1 post" : `${count.toLocaleString("en")} posts`)

export const plain = (name) => name.trim().replace(/\s+/g, " ").toLowerCase()

for (const input of document.querySelectorAll("input[data-suggest]:not([data-tokens])")) {
  const box = document.createElement("div")
  box.className = "suggesting"
  const { list, heard } = suggestions(input, input.dataset.suggest, {
    choose: (name) => {
      input.value = name
      input.dispatchEvent(new Event("change", { bubbles: true }))
    },
  })
  const focused = document.activeElement === input
  input.before(box)
  box.append(input, list, heard)
  if (focused) input.focus() // which it lost as it was moved
}
