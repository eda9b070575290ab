// What the library's pages do better with JavaScript.
import "./media/copy.js"
import "./media/drop.js"
import "./media/focal.js"
