// <input readonly data-copy>: a button that copies what is in it. Without JavaScript it is selected and
// copied as any text is.

for (const input of document.querySelectorAll("input[data-copy]")) {
  const name = document.querySelector(`label[for="${input.id}"]`)?.textContent ?? ""
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn quiet small" })
  const heard = Object.assign(document.createElement("span"), { className: "visually-hidden" })
  heard.setAttribute("role", "status")
  button.textContent = `Copy ${name === "HTML" ? name : name.toLowerCase()}`
  button.addEventListener("click", async () => {
    input.select()
    try {
      await navigator.clipboard.writeText(input.value)
    } catch {
      document.execCommand("copy") // over plain HTTP there is no clipboard to write to
    }
    heard.textContent = `${name} copied`
  })
  input.after(button, heard)
}
