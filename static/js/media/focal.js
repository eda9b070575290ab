// <div data-focal="focal_x focal_y"> <img> </div>: a click on the picture is what has to stay in sight.
// The number fields of those ids hold it, in percent; they do as well alone. Markup: content/media_edit.html.

for (const aim of document.querySelectorAll("[data-focal]")) dress(aim)

function dress(aim) {
  const picture = aim.querySelector("img")
  const [across, down] = aim.dataset.focal.split(" ").map((id) => document.getElementById(id))
  const words = document.querySelector("[data-focal-words]")
  const mark = Object.assign(document.createElement("span"), { className: "aim-mark" })
  if (!picture || !across || !down) return
  if (words) words.textContent = `Click on the picture above, or type it. ${words.textContent}`
  aim.append(mark)

  const show = () => {
    const [x, y] = [across, down].map((field) => Math.min(Math.max(Number(field.value || 50), 0), 100))
    mark.style.left = `${picture.offsetLeft + (picture.offsetWidth * x) / 100}px`
    mark.style.top = `${picture.offsetTop + (picture.offsetHeight * y) / 100}px`
    for (const crop of document.querySelectorAll("[data-focal-crop]")) crop.style.objectPosition = `${x}% ${y}%`
  }

  picture.addEventListener("click", (event) => {
    const seen = picture.getBoundingClientRect()
    across.value = Math.round(((event.clientX - seen.left) / seen.width) * 100)
    down.value = Math.round(((event.clientY - seen.top) / seen.height) * 100)
    show()
  })
  for (const field of [across, down]) field.addEventListener("input", show)
  picture.addEventListener("load", show)
  addEventListener("resize", show)
  show()
}
