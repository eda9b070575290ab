"""Letting guests read a text, and no longer."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from admin_app.columns import now
from admin_app.content.models import Page, Post, ReviewLink
from admin_app.content.policy.notes import require_host
from admin_app.content.queries.notes import link_of, token_hash
from admin_app.errors import Refusal
from admin_app.extensions import db
from admin_app.web.text import one_line

DAYS = (1, 7, 14, 30, 90)
"""For how long a link may be good."""
LONGEST_LABEL = 100

Text = Post | Page


def make_link(
    person: Any, text: Text, label: str, days: int, version: int | None
) -> tuple[ReviewLink, str]:
    """A new link and its token, which is kept nowhere. `version` pins it; None follows the text."""
    require_host(person, text)
    called = one_line(label[: LONGEST_LABEL * 10])
    if len(called) > LONGEST_LABEL:
        raise Refusal(f"At most {LONGEST_LABEL} characters.", "label")
    if days not in DAYS:
        raise Refusal("Choose one of the times.", "days")
    if version is not None and not 1 <= version <= text.version:
        raise Refusal("There is no such version.", "shows")
    return _new(person, text, called, timedelta(days=days), version)


def revoke(person: Any, text: Text, link_id: int) -> ReviewLink:
    """The link, which lets nobody in any more."""
    require_host(person, text)
    link = link_of(text, link_id)
    if link.revoked_at is None:
        link.revoked_at = now()
        db.session.flush()
    return link


def make_anew(person: Any, text: Text, link_id: int) -> tuple[ReviewLink, str]:
    """Another link as this one was, from now on, in its place; the token of the new one."""
    old = revoke(person, text, link_id)
    return _new(person, text, old.label, old.expires_at - old.made_at, old.shows_version)


def count_view(link_id: int) -> None:
    """One more browser has shown the text by this link. Leaves no history."""
    db.session.execute(
        update(ReviewLink)
        .where(ReviewLink.id == link_id)
        .values(views=ReviewLink.views + 1)
        .execution_options(synchronize_session=False)
    )


def _new(
    person: Any, text: Text, label: str, valid: timedelta, version: int | None
) -> tuple[ReviewLink, str]:
    token = secrets.token_urlsafe(32)
    at = now()
    link = ReviewLink(
        post_id=text.id if isinstance(text, Post) else None,
        page_id=text.id if isinstance(text, Page) else None,
        token_hash=token_hash(token),
        label=label,
        shows_version=version,
        made_by_id=person.id,
        made_at=at,
        expires_at=at + valid,
    )
    db.session.add(link)
    db.session.flush()
    return link, token
