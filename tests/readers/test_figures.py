"""Decisions and figures are kept by the database, and are always those of a recount."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from admin_app import create_app
from admin_app.columns import now
from admin_app.content.models import Post
from admin_app.errors import Refusal
from admin_app.extensions import db
from admin_app.history.removal import remove
from admin_app.history.undo import take_back
from admin_app.people.models import User
from admin_app.readers import counting
from admin_app.readers.actions import figures as module
from admin_app.readers.actions.decide import decide, restore
from admin_app.readers.models import (
    Comment,
    CommentFigure,
    CommentStatus,
    Decision,
    DecisionFigure,
    Ended,
    MadeBy,
)
from admin_app.readers.queries import figures as queries
from admin_app.readers.queries.figures import figures_of
from admin_app.readers.queries.spans import SPANS, quantile
from admin_app.unit_of_work import one_commit
from tests.support import databases
from tests.support.cast import make_people
from tests.support.databases import Database

ROLES = ("moderator", "editor", "owner")
VERDICTS = (CommentStatus.APPROVED, CommentStatus.SPAM, CommentStatus.REMOVED)


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def post() -> int:
    with one_commit("Made a post", record=False):
        row = Post(title="Post", slug="post", status="published", published_at=now())
        db.session.add(row)
        db.session.flush()
        return row.id


def said(post: int, **columns: Any) -> int:
    with one_commit("A reader wrote", record=False):
        row = Comment(post_id=post, author_name="Ana", body="Words", **columns)
        db.session.add(row)
        db.session.flush()
        return row.id


def decided(person_id: int, ids: list[int], verdict: CommentStatus | None) -> int | None:
    """The changeset of this decision; None for a restore."""
    with one_commit("Decided") as unit:
        person = db.session.get(User, person_id)
        assert person
        decide(person, ids, verdict, {}) if verdict else restore(person, ids, {})
    return unit.changeset_id


def undone(changeset: int | None, person_id: int) -> int | None:
    with one_commit("Undid", undoes=changeset) as unit:
        person = db.session.get(User, person_id)
        assert changeset
        take_back(changeset, person)
    return unit.changeset_id


def log(comment: int) -> list[tuple[str, str | None, bool]]:
    rows = select(Decision.verdict, Decision.ended, Decision.overturned)
    found = db.session.execute(rows.where(Decision.comment_id == comment).order_by(Decision.at))
    return [tuple(row) for row in found]


def kept(figure: Any) -> dict[tuple[Any, ...], tuple[int, ...]]:
    """What is kept, summed by key; keys that come to nothing are left out."""
    names, counts = module.KEYS[figure], module.COUNTS[figure]
    columns = [figure.__table__.c[name] for name in names]
    sums = [func.sum(figure.__table__.c[name]) for name in counts]
    rows = db.session.execute(select(*columns, *sums).group_by(*columns))
    found = {tuple(row[: len(names)]): tuple(row[len(names) :]) for row in rows}
    return {key: sums for key, sums in found.items() if any(sums)}


def recounted(statement: Any, keys: int) -> dict[tuple[Any, ...], tuple[int, ...]]:
    return {tuple(row[:keys]): tuple(row[keys:]) for row in db.session.execute(statement)}


def as_counted() -> None:
    """Fail unless what is kept is what a count of the rows themselves gives."""
    db.session.rollback()
    there = {key: sums for key, sums in kept(CommentFigure).items() if not key[-1]}
    assert there == recounted(module.counted_comments(), 5)
    assert kept(DecisionFigure) == recounted(module.counted_decisions(), 5)
    for figure, (coarse, _, size) in module.COARSER.items():
        assert summed(coarse) == folded(figure, size)


def summed(coarse: Any) -> Counter[Any]:
    """The coarser sums, by key."""
    rows = db.session.execute(select(*coarse.__table__.c))
    counts = len(coarse.__table__.c) - 5
    return Counter(
        {(*row[:5], at): row[5 + at] for row in rows for at in range(counts) if row[5 + at]}
    )


def folded(figure: Any, size: int) -> Counter[Any]:
    """What they are the sums of."""
    names, counts = module.KEYS[figure], module.COUNTS[figure]
    columns = [figure.__table__.c[name] for name in (*names, *counts)]
    found: Counter[Any] = Counter()
    for row in db.session.execute(select(*columns).where(figure.folded)):
        for at in range(len(counts)):
            found[(row[0] // size, *row[1:5], at)] += row[5 + at]
    return Counter({key: n for key, n in found.items() if n})


def test_a_decision_stands_until_it_is_taken_back_or_another_takes_its_place(
    people: dict[str, int], post: int
) -> None:
    one = said(post, created_at=now() - timedelta(hours=2), spam_score=0.25)
    spam = decided(people["moderator"], [one], CommentStatus.SPAM)
    row = db.session.scalars(select(Decision)).one()
    assert (row.made_by, row.actor_id, row.was) == ("person", people["moderator"], "pending")
    assert row.waited == pytest.approx(7200, abs=60)
    assert row.score == 0.25
    again = undone(spam, people["moderator"])
    assert log(one) == [("spam", "undone", False)]
    undone(again, people["moderator"])
    assert log(one) == [("spam", None, False)]
    approved = decided(people["editor"], [one], CommentStatus.APPROVED)
    assert log(one) == [("spam", "replaced", True), ("approved", None, False)]
    undone(approved, people["editor"])
    assert log(one) == [("spam", None, False), ("approved", "undone", False)]
    as_counted()


def test_who_changes_their_own_mind_is_not_overturned(people: dict[str, int], post: int) -> None:
    one = said(post)
    decided(people["moderator"], [one], CommentStatus.SPAM)
    decided(people["moderator"], [one], CommentStatus.APPROVED)
    assert log(one) == [("spam", "replaced", False), ("approved", None, False)]


def test_a_rule_decides_as_a_comment_comes_in(people: dict[str, int], post: int) -> None:
    spam = said(post, status="spam", held_for="rule", rule_id=7)
    said(post, status="approved", rule_id=8)
    said(post, status="pending", held_for="rule", rule_id=7)
    rows = select(Decision.made_by, Decision.verdict, Decision.rule_id).order_by(Decision.id)
    assert [tuple(row) for row in db.session.execute(rows)] == [
        ("rule", "spam", 7),
        ("rule", "approved", 8),
    ]
    decided(people["moderator"], [spam], CommentStatus.APPROVED)
    assert log(spam) == [("spam", "replaced", True), ("approved", None, False)]
    found = figures_of([now() - timedelta(days=1), now() + timedelta(hours=1)])
    assert (found.rules[7].total, found.rules[7].overturned) == (2, 1)
    assert (found.rules[8].total, found.rules[8].overturned) == (1, 0)
    as_counted()


def test_what_the_house_says_and_what_another_site_decided_is_no_decision(post: int) -> None:
    at = now()
    said(post, status="approved", created_at=at, decided_at=at)
    assert db.session.scalar(select(func.count()).select_from(Decision)) == 0
    assert figures_of([at - timedelta(hours=1), at + timedelta(hours=1)]).total == 1


def test_a_bulk_decision_writes_the_log_in_statements_that_do_not_grow(
    people: dict[str, int], post: int, traffic: Any
) -> None:
    ids = [said(post) for _ in range(30)]
    counts = []
    for some in (ids[:1], ids[1:3], ids[3:]):
        traffic.clear()
        decided(people["moderator"], some, CommentStatus.SPAM)
        counts.append(len(traffic.statements))
        assert traffic.commits == 1
    assert counts[1] == counts[2]
    assert db.session.scalar(select(func.count()).select_from(Decision)) == 30


def test_spam_that_is_deleted_has_come_all_the_same(people: dict[str, int], post: int) -> None:
    ids = [said(post, status=status) for status in ("spam", "approved")]
    bounds = [now() - timedelta(hours=1), now() + timedelta(hours=1)]
    with one_commit("Deleted") as unit:
        remove(Comment, ids)
    assert dict(figures_of(bounds).arrived[0] | Counter()) == {"spam": 1}
    undone(unit.changeset_id, people["owner"])
    assert dict(+figures_of(bounds).arrived[0]) == {"spam": 1, "approved": 1}


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["decide", "decide", "restore", "undo", "arrive", "delete", "fold"]),
        st.integers(0, 5),
        st.integers(0, 2),
        st.sampled_from(VERDICTS),
    ),
    max_size=12,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_whatever_is_decided_the_figures_are_those_of_a_recount(
    people: dict[str, int], post: int, steps: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "FOLDED_FROM", 1)
    ids = [said(post, created_at=now() - timedelta(hours=n * n * 5)) for n in range(6)]
    done: list[int] = []
    for verb, number, who, verdict in steps:
        person = people[ROLES[who]]
        some = ids[number : number + 3]
        try:
            _step(verb, some, person, verdict, done, post, ids)
        except Refusal:
            db.session.rollback()
        stands = select(Decision.comment_id).where(Decision.ended.is_(None))
        standing = list(db.session.scalars(stands))
        assert len(standing) == len(set(standing))
    as_counted()
    bounds = [now() - timedelta(days=30), now() - timedelta(hours=1), now() + timedelta(hours=1)]
    before = figures_of(bounds)
    with one_commit("Recounted", record=False):
        module.recount()
    as_counted()
    assert figures_of(bounds) == before


def _step(
    verb: str,
    some: list[int],
    person: int,
    verdict: CommentStatus,
    done: list[int],
    post: int,
    ids: list[int],
) -> None:
    if verb == "fold":
        counting.fold()
    elif verb == "arrive":
        ids.append(said(post, status=verdict, held_for="rule", rule_id=3))
    elif verb == "undo" and done:
        done.append(undone(done[len(some) % len(done)], person) or 0)
    elif verb == "delete":
        with one_commit("Deleted") as unit:
            remove(Comment, some[:1])
        if unit.changeset_id:
            done.append(unit.changeset_id)
    elif verb in ("decide", "restore"):
        changeset = decided(person, some, verdict if verb == "decide" else None)
        done += [changeset] if changeset else []


@given(waits=st.lists(st.integers(1, 10_000_000), min_size=5, max_size=200))
def test_a_median_from_spans_is_near_the_exact_one(waits: list[int]) -> None:
    spans = Counter(
        next(n for n, end in enumerate((*SPANS, 10**12)) if wait < end) for wait in waits
    )
    found = quantile(spans, 0.5)
    assert found is not None
    near = [wait for wait in (*waits, median(waits)) if abs(wait - found) <= 0.2 * wait + 10]
    assert near


def test_a_stretch_begins_and_ends_within_days(people: dict[str, int], post: int) -> None:
    moments = [datetime(2026, 3, day, 22, 30, tzinfo=UTC) for day in (1, 2, 3, 4)]
    for at in moments:
        said(
            post,
            status="spam",
            created_at=at - timedelta(hours=1),
            decided_at=at,
            decided_by_id=people["moderator"],
        )

    def total(since: datetime, upto: datetime) -> int:
        found = figures_of([since, upto])
        return found.by_people.total

    assert total(moments[0], moments[-1]) == 3
    assert total(moments[0] + timedelta(seconds=1), moments[-1] + timedelta(seconds=1)) == 3
    assert total(moments[0] + timedelta(seconds=1), moments[0] + timedelta(hours=1)) == 0
    assert total(moments[1], moments[1] + timedelta(seconds=1)) == 1
    assert total(moments[0] - timedelta(hours=23), moments[-1] + timedelta(hours=3)) == 4
    assert db.session.scalars(select(Decision.made_by)).first() == MadeBy.PERSON
    assert Ended.UNDONE not in set(db.session.scalars(select(Decision.ended)))


def test_long_stretches_are_those_of_their_days_and_hours(
    people: dict[str, int], post: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the worker has added them up, has not, or has in part."""
    monkeypatch.setattr(queries, "FOLDED_FROM", 1)
    hour = now().replace(minute=0, second=0, microsecond=0)
    moments = [hour - timedelta(hours=37 * number, minutes=1) for number in range(80)]
    there: list[datetime] = []
    for some in (moments[::2], moments[1::2]):
        ids = [said(post, created_at=at) for at in some]
        with one_commit("Decided elsewhere", record=False):
            db.session.add_all(
                Decision(comment_id=one, at=at, made_by="person", actor_id=3, verdict="spam")
                for one, at in zip(ids, some, strict=True)
            )
        there += some
        _as_they_came(there, hour)
        counting.fold()
        _as_they_came(there, hour)
    as_counted()


