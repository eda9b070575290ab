// A page for review tells once that it was opened: a GET counts nothing. Without scripts it is not counted.
// And a name that was typed into one form of the page stands in the others.

import "./desk/leave.js" // what a guest has typed is not lost by the way

const form = document.querySelector("form[data-seen]")
const told = form && `seen:${form.action}`

if (form && !sessionStorage.getItem(told)) {
  fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true, credentials: "same-origin" })
    .then((answer) => answer.ok && sessionStorage.setItem(told, "1"))
    .catch(() => {}) // nobody waits for it
}

const names = [...document.querySelectorAll("input[name=name][form=notes]")]
addEventListener("change", (event) => {
  if (!names.includes(event.target)) return
  for (const other of names) if (!other.value) other.value = event.target.value
})
