"""What the pages of a text ask of its comments: to show them, and to take one in."""

from __future__ import annotations

from flask import request
from flask_login import current_user
from markupsafe import Markup

from admin_app.content.models import Page, Post
from admin_app.errors import Refusal
from admin_app.people.models import User
from admin_app.readers.actions.rules import RefusedByRule, note_refusal
from admin_app.readers.actions.submit import Said, submit
from admin_app.readers.forms import CommentForm, ReaderCommentForm
from admin_app.readers.learning import current_model, score
from admin_app.readers.models import Comment, CommentStatus
from admin_app.readers.queries.public import THREADS, root_of
from admin_app.readers.text import comment_html
from admin_app.unit_of_work import Answer, answer_again, one_commit

HELD = "Thank you. A moderator will look at your comment before it is published."
PUBLISHED = "Thank you. Your comment is published."


def new_form() -> CommentForm:
    """The comment form for whoever asks; it carries what was sent, if anything was."""
    return CommentForm() if signed_in() else ReaderCommentForm()


def receive(text: Post | Page, form: CommentForm, address: str) -> Answer:
    """Store what the form says under the text, in one commit; where to go, and what to say.

    `address` is the text's own. Raises a `Refusal` that says what is wrong; where the form itself
    does, its fields carry their errors.
    """
    key = form.form_key.data or None
    if not form.validate():
        answer_again(key)
        raise Refusal("")
    if form.subject.data:
        raise Refusal("This field is there to catch robots; leave it empty.", "subject")
    said = _said(form)
    model = current_model()
    try:
        with one_commit(f"Comment by {_name(said)} on “{text.title}”", form_key=key) as unit:
            comment = submit(text, said, lambda comment: score(model, comment))
            unit.answer = _answer(comment, text, address)
    except RefusedByRule as refused:
        with one_commit("Refused a comment", record=False):
            note_refusal(refused.rule_id)
        raise
    return unit.answer


def signed_in() -> User | None:
    """The person of the house who is signed in, or None for a reader."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def shown_body(comment: Comment) -> Markup:
    """A comment's text as it stands on the page."""
    return comment_html(comment.body)


def _said(form: CommentForm) -> Said:
    person = signed_in()
    given = {} if person else {n: form[n].data or "" for n in ("name", "email", "url")}
    return Said(
        body=form.body.data or "",
        parent_id=_id(form.parent_id.data or ""),
        address=request.remote_addr or "",
        person=person,
        **given,
    )


def _name(said: Said) -> str:
    return said.person.name if said.person else said.name


def _id(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Refusal("The comment you reply to is not here any more.", "parent_id", 400)
    return int(text)


def _answer(comment: Comment, text: Post | Page, address: str) -> Answer:
    if comment.status != CommentStatus.APPROVED:
        return Answer(f"{address}#comment-notice", HELD)
    many = text.comment_count >= THREADS
    thread = f"?thread={root_of(comment)}" if many else ""
    return Answer(f"{address}{thread}#comment-{comment.id}", PUBLISHED)
