// On a phone the menu and the tabs scroll sideways: bring the one we are on into sight.

for (const strip of document.querySelectorAll(".side, .tabs")) {
  const here = strip.querySelector("[aria-current]")
  if (!here || strip.scrollWidth <= strip.clientWidth) continue
  const seen = here.getBoundingClientRect()
  const frame = strip.getBoundingClientRect()
  strip.scrollLeft += seen.left + seen.width / 2 - (frame.left + frame.width / 2)
}
