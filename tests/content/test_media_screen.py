"""The library of pictures: uploads, who sees them, deletes and what becomes of the files."""

from __future__ import annotations

import errno
import io
import os
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select, update

from admin_app.columns import now
from admin_app.content import housekeeping
from admin_app.content.markup import sanitise
from admin_app.content.models import Media, Post
from admin_app.extensions import db
from admin_app.history.models import Changeset
from admin_app.unit_of_work import one_commit
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.traffic import Traffic, failing_at

Ids = dict[str, int]
NEW = "/admin/media/new/"


def picture(colour: str = "teal", width: int = 500, kind: str = "PNG") -> bytes:
    """The bytes of a picture."""
    out = io.BytesIO()
    Image.new("RGB", (width, 300), colour).save(out, kind)
    return out.getvalue()


def upload(client: Client, data: bytes, name: str = "sea.png", **fields: str) -> int:
    """Upload a picture; its id."""
    answer = client.submit(NEW, {"file": (io.BytesIO(data), name), **fields})
    assert answer.status_code == 303, answer.text
    return int(answer.location.rpartition("=")[2])


def files(app: Flask) -> set[str]:
    """The keys of all files that lie in the storage."""
    folder = Path(app.config["MEDIA_FOLDER"])
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def named(app: Flask) -> set[str]:
    """The keys that rows name."""
    with app.app_context():
        rows = db.session.scalars(select(Media).order_by(Media.id)).all()
        return {key for row in rows for key in (row.key, *row.renditions.values())}


def stored(app: Flask, media_id: int) -> Media | None:
    with app.app_context():
        return db.session.get(Media, media_id)


def delete_for_good(client: Client, media_id: int) -> None:
    """Move a file to the trash, and delete it there."""
    client.submit(f"/admin/media/edit/?id={media_id}", form="move", button="action=trash")
    page = f"/admin/media/delete/?id={media_id}"
    assert client.submit(page, form="/admin/media/delete/").status_code == 303


def show_on_post(app: Flask, media_id: int, author_id: int, slug: str = "a") -> int:
    """A post of this author with this picture; its id."""
    with app.app_context(), one_commit("Set up", record=False):
        post = Post(title=f"Post {slug}", slug=slug, author_id=author_id, picture_id=media_id)
        db.session.add(post)
        db.session.flush()
        return int(post.id)


def picture_of(app: Flask, post_id: int) -> int | None:
    with app.app_context():
        return db.session.get_one(Post, post_id).picture_id


def full_disk(fails: Callable[[], bool]) -> Callable[..., None]:
    """What stands in for a write: it finds the disk full whenever `fails` says so."""

    def write(*_: object, **__: object) -> None:
        if fails():
            raise OSError(errno.ENOSPC, "No space left on device")

    return write


