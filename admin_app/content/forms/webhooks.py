"""The form of a webhook."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, StringField, URLField
from wtforms.validators import DataRequired, Length

from admin_app.content.actions.webhooks import field_of
from admin_app.content.models import Event
from admin_app.desk.forms import DeskForm


class WebhookForm(DeskForm):
    """Where to, and what of."""

    # Not “url”: that is where the form leads back to.
    address = URLField(
        "Address",
        [DataRequired("Write the address that is to be told."), Length(max=500)],
        description="It is posted to. Better one with https://, so that nobody reads along.",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    comment_held = BooleanField(Event.COMMENT_HELD.words)
    comment_decided = BooleanField(Event.COMMENT_DECIDED.words)
    comment_reported = BooleanField(Event.COMMENT_REPORTED.words)
    post_published = BooleanField(Event.POST_PUBLISHED.words)
    is_on = BooleanField("On", default=True)
    note = StringField("Note", [Length(max=300)], description="What it is for.")

    def __init__(self, formdata: Any = None, obj: Any = None, **kwargs: Any) -> None:
        if obj is not None:
            kwargs |= {"address": obj.url} | {
                field_of(event): event.value in obj.wanted for event in Event
            }
        super().__init__(formdata, obj=obj, **kwargs)

    @property
    def events(self) -> list[Any]:
        """The fields of what there is to be told of."""
        return [self[field_of(event)] for event in Event]

    def sent(self) -> dict[str, Any]:
        """The values, as `actions.webhooks.write_webhook` takes them."""
        return {field.name: field.data for field in self}
