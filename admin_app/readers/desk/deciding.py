"""Deciding from the queue: over one comment by its buttons, over many by the bar above them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from admin_app.desk.access import safe_return
from admin_app.desk.lists import ListState
from admin_app.desk.routes import expose
from admin_app.desk.views.acting import Acting, BulkAction, pressed
from admin_app.desk.views.quick import FRAGMENT
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
        person, shown = current_user._get_current_object(), seen()

        def to(status: CommentStatus) -> Any:
            return lambda ids: decide(person, ids, status, shown)

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
                lambda ids: decide(person, ids, CommentStatus.REMOVED, shown, because_sent()),
                "Removed {rows}",
                offered=but("removed"),
            ),
            BulkAction(
                "restore",
                "Restore",
                lambda ids: restore(person, ids, shown),
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
            if asked_for_fragment():
                return fragment(render_template("readers/late.html", late=late), late.status)
            ticked = set(request.form.getlist("rowid")) - {str(one) for one in late.comment_ids}
            page = self.list_page(self._sent_state(), late=late, ticked=ticked)
            answer = make_response(page, late.status)
        except BadReason as bad:
            if asked_for_fragment():
                raise
            ticked = set(request.form.getlist("rowid"))
            page = self.list_page(self._sent_state(), late=bad, ticked=ticked)
            answer = make_response(page, bad.status)
        return answer

    def acted(self, notice: str, changeset_id: int | None, back: str) -> ResponseReturnValue:
        """What was done, alone, for the script that puts it in the place of the card."""
        if not asked_for_fragment():
            return super().acted(notice, changeset_id, back)
        words = notice.removesuffix(".") if notice.endswith("..") else notice  # by “Hanne L.”
        return fragment(render_template("readers/decided.html", words=words, id=changeset_id))

    def named(self, ids: Sequence[int]) -> str:
        """“the comment by Petra T.”, “37 comments”."""
        if len(ids) == 1:
            return f"the comment by {queue.author_of(ids[0])}"
        return super().named(ids)

    def after_action(self, state: ListState) -> str:
        """The list, at the card that follows the one whose button was pressed.

        A page of the queue that shows no cards, as that of campaigns, says where it leads back to.
        """
        sent = safe_return(request.form.get("url"), url_for(".index_view"))
        if sent:
            return sent
        card = _card_to_go_on_with(pressed()[1], state)
        return super().after_action(state) + (f"#case-{card}" if card else "")


def because_sent() -> Because | None:
    """The reason chosen beside the card whose button was pressed, or above the list for others."""
    _, beside = pressed()
    after = f"-{beside}" if beside is not None else ""
    given = request.form
    return read_because(given.get(f"reason{after}", ""), given.get(f"words{after}", ""))


def asked_for_fragment() -> bool:
    """Whether the script of the queue asks, which puts the answer into its page."""
    return FRAGMENT in request.headers


def fragment(html: str, status: int = 200) -> ResponseReturnValue:
    """A part of the page, for that script."""
    answer = make_response(html, status)
    answer.headers[FRAGMENT] = "decided"
    return answer


def seen() -> dict[int, str]:
    """The state in which the page showed each comment: fields such as `seen-12`."""
    return {
        int(name[5:]): text
        for name, text in request.form.items()
        if name.startswith("seen-") and name[5:].isdecimal() and len(name) < 24
    }


def _card_to_go_on_with(acted_on: str | None, state: ListState) -> int | None:
    """The card that will stand where the eye is; None where several were acted on."""
    shown = list(seen())
    if acted_on is None or not acted_on.isdecimal() or int(acted_on) not in shown:
        return None
    at = shown.index(int(acted_on))
    if state.status == EVERYTHING:
        return shown[at]
    others = [*shown[at + 1 : at + 2], *shown[:at][-1:]]
    return others[0] if others else None
