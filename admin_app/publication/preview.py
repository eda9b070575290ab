"""A text on the readers' templates before it is out: as it is typed, as it is stored, as it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, render_template
from sqlalchemy import select

from admin_app.columns import now
from admin_app.content.actions.own_fields import set_own
from admin_app.content.actions.texts.seo import LONGEST_DESCRIPTION, LONGEST_TITLE
from admin_app.content.markup import plain_text, sanitise
from admin_app.content.markup.blocks import one_block_a_line
from admin_app.content.models import Category, Media, Page, Post, Tag
from admin_app.content.policy.texts import may_reassign
from admin_app.content.queries.media import is_picture_for
from admin_app.content.queries.own_fields import shown_fields
from admin_app.content.queries.public import texts
from admin_app.content.queries.public.lists import OPENING
from admin_app.content.queries.settings import site_settings
from admin_app.errors import NotFound, Refusal
from admin_app.extensions import db
from admin_app.history.rows import recorded_columns
from admin_app.history.versions import held_at
from admin_app.ids import among
from admin_app.people.models import User
from admin_app.publication.texts import SUMMARY, address_of
from admin_app.readers.actions.arrival import why_closed
from admin_app.readers.forms import ReaderCommentForm
from admin_app.slugs import slug_from
from admin_app.web.text import clean_characters, one_line

Text = Post | Page
TERMS = {"tags": ("tag", Tag), "categories": ("category", Category)}
AS_SENT = (
    "comments_close_after_days",
    "comments_mode",
    "comments_open",
    "noindex",
    "published_at",
)
LINES = {"title": 300, "seo_title": LONGEST_TITLE, "seo_description": LONGEST_DESCRIPTION}


@dataclass(frozen=True)
class Term:
    """A tag or a category, as the readers' templates ask for it."""

    name: str
    slug: str


@dataclass
class Draft:
    """A text that is in no session, and what stands around it; `problems` would keep it unsaved."""

    text: Text
    terms: dict[str, list[Term]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def as_stored(row: Text, version: int | None = None) -> Draft:
    """The text as it is, or as it was at this version. Raises `NotFound` for one that never was."""
    if version is not None and not 1 <= version <= row.version:
        raise NotFound
    then = held_at(row, version) if version is not None and version < row.version else {}
    draft = Draft(_copy(row, then))
    for name, (kind, model) in TERMS.items():
        if name in then:
            draft.terms[kind] = _terms(model, then[name])
    return _furnished(draft)


def as_typed(person: Any, model: type[Text], row: Text | None, sent: Mapping[str, Any]) -> Draft:
    """The text as this person's form has it; nothing of it is stored, or in any session.

    `sent` is what `actions.texts.write` would take. What that would refuse is left as it was, and
    said among the problems.
    """
    draft = Draft(_copy(row, {}) if row is not None else _blank(person, model))
    _put(draft, sent)
    _put_body(draft, sent)
    _put_own(draft, sent)
    if sent.get("author_id") and may_reassign(person, model):
        draft.text.author_id = sent["author_id"]
    _put_pictures(person, draft, sent)
    for name, (kind, _) in TERMS.items():
        if name in sent:
            draft.terms[kind] = [Term(one_line(name), slug_from(name, kind)) for name in sent[name]]
    return _furnished(draft)


def shown(draft: Draft, template: str = "", status: int = 200, **more: Any) -> Response:
    """The readers' page of it, which nobody keeps and no search engine lists.

    `more` goes to the template; `preview` in it is what the bar says.
    """
    text = draft.text
    around = (
        texts.around_post(text) if isinstance(text, Post) else texts.around_page(text)
    ) | draft.terms
    closed = why_closed(text, site_settings())
    page = render_template(
        template or f"publication/{text.noun()}.html",
        text=text,
        address=address_of(text),
        summary=text.seo_description or plain_text(text.excerpt or text.body[:OPENING], SUMMARY),
        card=texts.card_picture(text),
        around=around,
        own=shown_fields(text),
        closed=closed,
        form=ReaderCommentForm(formdata=None, meta={"csrf": False}),
        **more,
    )
    answer = Response(page, status)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _blank(person: Any, model: type[Text]) -> Text:
    return model(
        title="",
        slug="",
        body="",
        excerpt="",
        author_id=person.id,
        comments_open=True,
        comments_mode="",
    )


def _copy(row: Text, then: Mapping[str, Any]) -> Text:
    """The row's values in an object of its own: to change that one changes nothing."""
    model = type(row)
    values = {name: getattr(row, name) for name in recorded_columns(model)}
    values |= {name: value for name, value in then.items() if name in values}
    return model(id=row.id, version=row.version, **values)


def _put(draft: Draft, sent: Mapping[str, Any]) -> None:
    for name, longest in LINES.items():
        if name in sent:
            setattr(draft.text, name, one_line(sent[name] or "")[:longest])
    if "excerpt" in sent:
        draft.text.excerpt = clean_characters(sent["excerpt"] or "")
    if sent.get("slug"):
        draft.text.slug = slug_from(sent["slug"], draft.text.noun())
    for name in AS_SENT:
        if name in sent:
            setattr(draft.text, name, sent[name])


def _put_body(draft: Draft, sent: Mapping[str, Any]) -> None:
    if "body" not in sent or sent["body"] == draft.text.body:
        return
    try:
        draft.text.body = one_block_a_line(sanitise(sent["body"] or ""))
    except Refusal as refusal:
        draft.problems.append(refusal.message)


def _put_own(draft: Draft, sent: Mapping[str, Any]) -> None:
    try:
        set_own(draft.text, sent)
    except Refusal as refusal:
        draft.problems.append(refusal.message)


def _put_pictures(person: Any, draft: Draft, sent: Mapping[str, Any]) -> None:
    for name in ("picture_id", "social_picture_id"):
        if name not in sent or not hasattr(draft.text, name):
            continue
        chosen = sent[name]
        known = chosen is None or chosen == getattr(draft.text, name)
        if known or is_picture_for(person, chosen):
            setattr(draft.text, name, chosen)
        else:
            draft.problems.append("There is no such picture in your library; choose another.")


def _furnished(draft: Draft) -> Draft:
    """With author, picture, a moment and an address: what the templates take for granted."""
    text = draft.text
    if text.author_id is not None:
        text.author = db.session.get(User, text.author_id)
    if isinstance(text, Post) and text.picture_id is not None:
        text.picture = db.session.get(Media, text.picture_id)
    text.published_at = text.published_at or now()
    text.slug = text.slug or slug_from(text.title or "", text.noun())
    text.comment_count = 0
    text.password = None
    return draft


def _terms(model: Any, ids: Iterable[int]) -> list[Term]:
    rows = db.session.execute(
        select(model.name, model.slug).where(among(model.id, list(ids))).order_by(model.name)
    )
    return [Term(name, slug) for name, slug in rows]
