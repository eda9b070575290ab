"""Which comments are a visitor's own, for the minutes in which they may change them: a cookie."""

from __future__ import annotations

from typing import Final

from flask import Response, after_this_request, current_app, request

from admin_app.readers.queries.arrival import OWN_FOR
from admin_app.web.signed import read_signed, signed

PURPOSE: Final = "own-comments"
COOKIE: Final = "copydesk-own"
KEPT: Final = 20
"""Comments of one visitor, as many as the cookie holds."""


def own_ids() -> list[int]:
    """The ids of the comments that this browser has sent within the last minutes."""
    found = read_signed(PURPOSE, request.cookies.get(COOKIE, ""), OWN_FOR)
    return [one for one in found if isinstance(one, int)] if isinstance(found, list) else []


def keep_own(comment_id: int) -> None:
    """Let this browser change the comment for some minutes."""
    kept = [*own_ids(), comment_id][-KEPT:]

    @after_this_request
    def set_cookie(answer: Response) -> Response:
        answer.set_cookie(
            COOKIE,
            signed(PURPOSE, kept),
            max_age=OWN_FOR,
            httponly=True,
            samesite="Lax",
            secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        )
        return answer
