"""The appeals of readers: /admin/appeal/."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from flask import flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from admin_app.desk.forms import cleaned
from admin_app.desk.routes import expose, parse_id
from admin_app.desk.views import PageView
from admin_app.desk.views.notices import told
from admin_app.errors import NotFound, Refusal
from admin_app.keyset import Place, Stretch
from admin_app.people.permissions import Permission
from admin_app.readers.actions.appeal import decide_appeal
from admin_app.readers.desk.cards import Card, cards
from admin_app.readers.models import CommentStatus, Outcome
from admin_app.readers.queries import appeals as queries
from admin_app.readers.telling import tell_outcome
from admin_app.unit_of_work import Answer, one_commit
from admin_app.web.filters import capped

LABELS = {None: "Open", Outcome.GRANTED: "Granted", Outcome.DISMISSED: "Dismissed"}


@dataclass(frozen=True)
class Asked:
    """An appeal with the card of its comment, and whether this person may decide it."""

    row: Any
    card: Card
    mine: bool

    @property
    def was(self) -> str:
        """What had been decided, in words."""
        return CommentStatus(self.row.against_status).label


class AppealView(PageView):
    """Appeals: those that wait, oldest first; none is decided by who made the decision."""

    permission = Permission.COMMENT_MODERATE
    section = "Readers"
    label = "Appeals"
    order = 15

    def badge(self) -> int:
        """How many wait."""
        return queries.open_appeals()

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        """The appeals of one kind, a page of them."""
        return self._page()

    @expose("/decide/", methods=("POST",))
    def decide(self) -> ResponseReturnValue:
        """Grant an appeal, or dismiss it with an answer; one commit."""
        form = cleaned(request.form)
        appeal_id = parse_id(form.get("id"))
        try:
            outcome = Outcome(form.get("outcome", ""))
        except ValueError:
            raise Refusal("Grant the appeal, or dismiss it.", status=400) from None
        back = url_for(".index_view")
        try:
            with one_commit("", form_key=form.get("form_key")) as unit:
                person = current_user._get_current_object()
                comment = decide_appeal(person, appeal_id, outcome, form.get("answer", ""))
                tell_outcome(comment)
                did = "Granted" if outcome is Outcome.GRANTED else "Dismissed"
                unit.summary = f"{did} the appeal over the comment by {comment.author_name}"
                unit.answer = Answer(back, f"{unit.summary}.")
        except NotFound:
            raise
        except Refusal as refusal:
            return self._page(refusal, appeal_id, form.get("answer", ""))
        flash(*told(f"{unit.summary}.", unit.changeset_id))
        return redirect(back, 303)

    def _page(
        self, refusal: Refusal | None = None, about: int | None = None, typed: str = ""
    ) -> ResponseReturnValue:
        state = next((one for one in Outcome if one.value == request.args.get("status")), None)
        place = Place(request.args.get("after", ""), request.args.get("before", ""))
        page = queries.appeals(state, place)
        html = self.render(
            "readers/appeals.html",
            asked=_asked(page),
            alone=_Alone(),
            tabs=_tabs(state),
            state=state,
            newer=_place(state, before=page.newer),
            older=_place(state, after=page.older),
            refusal=refusal,
            about=about,
            typed=typed,
        )
        return make_response(html, refusal.status if refusal else 200)


class _Alone:
    """Whether nobody else could decide: asked only where it matters."""

    @cached_property
    def here(self) -> bool:
        return not queries.others_can_moderate(current_user.id)


def _asked(page: Stretch[Any]) -> list[Asked]:
    ids = [row.comment_id for row in page.rows]
    known = {card.id: card for card in cards(queries.cases_of(ids))} if ids else {}
    return [
        Asked(row, known[row.comment_id], row.against_id == current_user.id) for row in page.rows
    ]


def _tabs(state: Outcome | None) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": _address(one, {}),
            "count": None if one else capped(queries.open_appeals()),
            "current": one == state,
        }
        for one, label in LABELS.items()
    ]


def _place(state: Outcome | None, **cursor: str | None) -> str | None:
    given = {name: text for name, text in cursor.items() if text}
    return _address(state, given) if given else None


def _address(state: Outcome | None, cursor: dict[str, str]) -> str:
    query = urlencode(({"status": state.value} if state else {}) | cursor)
    return url_for(".index_view") + (f"?{query}" if query else "")
