// What the lists whose rows can be edited in their place do better with JavaScript.
import "./list/quick.js"
