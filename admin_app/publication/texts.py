"""A post or a page as readers see it, with its comments."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any

from flask import Response, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from admin_app.content.markup import plain_text
from admin_app.content.models import Page, Post
from admin_app.content.policy.texts import may_see
from admin_app.content.queries.own_fields import shown_fields
from admin_app.content.queries.public import texts
from admin_app.content.queries.public.lists import OPENING
from admin_app.content.queries.public.planned import with_due_changes
from admin_app.content.queries.settings import site_settings
from admin_app.errors import NotAllowed, NotFound, Refusal, TooMany
from admin_app.publication.own import keep_own, own_ids
from admin_app.publication.site import page as page_of
from admin_app.publication.site import site
from admin_app.readers.actions.arrival import why_closed
from admin_app.readers.forms import CommentForm
from admin_app.readers.models import CommentStatus
from admin_app.readers.public import new_form, receive, signed_in
from admin_app.readers.queries.arrival import still_own
from admin_app.readers.queries.public import Threads, approved_comment, threads_of
from admin_app.web.shared_guesses import SharedGuesses

UNLOCKED = 20
"""Texts whose password one reader has given, as many as the cookie holds."""

GUESSES = SharedGuesses("password of a text", 30, timedelta(minutes=10))

SUMMARY = 200
"""Characters that describe a text to other sites."""

Text = Post | Page


@site.get("/posts/<slug>")
def post(slug: str) -> ResponseReturnValue:
    """A post."""
    return _shown(with_due_changes(texts.live_post(slug)))


@site.get("/pages/<slug>")
def page(slug: str) -> ResponseReturnValue:
    """A page."""
    return _shown(with_due_changes(texts.live_page(slug)))


@site.post("/posts/<slug>/comments")
def comment_on_post(slug: str) -> ResponseReturnValue:
    """A comment on a post."""
    return _received(Post, slug)


@site.post("/pages/<slug>/comments")
def comment_on_page(slug: str) -> ResponseReturnValue:
    """A comment on a page."""
    return _received(Page, slug)


@site.post("/posts/<slug>/unlock")
def unlock_post(slug: str) -> ResponseReturnValue:
    """The password of a post, given by a reader."""
    return _unlocked(with_due_changes(texts.live_post(slug)))


@site.post("/pages/<slug>/unlock")
def unlock_page(slug: str) -> ResponseReturnValue:
    """The password of a page, given by a reader."""
    return _unlocked(with_due_changes(texts.live_page(slug)))


def _shown(text: Text, form: CommentForm | None = None, refusal: Refusal | None = None) -> Response:
    status = refusal.status if refusal else 200
    if is_locked(text):
        return page_of(
            "publication/locked.html", status, text=text, address=address_of(text), refusal=refusal
        )
    closed = why_closed(text, site_settings(), signed_in())
    threads = _threads(text)
    own = _own(text)
    answer = page_of(
        f"publication/{text.noun()}.html",
        status,
        text=text,
        address=address_of(text),
        summary=text.seo_description or plain_text(text.excerpt or text.body[:OPENING], SUMMARY),
        card=texts.card_picture(text),
        own=shown_fields(text),
        around=texts.around_post(text) if isinstance(text, Post) else texts.around_page(text),
        threads=threads,
        own_ids={one.id for one in own},
        own_waiting=[one for one in own if one.status != CommentStatus.APPROVED],
        only_thread="thread" in request.args,
        closed=closed,
        takes_replies=site_settings().comment_depth > 1,
        form=form or (None if closed else new_form()),
        replied=None if closed else _replied(text, threads, form),
        refusal=refusal,
        may_edit=current_user.is_authenticated and may_see(current_user, text),
    )
    if isinstance(refusal, TooMany):
        answer.headers["Retry-After"] = str(refusal.retry_after)
    return answer


def _received(model: type[Text], slug: str) -> ResponseReturnValue:
    text = texts.text_at(model, slug)
    if is_locked(text):
        raise NotAllowed("This text has a password; give it first.")
    form = new_form()
    try:
        received = receive(text, form, address_of(text))
    except NotFound:
        raise
    except Refusal as refusal:
        if refusal.field and refusal.field in form:
            form[refusal.field].errors = [*form[refusal.field].errors, refusal.message]
        return _shown(_whole(model, slug), form, refusal)
    if received.own_id:
        keep_own(received.own_id)
    flash(received.answer.notice, "success")
    return redirect(received.answer.location, 303)


def _whole(model: type[Text], slug: str) -> Text:
    return texts.live_post(slug) if model is Post else texts.live_page(slug)


def _unlocked(text: Text) -> ResponseReturnValue:
    given = request.form.get("password", "")
    GUESSES.refuse(request.remote_addr)
    if text.password and not hmac.compare_digest(given.encode(), text.password.encode()):
        GUESSES.miss(request.remote_addr)
        return _shown(text, refusal=Refusal("This is not the password.", "password"))
    kept: dict[str, str] = dict(session.get("unlocked", {}))
    kept.pop(_name(text), None)
    kept[_name(text)] = _proof(text)
    session["unlocked"] = dict(list(kept.items())[-UNLOCKED:])
    return redirect(address_of(text), 303)


def is_locked(text: Text) -> bool:
    """Whether this reader has yet to give the text's password; its own people need not."""
    if text.password is None:
        return False
    if current_user.is_authenticated and may_see(current_user, text):
        return False
    return bool(session.get("unlocked", {}).get(_name(text)) != _proof(text))


def address_of(text: Text) -> str:
    """The path of a post or page."""
    return url_for(f"publication.{text.noun()}", slug=text.slug)


def _name(text: Text) -> str:
    return f"{text.noun()}-{text.id}"


def _proof(text: Text) -> str:
    # Of the password as it is now: a new one locks the text again. Keyed, since cookies are read.
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, f"{_name(text)}:{text.password}".encode(), sha256).hexdigest()[:32]


def _own(text: Text) -> Sequence[Any]:
    """What this visitor may still change of the comments here; asked for who has written any."""
    ids = own_ids()
    return still_own(text, ids) if ids else ()


def _threads(text: Text) -> Threads:
    only = request.args.get("thread", "")
    if only:
        return threads_of(text, only=_number(only))
    return threads_of(text, request.args.get("comments", ""))


def _replied(text: Text, threads: Threads, form: CommentForm | None) -> Any:
    """The comment that the form replies to, if it does."""
    wanted = (form.parent_id.data if form else None) or request.args.get("reply_to", "")
    if not wanted or (form and form.parent_id.errors):
        return None
    number = _number(wanted)
    return threads.find(number) or approved_comment(text, number)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise NotFound
    return int(text)
