"""A comment as a card of the queue."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from flask import request

from admin_app.desk.lists.drawn import ByValue
from admin_app.readers.desk.marked import Piece, pieces
from admin_app.readers.desk.words import HELD, record_of, said_of_report
from admin_app.readers.learning import current_model
from admin_app.readers.models import CommentStatus, HeldFor, Reason, RuleKind
from admin_app.readers.networks import network_of
from admin_app.readers.queries.readers import open_reports
from admin_app.readers.queries.similar import decided, similar
from admin_app.readers.queries.standing import Standing, standings
from admin_app.readers.rules import Facts, matcher
from admin_app.readers.spam import THRESHOLD
from admin_app.readers.spam.signs import hosts
from admin_app.web.filters import ago, initials
from admin_app.web.text import cut_at_word, one_line

FOLDED = 900
"""Characters of a comment from which on its rest is folded away."""
OPENING = 500
"""Characters of a folded comment that are seen."""
LINES = 16
"""Lines of a comment from which on its rest is folded away."""
CONTEXT = 140
"""Characters of the answered comment that are seen."""
WORTH_A_REASON = 0.3
"""A score from which on the card says what made it."""
MOST_REASONS = 5

MOST_SITES = 6
"""Sites that it links to which the card leads on to."""

APPROVE, SPAM, REMOVE, RESTORE = "approve", "spam", "remove", "restore"
_APPROVE = (APPROVE, "Approve", "A")
_SPAM = (SPAM, "Spam", "S")
_REMOVE = (REMOVE, "Remove", "D")
_RESTORE = (RESTORE, "Restore", "U")
# What can be done to a comment of each state: the action, its words, and the key for it.
ACTS = {
    CommentStatus.PENDING: (_APPROVE, _SPAM, _REMOVE),
    CommentStatus.APPROVED: (_SPAM, _REMOVE),
    CommentStatus.SPAM: (_RESTORE, _APPROVE, _REMOVE),
    CommentStatus.REMOVED: (_RESTORE, _SPAM),
}


@dataclass(frozen=True)
class Alike:
    """An earlier comment with much the same text, and how it was decided."""

    id: int
    status: CommentStatus
    words: str
    decision: str


@dataclass(frozen=True)
class Card(ByValue):
    """A row of `queries.queue.cases`, with what is known of its author.

    `age` is how long ago it was written, `decided` how long ago somebody decided over it;
    `earlier` are earlier comments of much the same text, as `queries.similar` has them, and
    `decided_before` how long ago they were decided; `reports` is what readers have
    said against it since. What is drawn of it follows from its `value`, and is put into words only
    where it is drawn.
    """

    row: Any
    standing: Standing | None
    age: str
    decided: str
    earlier: tuple[Any, ...] = ()
    decided_before: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()

    @property
    def value(self) -> Hashable:  # type: ignore[override]
        """All that the card tells."""
        told = self.standing, self.age, self.decided, self.decided_before, self.reports
        return tuple(self.row), told, tuple(map(tuple, self.earlier))

    @cached_property
    def record(self) -> Sequence[str]:
        """What is known of its author, in words."""
        known = self.standing
        return record_of(known, self.row.status, self.row.created_at) if known else ()

    @cached_property
    def alike(self) -> tuple[Alike, ...]:
        """The newest earlier comments of much the same text."""
        shown = zip(self.earlier, self.decided_before, strict=True)
        return tuple(_alike(row, decided) for row, decided in shown)

    @cached_property
    def alike_said(self) -> str:
        """How all of them were decided, the most first: “3 spam, 1 approved”."""
        most_first = sorted(decided(self.earlier).items(), key=lambda one: -one[1])
        return ", ".join(f"{number} {status.label.lower()}" for status, number in most_first)

    @property
    def id(self) -> int:
        """The comment's id."""
        return int(self.row.id)

    @property
    def status(self) -> CommentStatus:
        """The state that the comment has."""
        return CommentStatus(self.row.status)

    @property
    def initials(self) -> str:
        """Two letters that stand for its author."""
        return initials(self.row.author_name)

    @property
    def acts(self) -> tuple[tuple[str, str, bool, str], ...]:
        """The actions that fit its state: name, words, whether it stands out, its key."""
        stands_out = APPROVE if self.status is CommentStatus.PENDING else ""
        return tuple((act, words, act == stands_out, key) for act, words, key in ACTS[self.status])

    @property
    def can_be_answered(self) -> bool:
        """Whether a reply makes sense: not to what was set aside."""
        return self.status in (CommentStatus.PENDING, CommentStatus.APPROVED)

    @property
    def opening(self) -> str:
        """What is seen of its text: all of it, unless it is long."""
        return self._folded[0]

    @property
    def rest(self) -> str:
        """What is folded away of its text; "" where nothing is."""
        return self._folded[1]

    @property
    def context(self) -> str:
        """The first words of the comment that it answers, where it answers one."""
        return cut_at_word(one_line(self.row.answered), CONTEXT)

    @cached_property
    def links(self) -> int:
        """How many web addresses it holds, its author's not counted."""
        body = self.row.body.lower()
        return int(body.count("://") + body.count(" www."))

    @cached_property
    def sites(self) -> tuple[str, ...]:
        """The first sites that its text, or its author's address, leads to."""
        named = [*hosts(self.row.body[:FOLDED].casefold()), *hosts(self.row.author_url.casefold())]
        return tuple(dict.fromkeys(named))[:MOST_SITES]

    @property
    def network(self) -> str:
        """The network that it came from; "" where that is not known."""
        return network_of(self.row.author_ip)

    @property
    def level(self) -> str:
        """How the meter of the score is coloured."""
        return "high" if self.is_suspect else "mid" if self.row.spam_score >= WORTH_A_REASON else ""

    @property
    def score(self) -> str:
        """How likely it is spam, in percent; "" where nothing was decided of it yet, or no more."""
        if self.status is not CommentStatus.PENDING or self.row.spam_score is None:
            return ""
        return f"{self.row.spam_score:.0%}" if self.row.spam_score >= WORTH_A_REASON else ""

    @property
    def held(self) -> str:
        """Why it waited when it came in, in words; "" where that is not known."""
        if self.row.rule:
            return f"Rule: {self.row.rule}"
        return HELD.get(self.row.held_for, "") if self.status is CommentStatus.PENDING else ""

    @cached_property
    def said(self) -> list[Piece]:
        """What is seen of its text, in pieces; what a rule saw in it is marked."""
        if not self.row.rule:
            return [Piece(self.opening, is_marked=False)]
        fits = matcher(RuleKind(self.row.rule_kind), self.row.rule_value)
        return pieces(self.opening, fits(Facts(self.opening)) or ())

    @property
    def is_suspect(self) -> bool:
        """Whether it is held for its score."""
        return bool(self.score) and self.row.spam_score >= THRESHOLD

    @cached_property
    def reasons(self) -> tuple[tuple[str, str], ...]:
        """What made the score, as (sign, words): what speaks for spam, and what against it."""
        if not self.score or self.row.spam_score < WORTH_A_REASON:
            return ()
        row = self.row
        found = current_model().reasons(row.body, row.author_name, row.author_url, MOST_REASONS)
        return tuple(
            ("+" if one.weight > 0 else "−", one.words if one.is_sign else f"“{one.words}”")
            for one in found
        )

    @property
    def public_url(self) -> str:
        """Where readers find its post or page; the comment itself, if it is published."""
        folder = "posts" if self.row.post_id else "pages"
        anchor = f"#comment-{self.id}" if self.status is CommentStatus.APPROVED else ""
        return f"{request.script_root}/{folder}/{self.row.slug}{anchor}"

    @property
    def because(self) -> str:
        """Why it was removed, in words; "" where nobody has said so."""
        label = Reason(self.row.reason).label if self.row.reason else ""
        return f"{label}: {self.row.reason_words}" if label and self.row.reason_words else label

    @property
    def reader_url(self) -> str:
        """The page of who wrote it; "" for a comment of the house, or without an email."""
        if self.row.user_id or not self.row.author_email:
            return ""
        return f"{request.script_root}/admin/reader/?{urlencode({'email': self.row.author_email})}"

    @cached_property
    def _folded(self) -> tuple[str, str]:
        body = str(self.row.body)
        lines = body.split("\n")
        if len(body) <= FOLDED and len(lines) <= LINES:
            return body, ""
        opening = "\n".join(lines[: LINES // 2])
        opening = cut_at_word(opening, OPENING).removesuffix("…")
        return opening, body[len(opening) :].lstrip()


def cards(rows: Sequence[Any], *, looks_back: bool = False) -> list[Card]:
    """A card for each row; what is known of all their authors is one statement.

    With `looks_back`, so is what was said before much like those that wait.
    """
    known = standings([row.id for row in rows]) if rows else {}
    waiting = [row.id for row in rows if looks_back and row.status == CommentStatus.PENDING]
    like = similar(waiting)
    reports = open_reports([row.id for row in rows if row.held_for == HeldFor.REPORTED])
    made = []
    for row in rows:
        earlier = like.get(row.id, ())
        made.append(
            Card(
                row,
                None if row.user_id else known.get(row.author_email),
                ago(row.created_at),
                _decided(row),
                tuple(earlier),
                tuple(map(_decided, earlier)),
                tuple(said_of_report(one) for one in reports.get(row.id, ())),
            )
        )
    return made


def _decided(row: Any) -> str:
    return ago(row.decided_at) if row.decided_at else ""


def _alike(row: Any, decided: str) -> Alike:
    said = [words for words in (row.author_name, row.decided_by, decided) if words]
    return Alike(row.id, CommentStatus(row.status), one_line(row.words), " · ".join(said))
