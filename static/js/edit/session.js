// Asking the server from the page of a text, also once the session is over: then one signs in in place.
// A save is sent only once the server has said that it is there and that one is signed in, so that
// neither a lost network nor a lost session takes the page away.

const form = document.querySelector("form[data-autosave]")
const person = document.documentElement.dataset.person
const WAIT = 2500 // milliseconds for the answer before a save; a slow server gets the save itself
const KEYS = "/admin/keys/" // the desk's lightest page: it has a token and says who is signed in
const shown = document.querySelector("[data-kept-status]")
const heard = document.querySelector("[data-kept-heard]")

let dialog = null
let pending = null // the button whose save waits for signing in
let cleared = false
let asking = false
let later = false // “Not now”: asked again when a save needs it
const waiting = new Set()

/** Call this once one is signed in again. */
export const whenBack = (callback) => waiting.add(callback)

/** Post these fields with the page's token; a token that is too old is replaced and tried once more. */
export async function sendForm(url, fields, options = {}) {
  const answer = await post(url, fields, options)
  if (answer.status === 400 && !options.keepalive && (await newToken())) return post(url, fields, options)
  if (answer.status === 401 && !options.keepalive) ask(false)
  return answer
}

const token = () => document.querySelector("input[name=csrf_token]").value

function post(url, fields, options) {
  const body = new URLSearchParams(fields)
  body.set("csrf_token", token())
  return fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, ...options })
}

/** Take the token of whoever is signed in now, if that is still the same person. */
async function newToken(page) {
  if (!page) {
    const answer = await fetch(KEYS)
    if (!answer.ok || new URL(answer.url).pathname !== KEYS) return false
    page = parsed(await answer.text())
  }
  if (page.documentElement.dataset.person !== person) return false
  const fresh = page.querySelector("input[name=csrf_token]")?.value
  if (!fresh) return false
  for (const input of document.querySelectorAll("input[name=csrf_token]")) input.value = fresh
  return true
}

const parsed = (text) => new DOMParser().parseFromString(text, "text/html")

if (form) {
  addEventListener("submit", (event) => {
    if (event.target !== form || leadsElsewhere(event.submitter)) return
    if (cleared) {
      cleared = false
      return dispatchEvent(new Event("copydesk:sent"))
    }
    event.preventDefault()
    event.stopImmediatePropagation()
    clear(event.submitter)
  }, { capture: true })
}

// A preview in a new window, say.
const leadsElsewhere = (button) => button?.hasAttribute("formaction") || button?.hasAttribute("formtarget")

async function clear(button) {
  if (asking) return
  asking = true
  try {
    const here = form.dataset.autosave.replace(/autosave\/.*/, "presence/")
    const answer = await sendForm(here, {}, { signal: AbortSignal.timeout(WAIT) })
    if (answer.status === 401) {
      pending = button
      return ask(true)
    }
    if (answer.ok && String((await answer.json()).person) !== person) {
      return tell("Somebody else is signed in here now. Your words are kept in this browser until you are.")
    }
  } catch (error) {
    if (error.name !== "TimeoutError") {
      return tell("The server can't be reached, so this is not saved yet. Your words are kept in this browser: save again in a moment.")
    }
  } finally {
    asking = false
  }
  go(button)
}

function go(button) {
  cleared = true
  form.requestSubmit(button ?? undefined)
  cleared = false // the form said itself what is wrong with it
}

/** Show how it stands; what is heard of it is only what is new, not each time by the clock. */
export function tell(text, aloud = text) {
  if (shown && shown.textContent !== text) shown.textContent = text
  if (heard && heard.textContent !== aloud) heard.textContent = aloud
}

/** The dialog: in front of everything when a save waits for it, else beside the work. */
function ask(modal) {
  dialog ??= build()
  if (modal) {
    if (dialog.open && !dialog.matches(":modal")) dialog.close()
    if (!dialog.open) dialog.showModal()
  } else if (!dialog.open && !later) {
    const at = document.activeElement
    dialog.show()
    at?.focus?.({ preventScroll: true }) // whoever types goes on typing
  }
}

function build() {
  const made = document.createElement("dialog")
  made.className = "sign-in sheet"
  made.setAttribute("aria-labelledby", "again-heading")
  made.innerHTML = `
<form method="dialog">
<h2 id="again-heading">You have been signed out</h2>
<p>Nothing is lost: what you typed stands here, and is kept in this browser. Sign in to go on.</p>
<p class="error" role="alert" hidden></p>
<div class="field"><label for="again-email">Email</label><input class="input" id="again-email" name="email" type="email" autocomplete="username" autocapitalize="off" spellcheck="false" required></div>
<div class="field"><label for="again-password">Password</label><input class="input" id="again-password" name="password" type="password" autocomplete="current-password" required></div>
<div class="acts"><button class="btn primary">Sign in</button><button class="btn quiet" value="later" type="button">Not now</button></div>
<p class="small muted">Or <a href="/login" target="_blank">sign in in another tab</a>, and come back.</p>
</form>`
  const inside = made.querySelector("form")
  inside.addEventListener("submit", (event) => {
    event.preventDefault()
    event.stopPropagation()
    signIn(inside)
  })
  made.querySelector("[value=later]").addEventListener("click", () => {
    later = true
    made.close()
  })
  made.addEventListener("close", () => {
    if (made.open) return // closed only to be opened again in front
    pending = null
    inside.elements.password.value = ""
  })
  // Not in the form of the text, whose fields these are not; near its end, for who goes by keys.
  document.querySelector("main").append(made)
  return made
}

async function signIn(inside) {
  const error = inside.querySelector(".error")
  const button = inside.querySelector(".primary")
  error.hidden = true
  button.disabled = true
  try {
    const door = await fetch("/login")
    let page = parsed(await door.text())
    if (new URL(door.url).pathname === "/login") {
      const body = new URLSearchParams({
        email: inside.elements.email.value,
        password: inside.elements.password.value,
        csrf_token: page.querySelector("input[name=csrf_token]").value,
        next: KEYS,
      })
      const answer = await fetch("/login", { method: "POST", body })
      page = parsed(await answer.text())
      if (new URL(answer.url).pathname !== KEYS) throw new Error(refusal(page))
    } else {
      page = undefined // signed in already, in another tab
    }
    if (!(await newToken(page))) throw new Error("This is the account of somebody else. What you typed stays in this browser until you sign in as yourself.")
  } catch (problem) {
    error.textContent = problem instanceof TypeError ? "The server can't be reached. Try again in a moment." : problem.message
    error.hidden = false
    return
  } finally {
    button.disabled = false
  }
  const waits = pending
  const saves = dialog.matches(":modal")
  later = false
  dialog.close()
  tell("You are signed in again.")
  for (const callback of waiting) callback()
  if (saves) go(waits)
}

function refusal(page) {
  const told = page.querySelector(".errors li, .error-page p:not(.status), main p:not(.brand)")
  return told?.textContent.trim() || "This did not work. Sign in in another tab, and come back."
}
