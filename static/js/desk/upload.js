// upload(files, {onProgress}) sends files to the library, one after the other, each a save of its own.
// It resolves to what the library says of each: {id, title, alt, mime, url, srcset, thumb, width, height,
// edit, known}, or {name, error} with a sentence for one that was not kept. onProgress(index, share) tells
// how much of a file has gone up, from 0 to 1. The page has to hold a form with a csrf_token.

const AT_ONCE = 2

export async function upload(files, { to = "/admin/media/upload/", onProgress, onDone } = {}) {
  const waiting = [...files].entries()
  const answers = []
  const work = async () => {
    for (const [index, file] of waiting) {
      answers[index] = await send(file, to, (share) => onProgress?.(index, share))
      onDone?.(index, answers[index])
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return answers
}

function send(file, to, progress) {
  const form = new FormData()
  form.append("csrf_token", document.querySelector("input[name=csrf_token]")?.value ?? "")
  form.append("file", file, file.name || "picture")
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    const failed = (error) => resolve({ name: file.name, error })
    request.open("POST", to)
    request.responseType = "text"
    request.setRequestHeader("Accept", "application/json")
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total)
    })
    request.addEventListener("load", () => {
      const told = parsed(request.responseText)
      if (told && !told.error && request.status < 300) resolve(told)
      else failed(told?.error ?? sentence(request.status))
    })
    request.addEventListener("error", () => failed("The connection was lost. Try it again."))
    request.addEventListener("abort", () => failed("The upload was stopped."))
    request.send(form)
  })
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null // a page: of sign-in, or of an error
  }
}

function sentence(status) {
  if (status === 413) return "This file is larger than 16 MB. Save it smaller, then upload that."
  if (status === 403) return "You can't upload files here."
  if (status === 400 || status === 200) return "You are no longer signed in. Load the page again."
  return "The library did not take this file. Try it again."
}
