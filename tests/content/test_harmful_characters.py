"""Characters that break feeds, or turn the words around them, stay out of titles and excerpts."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from flask import Flask
from sqlalchemy import select

from admin_app.content.models import Page, Post
from admin_app.extensions import db
from tests.support.cast import sign_in

HARMFUL = "Har\x01\x0b\x1f\x7f\x85\ufffe\u202e\u2066bour\n\n news"


@pytest.mark.parametrize("model", [Post, Page])
def test_they_are_gone_from_what_is_stored(
    app: Flask, people: dict[str, int], model: type[Post | Page]
) -> None:
    sent = {"title": HARMFUL, "excerpt": HARMFUL, "status": "published"}
    answer = sign_in(app, "editor").submit(f"/admin/{model.noun()}/new/", sent)
    assert answer.status_code == 303
    with app.app_context():
        title, excerpt = db.session.execute(select(model.title, model.excerpt)).one()
    assert title == "Harbour news"
    assert excerpt == "Har\u2066bour\n\n news"
    public = app.test_client()
    for address in ("/feed.atom", "/sitemap.xml"):
        ET.fromstring(public.get(address).text)


def test_a_title_of_nothing_else_is_none(app: Flask, people: dict[str, int]) -> None:
    sent = {"title": "\x01\u202e", "excerpt": "kept"}
    answer = sign_in(app, "author").submit("/admin/post/new/", sent)
    assert answer.status_code == 422
    assert "Give it a title." in answer.text
    assert "kept" in answer.text
