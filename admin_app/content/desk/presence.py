"""Who else is in a text: each tab says every ten seconds that it is here, and hears who else is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from admin_app.content.actions import kept as actions
from admin_app.content.queries import kept as queries
from admin_app.database import is_locked
from admin_app.desk.routes import expose, parse_id
from admin_app.desk.views.base import Screen
from admin_app.errors import NotFound, Refusal
from admin_app.extensions import db
from admin_app.history.queries import recent_changes
from admin_app.unit_of_work import one_commit
from admin_app.web.filters import initials, when_amid

_TAB = re.compile(r"[\w-]{8,32}", re.ASCII)
_FIELD = re.compile(r"\w{0,64}", re.ASCII)


class Present(Screen):
    """Mixed into the screens of texts."""

    @expose("/presence/", methods=("POST",))
    def presence_view(self) -> ResponseReturnValue:
        """Who is in the text with this `id`, now that `tab` is, at `field`; or that it leaves.

        Without an id it only says that the sender is still signed in.
        """
        if "id" not in request.args:
            return jsonify(person=current_user.id)
        tab, field = request.form.get("tab", ""), request.form.get("field", "")
        if not _TAB.fullmatch(tab) or not _FIELD.fullmatch(field):
            raise Refusal("This is not what the form of a text sends.", status=400)
        entity, row_id = self.model.__tablename__, parse_id(request.args["id"])
        place = current_user.id, entity, row_id, tab
        rows = self.visible(select(self.model.id).where(self.model.id == row_id))
        asked = queries.in_the_text(current_user.id, rows, self.model)
        try:
            with one_commit("Was in a text", record=False, waits=False):
                if request.form.get("leaving"):
                    actions.leave(*place)
                    found = db.session.execute(asked).all()
                else:
                    found = actions.arrive(*place, field, asked)
                if not found:
                    raise NotFound
        except OperationalError as error:
            if not is_locked(error):
                raise
            # Somebody saves: being here can be said again in ten seconds.
            return "", 204
        version = found[0].version
        answer: dict[str, Any] = {"people": _people(found), "version": version}
        if request.form.get("version", "") not in ("", str(version)):
            last = recent_changes(entity, row_id, 1)
            answer["saved_by"] = last[0].actor_name if last else ""
        return jsonify(answer)


def _people(found: Sequence[Any]) -> list[dict[str, str]]:
    """Each person once, by when they came, with the field of their newest tab."""
    people: dict[int, dict[str, str]] = {}
    for one in found:
        if one.person_id is None:
            continue
        known = people.setdefault(
            one.person_id,
            {"name": one.name, "initials": initials(one.name), "since": when_amid(one.since)},
        )
        known["field"] = one.field or known.get("field", "")
    return list(people.values())
