"""A made-up blog of any size, always the same for the same numbers; memory does not grow."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from . import layout
from .words import Prose

Row = tuple[object, ...]
Progress = Callable[[int], None]

_SEED: Final = 1440
_BEGAN: Final = datetime(2015, 3, 2, 7, 0)  # noqa: DTZ001 - the files have UTC without a zone
_SPAN: Final = timedelta(days=3650)
_REPORT_EVERY: Final = 1_000
_LIVELY: Final = 400


def generate(
    folder: Path,
    posts: int,
    comments: int,
    tags: int = 2000,
    authors: int = 60,
    progress: Progress = lambda rows: None,
) -> None:
    """Write the files of `layout` into `folder`, which is made if need be.

    Posts are 90 % published, 6 % draft, 2 % in review, 2 % scheduled; comments 83 % approved,
    5 % pending, 10 % spam, 2 % trash, and about a quarter answer another one. `progress` is told
    how many more rows are written. Raises OSError, and ValueError for comments without posts.
    """
    if comments and not posts:
        raise ValueError("there are no posts to comment on")
    folder.mkdir(parents=True, exist_ok=True)
    chance = Random(_SEED)  # noqa: S311 - made-up text, no secret
    made = _Blog(chance, posts, comments, max(tags, 1), max(authors, 1))
    for name, rows in (
        (layout.AUTHORS, made.authors()),
        (layout.TAGS, made.tags()),
        (layout.POSTS, made.posts()),
        (layout.POST_TAGS, made.post_tags()),
        (layout.COMMENTS, made.comments()),
    ):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(layout.COLUMNS[name])
            writer.writerows(_counted(rows, progress))


def _counted(rows: Iterable[Row], progress: Progress) -> Iterator[Row]:
    since = 0
    for row in rows:
        yield row
        since += 1
        if since == _REPORT_EVERY:
            progress(since)
            since = 0
    progress(since)


class _Blog:
    def __init__(self, chance: Random, posts: int, comments: int, tags: int, authors: int) -> None:
        self._chance = chance
        self._prose = prose = Prose(chance)
        self._posts, self._comments = posts, comments
        self._tags, self._authors = tags, authors
        # Text is drawn from pools: making each sentence anew would take most of the time.
        self._paragraphs = [prose.paragraph(chance.randint(3, 6)) for _ in range(4_000)]
        self._remarks = [prose.paragraph(chance.randint(1, 4), 4, 14) for _ in range(20_000)]

    def authors(self) -> Iterator[Row]:
        for number in range(1, self._authors + 1):
            yield number, f"writer{number}@example.org", self._prose.person()

    def tags(self) -> Iterator[Row]:
        for number in range(1, self._tags + 1):
            noun = self._prose.noun(number)
            yield number, f"{noun} {number}", f"{noun}-{number}"

    def posts(self) -> Iterator[Row]:
        chance = self._chance
        for number in range(1, self._posts + 1):
            title = self._prose.title()
            made = _moment(number, self._posts)
            [status] = chance.choices(
                ("published", "draft", "in_review", "scheduled"), (90, 6, 2, 2)
            )
            public: object = ""
            if status in ("published", "scheduled"):
                public = made + timedelta(hours=chance.randint(1, 200))
            paragraphs = chance.choices(self._paragraphs, k=chance.randint(4, 9))
            slug = "-".join(title.lower().split())[:60].rstrip("-")
            yield (
                number,
                chance.randint(1, self._authors),
                title,
                f"{slug}-{number}",
                "".join(f"<p>{paragraph}</p>\n" for paragraph in paragraphs),
                chance.choice(self._remarks)[:200],
                status,
                made,
                public,
            )

    def post_tags(self) -> Iterator[Row]:
        chance, tags = self._chance, self._tags
        for post in range(1, self._posts + 1):
            # Half of the uses fall on the first few tags, as on real sites.
            chosen = {
                min(tags, int(chance.paretovariate(0.5)))
                if chance.random() < 0.5
                else chance.randint(1, tags)
                for _ in range(chance.randint(1, 5))
            }
            for tag in sorted(chosen):
                yield post, tag

    def comments(self) -> Iterator[Row]:
        chance = self._chance
        lively: deque[tuple[int, int]] = deque(maxlen=_LIVELY)
        for number in range(1, self._comments + 1):
            parent: object = ""
            if lively and chance.random() < 0.25:
                parent, post = lively[int(chance.random() * len(lively))]
            else:
                post = 1 + int(chance.random() * self._posts)
            lively.append((number, post))
            reader = 1 + int(chance.random() * 200_000)
            [status] = chance.choices(
                ("approved", "pending", "spam", "trash"), cum_weights=(83, 88, 98, 100)
            )
            yield (
                number,
                post,
                parent,
                f"Reader {reader}",
                f"reader{reader}@example.net",
                f"10.{reader >> 16 & 255}.{reader >> 8 & 255}.{reader & 255}",
                self._remarks[int(chance.random() * len(self._remarks))],
                status,
                _moment(number, self._comments),
            )


def _moment(number: int, total: int) -> datetime:
    return _BEGAN + timedelta(seconds=int(_SPAN.total_seconds() * number / total))
