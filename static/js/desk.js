// What the desk's pages do better with JavaScript; each of them works without. Loaded once, as a module.
import "./desk/tokens.js" // before leave.js, which remembers the forms as they stand
import "./desk/suggest.js"
import "./desk/keys.js"
import "./desk/leave.js"
import "./desk/once.js"
import "./desk/places.js"
import "./desk/selection.js"
