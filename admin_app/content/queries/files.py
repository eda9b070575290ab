"""Selects over storage keys: whose they are, where they lead, and which are still wanted."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from admin_app.content.media.addresses import PDF
from admin_app.content.media.pictures import STANDARD
from admin_app.content.models import Media, MediaKey, TextFile, TextFileDue
from admin_app.extensions import db
from admin_app.history.models import Change, Changeset
from admin_app.ids import among


def file_at(key: str) -> Any:
    """The file at this address, as (key, former, title): `key` is the one that it has now.

    None where no file of the library has or had this key. One that has it wins over one that had.
    """
    return db.session.execute(
        select(Media.key, Media.title, MediaKey.former)
        .join(Media, Media.id == MediaKey.media_id)
        .where(MediaKey.key == key)
        .order_by(MediaKey.former, MediaKey.media_id)
        .limit(1)
    ).one_or_none()


def pictures_at(keys: Collection[str]) -> dict[str, Row[Any]]:
    """The files at these addresses, each as it is now; one statement, however many."""
    rows = db.session.execute(
        select(
            MediaKey.key.label("named"),
            MediaKey.former,
            Media.key,
            Media.mime,
            Media.frames,
            Media.width,
            Media.height,
            Media.renditions,
        )
        .join(Media, Media.id == MediaKey.media_id)
        .where(MediaKey.key.in_(keys))
        .order_by(MediaKey.former.desc(), MediaKey.media_id.desc())
    )
    return {row.named: row for row in rows}


def keys_needed(keys: Collection[str], deleted_after: datetime) -> set[str]:
    """Those of these keys whose file some row has, or that an Undo may want back."""
    rows = select(MediaKey.key).where(MediaKey.key.in_(keys), MediaKey.former.is_(False))
    found = set(db.session.scalars(rows))
    others = set(keys) - found
    return found | (others.intersection(_keys_let_go(deleted_after)) if others else set())


def _keys_let_go(since: datetime) -> Iterator[str]:
    """Keys of files whose row was deleted, or given another file, since then."""
    changed = db.session.execute(
        select(Change.before)
        .join(Changeset, Changeset.id == Change.changeset_id)
        .where(
            Change.entity == Media.__tablename__,
            Change.verb.in_(("delete", "edit")),
            Changeset.at >= since,
        )
        .order_by(Change.id)
        .execution_options(yield_per=1000)
    )
    for (before,) in changed:
        if before and "key" in before:
            yield before["key"]
        yield from ((before or {}).get("renditions") or {}).values()


def pictures_of_other_sizes(after: int, limit: int = 20) -> list[Row[Any]]:
    """The next pictures (id, key, title) that have not the widths of today, by their ids."""
    found: list[Row[Any]] = []
    rows = db.session.execute(
        select(Media.id, Media.key, Media.title, Media.width, Media.frames, Media.renditions)
        .where(Media.id > after, Media.mime != PDF)
        .order_by(Media.id)
        .execution_options(yield_per=500)
    )
    for row in rows:
        widths = {int(width) for width in row.renditions} - {row.width}
        if widths != {width for width in STANDARD.widths if width < row.width}:
            found.append(row)
            if len(found) == limit:
                break
    rows.close()
    db.session.rollback()  # the read ends here
    return found


# Which texts name which files


def named_by(kind: str, ids: Collection[int]) -> dict[int, set[str]]:
    """The keys that these texts are known to name, by the text's id."""
    column = TextFile.__table__.c[f"{kind}_id"]
    found: dict[int, set[str]] = {}
    rows = db.session.execute(
        select(column.label("text_id"), TextFile.key)
        .where(among(column, ids))
        .order_by(TextFile.id)
    )
    for row in rows:
        found.setdefault(row.text_id, set()).add(row.key)
    return found


def files_due() -> bool:
    """Whether some text was written of which it is not known which files it names."""
    return db.session.scalar(select(TextFileDue.text_id).limit(1)) is not None


def texts_due(limit: int) -> list[tuple[str, int]]:
    """Texts whose body was written, as (kind, id): at most so many, of one kind at a time."""
    rows = db.session.execute(
        select(TextFileDue.kind, TextFileDue.text_id)
        .order_by(TextFileDue.kind, TextFileDue.text_id)
        .limit(limit)
    ).all()
    return [(row.kind, row.text_id) for row in rows if row.kind == rows[0].kind]
