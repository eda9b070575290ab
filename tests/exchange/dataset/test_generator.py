"""The made-up blog is the same each time, has the shares it promises, and hangs together."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from admin_app.exchange.dataset import layout
from admin_app.exchange.dataset.generator import generate
from admin_app.exchange.dataset.reader import DataSet


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("made") / "blog"
    generate(made, posts=1000, comments=5000, tags=50, authors=7)
    return made


def test_the_files_have_the_columns_of_the_layout(folder: Path) -> None:
    for name, columns in layout.COLUMNS.items():
        with (folder / name).open(encoding="utf-8", newline="") as file:
            assert tuple(next(csv.reader(file))) == columns


def test_it_is_read_back_whole(folder: Path) -> None:
    seen = 0

    def progress(read: int) -> None:
        nonlocal seen
        seen += read

    blog = DataSet(folder, progress)
    counts = [
        sum(1 for _ in rows)
        for rows in (blog.authors(), blog.tags(), blog.posts(), blog.comments())
    ]
    assert counts == [7, 50, 1000, 5000]
    assert sum(1 for _ in blog.post_tags()) > 1000
    assert seen == blog.size


def test_the_states_stand_in_the_shares_that_are_promised(folder: Path) -> None:
    blog = DataSet(folder)
    posts = Counter(post.status for post in blog.posts())
    comments = Counter(comment.status for comment in blog.comments())
    assert 860 < posts["published"] < 940
    assert set(posts) == {"published", "draft", "in_review", "scheduled"}
    assert 4000 < comments["approved"] < 4300
    assert set(comments) == {"approved", "pending", "spam", "removed"}


def test_answers_stand_under_the_same_post_as_what_they_answer(folder: Path) -> None:
    post_of: dict[int, int] = {}
    answers = 0
    for comment in DataSet(folder).comments():
        if comment.parent_id:
            answers += 1
            assert post_of[comment.parent_id] == comment.post_id
        post_of[comment.id] = comment.post_id
    assert 1000 < answers < 1500


def test_slugs_are_unique(folder: Path) -> None:
    slugs = [post.slug for post in DataSet(folder).posts()]
    assert len(set(slugs)) == len(slugs)
    assert max(map(len, slugs)) <= 90


def test_the_same_numbers_give_the_same_files(folder: Path, tmp_path: Path) -> None:
    generate(tmp_path, posts=1000, comments=5000, tags=50, authors=7)
    assert DataSet(tmp_path).digest() == DataSet(folder).digest()
    generate(tmp_path, posts=1000, comments=5001, tags=50, authors=7)
    assert DataSet(tmp_path).digest() != DataSet(folder).digest()


def test_comments_need_posts(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no posts"):
        generate(tmp_path, posts=0, comments=1)
    generate(tmp_path, posts=0, comments=0)
    assert list(DataSet(tmp_path).posts()) == []