def test_a_disk_that_is_full_at_any_moment_of_an_upload_keeps_nothing_of_it(
    app: Flask, author: Client, traffic: Traffic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever of its files it is that finds no room; and what was said of the picture stays."""
    data = picture("olive", width=900)
    moments = 0
    while True:
        left = [moments]

        def is_full(left: list[int] = left) -> bool:
            left[0] -= 1
            return left[0] == -1

        form = author.get(NEW)
        traffic.clear()
        with monkeypatch.context() as patch:
            patch.setattr("admin_app.content.media.storage.os.fsync", full_disk(is_full))
            fields = {"file": (io.BytesIO(data), "sea.png"), "alt": "Grey & <calm>"}
            answer = author.send(form, fields)
        if answer.status_code == 303:
            break
        moments += 1
        assert answer.status_code == 422
        assert "There is no room left on the disk" in answer.text
        assert 'value="Grey &amp; &lt;calm&gt;"' in answer.text
        assert files(app) == set()
        assert not traffic.writes
        assert stored(app, 1) is None
    assert moments >= 4  # two files, each written and each put into its folder
    assert files(app) == named(app) != set()


def test_a_disk_that_is_full_while_a_form_comes_in_is_said(
    app: Flask, author: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large file waits in a temporary one while the rest of its form is read."""
    form = author.get(NEW)
    with monkeypatch.context() as patch:
        patch.setattr("werkzeug.wrappers.request.default_stream_factory", full_disk(lambda: True))
        answer = author.send(form, {"file": (io.BytesIO(picture()), "sea.png"), "alt": "Sea"})
    assert answer.status_code == 507
    assert "no room left on this site&#39;s disk" in answer.text
    assert files(app) == set()
    assert upload(author, picture()) == 1


def test_an_upload_is_one_commit_and_its_files_are_there(
    app: Flask, author: Client, people: Ids, traffic: Traffic
) -> None:
    form = author.get(NEW)
    traffic.clear()
    fields = {"file": (io.BytesIO(picture()), "low_tide.png"), "alt": "Grey sand", "title": ""}
    answer = author.send(form, fields)
    assert answer.status_code == 303
    assert traffic.commits == 1
    row = stored(app, 1)
    assert row is not None
    assert (row.title, row.alt, row.mime) == ("low tide", "Grey sand", "image/png")
    assert (row.width, row.height, row.uploaded_by_id) == (500, 300, people["author"])
    assert sorted(row.renditions) == ["400", "500"]
    assert files(app) == named(app)
    page = author.get(answer.location).text
    assert "Uploaded “low tide”." in page
    shown = re.search(r'<img[^>]*src="([^"]+)"', page)
    assert shown
    assert author.get(shown[1]).mimetype.startswith("image/")


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"<script>alert(1)</script>", "a.png", "not a picture"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "a.svg", "SVG"),
        (b"<?php system($_GET[0]);", "a.php", "not a picture"),
        (b"AddType application/x-httpd-php .png", ".htaccess", "not a picture"),
        (picture()[:200], "cut.png", "damaged"),
        (b"", "empty.png", "empty"),
    ],
)
def test_what_is_no_picture_is_refused_beside_the_field_and_the_words_are_kept(
    app: Flask, author: Client, data: bytes, name: str, said: str
) -> None:
    answer = author.submit(NEW, {"file": (io.BytesIO(data), name), "alt": "My words"})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'id="file-error"' in answer.text
    assert "My words" in answer.text
    assert (files(app), named(app)) == (set(), set())


def test_a_form_without_a_file_is_refused(author: Client) -> None:
    answer = author.submit(NEW, {"title": "Low tide"})
    assert answer.status_code == 422
    assert "Choose a file." in answer.text
    assert "Low tide" in answer.text


@pytest.mark.parametrize(
    "name", ["../../etc/x.png", "a\x00b.png", "n" * 300 + ".png", "..", "C:\\a"]
)
def test_a_hostile_name_only_gives_a_title(app: Flask, author: Client, name: str) -> None:
    media_id = upload(author, picture(), name)
    row = stored(app, media_id)
    assert row is not None
    assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}\.png", row.key)
    assert row.title
    assert len(row.title) <= 100
    assert not re.search(r"[/\\\x00]", row.title)


def test_the_same_name_twice_is_two_files(app: Flask, author: Client) -> None:
    upload(author, picture("teal"), "sea.png")
    upload(author, picture("navy"), "sea.png")
    assert len({key for key in files(app) if key.endswith(".png")}) == 2


def test_whatever_statement_fails_there_is_a_file_for_each_row_and_none_besides(
    app: Flask, author: Client
) -> None:
    point = 0
    failed = True
    while failed:
        point += 1
        form = author.get(NEW)
        data = picture("#%06x" % (point * 5))
        rows, kept = named(app), files(app)
        with failing_at(point) as traffic:
            answer = author.send(form, {"file": (io.BytesIO(data), "sea.png")})
        failed = len(traffic.events) >= point
        if answer.status_code == 303:
            assert named(app) > rows
        else:
            assert (named(app), files(app)) == (rows, kept)
        assert files(app) == named(app)
    assert point > 5


def test_a_failed_upload_leaves_the_file_that_another_row_has(
    app: Flask, author: Client, editor: Client
) -> None:
    upload(editor, picture())
    kept = files(app)
    form = author.get(NEW)
    with failing_at(8):
        answer = author.send(form, {"file": (io.BytesIO(picture()), "again.png")})
    assert answer.status_code >= 500
    assert files(app) == kept == named(app)


