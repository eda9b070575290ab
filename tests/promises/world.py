"""A small site with something on every screen, for tests that visit them all."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from admin_app.columns import now
from admin_app.content.models import (
    Autosave,
    Category,
    CustomField,
    Media,
    MergedTerm,
    Note,
    Page,
    PlannedChange,
    Post,
    Redirect,
    ReviewLink,
    Tag,
    TextTemplate,
    Webhook,
    merged_key,
)
from admin_app.content.queries.notes import token_hash
from admin_app.desk.saved.models import SavedView
from admin_app.extensions import db
from admin_app.outbox.models import OutboxMessage
from admin_app.readers.models import (
    Appeal,
    Claim,
    Comment,
    Reader,
    ReaderNote,
    Report,
    Rule,
    Sweep,
    Watch,
)
from admin_app.unit_of_work import one_commit
from tests.support.beginnings import State
from tests.support.cast import make_people

# What leads a guest to a draft.
GUEST = "a-guest-of-the-editors"


def settle(app: Flask) -> dict[str, int]:
    """Make the people and what they wrote; the people's ids by role."""
    people = make_people(app)
    with app.app_context(), one_commit("Made a field", record=False):
        db.session.add(CustomField(label="Dateline", key="dateline", on_pages=True, shown=True))
        hook = {"url": "https://example.org/hook", "events": "post.published", "salt": "s"}
        db.session.add(Webhook(**hook, is_on=False))
    with app.app_context(), one_commit("Settled the site"):
        _content(people)
        db.session.add(TextTemplate(name="Report", title="Report of the week", tags="Ferries"))
        db.session.add(
            SavedView(
                name="Drafts by title",
                screen="post",
                query="?status=draft&sort=title",
                shared=True,
                owner_id=people["editor"],
            )
        )
        db.session.flush()
        _comments(people)
        _planned(people)
        _unsaved(people)
        _mail()
        _review()
    return people


# Its readers have written a moment ago, and may still change what they wrote.
SMALL_SITE = State("small_site", settle, lasts=60)


def _content(people: dict[str, int]) -> None:
    news = Category(name="News", slug="news")
    db.session.add(news)
    db.session.flush()
    db.session.add(Category(name="Harbour", slug="harbour", parent_id=news.id))
    ferries = Tag(name="Ferries", slug="ferries")
    picture = Media(
        title="A ferry",
        key="00/0000.png",
        mime="image/png",
        size=68,
        width=1,
        height=1,
        uploaded_by_id=people["author"],
    )
    thrown = Media(
        title="A gull",
        key="00/0001.png",
        mime="image/png",
        size=68,
        width=1,
        height=1,
        uploaded_by_id=people["author"],
        trashed_at=now(),
    )
    db.session.add(picture)
    db.session.add_all([ferries, Tag(name="Sea", slug="sea"), Category(name="Sea", slug="sea")])
    db.session.flush()
    db.session.add(thrown)
    for model, target in ((Tag, {"tag_id": ferries.id}), (Category, {"category_id": news.id})):
        key = merged_key(model, "Once")
        db.session.add(
            MergedTerm(key=key, name="Once", slug="once", was_id=900, links={}, **target)
        )
    db.session.add(Redirect(path="/old-home", url="/"))
    db.session.add(
        Rule(
            verdict="hold",
            kind="words",
            value="casino",
            sentence="Hold a comment that contains “casino”",
            position=10,
        )
    )
    soon, past = now() + timedelta(days=2), now() - timedelta(days=2)
    for position, status in enumerate(("draft", "in_review", "scheduled", "published", "trash")):
        moment = {"scheduled": soon, "published": past}.get(status)
        shared = {
            "status": status,
            "published_at": moment,
            "body": f"<p>Text of the {status} one.</p>",
            "author_id": people["author" if status == "published" else "editor"],
            "status_before_trash": "draft" if status == "trash" else None,
        }
        db.session.add(
            Post(
                title=f"Post {position}",
                slug=f"post-{position}",
                tags=[ferries] if status in ("draft", "published") else [],
                categories=[news] if status == "published" else [],
                picture=picture if status == "published" else None,
                **shared,
            )
        )
        db.session.add(Page(title=f"Page {position}", slug=f"page-{position}", **shared))
    db.session.add(
        Page(
            title="Behind a word",
            slug="behind-a-word",
            status="published",
            published_at=past,
            password="open sesame",
        )
    )
    db.session.add(
        Post(
            title="Behind a word",
            slug="behind-a-word",
            status="published",
            published_at=past,
            password="open sesame",
            tags=[],
            categories=[],
        )
    )


