"""Readers are told what was decided over what they wrote, and find it on a page of their own.

The link to that page is signed, says nothing of who they are, and holds for half a year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, Final

from admin_app.content.queries.settings import site_settings
from admin_app.errors import Refusal
from admin_app.ids import chunks
from admin_app.outbox import GiveUp, handles, post_letter, unsubscribe_link
from admin_app.readers.actions.tell import TOLD
from admin_app.readers.answering import ALL
from admin_app.readers.models import Comment, Reason
from admin_app.readers.queries.said import posted_keys, to_be_told
from admin_app.unit_of_work import one_commit, retrying
from admin_app.web.hosts import NoTrustedAddress, link_to
from admin_app.web.signed import read_signed, signed

_PURPOSE: Final = "said"
HOLDS: Final = timedelta(days=180)
PORTION: Final = 200


def said_token(comment_id: int) -> str:
    """What leads the reader of a comment to its page."""
    return signed(_PURPOSE, comment_id)


def comment_said(token: str) -> int | None:
    """The comment that a token leads to; None for a forged or expired one."""
    value = read_signed(_PURPOSE, token, HOLDS)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def said_link(comment_id: int) -> str:
    """The whole address of the page. Raises `NoTrustedAddress`."""
    return link_to("said.show", token=said_token(comment_id))


@handles(TOLD)
def write_to_readers(payload: Mapping[str, Any]) -> None:
    """Post a letter to the reader of each of these comments that is still removed."""
    for ids in chunks(payload["ids"], PORTION):
        retrying(partial(_write, ids, str(payload["at"])))


def tell_outcome(comment: Comment) -> None:
    """Post a letter that says that the appeal over this comment was decided, if the site does so.

    Whoever can't be written to finds it on the page.
    """
    if not site_settings().tell_readers or not comment.author_email:
        return
    try:
        post_letter(
            comment.author_email,
            f"Your appeal: {site_settings().site_title}",
            "readers/email/appeal_decided",
            link=said_link(comment.id),
        )
    except Refusal:
        return


def _write(ids: Sequence[int], at: str) -> None:
    with one_commit("Told readers", record=False):
        rows = to_be_told(ids)
        keys = {row.id: f"told:{row.id}:{at}" for row in rows}
        done = posted_keys(list(keys.values()))
        for row in rows:
            if keys[row.id] not in done:
                _post(row, keys[row.id])


def _post(row: Any, key: str) -> None:
    try:
        letter = post_letter(
            row.author_email,
            f"Your comment on “{row.title}” was removed",
            "readers/email/removed",
            row=row,
            reason=Reason(row.reason).told if row.reason else "",
            link=said_link(row.id),
            unsubscribe=unsubscribe_link(ALL, row.reader_id) if row.reader_id else "",
        )
    except NoTrustedAddress as error:
        raise GiveUp(error.message) from error
    except Refusal:
        return  # an imported address that is none: nobody to write to
    letter.key = key
