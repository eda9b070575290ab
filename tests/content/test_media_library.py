"""The library beyond one picture: several files, the same twice, replacing, trash, uses."""

from __future__ import annotations

import io
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from werkzeug.datastructures import FileStorage

from admin_app.columns import now
from admin_app.content import housekeeping
from admin_app.content.desk import picker
from admin_app.content.models import Media, MediaKey, Page, Post, TextFile, TextFileDue
from admin_app.extensions import db
from admin_app.history.models import Changeset
from admin_app.history.undo import take_back
from admin_app.people.models import User
from admin_app.unit_of_work import one_commit
from tests.content.test_media_screen import (
    NEW,
    Ids,
    delete_for_good,
    files,
    named,
    picture,
    show_on_post,
    stored,
    upload,
)
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.traffic import Traffic, failing_at, recorded

PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\nstartxref\n9\n%%EOF\n"


def row_of(app: Flask, media_id: int) -> Media:
    row = stored(app, media_id)
    assert row is not None
    return row


def rows(app: Flask) -> list[Media]:
    with app.app_context():
        return list(db.session.scalars(select(Media).order_by(Media.id)))


def sent(*named_files: tuple[bytes, str]) -> dict[str, list[FileStorage]]:
    return {"file": [FileStorage(io.BytesIO(data), name) for data, name in named_files]}


def token(client: Client) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/admin/media/").text)
    assert found
    return found[1]


def by_script(
    client: Client, data: bytes, name: str = "sea.png", **fields: str
) -> tuple[int, dict]:
    form = {"csrf_token": token(client), "file": (io.BytesIO(data), name), **fields}
    answer = client.post("/admin/media/upload/", data=form)
    return answer.status_code, answer.json


# Several at once


def test_several_files_are_one_commit_and_one_undo(
    app: Flask, author: Client, traffic: Traffic
) -> None:
    form = author.get(NEW)
    traffic.clear()
    three = sent((picture("teal"), "a.png"), (picture("navy"), "b.png"), (PDF, "report.pdf"))
    answer = author.send(form, {**three, "alt": "Said of one file only"})
    assert (answer.status_code, answer.location) == (303, "/admin/media/")
    assert traffic.commits == 1
    assert [(row.title, row.mime, row.alt) for row in rows(app)] == [
        ("a", "image/png", ""),
        ("b", "image/png", ""),
        ("report", "application/pdf", ""),
    ]
    assert files(app) == named(app)
    page = author.get("/admin/media/")
    assert "Uploaded 3 files." in page.text
    author.send(page, form="/admin/activity/undo/")
    assert rows(app) == []


def test_of_several_the_good_ones_are_kept_and_the_others_are_named(
    app: Flask, author: Client
) -> None:
    two = sent((picture(), "sea.png"), (b"<script>", "evil.png"))
    assert author.submit(NEW, two).status_code == 303
    assert [row.title for row in rows(app)] == ["sea"]
    told = author.get("/admin/media/").text
    assert "“evil.png” was not uploaded. This is not a picture" in told
    assert "Uploaded “sea”" in told


def test_where_none_is_good_each_is_named_beside_the_field(app: Flask, author: Client) -> None:
    answer = author.submit(NEW, {**sent((b"x", "a.png"), (b"", "b.png")), "caption": "My words"})
    assert answer.status_code == 422
    assert "“a.png”: This is not a picture" in answer.text
    assert "“b.png”: This file is empty" in answer.text
    assert "My words" in answer.text
    assert (files(app), rows(app)) == (set(), [])


def test_whatever_fails_none_of_several_is_half_saved(app: Flask, author: Client) -> None:
    point, failed = 0, True
    while failed:
        point += 1
        form = author.get(NEW)
        two = sent(*((picture(f"#0{half}{point:02x}00"), "a.png") for half in "12"))
        before = len(rows(app))
        with failing_at(point) as traffic:
            answer = author.send(form, two)
        failed = len(traffic.events) >= point
        assert len(rows(app)) - before == (2 if answer.status_code == 303 else 0)
        assert files(app) == named(app)
    assert point > 5


