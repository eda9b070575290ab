"""Deciding from the queue: over one comment by its buttons, over many by the bar above them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import make_response, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from admin_app.desk.lists import ListState
from admin_app.desk.routes import expose
from admin_app.desk.views.acting import Acting, BulkAction, pressed
from admin_app.readers.actions.decide import AlreadyDecided, decide, restore
from admin_app.readers.actions.reasons import BadReason, read_because
from admin_app.readers.models import Because, CommentStatus
from admin_app.readers.queries import queue

EVERYTHING = "all"
"""The tab of all states."""


class Deciding(Acting):
    """The bulk actions of the queue; each carries the state in which the page showed the cards."""

    @property
    def bulk_actions(self) -> Sequence[BulkAction]:
        """What moderators do, each offered where it changes something."""
        person, seen = current_user._get_current_object(), _seen()

        def to(status: CommentStatus) -> Any:
            return lambda ids: decide(person, ids, status, seen)

        def but(*states: str) -> Any:
            return lambda state, person: state.status not in states

        return (
            BulkAction(
                "approve",
                "Approve",
                to(CommentStatus.APPROVED),
                "Approved {rows}",
                offered=but("approved", "removed"),
            ),
            BulkAction(
                "spam",
                "Spam",
                to(CommentStatus.SPAM),
                "Marked {rows} as spam",
                offered=but("spam"),
            ),
            BulkAction(
                "remove",
                "Remove",
                lambda ids: decide(person, ids, CommentStatus.REMOVED, seen, _because()),
                "Removed {rows}",
                offered=but("removed"),
            ),
            BulkAction(
                "restore",
                "Restore",
                lambda ids: restore(person, ids, seen),
                "Restored {rows}",
                offered=but("pending", "approved"),
            ),
        )

    @expose("/action/", methods=("POST",))
    def action_view(self) -> ResponseReturnValue:
        """As everywhere; where others were faster, the queue again, with what they decided."""
        try:
            answer: ResponseReturnValue = super().action_view()
        except AlreadyDecided as late:
            ticked = set(request.form.getlist("rowid")) - {str(one) for one in late.comment_ids}
            page = self.list_page(self._sent_state(), late=late, ticked=ticked)
            answer = make_response(page, late.status)
        except BadReason as bad:
            ticked = set(request.form.getlist("rowid"))
            page = self.list_page(self._sent_state(), late=bad, ticked=ticked)
            answer = make_response(page, bad.status)
        return answer

    def named(self, ids: Sequence[int]) -> str:
        """“the comment by Petra T.”, “37 comments”."""
        if len(ids) == 1:
            return f"the comment by {queue.author_of(ids[0])}"
        return super().named(ids)

    def after_action(self, state: ListState) -> str:
        """The list, at the card that follows the one whose button was pressed."""
        card = _card_to_go_on_with(pressed()[1], state)
        return super().after_action(state) + (f"#case-{card}" if card else "")


def _because() -> Because | None:
    """The reason chosen beside the card whose button was pressed, or above the list for others."""
    _, beside = pressed()
    after = f"-{beside}" if beside is not None else ""
    given = request.form
    return read_because(given.get(f"reason{after}", ""), given.get(f"words{after}", ""))


def _seen() -> dict[int, str]:
    """The state in which the page showed each comment: fields such as `seen-12`."""
    return {
        int(name[5:]): text
        for name, text in request.form.items()
        if name.startswith("seen-") and name[5:].isdecimal() and len(name) < 24
    }


def _card_to_go_on_with(acted_on: str | None, state: ListState) -> int | None:
    """The card that will stand where the eye is; None where several were acted on."""
    shown = list(_seen())
    if acted_on is None or not acted_on.isdecimal() or int(acted_on) not in shown:
        return None
    at = shown.index(int(acted_on))
    if state.status == EVERYTHING:
        return shown[at]
    others = [*shown[at + 1 : at + 2], *shown[:at][-1:]]
    return others[0] if others else None
