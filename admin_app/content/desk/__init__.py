"""The content screens of the desk."""

from __future__ import annotations

from flask import Flask


def put_on_desk(app: Flask) -> None:
    """Register every content screen."""
    from admin_app import desk
    from admin_app.content.desk.calendar import CalendarView
    from admin_app.content.desk.categories import CategoryView
    from admin_app.content.desk.copying import TemplateView
    from admin_app.content.desk.media import MediaView
    from admin_app.content.desk.own_fields import CustomFieldView
    from admin_app.content.desk.pages import PageView
    from admin_app.content.desk.palette import put_in_palette
    from admin_app.content.desk.picker import PickerView
    from admin_app.content.desk.planned import PlannedView, failed_panel
    from admin_app.content.desk.posts import PostView
    from admin_app.content.desk.redirects import RedirectView
    from admin_app.content.desk.settings import SettingView
    from admin_app.content.desk.tags import TagView
    from admin_app.content.desk.today import content_panel, review_panels
    from admin_app.content.desk.webhooks import WebhookView
    from admin_app.content.models import (
        Category,
        CustomField,
        Media,
        Page,
        PlannedChange,
        Post,
        Redirect,
        Setting,
        Tag,
        TextTemplate,
        Webhook,
    )
    from admin_app.desk.keys import Key, add_keys
    from admin_app.desk.today import add_panel

    desk.add(CalendarView(endpoint="calendar", url="/admin/calendar"), app)
    desk.add(PostView(Post), app)
    desk.add(PageView(Page), app)
    desk.add(PlannedView(PlannedChange, endpoint="planned", url="/admin/planned"), app)
    desk.add(TagView(Tag), app)
    desk.add(CategoryView(Category), app)
    desk.add(MediaView(Media), app)
    desk.add(PickerView(), app)
    desk.add(RedirectView(Redirect), app)
    desk.add(TemplateView(TextTemplate, endpoint="template"), app)
    desk.add(CustomFieldView(CustomField, endpoint="field"), app)
    desk.add(WebhookView(Webhook), app)
    desk.add(SettingView(Setting), app)
    for panel in (content_panel(), failed_panel(), *review_panels()):
        add_panel(app, panel)
    put_in_palette(app)
    add_keys(
        app,
        "Writing",
        Key("Ctrl S", "Save, and go on writing"),
        Key("Ctrl K", "In the text: a link"),
        Key("Ctrl F", "In the text: find and replace"),
        Key("Alt F10", "From the text to its toolbar; Escape leads back"),
        Key("Ctrl Enter", "Out of a table or a block of code"),
    )
