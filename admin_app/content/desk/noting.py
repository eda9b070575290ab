"""Notes on a text: the page with a note beside each paragraph, and the rail of the form."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from flask import flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from admin_app.content.actions.notes import Said, add_notes, reply, said_on, set_resolved
from admin_app.content.markup.anchors import placed
from admin_app.content.markup.blocks import blocks
from admin_app.content.queries.notes import Thread, threads_of
from admin_app.desk.forms import cleaned
from admin_app.desk.routes import expose, parse_id
from admin_app.desk.views.base import Screen
from admin_app.desk.views.notices import told
from admin_app.errors import NotFound, Refusal
from admin_app.extensions import db
from admin_app.history.versions import held_at
from admin_app.unit_of_work import Answer, one_commit

# Of a very long text, no more paragraphs get a field: the page would be heavier than the text.
MOST_FIELDS = 1_000
FIELD = re.compile(r"(note|reply)-([0-9]{1,9})")
# A request that says so gets the list of the rail alone: js/edit/notes.js puts it in.
PART = "X-Part"


class Noting(Screen):
    """/admin/post/notes/. Whoever sees the text may note on it."""

    @expose("/notes/")
    def notes_view(self) -> ResponseReturnValue:
        """The text with its notes beside the paragraphs."""
        text = self.text_for_notes(request.args.get("id"))
        return self._show_notes(text)

    @expose("/notes/", methods=("POST",))
    def note_view(self) -> ResponseReturnValue:
        """Store every note and reply that the form holds, and resolve or reopen one: one commit."""
        text_id = self.text_for_notes(request.args.get("id")).id
        back = url_for(".notes_view", id=text_id)
        try:
            with one_commit("", form_key=_sent_key()) as unit:
                text = self.text_for_notes(text_id)
                unit.summary = self._take(text)
                unit.answer = Answer(back, f"{unit.summary}.")
        except NotFound:
            raise
        except Refusal as refusal:
            return self._show_notes(self.text_for_notes(text_id), refusal)
        if request.headers.get(PART):
            return self._show_notes(self.text_for_notes(text_id), said=f"{unit.summary}.")
        flash(*told(f"{unit.summary}.", unit.changeset_id))
        return redirect(back, 303)

    def text_for_notes(self, text_id: Any) -> Any:
        """The text as this person may see it, without its links. Raises `NotFound`."""
        rows = self.visible(select(self.model).where(self.model.id == parse_id(text_id)))
        text = db.session.scalars(rows).one_or_none()
        if text is None:
            raise NotFound
        return text

    def open_threads(self, row: Any) -> list[Thread]:
        """What the rail of the form shows; no statement where nothing is open."""
        return threads_of(row, only_open=True) if row is not None and row.open_notes else []

    def _take(self, text: Any) -> str:
        """Do what the form says; in words."""
        person = current_user._get_current_object()
        form = cleaned(request.form)
        done = []
        notes = _notes_in(form, lambda: blocks(body_at(text, form.get("version", ""))))
        if notes:
            add_notes(person, text, notes)
            done.append("Noted" if len(notes) == 1 else f"Left {len(notes)} notes")
        for note_id, body in _typed(form, "reply"):
            reply(person, text, note_id, body)
            done.append("Replied to a note")
        for name, resolved, words in (
            ("resolve", True, "Resolved a note"),
            ("reopen", False, "Opened a note again"),
        ):
            if form.get(name):
                set_resolved(person, text, parse_id(form[name]), resolved)
                done.append(words)
        if not done:
            raise Refusal("Write your note first.", "whole")
        return f"{', '.join(done)} on “{text.title}”"

    def _show_notes(
        self, text: Any, refusal: Refusal | None = None, said: str = ""
    ) -> ResponseReturnValue:
        status = refusal.status if refusal else 200
        typed = request.form if refusal else {}
        shown = {"row": text, "refusal": refusal, "typed": typed, "said": said}
        if request.headers.get(PART):
            threads = threads_of(text, only_open=True)
            return make_response(
                self.render("content/edit/notes_list.html", threads=threads, **shown), status
            )
        cut = blocks(text.body)
        beside, lost = placed(threads_of(text), cut)
        page = self.render(
            "content/text_notes.html",
            most_fields=MOST_FIELDS,
            blocks=cut,
            beside=beside,
            lost=lost,
            **shown,
        )
        return make_response(page, status)


def body_at(text: Any, version: str) -> str:
    """The body that a form showed, by the version it names; else the body as it is."""
    if version.isdecimal() and 0 < int(version[:9]) < text.version:
        return str(held_at(text, int(version[:9]), ["body"])["body"])
    return str(text.body)


def _typed(form: Any, kind: str) -> list[tuple[int, str]]:
    """What was typed into the fields of this kind, by the number in their names."""
    found = []
    for name, body in form.items():
        match = FIELD.fullmatch(name)
        if match and match[1] == kind and body.strip():
            found.append((int(match[2]), body))
    return found


def notes_typed(form: Any, cut: Callable[[], list[str]]) -> list[Said]:
    """The notes on paragraphs, and the one on the whole text. Raises `Refusal`."""
    on = _typed(form, "note")
    made = cut() if on else []
    found = [said_on(made, block, body) for block, body in on]
    whole = form.get("whole", "")
    return [*found, Said(whole)] if whole.strip() else found


def _notes_in(form: Any, cut: Callable[[], list[str]]) -> list[Said]:
    """The same; beside an editor, whose text may be unsaved, the page says what block it is."""
    block, quote = form.get("block", ""), form.get("quote", "")
    found = notes_typed(form, cut)
    if block.isdecimal() and len(block) < 7 and form.get("whole", "").strip():
        found[-1] = Said(form["whole"], int(block), quote)
    return found


def _sent_key() -> str | None:
    """The form's key for what was typed and pressed in it: one page holds many notes."""
    key = request.form.get("form_key")
    if not key:
        return None
    held = sorted(item for item in request.form.items() if item[0] != "csrf_token")
    return f"{key[:64]}:{sha256(repr(held).encode('utf-8', 'replace')).hexdigest()[:32]}"
