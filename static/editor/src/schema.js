// What a document consists of. Every node and mark keeps the attributes that it came with.
import { callOrReturn, Extension, getExtensionField, Mark, markInputRule, Node, nodeInputRule, textblockTypeInputRule, wrappingInputRule } from "@tiptap/core"
import { gapCursor } from "@tiptap/pm/gapcursor"
import { dropCursor } from "@tiptap/pm/dropcursor"
import { history, redo, undo } from "@tiptap/pm/history"
import { TextSelection } from "@tiptap/pm/state"
import { addRowAfter, goToNextCell, tableEditing } from "@tiptap/pm/tables"
import { attributesOf, safeAddress } from "./names.js"
import { figureView, imageView, rawView } from "./views.js"

const DRAWN = ["class", "dir", "lang", "title", "start", "type", "reversed", "value"]

// Of what is kept, only this is drawn while writing: an id could collide with one of the page.
const drawn = (kept) => Object.fromEntries(Object.entries(kept ?? {}).filter(([name]) => DRAWN.includes(name)))

const hidden = (fallback, parseHTML, more = {}) => ({ default: fallback, rendered: false, parseHTML, ...more })
const kept = (...but) => hidden(null, (element) => attributesOf(element, but), { keepOnSplit: false })

const Doc = Node.create({ name: "doc", topNode: true, content: "block+" })
const Text = Node.create({ name: "text", group: "inline" })

const Paragraph = Node.create({
  name: "paragraph",
  priority: 1000,
  group: "block",
  content: "inline*",
  addAttributes: () => ({
    kept: kept(),
    // "bare": words without <p>; "p": a <p> where new words would go without
    line: hidden(null, (element) =>
      element.localName === "x-line" ? "bare" : /^(li|td|th)$/.test(element.parentNode?.localName) ? "p" : null,
      { keepOnSplit: false },
    ),
  }),
  parseHTML: () => [{ tag: "p" }, { tag: "x-line" }],
  renderHTML: ({ node }) => ["p", drawn(node.attrs.kept), 0],
  addKeyboardShortcuts() {
    return { "Mod-Alt-0": () => this.editor.commands.setNode("paragraph") }
  },
})

const LEVELS = [2, 3, 4, 5, 6]
const Heading = Node.create({
  name: "heading",
  group: "block",
  content: "inline*",
  defining: true,
  addAttributes: () => ({
    kept: kept(),
    level: hidden(2, (element) => Number(element.localName[1])),
  }),
  parseHTML: () => LEVELS.map((level) => ({ tag: `h${level}` })),
  renderHTML: ({ node }) => [`h${node.attrs.level}`, drawn(node.attrs.kept), 0],
  addKeyboardShortcuts() {
    const toggle = (level) => () => this.editor.commands.toggleNode("heading", "paragraph", { level })
    return { "Mod-Alt-2": toggle(2), "Mod-Alt-3": toggle(3), "Mod-Alt-4": toggle(4) }
  },
  addInputRules() {
    return [2, 3, 4].map((level) =>
      textblockTypeInputRule({ find: new RegExp(`^#{${level}}\\s$`), type: this.type, getAttributes: { level } }),
    )
  },
})

const Blockquote = Node.create({
  name: "blockquote",
  group: "block",
  content: "block+",
  defining: true,
  addAttributes: () => ({ kept: kept() }),
  parseHTML: () => [{ tag: "blockquote" }],
  renderHTML: ({ node }) => ["blockquote", drawn(node.attrs.kept), 0],
  addKeyboardShortcuts() {
    return { "Mod-Shift-b": () => this.editor.commands.toggleWrap("blockquote") }
  },
  addInputRules() {
    return [wrappingInputRule({ find: /^\s*>\s$/, type: this.type })]
  },
})

const Group = Node.create({
  name: "group",
  group: "block",
  content: "block+",
  addAttributes: () => ({ kept: kept(), tag: hidden("div", (element) => element.localName) }),
  parseHTML: () => [
    { tag: "div" },
    // A table in a figure, as the block editor of WordPress writes it.
    { tag: "figure", priority: 40, getAttrs: (element) => (element.querySelector("figcaption") ? false : null) },
  ],
  renderHTML: ({ node }) => ["div", drawn(node.attrs.kept), 0],
})

