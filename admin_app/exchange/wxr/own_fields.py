"""What Copydesk keeps and WXR has no place for, written as custom fields that others pass over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Final

from admin_app.columns import EARLIEST, LATEST

from .records import Meta

_PREFIX: Final = "_copydesk_"
# What WordPress itself writes about a post in the trash.
TRASHED_FROM: Final = "_wp_trash_meta_status"


def of(meta: Iterable[Meta]) -> dict[str, str]:
    """Our own fields among these, by name."""
    return {
        each.key.removeprefix(_PREFIX): each.value for each in meta if each.key.startswith(_PREFIX)
    }


def is_known(key: str) -> bool:
    """Whether an import has a use for this field."""
    return key == TRASHED_FROM or key.startswith(_PREFIX)


def moment(fields: Mapping[str, str], name: str) -> datetime | None:
    """The moment in this field; None where there is none, or nothing that could be one."""
    with suppress(ValueError, OverflowError):
        found = datetime.fromisoformat(fields.get(name, ""))
        found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
        return found if EARLIEST <= found <= LATEST else None
    return None


def day(fields: Mapping[str, str], name: str) -> date | None:
    """The day in this field; None where there is none, or nothing that could be one."""
    with suppress(ValueError):
        return date.fromisoformat(fields.get(name, ""))
    return None


def written(fields: Mapping[str, datetime | str | None]) -> tuple[Meta, ...]:
    """These values as fields; None is left out."""
    return tuple(
        Meta(
            key=f"{_PREFIX}{name}",
            value=value.isoformat() if isinstance(value, datetime) else value,
        )
        for name, value in fields.items()
        if value is not None
    )
