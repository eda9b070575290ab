"""The worker writes to readers of the answers that they wait for; they end it by one click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from sqlalchemy import update

from admin_app.columns import now
from admin_app.content.queries.settings import site_settings
from admin_app.extensions import db
from admin_app.ids import chunks
from admin_app.outbox import GiveUp, handles, post_letter, unsubscribe_link, unsubscribes
from admin_app.readers.actions.answers import ANSWERED
from admin_app.readers.models import Reader, Watch
from admin_app.readers.queries.answers import mail_key, untold_answers
from admin_app.unit_of_work import one_commit, retrying
from admin_app.web.hosts import NoTrustedAddress, link_to
from admin_app.web.text import cut_at_word, one_line

ONE, ALL = "answers", "all-answers"
PORTION: Final = 200
LONGEST_WORDS: Final = 600
LONGEST_TITLE: Final = 120


@handles(ANSWERED)
def write_of_answers(payload: Mapping[str, Any]) -> None:
    """Post a letter about each of these answers that appears to each reader who waits for it."""
    try:
        for ids in chunks(payload["ids"], PORTION):
            retrying(partial(_write, ids))
    except NoTrustedAddress as error:
        raise GiveUp(error.message) from error


def _write(ids: Sequence[int]) -> None:
    with one_commit("Told of answers", record=False):
        settings = site_settings()
        for row in untold_answers(ids, settings.comment_depth):
            _post(row, settings.site_title)


def _post(row: Any, site_title: str) -> None:
    kind = "post" if row.post_id else "page"
    letter = post_letter(
        row.email,
        f"{row.author_name} has answered you on “{one_line(row.title)[:LONGEST_TITLE]}”",
        "readers/email/answer",
        unsubscribe=unsubscribe_link(ONE, row.watch_id),
        ends_all=unsubscribe_link(ALL, row.reader_id),
        answer=row,
        words=cut_at_word(row.body, LONGEST_WORDS),
        link=f"{link_to(f'publication.{kind}', slug=row.slug)}#comment-{row.answer_id}",
        site_title=site_title,
    )
    # Looked for with the answers: `post_letter` would ask for each.
    letter.key = mail_key(row.watch_id, row.answer_id)


@unsubscribes(ONE, "mail about answers to this comment of yours")
def _stop_one(watch_id: int) -> str:
    db.session.execute(
        update(Watch)
        .where(Watch.id == watch_id, Watch.stopped_at.is_(None))
        .values(stopped_at=now())
        .execution_options(synchronize_session=False)
    )
    return ""


@unsubscribes(ALL, "mail about answers to your comments")
def _stop_all(reader_id: int) -> str:
    db.session.execute(
        update(Reader)
        .where(Reader.id == reader_id, Reader.mail_stopped_at.is_(None))
        .values(mail_stopped_at=now())
        .execution_options(synchronize_session=False)
    )
    return "Whoever wants it again ticks the box under their next comment."
