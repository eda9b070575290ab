"""What the palette finds of content: posts, pages and settings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Flask, url_for

from admin_app.content.forms.settings import SettingForm
from admin_app.content.models import Page, Post, Status
from admin_app.content.policy.texts import visible_texts
from admin_app.content.queries.texts import found_titles
from admin_app.desk.palette import MOST, Hit, Source, add_palette, fits
from admin_app.people.permissions import Permission


def put_in_palette(app: Flask) -> None:
    """Register what can be searched."""
    add_palette(app, Source("Posts", 10, lambda person, words: _texts(person, Post, words)))
    add_palette(app, Source("Pages", 20, lambda person, words: _texts(person, Page, words)))
    add_palette(app, Source("Settings", 60, _settings))


def _texts(person: Any, model: type[Post | Page], words: str) -> Iterable[Hit]:
    needed = Permission.PAGE_EDIT if model is Page else Permission.POST_EDIT_OWN
    if not person.may(needed):
        return []
    endpoint = f"{model.__tablename__}.edit_view"
    return [
        Hit(title or "(no title)", url_for(endpoint, id=row_id), Status(status).label)
        for row_id, title, status in found_titles(model, words, visible_texts(person, model), MOST)
    ]


def _settings(person: Any, words: str) -> Iterable[Hit]:
    if not person.may(Permission.SETTING_EDIT):
        return []
    page = url_for("setting.index_view")
    labels = {field.name: field.label.text for field in SettingForm()}
    return [Hit(label, f"{page}#{name}") for name, label in labels.items() if fits(label, words)][
        :MOST
    ]
