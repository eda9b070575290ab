// What the lists whose rows can be edited in their place do better with JavaScript.
import "./desk/line.js"
import "./list/quick.js"
