"""The content screens of the desk."""

from __future__ import annotations

from flask import Flask


def put_on_desk(app: Flask) -> None:
    """Register every content screen."""
    from admin_app import desk
    from admin_app.content.desk.pages import PageView
    from admin_app.content.desk.posts import PostView
    from admin_app.content.models import Page, Post

    desk.add(PostView(Post), app)
    desk.add(PageView(Page), app)
