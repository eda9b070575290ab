"""Akismet as one more voice: asked by the worker, after the save, and only where it is switched on.

Whatever it does or fails to do, a comment is stored, waits and is decided over as without it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from flask import current_app

from admin_app.extensions import db
from admin_app.outbox import GiveUp, handles
from admin_app.outbox.registry import housekeeping
from admin_app.readers.actions.akismet import CHECK, TELL, take_answer, tell_back
from admin_app.readers.models import CommentStatus
from admin_app.readers.queries.akismet import Access, access, anything_differs, asked_about
from admin_app.unit_of_work import one_commit, retrying
from admin_app.web.hosts import NoTrustedAddress, link_to
from admin_app.web.outgoing import NoAnswer, NotPublic, ask

SERVER: Final = "https://rest.akismet.com"
LONGEST_ANSWER: Final = 200
AT_ONCE: Final = 100
REST: Final = 60.0
"""Seconds for which it is not asked after it has not answered: other jobs do not wait for it."""
_RESTS: Final = "akismet_rests"
_HEADERS: Final = {
    "Content-Type": "application/x-www-form-urlencoded",
    "User-Agent": "Copydesk/1 | Akismet/1",
}


@handles(CHECK)
def check(payload: Mapping[str, Any]) -> None:
    """Ask about one comment that waits, and store the answer in a commit of its own."""
    comment_id = int(payload["comment"])
    settings, row = access(), asked_about(comment_id)
    db.session.rollback()  # nothing is held while it is asked
    if not settings.is_on or row is None or row.status != CommentStatus.PENDING:
        return
    answer = _sent(settings, "comment-check", row)
    if answer not in ("true", "false"):
        raise GiveUp("Akismet gave no answer that can be read; is the key right?")

    def store() -> None:
        with one_commit("Akismet answered", actor=(None, "Akismet")) as unit:
            comment = take_answer(comment_id, is_spam=answer == "true")
            if comment is not None and comment.status == CommentStatus.SPAM:
                unit.summary = f"Marked the comment by {comment.author_name} as spam"

    retrying(store)


@handles(TELL)
def tell(payload: Mapping[str, Any]) -> None:
    """Tell Akismet what people have decided over a comment that it was asked about."""
    settings, row = access(), asked_about(int(payload["comment"]))
    db.session.rollback()
    if settings.is_on and row is not None:
        _sent(settings, f"submit-{payload['as']}", row)


@housekeeping(every=30)
def tell_what_differs() -> None:
    """Post what Akismet is to be told, some hundred comments at a time."""
    due = access().is_on and anything_differs()
    db.session.rollback()  # the read ends here
    if due:

        def post() -> None:
            with one_commit("Told Akismet", record=False):
                tell_back(AT_ONCE)

        retrying(post)


def _sent(settings: Access, verb: str, row: Any) -> str:
    if time.monotonic() < current_app.extensions.get(_RESTS, 0.0):
        raise NoAnswer("Akismet has not answered a moment ago; it is asked again later.")
    server = (settings.server or SERVER).rstrip("/")
    networks = current_app.config.get("WEBHOOK_NETWORKS") or ()
    body = urlencode(_fields(settings, row)).encode()
    try:
        status, reason, answer = ask(
            f"{server}/1.1/{verb}", body, _HEADERS, networks, most=LONGEST_ANSWER
        )
    except NotPublic as error:
        raise GiveUp(str(error)) from error
    except NoAnswer:
        current_app.extensions[_RESTS] = time.monotonic() + REST
        raise
    if status != 200:
        raise NoAnswer(f"Akismet answered {status} {reason}.")
    return answer.decode("ascii", "replace").strip()


def _fields(settings: Access, row: Any) -> dict[str, str]:
    try:
        blog = link_to("publication.home")
    except NoTrustedAddress as error:
        raise GiveUp(error.message) from error
    folder = "posts" if row.post_id else "pages"
    return {
        "api_key": settings.key,
        "blog": blog,
        "user_ip": row.author_ip,
        "permalink": f"{blog.rstrip('/')}/{folder}/{row.slug}",
        "comment_type": "reply" if row.parent_id else "comment",
        "comment_author": row.author_name,
        "comment_author_email": row.author_email,
        "comment_author_url": row.author_url,
        "comment_content": row.body,
        "comment_date_gmt": row.created_at.isoformat(),
    }
