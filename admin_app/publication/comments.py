"""What readers do about comments: change their own, report others', confirm who they are."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from admin_app.errors import NotFound, Refusal, TooMany
from admin_app.publication.own import own_ids
from admin_app.publication.site import page, site
from admin_app.readers.actions.addresses import LINK_AGE, PURPOSE, ask_to_confirm, confirm
from admin_app.readers.actions.own import own_comment
from admin_app.readers.forms import OwnCommentForm, ReportForm
from admin_app.readers.models import Comment, CommentStatus, Reader
from admin_app.readers.public import receive_again, receive_report, take_back, told_before
from admin_app.readers.queries.arrival import OWN_FOR
from admin_app.readers.queries.readers import reader_by_id
from admin_app.readers.queries.shown import place_of
from admin_app.unit_of_work import Answer, one_commit
from admin_app.web.headers import SECRET
from admin_app.web.signed import read_signed

BEYOND = 2**63  # no database counts so far

SECRET.update({"publication.confirm_address", "publication.confirmed_address"})


@site.get("/comments/<int:comment_id>/edit")
def edit_comment(comment_id: int) -> ResponseReturnValue:
    """A visitor's own comment, to be changed or withdrawn."""
    _require_own(comment_id)
    comment = own_comment(comment_id)
    return _shown_own(comment_id, OwnCommentForm(obj=comment), comment)


@site.post("/comments/<int:comment_id>/edit")
def edited_comment(comment_id: int) -> ResponseReturnValue:
    """The comment with other words."""
    _require_own(comment_id)
    form = OwnCommentForm()
    try:
        answer = receive_again(comment_id, form, _address(place_of(comment_id)))
    except NotFound:
        raise
    except Refusal as refusal:
        return _refused_edit(comment_id, form, refusal)
    return _told(answer)


@site.post("/comments/<int:comment_id>/withdraw")
def withdrawn_comment(comment_id: int) -> ResponseReturnValue:
    """The comment taken back."""
    _require_own(comment_id)
    key = request.form.get("form_key", "")
    return _told(take_back(comment_id, key, _address(place_of(comment_id))))


@site.get("/comments/<int:comment_id>/report")
def report_comment(comment_id: int) -> ResponseReturnValue:
    """What is wrong with a comment, to be told."""
    return _shown("report", ReportForm(), place=_visible(comment_id))


@site.post("/comments/<int:comment_id>/report")
def reported_comment(comment_id: int) -> ResponseReturnValue:
    """The comment reported."""
    form = ReportForm()
    with told_before(form.form_key.data):
        place = _visible(comment_id)
    try:
        answer = receive_report(comment_id, form, _address(place))
    except NotFound:
        raise
    except Refusal as refusal:
        return _shown("report", form, refusal, place=place)
    return _told(answer)


@site.get("/comments/confirm/<token>")
def confirm_address(token: str) -> ResponseReturnValue:
    """The button with which a reader confirms their address: links change nothing."""
    reader_id, _, is_late = _confirmation(token)
    reader = _known(reader_by_id(reader_id))
    late = is_late and reader.confirmed_at is None
    return page("publication/confirm.html", email=reader.email, token=token, is_late=late)


@site.post("/comments/confirm/<token>")
def confirmed_address(token: str) -> ResponseReturnValue:
    """The address confirmed, or, where the link was too old, another one mailed."""
    reader_id, answers, is_late = _confirmation(token)
    key = request.form.get("form_key") or None
    with one_commit("A reader confirmed their address", form_key=key) as unit:
        reader = _known(reader_by_id(reader_id, lock=True))
        unit.actor = (None, "By the link in a mail")
        if is_late and reader.confirmed_at is None:
            if not ask_to_confirm(reader, answers=answers, again=True):
                raise Refusal("No mail can be sent from here at the moment. Try again later.")
            told = "A new link is on its way to you."
        else:
            shown = len(confirm(reader, answers=answers))
            told = "Thank you. Your address is confirmed." + _appeared(shown)
        unit.answer = answer = Answer(url_for("publication.home"), told)
    return _told(answer)


def _appeared(number: int) -> str:
    if not number:
        return ""
    return (
        " Your comment is published." if number == 1 else f" Your {number} comments are published."
    )


def _confirmation(token: str) -> tuple[int, bool, bool]:
    """The reader's id, whether they want mail about answers, and whether the link is too old."""
    found = read_signed(PURPOSE, token)
    if found is None:
        raise NotFound("This link confirms nothing. Was it copied whole?")
    reader_id, answers = found
    return int(reader_id), bool(answers), read_signed(PURPOSE, token, LINK_AGE) is None


def _known(reader: Reader | None) -> Reader:
    if reader is None:
        raise NotFound("This link confirms nothing any more.")
    return reader


def _require_own(comment_id: int) -> None:
    if comment_id not in own_ids():
        raise NotFound("This comment can't be changed from here; that ends after ten minutes.")


def _visible(comment_id: int) -> Any:
    place = place_of(comment_id) if comment_id < BEYOND else None
    if place is None or place.status != CommentStatus.APPROVED or not place.is_live:
        raise NotFound
    return place


def _refused_edit(comment_id: int, form: OwnCommentForm, refusal: Refusal) -> Response:
    """The page with what was typed, and the comment as it is while it can still be changed."""
    comment: Comment | None = None
    if refusal.status != 403:
        comment = own_comment(comment_id)
        # What is sent next is meant for what stands there now.
        form.version.raw_data = None
        form.version.data = comment.version
    return _shown_own(comment_id, form, comment, refusal)


def _shown_own(
    comment_id: int,
    form: OwnCommentForm,
    comment: Comment | None,
    refusal: Refusal | None = None,
) -> Response:
    place = place_of(comment_id)
    return _shown("own_comment", form, refusal, comment=comment, place=place)


def _shown(template: str, form: FlaskForm, refusal: Refusal | None = None, **more: Any) -> Response:
    if refusal is not None and refusal.field and refusal.field in form:
        form[refusal.field].errors = [*form[refusal.field].errors, refusal.message]
    answer = page(
        f"publication/{template}.html",
        refusal.status if refusal else 200,
        form=form,
        refusal=refusal,
        minutes=int(OWN_FOR.total_seconds() // 60),
        **more,
    )
    if isinstance(refusal, TooMany):
        answer.headers["Retry-After"] = str(refusal.retry_after)
    return answer


def _told(answer: Answer) -> ResponseReturnValue:
    """The save stands: from here on nothing is asked of the database, which could fail it."""
    flash(answer.notice, "success")
    return redirect(answer.location, 303)


def _address(place: Any) -> str:
    if place is None:
        return url_for("publication.home")
    return url_for(f"publication.{place.kind}", slug=place.slug)
