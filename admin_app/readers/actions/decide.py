"""Deciding over comments: any number of them, each decision set by set."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from admin_app.columns import now
from admin_app.errors import Conflict
from admin_app.history.bulk import change_rows
from admin_app.people.models import User
from admin_app.readers.actions.answers import tell_of_answers
from admin_app.readers.actions.tell import tell_readers
from admin_app.readers.models import Because, Comment, CommentStatus
from admin_app.readers.policy import require_moderator
from admin_app.readers.queries.decisions import (
    SET_ASIDE,
    Decided,
    last_decisions,
    states_before,
)
from admin_app.web.filters import ago

# The state in which the person saw each comment, by id. One that is not in it was not shown.
Seen = Mapping[int, str]

REASON = ("reason", "reason_words")

DID = {
    CommentStatus.PENDING: "put {it} back to waiting",
    CommentStatus.APPROVED: "approved {it}",
    CommentStatus.SPAM: "marked {it} as spam",
    CommentStatus.REMOVED: "removed {it}",
}


class AlreadyDecided(Conflict):
    """Others have decided differently since the person saw the comments; nothing was changed.

    `comment_ids` are those; `told` is a sentence about each, and `each` both.
    """

    def __init__(self, comment_ids: Sequence[int], person: User) -> None:
        known = last_decisions(comment_ids)
        self.comment_ids = list(comment_ids)
        self.told = [_told(known.get(comment_id), person) for comment_id in comment_ids]
        self.each = list(zip(self.comment_ids, self.told, strict=True))
        super().__init__(_summed_up(known, self.comment_ids, person))


def decide(
    person: User,
    comment_ids: Sequence[int],
    verdict: CommentStatus,
    seen: Seen,
    because: Because | None = None,
) -> list[int]:
    """Give these comments this state; the ids of those that changed.

    Those that are removed keep the reason, one that was removed without it gets it, and their
    readers are told where the site does so.
    Raises `NotAllowed`, and `AlreadyDecided` where one of them is no longer in the state in which
    it was seen and not in this one either: then nothing is to be changed.
    """
    changed = _settle(person, comment_ids, lambda row: verdict.value, seen, because)
    if verdict is CommentStatus.REMOVED:
        tell_readers(changed)
    if verdict is CommentStatus.APPROVED:
        tell_of_answers(changed)
    return changed


def restore(person: User, comment_ids: Sequence[int], seen: Seen) -> list[int]:
    """Take comments out of spam and removed; the ids of those that changed.

    Each goes back to the state that it had before it was set aside, as history knows it, also
    when it was first spam and then removed. One that came in as spam goes to those that wait.
    Others are left alone. Raises as `decide` does.
    """
    before = states_before(comment_ids)

    def aim(row: Row[Any]) -> str:
        if row.status not in SET_ASIDE:
            return str(row.status)
        return before.get(row.id, CommentStatus.PENDING).value

    return _settle(person, comment_ids, aim, seen)


def decision(
    status: str, person: User, at: datetime, because: Because | None = None
) -> dict[str, Any]:
    """The columns of a comment to which the person gives this state; waiting is no decision."""
    waits = status == CommentStatus.PENDING
    if status != CommentStatus.REMOVED:
        because = None
    return {
        "reason": because.reason.value if because else None,
        "reason_words": because.words if because else "",
        "status": status,
        "decided_at": None if waits else at,
        "decided_by_id": None if waits else person.id,
    }


def _settle(
    person: User,
    comment_ids: Sequence[int],
    aim: Callable[[Row[Any]], str],
    seen: Seen,
    because: Because | None = None,
) -> list[int]:
    require_moderator(person)
    at = now()
    late: list[int] = []

    def settle(row: Row[Any]) -> dict[str, Any] | None:
        wanted = aim(row)
        if wanted == row.status:
            return _reason_added(row, because)
        if seen.get(row.id, row.status) != row.status:
            late.append(row.id)
            return None
        columns = decision(wanted, person, at, because)
        return {
            name: value
            for name, value in columns.items()
            if name not in REASON or value != getattr(row, name)
        }

    changed = change_rows(
        Comment, comment_ids, settle, reads=("status", "decided_at", "decided_by_id", *REASON)
    )
    if late:
        raise AlreadyDecided(late, person)
    return changed


def _reason_added(row: Row[Any], because: Because | None) -> dict[str, Any] | None:
    if because is None or row.status != CommentStatus.REMOVED:
        return None
    wanted = {"reason": because.reason.value, "reason_words": because.words}
    return wanted if wanted != {name: getattr(row, name) for name in REASON} else None


def _told(decided: Decided | None, person: User) -> str:
    if decided is None:
        return "One of them was decided by someone else meanwhile."
    who = _who(decided, person)
    it = f"the comment by {decided.author_name}"
    return f"{who} {DID[decided.status].format(it=it)} {ago(decided.at)}."


def _summed_up(known: Mapping[int, Decided], late: Sequence[int], person: User) -> str:
    if len(late) > 1:
        return (
            f"Others have decided over {len(late):,} of these comments meanwhile; "
            "nothing was changed."
        )
    decided = known.get(late[0])
    if decided is None:
        return "Someone else has decided over this comment meanwhile; nothing was changed."
    did = DID[decided.status].format(it="this")
    return f"{_who(decided, person)} {did} {ago(decided.at)}; nothing was changed."


def _who(decided: Decided, person: User) -> str:
    if decided.actor_id == person.id:
        return "You"
    return decided.actor_name or "Someone"
