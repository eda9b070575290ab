"""Comments of an import, in their threads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from ipaddress import ip_address
from typing import Any

from admin_app.content.queries.settings import site_settings
from admin_app.errors import Refusal
from admin_app.exchange.actions.intake import Intake
from admin_app.exchange.actions.new_rows import reserve_ids
from admin_app.exchange.actions.people import People
from admin_app.exchange.actions.terms import circular
from admin_app.exchange.queries import imports as queries
from admin_app.exchange.wxr import own_fields, words
from admin_app.exchange.wxr.records import Comment as Remark
from admin_app.exchange.wxr.records import Item
from admin_app.readers.models import Comment, CommentStatus
from admin_app.readers.networks import network_of
from admin_app.readers.text import clean_url, fingerprint
from admin_app.web.text import one_line

_LONGEST_URL = 500


def take_comments(
    intake: Intake,
    people: People,
    items: Sequence[Item],
    places: Mapping[int, tuple[str, int]],
) -> None:
    """Store those comments under these items that are not here yet.

    `places` tells the table and the id here of each item that is here.
    """
    remarks: dict[int, tuple[Item, Remark]] = {}
    for item in items:
        for remark in _parents_first(intake, item) if item.id in places else ():
            if remarks.setdefault(remark.id, (item, remark))[1] is not remark:
                intake.report.lost(
                    "A comment has a number that came before.", f"line {remark.line}"
                )
    here = intake.arrived(Comment, {id_: remark.meta for id_, (_, remark) in remarks.items()})
    if here:
        intake.report.already["comment"] += len(here)
    new = {id_: both for id_, both in remarks.items() if id_ not in here}
    ids = dict(zip(new, reserve_ids(Comment, len(new)), strict=True)) | here
    threads = _Threads(queries.comment_places(here.values()) if here and new else {})
    rows = []
    for id_, (item, remark) in new.items():
        row = _row(intake, people, item, remark)
        row |= threads.hang(ids[id_], parent := ids.get(remark.parent_id or 0))
        if row["parent_id"] != parent:
            intake.report.note(
                f"A comment stood deeper than {threads.told}; it is one of the replies there.",
                f"number {id_}, line {remark.line}",
            )
        kind, place = places[item.id]
        row |= {"post_id": None, "page_id": None} | {f"{kind}_id": place}
        rows.append(row)
    intake.add_under(Comment, [ids[id_] for id_ in new], rows)
    intake.remember(
        Comment, [(id_, ids[id_], row["created_at"]) for id_, row in zip(new, rows, strict=True)]
    )


class _Threads:
    """Where comments hang: no thread grows deeper than the site's setting says."""

    def __init__(self, known: dict[int, tuple[int | None, int]]) -> None:
        self._places = known
        self._deepest = site_settings().comment_depth

    @property
    def told(self) -> str:
        """How deep they grow, in words."""
        return f"{self._deepest} level{'s' if self._deepest > 1 else ''}"

    def hang(self, comment: int, parent: int | None) -> dict[str, int | None]:
        """The parent and depth of this comment: under `parent`, or the nearest place above it."""
        above, depth = parent, self._depth(parent)
        while above is not None and depth >= self._deepest:
            above = self._places[above][0]
            depth = self._depth(above)
        self._places[comment] = (above, depth + 1)
        return {"parent_id": above, "depth": depth + 1}

    def _depth(self, comment: int | None) -> int:
        return self._places[comment][1] if comment is not None else 0


def _parents_first(intake: Intake, item: Item) -> Iterable[Remark]:
    """The item's comments, each after the one that it answers; whose is missing stand alone."""
    by_id = {remark.id: remark for remark in item.comments}
    above = {
        remark.id: remark.parent_id for remark in item.comments if remark.parent_id is not None
    }
    ordered: dict[int, Remark] = {}
    for remark in by_id.values():
        path = []
        step: Remark | None = remark
        while step is not None and step.id not in ordered and step not in path:
            path.append(step)
            step = by_id.get(step.parent_id) if step.parent_id is not None else None
        for each in reversed(path):
            ordered[each.id] = _alone_if_lost(intake, each, by_id, above)
    return ordered.values()


def _alone_if_lost(
    intake: Intake, remark: Remark, by_id: Mapping[int, Remark], above: Mapping[int, int]
) -> Remark:
    if remark.parent_id is None or (remark.parent_id in by_id and not circular(remark.id, above)):
        return remark
    intake.report.note(
        "A comment answers one that is not in the file; it stands by itself.",
        f"number {remark.id}, line {remark.line}",
    )
    return replace(remark, parent_id=None)


def _row(intake: Intake, people: People, item: Item, remark: Remark) -> dict[str, Any]:
    kept = own_fields.of(remark.meta) if intake.is_own else {}
    if remark.kind in ("pingback", "trackback"):
        intake.report.note(
            f"A {remark.kind} came as a comment by the page that mentions the text.",
            one_line(remark.author_url),
        )
    elif remark.kind != "comment":
        intake.report.note("A comment of a kind of its own came as a comment.", remark.kind)
    if others := [meta.key for meta in remark.meta if not own_fields.is_known(meta.key)]:
        intake.report.lost("A custom field of a comment was not taken.", others[0], len(others))
    written_at = (
        own_fields.moment(kept, "created_at") or remark.written_at or item.dated or intake.at
    )
    user_id = people.commenter(remark.user_id, remark.author_email)
    body = words.remark(remark.body, intake.is_own)
    return {
        "author_name": one_line(words.told(remark.author_name, intake.is_own))[:100] or "Anonymous",
        "author_email": one_line(remark.author_email).lower()[:254],
        "author_url": _web_address(intake, remark.author_url),
        "author_ip": (address := _ip_address(remark.author_ip)),
        "author_network": network_of(address),
        "body": body,
        "fingerprint": fingerprint(body),
        "status": remark.state,
        "created_at": written_at,
        "user_id": user_id,
        "decided_at": own_fields.moment(kept, "decided_at")
        if intake.is_own
        else _decided_there(remark, written_at, user_id),
        "decided_by_id": people.id(kept.get("decided_by", "")),
    }


def _decided_there(remark: Remark, written_at: datetime, user_id: int | None) -> datetime | None:
    """What the other site took for good or for spam is a lesson for the spam score.

    By the moment in which it was written, so that it is no decision of somebody here: the log and
    the figures leave it out.
    """
    is_lesson = remark.state in (CommentStatus.APPROVED, CommentStatus.SPAM) and user_id is None
    return written_at if is_lesson else None


def _web_address(intake: Intake, text: str) -> str:
    """The address if a link may lead there, else nothing: it is shown as a link (S56)."""
    with suppress(Refusal):
        address = clean_url(text)
        if len(address) <= _LONGEST_URL:
            return address
    intake.report.lost("The web address of a commenter was left out.", one_line(text))
    return ""


def _ip_address(text: str) -> str:
    with suppress(ValueError):
        return str(ip_address(text.strip()))
    return ""
