"""Comments by what they are found by beside their words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, literal, literal_column, or_, select

from admin_app.extensions import db
from admin_app.readers.models import Comment, LinkDomain, Trace, TraceDue
from admin_app.readers.networks import network_of
from admin_app.readers.traces import read_site

BANDS = ("band_1", "band_2", "band_3", "band_4")
SHARED = 2
"""Bands that two texts have in common, from which on they are called alike."""


def due_traces(most: int) -> Sequence[Any]:
    """The newest comments that were written: what is looked at, and what is kept of them."""
    comment, trace = Comment.__table__.c, Trace.__table__.c
    kept = [trace.comment_id.label("traced"), *(trace[band] for band in BANDS)]
    return db.session.execute(
        select(TraceDue.comment_id, comment.body, comment.author_url, *kept)
        .outerjoin(Comment.__table__, comment.id == TraceDue.comment_id)
        .outerjoin(Trace.__table__, trace.comment_id == TraceDue.comment_id)
        .order_by(TraceDue.comment_id.desc())
        .limit(most)
    ).all()


def anything_due() -> bool:
    """Whether there is any such comment."""
    found = select(TraceDue.comment_id).order_by(TraceDue.comment_id.desc()).limit(1)
    return db.session.scalar(found) is not None


def from_network(text: str) -> ColumnElement[bool]:
    """The comments from the network that is meant by this address or network."""
    network = network_of(text)
    if not network:
        return false()
    # The index leaves out those of no network, which a parameter does not tell.
    return and_(Comment.author_network == network, Comment.author_network != literal_column("''"))


def linking_to(text: str) -> ColumnElement[bool]:
    """The comments that link to this site, or to one under this domain."""
    site = read_site(text)
    if not site:
        return false()
    linked = LinkDomain.__table__.c
    return Comment.id.in_(select(linked.comment_id).where(linked.domain == site))


def like(comment_id: int) -> ColumnElement[bool]:
    """The comments whose text is much like that of this one, which is one of them."""
    bands = bands_of(comment_id)
    if bands is None:
        return Comment.id == comment_id
    trace = Trace.__table__.c
    pairs = [(trace[name], band) for name, band in zip(BANDS, bands, strict=True)]
    shared: Any = sum(
        (case((column == band, 1), else_=0) for column, band in pairs), start=literal(0)
    )
    any_of = or_(*(column == band for column, band in pairs))
    return Comment.id.in_(select(trace.comment_id).where(and_(any_of, shared >= SHARED)))


def bands_of(comment_id: int) -> tuple[int, ...] | None:
    """The bands that are kept of a comment; None where there are none."""
    trace = Trace.__table__.c
    found = db.session.execute(
        select(*(trace[band] for band in BANDS)).where(trace.comment_id == comment_id)
    ).one_or_none()
    return None if found is None or None in found else tuple(found)