def _as_they_came(there: list[datetime], hour: datetime) -> None:
    for first, last in ((119, 0), (119, 3), (100, 35), (64, 20), (40, 39), (3, 1)):
        since, upto = hour - timedelta(days=first, hours=5), hour - timedelta(days=last)
        middle = hour - timedelta(days=last, hours=7)
        found = figures_of([since, middle, upto])
        came = [sum(each.values()) for each in found.arrived]
        assert came == [
            sum(since <= at < middle for at in there),
            sum(middle <= at < upto for at in there),
        ]
        assert found.by_people.total == sum(came)


def test_decisions_of_earlier_versions_come_from_history(
    database: Database, tmp_path: Path
) -> None:
    import flask_migrate
    from alembic.script import ScriptDirectory

    url = database.empty("decisions")
    databases.migrate(url, tmp_path)
    site = create_app(databases.settings(url, tmp_path))
    people = make_people(site)
    with site.app_context():
        row = Post(title="Post", slug="post", status="published", published_at=now())
        with one_commit("Made a post", record=False):
            db.session.add(row)
        overturned, again, back, gone = (said(row.id) for _ in range(4))
        said(row.id, status="spam", held_for="rule", rule_id=7)
        decided(people["moderator"], [overturned, again, back, gone], CommentStatus.SPAM)
        decided(people["editor"], [overturned], CommentStatus.APPROVED)
        first = decided(people["editor"], [again], CommentStatus.REMOVED)
        undone(undone(first, people["editor"]), people["editor"])
        undone(decided(people["editor"], [back], CommentStatus.APPROVED), people["editor"])
        decided(people["editor"], [gone], None)
        names = ("comment_id", "at", "made_by", "actor_id", "was", "verdict", "rule_id", "waited")
        columns = [getattr(Decision, one) for one in (*names, "ended", "ended_by_id", "overturned")]
        told = select(*columns).order_by(Decision.comment_id, Decision.at)
        before = [tuple(each) for each in db.session.execute(told)]
        db.session.remove()
        folder = site.extensions["migrate"].directory
        script = ScriptDirectory(folder).get_revision("0022")
        assert script
        flask_migrate.downgrade(revision=script.down_revision)
        flask_migrate.upgrade()
        assert [tuple(each) for each in db.session.execute(told)] == before
        assert len(before) == 8
        as_counted()
        db.session.remove()
        db.engine.dispose()
