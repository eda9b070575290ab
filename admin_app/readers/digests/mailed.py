"""Deciding over a comment by the link of a mail: no sign-in, one comment, one way, once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import (
    Blueprint,
    Flask,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from admin_app.errors import Conflict, NotAllowed, NotFound, Refusal
from admin_app.history.record import changeset_id_of
from admin_app.people.models import User
from admin_app.people.queries import person_by_id
from admin_app.readers.actions.decide import AlreadyDecided, decide
from admin_app.readers.actions.digests import spend
from admin_app.readers.desk.cards import Card, cards
from admin_app.readers.digests.links import Decision, read_decision
from admin_app.readers.models import CommentStatus, SpentLink
from admin_app.readers.policy import may_moderate
from admin_app.readers.public import signed_in
from admin_app.readers.queries.digests import spent_link
from admin_app.readers.queries.queue import case
from admin_app.readers.text import comment_html
from admin_app.unit_of_work import Answer, Unit, one_commit
from admin_app.web.headers import SECRET

pages = Blueprint("mailed", __name__)

DID = {
    CommentStatus.APPROVED: "Approved",
    CommentStatus.SPAM: "Marked as spam",
    CommentStatus.REMOVED: "Removed",
}
ASKED = {
    CommentStatus.APPROVED: "Approve this comment",
    CommentStatus.SPAM: "Mark this comment as spam",
    CommentStatus.REMOVED: "Remove this comment",
}


class NoLongerTheirs(NotAllowed):
    """The link was made for somebody who may not use it any more."""

    def __init__(self) -> None:
        super().__init__(
            "This link was made for somebody who does not decide over comments any more, or has "
            "been signed out everywhere since. Nothing was changed."
        )


@dataclass(frozen=True)
class Asked:
    """What a link asks for, as things stand."""

    decision: Decision
    person: User
    card: Card
    spent: SpentLink | None

    @property
    def refusal(self) -> str:
        """Why the link does nothing any more, in a sentence; "" as long as it does."""
        if self.spent is not None:
            return "This link was used already, and works once; nothing was changed."
        if self.card.status != self.decision.seen:
            return AlreadyDecided([self.card.id], self.person).message
        return ""


def serve(app: Flask) -> None:
    """Serve /moderate/<token>; its address is as good as a signature."""
    app.register_blueprint(pages)
    SECRET.update({"mailed.page", "mailed.act"})


@pages.get("/moderate/<token>")
def page(token: str) -> ResponseReturnValue:
    """The comment and the one button: programs that follow links decide nothing."""
    return _page(token, _asked(token))


@pages.post("/moderate/<token>")
def act(token: str) -> ResponseReturnValue:
    """Decide, in one commit, in the name of whom the link was made for."""
    there = url_for("mailed.page", token=token)
    try:
        with one_commit("", form_key=request.form.get("form_key") or None) as unit:
            _decide(unit, _asked(token))
            unit.answer = Answer(there)
    except Conflict as late:
        return _page(token, _asked(token), late)
    return redirect(there, 303)


def _decide(unit: Unit, asked: Asked) -> None:
    decision, person = asked.decision, asked.person
    if asked.refusal:
        raise Conflict(asked.refusal)
    unit.actor = (person.id, person.name)
    unit.summary = f"{DID[decision.verdict]} the comment by {asked.card.row.author_name}, by mail"
    seen = {decision.comment_id: decision.seen.value}
    if not decide(person, [decision.comment_id], decision.verdict, seen):
        raise AlreadyDecided([decision.comment_id], person)
    spend(decision.key, changeset_id_of(unit))


def _asked(token: str) -> Asked:
    """Raises `LinkRunOut`, `NoLongerTheirs`, and `NotFound` for a comment that is gone."""
    decision = read_decision(token)
    person = person_by_id(decision.person_id)
    if person is None or not decision.is_of(person) or not may_moderate(person):
        raise NoLongerTheirs
    row = case(decision.comment_id)
    if row is None:
        raise NotFound("This comment was deleted meanwhile. There is nothing left to decide.")
    return Asked(decision, person, cards([row])[0], spent_link(decision.key))


def _page(token: str, asked: Asked, refusal: Refusal | None = None) -> ResponseReturnValue:
    viewer: Any = signed_in()
    shown = partial(
        render_template,
        "readers/mailed.html",
        token=token,
        card=asked.card,
        words=comment_html(asked.card.row.body),
        person=asked.person,
        asks=ASKED[asked.decision.verdict],
        did=DID[asked.decision.verdict],
        spent=asked.spent,
        refusal=refusal.message if refusal else "" if asked.spent else asked.refusal,
        may_undo=bool(viewer and may_moderate(viewer)),
    )
    return make_response(shown(), refusal.status if refusal else 200)