def _comments(people: dict[str, int]) -> None:
    post = db.session.query(Post).filter_by(slug="post-3").one()
    page = db.session.query(Page).filter_by(slug="page-3").one()
    for status in ("pending", "approved", "spam", "removed"):
        db.session.add(
            Comment(
                post_id=post.id,
                author_name=f"Reader {status}",
                author_email=f"{status}@example.net",
                body=f"A {status} comment.",
                status=status,
            )
        )
    db.session.add(
        Comment(
            page_id=page.id,
            author_name="Reader of pages",
            author_email="pages@example.net",
            body="A comment on a page.",
            status="pending",
        )
    )
    reader = Reader(email="approved@example.net")
    db.session.add(reader)
    db.session.flush()
    said = db.session.query(Comment).filter_by(status="approved").one()
    db.session.add(Watch(comment_id=said.id, reader_id=reader.id))
    db.session.add(Report(comment_id=said.id, reason="spam", reporter="203.0.113.0/24"))

    db.session.flush()
    removed = db.session.query(Comment).filter_by(status="removed").one()
    db.session.add(
        Appeal(comment_id=removed.id, text="Look again, please.", against_status="removed")
    )
    db.session.add(
        ReaderNote(email="approved@example.net", body="Is kind.", author_name="Moderator Moor")
    )
    db.session.flush()
    waiting = db.session.query(Comment).filter_by(status="pending").order_by(Comment.id).all()
    db.session.add(
        Claim(user_id=people["editor"], comment_id=waiting[0].id, until=now() + timedelta(days=1))
    )
    db.session.add(
        Sweep(action="spam", ids=[waiting[0].id], total=1, started_by_id=people["editor"])
    )


def _review() -> None:
    """A draft that a guest may read, and has noted on."""
    post = db.session.query(Post).filter_by(slug="post-0").one()
    link = ReviewLink(
        post_id=post.id, token_hash=token_hash(GUEST), expires_at=now() + timedelta(days=9)
    )
    db.session.add(link)
    db.session.flush()
    shared = {"post_id": post.id, "block": 0, "quote": "Text of the draft one."}
    db.session.add(Note(body="Which one?", author_name="A guest", link_id=link.id, **shared))


def _planned(people: dict[str, int]) -> None:
    post = db.session.query(Post).filter_by(slug="post-3").one()
    db.session.add(
        PlannedChange(
            post_id=post.id,
            title=post.title,
            base_version=post.version,
            before={"title": post.title},
            after={"title": "Post 3, from tomorrow on"},
            goes_live_at=now() + timedelta(days=1),
            author_id=people["editor"],
            author_name="Editor Moor",
        )
    )


def _unsaved(people: dict[str, int]) -> None:
    """What the owner typed into the first post and left."""
    db.session.add(
        Autosave(
            person_id=people["owner"],
            entity="post",
            entity_id=1,
            draft_key="left-by-the-owner",
            version=1,
            title="Post 0",
            fields=[["title", "Post 0"], ["body", "<p>Left unsaved.</p>"]],
        )
    )


def _mail() -> None:
    for state in ("waiting", "failed"):
        db.session.add(
            OutboxMessage(
                kind="mail",
                recipient="someone@example.net",
                subject=f"A {state} message",
                payload={"text": "Hello.", "html": None},
                state=state,
                attempts=0,
            )
        )
