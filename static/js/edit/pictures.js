// Pictures dropped on the text or pasted into it go up to the library, and stand in the text when they are
// there; a PDF becomes a link. In the rich text (“editor:ready”) as in the plain field.

import { upload } from "../desk/upload.js"

const field = document.querySelector("textarea[data-editor]")
const told = Object.assign(document.createElement("p"), { className: "small muted told" })
told.setAttribute("role", "status")

if (field) {
  const frame = field.closest(".panel") ?? field.parentElement
  frame.append(told)
  // Before the editor sees them, which would take a picture's own markup from the page it was copied from.
  frame.addEventListener("paste", (event) => take(event, event.clipboardData), { capture: true })
  frame.addEventListener("drop", (event) => take(event, event.dataTransfer), { capture: true })
  frame.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault()
  })
}

function take(event, data) {
  const files = [...(data?.files ?? [])]
  // Word processors send a picture of the words along with the words.
  if (!files.length || data.getData("text/plain").trim()) return
  event.preventDefault()
  event.stopPropagation()
  place(event)
  put(files)
}

// Where it was dropped is where it goes.
function place(event) {
  const editor = field.editor?.editor
  if (!editor || event.type !== "drop" || !field.hidden) return
  const at = editor.view.posAtCoords({ left: event.clientX, top: event.clientY })
  if (at) editor.commands.setTextSelection(at.pos)
}

async function put(files) {
  // In the head of the editor, which stays in sight in a long text.
  const head = field.hidden && field.closest(".panel")?.querySelector(".editor-head")
  if (head && told.parentElement !== head) head.append(told)
  const names = files.map((file) => file.name || "the picture")
  told.className = "small muted told"
  told.textContent = `Uploading ${names.join(", ")}.`
  const answers = await upload(files, {
    onProgress: (index, share) => (told.textContent = `Uploading ${names[index]}: ${Math.round(share * 100)} %`),
  })
  for (const answer of answers) if (!answer.error) insert(answer)
  const lost = answers.filter((answer) => answer.error).map((answer) => `${answer.name}: ${answer.error}`)
  const bare = answers.some((answer) => !answer.error && answer.thumb && !("alt" in described(answer)))
  told.classList.toggle("lost", lost.length > 0)
  told.classList.toggle("muted", !lost.length)
  told.textContent = [
    ...lost,
    lost.length < answers.length ? "It is in the text." : "",
    bare ? "Click on it and describe it, for those who can’t see it, or mark it as decorative." : "",
  ].filter(Boolean).join(" ")
}

function insert(file) {
  const editor = field.hidden && field.editor?.editor
  if (!editor) {
    field.setRangeText(`\n${markup(file)}\n`, field.selectionStart, field.selectionEnd, "end")
    field.dispatchEvent(new Event("input", { bubbles: true }))
  } else if (file.thumb) {
    const image = { src: file.url, ...described(file), width: String(file.width), height: String(file.height) }
    editor.chain().focus().insertContent({ type: "figure", attrs: { image } }).run()
  } else {
    editor.chain().focus().insertContent(markup(file)).run()
  }
}

// Without `alt` it is not described yet; with an empty one it is decorative.
const described = (file) => (file.alt || file.decorative ? { alt: file.alt } : {})

function markup(file) {
  const made = file.thumb
    ? Object.assign(document.createElement("img"), { ...described(file), width: file.width, height: file.height })
    : Object.assign(document.createElement("a"), { textContent: file.title })
  made.setAttribute(file.thumb ? "src" : "href", file.url)
  return file.thumb ? `<p>${made.outerHTML}</p>` : made.outerHTML
}
