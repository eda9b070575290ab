"""What the pages of a text ask of its comments: to show them, and to take one in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_login import current_user
from markupsafe import Markup

from admin_app.content.models import Page, Post
from admin_app.content.queries.settings import site_settings
from admin_app.errors import Refusal
from admin_app.people.models import User
from admin_app.readers.actions.follow import follow
from admin_app.readers.actions.own import own_comment, rewrite, withdraw
from admin_app.readers.actions.report import report
from admin_app.readers.actions.rules import RefusedByRule, note_refusal
from admin_app.readers.actions.submit import Said, submit
from admin_app.readers.forms import CommentForm, OwnCommentForm, ReaderCommentForm, ReportForm
from admin_app.readers.learning import current_model, score
from admin_app.readers.models import Comment, CommentStatus, HeldFor
from admin_app.readers.queries.public import THREADS, root_of
from admin_app.readers.stamps import is_proof, refuse_haste
from admin_app.readers.text import comment_html
from admin_app.unit_of_work import Answer, Unit, answer_again, one_commit

HELD = "Thank you. A moderator will look at your comment before it is published."
PUBLISHED = "Thank you. Your comment is published."
UNPROVEN = (
    "Thank you. Your browser did not do the calculation that this site asks for, so a moderator "
    "will look at your comment before it is published."
)
TO_CONFIRM = (
    "Thank you. We have mailed you a link: your comment is published once you have confirmed that "
    "the address is yours."
)
CHANGED = "Your comment is changed."
WITHDRAWN = "Your comment is withdrawn."
REPORTED = "Thank you. The moderators see what you have reported."
MAILED = " We have mailed you a link with which you confirm your address."


@dataclass(frozen=True)
class Received:
    """What a reader is told, and the comment that is theirs for some minutes; 0 for the house."""

    answer: Answer
    own_id: int = 0


def new_form() -> CommentForm:
    """The comment form for whoever asks; it carries what was sent, if anything was."""
    return CommentForm() if signed_in() else ReaderCommentForm()


def receive(text: Post | Page, form: CommentForm, address: str) -> Received:
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
    if not said.person:
        refuse_haste(form.stamped, site_settings().comment_least_seconds)
    model = current_model()
    wants = not said.person and bool(form["wants_answers"].data)
    with (
        refusals_noted(),
        one_commit(f"Comment by {_name(said)} on “{text.title}”", form_key=key) as unit,
    ):
        comment = submit(text, said, lambda comment: score(model, comment))
        mailed = follow(comment, wants_answers=wants)
        unit.answer = _answer(comment, text, address, mailed)
        own_id = 0 if said.person else comment.id
    return Received(unit.answer, own_id)


def receive_again(comment_id: int, form: OwnCommentForm, address: str) -> Answer:
    """Store what a reader has made of a comment of theirs, in one commit; what to tell them.

    `address` is that of the comment's text. Raises a `Refusal`, as `receive` does.
    """
    key = form.form_key.data
    if not form.validate():
        raise Refusal("")
    with told_before(key):
        name = own_comment(comment_id).author_name
    model, seen = current_model(), form.version.data or 0
    with refusals_noted(), _by_reader(f"{name} edited their comment", name, key) as unit:
        comment = rewrite(
            comment_id, form.body.data or "", seen, lambda comment: score(model, comment)
        )
        if comment.status == CommentStatus.APPROVED:
            answer = Answer(f"{address}#comment-{comment_id}", CHANGED)
        else:
            answer = Answer(f"{address}#comment-notice", f"{CHANGED} A moderator will look at it.")
        unit.answer = answer
    return answer


def take_back(comment_id: int, form_key: str, address: str) -> Answer:
    """Remove a comment for its reader, in one commit; what to tell them. Raises `NotAllowed`."""
    with told_before(form_key):
        name = own_comment(comment_id).author_name
    with _by_reader(f"{name} withdrew their comment", name, form_key) as unit:
        withdraw(comment_id)
        unit.answer = answer = Answer(f"{address}#comment-notice", WITHDRAWN)
    return answer


def receive_report(comment_id: int, form: ReportForm, address: str) -> Answer:
    """Store a reader's word against a comment, in one commit; what to tell them.

    Raises a `Refusal`.
    """
    if not form.validate():
        raise Refusal("")
    if form.subject.data:
        raise Refusal("This field is there to catch robots; leave it empty.", "subject")
    with one_commit("Readers reported a comment", form_key=form.form_key.data or None) as unit:
        unit.actor = None if signed_in() else (None, "A reader")
        report(
            comment_id,
            form.reason.data or "",
            form.words.data or "",
            request.remote_addr or "",
            signed_in(),
        )
        unit.answer = answer = Answer(f"{address}#comment-notice", REPORTED)
    return answer


@contextmanager
def told_before(form_key: str | None) -> Iterator[None]:
    """What is refused before the unit of work opens may be so because the first copy was saved."""
    try:
        yield
    except Refusal:
        answer_again(form_key or None)
        raise


def _by_reader(summary: str, name: str, form_key: str | None) -> AbstractContextManager[Unit]:
    return one_commit(summary, form_key=form_key or None, actor=(None, name))


@contextmanager
def refusals_noted() -> Iterator[None]:
    """Count what a rule refuses, for its record; the refusal goes on."""
    try:
        yield
    except RefusedByRule as refused:
        with one_commit("Refused a comment", record=False):
            note_refusal(refused.rule_id)
        raise


def signed_in() -> User | None:
    """The person of the house who is signed in, or None for a reader."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def shown_body(comment: Comment) -> Markup:
    """A comment's text as it stands on the page."""
    return comment_html(comment.body)


def _said(form: CommentForm) -> Said:
    person = signed_in()
    given: dict[str, Any] = (
        {} if person else {n: form[n].data or "" for n in ("name", "email", "url")}
    )
    return Said(
        body=form.body.data or "",
        parent_id=_id(form.parent_id.data or ""),
        address=request.remote_addr or "",
        person=person,
        proven=not site_settings().comment_proof
        or is_proof(form.stamped, form.form_key.data or "", form.proof.data or ""),
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


def _answer(comment: Comment, text: Post | Page, address: str, mailed: bool) -> Answer:
    more = MAILED if mailed else ""
    if comment.status != CommentStatus.APPROVED:
        told = (UNPROVEN if comment.held_for == HeldFor.UNPROVEN else HELD) + more
        if mailed and comment.held_for == HeldFor.UNCONFIRMED:
            told = TO_CONFIRM
        return Answer(f"{address}#comment-notice", told)
    many = text.comment_count >= THREADS
    thread = f"?thread={root_of(comment)}" if many else ""
    return Answer(f"{address}{thread}#comment-{comment.id}", PUBLISHED + more)
