"""Each save leaves what was before and after, in its own commit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from admin_app.content.models import Post, Tag
from admin_app.extensions import db
from admin_app.history import record
from admin_app.history.bulk import change_rows
from admin_app.history.models import Change, Changeset
from admin_app.people.models import User
from admin_app.unit_of_work import Unit, one_commit
from tests.support.traffic import Traffic

MOMENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def made_post(**values: object) -> tuple[int, Unit]:
    with one_commit("Made a post") as unit:
        post = Post(title="One", slug="one", body="<p>1</p>", tags=[], **values)
        db.session.add(post)
    post_id = post.id
    db.session.rollback()
    return post_id, unit


def loaded(post_id: int) -> Post:
    rows = select(Post).where(Post.id == post_id).options(selectinload(Post.tags))
    return db.session.scalars(rows.with_for_update()).one()


def changes(unit: Unit) -> list[Change]:
    rows = select(Change).where(Change.changeset_id == unit.changeset_id).order_by(Change.id)
    return list(db.session.scalars(rows))


def test_a_creation_keeps_all_columns() -> None:
    post_id, unit = made_post(published_at=MOMENT, status="published")
    (change,) = changes(unit)
    assert (change.entity, change.entity_id, change.verb) == ("post", post_id, "create")
    assert change.before is None
    assert change.after is not None
    assert change.after["title"] == "One"
    assert change.after["published_at"] == "2026-03-04T05:06:07+00:00"
    assert "comment_count" not in change.after


def test_an_edit_keeps_what_changed_and_nothing_else() -> None:
    post_id, _ = made_post()
    with one_commit("Edited") as unit:
        post = loaded(post_id)
        post.title = "Two"
        db.session.flush()
        post.title = "Three"
        post.excerpt = "new"
        db.session.flush()
        post.excerpt = ""
    (change,) = changes(unit)
    assert (change.before, change.after) == ({"title": "One"}, {"title": "Three"})
    assert change.label == "Three"
    assert change.version == loaded(post_id).version


def test_an_autoflushing_query_does_not_lose_the_value_before() -> None:
    post_id, _ = made_post()
    with one_commit("Edited") as unit:
        post = loaded(post_id)
        post.title = "Two"
        with db.session.no_autoflush:
            db.session.scalars(select(Tag)).all()
        db.session.flush()
        db.session.scalars(select(Post).execution_options(populate_existing=True)).all()
    assert changes(unit)[0].before == {"title": "One"}


def test_a_value_that_was_never_loaded_is_kept_all_the_same() -> None:
    post_id, _ = made_post()
    with one_commit("Edited") as unit:
        post = loaded(post_id)
        db.session.expire(post, ["title"])
        post.title = "Two"
    assert changes(unit)[0].before == {"title": "One"}


def test_links_are_lists_of_ids_and_move_the_version() -> None:
    post_id, _ = made_post()
    before = loaded(post_id).version
    db.session.rollback()
    with one_commit("Tagged") as unit:
        post = loaded(post_id)
        post.tags = [Tag(name="Harbour", slug="harbour")]
    tag, edit = changes(unit)
    assert tag.verb == "create"
    assert edit.before == {"tags": []}
    assert edit.after == {"tags": [tag.entity_id]}
    assert loaded(post_id).version == before + 1


def test_a_save_that_changes_nothing_leaves_no_entry() -> None:
    post_id, _ = made_post()
    with one_commit("Edited") as unit:
        loaded(post_id).title = "One"
    assert unit.changeset_id is None
    assert len(db.session.scalars(select(Changeset)).all()) == 1


def test_a_delete_keeps_the_whole_row() -> None:
    post_id, _ = made_post()
    with one_commit("Tagged"):
        loaded(post_id).tags = [Tag(name="Harbour", slug="harbour")]
    db.session.rollback()
    with one_commit("Deleted") as unit:
        db.session.delete(loaded(post_id))
    (change,) = changes(unit)
    assert change.before is not None
    assert change.before["body"] == "<p>1</p>"
    assert len(change.before["tags"]) == 1
    assert change.after is None


def test_what_was_made_and_deleted_in_one_save_never_was() -> None:
    with one_commit("Came and went") as unit:
        tag = Tag(name="Harbour", slug="harbour")
        db.session.add(tag)
        db.session.flush()
        db.session.delete(tag)
    assert unit.changeset_id is None


def test_secrets_are_never_kept() -> None:
    with one_commit("Made a person") as unit:
        db.session.add(User(email="a@example.org", name="A", slug="a", password="hash"))
    (change,) = changes(unit)
    assert change.after is not None
    assert not {"password", "fs_uniquifier"} & change.after.keys()


def test_the_entry_goes_with_its_save() -> None:
    with pytest.raises(ZeroDivisionError), one_commit("Fails"):
        db.session.add(Tag(name="Harbour", slug="harbour"))
        db.session.flush()
        raise ZeroDivisionError
    assert not db.session.scalars(select(Changeset)).all()
    assert not db.session.scalars(select(Change)).all()


def test_what_comes_in_portions_is_one_changeset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "PORTION", 3)
    with one_commit("Noted") as unit:
        record.record_rows("tag", "edit", ({"entity_id": n, "after": {"n": n}} for n in range(8)))
    kept = db.session.execute(
        select(Change.changeset_id, Change.entity_id, Change.fields).order_by(Change.id)
    ).all()
    assert kept == [(unit.changeset_id, number, "n") for number in range(8)]
    assert list(db.session.scalars(select(Changeset.id))) == [unit.changeset_id]


def test_many_rows_are_as_few_statements_as_one(traffic: Traffic) -> None:
    with one_commit("Made many", record=False):
        db.session.add_all(Tag(name=f"t{n}", slug=f"t{n}") for n in range(300))
    ids = list(db.session.scalars(select(Tag.id)))
    counts = []
    for chosen in (ids[:1], ids):
        traffic.clear()
        with one_commit("Described"):
            changed = change_rows(
                Tag,
                chosen,
                lambda row: {"description": f"all {len(row.description)}"},
                ("description",),
            )
        assert traffic.commits == 1
        counts.append(len([s for s in traffic.statements if "BEGIN" not in s]))
        assert len(changed) == len(chosen)
    # On PostgreSQL what is changed goes with its changeset.
    apart = db.engine.dialect.name == "sqlite"
    assert counts[0] == 3 + apart
    # The first changed alone before; now it is one of two groups.
    assert counts[1] <= 4 + apart
    entry = db.session.scalars(select(Changeset).order_by(Changeset.id.desc())).first()
    assert entry is not None
    assert (
        len(db.session.scalars(select(Change).where(Change.changeset_id == entry.id)).all()) == 300
    )
