// The queue of comments, decided in its place: each card by keys or its buttons, without a reload. The page
// works by plain forms without any of this. Loaded where there are cards.
import "./queue/deciding.js"
import "./queue/inline.js"
import "./queue/keys.js"
import "./queue/claims.js"
