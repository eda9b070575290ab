"""Everything goes out, streamed, of one moment, with nothing secret in it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.etree
import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from admin_app.content.models import Post
from admin_app.errors import Conflict
from admin_app.exchange.export_csv import export_csv
from admin_app.exchange.export_json import site_json
from admin_app.exchange.export_wxr import wxr
from admin_app.exchange.import_wxr import import_wxr
from admin_app.exchange.queries import exports
from admin_app.extensions import db
from admin_app.people.models import User
from admin_app.unit_of_work import one_commit
from tests.exchange.conftest import SAMPLES, counts, rows
from tests.support.cast import PASSWORD, make_people
from tests.support.traffic import recorded


@pytest.fixture(autouse=True)
def site(app: Flask) -> Iterator[None]:
    make_people(app, "owner")
    with app.app_context():
        import_wxr(SAMPLES / "quirks.xml", "quirks.xml")
        yield
        db.session.remove()


def document() -> dict[str, Any]:
    return json.loads(b"".join(site_json()))  # type: ignore[no-any-return]


class TestJson:
    def test_it_holds_every_row(self) -> None:
        found = document()
        assert (found["format"], found["version"]) == ("copydesk", 1)
        assert found["site"]["site_title"] == "Copydesk"
        stored = counts()
        for section, table in (
            ("people", "user"), ("categories", "category"), ("tags", "tag"), ("posts", "post"),
            ("pages", "page"), ("comments", "comment"),
        ):  # fmt: skip
            assert len(found[section]) == stored[table] > 0, section

    def test_links_and_moments_are_in_it(self) -> None:
        found = document()
        [post] = [post for post in found["posts"] if post["slug"] == "sardines"]
        names = {tag["id"]: tag["name"] for tag in found["tags"]}
        assert {names[id_] for id_ in post["tags"]} == {"ψάρι", "Undeclared"}
        assert post["published_at"] == "2026-03-02T08:00:00+00:00"
        assert len(post["categories"]) == 1

    def test_a_row_stands_on_a_line_of_its_own(self) -> None:
        lines = b"".join(site_json()).decode().splitlines()
        posts = [line for line in lines if '"comments_open"' in line]
        assert len(posts) == counts()["post"] + counts()["page"]


class TestCsv:
    def test_it_is_one_file_a_table(self, tmp_path: Path) -> None:
        out = tmp_path / "new" / "folder"
        written = export_csv(out)
        assert {path.name for path in out.iterdir()} == {
            "authors.csv", "categories.csv", "comments.csv", "media.csv", "page_comments.csv",
            "pages.csv", "post_categories.csv", "post_tags.csv", "posts.csv", "site.csv",
            "tags.csv",
        }  # fmt: skip
        read = 0
        for path in out.iterdir():
            with path.open(encoding="utf-8", newline="") as file:
                read += sum(1 for _ in csv.DictReader(file))
        assert read == written

    def test_no_cell_is_a_formula(self, tmp_path: Path) -> None:
        with one_commit("Dangerous"):
            for post, start in zip(db.session.query(Post).order_by(Post.id), "=+-@", strict=True):
                post.title = f"{start}1+1"
            db.session.flush()
        export_csv(tmp_path / "out")
        with (tmp_path / "out" / "posts.csv").open(encoding="utf-8", newline="") as file:
            titles = [row["title"] for row in csv.DictReader(file)]
        assert titles == ["'=1+1", "'+1+1", "'-1+1", "'@1+1"]

    def test_a_folder_with_something_in_it_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "mine.txt").write_text("kept")
        with pytest.raises(Conflict, match="has something in it"):
            export_csv(tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


class TestAll:
    def test_no_secret_leaves(self, tmp_path: Path) -> None:
        secrets = [
            value
            for row in rows('SELECT password, fs_uniquifier FROM "user"')
            for value in row
            if value
        ]
        assert len(secrets) >= 2
        export_csv(tmp_path / "out")
        everything = b"".join(site_json()) + b"".join(wxr())
        everything += b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir())
        for secret in [*secrets, PASSWORD, "argon2"]:
            assert str(secret).encode() not in everything

    def test_reading_does_not_write(self, tmp_path: Path) -> None:
        with recorded() as traffic:
            document()
            b"".join(wxr())
            export_csv(tmp_path / "out")
            db.session.rollback()
        assert traffic.writes == []
        assert traffic.commits == 0

    def test_everything_is_of_one_moment(self, app: Flask) -> None:
        """What is saved while an export runs is not in it, not even in part."""
        pieces = site_json()
        head = next(pieces)
        db.session.execute(db.select(User.id)).all()  # the moment is held from the first read on

        with db.engine.connect() as other:
            # Written beside the product, as another process would.
            if other.dialect.name == "sqlite":
                other.exec_driver_sql("COMMIT")
                other.exec_driver_sql("BEGIN IMMEDIATE")
            other.exec_driver_sql("UPDATE post SET title = 'Changed meanwhile'")
            other.commit()
        rest = b"".join([head, *pieces]).decode()
        assert "Changed meanwhile" not in rest
        db.session.rollback()
        assert "Changed meanwhile" in b"".join(site_json()).decode()

    def test_portions_leave_out_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        whole = document() | {"exported_at": ""}
        monkeypatch.setattr(exports, "PORTION", 1)
        assert document() | {"exported_at": ""} == whole

    def test_wxr_is_well_formed_and_numbers_its_entries_once(self) -> None:
        tree = lxml.etree.fromstring(b"".join(wxr()))
        ids = [each.text for each in tree.iter("{http://wordpress.org/export/1.2/}post_id")]
        assert len(ids) == len(set(ids)) == 6


class TestCommands:
    def test_a_file_appears_whole_or_not_at_all(
        self, run: FlaskCliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        out = tmp_path / "site.json"
        assert run.invoke(args=["export", "json", str(out)]).exit_code == 0
        before = out.read_bytes()
        assert json.loads(before)["format"] == "copydesk"

        def breaks() -> Iterator[bytes]:
            yield b"half"
            raise OSError(28, "No space left on device")  # a write that fails names no file

        monkeypatch.setattr("admin_app.exchange.commands.site_json", breaks)
        answer = run.invoke(args=["export", "json", str(out)])
        assert answer.exit_code == 1
        assert answer.output == f"Error: {out}: No space left on device.\n"
        assert out.read_bytes() == before
        assert [path.name for path in tmp_path.iterdir()] == ["site.json"]

    @pytest.mark.parametrize("kind", ["wxr", "json"])
    def test_where_it_cant_go_is_told_by_the_name_that_was_asked_for(
        self, run: FlaskCliRunner, tmp_path: Path, kind: str
    ) -> None:
        out = tmp_path / "no" / "such" / "site.out"
        answer = run.invoke(args=["export", kind, str(out)])
        assert answer.exit_code == 1
        assert answer.output == f"Error: {out}: No such file or directory.\n"

    def test_csv_is_told_by_the_name_that_was_asked_for(
        self, run: FlaskCliRunner, tmp_path: Path
    ) -> None:
        (tmp_path / "file").write_bytes(b"")
        out = tmp_path / "file" / "folder"
        answer = run.invoke(args=["export", "csv", str(out)])
        assert answer.exit_code == 1
        assert answer.output == f"Error: {out}: Not a directory.\n"

    def test_json_goes_to_the_standard_output(self, run: FlaskCliRunner) -> None:
        answer = run.invoke(args=["export", "json", "-"])
        assert json.loads(answer.stdout_bytes)["version"] == 1

    def test_csv_refuses_in_one_sentence(self, run: FlaskCliRunner, tmp_path: Path) -> None:
        assert "rows are in" in run.invoke(args=["export", "csv", str(tmp_path / "o")]).output
        answer = run.invoke(args=["export", "csv", str(tmp_path / "o")])
        assert answer.exit_code == 1
        assert "Name a new or an empty folder." in answer.output