// What is folded away until a reader opens it: a line that stays, and what is under it.
const Details = Node.create({
  name: "details",
  group: "block",
  content: "summary block+",
  defining: true,
  addAttributes: () => ({ kept: kept() }),
  parseHTML: () => [{ tag: "details", getAttrs: (element) => (element.firstElementChild?.localName === "summary" ? null : false) }],
  renderHTML: ({ node }) => ["div", { ...drawn(node.attrs.kept), class: "details" }, 0],
})

const Summary = Node.create({
  name: "summary",
  content: "inline*",
  defining: true,
  addAttributes: () => ({ kept: kept() }),
  parseHTML: () => [{ tag: "summary" }],
  renderHTML: () => ["p", { class: "summary" }, 0],
  addKeyboardShortcuts() {
    return {
      // At its beginning: it is no longer folded away, and its line is a paragraph.
      Backspace: () => {
        const { $from, empty } = this.editor.state.selection
        if (!empty || $from.parent.type !== this.type || $from.parentOffset > 0) return false
        const details = $from.node(-1)
        const line = this.editor.schema.nodes.paragraph.create(null, details.firstChild.content)
        return this.editor.commands.command(({ tr }) => {
          tr.replaceWith($from.before(-1), $from.after(-1), [line, ...details.children.slice(1)])
          return Boolean(tr.setSelection(TextSelection.near(tr.doc.resolve($from.before(-1) + 1))))
        })
      },
    }
  },
})

const list = (name, tag, key, find) =>
  Node.create({
    name,
    group: "block list",
    content: "listItem+",
    addAttributes: () => ({ kept: kept() }),
    parseHTML: () => [{ tag }],
    renderHTML: ({ node }) => [tag, drawn(node.attrs.kept), 0],
    addKeyboardShortcuts() {
      return { [key]: () => this.editor.commands.toggleList(name, "listItem") }
    },
    addInputRules() {
      return [
        wrappingInputRule({
          find,
          type: this.type,
          getAttributes: ([, number]) => ({ kept: number && number !== "1" ? { start: String(Number(number)) } : null }),
          joinPredicate: () => true,
        }),
      ]
    },
  })
const BulletList = list("bulletList", "ul", "Mod-Shift-8", /^\s*[-*]\s$/)
const OrderedList = list("orderedList", "ol", "Mod-Shift-7", /^(\d{1,4})\.\s$/)

const ListItem = Node.create({
  name: "listItem",
  content: "block+",
  defining: true,
  addAttributes: () => ({ kept: kept() }),
  parseHTML: () => [{ tag: "li" }],
  renderHTML: ({ node }) => ["li", drawn(node.attrs.kept), 0],
  addKeyboardShortcuts() {
    return {
      Enter: () => this.editor.commands.splitListItem("listItem"),
      Tab: () => this.editor.commands.sinkListItem("listItem"),
      "Shift-Tab": () => this.editor.commands.liftListItem("listItem"),
      Backspace: () => {
        const { $from, empty } = this.editor.state.selection
        const first = empty && $from.parentOffset === 0 && $from.index(-1) === 0
        return first && $from.node(-1)?.type.name === "listItem" && this.editor.commands.liftListItem("listItem")
      },
    }
  },
})

