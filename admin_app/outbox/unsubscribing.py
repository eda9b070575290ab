"""The way out of every mail that comes more than once: a page, and one POST without a sign-in.

A folder says what ends by `@unsubscribes("kind", "mail about …")`, and puts
`unsubscribe_link("kind", value)` into the mail. Who holds the link may end that mail, and nothing
else; it does not expire.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, render_template, request, url_for
from flask.typing import ResponseReturnValue

from admin_app.errors import NotFound
from admin_app.extensions import csrf
from admin_app.unit_of_work import AlreadyAnswered, Answer, one_commit
from admin_app.web.headers import SECRET
from admin_app.web.hosts import link_to
from admin_app.web.signed import read_signed, signed

PURPOSE = "unsubscribe"
End = Callable[[Any], str]


@dataclass(frozen=True)
class Kind:
    """A kind of mail: what it is in words, and the function that ends it."""

    what: str
    end: End


_kinds: dict[str, Kind] = {}
pages = Blueprint("unsubscribe", __name__)


def unsubscribes(kind: str, what: str) -> Callable[[End], End]:
    """Register how this kind of mail ends; `what` follows on “no more”.

    The function gets the value of the link, in an open unit of work, changes what says that the
    mail is wanted, and returns where it can be had again, as a sentence, or "". It may be called
    again for what has ended.
    """

    def register(end: End) -> End:
        _kinds[kind] = Kind(what, end)
        return end

    return register


def unsubscribe_link(kind: str, value: Any) -> str:
    """The whole address that ends this mail. Raises `NoTrustedAddress`."""
    return link_to("unsubscribe.page", token=signed(PURPOSE, [kind, value]))


def serve(app: Flask) -> None:
    """Serve /unsubscribe/<token>; mail programs POST there with no cookie and no form of ours."""
    app.register_blueprint(pages)
    csrf.exempt(end)
    SECRET.update({"unsubscribe.page", "unsubscribe.end"})


@pages.get("/unsubscribe/<token>")
def page(token: str) -> ResponseReturnValue:
    """What would end, and the button that ends it: programs that follow links change nothing."""
    kind, _ = _read(token)
    return render_template("outbox/unsubscribe.html", token=token, what=kind.what, ended=False)


@pages.post("/unsubscribe/<token>")
def end(token: str) -> ResponseReturnValue:
    """End it, in one commit; the second time it has ended already.

    Mail programs send no key of a form and follow no redirect. The page reads the database, so it
    is made before the commit: what is stored is answered.
    """
    kind, value = _read(token)
    key = request.form.get("form_key") or None
    try:
        with one_commit(f"Unsubscribed from {kind.what}", form_key=key) as unit:
            unit.actor = (None, "By the link in a mail")
            again = kind.end(value)
            unit.answer = Answer(url_for("unsubscribe.page", token=token), again)
            shown = _ended(token, kind, again)
    except AlreadyAnswered as before:
        return _ended(token, kind, before.answer.notice)
    return shown


def _ended(token: str, kind: Kind, again: str) -> str:
    return render_template(
        "outbox/unsubscribe.html", token=token, what=kind.what, again=again, ended=True
    )


def _read(token: str) -> tuple[Kind, Any]:
    found = read_signed(PURPOSE, token)
    kind = _kinds.get(found[0]) if found else None
    if kind is None:
        raise NotFound("This link does not end any mail. Was it copied whole?")
    return kind, found[1]
