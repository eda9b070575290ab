"""The outbox on the desk, for owners: what waits, what failed and why, what went out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import Flask, request
from flask.typing import ResponseReturnValue

from admin_app.desk import add
from admin_app.desk.lists import Column, Filter, ListState, Sort, Tab
from admin_app.desk.routes import expose
from admin_app.desk.today import Panel, add_panel
from admin_app.desk.views import ModelView
from admin_app.desk.views.acting import BulkAction
from admin_app.ids import among
from admin_app.outbox.actions import discard, retry
from admin_app.outbox.delivery import why_mail_waits
from admin_app.outbox.models import MessageState, OutboxMessage
from admin_app.outbox.queries import Stuck, stuck_mail

PERMISSION = "outbox_manage"


def put_on_desk(app: Flask) -> None:
    """Register the screen, and the notice on Today."""
    app.jinja_env.globals["why_mail_waits"] = why_mail_waits
    add(MessageView(OutboxMessage, endpoint="outbox", url="/admin/outbox"), app)
    add_panel(app, Panel("notice", 10, stuck_notice, "outbox/notice.html"))


def _in(state: MessageState) -> Tab:
    return Tab(state.value, state.label, lambda: OutboxMessage.state == state)


def _of_kind(kind: str) -> Any:
    return OutboxMessage.kind == kind


def _to(recipient: str) -> Any:
    return OutboxMessage.recipient == recipient.strip()


def _offered(states: set[str]) -> Callable[[ListState, Any], bool]:
    return lambda state, person: state.status in states


class MessageView(ModelView):
    """The messages: /admin/outbox/."""

    permission = PERMISSION
    section = "Site"
    label = "Outbox"
    order = 40
    can_create = False
    can_delete = False
    can_export = False
    cells = "outbox/cells.html"
    list_template = "outbox/list.html"
    empty_words = "Nothing has been posted yet. Mail and jobs that follow from saves come by here."
    searched = ("subject", "recipient")
    search_hint = "Search subjects and addresses"
    columns = (
        Column("subject", "Message", fixed=True),
        Column("recipient", "To", minor=True),
        Column("created_at", "Posted", sort="newest"),
        Column("attempts", "Tries", minor=True, numeric=True),
        Column("kind", "Kind", minor=True, extra=True),
        Column("sent_at", "Sent", minor=True, extra=True),
        Column("state", "State", minor=True, extra=True),
        Column("last_error", "Why it failed", minor=True, extra=True),
        Column("next_try_at", "Next try", minor=True, extra=True),
    )
    sorts = (Sort("newest", OutboxMessage.created_at, datetime),)
    tabs = (
        Tab("", "All", lambda: None),
        _in(MessageState.WAITING),
        _in(MessageState.FAILED),
        _in(MessageState.SENT),
        _in(MessageState.DISCARDED),
    )
    filters = (Filter("recipient", "To", _to), Filter("kind", "Kind", _of_kind))

    @property
    def bulk_actions(self) -> Sequence[BulkAction]:
        """Try again, or discard; what has gone out stays as it is."""
        return (
            BulkAction(
                "retry",
                "Try again now",
                lambda ids: retry(among(OutboxMessage.id, ids)),
                "Put {rows} back in line",
                offered=_offered({"", "waiting", "failed", "discarded"}),
            ),
            BulkAction(
                "discard",
                "Discard",
                lambda ids: discard(among(OutboxMessage.id, ids)),
                "Discarded {rows}",
                danger=True,
                offered=_offered({"", "waiting", "failed"}),
            ),
        )

    @expose("/edit/", methods=("GET",))
    def edit_view(self) -> ResponseReturnValue:
        """One message, to be read."""
        message = self.fetch(request.args.get("id"))
        return self.render("outbox/message.html", row=message, back=self.back())


def stuck_notice(person: Any) -> Stuck | None:
    """For owners: mail that waits for SMTP_URL, or has failed. None when all goes well."""
    if not person.may(PERMISSION):
        return None
    stuck = stuck_mail()
    return stuck if stuck.failed or (stuck.waiting and why_mail_waits()) else None
