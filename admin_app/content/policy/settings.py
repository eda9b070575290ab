"""Who may change the site's settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from admin_app.errors import NotAllowed
from admin_app.history.undo import undo_policy
from admin_app.people.permissions import Permission


def require_setting(person: Any) -> None:
    """Raise `NotAllowed` unless the person may change the settings."""
    if not person.may(Permission.SETTING_EDIT):
        raise NotAllowed("Only an owner changes the settings.")


@undo_policy("setting")
def _may_undo_settings(person: Any, rows: Sequence[tuple[int, str]]) -> bool:
    return bool(person.may(Permission.SETTING_EDIT))
