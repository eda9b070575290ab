"""Whatever a file holds, an import ends with a report or with one sentence."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings

from admin_app.exchange.import_wxr import import_wxr
from admin_app.exchange.refusals import UnreadableFile
from admin_app.exchange.wxr.records import Author, Comment, Item, Meta, Record, Site, Term, TermRef
from admin_app.exchange.wxr.writer import write
from admin_app.extensions import db
from tests.exchange.conftest import SAMPLES, content, counts
from tests.exchange.wxr.strategies import files

SAMPLE = (SAMPLES / "quirks.xml").read_bytes()


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield
        db.session.remove()


def test_damaged_files(tmp_path: Path) -> None:
    chance = random.Random(20261123)
    nothing = content()
    file = tmp_path / "damaged.xml"
    for _ in range(150):
        damaged = bytearray(SAMPLE)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(damaged))
            damaged[at : at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 2))
        file.write_bytes(damaged)
        with suppress(UnreadableFile):
            import_wxr(file, file.name, dry_run=True)
    assert content() == nothing


def test_cut_files(tmp_path: Path) -> None:
    nothing = counts()
    file = tmp_path / "cut.xml"
    end = SAMPLE.rindex(b"</rss>")
    for cut in range(0, end, 397):
        file.write_bytes(SAMPLE[:cut])
        with pytest.raises(UnreadableFile):
            import_wxr(file, file.name)
    assert counts() == nothing


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(files)
def test_whatever_can_be_written_can_be_imported(
    app: Flask, tmp_path: Path, records: list[Record]
) -> None:
    file = tmp_path / "any.xml"
    file.write_bytes(b"".join(write(records)))
    report = import_wxr(file, file.name, dry_run=True).report
    texts = {(r.kind, r.id) for r in records if isinstance(r, Item) and r.kind in ("post", "page")}
    assert report.taken["post"] + report.taken["page"] == len(texts)


@pytest.mark.parametrize("link", ["http://[x", "]]>", "//", "", "HTTPS://Old.Example/Blog/"])
def test_addresses_that_are_none(tmp_path: Path, link: str) -> None:
    picture = f'<img src="http://[x/{link}">'
    file = tmp_path / "link.xml"
    records = (Site(link=link), Item(id=1, kind="post", title="T", body=picture))
    file.write_bytes(b"".join(write(records)))
    assert import_wxr(file, file.name).report.taken["post"] == 1
    file.write_bytes(b"".join(write([Site(link=link.lower().rstrip("/")), *records[1:]])))
    assert import_wxr(file, file.name).report.already["post"] == 1


def test_everything_too_long_at_once(tmp_path: Path) -> None:
    """Longer than any column: cut, and both databases take it."""
    long = "ä" * 70_000
    records: list[Record] = [
        Site(title=long, link=f"https://{long}.example", description=long),
        Author(login=long, email=f"{long}@example.org", name=long),
        Term(taxonomy="category", slug=long, name=long, description=long),
        Term(taxonomy="post_tag", slug=long, name=long, description=long),
        Item(
            id=2**63 - 1, kind="post", title=long, slug=long, excerpt=long, body=long,
            author=long, status=long, password=long, link=long, guid=long,
            parent_id=2**63 - 1, menu_order=-(2**31),
            terms=(
                TermRef(taxonomy="category", slug=long, name=long),
                TermRef(taxonomy="post_tag", slug=long, name=long),
                TermRef(taxonomy=long, slug=long, name=long),
            ),
            meta=(Meta(key=long, value=long),),
            comments=(
                Comment(
                    id=2**63 - 1, body=long, author_name=long, author_email=long, author_url=long,
                    author_ip=long, kind=long, parent_id=2**63 - 2, user_id=2**63 - 1,
                ),
            ),
        ),
        Item(id=1, kind="page", menu_order=2**62),
        Item(id=3, kind=long, title=long),
    ]  # fmt: skip
    file = tmp_path / "long.xml"
    file.write_bytes(b"".join(write(records)))
    report = import_wxr(file, long).report
    assert (report.taken["post"], report.taken["page"], report.taken["comment"]) == (1, 1, 1)
    assert all(len(sentence) < 600 for sentence in report.notes)
