"""A text before it is out, for guests with a link: they read it, and leave notes on it."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Flask,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from admin_app.columns import now
from admin_app.content.actions.notes import add_guest_notes
from admin_app.content.actions.review_links import count_view
from admin_app.content.desk.noting import MOST_FIELDS, body_at, notes_typed
from admin_app.content.markup.blocks import blocks
from admin_app.content.models import Page, Post, ReviewLink
from admin_app.content.policy.texts import may_see
from admin_app.content.queries.notes import notes_of_guest, reviewed
from admin_app.content.queries.texts import email_of
from admin_app.desk.forms import cleaned
from admin_app.errors import NotFound, Refusal, TooMany
from admin_app.outbox import post_mail
from admin_app.publication.preview import as_stored, shown
from admin_app.unit_of_work import AlreadyAnswered, Answer, answer_again, one_commit
from admin_app.web.guesses import Guesses
from admin_app.web.headers import SECRET
from admin_app.web.hosts import NoTrustedAddress, site_address

review = Blueprint("review", __name__)

NOTED = "noted"
"""In a guest's session: the ids of the notes that they have left, the newest `KEPT`."""
KEPT = 50
GUESSES = "review_guesses"
THANKS = "Thank you. The editors have your note."

Text = Post | Page


def init_app(app: Flask) -> None:
    """Serve /review/<token>; its address is a secret, which no other site is told."""
    app.register_blueprint(review)
    SECRET.update({"review.read", "review.note", "review.seen"})


@review.get("/review/<token>")
def read(token: str) -> ResponseReturnValue:
    """The text, as readers will see it, with room for a note under each paragraph."""
    link, text = _reviewed(token)
    return _page(token, link, text)


@review.post("/review/<token>")
def note(token: str) -> ResponseReturnValue:
    """Store the notes that the guest has typed, in one commit."""
    link, text = _reviewed(token)
    try:
        answer = _received(token)
    except NotFound:
        raise
    except Refusal as refusal:
        link, text = _reviewed(token)
        return _page(token, link, text, refusal)
    flash(answer.notice, "success")
    return redirect(answer.location, 303)


@review.post("/review/<token>/seen")
def seen(token: str) -> ResponseReturnValue:
    """Count that this browser has shown the text, once. Those of the house are not counted."""
    link, text = _reviewed(token)
    if current_user.is_authenticated and may_see(current_user, text):
        return "", 204
    # The raw token of the session, which is in its cookie: the same browser comes with the same.
    generate_csrf()
    key = f"seen:{link.id}:{session['csrf_token']}"
    try:
        answer_again(key)
        with one_commit("Counted a view", record=False, form_key=key):
            count_view(link.id)
    except AlreadyAnswered:
        pass  # this browser is counted
    return "", 204


def _reviewed(token: str) -> tuple[ReviewLink, Text]:
    """The link and its text. Raises `NotFound`, and `TooMany` for who has tried many others."""
    guesses: Guesses = current_app.extensions.setdefault(GUESSES, Guesses(most=30, seconds=600))
    guesses.refuse(request.remote_addr)
    try:
        return reviewed(token)
    except NotFound:
        guesses.miss(request.remote_addr)
        raise


def _received(token: str) -> Answer:
    form = cleaned(request.form)
    if form.get("subject"):
        raise Refusal("This field is there to catch robots; leave it empty.", "subject")
    key = form.get("form_key") or None
    with one_commit("", form_key=key) as unit:
        # Held, so that many at once are counted, and none comes in after the link was revoked.
        link, text = reviewed(token, lock=True)
        version = str(link.shows_version or form.get("version", ""))
        notes = notes_typed(form, lambda: blocks(body_at(text, version)))
        if not notes:
            raise Refusal("Write your note first.", "whole")
        name = next((one for one in form.getlist("name") if one.strip()), "")
        made = add_guest_notes(link, text, name, notes)
        unit.summary = f"Note by {made[0].author_name}, a guest, on “{text.title}”"
        _tell_author(link, text, made[0].author_name, [one.body for one in made])
        unit.answer = Answer(url_for("review.read", token=token), THANKS)
        ids = [one.id for one in made]
    session[NOTED] = [*session.get(NOTED, []), *ids][-KEPT:]
    return unit.answer


def _tell_author(link: ReviewLink, text: Text, name: str, said: list[str]) -> None:
    """A mail to the author, at most one for a link and an hour."""
    to = email_of(text.author_id)
    if to is None:
        return
    try:
        desk = site_address() + url_for(f"{text.noun()}.notes_view", id=text.id)
    except NoTrustedAddress:
        desk = ""
    words = render_template(
        "publication/email/guest_note.txt", text=text, link=link, name=name, said=said, desk=desk
    )
    key = f"guest-note:{link.id}:{now():%Y%m%d%H}"
    post_mail(to, f"A note on “{text.title}”", words, key=key)


def _page(
    token: str, link: ReviewLink, text: Text, refusal: Refusal | None = None
) -> ResponseReturnValue:
    draft = as_stored(text, link.shows_version)
    mine = notes_of_guest(link, session.get(NOTED, []))
    answer = shown(
        draft,
        "publication/review.html",
        refusal.status if refusal else 200,
        layout=f"publication/{text.noun()}.html",
        preview={"guest": True, "pinned": link.shows_version is not None},
        token=token,
        link=link,
        version=link.shows_version or text.version,
        blocks=blocks(draft.text.body),
        most_fields=MOST_FIELDS,
        mine=_by_block(mine),
        refusal=refusal,
        typed=request.form,
        names=request.form.getlist("name"),
    )
    if isinstance(refusal, TooMany):
        answer.headers["Retry-After"] = str(refusal.retry_after)
    return answer


def _by_block(notes: list[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for one in notes:
        found.setdefault(-1 if one.block is None else one.block, []).append(one)
    return found
