"""The rows of a data set made into rows here, some thousands at a time."""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any, Final, TypeVar

from admin_app.content.actions.own_fields import read_value
from admin_app.content.actions.own_fields import said as kept_as
from admin_app.content.markup import sanitise
from admin_app.content.models import Post, Status, Tag
from admin_app.content.models.publishable import words_of
from admin_app.content.queries.own_fields import own_fields
from admin_app.content.queries.settings import site_settings
from admin_app.errors import Refusal
from admin_app.exchange.actions.free_slugs import free_slugs
from admin_app.exchange.actions.intake import OWN_GENERATOR, Intake
from admin_app.exchange.actions.new_rows import reserve_ids
from admin_app.exchange.actions.people import People
from admin_app.exchange.actions.terms import Terms
from admin_app.exchange.bulk.known_ids import KnownIds
from admin_app.exchange.bulk.loader import Loader, Row
from admin_app.exchange.dataset import reader
from admin_app.exchange.wxr.records import Author, Site, Term
from admin_app.exchange.wxr.words import written_down
from admin_app.history.models import Recorded
from admin_app.readers.models import Comment
from admin_app.readers.networks import network_of
from admin_app.readers.text import fingerprint
from admin_app.slugs import is_slug, slug_from
from admin_app.web.text import clean_characters, one_line

_Read = TypeVar("_Read")

_POSTS: Final = 5_000
_OTHERS: Final = 20_000
_POST_COLUMNS: Final = (
    "id", "version", "slug", "title", "body", "excerpt", "status", "status_before_trash",
    "published_at", "created_at", "updated_at", "comments_open", "sticky", "author_id",
    "own_fields", "own_words", "comments_mode", "comments_close_after_days",
)  # fmt: skip
_COMMENT_COLUMNS: Final = (
    "id", "version", "post_id", "parent_id", "depth", "author_name", "author_email",
    "author_url", "author_ip", "author_network", "body", "fingerprint", "status", "created_at",
)  # fmt: skip
# What the sanitiser would give back as it is; most texts made by programs are of this kind.
PLAIN_PARAGRAPHS: Final = re.compile(r"(?:<p>[ -%'-;=?-~]+</p>\n?)+")


