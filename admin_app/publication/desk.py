"""Previews on the desk, drawn by the readers' own templates."""

from __future__ import annotations

from typing import Any

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from admin_app import desk
from admin_app.content.forms.own_fields import with_own_fields
from admin_app.content.forms.texts import PageForm, PostForm
from admin_app.content.models import Media, Page, Post
from admin_app.content.policy.media import choosable_pictures
from admin_app.content.policy.texts import visible_texts
from admin_app.content.queries.own_fields import own_fields
from admin_app.desk import PageView
from admin_app.desk.forms import cleaned
from admin_app.desk.routes import expose, parse_id
from admin_app.errors import NotFound
from admin_app.extensions import db
from admin_app.people.permissions import Permission
from admin_app.publication.preview import as_stored, as_typed, shown

CARD = 480
"""Pixels of width that the picture of a card needs."""


class PreviewView(PageView):
    """/admin/post/preview/ and /admin/page/preview/: what readers will see, stored nowhere."""

    def __init__(self, model: type[Post | Page], form: Any, permission: str) -> None:
        self.model, self.form, self.permission = model, form, permission
        noun = model.noun()
        super().__init__(endpoint=f"{noun}_preview", url=f"/admin/{noun}/preview")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """The text as it is stored, or as it was at `version`."""
        row = self._fetch(request.args.get("id"))
        asked = request.args.get("version")
        version = parse_id(asked) if asked else row.version
        bar = {"version": version, "latest": row.version}
        return shown(as_stored(row, version), preview=bar)

    @expose("/", methods=("POST",))
    def typed(self) -> ResponseReturnValue:
        """The text as the form has it, which need not be one that could be saved."""
        row_id = request.args.get("id")
        row = self._fetch(row_id) if row_id else None
        form = with_own_fields(self.form, own_fields(self.model))(cleaned(request.form))
        fine = form.validate()
        draft = as_typed(current_user._get_current_object(), self.model, row, form.sent())
        wrong = (
            []
            if fine
            else [f"{one.label.text}: {' '.join(one.errors)}" for one in form if one.errors]
        )
        draft.problems += wrong
        status = 422 if draft.problems else 200
        return shown(draft, status=status, preview={"problems": draft.problems})

    @expose("/picture/")
    def picture(self) -> ResponseReturnValue:
        """Where the file of a picture is that this person may choose, in a size for a card."""
        found = db.session.execute(
            select(Media.key, Media.renditions).where(
                Media.id == parse_id(request.args.get("id")), choosable_pictures(current_user)
            )
        ).one_or_none()
        if found is None:
            raise NotFound
        sizes = sorted((int(width), key) for width, key in found.renditions.items())
        key = next((key for width, key in sizes if width >= CARD), found.key)
        return redirect(url_for("publication.file", key=key))

    def _fetch(self, row_id: Any) -> Any:
        row = db.session.scalars(
            select(self.model).where(
                self.model.id == parse_id(row_id), visible_texts(current_user, self.model)
            )
        ).one_or_none()
        if row is None:
            raise NotFound
        return row


def put_on_desk(app: Flask) -> None:
    """Register the previews of posts and of pages."""
    desk.add(PreviewView(Post, PostForm, Permission.POST_EDIT_OWN), app)
    desk.add(PreviewView(Page, PageForm, Permission.PAGE_EDIT), app)
