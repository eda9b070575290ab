"""The screen of webhooks, for owners."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from flask import current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import Select, select

from admin_app.content.actions.webhooks import (
    delete_webhooks,
    post_test,
    renew_secret,
    write_webhook,
)
from admin_app.content.forms.webhooks import WebhookForm
from admin_app.content.models import Webhook
from admin_app.content.queries.webhooks import deliveries
from admin_app.content.webhooks.delivery import test_message
from admin_app.content.webhooks.signing import secret_of
from admin_app.desk.lists import Column, Sort
from admin_app.desk.routes import expose
from admin_app.desk.views import ModelView
from admin_app.desk.views.acting import BulkAction
from admin_app.desk.views.notices import told
from admin_app.people.permissions import Permission
from admin_app.unit_of_work import Answer, one_commit

# The salt whose secret is shown to its maker, once: in the session until then.
NEW = "new_webhook_secret"


class WebhookView(ModelView):
    """Webhooks: /admin/webhook/."""

    permission = Permission.SETTING_EDIT
    section = "Site"
    label = "Webhooks"
    order = 85
    form = WebhookForm
    can_export = False
    create_template = "content/webhook_edit.html"
    edit_template = "content/webhook_edit.html"
    cells = "content/webhook_cells.html"
    columns = (
        Column("url", "Address", fixed=True),
        Column("events", "Is told of"),
        Column("is_on", "State"),
        Column("created_at", "Since", minor=True),
    )
    sorts = (Sort("newest", Webhook.id, int),)
    empty_words = "No webhooks yet. One tells another program what happens here, as it happens."
    delete_note = "What it has not been told by then, it will not be told."

    def list_select(self) -> Select[Any]:
        """Whole: they are few."""
        return select(Webhook)

    def fill(self, row: Any, form: Any) -> None:
        """Through the action, with what was sent."""
        is_new = row.id is None
        allowed = current_app.config["WEBHOOK_NETWORKS"]
        write_webhook(current_user._get_current_object(), row, form.sent(), allowed)
        if is_new:
            session[NEW] = row.salt

    def after_save(self, row: Any) -> str:
        """A new one shows its secret; others lead where the button says."""
        if session.get(NEW) == row.salt:
            return url_for(".edit_view", id=row.id)
        return super().after_save(row)

    def beside(self, row: Any) -> dict[str, Any]:
        """What it was last sent; and its secret, this once."""
        shown = request.method == "GET" and session.get(NEW) == row.salt
        if shown:
            session.pop(NEW)
        return {"deliveries": deliveries(row), "secret": secret_of(row.salt) if shown else ""}

    @property
    def bulk_actions(self) -> Sequence[BulkAction]:
        """Delete."""
        return (BulkAction("delete", "Delete", self._delete, "Deleted {rows}", danger=True),)

    def delete_row(self, row: Any) -> None:
        """Delete this one."""
        self._delete([row.id])

    @expose("/test/", methods=("POST",))
    def test_view(self) -> ResponseReturnValue:
        """Send a test to this one (field `id`)."""
        with one_commit("Sent a test", form_key=request.form.get("form_key")) as unit:
            row = self.fetch(request.form.get("id"), lock=True)
            person = current_user._get_current_object()
            post_test(person, row, test_message(row, secrets.token_hex(6)))
            there = url_for(".edit_view", id=row.id) + "#deliveries"
            unit.answer = Answer(there, "A test is on its way. Look below what came of it.")
        return self._answered(unit.answer, unit.changeset_id)

    @expose("/secret/", methods=("POST",))
    def secret_view(self) -> ResponseReturnValue:
        """Give this one (field `id`) another secret, and show it once."""
        with one_commit("", form_key=request.form.get("form_key")) as unit:
            row = self.fetch(request.form.get("id"), lock=True)
            renew_secret(current_user._get_current_object(), row)
            unit.summary = f"Made a new secret for the webhook “{row.url}”"
            unit.answer = Answer(url_for(".edit_view", id=row.id), f"{unit.summary}.")
            salt = row.salt
        session[NEW] = salt
        return self._answered(unit.answer, unit.changeset_id)

    def _answered(self, answer: Answer, changeset_id: int | None) -> ResponseReturnValue:
        flash(*told(answer.notice, changeset_id))
        return redirect(answer.location, 303)

    def _delete(self, ids: Sequence[int]) -> list[int]:
        return delete_webhooks(current_user._get_current_object(), ids)
