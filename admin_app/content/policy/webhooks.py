"""Who may take back what was done with webhooks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from admin_app.history.undo import undo_policy
from admin_app.people.permissions import Permission


@undo_policy("webhook")
def _may_undo_webhooks(person: Any, rows: Sequence[tuple[int, str]]) -> bool:
    return bool(person.may(Permission.SETTING_EDIT))