class DataSetRows:
    """Takes a whole data set, within the open unit of work."""

    def __init__(self, files: reader.DataSet, load: Loader) -> None:
        self.intake = Intake(Site(generator=OWN_GENERATOR))
        self._files = files
        self._load = load
        self._authors: dict[int, int] = {}
        self._tags: dict[int, int] = {}
        self._kinds = {one.key: one.kind for one in own_fields(Post)}
        self._posts = KnownIds()
        self._comments = KnownIds()
        # Of each comment, by its place: the places of its post and of its parent, and its depth.
        self._post_of = array("i")
        self._above = array("i")
        self._depths = array("b")
        self._deepest = site_settings().comment_depth

    def take(self) -> int:
        """Store everything; how many posts and comments there were. Raises UnreadableFile."""
        self._take_authors()
        self._take_tags()
        self._take_posts()
        self._take_links()
        self._take_comments()
        return len(self._posts) + len(self._comments)

    def _take_authors(self) -> None:
        authors = list(self._files.authors())
        people = People(
            self.intake, [Author(login=str(a.id), email=a.email, name=a.name) for a in authors]
        )
        self._authors = {author.id: people.id(str(author.id)) or 0 for author in authors}

    def _take_tags(self) -> None:
        tags = list(self._files.tags())
        declared = [
            Term(taxonomy="post_tag", slug=tag.slug or tag.name, name=written_down(tag.name))
            for tag in tags
        ]
        terms = Terms(self.intake, Tag, declared)
        self._tags = {tag.id: terms.id(tag.slug or tag.name) for tag in tags}

    def _take_posts(self) -> None:
        for rows in _portions(Post, _POSTS, self._files.posts(), self._post_row):
            slugs = free_slugs(Post, [row[2] for row in rows])
            slugged = ((*row[:2], slug, *row[3:]) for row, slug in zip(rows, slugs, strict=True))
            self._load.load("post", _POST_COLUMNS, slugged)
            self.intake.count(Post, [row[0] for row in rows])

    def _post_row(self, id_: int, post: reader.Post) -> tuple[Any, ...]:
        if not self._posts.add(post.id, id_):
            self._files.refuse("ids must rise from row to row")
        author = self._authors.get(post.author_id) if post.author_id is not None else None
        if author is None and post.author_id is not None:
            self._files.refuse(f"there is no author {post.author_id}")
        title = _clean(post.title)[:300]
        moment = self._load.moment
        created = moment(post.created_at)
        published = moment(post.published_at) if post.published_at else None
        return (
            id_,
            1,
            post.slug if is_slug(post.slug) else slug_from(post.slug or title, "post"),
            title,
            self._body(post.body),
            clean_characters(post.excerpt),
            post.status,
            Status.DRAFT.value if post.status == Status.TRASH else None,
            published,
            created,
            published if published and post.status == Status.PUBLISHED else created,
            post.comments_open,
            False,
            author,
            *self._own(post.own_fields),
            post.comments_mode,
            post.comments_close_after_days,
        )

    def _own(self, said: str) -> tuple[str, str]:
        """What stands in the site's own fields, as JSON, and the words of it."""
        if not said:
            return "{}", ""
        try:
            told = json.loads(said)
            kinds = self._kinds
            values = {key: _own_value(kinds[key], one) for key, one in told.items() if key in kinds}
        except (AttributeError, RecursionError, ValueError) as error:
            self._files.refuse(f"own_fields can't be read ({str(error)[:200].rstrip('.')})")
        kept = {key: value for key, value in values.items() if value is not None}
        return json.dumps(kept), words_of(kept)

    def _body(self, body: str) -> str:
        if PLAIN_PARAGRAPHS.fullmatch(body):
            return body.strip()
        try:
            return sanitise(body)
        except Refusal as refusal:
            self._files.refuse(refusal.message.rstrip("."))

    def _take_links(self) -> None:
        links = self._links()
        while rows := list(islice(links, _OTHERS)):
            self._load.load("post_tag", ("post_id", "tag_id"), rows)

    def _links(self) -> Iterator[tuple[int, int]]:
        of_one: set[int] = set()
        before = 0
        for link in self._files.post_tags():
            place, tag = self._posts.place(link.post_id), self._tags.get(link.tag_id)
            if place is None or tag is None:
                self._files.refuse(f"there is no post {link.post_id} or no tag {link.tag_id}")
            if link.post_id != before:
                of_one.clear()
                before = link.post_id
            if tag not in of_one:
                of_one.add(tag)
                yield self._posts.ours(place), tag

    def _take_comments(self) -> None:
        for rows in _portions(Comment, _OTHERS, self._files.comments(), self._comment_row):
            self._load.load("comment", _COMMENT_COLUMNS, rows)
            self.intake.count(Comment, [row[0] for row in rows])

    def _comment_row(self, id_: int, comment: reader.Comment) -> tuple[Any, ...]:
        post = self._posts.place(comment.post_id)
        if post is None:
            self._files.refuse(f"there is no post {comment.post_id}")
        parent, depth = self._hang(comment, post)
        if not self._comments.add(comment.id, id_):
            self._files.refuse("ids must rise from row to row")
        self._post_of.append(post)
        self._depths.append(depth)
        body = _clean(comment.body, keeps_lines=True)
        address = _clean(comment.author_ip)[:45]
        return (
            id_,
            1,
            self._posts.ours(post),
            parent,
            depth,
            _clean(comment.author_name)[:100] or "Anonymous",
            _clean(comment.author_email).lower()[:254],
            "",
            address,
            network_of(address),
            body,
            fingerprint(body),
            comment.status,
            self._load.moment(comment.created_at),
        )

    def _hang(self, comment: reader.Comment, post: int) -> tuple[int | None, int]:
        """The parent here and the depth: under what it answers, or as deep as threads grow."""
        if comment.parent_id is None:
            self._above.append(-1)
            return None, 1
        place = self._comments.place(comment.parent_id)
        if place is None or self._post_of[place] != post:
            self._files.refuse(
                f"it answers comment {comment.parent_id}, which does not stand before it "
                "under the same post"
            )
        while self._depths[place] >= self._deepest:
            place = self._above[place]
        self._above.append(place)
        return self._comments.ours(place), self._depths[place] + 1


def _portions(
    model: type[Recorded],
    size: int,
    read: Iterator[_Read],
    row_of: Callable[[int, _Read], Row],
) -> Iterator[list[Row]]:
    """The rows, some thousands at a time, none of them empty; each begins with its new id.

    The next are made ready while the caller stores these: the database is waited for only where it
    is the slower of the two. `row_of` must ask the database nothing.
    """

    def made(ids: Sequence[int]) -> list[Row]:
        return [row_of(id_, one) for id_, one in zip(ids, islice(read, size), strict=False)]

    with ThreadPoolExecutor(1) as ahead:
        ready = ahead.submit(made, reserve_ids(model, size))
        while rows := ready.result():
            if len(rows) == size:
                ready = ahead.submit(made, reserve_ids(model, size))
                yield rows
            else:
                yield rows
                return


def _own_value(kind: str, value: Any) -> Any:
    if value is None:
        return None
    if not isinstance(value, str | int | float):
        raise ValueError("a value is no text, number, or yes or no")
    return read_value(kind, kept_as(value))


def _clean(text: str, *, keeps_lines: bool = False) -> str:
    if text.isascii() and text.isprintable():
        return text.strip()
    return clean_characters(text).strip() if keeps_lines else one_line(text)
