// The rich-text editor, mounted on each textarea with data-editor. Where it can't be loaded, or fails on a text,
// the textarea stays what it is: a field that saves as well. A script of its own, which stands behind the field and waits
// for no other, since the text is what one waits for.

for (const field of document.querySelectorAll("textarea[data-editor]")) {
  import("../../editor/editor.js")
    .then(({ mount }) => mount(field))
    .catch((error) => console.warn("The editor could not be started; the text is edited as HTML.", error))
}