@pytest.mark.parametrize("text", ["words", "", "\ud800"])
def test_text_in_the_place_of_a_file_is_no_file(author: Client, text: str) -> None:
    sent_text = text.encode("utf-8", "surrogatepass").decode("latin-1")
    assert author.submit(NEW, {"file": sent_text}).status_code == 422


# The same content twice


def test_a_known_file_is_offered_and_not_stored_twice(
    app: Flask, author: Client, traffic: Traffic
) -> None:
    media_id = upload(author, picture(), "sea.png")
    kept = files(app)
    form = author.get(NEW)
    traffic.clear()
    answer = author.send(form, {**sent((picture(), "other.png")), "alt": "My words"})
    assert answer.status_code == 409
    assert "This very file is in the library already, as “sea”." in answer.text
    assert f'href="/admin/media/edit/?id={media_id}"' in answer.text
    assert "My words" in answer.text
    assert not traffic.writes
    assert (len(rows(app)), files(app)) == (1, kept)
    status, told = by_script(author, picture())
    assert (status, told["id"], told["known"]) == (200, media_id, True)


def test_a_known_file_in_the_trash_is_put_into_no_text(app: Flask, author: Client) -> None:
    media_id = upload(author, picture(), "sea.png")
    author.submit("/admin/media/", {"rowid": [str(media_id)]}, button="action=trash")
    status, told = by_script(author, picture())
    assert status == 409
    assert told["error"].endswith(
        "in the trash of the library already, as “sea”. Restore it there."
    )


def test_the_pictures_for_a_text_are_found_by_words_page_by_page(
    app: Flask, author: Client, editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for width, name in enumerate(("Ferry one.png", "Pier.png", "Ferry two.png"), 500):
        upload(author, picture(width=width), name)
    upload(editor, picture("navy"), "Ferry of others.png")
    monkeypatch.setattr(picker, "SHOWN", 1)

    def pages(words: str) -> list[str]:
        found, after = [], ""
        while True:
            asked = {"search": words, "after": after}
            told = author.get("/admin/picture/", query_string=asked).json
            found += [one["title"] for one in told["pictures"]]
            if not (after := told["after"]):
                return found

    assert pages("") == ["Ferry two", "Pier", "Ferry one"]
    assert pages("FERR") == ["Ferry two", "Ferry one"]
    assert pages("one ferry") == ["Ferry one"]
    for nothing in ("%", "!", "\0", "'", "of others"):
        assert pages(nothing) == []


def test_what_others_uploaded_is_not_told(app: Flask, author: Client, editor: Client) -> None:
    """An author does not see the editor's file; both have a row of the same stored bytes."""
    upload(editor, picture(), "secret.png")
    upload(author, picture(), "mine.png")
    assert len(rows(app)) == 2
    assert len({row.key for row in rows(app)}) == 1
    delete_for_good(author, 2)
    assert files(app) >= named(app)


# From a script


def test_a_script_is_told_what_it_needs_to_show_the_file(
    app: Flask, author: Client, traffic: Traffic
) -> None:
    value = token(author)
    traffic.clear()
    form = {"csrf_token": value, "file": (io.BytesIO(picture(width=900)), "sea.png"), "alt": "Sea"}
    answer = author.post("/admin/media/upload/", data=form)
    told = answer.json
    assert (answer.status_code, traffic.commits) == (201, 1)
    assert (told["id"], told["width"], told["height"], told["alt"]) == (1, 900, 300, "Sea")
    assert told["url"] == f"/media/{row_of(app, 1).key}"
    assert re.fullmatch(r"(\S+ (400|800|900)w(, )?){3}", told["srcset"])
    assert author.get(told["thumb"]).status_code == 200


def test_a_script_is_told_why_not(app: Flask, author: Client, people: Ids) -> None:
    status, told = by_script(author, b"<script>", "a.png")
    assert status == 422
    assert "not a picture" in told["error"]
    assert by_script(author, b"", "a.png")[0] == 422
    value = token(author)
    assert author.post("/admin/media/upload/", data={"csrf_token": value}).status_code == 422
    assert author.post("/admin/media/upload/", data={}).status_code == 400
    moderator = sign_in(app, "moderator")
    assert moderator.post("/admin/media/upload/", data={}).status_code in (400, 403)
    assert rows(app) == []


def test_the_same_file_from_two_scripts_at_once_is_one_row(app: Flask, author: Client) -> None:
    """On PostgreSQL both may get through; the stored file is one, whatever happens."""
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: by_script(author, picture()), range(2)))
    assert {status for status, _ in answers} <= {200, 201}
    assert len({row.key for row in rows(app)}) == 1
    assert files(app) == named(app)


