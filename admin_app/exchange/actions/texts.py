"""Posts and pages of an import."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import unquote

from admin_app.content.actions.own_fields import read_value
from admin_app.content.actions.texts.comments import MODES, days_open
from admin_app.content.actions.texts.seo import LONGEST_DESCRIPTION, LONGEST_TITLE
from admin_app.content.models import Page, Post, Status, post_category, post_tag
from admin_app.content.models.publishable import words_of
from admin_app.content.queries.own_fields import own_fields as site_fields
from admin_app.errors import Refusal
from admin_app.exchange.actions.free_slugs import free_slugs
from admin_app.exchange.actions.intake import Intake
from admin_app.exchange.actions.new_rows import insert_rows
from admin_app.exchange.actions.people import People
from admin_app.exchange.actions.terms import Terms, kind_of
from admin_app.exchange.wxr import own_fields, seo_plugins, words
from admin_app.exchange.wxr.records import Item
from admin_app.slugs import slug_from
from admin_app.web.text import one_line

TEXTS: Final[dict[str, type[Post] | type[Page]]] = {"post": Post, "page": Page}
_LARGEST: Final = 2**31 - 1
_STATUSES: Final = {
    "publish": Status.PUBLISHED,
    "future": Status.SCHEDULED,
    "pending": Status.IN_REVIEW,
    "trash": Status.TRASH,
    "draft": Status.DRAFT,
    "auto-draft": Status.DRAFT,
}
_PICTURE: Final = re.compile(r"<img\b[^>]*\bsrc=\"https?://([^/\"]*)", re.IGNORECASE)


@dataclass(slots=True)
class Head:
    """People and terms that items name."""

    people: People
    categories: Terms
    tags: Terms

    def welcome(self, items: Sequence[Item]) -> None:
        """Create whom and what these items name and the head of the file does not tell about."""
        texts = [item for item in items if item.kind in TEXTS]
        self.people.welcome(item.author for item in texts)
        posts = [item for item in texts if item.kind == "post"]
        self.categories.welcome(posts)
        self.tags.welcome(posts)


def take_texts(intake: Intake, head: Head, items: Sequence[Item]) -> dict[int, tuple[str, int]]:
    """Store the posts and pages among these items that are not here yet.

    Gives for each item, new or not, the table and the id that it has here.
    """
    places: dict[int, tuple[str, int]] = {}
    for kind, model in TEXTS.items():
        mine = _by_id(intake, [item for item in items if item.kind == kind])
        here = intake.arrived(model, {item.id: item.meta for item in mine.values()})
        intake.report.already[kind] += len(here)
        new = [item for item in mine.values() if item.id not in here]
        here |= _store(intake, head, model, new)
        places |= {foreign_id: (kind, entity_id) for foreign_id, entity_id in here.items()}
    return places


def _by_id(intake: Intake, items: Sequence[Item]) -> dict[int, Item]:
    found: dict[int, Item] = {}
    for item in items:
        if found.setdefault(item.id, item) is not item:
            intake.report.lost(f"A {item.kind} has a number that came before.", _called(item))
    return found


def _store(
    intake: Intake, head: Head, model: type[Post] | type[Page], items: Sequence[Item]
) -> dict[int, int]:
    taken, rows = [], []
    for item in items:
        try:
            rows.append(_row(intake, head, item))
            taken.append(item)
        except Refusal as refusal:
            intake.report.lost(f"A {item.kind} was not taken. {refusal.message}", _called(item))
    slugs = free_slugs(model, [row["slug"] for row in rows])
    for row, slug in zip(rows, slugs, strict=True):
        if slug != row["slug"]:
            intake.report.note("An address was taken here already, so a number was added.", slug)
        row["slug"] = slug
    ids = intake.add(model, rows)
    intake.remember(
        model,
        [
            (item.id, id_, row["created_at"])
            for item, id_, row in zip(taken, ids, rows, strict=True)
        ],
    )
    if model is Post:
        _link(head, taken, ids)
    return dict(zip((item.id for item in taken), ids, strict=True))


def _link(head: Head, items: Sequence[Item], ids: Sequence[int]) -> None:
    for table, column, terms in (
        (post_tag, "tag_id", head.tags),
        (post_category, "category_id", head.categories),
    ):
        pairs = [
            {"post_id": id_, column: term}
            for item, id_ in zip(items, ids, strict=True)
            for term in terms.ids(item)
        ]
        insert_rows(table, pairs)


def _row(intake: Intake, head: Head, item: Item) -> dict[str, Any]:
    kept = own_fields.of(item.meta) if intake.is_own else {}
    told = kept or seo_plugins.seo_of(item.meta, _title(intake, item))
    made = own_fields.moment(kept, "created_at") or item.dated or item.modified or intake.at
    row = {
        "title": _title(intake, item),
        "slug": _slug(item),
        "body": _body(intake, item),
        "excerpt": words.told(item.excerpt, intake.is_own),
        "created_at": made,
        "updated_at": own_fields.moment(kept, "updated_at") or item.modified or made,
        "comments_open": item.comments_open,
        "password": _password(intake, item),
        "author_id": head.people.id(item.author),
        "seo_title": one_line(told.get("seo_title", ""))[:LONGEST_TITLE],
        "seo_description": one_line(told.get("seo_description", ""))[:LONGEST_DESCRIPTION],
        "noindex": told.get("noindex") == "1",
        **_received(kept),
        "planned_on": own_fields.day(kept, "planned_on"),
        **_own(intake, item),
        **_state(intake, item, own_fields.moment(kept, "published_at") or item.dated),
    }
    if item.kind == "post":
        row["sticky"] = item.is_sticky
        if item.is_sticky:
            intake.report.told("A post is sticky, as it was.", _called(item))
    else:
        row["position"] = max(-_LARGEST, min(item.menu_order, _LARGEST))
    _tell_what_stays_behind(intake, item)
    return row


def _received(kept: Mapping[str, str]) -> dict[str, Any]:
    """How it receives comments, where that was not as its site did."""
    days = kept.get("comments_close_after_days", "")
    return {
        "comments_mode": mode if (mode := kept.get("comments_mode", "")) in MODES else "",
        "comments_close_after_days": days_open(days),
    }


def _own(intake: Intake, item: Item) -> dict[str, Any]:
    """What it has in the fields that this site knows, by their keys."""
    fields = {one.key: one for one in site_fields(TEXTS[item.kind])}
    values: dict[str, Any] = {}
    for meta in item.meta:
        if meta.key in fields:
            try:
                values[meta.key] = read_value(fields[meta.key].kind, meta.value)
            except ValueError:
                intake.report.lost("A custom field held something else.", meta.key)
    found = {key: value for key, value in values.items() if value is not None}
    return {"own_fields": found, "own_words": words_of(found)}


def _state(intake: Intake, item: Item, dated: datetime | None) -> dict[str, Any]:
    status = _STATUSES.get(item.status, Status.DRAFT)
    if item.status not in _STATUSES:
        intake.report.note(f"A {item.kind} was “{item.status}”; it is a draft here.", _called(item))
    if status in (Status.PUBLISHED, Status.SCHEDULED) and dated is None:
        status = Status.DRAFT
        intake.report.note(
            f"A {item.kind} was public without a date; it is a draft here.", _called(item)
        )
    if status is Status.SCHEDULED and dated is not None:
        intake.report.told(
            f"A {item.kind} is scheduled, as it was.",
            f"{_called(item)}: {dated:%Y-%m-%d %H:%M} UTC",
        )
    before = _before_trash(item, dated, intake.is_own) if status is Status.TRASH else None
    if status in (Status.DRAFT, Status.IN_REVIEW) and not intake.is_own:
        dated = None  # over there, this is only when it was last saved
    return {"status": status.value, "status_before_trash": before, "published_at": dated}


def _before_trash(item: Item, dated: datetime | None, is_own: bool) -> str | None:
    there = next((m.value for m in item.meta if m.key == own_fields.TRASHED_FROM), None)
    if there is None and is_own:
        return None
    before = _STATUSES.get(there or "draft", Status.DRAFT)
    if dated is None and before in (Status.PUBLISHED, Status.SCHEDULED):
        return Status.DRAFT.value
    return before.value


def _title(intake: Intake, item: Item) -> str:
    title = words.told(item.title, intake.is_own)
    if not title and not intake.is_own:
        intake.report.note(f"A {item.kind} had no title.", f"number {item.id}")
        return "(no title)"
    if len(title) > 300:
        intake.report.lost(f"The title of a {item.kind} was cut to 300 characters.", title)
    return title[:300]


def _slug(item: Item) -> str:
    # WordPress keeps slugs in other scripts percent-encoded.
    return slug_from(unquote(item.slug) or words.told(item.title, is_own=False), item.kind)


def _body(intake: Intake, item: Item) -> str:
    try:
        found = words.body(item.body, intake.is_own)
    except Refusal as refusal:
        found = words.body_as_words(item.body)
        intake.report.lost(
            f"The markup of a {item.kind} was left out. {refusal.message}", _called(item)
        )
    if pictures := _PICTURE.findall(found):
        hosts = sorted(set(pictures))
        intake.report.note(
            "A text shows pictures of another site. They were not fetched; upload them under "
            "Media and put them in.",
            f"{_called(item)}: {', '.join(hosts)}",
        )
    return found


def _password(intake: Intake, item: Item) -> str | None:
    if not item.password:
        return None
    intake.report.told(f"A {item.kind} asks for its password, as it did.", _called(item))
    return item.password[:255]


def _tell_what_stays_behind(intake: Intake, item: Item) -> None:
    for term in item.terms:
        if term.taxonomy not in ("category", "post_tag"):
            intake.report.lost(
                f"A {kind_of(term.taxonomy)} of a {item.kind} was not taken.",
                f"{_called(item)}: {term.slug}",
            )
        elif item.kind == "page":
            intake.report.lost(
                "A page had tags or categories; pages have none here.", _called(item)
            )
    known = {one.key for one in site_fields(TEXTS[item.kind])}
    for meta in item.meta:
        if meta.key == "_thumbnail_id":
            intake.report.lost(
                "A picture of a post was not taken: files are not fetched.", _called(item)
            )
        elif not any(
            (own_fields.is_known(meta.key), seo_plugins.is_known(meta.key), meta.key in known)
        ):
            intake.report.lost(f"A custom field of a {item.kind} was not taken.", meta.key)


def _called(item: Item) -> str:
    title = words.told(item.title, is_own=False)[:80]
    return f"“{title or item.slug or item.id}”, line {item.line}" if item.line else f"“{title}”"
