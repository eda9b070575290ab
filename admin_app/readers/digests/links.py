"""Links in a mail by which a person decides over one comment, in one way, once."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from admin_app.errors import NotFound
from admin_app.people.models import User
from admin_app.readers.models import CommentStatus
from admin_app.web.hosts import link_to
from admin_app.web.signed import read_signed, signed

PURPOSE = "decide"
GOOD_FOR = timedelta(days=7)
OFFERED = {
    CommentStatus.APPROVED: "Approve",
    CommentStatus.SPAM: "Spam",
    CommentStatus.REMOVED: "Remove",
}


class LinkRunOut(NotFound):
    """Forged, broken and too old are told alike."""

    def __init__(self) -> None:
        super().__init__(
            "This link has run out, or was not copied whole. Sign in to decide over the comment, "
            "if it still waits."
        )


@dataclass(frozen=True)
class Decision:
    """What one link stands for. `seen` is the state of the comment when the mail was written."""

    key: str
    person_id: int
    stamp: str
    comment_id: int
    verdict: CommentStatus
    seen: CommentStatus

    def is_of(self, person: User) -> bool:
        """Whether it was made for this person, who has not been signed out everywhere since."""
        return person.id == self.person_id and secrets.compare_digest(stamp(person), self.stamp)


def decision_links(person: User, comment_id: int, seen: str) -> list[tuple[str, str]]:
    """(label, address) for each decision that would change the comment."""
    return [
        (
            label,
            link_to(
                "mailed.page",
                token=signed(
                    PURPOSE,
                    [
                        secrets.token_urlsafe(12),
                        person.id,
                        stamp(person),
                        comment_id,
                        verdict.value,
                        seen,
                    ],
                ),
            ),
        )
        for verdict, label in OFFERED.items()
        if verdict.value != seen
    ]


def read_decision(token: str) -> Decision:
    """What the link stands for. Raises `LinkRunOut`."""
    found = read_signed(PURPOSE, token, GOOD_FOR)
    if found is None:
        raise LinkRunOut
    key, person_id, stamped, comment_id, verdict, seen = found
    return Decision(
        key, person_id, stamped, comment_id, CommentStatus(verdict), CommentStatus(seen)
    )


def stamp(person: User) -> str:
    """What ends a person's links when their sessions are ended, as with a new password."""
    return hashlib.sha256(f"links:{person.fs_uniquifier}".encode()).hexdigest()[:16]
