"""A session begins and ends clean: nothing of before is carried over, and no copy outlives it."""

from __future__ import annotations

import secrets
import time
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from flask import Flask, current_app, g, request, session
from flask_login import LoginManager, user_logged_in, user_logged_out
from flask_security.utils import set_request_attr
from sqlalchemy import delete, func, insert, select

from admin_app.columns import now
from admin_app.extensions import db
from admin_app.people.models import EndedSession, User
from admin_app.people.sign_in.store import person_of_session
from admin_app.unit_of_work import one_commit

# What Flask-Login has just written when it says that someone has signed in.
OF_THE_PERSON = frozenset({"_user_id", "_id", "_fresh"})
# The random id of a session, and when it last let its person in.
ID: Final = "sitting"
SEEN: Final = "seen"
DAY: Final = timedelta(days=1)


def install(app: Flask, manager: LoginManager) -> None:
    """Listen to Flask-Login, and tell it who is signed in."""
    user_logged_in.connect(begin, app)
    user_logged_out.connect(end, app)
    manager.user_loader(who_is_signed_in)


def begin(_sender: Any, **_: Any) -> None:
    """Drop what the session held before, its CSRF token too: whoever planted it gains nothing."""
    stays = bool(session.get("_permanent"))
    if request.endpoint == "security.login":
        stays = bool(request.form.get("stay"))
    for key in [key for key in session if key not in OF_THE_PERSON]:
        session.pop(key)
    g.pop("csrf_token", None)
    session.permanent = stays
    session[ID] = secrets.token_urlsafe(16)
    session[SEEN] = int(time.time())


def end(_sender: Any, **_: Any) -> None:
    """Leave nothing behind, and remember that this session, and no other, is over."""
    ended = _digest()
    session.clear()
    g.pop("csrf_token", None)
    if ended:
        with one_commit("Signed out", record=False):
            db.session.execute(insert(EndedSession).values(id=ended, at=now()))


def who_is_signed_in(uniquifier: str) -> User | None:
    """The person of this session, unless it is over or they are not active any more."""
    if not uniquifier or _is_stale():
        return None
    person = person_of_session(str(uniquifier), _digest())
    if person is None or not person.active:
        return None
    # As Flask-Security's own does.
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    if ID in session and abs(_idle()) > DAY:
        session[SEEN] = int(time.time())
    return person


def kept_ended() -> timedelta:
    """How long it has to be remembered that a session is over.

    Servers' clocks may be a day apart.
    """
    return _longest() + 2 * DAY


def any_ended(before: datetime) -> bool:
    """Whether a session ended before this moment is still remembered."""
    oldest = select(func.min(EndedSession.at)).where(EndedSession.at < before)
    return db.session.scalar(oldest) is not None


def forget_ended(before: datetime) -> None:
    """Forget the sessions that ended before this moment, in the open unit of work."""
    db.session.execute(delete(EndedSession).where(EndedSession.at < before))


def _is_stale() -> bool:
    """Whether its person was away for so long that it may be forgotten whether it is over.

    A cookie's own age does not tell: every answer signs that of a lasting session anew, also one
    to somebody whom it no longer lets in.
    """
    return ID in session and _idle() > _longest()


def _longest() -> timedelta:
    return current_app.permanent_session_lifetime + DAY  # `SEEN` is up to a day behind


def _idle() -> timedelta:
    return timedelta(seconds=int(time.time()) - session.get(SEEN, 0))


def _digest() -> str:
    """What this session is remembered by; nothing for one from before sessions had an id."""
    id_ = session.get(ID)
    return sha256(str(id_).encode()).hexdigest() if id_ else ""
