"""Deciding over all that match, where these are very many: the worker does it, and a page tells."""

from __future__ import annotations

from contextlib import suppress

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import func, select

from admin_app.desk.lists import ListState
from admin_app.desk.routes import expose, parse_id
from admin_app.desk.views.acting import Acting, pressed, sent_key
from admin_app.desk.views.notices import told
from admin_app.desk.views.progress import progress_page
from admin_app.errors import NotFound
from admin_app.extensions import db
from admin_app.readers.actions.reasons import BadReason
from admin_app.readers.actions.sweep import DONE, ask_for_sweep, said
from admin_app.readers.desk.cards import REMOVE
from admin_app.readers.desk.deciding import EVERYTHING, because_sent
from admin_app.readers.models import Because
from admin_app.readers.queries import sweeps as queries
from admin_app.unit_of_work import Answer, one_commit

AT_ONCE = 10_000
"""So many are decided while the person waits; what is more is left to the worker."""


class Sweeping(Acting):
    """Mixed into the queue, before what decides at once."""

    @expose("/action/", methods=("POST",))
    def action_view(self) -> ResponseReturnValue:
        """As everywhere, unless all that match are too many to wait for."""
        action, beside = pressed()
        if action in DONE and beside is None and request.form.get("all_matching"):
            state = self._sent_state()
            # A reason that makes no sense is told as it is where few are removed.
            with suppress(BadReason):
                because = because_sent() if action == REMOVE else None
                if self._are_too_many(state):
                    return self._ask_for_sweep(action, state, because)
        answer: ResponseReturnValue = super().action_view()
        return answer

    @expose("/sweep/")
    def sweep_view(self) -> ResponseReturnValue:
        """How far such a decision has come; it asks again by itself until it is over."""
        sweep = queries.shown(parse_id(request.args.get("id")))
        if sweep is None:
            raise NotFound
        return progress_page(
            self.render, "readers/sweep.html", sweep, sweep=sweep, said=said(sweep)
        )

    def _are_too_many(self, state: ListState) -> bool:
        some = self.narrowed(select(self.model.id), state).limit(AT_ONCE + 1).subquery()
        return (db.session.scalar(select(func.count()).select_from(some)) or 0) > AT_ONCE

    def _ask_for_sweep(
        self, action: str, state: ListState, because: Because | None
    ) -> ResponseReturnValue:
        person = current_user._get_current_object()
        with one_commit("Asked to decide over many comments", form_key=sent_key()) as unit:
            ids = self.chosen_ids(state)
            seen = "" if state.status == EVERYTHING else state.status
            sweep = ask_for_sweep(person, action, ids, seen, because)
            here = url_for(".sweep_view", id=sweep.id)
            unit.answer = Answer(here, f"{len(ids):,} comments are being decided over.")
        flash(*told(unit.answer.notice, None))
        return redirect(here, 303)
