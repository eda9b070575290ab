// HTML from anywhere as elements that neither load nor run anything. The Content Security Policy counts handlers and
// styles as a breach even in a document that is never shown, so the source is written anew first: only tags that
// say something, with attributes that hold no code; what is no tag is text.

const MARKUP = /<(?:!--([\s\S]*?)--!?>|[!?][^>]*>|(\/?)([a-z][^\s/>]*))/gi
const ATTRIBUTE = /[\s/]*([^\s/>][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>][^\s>]*))?)?/y
const END = /[\s/]*>/y
const MARKER = /^\s*(more\b[^<>&"-]*|nextpage)\s*$/
const SKIPPED = /^(script|style|title)$/
const DROPPED = new Set(
  ("base body embed fieldset form frame frameset head html iframe input link math meta noembed noframes " +
    "noscript object option plaintext select svg template textarea xmp").split(" "),
)

export function inert(html) {
  return new DOMParser().parseFromString(`<body>${calm(html)}`, "text/html").body
}

function calm(html) {
  let out = ""
  let at = 0
  const say = (upTo) => {
    out += html.slice(at, upTo).replaceAll("<", "&lt;")
  }
  MARKUP.lastIndex = 0
  for (let found; (found = MARKUP.exec(html)); MARKUP.lastIndex = at) {
    const [, comment, slash, called] = found
    say(found.index)
    at = MARKUP.lastIndex
    if (comment !== undefined && MARKER.test(comment)) out += `<!--${comment}-->`
    if (!called) continue
    const name = called.toLowerCase()
    const attributes = attributesAt(html, at)
    if (attributes === null) {
      // It has no end, so it is none.
      out += "&lt;"
      at = found.index + 1
      continue
    }
    at = END.lastIndex
    if (SKIPPED.test(name)) {
      const closing = slash ? 0 : html.slice(at).search(new RegExp(`</${name}`, "i"))
      if (!slash) at = closing < 0 ? html.length : at + closing
    } else if (!DROPPED.has(name) && /^[a-z][a-z0-9:-]*$/.test(name)) {
      out += `<${slash}${name}${slash ? "" : attributes}>`
    }
  }
  say(html.length)
  return out
}

// The attributes of a tag, written anew; null where the tag has no end.
function attributesAt(html, at) {
  let written = ""
  let name
  END.lastIndex = ATTRIBUTE.lastIndex = at
  for (let found; !END.test(html); at = END.lastIndex = ATTRIBUTE.lastIndex) {
    ATTRIBUTE.lastIndex = END.lastIndex = at
    found = ATTRIBUTE.exec(html)
    if (!found) return null
    name = found[1].toLowerCase()
    if (name.startsWith("on") || !/^[a-z_][\w:.-]*$/.test(name)) continue
    const value = found[2] ?? found[3] ?? found[4] ?? ""
    written += ` ${name === "style" ? "data-style" : name}="${value.replaceAll('"', "&quot;")}"`
  }
  return written
}
