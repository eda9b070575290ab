"""A folder of CSV files comes in as one commit, or not at all."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select, text

from admin_app.content.markup import sanitise
from admin_app.content.models import CustomField, Post
from admin_app.errors import Conflict
from admin_app.exchange import import_csv as importing
from admin_app.exchange.actions.data_set import PLAIN_PARAGRAPHS
from admin_app.exchange.dataset.generator import generate
from admin_app.exchange.export_csv import export_csv
from admin_app.exchange.import_csv import import_csv
from admin_app.exchange.refusals import UnreadableFile
from admin_app.extensions import db
from admin_app.history.undo import take_back
from admin_app.people.models import User
from admin_app.readers.networks import network_of
from admin_app.unit_of_work import one_commit
from tests.exchange.conftest import content, counts, rows
from tests.support.cast import make_people
from tests.support.databases import Database
from tests.support.traffic import recorded


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield
        db.session.remove()


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "blog"
    generate(folder, posts=300, comments=2000, tags=40, authors=5)
    return folder


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every data set counts as a large one, so that indexes are put aside."""
    monkeypatch.setattr(importing, "_LARGE_SET", 0)


def shape() -> list[tuple[object, ...]]:
    """The indexes and triggers of the database."""
    if db.engine.dialect.name == "sqlite":
        return rows("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2")
    # PostgreSQL words a condition anew when it is given what it has said itself.
    return [
        *rows(
            "SELECT indexname, split_part(indexdef, ' WHERE ', 1), "
            "indexdef LIKE '% WHERE %' FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
        ),
        *rows("SELECT tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"),
    ]


def derived_is_right() -> None:
    """What the database derives equals a recount, and search finds what was loaded."""
    assert rows(
        "SELECT count(*) FROM post LEFT JOIN post_comment_count ON text_id = post.id "
        "WHERE coalesce(n, 0) <> (SELECT count(*) FROM comment "
        "WHERE post_id = post.id AND status = 'approved')"
    ) == [(0,)]
    assert rows(
        "SELECT count(*) FROM tag WHERE post_count <> "
        "(SELECT count(*) FROM post_tag WHERE tag_id = tag.id)"
    ) == [(0,)]
    recount = {
        ("post", state): n for state, n in rows("SELECT status, count(*) FROM post GROUP BY 1")
    }
    recount |= {
        ("comment", state): n
        for state, n in rows("SELECT status, count(*) FROM comment GROUP BY 1")
    }
    tally = rows("SELECT entity, state, sum(n) FROM tally GROUP BY 1, 2 HAVING sum(n) <> 0")
    assert {(entity, state): n for entity, state, n in tally} == recount
    found = (
        "SELECT count(*) FROM comment_fts WHERE comment_fts MATCH 'harbour'"
        if db.engine.dialect.name == "sqlite"
        else "SELECT count(*) FROM comment_search WHERE vector @@ to_tsquery('simple', 'harbour')"
    )
    like = rows("SELECT count(*) FROM comment WHERE lower(body) LIKE '%harbour%'")
    assert rows(found) == like
    assert like[0][0] > 10


def test_it_arrives_in_one_commit_and_the_tables_are_measured(blog: Path) -> None:
    with recorded() as traffic:
        imported = import_csv(blog)
    assert traffic.commits == 2  # the import, and the measuring for the planner
    assert imported.report.taken == {"person": 5, "tag": 40, "post": 300, "comment": 2000}
    derived_is_right()
    assert rows("SELECT count(*) FROM comment WHERE parent_id IS NOT NULL")[0][0] > 400
    assert rows("SELECT max(depth) FROM comment") == [(3,)]
    assert rows(
        "SELECT count(*) FROM comment c JOIN comment p ON p.id = c.parent_id "
        "WHERE c.post_id <> p.post_id OR c.depth <> p.depth + 1"
    ) == [(0,)]


def test_a_large_set_leaves_the_database_as_it_was_built(blog: Path, large: None) -> None:
    before = shape()
    import_csv(blog)
    assert shape() == before
    derived_is_right()


def test_conditions_of_indexes_mean_the_same_after_a_large_set(blog: Path, large: None) -> None:
    import_csv(blog)
    walk = (
        "SELECT id FROM post WHERE status IN ('published', 'scheduled') "
        "AND published_at <= '2020-01-01' ORDER BY published_at DESC, id DESC LIMIT 5"
    )
    if db.engine.dialect.name == "sqlite":
        plan = rows(f"EXPLAIN QUERY PLAN {walk}")
    else:
        db.session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = [tuple(row) for row in db.session.execute(text(f"EXPLAIN {walk}"))]
    assert "ix_post_live" in str(plan)


