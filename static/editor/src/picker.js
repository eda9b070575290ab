// The dialog in which a picture of the library is chosen.
import { el } from "./dom.js"
import { button, description, field } from "./panels.js"

export function picker(address, upload, chosen) {
  const search = el("input", { class: "input", type: "search", "aria-label": "Search pictures", placeholder: "Search pictures" })
  const says = el("p", { class: "small muted", role: "status" })
  const grid = el("ul", { class: "picks" })
  const more = button("Show more", "quiet", () => load(next))
  const said = description("Description")
  const caption = el("input", { class: "input", type: "text", maxlength: "1000" })
  const insert = button("Insert", "primary", () => put())
  const dialog = el("dialog", { class: "sheet picker", "aria-label": "Choose a picture" },
    el("div", { class: "head" }, el("h2", {}, "Choose a picture"), el("span", { class: "grow" }), search,
      el("a", { class: "btn quiet", href: upload, target: "_blank" }, "Upload")),
    says, el("div", { class: "picks-frame", tabindex: "0", role: "group", "aria-label": "Pictures" }, grid, more),
    el("div", { class: "pick-words" }, el("div", {}, ...said.parts), field("Caption", caption)),
    el("div", { class: "acts" }, insert, button("Cancel", "quiet", () => dialog.close())))
  let next = ""
  let pick = null
  let asked = 0

  async function load(after) {
    const mine = ++asked
    const query = new URLSearchParams({ search: search.value, after })
    let answer
    try {
      answer = await fetch(`${address}?${query}`, { headers: { Accept: "application/json" } })
      if (!answer.ok || !answer.headers.get("Content-Type")?.includes("json")) throw new Error(answer.status)
      answer = await answer.json()
    } catch {
      if (mine === asked) says.textContent = "The library can’t be reached just now; try again."
      return
    }
    if (mine !== asked) return
    if (!after) grid.replaceChildren()
    grid.append(...answer.pictures.map(item))
    next = answer.after
    more.hidden = !next
    says.textContent = grid.children.length ? "" : search.value ? "No picture has these words." : "No pictures yet; upload one."
  }

  function item(picture) {
    const choose = el("button", { type: "button", class: "pick", "aria-pressed": "false", onclick: () => select(picture, choose) },
      el("img", { src: picture.thumb, alt: "", loading: "lazy" }), el("span", { class: "small" }, picture.title))
    choose.addEventListener("dblclick", () => put())
    return el("li", {}, choose)
  }

  function select(picture, choose) {
    for (const other of grid.querySelectorAll("[aria-pressed=true]")) other.setAttribute("aria-pressed", "false")
    choose.setAttribute("aria-pressed", "true")
    pick = picture
    said.fill(picture)
    caption.value = picture.caption
    insert.disabled = false
  }

  function put() {
    if (!pick) return
    dialog.close()
    chosen({ ...said.image(pick), caption: caption.value.trim() })
  }

  let timer
  search.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(load, 200, "")
  })
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input.input")) return
    event.preventDefault()
    if (event.target !== search) put()
  })
  // What is typed here is no field of the form.
  for (const type of ["input", "change"]) dialog.addEventListener(type, (event) => event.stopPropagation())
  return {
    dialog,
    open() {
      pick = null
      insert.disabled = true
      said.fill({})
      caption.value = ""
      dialog.showModal()
      load("")
    },
  }
}
