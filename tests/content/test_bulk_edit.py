"""Bulk edit: what would change is shown first; then it is one commit, whatever the number."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from admin_app.columns import now
from admin_app.content.models import Category, Media, Post, Tag, post_tag
from admin_app.extensions import db
from admin_app.unit_of_work import one_commit
from tests.promises.contents import contents
from tests.support.cast import sign_in
from tests.support.forms import find_form
from tests.support.traffic import Traffic

BULK = "/admin/post/bulk/"
EVERYTHING = {
    "add_tags": "Tides, Ferries, Brand new",
    "remove_tags": "Old",
    "add_categories": "Fresh",
    "remove_categories": "News",
    "status": "published",
    "comments_open": "0",
    "sticky": "1",
    "shift_days": "-3",
}


@pytest.fixture
def people(small_site: dict[str, int]) -> dict[str, int]:
    """The people of a small site."""
    return small_site


def _posts(app: Flask, count: int, author_id: int) -> list[int]:
    with app.app_context(), one_commit("Made posts", record=False):
        old = db.session.scalar(select(Tag).where(Tag.name == "Old")) or Tag(name="Old", slug="old")
        db.session.add(old)
        news = db.session.scalars(select(Category).where(Category.name == "News")).one()
        posts = [
            Post(
                title=f"Many {count} {number}",
                slug=f"many-{count}-{number}",
                status="published",
                published_at=now() - timedelta(days=number + 1),
                author_id=author_id,
                tags=[old],
                categories=[news] if number % 2 else [],
            )
            for number in range(count)
        ]
        db.session.add_all(posts)
        db.session.flush()
        return [post.id for post in posts]


def _address(ids: list[int], **wishes: str) -> str:
    return f"{BULK}?{urlencode({'ids': ' '.join(map(str, ids)), **wishes})}"


def _links(app: Flask, ids: list[int]) -> dict[int, set[str]]:
    with app.app_context():
        rows = db.session.execute(
            select(post_tag.c.post_id, Tag.name)
            .join(Tag, Tag.id == post_tag.c.tag_id)
            .where(post_tag.c.post_id.in_(ids))
        ).all()
    return {post_id: {name for one, name in rows if one == post_id} for post_id in ids}


def test_what_was_selected_is_rehearsed_done_and_undone(app: Flask, people: dict[str, int]) -> None:
    ids = _posts(app, 12, people["author"])
    editor = sign_in(app, "editor")
    listed = editor.get("/admin/post/?status=published")
    sent = editor.send(listed, {"rowid": ids}, form="/admin/post/action/", button="action=edit")
    assert sent.status_code == 303
    assert "ids=" in sent.location
    assert "No change" in editor.get(sent.location).text
    with app.app_context():
        before = contents(db.engine, db.metadata)

    page = editor.get(_address(ids, **EVERYTHING, author=str(people["editor"])))
    assert "12 posts would change" in page.text
    assert "New tags: Tides, Brand new" in page.text
    assert "<del>Author Moor</del>" in page.text
    with app.app_context():
        assert contents(db.engine, db.metadata) == before

    done = editor.send(page, form=f"{BULK}change/", button="Change 12 posts")
    assert done.status_code == 303
    assert all(tags == {"Tides", "Ferries", "Brand new"} for tags in _links(app, ids).values())
    with app.app_context():
        posts = db.session.scalars(select(Post).where(Post.id.in_(ids))).all()
        assert {(p.comments_open, p.sticky, p.author_id) for p in posts} == {
            (False, True, people["editor"])
        }
        assert all(post.version == 2 for post in posts)
        counts = {tag.name: tag.post_count for tag in db.session.scalars(select(Tag))}
        assert (counts["Brand new"], counts["Old"]) == (12, 0)

    told = editor.get(done.location)
    assert "Changed 12 posts: added tags Tides, Ferries, Brand new; removed tag Old" in told.text
    assert editor.send(told, form="/admin/activity/undo/").status_code == 303
    with app.app_context():
        after = contents(db.engine, db.metadata)
    assert after["post_tag"] == before["post_tag"]
    assert after["post_category"] == before["post_category"]
    assert after["tag"] == before["tag"]


def _received(app: Flask, ids: list[int]) -> set[tuple[str, int | None]]:
    """How these posts receive comments, and for how many days."""
    with app.app_context():
        columns = (Post.comments_mode, Post.comments_close_after_days)
        rows = db.session.execute(select(*columns).where(Post.id.in_(ids)))
        return {(row[0], row[1]) for row in rows}


def test_how_comments_arrive_is_changed_and_given_back_to_the_site(
    app: Flask, people: dict[str, int]
) -> None:
    ids = _posts(app, 3, people["author"])
    editor = sign_in(app, "editor")
    page = editor.get(_address(ids, comments_mode="hold_all", comments_close_after_days="14"))
    assert "New comments: <del>as the site does</del>" in page.text
    assert "<ins>close after 14 days</ins>" in page.text
    done = editor.send(page, form=f"{BULK}change/")
    assert _received(app, ids) == {("hold_all", 14)}
    told = editor.get(done.location)
    assert "new comments all wait; comments close after 14 days" in told.text
    page = editor.get(_address(ids, comments_mode="site"))
    editor.send(page, form=f"{BULK}change/")
    assert _received(app, ids) == {("", None)}
    editor.submit("/admin/activity/", form="/admin/activity/undo/")
    assert _received(app, ids) == {("hold_all", 14)}


def test_statements_do_not_grow_with_the_posts(
    app: Flask, people: dict[str, int], traffic: Traffic
) -> None:
    editor = sign_in(app, "owner")
    counts = []
    for number in (10, 200):
        ids = _posts(app, number, people["author"])
        wishes = EVERYTHING | {"add_tags": f"New {number}", "add_categories": f"Also {number}"}
        wishes |= {"author": str(people["editor"]), "state": "status=published"}
        page = editor.get(_address(ids, **wishes))
        traffic.clear()
        answer = editor.send(page, form=f"{BULK}change/")
        assert answer.status_code == 303
        assert traffic.commits == 1
        counts.append(len([one for one in traffic.statements if not one.startswith("BEGIN")]))
    assert counts[0] == counts[1]
    assert counts[0] <= 20  # all that can be wished for at once, with new tags and categories


def test_a_name_that_was_merged_is_rehearsed_and_done_as_what_it_became(
    app: Flask, people: dict[str, int]
) -> None:
    ids = _posts(app, 3, people["author"])
    with app.app_context(), one_commit("Tags", record=False):
        db.session.add_all([Tag(name="Color", slug="color"), Tag(name="Colour", slug="colour")])
        db.session.flush()
        merged_id = db.session.scalar(select(Tag.id).where(Tag.name == "Colour"))
    editor = sign_in(app, "editor")
    editor.submit(f"/admin/tag/merge/?id={merged_id}", {"into": "Color"})
    page = editor.get(_address(ids, add_tags="colour"))
    assert "New tags" not in page.text
    assert "<ins>Color, Old</ins>" in page.text
    assert editor.send(page, form=f"{BULK}change/").status_code == 303
    assert all(tags == {"Old", "Color"} for tags in _links(app, ids).values())
    assert "3 are like this already" in editor.get(_address(ids, add_tags="COLOUR")).text
    page = editor.get(_address(ids, remove_tags="Colour"))
    assert editor.send(page, form=f"{BULK}change/").status_code == 303
    assert all(tags == {"Old"} for tags in _links(app, ids).values())


def test_a_picture_without_words_keeps_its_post_from_being_published_with_the_others(
    app: Flask, people: dict[str, int]
) -> None:
    ids = _posts(app, 3, people["author"])
    with app.app_context(), one_commit("Drafts", record=False):
        untold = Media(title="Quay", key="aa/q.jpg", mime="image/jpeg", size=1)
        db.session.add(untold)
        db.session.flush()
        drafts = update(Post).where(Post.id.in_(ids)).values(status="draft")
        db.session.execute(drafts)
        body = (
            update(Post).where(Post.id == ids[0]).values(body='<p><img src="/media/aa/q.jpg"></p>')
        )
        db.session.execute(body)
        db.session.execute(update(Post).where(Post.id == ids[1]).values(picture_id=untold.id))
    editor = sign_in(app, "editor")
    page = editor.get(_address(ids, status="published"))
    assert "A picture in the text has no description." in page.text
    assert "Its picture “Quay” has no description." in page.text
    assert editor.send(page, form=f"{BULK}change/").status_code == 422
    done = editor.send(page, {"leave_out": True}, form=f"{BULK}change/")
    assert done.status_code == 303
    with app.app_context():
        rows = select(Post.status).where(Post.id.in_(ids)).order_by(Post.id)
        assert db.session.scalars(rows).all() == ["draft", "draft", "published"]


def test_all_that_match_are_changed(app: Flask, people: dict[str, int]) -> None:
    _posts(app, 40, people["author"])
    editor = sign_in(app, "editor")
    listed = editor.get("/admin/post/?search=many")
    sent = editor.send(
        listed, {"all_matching": True}, form="/admin/post/action/", button="action=edit"
    )
    page = editor.get(f"{sent.location}&comments_open=0")
    assert "40 posts would change" in page.text
    assert "The first 50" not in page.text
    assert editor.send(page, form=f"{BULK}change/").location == "/admin/post/?search=many"
    with app.app_context():
        closed = select(Post.id).where(Post.comments_open.is_(False))
        assert len(db.session.scalars(closed).all()) == 40


def test_those_that_refuse_say_why_and_are_left_out_only_if_one_says_so(
    app: Flask, people: dict[str, int]
) -> None:
    ids = _posts(app, 2, people["author"])
    with app.app_context(), one_commit("No date", record=False):
        db.session.execute(
            update(Post).where(Post.id == ids[0]).values(status="draft", published_at=None)
        )
    editor = sign_in(app, "editor")
    page = editor.get(_address(ids, shift_days="5"))
    assert "It has no date that could be moved." in page.text
    refused = editor.send(page, form=f"{BULK}change/")
    assert refused.status_code == 422
    assert "leave them out" in refused.text
    done = editor.send(page, {"leave_out": True}, form=f"{BULK}change/")
    assert done.status_code == 303
    with app.app_context():
        moved = db.session.get(Post, ids[1])
        assert moved is not None
        assert moved.status == "scheduled"


def test_what_changed_since_the_rehearsal_is_said_and_rehearsed_again(
    app: Flask, people: dict[str, int]
) -> None:
    ids = _posts(app, 3, people["author"])
    editor = sign_in(app, "editor")
    page = editor.get(_address(ids, add_tags="Late"))
    sign_in(app, "owner").submit(f"/admin/post/edit/?id={ids[0]}", {"title": "Moved on"})
    again = editor.send(page, form=f"{BULK}change/")
    assert again.status_code == 409
    assert "changed since the rehearsal" in again.text
    assert "Moved on" in again.text
    assert "Late" not in _links(app, ids)[ids[0]]
    with app.app_context():
        assert db.session.scalar(select(Tag).where(Tag.name == "Late")) is None
    form = find_form(again.text, f"{BULK}change/", f"{BULK}change/", {})
    assert editor.post(form.action, data=form.data({})).status_code == 303
    assert "Late" in _links(app, ids)[ids[0]]


def test_a_writer_changes_their_own_and_gets_round_no_editor(
    app: Flask, people: dict[str, int]
) -> None:
    own = _posts(app, 2, people["contributor"])
    others = _posts(app, 3, people["editor"])
    contributor = sign_in(app, "contributor")
    assert contributor.get(_address(others, add_tags="Mine")).status_code == 404
    assert contributor.get(_address([*own, others[0]], add_tags="Mine")).status_code == 404
    page = contributor.get(_address(own, add_tags="Mine"))
    assert page.text.count("It is not yours to change.") == 2
    with app.app_context(), one_commit("Drafts", record=False):
        db.session.execute(update(Post).where(Post.id.in_(own)).values(status="draft"))
    for forged in ({"status": "published"}, {"sticky": "1"}, {"author": str(people["editor"])}):
        answer = contributor.get(_address(own, **forged))
        assert "2 posts would change" not in answer.text


@pytest.mark.parametrize(
    "wishes",
    [
        {"add_tags": "x" * 10_000},
        {"add_tags": "\u202e\u202e"},
        {"add_tags": ",".join(f"t{n}" for n in range(60))},
        {"shift_days": str(10**30)},
        {"published_at": "9999-99-99T00:00"},
        {"published_at": "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace")},
        {"author": "0"},
        {"author": "x" * 500},
        {"status": "trash"},
        {"status": "scheduled"},
        {"comments_open": "7"},
        {"comments_mode": "closed"},
        {"comments_mode": "x" * 500},
        {"comments_close_after_days": "-1"},
        {"comments_close_after_days": "1" * 40},
    ],
)
def test_wishes_that_mean_nothing_are_refused_in_words(
    app: Flask, people: dict[str, int], wishes: dict[str, str]
) -> None:
    ids = _posts(app, 2, people["author"])
    editor = sign_in(app, "editor")
    answer = editor.get(_address(ids, **wishes))
    assert answer.status_code in (200, 422)
    assert "2 posts would change" not in answer.text


def test_ids_and_states_that_nobody_has_are_not_found(app: Flask, people: dict[str, int]) -> None:
    editor = sign_in(app, "editor")
    for ids in ("0", "x", "999999", "1 999999", "9" * 40, ""):
        assert editor.get(f"{BULK}?ids={ids}&add_tags=a").status_code == 404
    assert editor.get(f"{BULK}?all=1&state=%00%ff&add_tags=a").status_code == 200
    with app.app_context(), one_commit("Too many", record=False):
        shared = {"status": "draft", "body": "", "excerpt": "", "comments_open": True}
        moments = {"created_at": now(), "updated_at": now()}
        db.session.execute(
            insert(Post),
            [{"title": "t", "slug": f"s{n}", **shared, **moments} for n in range(5001)],
        )
    assert editor.get(f"{BULK}?all=1&state=status%3Ddraft").status_code == 400


@pytest.mark.parametrize("where", ["body", "picture"])
def test_a_post_comes_back_to_readers_only_with_words_for_its_pictures(
    app: Flask, people: dict[str, int], where: str
) -> None:
    ids = _posts(app, 2, people["author"])
    with app.app_context(), one_commit("Trash", record=False):
        untold = Media(title="Quay", key="aa/q.jpg", mime="image/jpeg", size=1)
        db.session.add(untold)
        db.session.flush()
        lacking = {"body": '<img src="/media/aa/q.jpg">'} if where == "body" else {}
        lacking |= {} if where == "body" else {"picture_id": untold.id}
        db.session.execute(update(Post).where(Post.id == ids[0]).values(lacking))
        trashed = {"status": "trash", "status_before_trash": "published"}
        db.session.execute(update(Post).where(Post.id.in_(ids)).values(trashed))
    editor = sign_in(app, "editor")
    page = editor.get("/admin/post/?status=trash")
    bring = {"form": "/admin/post/action/", "button": "action=restore", "follow_redirects": True}
    refused = editor.send(page, {"rowid": ids}, **bring)
    assert "has no description" in refused.text
    assert "Nothing was restored." in refused.text
    if where == "body":
        mended = {"body": '<img src="/media/aa/q.jpg" alt="The quay">'}
        assert editor.submit(f"/admin/post/edit/?id={ids[0]}", mended).status_code == 303
    else:
        assert editor.submit(f"/admin/post/edit/?id={ids[0]}", {"picture": ""}).status_code == 303
    assert "Restored 2 posts" in editor.send(page, {"rowid": ids}, **bring).text
