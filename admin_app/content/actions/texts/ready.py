"""What keeps a text from readers. Only the step to them is held up: what is live stays editable."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from admin_app.content.checks import undescribed_picture
from admin_app.content.models import Page, Post
from admin_app.content.policy.texts import PUBLIC
from admin_app.errors import Refusal
from admin_app.extensions import db
from admin_app.ids import among

_DO = 'Describe it, or mark it as decorative (in HTML: alt=""), before this is published.'


def refuse_unready(text: Post | Page) -> None:
    """Raise `Refusal` beside the body where a picture that comes to readers has no description."""
    if undescribed_picture(text.body or ""):
        raise Refusal(f"A picture in the text has no description. {_DO}", "body")


def refuse_unready_among(
    model: type[Post | Page], ids: Collection[int], nothing: str = "None was published."
) -> None:
    """The same for those of these that readers can't see yet, and says which; one statement."""
    rows = db.session.execute(
        select(model.title, model.body)
        .where(among(model.id, ids), model.status.not_in(PUBLIC), model.body.contains("<img"))
        .order_by(model.id)
        .execution_options(yield_per=100)
    )
    for title, body in rows:
        if undescribed_picture(body):
            raise Refusal(f"A picture in “{title}” has no description. {_DO} {nothing}")
