"""Builds the demo site: one commit, so that a start that is killed leaves nothing half built."""

from __future__ import annotations

import html
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app

from admin_app.columns import now
from admin_app.content.markup import sanitise
from admin_app.content.media.pictures import Picture
from admin_app.content.media.storage import LocalStorage
from admin_app.content.media.uploads import inspect_upload
from admin_app.content.models import Category, CommentsMode, Media, Page, Post, Setting, Status, Tag
from admin_app.demo.articles import ARTICLES, CATEGORIES, PAGES, Article
from admin_app.demo.conversation import add_comments
from admin_app.demo.pictures import drawn
from admin_app.extensions import db
from admin_app.people.actions import Account, create_person
from admin_app.people.models import User
from admin_app.people.permissions import Role
from admin_app.people.sign_in.passwords import stored
from admin_app.slugs import slug_from
from admin_app.unit_of_work import one_commit, retrying

OWNER = "owner@example.org"
PEOPLE = {
    "ana": ("Ana Moreno", OWNER, Role.OWNER),
    "mirela": ("Mirela Pop", "editor@example.org", Role.EDITOR),
    "jon": ("Jon Aldana", "author@example.org", Role.AUTHOR),
    "tess": ("Tess Ngo", "contributor@example.org", Role.CONTRIBUTOR),
    "omar": ("Omar Haddad", "moderator@example.org", Role.MODERATOR),
}
HISTORY_SHOWN = "Made the demo site"


@dataclass(frozen=True)
class _Drawing:
    """A picture of the demo, drawn, inspected and stored before the commit."""

    name: str
    picture: Picture
    key: str
    renditions: dict[str, str]


def build_demo(owner_password: str) -> str:
    """Make the demo site in an empty database; the address that its owner signs in with.

    The other people have no password until the owner gives them one.
    """
    hashed = stored(owner_password, (OWNER,))
    drawings = [_draw(article.picture) for article in ARTICLES if article.picture]

    def work() -> None:
        with one_commit(HISTORY_SHOWN):
            people = _people(hashed)
            pictures = _media(drawings, people["ana"])
            categories, tags = _categories(), _tags()
            _settings()
            posts = [_post(one, people, categories, tags, pictures) for one in ARTICLES]
            db.session.add_all([*posts, *_pages(people["ana"])])
            db.session.flush()
            add_comments(posts, people["omar"], people["ana"])

    retrying(work)
    return OWNER


def _people(hashed: str) -> dict[str, User]:
    return {
        key: create_person(Account(email, name, role), hashed if role is Role.OWNER else None)
        for key, (name, email, role) in PEOPLE.items()
    }


def _settings() -> None:
    setting = db.session.get(Setting, 1)
    if setting is not None:
        setting.site_title = "The Harbour Ledger"
        setting.comments_mode = CommentsMode.HOLD_ALL
        setting.tagline = "News of a small town, since 1884"
        setting.footer = "A demo site. Everyone and everything in it is invented."


def _draw(name: str) -> _Drawing:
    picture = inspect_upload(io.BytesIO(drawn(name)), f"{name}.png")
    files = LocalStorage(Path(current_app.config["MEDIA_FOLDER"]))
    key = files.put(picture.full.data, picture.full.extension)
    renditions = {str(r.width): files.put(r.data, r.extension) for r in picture.smaller}
    return _Drawing(name, picture, key, renditions)


def _media(drawings: list[_Drawing], owner: User) -> dict[str, Media]:
    made = {}
    for drawing in drawings:
        full = drawing.picture.full
        made[drawing.name] = Media(
            title=drawing.name.capitalize(),
            alt=f"A drawing in flat colours for the story about the {drawing.name}",
            key=drawing.key,
            mime=full.mime,
            size=full.size,
            width=full.width,
            height=full.height,
            renditions=drawing.renditions,
            name=drawing.picture.name,
            origin=drawing.picture.origin,
            uploaded_by_id=owner.id,
        )
    db.session.add_all(made.values())
    db.session.flush()
    return made


def _categories() -> dict[str, Category]:
    made: dict[str, Category] = {}
    for name, parent in sorted(CATEGORIES.items(), key=lambda pair: bool(pair[1])):
        category = Category(name=name, slug=slug_from(name, "category"))
        if parent:
            category.parent_id = made[parent].id
        made[name] = category
        db.session.add(category)
        db.session.flush()
    return made


def _tags() -> dict[str, Tag]:
    names = sorted({tag for article in ARTICLES for tag in article.tags})
    made = {name: Tag(name=name, slug=slug_from(name, "tag")) for name in names}
    db.session.add_all(made.values())
    return made


def _post(
    article: Article,
    people: dict[str, User],
    categories: dict[str, Category],
    tags: dict[str, Tag],
    pictures: dict[str, Media],
) -> Post:
    moment = _moment(article.day)
    dated = article.status in (Status.PUBLISHED, Status.SCHEDULED)
    by = "tess" if article.status == Status.IN_REVIEW else article.by
    return Post(
        title=article.title,
        slug=slug_from(article.title, "post"),
        body=_html(article.body),
        excerpt=article.excerpt,
        status=article.status,
        status_before_trash=Status.DRAFT if article.status == Status.TRASH else None,
        published_at=moment if dated else None,
        created_at=min(moment, now()) - timedelta(hours=20),
        updated_at=min(moment, now()),
        author_id=people[by].id,
        sticky=article.sticky,
        picture=pictures.get(article.picture),
        tags=[tags[name] for name in article.tags],
        categories=[categories[article.category]],
    )


def _moment(day: float) -> datetime:
    """The day from now, at an hour that suits a newspaper."""
    chosen = now() + timedelta(days=day)
    if abs(day) < 1:
        return chosen.replace(microsecond=0)
    minute = random.Random(day).randrange(0, 60, 5)  # noqa: S311 - a time of day, not a secret
    return chosen.replace(hour=7, minute=minute, second=0, microsecond=0)


def _html(parts: Sequence[str]) -> str:
    made, items = [], []
    for part in (*parts, ""):
        if part.startswith("- "):
            items.append(f"<li>{html.escape(part[2:], quote=False)}</li>")
            continue
        if items:
            made.append("<ul>\n" + "\n".join(items) + "\n</ul>")
            items = []
        text = html.escape(part.removeprefix("## ").removeprefix("> "), quote=False)
        if part.startswith("## "):
            made.append(f"<h2>{text}</h2>")
        elif part.startswith("> "):
            made.append(f"<blockquote><p>{text}</p></blockquote>")
        elif part:
            made.append(f"<p>{text}</p>")
    return sanitise("\n".join(made))


def _pages(owner: User) -> list[Page]:
    return [
        Page(
            title=leaf.title,
            slug=slug_from(leaf.title, "page"),
            excerpt=leaf.excerpt,
            body=_html((leaf.excerpt, *leaf.body)),
            status=Status.PUBLISHED,
            published_at=now() - timedelta(days=200),
            position=leaf.position,
            author_id=owner.id,
            comments_open=False,
        )
        for leaf in PAGES
    ]
