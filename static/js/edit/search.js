// “Search and sharing”: the preview of the search result and of the card follows what is typed, and each
// field says how much of it is shown. Markup: components/search_preview.html.

const preview = document.querySelector("[data-search-preview]")
const form = preview?.closest("form")

const value = (name) => form.elements[name]?.value.trim().replace(/\s+/g, " ") ?? ""
const cut = (text, most) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text)

function say(part, text) {
  for (const node of preview.querySelectorAll(`[data-part="${part}"]`)) {
    if (node.textContent !== text) node.textContent = text
  }
}

// What stands there without an excerpt comes from the text: the server's words hold until it is saved.
const opening = preview?.querySelector('[data-part="description"]').textContent
const given = preview && (value("seo_description") || value("excerpt"))

function draw() {
  const title = value("seo_title") || value("title") || "No title yet"
  const description = value("seo_description") || value("excerpt") || (given ? "" : opening)
  say("result-title", cut(`${title} · ${preview.dataset.site}`, 60))
  say("title", cut(title, 90))
  say("description", cut(description, 160))
  const id = value("social_picture") || value("picture")
  const picture = preview.querySelector("img")
  const address = id ? preview.dataset.picture + id : ""
  if (picture.getAttribute("src") !== address) {
    if (address) picture.src = address
    else picture.removeAttribute("src")
  }
  picture.hidden = !address
}

function count(field) {
  const line = document.createElement("p")
  line.className = "typed-so-far small"
  field.after(line)
  const show = () => {
    const most = Number(field.dataset.count)
    const length = value(field.name).length
    line.textContent = `${length} of about ${most}`
    line.classList.toggle("over", length > most)
  }
  field.addEventListener("input", show)
  show()
}

if (preview && form) {
  for (const field of form.querySelectorAll("[data-count]")) count(field)
  form.addEventListener("input", draw)
  form.addEventListener("change", draw)
  draw()
}
