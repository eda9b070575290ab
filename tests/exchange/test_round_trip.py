"""What is exported as WXR and imported into an empty site is the same site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from admin_app.content.markup import sanitise
from admin_app.content.models import Category, Page, Post, Tag
from admin_app.exchange.export_wxr import wxr
from admin_app.exchange.import_wxr import import_wxr
from admin_app.extensions import db
from admin_app.people.models import User
from admin_app.readers.models import Comment
from admin_app.readers.text import fingerprint
from admin_app.unit_of_work import one_commit
from tests.exchange.conftest import SAMPLES, content, counts

MOMENT = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)
# Words that a format made of markup, entities and CDATA sections could spoil.
AWKWARD = (
    "AT&T & <b>bold</b>", "&amp;lt; &#8217; &notanentity;", "]]> and <![CDATA[x]]>",
    "“Quoted” – ψάρι 魚 🐟", "=1+1", "  inner  spaces  ", "100 % 'apostrophe' \"quote\"",
)  # fmt: skip
BODIES = (
    "<p>One</p>\n<p>Two &amp; three<br>\nfour</p>",
    "bare words\n\nin two lines",
    "<pre>  keeps\n\n  its   shape </pre><p>]]&gt;</p>",
    "<p>before</p><!--more--><p>after</p>",
    "",
)


@pytest.fixture
def site(app: Flask) -> Iterator[None]:
    """A site with something of everything, in every state."""
    with app.app_context():
        with one_commit("Made a site", record=False):
            _fill()
        yield
        db.session.remove()


def _fill() -> None:
    ana = User(email="ana@example.org", name="Ana “A.” <Sá>", slug="ana", role="editor")
    rui = User(email="rui@example.org", name="Rui & Co", slug="rui", role="author")
    top = Category(name="News & <views>", slug="news", description="What's new &amp; what's not")
    db.session.add_all([ana, rui, top])
    db.session.flush()
    below = Category(name="Harbour", slug="harbour", parent_id=top.id)
    tags = [Tag(name=name, slug=f"tag-{at}", description=name) for at, name in enumerate(AWKWARD)]
    tags = [tag for tag in tags if tag.name == " ".join(tag.name.split())]
    db.session.add_all([below, *tags])
    db.session.flush()
    for at, state in enumerate(("draft", "in_review", "scheduled", "published", "trash")):
        for number, title in enumerate(AWKWARD):
            post = Post(**_text(at, number, state, title, ana if number % 2 else rui))
            post.sticky = number == 3
            post.tags = tags[: number % 4]
            post.categories = [top, below][: number % 3]
            db.session.add(post)
    about = Page(**_text(1, 1, "published", "About", None), position=3)
    db.session.add(about)
    db.session.flush()
    db.session.add(Page(**_text(2, 2, "trash", "Under", rui), parent_id=about.id, position=-1))
    db.session.flush()
    _comment(about, db.session.query(Post).order_by(Post.id).first(), ana)


def _text(at: int, number: int, state: str, title: str, author: User | None) -> dict[str, object]:
    dated = state in ("scheduled", "published") or number % 3 == 0
    return {
        "title": title,
        "slug": f"{state.replace('_', '-')}-{at}-{number}",
        "body": sanitise(BODIES[number % len(BODIES)]),
        "excerpt": AWKWARD[-number],
        "status": state,
        "status_before_trash": "published" if state == "trash" and dated else None,
        "published_at": MOMENT + timedelta(days=number, microseconds=at) if dated else None,
        "created_at": MOMENT - timedelta(hours=number, microseconds=1),
        "updated_at": MOMENT + timedelta(hours=at),
        "comments_open": number % 2 == 0,
        "comments_mode": ("", "open", "hold_all", "signed_in")[number % 4],
        "comments_close_after_days": (None, 0, 14)[number % 3],
        "planned_on": date(2026, 3, 1 + number) if number % 2 else None,
        "password": "low tide" if number == 4 else None,
        "author_id": author.id if author else None,
    }


def _comment(page: Page, post: Post | None, moderator: User) -> None:
    assert post is not None
    above: Comment | None = None
    for at, (body, status) in enumerate(
        zip(AWKWARD, ("approved", "pending", "spam", "removed") * 2, strict=False)
    ):
        comment = Comment(
            post_id=post.id if at % 3 else None,
            page_id=None if at % 3 else page.id,
            body=f"{body}\n\nand more",
            fingerprint=fingerprint(f"{body}\n\nand more"),
            author_name=" ".join(body.split())[:90],
            author_email=f"reader{at}@example.net",
            author_url="https://example.net/?a=1&b=2" if at % 2 else "",
            author_ip="2001:db8::1" if at % 2 else "",
            status=status,
            created_at=MOMENT + timedelta(minutes=at),
            user_id=moderator.id if at == 4 else None,
            decided_at=MOMENT + timedelta(days=1) if status != "pending" else None,
            decided_by_id=moderator.id if status == "spam" else None,
        )
        if at % 3 == 2 and above is not None:
            comment.parent_id, comment.depth = above.id, 2
        db.session.add(comment)
        db.session.flush()
        above = comment


def test_an_export_imported_into_an_empty_site_is_equal(
    site: None, empty_site: Callable[[], None], tmp_path: Path
) -> None:
    before = content()
    assert len(before["posts"]) == 35
    assert len(before["comments"]) == 7
    file = tmp_path / "site.xml"
    file.write_bytes(b"".join(wxr()))
    empty_site()
    assert not content()["posts"]

    import_wxr(file, file.name)

    after = content()
    for name, rows in before.items():
        assert after[name] == rows, name


def test_an_export_of_what_was_imported_is_the_same_but_for_numbers(
    site: None, empty_site: Callable[[], None], tmp_path: Path
) -> None:
    file = tmp_path / "site.xml"
    first = b"".join(wxr())
    file.write_bytes(first)
    empty_site()
    import_wxr(file, file.name)
    assert len(b"".join(wxr())) == pytest.approx(len(first), rel=0.01)


def test_a_wordpress_site_survives_the_same_way(
    app: Flask, empty_site: Callable[[], None], tmp_path: Path
) -> None:
    with app.app_context():
        import_wxr(SAMPLES / "quirks.xml", "quirks.xml")
        before = content()
        assert before["posts"]
        file = tmp_path / "site.xml"
        file.write_bytes(b"".join(wxr()))
        empty_site()
        import_wxr(file, file.name)
        assert content() == before


def test_importing_ones_own_export_adds_nothing_the_second_time(
    site: None, empty_site: Callable[[], None], tmp_path: Path
) -> None:
    file = tmp_path / "site.xml"
    file.write_bytes(b"".join(wxr()))
    empty_site()
    import_wxr(file, file.name)
    before = counts()
    assert import_wxr(file, file.name).report.taken.total() == 0
    assert counts() == before


def test_the_commands_do_the_same(
    site: None, empty_site: Callable[[], None], run: FlaskCliRunner, tmp_path: Path
) -> None:
    before = content()
    file = tmp_path / "site.xml"
    assert run.invoke(args=["export", "wxr", str(file)]).exit_code == 0
    streamed = run.invoke(args=["export", "wxr", "-"])
    assert streamed.stdout_bytes == file.read_bytes()
    empty_site()
    answer = run.invoke(args=["import", "wxr", str(file)])
    assert answer.exit_code == 0, answer.output
    assert "Taken: 2 people, 2 categories" in answer.output
    assert content() == before