# Replacing


def replace(client: Client, media_id: int, data: bytes, name: str = "new.png", **more: str):
    path = f"/admin/media/edit/?id={media_id}"
    return client.submit(path, {"file": (io.BytesIO(data), name), **more})


def body_with(app: Flask, media_id: int) -> str:
    key = row_of(app, media_id).key
    return f'<p><img src="/media/{key}" alt="Sea" width="250" height="150"></p>'


def published(app: Flask, body: str, author_id: int, slug: str = "tide") -> int:
    with app.app_context(), one_commit("Set up", record=False):
        post = Post(
            title="Low tide",
            slug=slug,
            body=body,
            status="published",
            published_at=now(),
            author_id=author_id,
        )
        db.session.add(post)
        db.session.flush()
        return int(post.id)


def test_texts_show_what_was_put_in_a_files_place_and_undo_brings_the_old_one_back(
    app: Flask, editor: Client, people: Ids, traffic: Traffic
) -> None:
    media_id = upload(editor, picture("teal"), "sea.png", alt="Sea")
    old = row_of(app, media_id)
    published(app, body_with(app, media_id), people["editor"])
    form = editor.get(f"/admin/media/edit/?id={media_id}")
    traffic.clear()
    data = {"file": (io.BytesIO(picture("navy", width=1000)), "night.png"), "caption": "By night"}
    assert editor.send(form, data).status_code == 303
    assert traffic.commits == 1
    new = row_of(app, media_id)
    assert (new.title, new.alt, new.caption, new.name) == ("sea", "Sea", "By night", "night.png")
    assert new.key != old.key
    reader = app.test_client()
    shown = reader.get("/posts/tide").text
    assert f'src="/media/{new.key}"' in shown
    assert old.key not in shown
    assert 'width="250" height="75"' in shown
    assert reader.get(f"/media/{old.key}").location == f"/media/{new.key}"
    assert files(app) > named(app)  # the old ones stay for Undo
    editor.submit("/admin/media/", form="/admin/activity/undo/")
    assert row_of(app, media_id).key == old.key
    assert f'src="/media/{old.key}"' in reader.get("/posts/tide").text
    assert reader.get(f"/media/{old.key}").status_code == 200


def test_a_refused_replacement_leaves_the_old_file_and_the_words_typed(
    app: Flask, editor: Client
) -> None:
    media_id = upload(editor, picture(), "sea.png")
    before, kept = row_of(app, media_id), files(app)
    for data, name, said in (
        (b"<script>", "a.png", "not a picture"),
        (PDF, "a.pdf", "choose a picture to replace it"),
        (picture(), "sea.png", "the very file that it has"),
    ):
        answer = replace(editor, media_id, data, name, alt="My words")
        assert answer.status_code == 422
        assert said in answer.text
        assert "My words" in answer.text
        assert (row_of(app, media_id).key, files(app)) == (before.key, kept)


