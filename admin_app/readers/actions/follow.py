"""What follows from a comment that has come in."""

from __future__ import annotations

from admin_app.readers.actions.addresses import ask_to_confirm, known_reader
from admin_app.readers.actions.answers import tell_of_answers, watch
from admin_app.readers.models import Comment, CommentStatus, HeldFor


def follow(comment: Comment, *, wants_answers: bool = False) -> bool:
    """Tell those who wait for this answer, ask for its reader's address; whether they are mailed.

    `wants_answers` is the reader's own wish. Within the commit that stores the comment.
    """
    if comment.status == CommentStatus.APPROVED and comment.parent_id is not None:
        tell_of_answers([comment.id])
    if comment.user_id is not None:
        return False
    needs = comment.held_for == HeldFor.UNCONFIRMED
    if comment.status == CommentStatus.SPAM or not (wants_answers or needs):
        return False
    reader = known_reader(comment.author_email)
    if wants_answers:
        watch(comment, reader)
    if reader.confirmed_at and not (wants_answers and reader.mail_stopped_at):
        return False
    return ask_to_confirm(reader, answers=wants_answers)
