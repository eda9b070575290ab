"""Readers are told of the answers to what they wrote, if they asked for it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import insert, update

from admin_app.columns import now
from admin_app.content.queries.settings import site_settings
from admin_app.extensions import db
from admin_app.outbox import post_letter, unsubscribe_link, unsubscribes
from admin_app.readers.models import Comment, Reader, Watch
from admin_app.readers.queries.readers import mail_key, unanswered_watches
from admin_app.web.hosts import NoTrustedAddress, link_to
from admin_app.web.text import cut_at_word, one_line

ONE, ALL = "answers", "all-answers"
LONGEST_WORDS: Final = 600
LONGEST_TITLE: Final = 120


def watch(comment: Comment, reader: Reader) -> None:
    """Note that the reader wants to be told of the answers to this new comment of theirs."""
    db.session.execute(
        insert(Watch).values(comment_id=comment.id, reader_id=reader.id, created_at=now())
    )


def tell_of_answers(comment_ids: Collection[int]) -> int:
    """Put a mail into the outbox for each reader who waits for one of these answers; how many.

    For whatever makes comments appear, in its own commit. Answers that do not appear are told to
    nobody, and each is told once, however often it is approved. One statement finds them all.
    """
    if not comment_ids:
        return 0
    settings = site_settings()
    rows = unanswered_watches(comment_ids, settings.comment_depth)
    try:
        for row in rows:
            ends = unsubscribe_link(ONE, row.watch_id)
            kind = "post" if row.post_id else "page"
            letter = post_letter(
                row.email,
                f"{row.author_name} has answered you on “{one_line(row.title)[:LONGEST_TITLE]}”",
                "publication/email/answer",
                unsubscribe=ends,
                ends_all=unsubscribe_link(ALL, row.reader_id),
                answer=row,
                words=cut_at_word(row.body, LONGEST_WORDS),
                link=f"{link_to(f'publication.{kind}', slug=row.slug)}#comment-{row.answer_id}",
                site_title=settings.site_title,
            )
            # Looked for by the statement above: `post_letter` would ask for each.
            letter.key = mail_key(row.watch_id, row.answer_id)
    except NoTrustedAddress:
        return 0
    return len(rows)


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