def test_what_is_stored_is_what_the_files_say(blog: Path) -> None:
    import_csv(blog)
    with (blog / "posts.csv").open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    assert rows("SELECT title, slug, body, excerpt, status FROM post ORDER BY id LIMIT 1") == [
        (first["title"], first["slug"], first["body"].strip(), first["excerpt"], first["status"])
    ]
    assert rows(
        "SELECT count(*) FROM post WHERE status = 'published' AND published_at IS NULL"
    ) == [(0,)]


def test_comments_come_with_the_network_that_they_are_found_by(blog: Path) -> None:
    import_csv(blog)
    found = rows("SELECT DISTINCT author_ip, author_network FROM comment")
    assert len(found) > 100
    assert all(network == network_of(address) != "" for address, network in found)


def test_it_can_be_undone_as_a_whole_and_come_again(blog: Path, app: Flask) -> None:
    owner = make_people(app, "owner")["owner"]
    before = content()
    imported = import_csv(blog)
    assert imported.changeset_id is not None
    with one_commit("Undid", undoes=imported.changeset_id):
        take_back(imported.changeset_id, db.session.get(User, owner))
    assert content() == before
    assert import_csv(blog).report.taken["post"] == 300


def test_the_same_files_are_not_taken_twice(blog: Path) -> None:
    import_csv(blog)
    before = counts()
    with pytest.raises(Conflict, match="have been imported already"):
        import_csv(blog)
    assert counts() == before


def test_rows_that_are_here_keep_theirs(blog: Path, tmp_path: Path) -> None:
    """Ids of the files are not ids here; names and addresses that are here are used."""
    import_csv(blog)
    other = tmp_path / "other"
    generate(other, posts=301, comments=10, tags=40, authors=5)
    imported = import_csv(other)
    assert imported.report.taken == {"post": 301, "comment": 10}
    assert imported.report.already == {"person": 5, "tag": 40}
    derived_is_right()


def test_a_large_set_leaves_the_counts_of_what_is_here(
    blog: Path, tmp_path: Path, large: None
) -> None:
    import_csv(blog)
    other = tmp_path / "other"
    generate(other, posts=301, comments=10, tags=40, authors=5)
    import_csv(other)
    derived_is_right()


@pytest.mark.parametrize(
    ("file", "line", "says"),
    [
        ("posts.csv", "1,1,T,t,,,draft,2026-01-01,\n", r"posts\.csv, line \d+: ids must rise"),
        ("posts.csv", "301,99,T,t,,,draft,2026-01-01,\n", "there is no author 99"),
        ("post_tags.csv", "1,9999\n", "there is no post 1 or no tag 9999"),
        ("comments.csv", "2001,999,,A,,,b,spam,2026-01-01\n", "line 2002: there is no post 999"),
        ("comments.csv", "2001,1,1,A,,,b,spam,2026-01-01\n", "it answers comment 1, which"),
        ("comments.csv", "2001,1,,A,,,b,nice,2026-01-01\n", "is not a state of a comment"),
    ],
)
@pytest.mark.parametrize("how", ["", "large"])
def test_a_bad_row_at_the_very_end_stores_nothing(
    blog: Path, tmp_path: Path, request: pytest.FixtureRequest, file: str, line: str, says: str,
    how: str,
) -> None:  # fmt: skip
    if how:
        request.getfixturevalue(how)
    for each in blog.iterdir():
        (tmp_path / each.name).write_bytes(each.read_bytes())
    with (tmp_path / file).open("a") as opened:
        opened.write(line)
    before, built = content(), shape()
    with pytest.raises(UnreadableFile, match=says):
        import_csv(tmp_path)
    db.session.remove()
    assert content() == before
    assert shape() == built


def test_a_killed_import_leaves_nothing_and_comes_again(
    blog: Path, app: Flask, database: Database
) -> None:
    """The connection goes away in the middle, as when the process is killed."""
    seen = 0

    class Killed(BaseException):
        pass

    def die(read: int) -> None:
        nonlocal seen
        seen += 1
        if seen == 5:
            db.session.connection().connection.driver_connection.close()
            raise Killed

    before = content()
    with pytest.raises(BaseException):  # noqa: B017, PT011 - the rollback may fail first
        import_csv(blog, die)
    db.session.remove()
    db.engine.dispose()
    assert content() == before
    assert import_csv(blog).report.taken["comment"] == 2000


def test_the_export_as_csv_is_a_data_set_again(
    blog: Path, tmp_path: Path, empty_site: Callable[[], None]
) -> None:
    import_csv(blog)
    with one_commit("Dangerous"):
        db.session.query(User).order_by(User.id).first().name = "=cmd|' /C calc'!A0"  # type: ignore[union-attr]
        db.session.flush()
    names = ("people", "tags", "posts", "tags of posts", "comments")
    before = content()
    out = tmp_path / "out"
    export_csv(out)
    assert (
        "\"'=cmd" in (out / "authors.csv").read_text()
        or "'=cmd" in (out / "authors.csv").read_text()
    )
    empty_site()
    import_csv(out)
    after = content()
    for name in names:
        assert len(after[name]) == len(before[name])
    assert after["comments"] == before["comments"]
    assert [row[:8] for row in after["posts"]] == [row[:8] for row in before["posts"]]
    assert sorted(row[2] for row in after["people"]) == sorted(row[2] for row in before["people"])