def test_a_replacement_that_fails_at_any_statement_leaves_the_old_file_intact(
    app: Flask, editor: Client
) -> None:
    media_id = upload(editor, picture(), "sea.png")
    point, failed = 0, True
    while failed:
        point += 1
        form = editor.get(f"/admin/media/edit/?id={media_id}")
        before = row_of(app, media_id)
        data = picture(f"#01{point:02x}00", width=510)
        with failing_at(point) as traffic:
            answer = editor.send(form, {"file": (io.BytesIO(data), "new.png")})
        failed = len(traffic.events) >= point
        after = row_of(app, media_id)
        assert (after.key == before.key) == (answer.status_code != 303)
        assert files(app) >= named(app)
        reader = app.test_client()
        assert reader.get(f"/media/{after.key}").status_code == 200
    assert point > 5


def test_a_replaced_file_is_swept_when_no_undo_can_want_it(
    app: Flask, editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    media_id = upload(editor, picture("teal"), "sea.png")
    replace(editor, media_id, picture("navy"))
    monkeypatch.setattr(housekeeping, "DAY", -1)
    before = files(app)
    with app.app_context():
        housekeeping.sweep_files()
        assert files(app) == before
        with one_commit("Set up", record=False):
            db.session.execute(
                Changeset.__table__.update().values(at=now() - 2 * housekeeping.GRACE)
            )
        housekeeping.sweep_files()
    assert files(app) == named(app) != before


# What is said of a picture


def test_a_post_does_not_go_out_with_a_picture_that_nobody_described(
    app: Flask, editor: Client, people: Ids
) -> None:
    media_id = upload(editor, picture(), "sea.png")
    post_id = show_on_post(app, media_id, people["editor"])
    path = f"/admin/post/edit/?id={post_id}"
    answer = editor.submit(path, {"status": "published", "title": "My words"})
    assert answer.status_code == 422
    assert "“sea” has no description" in answer.text
    assert 'id="picture-error"' in answer.text
    assert "My words" in answer.text
    bulk = {"rowid": [post_id]}
    answer = editor.submit(
        "/admin/post/", bulk, form="/admin/post/action/", button="action=publish"
    )
    assert answer.status_code == 409
    assert "Nothing was published" in answer.text
    editor.submit(f"/admin/media/edit/?id={media_id}", {"decorative": "y"})
    assert row_of(app, media_id).decorative
    assert editor.submit(path, {"status": "published"}).status_code == 303
    editor.submit(f"/admin/media/edit/?id={media_id}", {"decorative": ""})
    assert editor.submit(path, {"title": "What is out stays out"}).status_code == 303


def test_a_decorative_picture_has_no_description(app: Flask, editor: Client) -> None:
    media_id = upload(editor, picture(), "sea.png", alt="Sea")
    answer = editor.submit(f"/admin/media/edit/?id={media_id}", {"decorative": "y"})
    assert answer.status_code == 422
    assert "A decorative picture has no description" in answer.text
    assert not row_of(app, media_id).decorative


@pytest.mark.parametrize("value", ["-1", "101", "1e99", "x", "9" * 5000, "５"])
def test_a_focal_point_lies_in_the_picture(app: Flask, editor: Client, value: str) -> None:
    media_id = upload(editor, picture(), "sea.png")
    path = f"/admin/media/edit/?id={media_id}"
    assert editor.submit(path, {"focal_x": "20", "focal_y": "0"}).status_code == 303
    assert editor.submit(path, {"focal_x": value}).status_code in (303, 422)
    row = row_of(app, media_id)
    assert row.focal_x in (5, 20)
    assert row.focal_y == 0


# Where it is used


def naming(app: Flask) -> set[tuple[int | None, int | None, str]]:
    with app.app_context():
        found = db.session.execute(select(TextFile.post_id, TextFile.page_id, TextFile.key))
        return {tuple(row) for row in found}


def test_where_a_file_is_used_is_kept_in_the_saves_own_commit(
    app: Flask, editor: Client, people: Ids
) -> None:
    media_id = upload(editor, picture(), "sea.png")
    key, body = row_of(app, media_id).key, body_with(app, media_id)
    path = "/admin/page/new/"
    with recorded() as traffic:
        editor.submit(path, {"title": "About", "body": body})
    assert traffic.commits == 1
    assert naming(app) == {(None, 1, key)}
    shown = editor.get(f"/admin/media/edit/?id={media_id}").text
    assert ">About</a> in its text" in shown
    with recorded() as traffic:
        editor.submit("/admin/page/edit/?id=1", {"body": f"{body}\n<p>More words.</p>"})
    assert not [one for one in traffic.statements if "text_file " in one]
    editor.submit("/admin/media/edit/?id=1", form="move", button="action=trash")
    asked = editor.get(f"/admin/media/delete/?id={media_id}").text
    assert "text stays, with a gap: “About”" in asked
    editor.submit("/admin/page/edit/?id=1", {"body": "<p>No picture.</p>"})
    assert naming(app) == set()
    editor.submit("/admin/page/", form="/admin/activity/undo/")
    with app.app_context():
        housekeeping.look_after_files()
        assert db.session.scalar(select(TextFileDue.text_id)) is None
    assert naming(app) == {(None, 1, key)}


def test_what_was_written_before_is_looked_through_by_the_worker(
    app: Flask, editor: Client, people: Ids
) -> None:
    media_id = upload(editor, picture(), "sea.png")
    post_id = published(app, body_with(app, media_id), people["author"])
    with app.app_context(), one_commit("Set up", record=False):
        db.session.execute(delete(TextFile))
    with app.app_context():
        housekeeping.look_after_files()
        with recorded() as traffic:
            housekeeping.look_after_files()
        assert traffic.commits == 0
    assert naming(app) == {(post_id, None, row_of(app, media_id).key)}
    unused = editor.get("/admin/media/?use=none").text
    assert "Nothing matches" in unused


def test_a_writer_may_not_delete_what_somebody_elses_text_shows(
    app: Flask, author: Client, people: Ids
) -> None:
    media_id = upload(author, picture(), "sea.png")
    published(app, body_with(app, media_id), people["editor"])
    author.submit(f"/admin/media/edit/?id={media_id}", form="move", button="action=trash")
    assert author.get(f"/admin/media/delete/?id={media_id}").status_code == 403


# The list


def titles(client: Client, query: str = "") -> list[str]:
    page = client.get(f"/admin/media/?{query}").text
    return re.findall(r'class="title" href="[^"]*">([^<]+)<', page)


def test_files_are_found_by_every_word_said_of_them_and_by_their_kind(editor: Client) -> None:
    upload(editor, picture("teal"), "IMG_0042.png", title="Low tide", alt="Grey sand")
    upload(editor, picture("navy"), "boats.png", caption="By Ana Moreno")
    upload(editor, PDF, "report.pdf")
    assert titles(editor) == ["report", "boats", "Low tide"]
    for words, found in (
        ("tide", ["Low tide"]),
        ("SAND", ["Low tide"]),
        ("0042", ["Low tide"]),
        ("moreno", ["boats"]),
        ("sand moreno", []),
        ("%", []),
    ):
        assert titles(editor, f"search={words}") == found, words
    assert titles(editor, "kind=pdf") == ["report"]
    assert titles(editor, "kind=picture") == ["boats", "Low tide"]
    assert titles(editor, "alt=none") == ["boats"]
    assert titles(editor, "use=none&kind=pdf") == ["report"]


def test_the_trash_keeps_what_is_moved_there_until_it_is_deleted(
    app: Flask, editor: Client, people: Ids
) -> None:
    media_id = upload(editor, picture(), "sea.png", alt="Sea")
    post_id = show_on_post(app, media_id, people["editor"])
    ticked = {"rowid": [media_id]}
    editor.submit("/admin/media/", ticked, form="/admin/media/action/", button="action=trash")
    assert (titles(editor), titles(editor, "status=trash")) == ([], ["sea"])
    assert ">sea</option>" not in editor.get("/admin/post/new/").text
    assert editor.submit("/admin/post/edit/?id=1", {"title": "Kept"}).status_code == 303
    with app.app_context():
        assert db.session.get_one(Post, post_id).picture_id == media_id
    trash = "/admin/media/?status=trash"
    editor.submit(trash, ticked, form="/admin/media/action/", button="action=restore")
    assert titles(editor) == ["sea"]
    answer = editor.post(
        "/admin/media/action/",
        data={"csrf_token": token(editor), "action": "delete", "rowid": media_id},
    )
    assert answer.status_code == 409
    assert "to the trash first" in answer.text


def test_keys_are_kept_by_the_database_itself(app: Flask, editor: Client) -> None:
    media_id = upload(editor, picture("teal", width=900), "sea.png")
    first = row_of(app, media_id)
    replace(editor, media_id, picture("navy"))
    row = row_of(app, media_id)
    with app.app_context():
        kept = db.session.execute(select(MediaKey.key, MediaKey.former)).all()
    assert {key for key, former in kept if not former} == {row.key, *row.renditions.values()}
    assert {key for key, former in kept if former} == {first.key, *first.renditions.values()}
    delete_for_good(editor, media_id)
    with app.app_context():
        assert db.session.execute(select(MediaKey.key)).all() == []


# On the readers' site


def test_pictures_in_a_text_come_in_all_sizes_for_one_statement(
    app: Flask, editor: Client, people: Ids
) -> None:
    bodies = []
    for number in range(4):
        media_id = upload(editor, picture(f"#0{number}4400", width=900), f"sea{number}.png")
        bodies.append(body_with(app, media_id))
    report = upload(editor, PDF, "report.pdf")
    key = row_of(app, report).key
    published(app, "\n".join(bodies), people["editor"], "four")
    published(app, bodies[0] + f'<p><a href="/media/{key}">Report</a></p>', people["editor"], "one")
    published(app, "<p>Words.</p>", people["editor"], "none")
    counts = {}
    reader = app.test_client()
    for slug in ("four", "one", "none"):
        with recorded() as traffic:
            text = reader.get(f"/posts/{slug}").text
        counts[slug] = len(traffic.statements)
        if slug == "four":
            assert text.count('<source type="image/webp" srcset="/media/') == 4
            assert text.count(" 900w") == text.count("</picture>") == 4
        if slug == "one":
            assert f'href="/media/{key}"' in text
    assert counts["four"] == counts["one"] == counts["none"] + 1


def test_a_moving_picture_moves_inside_a_text(app: Flask, editor: Client, people: Ids) -> None:
    """Its renditions stand still, so none is offered there."""
    from PIL import Image

    held = io.BytesIO()
    frames = [Image.new("RGB", (500, 300), colour) for colour in ("teal", "navy", "olive")]
    frames[0].save(held, "GIF", save_all=True, append_images=frames[1:], duration=80)
    media_id = upload(editor, held.getvalue(), "wave.gif", alt="Waves")
    assert row_of(app, media_id).frames == 3
    published(app, body_with(app, media_id), people["editor"])
    text = app.test_client().get("/posts/tide").text
    assert "<source" not in text
    assert ".gif" in text


def test_pages_show_pictures_as_posts_do(app: Flask, editor: Client, people: Ids) -> None:
    media_id = upload(editor, picture(width=900), "sea.png")
    with app.app_context(), one_commit("Set up", record=False):
        body = f'<p>One & two <img src="/media/{row_of(app, media_id).key}" alt="a > b"></p>'
        db.session.add(
            Page(title="P", slug="p", body=body.replace("&", "&amp;").replace("a >", "a &gt;"),
                 status="published", published_at=now())
        )  # fmt: skip
    text = app.test_client().get("/pages/p").text
    assert '<source type="image/webp"' in text
    assert 'alt="a &gt; b"' in text


def test_a_bulk_edit_leaves_out_what_nobody_described(
    app: Flask, editor: Client, people: Ids
) -> None:
    untold = show_on_post(app, upload(editor, picture(), "sea.png"), people["editor"], "a")
    told = show_on_post(
        app, upload(editor, picture("navy"), "night.png", alt="Night"), people["editor"], "b"
    )
    page = editor.get(f"/admin/post/bulk/?ids={untold}+{told}&status=published").text
    assert "Its picture “sea” has no description." in page
    assert "Its picture “night”" not in page


def test_pictures_to_put_in_are_found_by_words_page_by_page(app: Flask, people: Ids) -> None:
    with app.app_context(), one_commit("Pictures", record=False):
        db.session.add_all(
            Media(
                title=f"Ferry {n}",
                alt="Low tide" if n else "",
                key=f"a/{n}",
                mime="image/png",
                size=1,
            )
            for n in range(30)
        )
        db.session.add(Media(title="Ferry map", key="a/pdf", mime="application/pdf", size=1))
    editor = sign_in(app, "editor")
    first = editor.get("/admin/picture/?search=low+ferr").json
    assert [one["title"] for one in first["pictures"][:2]] == ["Ferry 29", "Ferry 28"]
    second = editor.get(f"/admin/picture/?search=low+ferr&after={first['after']}").json
    assert len(first["pictures"]) + len(second["pictures"]) == 29
    assert second["after"] == ""
    for nothing in ("zzyzx", "%%", "…", "\0"):
        assert editor.get("/admin/picture/", query_string={"search": nothing}).json == {
            "pictures": [],
            "after": "",
        }


def test_a_page_that_is_shared_with_a_picture_is_named_where_it_is_used(
    app: Flask, people: Ids
) -> None:
    with app.app_context(), one_commit("Shared", record=False):
        shown = Media(title="Quay", alt="A quay", key="a/1", mime="image/png", size=1)
        db.session.add(shown)
        db.session.flush()
        db.session.add(Page(title="About us", slug="about-us", social_picture_id=shown.id))
        db.session.flush()
        path = f"?id={shown.id}"
    editor = sign_in(app, "editor")
    assert "About us</a> where it is shared" in editor.get(f"/admin/media/edit/{path}").text
    ticked = {"rowid": [path.removeprefix("?id=")]}
    editor.submit("/admin/media/", ticked, form="/admin/media/action/", button="action=trash")
    assert "page is shared without it: “About us”" in editor.get(f"/admin/media/delete/{path}").text


def test_the_sizes_of_earlier_pictures_are_made_anew(app: Flask, people: Ids) -> None:
    editor = sign_in(app, "editor")
    old = upload(editor, picture(width=900))
    as_now = upload(editor, picture("red", width=900), "red.png")
    lost = upload(editor, picture("blue", width=900), "blue.png")
    with app.app_context(), one_commit("As it once was", record=False):
        earlier = {"320": "aa/small.webp", "900": "aa/own.webp"}
        gone = {"renditions": earlier, "key": "aa/gone.png"}
        db.session.execute(update(Media).where(Media.id == old).values(renditions=earlier))
        db.session.execute(update(Media).where(Media.id == lost).values(gone))
    before = row_of(app, as_now)
    run = app.test_cli_runner().invoke
    told = run(args=["media", "remake"])
    assert told.exit_code == 0
    assert "Made the sizes of 1 picture anew." in told.output
    assert "“blue” was left as it is" in told.output
    made = row_of(app, old)
    assert sorted(map(int, made.renditions)) == [400, 800, 900]
    assert set(made.renditions.values()) <= files(app)
    assert row_of(app, as_now).version == before.version
    assert "Made the sizes of 0 pictures anew." in run(args=["media", "remake"]).output
    with app.app_context():
        entry = select(Changeset.id).where(Changeset.summary == "Made the sizes of “sea” anew")
        with one_commit("Undo"):
            editor_row = db.session.get(User, people["editor"])
            take_back(db.session.scalars(entry).one(), editor_row)
    assert row_of(app, old).renditions == earlier
