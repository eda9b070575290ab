// The command palette, loaded when it is first opened: a field (combobox) over a list of places. The
// same answers stand on a page of their own, where its link leads without JavaScript.

const WAIT = 120 // milliseconds after a key

let dialog, input, list, heard, timer, asked
let chosen = -1

export function open(link) {
  dialog ??= build(link.href)
  if (dialog.open) return
  dialog.showModal()
  input.select()
  ask(link.href)
}

function build(url) {
  style(link(url))
  const made = document.createElement("dialog")
  made.className = "palette sheet"
  made.setAttribute("aria-label", "Search or go to")
  made.innerHTML = `
<div class="palette-top"><input class="input" type="text" role="combobox" aria-label="Search or go to" aria-expanded="true" aria-controls="palette-list" aria-autocomplete="list" autocomplete="off" spellcheck="false" maxlength="200" placeholder="A screen, a post, a person …"><button class="btn quiet" type="button">Close</button></div>
<div id="palette-list" role="listbox" aria-label="Places" tabindex="-1"></div>
<p class="visually-hidden" role="status"></p>`
  input = made.querySelector("input")
  list = made.querySelector("[role=listbox]")
  heard = made.querySelector("[role=status]")
  made.querySelector("button").addEventListener("click", () => made.close())
  made.addEventListener("click", (event) => {
    if (event.target === made) made.close() // beside it
  })
  input.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(() => ask(url), WAIT)
  })
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) {
      event.preventDefault()
      choose(chosen + step)
    } else if (event.key === "Enter") {
      event.preventDefault()
      options()[chosen]?.click()
    }
  })
  document.body.append(made)
  return made
}

const link = (url) => url.replace(/\/admin\/.*/, "/static/css/palette.css")

/** The styles that only dialogs like this one need. */
export function style(href) {
  if (document.querySelector(`link[href$="css/palette.css"]`)) return
  const sheet = document.createElement("link")
  sheet.rel = "stylesheet"
  sheet.href = href
  document.head.append(sheet)
}

async function ask(url) {
  asked?.abort()
  asked = new AbortController()
  try {
    const answer = await fetch(`${url}?q=${encodeURIComponent(input.value)}`, {
      headers: { Accept: "application/json" },
      signal: asked.signal,
    })
    if (answer.redirected || answer.status === 401) return location.assign(url) // signed out
    if (!answer.ok) throw new Error(answer.status)
    show((await answer.json()).groups)
  } catch (error) {
    if (error.name !== "AbortError") none("The server can't be reached. Try again in a moment.")
  }
}

function show(groups) {
  if (!groups.length) return none("Nothing of that name.")
  let number = 0
  list.replaceChildren(...groups.map(({ heading, hits }, at) => {
    const group = document.createElement("div")
    const title = document.createElement("h2")
    title.id = `palette-group-${at}`
    title.textContent = heading
    title.setAttribute("role", "presentation")
    group.setAttribute("role", "group")
    group.setAttribute("aria-labelledby", title.id)
    group.append(title, ...hits.map((hit) => option(hit, number++)))
    return group
  }))
  choose(0)
  heard.textContent = number === 1 ? "1 place" : `${number} places`
}

function option(hit, number) {
  const made = document.createElement("a")
  const label = document.createElement("span")
  made.id = `palette-option-${number}`
  made.href = hit.url
  made.tabIndex = -1
  made.setAttribute("role", "option")
  label.textContent = hit.label
  made.append(label)
  if (hit.note) {
    const note = document.createElement("span")
    note.className = "muted small"
    note.textContent = hit.note
    made.append(note)
  }
  return made
}

function none(words) {
  const made = document.createElement("p")
  made.className = "palette-none"
  made.textContent = words
  list.replaceChildren(made)
  choose(-1)
  heard.textContent = words
}

const options = () => [...list.querySelectorAll("[role=option]")]

function choose(number) {
  const all = options()
  chosen = all.length ? (number + all.length) % all.length : -1
  for (const [at, one] of all.entries()) one.setAttribute("aria-selected", String(at === chosen))
  if (chosen < 0) return input.removeAttribute("aria-activedescendant")
  input.setAttribute("aria-activedescendant", all[chosen].id)
  all[chosen].scrollIntoView({ block: "nearest" })
}
