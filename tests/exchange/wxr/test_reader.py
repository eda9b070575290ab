"""A WordPress export is read whole, or refused with one sentence and its line."""

from __future__ import annotations

import io
import random
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from admin_app.exchange.refusals import UnreadableFile
from admin_app.exchange.wxr.reader import Survey, read, survey
from admin_app.exchange.wxr.records import Author, Item, Site, Term
from admin_app.exchange.wxr.writer import write

SAMPLE = Path(__file__).parents[1] / "samples" / "quirks.xml"
WHOLE = SAMPLE.read_bytes()


def _items(content: bytes = WHOLE, offset: timedelta = timedelta(0)) -> dict[int, Item]:
    records = read(io.BytesIO(content), offset)
    return {record.id: record for record in records if isinstance(record, Item)}


def _refusal(content: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        survey(io.BytesIO(content))
    return caught.value.message


class TestWhatIsRead:
    def test_the_site_comes_first(self) -> None:
        assert next(read(io.BytesIO(WHOLE))) == Site(
            title="The Harbour Letter",
            link="https://harbour.example",
            description="News from the quay & the market",
            language="en-GB",
        )

    def test_authors_and_terms(self) -> None:
        records = list(read(io.BytesIO(WHOLE)))
        authors = [record for record in records if isinstance(record, Author)]
        terms = [record for record in records if isinstance(record, Term)]
        assert [(a.login, a.email, a.name) for a in authors] == [
            ("ines", "ines@harbour.example", "Inês Duarte"),
            ("tomas", "tomas@harbour.example", "Tomás"),
        ]
        assert [(t.taxonomy, t.slug, t.parent) for t in terms] == [
            ("category", "fish", "market"),
            ("category", "market", ""),
            ("post_tag", "%cf%88%ce%ac%cf%81%ce%b9", ""),
            ("nav_menu", "top", ""),
        ]

    def test_a_post_with_all_that_hangs_on_it(self) -> None:
        post = _items()[10]
        assert post.kind == "post"
        assert post.author == "ines"
        assert post.is_sticky
        assert post.dated == datetime(2026, 3, 2, 8, tzinfo=UTC)
        assert [(t.taxonomy, t.slug) for t in post.terms] == [
            ("category", "fish"),
            ("post_tag", "%cf%88%ce%ac%cf%81%ce%b9"),
            ("post_tag", "undeclared"),
            ("post_format", "post-format-aside"),
        ]
        assert [(c.id, c.parent_id, c.state, c.kind) for c in post.comments] == [
            (100, None, "approved", "comment"),
            (101, 100, "approved", "comment"),
            (102, None, "pending", "pingback"),
        ]
        assert post.comments[2].body == "[...] sardines [...]"
        assert WHOLE.splitlines()[post.line - 1].strip() == b"<item>"

    def test_a_moment_without_gmt_is_taken_by_the_sites_clock(self) -> None:
        offset = survey(io.BytesIO(WHOLE)).offset
        assert offset == timedelta(hours=2)
        items = _items(offset=offset)
        assert items[11].dated == datetime(2026, 4, 1, 10, tzinfo=UTC)
        assert items[10].comments[2].written_at == datetime(2026, 3, 3, 9, 30, tzinfo=UTC)

    def test_a_survey_counts_everything_and_names_what_it_does_not_know(self) -> None:
        found: Survey = survey(io.BytesIO(WHOLE))
        assert found.items == {"post": 4, "page": 2, "attachment": 1, "nav_menu_item": 1}
        assert found.comments == {"comment": 3, "pingback": 1}
        assert [term.slug for term in found.terms][:2] == ["fish", "market"]
        assert [author.login for author in found.authors] == ["ines", "tomas"]
        assert found.not_read == {"wp:odd_plugin_field": 1}

    def test_blank_lines_and_a_mark_before_the_declaration_are_borne(self) -> None:
        assert survey(io.BytesIO(b"\n\n" + WHOLE)).items["post"] == 4
        assert survey(io.BytesIO(b"\xef\xbb\xbf" + WHOLE)).items["post"] == 4

    @pytest.mark.parametrize("version", [b"1.0", b"1.1", b"1.2"])
    def test_all_three_versions_are_read(self, version: bytes) -> None:
        content = WHOLE.replace(b"export/1.2/", b"export/" + version + b"/")
        content = content.replace(b"version>1.2<", b"version>" + version + b"<")
        assert survey(io.BytesIO(content)).items["post"] == 4

    def test_memory_does_not_grow_with_the_file(self) -> None:
        def peak(posts: int) -> int:
            pieces = write(_many(posts))
            tracemalloc.start()
            assert survey(_Stream(pieces)).items["post"] == posts
            _, top = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            return top

        peak(10)
        assert peak(4000) < 1.5 * peak(200)


class TestWhatIsRefused:
    def test_each_refusal_says_what_and_where(self) -> None:
        cases = {
            b"": "The file is empty.",
            b"  \n ": "The file is empty.",
            b"PK\x03\x04rest": "The file is compressed. Unpack it and import the .xml inside.",
            b"\x1f\x8brest": "The file is compressed. Unpack it and import the .xml inside.",
            WHOLE.decode().encode("utf-16"): "The file is not in UTF-8. "
            "Save it as UTF-8 and try again.",
            b"id;name\n1;x\n": "This is not XML, so it is not a WordPress export.",
            b"<html><body/></html>": "Line 1: the file begins with <html>; "
            "a WordPress export begins with <rss>.",
            b"<rss/>": "This is RSS without a <channel>, not a WordPress export.",
            b"<rss><channel><title>x</title><item/></channel></rss>": "This is an RSS feed, but "
            "not a WordPress export: it has no <wp:wxr_version> before its entries.",
            b"<rss><channel/><channel/></rss>": "Line 1: <rss> holds one <channel> and nothing "
            "else; here is <channel>.",
        }
        for content, sentence in cases.items():
            assert _refusal(content) == sentence

    def test_a_later_format(self) -> None:
        assert "version 2.0" in _refusal(WHOLE.replace(b"export/1.2/", b"export/2.0/"))
        assert "version 7" in _refusal(WHOLE.replace(b"version>1.2<", b"version>7<"))

    def test_a_document_type_before_anything_in_it_is_read(self) -> None:
        for doctype in (
            b"<!DOCTYPE rss>",
            b'<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/x.dtd">',
            b'<!DOCTYPE rss [<!ENTITY a "a"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
            b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        ):
            content = WHOLE.replace(b"<rss", doctype + b"\n<rss", 1)
            assert _refusal(content).startswith("Line 3: the file has a document type declaration")

    def test_an_entity_that_nobody_declared(self) -> None:
        content = WHOLE.replace(b"<title>About", b"<title>About&nbsp;us")
        line = content[: content.index(b"&nbsp;")].count(b"\n") + 1
        assert _refusal(content) == (
            f"Line {line}: this is not well-formed XML (undefined entity)."
        )

    def test_another_encoding(self) -> None:
        assert "ISO-8859-1" in _refusal(WHOLE.replace(b'"UTF-8"', b'"ISO-8859-1"'))
        broken = WHOLE.replace("Tomás".encode(), "Tomás".encode("latin-1"))
        assert _refusal(broken) == "Line 19: a character here is not UTF-8."

    def test_control_characters(self) -> None:
        for number in (0, 1, 8, 27):
            content = WHOLE.replace(b"Late boats", b"Late" + bytes([number]) + b"boats")
            assert f"a control character here (number {number})" in _refusal(content)

    def test_deep_nesting(self) -> None:
        content = WHOLE.replace(b"<title>About", b"<a>" * 100_000 + b"<title>About")
        assert "nested more than 24 deep" in _refusal(content)

    def test_an_entry_too_large_to_be_one(self) -> None:
        begin, end = WHOLE.split(b"Who we are.")

        def pieces() -> Iterator[bytes]:
            yield begin
            for _ in range(70):
                yield b"a" * 1024 * 1024
            yield end

        with pytest.raises(UnreadableFile, match="one entry is larger than 64 MiB"):
            survey(_Stream(pieces()))

    def test_a_tag_too_large_to_be_one(self) -> None:
        def pieces() -> Iterator[bytes]:
            yield b'<rss version="'
            while True:
                yield b"a" * 1024 * 1024

        with pytest.raises(UnreadableFile, match="larger than 8 MiB"):
            survey(_Stream(pieces()))

    @pytest.mark.parametrize(
        ("good", "bad", "says"),
        [
            (b"<wp:post_id>13</wp:post_id>", b"", "no <wp:post_id>"),
            (b"<wp:post_id>13</wp:post_id>", b"<wp:post_id>1e3</wp:post_id>", "be a number"),
            (b"<wp:post_id>13</wp:post_id>", b"<wp:post_id>-3</wp:post_id>", "not a number that"),
            (b"<wp:post_id>13<", b"<wp:post_id>99999999999999999999<", "should be a number"),
            (b"<wp:post_type>page</wp:post_type>", b"", "does not say what it is"),
            (b"2026-01-02 10:00:00", b"2026-02-30 10:00:00", "not a day"),
            (b"2026-01-02 10:00:00", b"yesterday", "is not a date"),
            (b"2026-01-02 10:00:00", b"9999-12-31 10:00:00", "out of range"),
            (b"<wp:comment_id>103</wp:comment_id>", b"", "no <wp:comment_id>"),
            (b"<wp:author_login>tomas<", b"<wp:author_login><", "no <wp:author_login>"),
        ],
    )
    def test_a_part_that_makes_no_sense(self, good: bytes, bad: bytes, says: str) -> None:
        assert WHOLE.count(good) >= 1
        message = _refusal(WHOLE.replace(good, bad, 1))
        assert message.startswith("Line ")
        assert says in message

    def test_every_cut_is_noticed(self) -> None:
        end = WHOLE.rindex(b"</rss>") + len(b"</rss>")
        for cut in range(0, end, 97):
            message = _refusal(WHOLE[:cut])
            if cut > 200:
                line = WHOLE[:cut].count(b"\n") + 1
                assert message == (
                    f"Line {line}: the file ends here in the middle. "
                    "It was cut off; fetch it again."
                )

    def test_damaged_bytes_give_a_sentence_or_a_reading_never_a_traceback(self) -> None:
        chance = random.Random(20261122)
        for _ in range(1500):
            content = bytearray(WHOLE)
            for _ in range(chance.randint(1, 4)):
                content[chance.randrange(len(content))] = chance.randrange(256)
            with suppress(UnreadableFile):
                survey(io.BytesIO(bytes(content)))


class _Stream(io.RawIOBase):
    """A file that is made while it is read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size and (piece := next(self._pieces, b"")):
            self._rest += piece
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken


def _many(posts: int) -> Iterator[Site | Item]:
    yield Site(title="Long")
    for number in range(1, posts + 1):
        yield Item(id=number, kind="post", title=f"Post {number}", body="word " * 200)
