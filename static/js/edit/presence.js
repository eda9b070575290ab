// Who else is in this text: asked every ten seconds, which also says that we are. Not while the page
// is hidden. Markup: content/edit/kept.html.

import { sendForm, whenBack } from "./session.js"

const EVERY = 10_000 // milliseconds
const form = document.querySelector("form[data-autosave]")
if (form && form.dataset.row !== "0") watch(form)

function watch(form) {
  const url = form.dataset.autosave.replace("/autosave/", "/presence/")
  const box = document.querySelector("[data-here]")
  const newer = document.querySelector("[data-newer]")
  const heard = document.querySelector("[data-came]")
  const tab = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("")
  let field = ""
  let timer = 0
  let last = 0
  let shown = box.textContent.trim() ? null : "[]"
  let names = [...box.querySelectorAll("strong")].map((one) => one.textContent)

  form.addEventListener("focusin", (event) => {
    const name = event.target.name || event.target.closest(".field, .panel")?.querySelector("[name]")?.name || ""
    field = /^\w{0,64}$/.test(name) ? name : ""
  })
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer)
    if (document.visibilityState === "visible") timer = setTimeout(say, Math.max(0, last + EVERY - Date.now()))
  })
  addEventListener("pagehide", () => {
    clearTimeout(timer)
    sendForm(url, { tab, leaving: "1" }, { keepalive: true }).catch(() => {})
  })
  addEventListener("pageshow", (event) => event.persisted && say())
  whenBack(say)
  say()

  async function say() {
    clearTimeout(timer)
    if (document.visibilityState !== "visible") return
    last = Date.now()
    try {
      const answer = await sendForm(url, { tab, field, version: form.elements.version.value })
      if (answer.status === 404) return gone()
      if (answer.status === 401 || answer.status === 403) return
      if (answer.status === 200) show(await answer.json())
    } catch {
      // offline: the keeping of words says so
    }
    timer = setTimeout(say, EVERY)
  }

  function show({ people, saved_by: by }) {
    const now = JSON.stringify(people)
    if (now !== shown) {
      shown = now
      draw(people)
    }
    if (by !== undefined) {
      news(`${by || "Somebody"} saved a newer version; your save will be put together with it.`)
    }
  }

  function draw(people) {
    const list = box.querySelector("ul")
    list.replaceChildren(...people.map(item))
    box.hidden = people.length === 0
    const came = people.filter((one) => !names.includes(one.name))
    names = people.map((one) => one.name)
    if (came.length) heard.textContent = came.map((one) => `${one.name} is here too`).join(". ")
  }

  function item(one) {
    const li = document.createElement("li")
    const face = document.createElement("span")
    const words = document.createElement("span")
    const name = document.createElement("strong")
    face.className = "face"
    face.setAttribute("aria-hidden", "true")
    face.textContent = one.initials
    words.className = "small"
    name.textContent = one.name
    const label = one.field && form.querySelector(`label[for="${one.field}"]`)?.firstChild?.textContent.trim()
    words.append(name, ` is here too, since ${one.since}${label ? `, in “${label}”` : ""}`)
    li.append(face, " ", words)
    return li
  }

  function gone() {
    news("This is not there any more, or not yours to change any more. What you typed is kept.")
  }

  function news(text) {
    newer.hidden = false
    if (newer.textContent !== text) newer.textContent = text
  }
}