def test_how_comments_arrive_goes_and_comes_again(tmp_path: Path) -> None:
    generate(tmp_path / "in", posts=3, comments=0, tags=2, authors=1)
    said = {"comments_open": "0", "comments_mode": "hold_all", "comments_close_after_days": "14"}
    import_csv(_with(tmp_path / "in", **said))
    columns = (Post.comments_open, Post.comments_mode, Post.comments_close_after_days)
    held = [(False, "hold_all", 14), (True, "", None), (True, "", None)]
    assert db.session.execute(select(*columns).order_by(Post.id)).all() == held
    export_csv(tmp_path / "out")
    db.session.remove()
    with one_commit("Gone", record=False):
        db.session.execute(delete(Post))
    import_csv(tmp_path / "out")
    assert db.session.execute(select(*columns).order_by(Post.id)).all() == held


@pytest.mark.parametrize(
    "said",
    [
        {"comments_open": "yes"},
        {"comments_mode": "closed"},
        {"comments_close_after_days": "-1"},
        {"comments_close_after_days": "9" * 30},
    ],
)
def test_what_is_no_way_to_receive_comments_is_refused(
    tmp_path: Path, said: dict[str, str]
) -> None:
    generate(tmp_path / "in", posts=3, comments=0, tags=2, authors=1)
    with pytest.raises(UnreadableFile, match=r"posts.csv, line \d+: “"):
        import_csv(_with(tmp_path / "in", **said))
    assert db.session.scalar(select(Post.id)) is None


def _with_own_fields(folder: Path, said: str) -> Path:
    """The first post of the data set with these fields of its own."""
    return _with(folder, own_fields=said)


def _with(folder: Path, **said: str) -> Path:
    """The first post of the data set with this in more columns."""
    with (folder / "posts.csv").open(encoding="utf-8", newline="") as file:
        posts = list(csv.DictReader(file))
    posts[0] |= said
    with (folder / "posts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, posts[0].keys(), restval="")
        writer.writeheader()
        writer.writerows(posts)
    return folder


def _fields(**kinds: str) -> None:
    with one_commit("Fields", record=False):
        for key, kind in kinds.items():
            db.session.add(CustomField(key=key, label=key, kind=kind))
    db.session.remove()


def test_the_sites_own_fields_go_and_come_again(tmp_path: Path) -> None:
    generate(tmp_path / "in", posts=3, comments=0, tags=2, authors=1)
    _fields(desk="text", rating="number", checked="yes_no")
    held = {"desk": "=Sport", "rating": 4.5, "checked": True}
    told = {**held, "unknown": [1], "desk": "=Sport\u202e"}
    import_csv(_with_own_fields(tmp_path / "in", json.dumps(told)))
    first = select(Post.own_fields, Post.own_words).order_by(Post.id).limit(2)
    assert db.session.execute(first).all() == [(held, "=Sport 4.5"), ({}, "")]
    export_csv(tmp_path / "out")
    db.session.remove()
    with one_commit("Gone", record=False):
        db.session.execute(delete(Post))
    import_csv(tmp_path / "out")
    assert db.session.scalars(select(Post.own_fields).order_by(Post.id)).first() == held


@pytest.mark.parametrize("said", ["{", "[]", '{"desk": []}', '{"rating": "much"}', "[" * 5000])
def test_fields_that_can_not_be_read_are_refused_with_their_line(tmp_path: Path, said: str) -> None:
    generate(tmp_path / "in", posts=3, comments=0, tags=2, authors=1)
    _fields(desk="text", rating="number")
    with pytest.raises(UnreadableFile, match=r"posts.csv, line \d+: own_fields can't be read"):
        import_csv(_with_own_fields(tmp_path / "in", said))
    assert db.session.scalar(select(Post.id)) is None


def test_the_command(run: FlaskCliRunner, tmp_path: Path) -> None:
    made = run.invoke(args=["dataset", str(tmp_path / "x"), "--posts", "20", "--comments", "50"])
    assert "20 posts and 50 comments" in made.output
    answer = run.invoke(args=["import", "csv", str(tmp_path / "x")])
    assert "20 posts, 50 comments." in answer.output
    again = run.invoke(args=["import", "csv", str(tmp_path / "x")])
    assert again.exit_code == 1
    assert "imported already" in again.output
    none = run.invoke(args=["import", "csv", str(tmp_path)])
    assert "has no authors.csv" in none.output


@given(st.from_regex(PLAIN_PARAGRAPHS, fullmatch=True))
def test_paragraphs_that_are_not_sanitised_need_not_be(body: str) -> None:
    assert sanitise(body) == body.strip()
