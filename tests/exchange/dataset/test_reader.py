"""A row that cannot be taken is named by its file and line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from admin_app.exchange.dataset.reader import DataSet
from admin_app.exchange.refusals import UnreadableFile

POSTS = "id,author_id,title,slug,body,excerpt,status,created_at,published_at\n"
POST = "1,1,One,one,<p>One</p>,,published,2026-01-02 03:04:05,2026-01-03 03:04:05\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "authors.csv": "id,email,name\n1,ana@example.org,Ana\n",
        "tags.csv": "id,name,slug\n1,Fish,fish\n",
        "posts.csv": POSTS + POST,
        "post_tags.csv": "post_id,tag_id\n1,1\n",
        "comments.csv": "id,post_id,parent_id,author_name,author_email,author_ip,body,status,"
        "created_at\n1,1,,Rui,rui@example.org,192.0.2.1,Hello,trash,2026-01-02 03:04:05+02:00\n",
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    return tmp_path


def test_rows_come_typed(folder: Path) -> None:
    blog = DataSet(folder)
    [post] = blog.posts()
    [comment] = blog.comments()
    assert post.published_at == datetime(2026, 1, 3, 3, 4, 5, tzinfo=UTC)
    assert comment.status == "removed"
    assert comment.parent_id is None
    assert comment.created_at == datetime(2026, 1, 2, 1, 4, 5, tzinfo=UTC)


def test_other_columns_and_another_order_are_borne(folder: Path) -> None:
    (folder / "tags.csv").write_text("\ufeffslug,colour,name,id\nfish,red,Fish,1\n", "utf-8")
    assert [(tag.id, tag.name, tag.slug) for tag in DataSet(folder).tags()] == [(1, "Fish", "fish")]


def test_a_neutralised_cell_comes_back_as_it_was(folder: Path) -> None:
    (folder / "tags.csv").write_text("id,name,slug\n1,'=1+1,a\n2,''=b,b\n3,'quoted',c\n")
    assert [tag.name for tag in DataSet(folder).tags()] == ["=1+1", "'=b", "'quoted'"]


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "tags.csv").unlink()
    with pytest.raises(UnreadableFile, match=r"has no tags\.csv\."):
        DataSet(folder)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda t: t.replace("id,author_id", "nr,author_id"), r"posts\.csv, line 1: .* column id"),
        (lambda t: "", "line 0: the first line does not name"),
        (lambda t: t.replace(",One,", ",One,more,"), "line 2: here are 10 cells"),
        (lambda t: t.replace("1,1,One", "x,1,One"), "line 2: “x” is not a number"),
        (lambda t: t.replace("1,1,One", "0,1,One"), "line 2: 0 is not a number that"),
        (lambda t: t.replace("1,1,One", f"{10**30},1,One"), "line 2: .* is not a number"),
        (lambda t: t.replace("published,", "live,"), "line 2: “live” is not a state"),
        (lambda t: t.replace(",2026-01-03 03:04:05", ","), "line 2: the post is published, but"),
        (lambda t: t.replace("2026-01-02", "2026-02-30"), "line 2: “2026-02-30 .* is not a date"),
        (lambda t: t.replace("2026-01-02", "9999-12-31"), "line 2: “9999-12-31 .* out of range"),
        (lambda t: t.replace("<p>One", '"<p>\n\nOne'), "line 4: this is not CSV"),
        (lambda t: t.replace("<p>One", "<p>\0One"), "line 2: a NUL"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    folder: Path, change: Callable[[str], str], says: str
) -> None:
    (folder / "posts.csv").write_text(change(POSTS + POST))
    with pytest.raises(UnreadableFile, match=says):
        list(DataSet(folder).posts())


def test_bytes_that_are_not_utf_8(folder: Path) -> None:
    (folder / "posts.csv").write_bytes((POSTS + POST).encode() + b"2,1,\xe9,two\n")
    with pytest.raises(UnreadableFile, match=r"posts\.csv, line 3: a character here is not UTF-8"):
        list(DataSet(folder).posts())


def test_a_line_without_an_end(folder: Path) -> None:
    with (folder / "posts.csv").open("a") as file:
        for _ in range(9):
            file.write("a" * 1024 * 1024)
    with pytest.raises(UnreadableFile, match="longer than 8 MiB"):
        list(DataSet(folder).posts())
