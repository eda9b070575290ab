// From the source of a body to a document and back. A block that nobody touched is written as it came.
import { DOMParser as Reader } from "@tiptap/pm/model"
import { alone, lines } from "./serialise.js"
import { inert } from "./inert.js"
import { alike, clean, pieces, prepare } from "./source.js"

export class Body {
  constructor(schema) {
    this.schema = schema
    this.reader = Reader.fromSchema(schema)
  }

  // The document for this source.
  read(source) {
    this.source = source
    this.originals = new WeakMap()
    this.nodes = []
    this.bySerialised = null
    const found = pieces(source)
    if (found) {
      for (const piece of found) this.keep(this.block(piece), piece)
    } else {
      const body = clean(inert(source))
      this.nodes.push(...this.reader.parse(prepare(body)).children)
    }
    const doc = this.nodes.length ? this.nodes : [this.schema.nodes.paragraph.create()]
    this.doc = this.schema.nodes.doc.create(null, doc)
    return this.doc
  }

  keep(node, piece) {
    this.nodes.push(node)
    this.originals.set(node, piece)
  }

  // One block of the schema, or, where that would lose something of it, the source as it is.
  block(piece) {
    if (!piece.startsWith("<!--")) {
      const read = this.reader.parse(prepare(clean(inert(piece))))
      if (read.childCount === 1 && alike(piece, alone(read.firstChild))) return read.firstChild
    }
    return this.schema.nodes.rawBlock.create({ html: piece })
  }

  // The source of the document as it is now.
  write(doc) {
    if (this.isUntouched(doc)) return this.source
    return this.lines(doc).map(({ line }) => line).join("\n")
  }

  // The same with every block written anew.
  anew(doc) {
    const empty = (node) => (node.childCount ? undefined : this.originals.get(node))
    return lines(doc, empty).map(({ line }) => line).join("\n")
  }

  // Each block with its source and its place in the document.
  lines(doc) {
    return lines(doc, (node) => this.sourceOf(node))
  }

  // Nothing was changed, or everything was taken back.
  isUntouched(doc) {
    return doc.eq(this.doc)
  }

  sourceOf(node) {
    const known = this.originals.get(node)
    if (known !== undefined) return known
    // Taken back to what it was, or moved.
    this.bySerialised ??= new Map(this.nodes.filter((n) => this.originals.has(n)).map((n) => [alone(n), this.originals.get(n)]))
    return this.bySerialised.get(alone(node))
  }
}