def test_eight_copies_of_one_upload_are_one_row(app: Flask, author: Client) -> None:
    form = author.get(NEW)

    def send(_: int) -> tuple[int, str]:
        answer = author.send(form, {"file": (io.BytesIO(picture()), "sea.png")})
        return answer.status_code, answer.location

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(send, range(8)))
    assert len(answers) == 1
    with app.app_context():
        assert len(db.session.scalars(select(Media.id)).all()) == 1
    assert files(app) == named(app)


def test_writers_see_their_own_files_and_editors_all(
    app: Flask, author: Client, editor: Client, people: Ids
) -> None:
    own, other = upload(author, picture("teal")), upload(editor, picture("navy"), "boats.png")
    assert "boats" not in author.get("/admin/media/").text
    assert "boats" not in author.get("/admin/media/export/csv/").text
    assert all(title in editor.get("/admin/media/").text for title in ("sea", "boats"))
    assert author.get(f"/admin/media/edit/?id={other}").status_code == 404
    assert author.get(f"/admin/media/delete/?id={other}").status_code == 404
    assert editor.submit(f"/admin/media/edit/?id={own}", {"alt": "Waves"}).status_code == 303
    assert author.submit(f"/admin/media/edit/?id={own}", {"alt": "Big waves"}).status_code == 303
    assert sign_in(app, "moderator").get("/admin/media/").status_code == 403


def test_a_bulk_delete_with_one_foreign_file_deletes_none(
    app: Flask, author: Client, editor: Client
) -> None:
    own, other = upload(author, picture("teal")), upload(editor, picture("navy"))
    page = author.get("/admin/media/")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    answer = author.post(
        "/admin/media/action/",
        data={"csrf_token": token[1], "action": "delete", "rowid": [own, other]},
    )
    assert answer.status_code == 404
    assert stored(app, own) is not None


def test_the_title_is_required_and_the_words_are_cleaned(app: Flask, author: Client) -> None:
    media_id = upload(author, picture())
    path = f"/admin/media/edit/?id={media_id}"
    assert author.submit(path, {"title": " \u200b "}).status_code in (303, 422)
    assert author.submit(path, {"title": ""}).status_code == 422
    author.submit(path, {"title": "Low\u202e tide", "alt": "A\x07 b\nc", "caption": "One\r\nTwo"})
    row = stored(app, media_id)
    assert row is not None
    assert (row.title, row.alt, row.caption) == ("Low tide", "A b c", "One\nTwo")


def test_files_are_found_by_title_and_by_what_lacks_a_description(editor: Client) -> None:
    upload(editor, picture("teal"), "tide.png", alt="Grey sand")
    upload(editor, picture("navy"), "boats.png")

    def titles(query: str) -> list[str]:
        page = editor.get(f"/admin/media/?{query}").text
        return re.findall(r'class="title"[^>]*>([^<]+)<', page)

    assert titles("") == ["boats", "tide"]
    assert titles("search=SAND") == ["tide"]
    assert titles("alt=none") == ["boats"]
    for nobody in ("999", "abc", "-1", "9" * 30, "%00"):
        assert titles(f"by={nobody}") in ([], ["boats", "tide"])


def test_the_delete_page_names_the_posts_and_undo_gives_the_picture_back(
    app: Flask, editor: Client, people: Ids, traffic: Traffic
) -> None:
    media_id = upload(editor, picture())
    post_id = show_on_post(app, media_id, people["author"])
    assert editor.get(f"/admin/media/delete/?id={media_id}").status_code == 403
    editor.submit(f"/admin/media/edit/?id={media_id}", form="move", button="action=trash")
    assert picture_of(app, post_id) == media_id
    asked = editor.get(f"/admin/media/delete/?id={media_id}")
    assert "post stays, without its picture: “Post a”" in asked.text
    traffic.clear()
    assert editor.send(asked, form="/admin/media/delete/").status_code == 303
    assert traffic.commits == 1
    assert stored(app, media_id) is None
    assert picture_of(app, post_id) is None
    editor.submit("/admin/media/", form="/admin/activity/undo/")
    assert picture_of(app, post_id) == media_id
    assert files(app) == named(app)


