"""Named refusals: one sentence a person can act on, and the field it belongs to."""

from __future__ import annotations

import errno
from typing import Final

DISK_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What an `OSError` has as its `errno` when there is no room for what was to be written."""


class Refusal(Exception):
    """The product says no, and says why.

    `message` is shown as it is; `field` names the form field it is hung beside (None: the whole
    form); `status` is the HTTP status of the answer, always below 500.
    """

    status = 422

    def __init__(self, message: str, field: str | None = None, status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        if status is not None:
            self.status = status


class NotFound(Refusal):
    """There is no such row, or this person may not see it: the two are told alike."""

    status = 404

    def __init__(self, message: str = "There is nothing here, or it is not yours to see.") -> None:
        super().__init__(message)


class NotAllowed(Refusal):
    """The person may see it, but not do this to it."""

    status = 403


class Conflict(Refusal):
    """What was asked no longer fits what is stored."""

    status = 409


class TooMany(Refusal):
    """More than is allowed in this time; `retry_after` is in seconds."""

    status = 429

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class SiteBusy(Refusal):
    """Several tries found others writing the same rows; nothing was saved."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            "Others were saving at the same moment and this did not get through. "
            "Nothing was changed; please send it again."
        )
