"""A reader's own page about one comment: what was decided and why, and one appeal."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin_app.desk.forms import cleaned
from admin_app.errors import NotFound, Refusal, TooMany
from admin_app.publication.site import page as page_of
from admin_app.readers.actions.appeal import LONGEST, SET_ASIDE, appeal
from admin_app.readers.models import CommentStatus, Reason
from admin_app.readers.public import shown_body
from admin_app.readers.queries.said import said
from admin_app.readers.telling import comment_said
from admin_app.unit_of_work import Answer, one_commit
from admin_app.web.headers import SECRET

pages = Blueprint("said", __name__)
THANKS = "Thank you. Another moderator will look at it; the answer will stand here."
GONE = "This page is no longer here: the link is too old, or the comment is gone."


def init_app(app: Flask) -> None:
    """Serve /said/<token>; its address is a secret, which no other site is told."""
    app.register_blueprint(pages)
    SECRET.update({"said.show", "said.appeal_over"})


@pages.get("/said/<token>")
def show(token: str) -> ResponseReturnValue:
    """What the reader wrote, what was decided and why, and what came of an appeal."""
    return _page(token)


@pages.post("/said/<token>")
def appeal_over(token: str) -> ResponseReturnValue:
    """Take the reader's appeal in, in one commit."""
    comment_id = _comment_of(token)
    form = cleaned(request.form)
    try:
        with one_commit("A reader appealed", form_key=form.get("form_key")) as unit:
            if form.get("subject"):
                raise Refusal("This field is there to catch robots; leave it empty.", "subject")
            appeal(comment_id, form.get("text", ""))
            unit.answer = Answer(url_for("said.show", token=token), THANKS)
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(token, refusal, form.get("text", ""))
    flash(THANKS, "success")
    return redirect(unit.answer.location, 303)


def _page(token: str, refusal: Refusal | None = None, typed: str = "") -> Response:
    row = said(_comment_of(token))
    if row is None:
        raise NotFound(GONE)
    answer = page_of(
        "publication/said.html",
        refusal.status if refusal else 200,
        token=token,
        row=row,
        body=shown_body(row),
        decided=_decided(row),
        reason=Reason(row.reason).told if row.reason else "",
        place=_place(row),
        may_appeal=row.status in SET_ASIDE and row.appeal is None,
        longest=LONGEST,
        refusal=refusal,
        typed=typed,
    )
    if isinstance(refusal, TooMany):
        answer.headers["Retry-After"] = str(refusal.retry_after)
    return answer


def _comment_of(token: str) -> int:
    comment_id = comment_said(token)
    if comment_id is None:
        raise NotFound(GONE)
    return comment_id


def _decided(row: Any) -> str:
    return {
        CommentStatus.PENDING: "It waits for a moderator.",
        CommentStatus.APPROVED: "It is published.",
        CommentStatus.SPAM: "It was taken for spam, and is not shown.",
        CommentStatus.REMOVED: "It was removed, and is not shown.",
    }[CommentStatus(row.status)]


def _place(row: Any) -> str:
    if row.post_slug:
        return url_for("publication.post", slug=row.post_slug)
    return url_for("publication.page", slug=row.page_slug)
