"""One card for one moderator: the page of the queue says which one has focus, and hears of others.

A claim keeps nobody from deciding: what two decide at once is settled where it is stored.
"""

from __future__ import annotations

from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.exc import OperationalError

from admin_app.database import is_locked
from admin_app.desk.routes import expose, parse_id
from admin_app.desk.views.base import Screen
from admin_app.errors import Refusal
from admin_app.readers.actions.claim import claim, let_go
from admin_app.readers.actions.decide import DID
from admin_app.readers.desk.deciding import seen
from admin_app.readers.models import CommentStatus
from admin_app.readers.policy import visible_comments
from admin_app.readers.queries.claims import news_of
from admin_app.unit_of_work import one_commit
from admin_app.web.filters import ago

MOST_SHOWN = 1_000


class Claiming(Screen):
    """Mixed into the queue."""

    @expose("/claim/", methods=("POST",))
    def claim_view(self) -> ResponseReturnValue:
        """What others do to the shown cards (`seen-12`), now that the sender is at card `id`.

        Or, `leaving`, lets go of what they had in hand.
        """
        shown = seen()
        wanted = None if request.form.get("leaving") else parse_id(request.form.get("id"))
        if len(shown) > MOST_SHOWN:
            raise Refusal("This is not what the queue sends.", status=400)
        person = current_user._get_current_object()
        asked = {*shown} | ({wanted} if wanted else set())
        news = news_of(asked, person.id, visible_comments(person)) if asked else ()
        taken = {row.id: row.held_by for row in news if row.held_by}
        free = wanted is not None and wanted not in taken and any(r.id == wanted for r in news)
        if free or wanted is None:
            _store(person.id, wanted)
        return jsonify(
            held={row_id: name for row_id, name in taken.items() if row_id in shown},
            decided={row.id: _told(row) for row in news if _moved(row, shown)},
            gone=[row_id for row_id in shown if row_id not in {row.id for row in news}],
        )


def _store(person_id: int, comment_id: int | None) -> None:
    try:
        with one_commit("Took a comment in hand", record=False, waits=False):
            if comment_id is None:
                let_go(person_id)
            else:
                claim(person_id, comment_id)
    except OperationalError as error:
        # Somebody saves: it can be said again in half a minute.
        if not is_locked(error):
            raise


def _moved(row: Any, shown: dict[int, str]) -> bool:
    return row.id in shown and row.status != shown[row.id]


def _told(row: Any) -> dict[str, str]:
    did = DID[CommentStatus(row.status)].format(it="this")
    who = "You" if row.decider == current_user.id else row.decided_by or "Someone"
    when = f" {ago(row.decided_at)}" if row.decided_at else ""
    return {"status": row.status, "words": f"{who} {did}{when}."}
