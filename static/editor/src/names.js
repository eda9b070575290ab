// What the server lets a body contain (admin_app/content/markup/allowed.py), as the editor needs it.

const words = (text) => new Set(text.split(" "))

export const VOID = words("br col hr img wbr")
export const INLINE = words(
  "a abbr b bdi bdo cite code del dfn em i ins kbd mark q rp rt ruby s samp small span strong sub sup time u var",
)
export const BLOCKS = words(
  "h2 h3 h4 h5 h6 address blockquote dd details div dl dt figcaption figure li ol p pre summary table ul td th " +
    "caption tbody thead tfoot tr colgroup",
)
export const EDGES = new Set([...BLOCKS, "hr"])

const EVERYWHERE = words("class dir id lang title")
const OF_ELEMENT = {
  a: words("href hreflang name rel"),
  blockquote: words("cite"),
  col: words("span"),
  colgroup: words("span"),
  del: words("cite datetime"),
  details: words("open"),
  img: words("alt height src width"),
  ins: words("cite datetime"),
  li: words("value"),
  ol: words("reversed start type"),
  q: words("cite"),
  td: words("colspan headers rowspan"),
  th: words("abbr colspan headers rowspan scope"),
  time: words("datetime"),
}

export const mayHave = (tag, name) => EVERYWHERE.has(name) || Boolean(OF_ELEMENT[tag]?.has(name))

// The schemes that are kept; an address without one leads to a place on this site.
export const safeAddress = (address) => {
  const said = address.replace(/[\x00-\x20]/g, "").toLowerCase()
  return /^(https?:|mailto:)/.test(said) || !/^[^/?#]*:/.test(said)
}

export const attributesOf = (element, but = []) => {
  const found = {}
  for (const { name, value } of element.attributes) {
    if (mayHave(element.localName, name) && !but.includes(name)) found[name] = value
  }
  return Object.keys(found).length ? found : null
}
