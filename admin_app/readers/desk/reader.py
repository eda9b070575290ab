"""One reader, by address: what they said, what is known of them, notes, bans and trust."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from admin_app.columns import now
from admin_app.desk.access import safe_return
from admin_app.desk.forms import cleaned, hang
from admin_app.desk.routes import expose, parse_id
from admin_app.desk.views import PageView
from admin_app.desk.views.notices import told
from admin_app.errors import NotFound, Refusal
from admin_app.keyset import Place
from admin_app.people.permissions import Permission
from admin_app.readers.actions.ban import banned, lift, rule_over
from admin_app.readers.actions.reader_notes import drop_note, note_on
from admin_app.readers.desk.cards import cards
from admin_app.readers.desk.reader_forms import BanForm, NoteForm
from admin_app.readers.models import CommentStatus, Rule, Verdict
from admin_app.readers.queries import reader as queries
from admin_app.unit_of_work import Answer, Unit, answer_again, one_commit
from admin_app.web.filters import capped
from admin_app.web.text import one_line

LONGEST_EMAIL = 254
SHORT = 45
"""Characters of an address that a summary of what was done tells."""


@dataclass(frozen=True)
class Standing:
    """A rule about the reader, as the page says it."""

    rule: Rule
    words: str
    is_over: bool
    is_shared: bool


class ReaderView(PageView):
    """A reader: /admin/reader/?email=…"""

    permission = Permission.COMMENT_MODERATE
    section = "Readers"
    label = "Find a reader"
    order = 30

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        """The reader with this address; without one, the field to look one up."""
        email = sent_email()
        if not email:
            return self.render("readers/find_reader.html", may_erase=may_erase())
        return self._page(email)

    @expose("/note/", methods=("POST",))
    def note(self) -> ResponseReturnValue:
        """Store a note on the reader."""
        form = NoteForm(cleaned(request.form))

        def save(unit: Unit) -> None:
            note_on(_person(), sent_email(), form.body.data or "")
            unit.summary = f"Noted something on the reader {_short(sent_email())}"

        return self._saved(form, save, note=form)

    @expose("/drop-note/", methods=("POST",))
    def drop_note(self) -> ResponseReturnValue:
        """Delete a note."""

        def save(unit: Unit) -> None:
            drop_note(_person(), parse_id(request.form.get("id")))
            unit.summary = f"Deleted a note on the reader {_short(sent_email())}"

        return self._saved(None, save)

    @expose("/ban/", methods=("POST",))
    def ban(self) -> ResponseReturnValue:
        """Ban the reader or trust them, by address or network."""
        form = BanForm(cleaned(request.form))

        def save(unit: Unit) -> None:
            rule = rule_over(_person(), form.about.data or "", form.sent())
            unit.summary = f"{banned(Verdict(rule.verdict))}: {rule.sentence}"

        return self._saved(form, save, ban=form)

    @expose("/lift/", methods=("POST",))
    def lift(self) -> ResponseReturnValue:
        """End a ban or trust."""

        def save(unit: Unit) -> None:
            rule = lift(_person(), parse_id(request.form.get("id")))
            unit.summary = f"Lifted: {rule.sentence}"

        return self._saved(None, save)

    def _saved(self, form: Any, save: Callable[[Unit], None], **shown: Any) -> ResponseReturnValue:
        """Save in one commit and lead back; a refusal shows the page with what was typed."""
        email = sent_email()
        if not email:
            raise NotFound
        key = request.form.get("form_key")
        if form is not None and not form.validate():
            answer_again(key)
            return self._page(email, 422, **shown)
        back = safe_return(request.form.get("url"), "/admin/") or reader_address(email)
        try:
            with one_commit("", form_key=key) as unit:
                save(unit)
                unit.answer = Answer(back, f"{unit.summary}.")
        except NotFound:
            raise
        except Refusal as refusal:
            messages = [] if form is not None and hang(form, refusal) else [refusal.message]
            return self._page(email, refusal.status, messages=messages, **shown)
        flash(*told(f"{unit.summary}.", unit.changeset_id))
        return redirect(back, 303)

    def _page(
        self,
        email: str,
        status: int = 200,
        *,
        note: NoteForm | None = None,
        ban: BanForm | None = None,
        messages: Any = (),
    ) -> ResponseReturnValue:
        known = queries.known_of(email)
        addresses = [used.value for used in known.addresses]
        state = _state(request.args.get("status", ""))
        place = Place(request.args.get("after", ""), request.args.get("before", ""))
        page = queries.comments_of(email, state, place)
        note, ban = note or NoteForm(), ban or BanForm()
        ban.offer(email, addresses)
        html = self.render(
            "readers/reader.html",
            email=email,
            known=known,
            cap=queries.CAP,
            newest=queries.NEWEST,
            tabs=_tabs(email, known, state),
            cards=cards(page.rows),
            newer=_place(email, state, before=page.newer),
            older=_place(email, state, after=page.older),
            notes=queries.notes_on(email),
            rules=[_standing(rule) for rule in queries.rules_about(email, addresses)],
            others=queries.others_from(addresses, email) if addresses else [],
            note=note,
            ban=ban,
            messages=messages,
            may_erase=may_erase(),
            back=safe_return(request.values.get("url"), "/admin/"),
        )
        return make_response(html, status)


def sent_email() -> str:
    """The address that this request is about, as it is kept; "" for none."""
    return one_line(request.values.get("email", "")[: LONGEST_EMAIL * 2]).lower()[:LONGEST_EMAIL]


def reader_address(email: str, **more: str) -> str:
    """The address of a reader's page."""
    return f"{url_for('reader.index_view')}?{urlencode({'email': email, **more})}"


def may_erase() -> bool:
    """Whether this person may take away, and erase, all that is kept of a reader."""
    return bool(current_user.may(Permission.READER_DATA))


def _person() -> Any:
    return current_user._get_current_object()


def _short(email: str) -> str:
    return email if len(email) <= SHORT else f"{email[: SHORT - 1]}…"


def _state(text: str) -> CommentStatus | None:
    return next((one for one in CommentStatus if one.value == text), None)


def _standing(rule: Rule) -> Standing:
    over = not rule.is_on or (rule.expires_at is not None and rule.expires_at <= now())
    return Standing(rule, banned(Verdict(rule.verdict)), over, "\n" in rule.value)


def _tabs(email: str, known: Any, state: CommentStatus | None) -> list[dict[str, Any]]:
    def tab(label: str, status: CommentStatus | None, count: int) -> dict[str, Any]:
        more = {"status": status.value} if status else {}
        return {
            "label": label,
            "url": reader_address(email, **more),
            "count": capped(count),
            "current": status == state,
        }

    each = (tab(one.label, one, known.counts[one]) for one in CommentStatus)
    return [tab("All", None, known.total), *each]


def _place(email: str, state: CommentStatus | None, **cursor: str | None) -> str | None:
    given = {name: text for name, text in cursor.items() if text}
    if not given:
        return None
    return reader_address(email, **({"status": state.value} if state else {}), **given)
