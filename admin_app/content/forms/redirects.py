"""The form of a redirect."""

from __future__ import annotations

from typing import Any

from wtforms import StringField
from wtforms.validators import DataRequired, Length

from admin_app.content.actions.redirects import LONGEST_URL
from admin_app.content.addresses import LONGEST
from admin_app.content.models import Redirect
from admin_app.content.queries.redirects import address_of
from admin_app.desk.forms import ChoiceField, DeskForm

KINDS = [("1", "For good (301)"), ("0", "For now (302)")]


class _Plain:
    """A redirect as its form shows it: where it leads, as an address."""

    def __init__(self, redirect: Redirect) -> None:
        self.path = redirect.path
        self.to = address_of(redirect)
        self.permanent = "1" if redirect.permanent else "0"


class RedirectForm(DeskForm):
    """From where, to where, and whether for good."""

    path = StringField(
        "From",
        [DataRequired("Give the address that readers come to."), Length(max=LONGEST * 3)],
        description="A path of this site, such as /2019/05/low-tide. What stands there wins over "
        "the redirect.",
    )
    to = StringField(
        "To",
        [DataRequired("Say where it leads."), Length(max=LONGEST_URL)],
        description="A path of this site, or an address with https:// elsewhere. A post, page, tag "
        "or category is followed when its address changes.",
    )
    permanent = ChoiceField("How long", choices=KINDS, default="1")

    def __init__(self, formdata: Any = None, obj: Any = None, **kwargs: Any) -> None:
        super().__init__(formdata, obj=obj and _Plain(obj), **kwargs)
