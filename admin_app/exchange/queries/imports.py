"""What imports ask the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, func, or_, select

from admin_app.content.queries.merged import become
from admin_app.exchange.models import ImportOrigin, ImportRun, RunState
from admin_app.extensions import db
from admin_app.history.models import Change, Changeset, Recorded
from admin_app.history.rows import table_of
from admin_app.ids import among
from admin_app.people.models import User
from admin_app.readers.models import Comment


def unfinished_run(digest: str) -> ImportRun | None:
    """The newest import of this very file that was begun and did not end, locked."""
    return db.session.scalar(
        select(ImportRun)
        .where(ImportRun.digest == digest, ImportRun.state == RunState.RUNNING)
        .order_by(ImportRun.id.desc())
        .limit(1)
        .with_for_update()
    )


def standing_run(digest: str) -> ImportRun | None:
    """The newest finished import of this very file that has not been undone."""
    undone = select(Changeset.undoes_id).where(Changeset.undoes_id == ImportRun.changeset_id)
    return db.session.scalar(
        select(ImportRun)
        .where(
            ImportRun.digest == digest,
            ImportRun.state == RunState.DONE,
            ImportRun.changeset_id.is_not(None),
            ~undone.exists(),
        )
        .order_by(ImportRun.id.desc())
        .limit(1)
    )


def run_for_update(run_id: int) -> ImportRun | None:
    """This import, locked."""
    return db.session.scalar(select(ImportRun).where(ImportRun.id == run_id).with_for_update())


def run_shown(run_id: int) -> ImportRun | None:
    """This import."""
    return db.session.scalar(select(ImportRun).where(ImportRun.id == run_id))


def newest_runs(count: int = 20) -> Sequence[ImportRun]:
    """The latest imports, newest first."""
    return db.session.scalars(select(ImportRun).order_by(ImportRun.id.desc()).limit(count)).all()


def waiting_paths() -> set[str]:
    """The uploaded files of imports that are not over."""
    states = (RunState.WAITING, RunState.RUNNING)
    found = select(ImportRun.path).where(ImportRun.state.in_(states), ImportRun.path != "")
    return set(db.session.scalars(found.order_by(ImportRun.id)))


def created_ranges(changeset_id: int | None, entity: str) -> list[tuple[int, int]]:
    """The ids that this changeset created by ranges, rising."""
    found = db.session.execute(
        select(Change.entity_id, Change.last_id)
        .where(
            Change.changeset_id == changeset_id,
            Change.entity == entity,
            Change.last_id.is_not(None),
        )
        .order_by(Change.entity_id)
    )
    return [(row.entity_id, row.last_id) for row in found]


def arrived(
    source: str, model: type[Recorded], foreign_ids: Collection[int]
) -> dict[int, tuple[int, datetime]]:
    """Which of another site's entries are here: the id that each has, and when it was made."""
    if not foreign_ids:
        return {}
    rows = table_of(model)
    found = db.session.execute(
        select(ImportOrigin.foreign_id, ImportOrigin.entity_id, ImportOrigin.made_at)
        .join(
            rows,
            (rows.c.id == ImportOrigin.entity_id) & (rows.c.created_at == ImportOrigin.made_at),
        )
        .where(
            ImportOrigin.source == source,
            ImportOrigin.entity == rows.name,
            among(ImportOrigin.foreign_id, foreign_ids),
        )
        .order_by(ImportOrigin.foreign_id)
    )
    return {row.foreign_id: (row.entity_id, row.made_at) for row in found}


def comment_places(ids: Iterable[int]) -> dict[int, tuple[int | None, int]]:
    """The parent and the depth of each of these comments."""
    found = db.session.execute(
        select(Comment.id, Comment.parent_id, Comment.depth)
        .where(among(Comment.id, ids))
        .order_by(Comment.id)
    )
    return {row.id: (row.parent_id, row.depth) for row in found}


def has_more_than(count: int, model: type[Recorded]) -> bool:
    """Whether there are more rows than that, without counting them all."""
    rows = table_of(model)
    some = select(rows.c.id).limit(count + 1).subquery()
    return (db.session.scalar(select(func.count()).select_from(some)) or 0) > count


def ids_by_email(emails: Collection[str]) -> dict[str, int]:
    """The people with these addresses, by the address in lower case."""
    found = db.session.execute(
        select(func.lower(User.email).label("email"), User.id)
        .where(func.lower(User.email).in_({email.lower() for email in emails}))
        .order_by(User.id)
    )
    return {row.email: row.id for row in found}


def ids_by_name_key(model: Any, keys: Collection[str]) -> dict[str, int]:
    """The tags or categories with these names, by the name's key; merged names stand for others."""
    found = db.session.execute(
        select(model.name_key, model.id).where(model.name_key.in_(keys)).order_by(model.id)
    )
    ids = {row.name_key: row.id for row in found}
    merged = become(model, set(keys) - ids.keys()) if set(keys) - ids.keys() else {}
    return ids | {key: term.id for key, term in merged.items()}


def slugs_in_use(model: Any, wanted: Collection[str]) -> set[str]:
    """Those of these slugs that are taken."""
    return set(db.session.scalars(select(model.slug).where(model.slug.in_(wanted))))


def slugs_from(model: Any, stems: Collection[str]) -> set[str]:
    """All slugs that begin with one of these stems."""
    begin = [cast(model.slug, String).startswith(stem, autoescape=True) for stem in stems]
    return set(db.session.scalars(select(model.slug).where(or_(*begin)))) if begin else set()
