"""A WordPress export comes in whole, in one commit, and what is left out is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy.exc import OperationalError

from admin_app.content.models import Page, Post, Tag
from admin_app.errors import Conflict
from admin_app.exchange.import_wxr import Imported, import_wxr
from admin_app.exchange.models import ImportRun
from admin_app.exchange.refusals import UnreadableFile
from admin_app.exchange.report import Report, Weight
from admin_app.exchange.wxr.records import Author, Comment, Item, Meta, Record, Site, Term, TermRef
from admin_app.exchange.wxr.writer import write
from admin_app.extensions import db
from admin_app.history.undo import take_back
from admin_app.people.models import User
from admin_app.readers.models import Comment as Remark
from admin_app.readers.queries.spam import lessons
from admin_app.unit_of_work import one_commit
from tests.exchange.conftest import SAMPLES, content, counts, rows
from tests.support.cast import make_people
from tests.support.traffic import failing_at, recorded

QUIRKS = SAMPLES / "quirks.xml"


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield
        db.session.remove()


def take(*records: Record, folder: Path, site: Site | None = None) -> Imported:
    file = folder / "made.xml"
    file.write_bytes(b"".join(write([site or Site(link="https://old.example"), *records])))
    return import_wxr(file, file.name)


def post(slug: str) -> Post:
    found = db.session.query(Post).filter_by(slug=slug).one()
    db.session.expunge(found)
    db.session.rollback()
    return found


class TestTheSample:
    def test_everything_arrives_in_one_commit(self) -> None:
        with recorded() as traffic:
            imported = import_wxr(QUIRKS, "quirks.xml")
        assert traffic.commits == 1
        assert imported.report.taken == {
            "person": 2,
            "category": 2,
            "tag": 2,
            "post": 4,
            "page": 2,
            "comment": 4,
        }
        assert counts()["post_tag"] == 2
        assert counts()["post_category"] == 1

    def test_a_post_is_as_it_was(self) -> None:
        import_wxr(QUIRKS, "quirks.xml")
        found = post("sardines")
        assert found.title == "Sardines & the first frost"
        assert found.body == (
            "<p>Dear readers,</p>\n<p>the boats came in late. <b>Late</b> is late.</p>"
        )
        assert found.sticky
        assert found.status == "published"
        assert found.published_at == datetime(2026, 3, 2, 8, tzinfo=UTC)
        assert found.comment_count == 2

    def test_states_and_passwords_are_kept(self) -> None:
        import_wxr(QUIRKS, "quirks.xml")
        assert post("members").password == "low tide"
        assert post("next-year").status == "scheduled"
        assert (post("not-finished").status, post("not-finished").published_at) == ("draft", None)

    def test_categories_and_pages_stand_in_their_trees(self) -> None:
        import_wxr(QUIRKS, "quirks.xml")
        assert [row[:2] + row[4:5] for row in content()["categories"]] == [
            ("fish", "Fish & shellfish", "market"),
            ("market", "Market", None),
        ]
        assert rows("SELECT c.slug, p.slug FROM page c JOIN page p ON p.id = c.parent_id") == [
            ("about", "start")
        ]

    def test_comments_keep_threads_and_states(self) -> None:
        import_wxr(QUIRKS, "quirks.xml")
        found = rows(
            "SELECT c.author_name, c.status, c.depth, p.author_name FROM comment c "
            "LEFT JOIN comment p ON p.id = c.parent_id ORDER BY c.id"
        )
        assert found == [
            ("Rui & Ana", "approved", 1, None),
            ("Inês", "approved", 2, "Rui & Ana"),
            ("Ping « elsewhere", "pending", 1, None),
            ("Rui", "spam", 1, None),
        ]
        assert rows('SELECT u.name FROM comment JOIN "user" u ON u.id = user_id') == [
            ("Inês Duarte",)
        ]

    def test_what_the_other_site_decided_is_a_lesson_and_nobodys_decision(self) -> None:
        import_wxr(QUIRKS, "quirks.xml")
        assert rows(
            "SELECT author_name, decided_by_id FROM comment WHERE decided_at = created_at"
            " ORDER BY id"
        ) == [("Rui & Ana", None), ("Rui", None)]
        assert rows("SELECT id FROM decision") == []
        assert [lesson.is_spam for lesson in lessons()] == [False, True]

    def test_authors_come_without_a_password_and_known_ones_are_found_by_address(
        self, app: Flask
    ) -> None:
        with one_commit("Made", record=False):
            db.session.add(User(email="Ines@Harbour.example", name="I. D.", slug="i-d"))
        import_wxr(QUIRKS, "quirks.xml")
        assert rows('SELECT email, name, password, role FROM "user" ORDER BY id') == [
            ("Ines@Harbour.example", "I. D.", None, "contributor"),
            ("tomas@harbour.example", "Tomás", None, "author"),
        ]
        assert post("sardines").author_id == rows('SELECT min(id) FROM "user"')[0][0]

    def test_what_was_lost_is_told_before_what_only_changed(self) -> None:
        report = import_wxr(QUIRKS, "quirks.xml").report
        weights = [weight for weight, _ in Report.from_json(report.as_json()).by_weight()]
        assert weights == [Weight.LOST, Weight.CHANGED, Weight.TOLD]
        told = list(report.lines())
        lost, changed, as_it_was = (told.index(f"{weight.heading}:") for weight in weights)
        place = {sentence: told.index(sentence) for sentence in told}
        assert lost < place["1 × A menu was not taken."] < changed
        added = "2 × A person was added who can't sign in until an owner gives them a password."
        assert changed < place[added] < as_it_was < place["1 × A post is sticky, as it was."]
        counts = [note.count for _, note in next(report.by_weight())[1]]
        assert counts == sorted(counts, reverse=True)

    def test_what_is_not_taken_is_told(self) -> None:
        told = "\n".join(import_wxr(QUIRKS, "quirks.xml").report.lines())
        for sentence in (
            "1 × An attachment was not taken: files are not fetched.",
            "    https://harbour.example/quay.jpg",
            "1 × A menu entry was not taken",
            "1 × A menu was not taken.",
            "1 × A post format of a post was not taken.",
            "1 × A custom field of a post was not taken.",
            "1 × A custom field of a comment was not taken.",
            "1 × The field wp:odd_plugin_field of an entry is not known here.",
            "1 × A pingback came as a comment",
            "1 × A post is sticky, as it was.",
            "1 × A post asks for its password, as it did.",
            "1 × A post is scheduled, as it was.",
            "2 × A person was added who can't sign in until an owner gives them a password.",
        ):
            assert sentence in told


class TestAgain:
    def test_a_second_import_adds_nothing(self) -> None:
        import_wxr(QUIRKS, "quirks.xml")
        before = content()
        again = import_wxr(QUIRKS, "quirks.xml")
        assert content() == before
        assert again.report.taken.total() == 0
        assert again.report.already["post"] == 4
        assert again.changeset_id is None

    def test_a_later_export_adds_what_is_new_and_leaves_what_was_edited(
        self, tmp_path: Path
    ) -> None:
        import_wxr(QUIRKS, "quirks.xml")
        with one_commit("Edited"):
            db.session.query(Post).filter_by(slug="sardines").one().title = "Ours now"
            db.session.flush()
        later = tmp_path / "later.xml"
        later.write_bytes(
            QUIRKS.read_bytes()
            .replace(b"comment_id>101<", b"comment_id>1010<")
            .replace(b"<wp:post_id>12<", b"<wp:post_id>1200<")
        )
        imported = import_wxr(later, "later.xml")
        assert imported.report.taken == {"post": 1, "comment": 1}
        assert post("sardines").title == "Ours now"
        assert post("members-2").password == "low tide"
        assert rows("SELECT count(*) FROM comment WHERE depth = 2") == [(2,)]

    def test_another_site_with_the_same_numbers_is_another_site(self, tmp_path: Path) -> None:
        import_wxr(QUIRKS, "quirks.xml")
        other = tmp_path / "other.xml"
        other.write_bytes(QUIRKS.read_bytes().replace(b"harbour.example", b"other.example"))
        assert import_wxr(other, "other.xml").report.taken["post"] == 4


class TestUndo:
    def test_an_import_is_undone_as_a_whole_in_one_commit_and_may_come_again(
        self, app: Flask
    ) -> None:
        owner = make_people(app, "owner")["owner"]
        before = content()
        imported = import_wxr(QUIRKS, "quirks.xml")
        assert imported.changeset_id is not None
        with recorded() as traffic:
            with one_commit("Undid", undoes=imported.changeset_id):
                take_back(imported.changeset_id, db.session.get(User, owner))
        assert traffic.commits == 1
        assert content() == before
        assert import_wxr(QUIRKS, "quirks.xml").report.taken["post"] == 4

    def test_it_is_refused_while_later_work_stands_on_it_and_not_after(self, app: Flask) -> None:
        owner = make_people(app, "owner")["owner"]
        before = content()
        imported = import_wxr(QUIRKS, "quirks.xml")
        with one_commit("Edited") as edit:
            db.session.query(Post).filter_by(slug="sardines").one().title = "Ours now"
            db.session.flush()
        with pytest.raises(Conflict, match="“Ours now” was changed later"):
            undo(imported.changeset_id, owner)
        assert post("sardines").title == "Ours now"

        undo(edit.changeset_id, owner)
        undo(imported.changeset_id, owner)
        assert content() == before

    def test_a_new_comment_under_an_imported_post_is_later_work_too(self, app: Flask) -> None:
        owner = make_people(app, "owner")["owner"]
        imported = import_wxr(QUIRKS, "quirks.xml")
        with one_commit("Said"):
            here = db.session.query(Post).filter_by(slug="sardines").one()
            db.session.add(Remark(post_id=here.id, author_name="Eva", body="Hello"))
        with pytest.raises(Conflict):
            undo(imported.changeset_id, owner)
        assert counts()["comment"] == 5


def undo(changeset_id: int | None, person: int) -> None:
    assert changeset_id is not None
    with one_commit("Undid", undoes=changeset_id):
        take_back(changeset_id, db.session.get(User, person))


class TestADryRun:
    def test_it_tells_the_same_and_stores_nothing(self) -> None:
        with recorded() as traffic:
            told = import_wxr(QUIRKS, "quirks.xml", dry_run=True).report
        assert traffic.commits == 0
        assert counts() == dict.fromkeys(counts(), 0)
        assert rows("SELECT count(*) FROM import_run") == [(0,)]
        assert told.as_json() == import_wxr(QUIRKS, "quirks.xml").report.as_json()


class TestFaults:
    def test_a_broken_file_stores_nothing(self, tmp_path: Path) -> None:
        cut = tmp_path / "cut.xml"
        cut.write_bytes(QUIRKS.read_bytes()[:-300])
        with recorded() as traffic, pytest.raises(UnreadableFile, match="cut off"):
            import_wxr(cut, "cut.xml")
        assert traffic.writes == []

    def test_a_fault_at_any_statement_stores_all_or_nothing(self) -> None:
        nothing = content()
        point = 0
        while True:
            point += 1
            with failing_at(point) as traffic:
                try:
                    import_wxr(QUIRKS, "quirks.xml")
                    failed = False
                except OperationalError:
                    failed = True
                    db.session.rollback()
            if len(traffic.events) < point:
                break
            if failed:
                assert content() == nothing, f"half an import after statement {point}"
                assert rows("SELECT count(*) FROM import_run") == [(0,)]
            else:
                break
        assert point > 20
        assert content()["posts"]


class TestWhatIsPutRight:
    def test_scripts_are_gone_wherever_they_stood(self, tmp_path: Path) -> None:
        evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
        take(
            Author(login="eve", email="eve@example.org", name=f"Eve {evil}"),
            Term(taxonomy="category", slug="c", name=f"C {evil}", description=evil),
            Item(
                id=1, kind="post", slug="evil", title=f"T {evil}", body=evil, excerpt=evil,
                author="eve", status="publish", dated=datetime(2026, 1, 1, tzinfo=UTC),
                comments=(Comment(id=1, body=evil, author_name=evil, author_url="javascript:x"),),
            ),
            folder=tmp_path,
        )  # fmt: skip
        found = post("evil")
        assert "script" not in found.body
        assert "onerror" not in found.body
        assert found.title == "T"
        assert rows("SELECT author_url FROM comment") == [("",)]

    def test_slugs_are_made_unique_and_titles_in_any_script_give_one(self, tmp_path: Path) -> None:
        take(
            Item(id=1, kind="post", slug="%cf%88%ce%ac%cf%81%ce%b9", title="ψάρι"),
            Item(id=2, kind="post", slug="same", title="a"),
            Item(id=3, kind="post", slug="same", title="b"),
            Item(id=4, kind="post", title=""),
            folder=tmp_path,
        )
        slugs = [row[0] for row in rows("SELECT slug FROM post ORDER BY id")]
        assert slugs[1:3] == ["same", "same-2"]
        assert slugs[0].isascii()
        assert len(set(slugs)) == 4

    def test_a_public_text_without_a_date_and_a_private_one_become_drafts(
        self, tmp_path: Path
    ) -> None:
        imported = take(
            Item(id=1, kind="post", slug="a", title="A", status="publish"),
            Item(id=2, kind="post", slug="b", title="B", status="private"),
            folder=tmp_path,
        )
        assert rows("SELECT status FROM post") == [("draft",), ("draft",)]
        assert any("“private”" in sentence for sentence in imported.report.notes)

    def test_the_trash_keeps_where_a_text_comes_back_to(self, tmp_path: Path) -> None:
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        meta = (Meta(key="_wp_trash_meta_status", value="publish"),)
        take(
            Item(id=1, kind="page", slug="a", status="trash", dated=moment, meta=meta),
            folder=tmp_path,
        )
        assert rows("SELECT status, status_before_trash FROM page") == [("trash", "published")]

    def test_what_plugins_told_search_engines_is_told_on(self, tmp_path: Path) -> None:
        yoast = {
            "_yoast_wpseo_title": "%%title%% by the sea %%page%% %%sep%% %%sitename%%",
            "_yoast_wpseo_metadesc": "Where  it\nends.",
            "_yoast_wpseo_meta-robots-noindex": "1",
        }
        rank_math = {
            "rank_math_title": "%title% %sep% %sitename%",
            "rank_math_description": "%excerpt%",
            "rank_math_robots": 'a:1:{i:0;s:5:"index";}',
        }
        imported = take(
            *(
                Item(
                    id=number, kind="post", slug=f"p{number}", title="Ferries",
                    meta=tuple(Meta(key=key, value=value) for key, value in held.items()),
                )
                for number, held in enumerate((yoast, rank_math), 1)
            ),
            folder=tmp_path,
        )  # fmt: skip
        told = rows("SELECT seo_title, seo_description, noindex FROM post ORDER BY id")
        assert [(*words, bool(flag)) for *words, flag in told] == [
            ("Ferries by the sea", "Where it ends.", True),
            ("", "", False),
        ]
        assert not any("custom field" in sentence for sentence in imported.report.notes)

    def test_circles_of_parents_are_cut(self, tmp_path: Path) -> None:
        imported = take(
            Term(taxonomy="category", slug="a", name="A", parent="b"),
            Term(taxonomy="category", slug="b", name="B", parent="a"),
            Item(id=1, kind="page", slug="p", parent_id=2),
            Item(id=2, kind="page", slug="q", parent_id=1),
            Item(
                id=3, kind="post", slug="r",
                comments=(
                    Comment(id=1, body="x", parent_id=2), Comment(id=2, body="y", parent_id=1),
                    Comment(id=3, body="z", parent_id=99),
                ),
            ),
            folder=tmp_path,
        )  # fmt: skip
        assert rows("SELECT parent_id FROM category") == [(None,), (None,)]
        assert rows("SELECT parent_id FROM page") == [(None,), (None,)]
        assert rows("SELECT parent_id, depth FROM comment") == [(None, 1)] * 3
        assert imported.report.taken["comment"] == 3

    def test_threads_grow_no_deeper_than_three(self, tmp_path: Path) -> None:
        chain = tuple(
            Comment(id=number, body=str(number), parent_id=number - 1 or None)
            for number in range(1, 8)
        )
        take(Item(id=1, kind="post", slug="deep", comments=chain[::-1]), folder=tmp_path)
        found = db.session.query(Remark).order_by(Remark.id).all()
        places = {int(each.body): (each.depth, each.parent_id) for each in found}
        by_id = {each.id: int(each.body) for each in found}
        assert [places[n][0] for n in range(1, 8)] == [1, 2, 3, 3, 3, 3, 3]
        assert {by_id[places[n][1] or 0] for n in range(3, 8)} == {2}

    def test_names_are_joined_or_told_apart(self, tmp_path: Path) -> None:
        take(
            Term(taxonomy="category", slug="a", name="News"),
            Term(taxonomy="category", slug="b", name="Sport"),
            Term(taxonomy="category", slug="c", name="news", parent="b"),
            Term(taxonomy="post_tag", slug="x", name="Fish"),
            Term(taxonomy="post_tag", slug="y", name="fish"),
            Item(
                id=1, kind="post", slug="p",
                terms=(
                    TermRef(taxonomy="post_tag", slug="x", name="Fish"),
                    TermRef(taxonomy="post_tag", slug="y", name="fish"),
                    TermRef(taxonomy="category", slug="c", name="news"),
                ),
            ),
            folder=tmp_path,
        )  # fmt: skip
        assert [row[0] for row in rows("SELECT name FROM category ORDER BY id")] == [
            "News", "Sport", "news (Sport)",
        ]  # fmt: skip
        assert rows("SELECT name, post_count FROM tag") == [("Fish", 1)]

    def test_a_body_that_is_nested_too_deep_keeps_its_words(self, tmp_path: Path) -> None:
        body = "<div>" * 500 + "deep words" + "</div>" * 500
        imported = take(Item(id=1, kind="post", slug="p", body=body), folder=tmp_path)
        assert post("p").body == "<p>deep words</p>"
        assert any("markup" in sentence for sentence in imported.report.notes)

    def test_a_body_that_is_too_long_is_left_out_and_told(self, tmp_path: Path) -> None:
        imported = take(
            Item(id=1, kind="post", slug="p", title="Long", body="word " * 500_000),
            Item(id=2, kind="post", slug="q", title="Short", body="word"),
            folder=tmp_path,
        )
        assert rows("SELECT slug FROM post") == [("q",)]
        assert any("was not taken" in sentence for sentence in imported.report.notes)

    def test_an_author_without_an_address_gets_one_that_cannot_be_written_to(
        self, tmp_path: Path
    ) -> None:
        take(Item(id=1, kind="post", slug="p", author="old hand"), folder=tmp_path)
        assert rows('SELECT name, email FROM "user"') == [("old hand", "old-hand@imported.invalid")]


class TestTheCommand:
    def test_a_refusal_is_one_sentence(self, run: FlaskCliRunner, tmp_path: Path) -> None:
        file = tmp_path / "bad.xml"
        file.write_text("<!DOCTYPE rss><rss/>")
        answer = run.invoke(args=["import", "wxr", str(file)])
        assert answer.exit_code == 1
        assert answer.output.strip().endswith(
            "Error: Line 1: the file has a document type declaration (<!DOCTYPE>), "
            "which an export never has."
        )

    def test_it_reports_and_names_the_entry_to_undo(self, run: FlaskCliRunner) -> None:
        answer = run.invoke(args=["import", "wxr", str(QUIRKS)])
        assert answer.exit_code == 0
        assert "Taken: 2 people, 2 categories, 2 tags, 4 posts, 2 pages, 4 comments." in (
            answer.output
        )
        [changeset_id] = rows("SELECT id FROM changeset")[0]
        assert f"entry {changeset_id}" in answer.output
        dry = run.invoke(args=["import", "wxr", "--dry-run", str(QUIRKS)])
        assert "nothing was stored" in dry.output


def test_the_real_export_gives_its_known_numbers(shared: Path) -> None:
    file = shared / "data" / "wxr" / "theme-unit-test.xml"
    imported = import_wxr(file, file.name)
    taken = imported.report.taken
    assert (taken["post"], taken["page"], taken["comment"], taken["person"]) == (51, 21, 32, 2)
    assert taken["category"] == 67
    assert rows("SELECT count(*) FROM comment WHERE parent_id IS NOT NULL") == [(10,)]
    assert rows("SELECT count(*) FROM post WHERE sticky") == [(1,)]
    assert rows("SELECT password FROM post WHERE password IS NOT NULL") == [("enter",)]
    assert rows("SELECT status, count(*) FROM post GROUP BY status ORDER BY status") == [
        ("draft", 1),
        ("published", 49),
        ("scheduled", 1),
    ]
    notes = imported.report.notes
    assert sum(note.count for sentence, note in notes.items() if "attachment" in sentence) == 38
    assert sum(note.count for sentence, note in notes.items() if "menu entry" in sentence) == 70
    before = counts()
    assert import_wxr(file, file.name).report.taken.total() == 0
    assert counts() == before
    assert db.session.query(Tag).count() == 111
    assert db.session.query(Page).filter(Page.parent_id.is_not(None)).count() == 13
    assert db.session.query(ImportRun).count() == 2
