"""The form that changes many texts at once: each field says what to do, or nothing."""

from __future__ import annotations

from typing import Any

from flask_login import current_user
from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from admin_app.content.actions.texts.bulk import Wishes
from admin_app.content.actions.texts.comments import DAYS_OPEN, TOLD_DAYS
from admin_app.content.forms.texts import RECEIVED_HERE, STATES, WRITERS_STATES
from admin_app.content.models import Page, Post
from admin_app.content.policy.texts import may_reassign, publishes
from admin_app.content.queries.texts import known_authors
from admin_app.desk.forms import ChoiceField, DeskForm, MomentField, NamesField, ReferenceField

NO_CHANGE = "No change"
AS_SITE = "site"
HERE = RECEIVED_HERE[1:]
MOST_DAYS = 3650
FOR_PUBLISHERS = ("published_at", "shift_days", "sticky")
OF_POSTS = ("add_tags", "remove_tags", "add_categories", "remove_categories", "sticky")


def _yes_no(label: str, yes: str, no: str) -> ChoiceField:
    return ChoiceField(label, choices=[("", NO_CHANGE), ("1", yes), ("0", no)], default="")


class BulkForm(DeskForm):
    """What is to become of the chosen texts. What is left empty changes nothing."""

    add_tags = NamesField("Add tags", description="With commas between; new ones are created.")
    remove_tags = NamesField("Remove tags")
    add_categories = NamesField("Add categories")
    remove_categories = NamesField("Remove categories")
    status = ChoiceField("State", choices=[("", NO_CHANGE), *STATES], default="")
    author = ReferenceField(
        "Author", options=lambda: known_authors(), blank=NO_CHANGE, checked=False
    )
    published_at = MomentField("Publish at")
    shift_days = IntegerField(
        "Move the date by days",
        [Optional(), NumberRange(-MOST_DAYS, MOST_DAYS)],
        description="Back in time with a minus.",
    )
    comments_open = _yes_no("Comments", "Open", "Closed")
    comments_mode = ChoiceField(
        "New comments",
        choices=[("", NO_CHANGE), (AS_SITE, "As the site does, and for as long"), *HERE],
        default="",
    )
    comments_close_after_days = IntegerField(
        "Close after days",
        [Optional(), NumberRange(*DAYS_OPEN, TOLD_DAYS)],
        description="0: they stay open.",
        render_kw={"min": DAYS_OPEN[0], "max": DAYS_OPEN[1], "inputmode": "numeric"},
    )
    sticky = _yes_no("At the top of the front page", "Yes", "No")

    def __init__(self, model: type[Post | Page], formdata: Any = None) -> None:
        super().__init__(formdata)
        left_out: set[str] = set()
        if model is Page:
            left_out |= set(OF_POSTS)
        if not may_reassign(current_user, model):
            left_out.add("author")
        if not publishes(current_user, model):
            left_out |= set(FOR_PUBLISHERS)
            self.status.choices = [("", NO_CHANGE), *WRITERS_STATES]
        for name in left_out:
            del self[name]

    def wishes(self) -> Wishes:
        """What the fields say."""
        data = {field.name: field.data for field in self}
        names = {name: tuple(data.get(name) or ()) for name in OF_POSTS if name != "sticky"}
        mode = data.get("comments_mode") or ""
        switches = {"1": True, "0": False}
        return Wishes(
            **names,
            author_id=data.get("author"),
            status=data.get("status") or None,
            published_at=data.get("published_at"),
            shift_days=data.get("shift_days") or None,
            comments_as_site=mode == AS_SITE,
            comments_mode=mode if mode not in ("", AS_SITE) else None,
            comments_close_after_days=data.get("comments_close_after_days"),
            comments_open=switches.get(data.get("comments_open", "")),
            sticky=switches.get(data.get("sticky", "")),
        )