const CodeBlock = Node.create({
  name: "codeBlock",
  group: "block",
  content: "text*",
  marks: "",
  code: true,
  defining: true,
  addAttributes: () => ({
    kept: kept(),
    bare: hidden(false, (element) => !onlyCode(element)),
    code: hidden(null, (element) => onlyCode(element) && attributesOf(onlyCode(element))),
  }),
  parseHTML: () => [{ tag: "pre", preserveWhitespace: "full" }],
  renderHTML: () => ["pre", ["code", 0]],
  addKeyboardShortcuts() {
    return {
      "Mod-Alt-c": () => this.editor.commands.toggleNode("codeBlock", "paragraph"),
      "Mod-Enter": () => this.editor.isActive("codeBlock") && this.editor.commands.exitCode(),
      // A third Enter in a row leaves it.
      Enter: () => {
        const { $from, empty } = this.editor.state.selection
        if (!empty || $from.parent.type !== this.type || !/\n\n$/.test($from.parent.textContent)) return false
        if ($from.parentOffset !== $from.parent.content.size) return false
        return this.editor.chain().command(({ tr }) => Boolean(tr.delete($from.pos - 2, $from.pos))).exitCode().run()
      },
    }
  },
  addInputRules() {
    return [textblockTypeInputRule({ find: /^```([a-z0-9]*)\s$/, type: this.type, getAttributes: ([, name]) => ({ code: name ? { class: `language-${name}` } : null }) })]
  },
})

function onlyCode(pre) {
  return pre.childNodes.length === 1 && pre.firstChild.localName === "code" ? pre.firstChild : null
}

const HorizontalRule = Node.create({
  name: "horizontalRule",
  group: "block",
  addAttributes: () => ({ kept: kept() }),
  parseHTML: () => [{ tag: "hr" }],
  renderHTML: () => ["hr"],
  addInputRules() {
    return [nodeInputRule({ find: /^(?:---|___\s|\*\*\*\s)$/, type: this.type })]
  },
})

const HardBreak = Node.create({
  name: "hardBreak",
  group: "inline",
  inline: true,
  selectable: false,
  linebreakReplacement: true,
  addAttributes: () => ({ kept: kept() }),
  parseHTML: () => [{ tag: "br" }],
  renderHTML: () => ["br"],
  renderText: () => "\n",
  addKeyboardShortcuts() {
    return { "Shift-Enter": () => this.editor.commands.insertContent({ type: "hardBreak" }) }
  },
})

const Image = Node.create({
  name: "image",
  group: "inline",
  inline: true,
  draggable: true,
  addAttributes: () => ({ image: hidden({}, (element) => attributesOf(element) ?? {}) }),
  parseHTML: () => [{ tag: "img" }],
  renderHTML: ({ node }) => ["img", { alt: node.attrs.image.alt ?? "" }],
  addNodeView: () => imageView,
})

const pictureOf = (figure) => {
  const [first, second, ...rest] = figure.children
  const image = first?.localName === "a" && first.children.length === 1 ? first.firstElementChild : first
  const fits = image?.localName === "img" && !rest.length && (!second || second.localName === "figcaption")
  return fits ? { image, link: first === image ? null : first, caption: second ?? null } : null
}

const Figure = Node.create({
  name: "figure",
  group: "block",
  content: "inline*",
  draggable: true,
  isolating: true,
  defining: true,
  addAttributes: () => ({
    kept: kept(),
    image: hidden({}, (element) => attributesOf(pictureOf(element).image) ?? {}),
    link: hidden(null, (element) => pictureOf(element).link && attributesOf(pictureOf(element).link)),
    caption: hidden(null, (element) => pictureOf(element).caption && attributesOf(pictureOf(element).caption)),
  }),
  parseHTML: () => [
    {
      tag: "figure",
      getAttrs: (element) => (pictureOf(element) ? null : false),
      contentElement: (element) => pictureOf(element).caption ?? element.ownerDocument.createElement("figcaption"),
    },
  ],
  renderHTML: ({ node }) => ["figure", ["img", { alt: node.attrs.image.alt ?? "" }], ["figcaption", 0]],
  addNodeView: () => figureView,
  addKeyboardShortcuts() {
    return {
      Enter: () => {
        const { $from } = this.editor.state.selection
        if ($from.parent.type !== this.type) return false
        const after = $from.after()
        return this.editor.chain().insertContentAt(after, { type: "paragraph" }).setTextSelection(after + 1).run()
      },
    }
  },
})

const RawBlock = Node.create({
  name: "rawBlock",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes: () => ({ html: hidden("", (element) => element.dataset.html ?? "") }),
  parseHTML: () => [{ tag: "x-raw-block" }],
  renderHTML: ({ node }) => ["x-raw-block", { "data-html": node.attrs.html }],
  addNodeView: () => rawView,
  addKeyboardShortcuts() {
    return {
      Enter: () => {
        const { node, from } = this.editor.state.selection
        if (node?.type === this.type) this.editor.storage.desk.source(from, node)
        else if (node?.type.name === "figure") this.editor.storage.desk.describe(from, node)
        else return false
        return true
      },
    }
  },
})

const RawInline = Node.create({
  name: "rawInline",
  group: "inline",
  inline: true,
  atom: true,
  addAttributes: () => ({ html: hidden("", (element) => element.dataset.html ?? "") }),
  parseHTML: () => [{ tag: "x-raw" }],
  renderHTML: ({ node }) => ["x-raw", { "data-html": node.attrs.html, class: "html-bit", title: node.attrs.html }],
})

// Tables, as prosemirror-tables works on them.

const withRole = {
  extendNodeSchema(extension) {
    const context = { name: extension.name, options: extension.options, storage: extension.storage }
    return { tableRole: callOrReturn(getExtensionField(extension, "tableRole", context)) }
  },
}

const Table = Node.create({
  ...withRole,
  name: "table",
  group: "block",
  content: "tableRow+",
  tableRole: "table",
  isolating: true,
  addAttributes: () => ({ kept: kept() }),
  parseHTML: () => [{ tag: "table" }],
  renderHTML: () => ["div", { class: "table-frame" }, ["table", ["tbody", 0]]],
  addKeyboardShortcuts() {
    const run = (command) => command(this.editor.state, this.editor.view.dispatch)
    const go = (way) => run(goToNextCell(way))
    return {
      // From the last cell on to a new row; Ctrl-Enter leaves the table.
      Tab: () => go(1) || (run(addRowAfter) && go(1)),
      "Shift-Tab": () => go(-1),
      "Mod-Enter": () => {
        const { $from } = this.editor.state.selection
        const depth = [...Array($from.depth).keys()].find((at) => $from.node(at).type === this.type)
        if (depth === undefined) return false
        const after = $from.after(depth)
        return this.editor.chain().insertContentAt(after, { type: "paragraph" }).setTextSelection(after + 1).run()
      },
    }
  },
  addProseMirrorPlugins: () => [tableEditing()],
})

const TableRow = Node.create({
  name: "tableRow",
  content: "(tableCell | tableHeader)+",
  tableRole: "row",
  addAttributes: () => ({
    kept: kept(),
    group: hidden(null, (element) => (/^t(head|foot)$/.test(element.parentNode?.localName) ? element.parentNode.localName : null)),
  }),
  parseHTML: () => [{ tag: "tr" }],
  renderHTML: () => ["tr", 0],
})

const span = (name) => ({ default: 1, parseHTML: (element) => Math.max(1, Math.min(100, Number(element.getAttribute(name)) || 1)) })
const cell = (name, tag, tableRole) =>
  Node.create({
    name,
    content: "block+",
    tableRole,
    isolating: true,
    addAttributes: () => ({ colspan: span("colspan"), rowspan: span("rowspan"), colwidth: { default: null, rendered: false }, kept: kept() }),
    parseHTML: () => [{ tag }],
    renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes, 0],
  })

// Marks

const mark = (name, tags, key, rules, more = {}) =>
  Mark.create({
    name,
    addAttributes: () => ({ tag: hidden(tags[0], (element) => (tags.includes(element.localName) ? element.localName : tags[0])), kept: kept() }),
    parseHTML: () => tags.map((tag) => ({ tag })),
    renderHTML: ({ mark: { attrs } }) => [attrs.tag, drawn(attrs.kept), 0],
    addKeyboardShortcuts() {
      return { [key]: () => this.editor.commands.toggleMark(name) }
    },
    addInputRules() {
      return rules.map((find) => markInputRule({ find, type: this.type }))
    },
    ...more,
  })

const Bold = mark("bold", ["strong", "b"], "Mod-b", [/(?:^|\s)(\*\*(?!\s+\*\*)((?:[^*]+))\*\*)$/, /(?:^|\s)(__(?!\s+__)((?:[^_]+))__)$/])
const Italic = mark("italic", ["em", "i"], "Mod-i", [/(?:^|\s)(\*(?!\s+\*)((?:[^*]+))\*)$/, /(?:^|\s)(_(?!\s+_)((?:[^_]+))_)$/])
const Strike = mark("strike", ["s"], "Mod-Shift-s", [/(?:^|\s)(~~(?!\s+~~)((?:[^~]+))~~)$/])
const Code = mark("code", ["code"], "Mod-e", [/(?:^|\s)(`(?!\s+`)((?:[^`]+))`)$/], { code: true, exitable: true })

const Link = Mark.create({
  name: "link",
  priority: 1000,
  inclusive: false,
  addAttributes: () => ({ kept: kept() }),
  parseHTML: () => [{ tag: "a" }],
  renderHTML: ({ mark: { attrs } }) => {
    const href = attrs.kept?.href
    return ["a", href !== undefined && safeAddress(href) ? { href, title: href } : {}, 0]
  },
  addInputRules() {
    return [
      markInputRule({
        find: /(?:^|\s)(\[([^[\]]+)\]\(((?:https?:\/\/|mailto:|\/|#)[^\s()]+)\))$/,
        type: this.type,
        getAttributes: (match) => {
          // What stands last is what stays: the words.
          const [, , , href] = match
          match.pop()
          return { kept: { href } }
        },
      }),
    ]
  },
})

const KEPT = "abbr bdi bdo cite del dfn ins kbd mark q samp small span sub sup time u var"
const Kept = Mark.create({
  name: "kept",
  excludes: "",
  addAttributes: () => ({ tag: hidden("span", (element) => element.localName), kept: kept() }),
  parseHTML: () => KEPT.split(" ").map((tag) => ({ tag })),
  renderHTML: ({ mark: { attrs } }) => [attrs.tag, drawn(attrs.kept), 0],
  addKeyboardShortcuts() {
    return { "Mod-,": () => toggleLevel(this.editor, "sub"), "Mod-.": () => toggleLevel(this.editor, "sup") }
  },
})

// Below or above the line: one of both, or neither.
const LEVELLED = ["sub", "sup"]

export function isLevel(editor, tag) {
  const { selection, storedMarks, doc } = editor.state
  const has = (marks) => marks.some((one) => one.type.name === "kept" && one.attrs.tag === tag)
  if (selection.empty) return has(storedMarks ?? selection.$from.marks())
  let found = false
  doc.nodesBetween(selection.from, selection.to, (node) => {
    found ||= node.isText && has(node.marks)
  })
  return found
}

export function toggleLevel(editor, tag) {
  const { selection, schema, tr } = editor.state
  if (!selection.$from.parent.type.allowsMarkType(schema.marks.kept)) return false
  const on = isLevel(editor, tag)
  for (const name of LEVELLED) {
    const mark = schema.marks.kept.create({ tag: name })
    const put = name === tag && !on
    if (selection.empty) tr[put ? "addStoredMark" : "removeStoredMark"](mark)
    else tr[put ? "addMark" : "removeMark"](selection.from, selection.to, mark)
  }
  editor.view.dispatch(tr)
  return true
}

const Basics = Extension.create({
  name: "basics",
  addProseMirrorPlugins: () => [history(), gapCursor(), dropCursor({ color: false, class: "drop-cursor" })],
  addKeyboardShortcuts() {
    const by = (command) => () => command(this.editor.state, this.editor.view.dispatch)
    return { "Mod-z": by(undo), "Mod-y": by(redo), "Shift-Mod-z": by(redo) }
  },
})

export const extensions = [
  Doc, Text, Paragraph, Heading, Blockquote, Group, Details, Summary, BulletList, OrderedList, ListItem, CodeBlock, HorizontalRule,
  HardBreak, Image, Figure, RawBlock, RawInline, Table, TableRow, cell("tableCell", "td", "cell"),
  cell("tableHeader", "th", "header_cell"), Link, Kept, Bold, Italic, Strike, Code, Basics,
]