def test_a_writer_deletes_and_restores_their_own_file(
    app: Flask, author: Client, people: Ids
) -> None:
    media_id = upload(author, picture())
    post_id = show_on_post(app, media_id, people["author"])
    delete_for_good(author, media_id)
    assert stored(app, media_id) is None
    author.submit("/admin/media/", form="/admin/activity/undo/")
    assert stored(app, media_id) is not None
    assert picture_of(app, post_id) == media_id


def test_a_writer_may_not_take_a_picture_from_somebody_elses_post(
    app: Flask, author: Client, people: Ids
) -> None:
    media_id = upload(author, picture())
    show_on_post(app, media_id, people["editor"])
    author.submit(f"/admin/media/edit/?id={media_id}", form="move", button="action=trash")
    assert author.get(f"/admin/media/delete/?id={media_id}").status_code == 403
    assert "Post a" not in author.get(f"/admin/media/edit/?id={media_id}").text
    answer = author.submit(
        "/admin/media/?status=trash",
        {"rowid": [media_id]},
        form="/admin/media/action/",
        button="action=delete",
    )
    assert answer.status_code == 403
    assert stored(app, media_id) is not None


@pytest.fixture
def sweep(app: Flask) -> Callable[[], None]:
    """Let two days pass for every file, then sweep."""

    def run() -> None:
        long_ago = time.time() - 2 * housekeeping.DAY
        folder = Path(app.config["MEDIA_FOLDER"])
        for path in folder.rglob("*"):
            if path.is_file():
                os.utime(path, (long_ago, long_ago))
        with app.app_context():
            housekeeping.sweep_files()

    return run


def test_files_outlive_their_row_as_long_as_undo_may_want_them(
    app: Flask, editor: Client, sweep: Callable[[], None]
) -> None:
    kept, gone = upload(editor, picture("teal")), upload(editor, picture("navy"))
    delete_for_good(editor, gone)
    before = files(app)
    sweep()
    assert files(app) == before
    with app.app_context(), one_commit("Set up", record=False):
        db.session.execute(update(Changeset).values(at=now() - 2 * housekeeping.GRACE))
    sweep()
    assert files(app) == named(app) != before
    assert stored(app, kept) is not None
    answer = editor.submit("/admin/media/", form="/admin/activity/undo/")
    assert answer.status_code == 409
    assert "was removed for good" in answer.text
    assert stored(app, gone) is None


def test_what_no_row_ever_named_is_swept(app: Flask, sweep: Callable[[], None]) -> None:
    folder = Path(app.config["MEDIA_FOLDER"])
    stray = folder / "ab" / "cd" / f"abcd{'0' * 60}.png"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(picture())
    with app.app_context():
        housekeeping.sweep_files()
    assert stray.is_file()
    sweep()
    assert not stray.exists()


def test_the_markup_offered_for_texts_survives_the_sanitiser(author: Client) -> None:
    media_id = upload(author, picture(), alt='Say "hi" <b>')
    page = author.get(f"/admin/media/edit/?id={media_id}")
    field = re.search(r'id="snippet" value="([^"]+)"', page.text)
    assert field
    import html

    snippet = html.unescape(field[1])
    assert "/media/" in snippet
    assert 'width="500"' in sanitise(snippet)
    assert "<b>" not in sanitise(snippet)


def test_an_author_keeps_the_picture_that_an_editor_gave_their_post(
    app: Flask, author: Client, editor: Client, people: Ids
) -> None:
    media_id = upload(editor, picture(), "boats.png")
    foreign = upload(editor, picture("navy"), "secret.png")
    post_id = show_on_post(app, media_id, people["author"])
    path = f"/admin/post/edit/?id={post_id}"
    page = author.get(path)
    assert "boats" in page.text
    assert "secret" not in page.text
    assert author.send(page, {"title": "New title"}).status_code == 303
    assert picture_of(app, post_id) == media_id
    answer = author.submit(path, {"picture": str(foreign)})
    assert answer.status_code == 422
    assert "secret" not in answer.text
    assert picture_of(app, post_id) == media_id


def test_a_stored_file_is_never_a_page(app: Flask, author: Client) -> None:
    media_id = upload(author, picture())
    row = stored(app, media_id)
    assert row is not None
    answer = author.get(f"/media/{row.key}")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
