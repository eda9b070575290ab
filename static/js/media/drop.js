// <form data-upload="/admin/media/upload/"> with a file field: files may be dropped on it or anywhere on
// the page, pasted, or chosen; each goes up at once, with its progress. Markup: content/media_list.html.

import { upload } from "../desk/upload.js"

for (const form of document.querySelectorAll("form[data-upload]")) dress(form)

function dress(form) {
  const input = form.querySelector("input[type=file]")
  const list = Object.assign(document.createElement("ul"), { className: "uploads sheet", hidden: true })
  const heard = Object.assign(document.createElement("p"), { className: "small muted" })
  heard.setAttribute("role", "status")
  list.setAttribute("aria-label", "Uploads")
  form.querySelector("[data-upload-words]").textContent = "Drop files here, paste them, or choose them:"
  form.querySelector("button").hidden = true
  form.after(heard, list)

  const start = async (files) => {
    if (!files.length) return
    const rows = files.map((file) => row(file))
    list.hidden = false
    list.prepend(...rows)
    heard.textContent = `Uploading ${count(files.length)}.`
    const answers = await upload(files, {
      to: form.dataset.upload,
      onProgress: (index, share) => (rows[index].querySelector("progress").value = share),
      onDone: (index, answer) => finish(rows[index], files[index], answer),
    })
    const lost = answers.filter((answer) => answer.error).length
    const kept = answers.length - lost
    heard.replaceChildren(
      kept ? `Uploaded ${count(kept)}.` : "",
      lost ? ` ${count(lost)} could not be kept; the reason stands beside each.` : "",
      kept ? " " : "",
      kept ? Object.assign(document.createElement("a"), { href: location.pathname, textContent: "Show them in the library" }) : "",
    )
  }

  input.addEventListener("change", () => {
    start([...input.files])
    input.value = ""
  })
  addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])]
    if (!files.length) return
    event.preventDefault()
    start(files)
  })
  addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return
    event.preventDefault()
    form.classList.add("over")
  })
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) form.classList.remove("over")
  })
  addEventListener("drop", (event) => {
    form.classList.remove("over")
    if (!event.dataTransfer?.files.length) return
    event.preventDefault()
    start([...event.dataTransfer.files])
  })
}

const count = (number) => (number === 1 ? "1 file" : `${number} files`)

function row(file) {
  const line = document.createElement("li")
  const name = Object.assign(document.createElement("span"), { textContent: file.name || "Pasted picture" })
  const progress = Object.assign(document.createElement("progress"), { max: 1, value: 0 })
  progress.setAttribute("aria-label", `Progress of ${name.textContent}`)
  line.append(document.createElement("span"), name, progress)
  return line
}

function finish(line, file, answer) {
  const words = document.createElement("span")
  if (answer.error) {
    words.className = "error small"
    words.textContent = answer.error
  } else {
    const link = Object.assign(document.createElement("a"), { href: answer.edit, className: "title", textContent: answer.title })
    line.children[1].replaceChildren(link)
    words.className = "small muted"
    words.textContent = answer.known ? "Was in the library already" : answer.thumb && !answer.alt ? "Describe it" : "Uploaded"
    if (answer.thumb) {
      const thumb = Object.assign(document.createElement("img"), { className: "thumb", src: answer.thumb, alt: "" })
      line.firstElementChild.replaceWith(thumb)
    } else {
      line.firstElementChild.className = "thumb document"
      line.firstElementChild.textContent = "PDF"
    }
  }
  line.querySelector("progress").replaceWith(words)
}
