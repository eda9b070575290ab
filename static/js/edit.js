// What the pages on which a text is written do better with JavaScript. Loaded there alone, as a module.
import "./edit/folds.js"
import "./edit/notes.js"
import "./edit/search.js"
import "./edit/pictures.js"
import "./edit/check.js"
import "./edit/autosave.js"
import "./edit/presence.js"
import "./edit/keys.js"
