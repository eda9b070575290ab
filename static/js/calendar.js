// Items of the calendar are moved by dragging them, or by arrow keys; both fill in the form that each
// item has for those without JavaScript, and send it.

const calendar = document.querySelector("[data-calendar]")
const told = document.querySelector("[data-calendar-status]")
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }
const FAR = 6 // pixels that a pointer goes before it drags

const say = (words) => (told.textContent = words)
const dayOf = (item) => item.closest("[data-day]")
const cell = (day) => calendar.querySelector(`[data-day="${day}"]`)
const titleOf = (item) => item.querySelector(".words").textContent

function shifted(day, days) {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}

function send(item, day) {
  const form = item.querySelector("form")
  form.elements.day.value = day
  inPlace(form, item.id)
}

// The days are drawn anew where they stand, the focus stays with what was moved, and Undo is at the foot of the
// window. Where that fails, the form is sent as it is: its key sees to it that nothing is moved twice.
async function inPlace(form, id) {
  calendar.setAttribute("aria-busy", "true")
  let page
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) })
    if (answer.ok) page = new DOMParser().parseFromString(await answer.text(), "text/html")
  } catch {
    // the form itself shows what is wrong
  }
  const days = page?.querySelector("[data-calendar]")
  if (!days) return form.submit()
  calendar.removeAttribute("aria-busy")
  calendar.replaceChildren(...document.importNode(days, true).childNodes)
  describe()
  tell([...page.querySelectorAll("main .notice")], id)
  document.getElementById(id)?.querySelector("a").focus({ preventScroll: true })
}

function tell(notices, id) {
  for (const old of document.querySelectorAll("main > :is(.notice, .toast)")) old.remove()
  for (const notice of notices) {
    const toast = document.importNode(notice, true)
    toast.className = toast.className.replace("notice", "toast")
    toast.removeAttribute("role")
    document.querySelector("main").append(toast)
    toast.querySelector("form.undo")?.addEventListener("submit", (event) => {
      event.preventDefault()
      inPlace(event.target, id)
    })
  }
  const said = notices.map((one) => one.querySelector("span")?.textContent ?? "").join(" ")
  say(notices.some((one) => one.querySelector("form.undo")) ? `${said} Undo is at the end of the page.` : said)
}

function describe() {
  for (const link of calendar.querySelectorAll("[data-item] > a")) {
    link.setAttribute("aria-describedby", "calendar-help")
  }
}

// By keyboard

let lifted = null // { item, day, home, next }

function words(day) {
  const shown = cell(day)
  if (shown) return shown.dataset.words
  return new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "full", timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  )
}

function place(item, day) {
  const shown = cell(day)
  if (!shown) return
  let list = shown.querySelector(".items")
  if (!list) {
    list = Object.assign(document.createElement("ul"), { className: "items" })
    shown.querySelector("h2").after(list)
  }
  list.append(item)
  shown.classList.remove("free")
}

function step(item, days) {
  lifted ??= { item, day: dayOf(item).dataset.day, from: dayOf(item).dataset.day, home: item.parentElement, next: item.nextSibling }
  lifted.day = shifted(lifted.day, days)
  item.classList.add("lifted")
  place(item, lifted.day)
  item.querySelector("a").focus()
  say(`${titleOf(item)}: ${words(lifted.day)}. Enter moves it there, Escape leaves it where it was.`)
}

function letGo(spoken = true) {
  if (!lifted) return
  const { item, home, next } = lifted
  lifted = null
  item.classList.remove("lifted")
  home.insertBefore(item, next)
  if (!spoken) return
  item.querySelector("a").focus()
  say(`${titleOf(item)} stays where it was.`)
}

function settle() {
  const { item, day, from } = lifted
  if (day === from) return letGo()
  say(`Moving ${titleOf(item)} to ${words(day)}.`)
  lifted = null
  send(item, day)
}

// By pointer

let drag = null // { item, x, y, moving, over }

function over(x, y) {
  return document.elementFromPoint(x, y)?.closest("[data-day]") ?? null
}

function mark(day) {
  if (drag.over === day) return
  drag.over?.classList.remove("over")
  drag.over = day
  day?.classList.add("over")
}

function drop(send_) {
  if (!drag) return
  const { item, over: day, moving } = drag
  mark(null)
  item.classList.remove("dragged")
  drag = null
  if (!moving) return
  // The click that follows a drag opens nothing.
  item.addEventListener("click", (event) => event.preventDefault(), { capture: true, once: true })
  setTimeout(() => item.dispatchEvent(new Event("click", { cancelable: true })))
  if (send_ && day && day !== dayOf(item)) {
    say(`Moving ${titleOf(item)} to ${day.dataset.words}.`)
    send(item, day.dataset.day)
  }
}

if (calendar) {
  calendar.dataset.ready = ""
  describe()
  calendar.addEventListener("submit", (event) => {
    event.preventDefault()
    inPlace(event.target, event.target.closest("[data-item]").id)
  })

  calendar.addEventListener("keydown", (event) => {
    const item = event.target.closest("[data-item]")
    if (!item || event.target !== item.querySelector("a") || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key in STEPS) {
      event.preventDefault()
      step(item, STEPS[event.key])
    } else if (lifted && event.key === "Enter") {
      event.preventDefault()
      settle()
    } else if (lifted && event.key === "Escape") {
      event.preventDefault()
      letGo()
    }
  })
  calendar.addEventListener("focusout", (event) => {
    // Moving it in the page takes the focus for a moment, too.
    setTimeout(() => lifted && !lifted.item.contains(document.activeElement) && letGo(false))
  })

  calendar.addEventListener("pointerdown", (event) => {
    const item = event.target.closest("[data-item]")
    // A finger scrolls; it has the form.
    if (!item || event.button !== 0 || event.pointerType === "touch" || event.target.closest(".move")) return
    drag = { item, x: event.clientX, y: event.clientY, moving: false, over: null }
  })
  addEventListener("pointermove", (event) => {
    if (!drag) return
    if (!drag.moving && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < FAR) return
    drag.moving = true
    drag.item.classList.add("dragged")
    mark(over(event.clientX, event.clientY))
  })
  addEventListener("pointerup", () => drop(true))
  addEventListener("pointercancel", () => drop(false))
  addEventListener("keydown", (event) => event.key === "Escape" && drop(false))
}
