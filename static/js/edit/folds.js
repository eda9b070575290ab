// Which parts of the rail are open is remembered in this browser. What the server opened, because something in it has
// to be looked at, stays open; so does what holds a field that the browser complains about.

const KEY = "desk-folds"
const folds = [...document.querySelectorAll("details[data-fold]")]
const open = new Set(remembered())

for (const fold of folds) {
  if (open.has(fold.dataset.fold)) fold.open = true
  fold.addEventListener("toggle", () => {
    if (fold.open === open.has(fold.dataset.fold) || fold.hasAttribute("data-needed")) return
    open[fold.open ? "add" : "delete"](fold.dataset.fold)
    try {
      localStorage.setItem(KEY, [...open].join(" "))
    } catch {
      // a browser that keeps nothing opens them as they were drawn
    }
  })
}

document.addEventListener("invalid", (event) => {
  const fold = event.target.closest("details[data-fold]")
  if (fold) fold.open = true
}, true)

function remembered() {
  try {
    return (localStorage.getItem(KEY) ?? "").split(" ").filter(Boolean)
  } catch {
    return []
  }
}
