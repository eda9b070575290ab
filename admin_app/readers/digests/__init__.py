"""People of the house are mailed what readers do, as often as each of them wants.

The worker looks, and nobody's request. Each mail is one commit with the note of how far its person
was told, so that two workers, or one that is killed, never tell the same twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app

from admin_app.columns import now
from admin_app.content.queries.settings import site_settings
from admin_app.extensions import db
from admin_app.outbox import housekeeping, unsubscribes
from admin_app.outbox.delivery import why_mail_waits
from admin_app.people.actions import stop_mail
from admin_app.people.models import MailRhythm
from admin_app.people.queries import person_by_id
from admin_app.readers.actions.digests import begin_telling, forget_spent, nothing_to_tell
from admin_app.readers.digests.letter import post_digest
from admin_app.readers.digests.links import GOOD_FOR
from admin_app.readers.digests.news import Look, Section, news_for
from admin_app.readers.digests.rhythm import is_due
from admin_app.readers.queries.digests import (
    anything_spent_before,
    locked_digest,
    newest_change_until,
    newest_report_until,
    subscribers,
)
from admin_app.unit_of_work import current_unit, one_commit, retrying
from admin_app.web.hosts import NoTrustedAddress
from admin_app.web.locale import KNOWN

# What is this young may be in a transaction that is not committed yet: it is looked at next time.
LAG = timedelta(seconds=3)
_SAID = "digests_said_why"


@housekeeping(every=15)
def mail_digests() -> None:
    """Mail those whose moment has come what is new for them; nothing where nothing is.

    Nothing is made while no mail goes out: a stack of old mails would be of no use to anyone.
    """
    if why_mail_waits():
        return
    at = now()
    people = subscribers()
    until = at - LAG
    look = Look(at, until, newest_change_until(until), newest_report_until(until))
    new = [one.id for one in people if one.told_at is None]
    due = [one for one in people if one.told_at is not None and _is_due(one, look)]
    found = [(one, news_for(one, look)) for one in due]
    db.session.rollback()  # the read ends here
    if new:
        retrying(partial(_begin, new, look))
    for person, sections in found:
        if sections:
            _tell_or_say_why(person, sections, look)
    if nothing := [one.id for one, sections in found if not sections]:
        retrying(partial(_note, nothing, look))


@housekeeping(every=3600)
def forget_used_links() -> None:
    """Delete what is known of links that have run out."""
    old = now() - 2 * GOOD_FOR
    due = anything_spent_before(old)
    db.session.rollback()
    if due:
        with one_commit("Forgot used links", record=False):
            forget_spent(old)


@unsubscribes("digest", "mail about what readers do")
def end_digest(person_id: Any) -> str:
    """The person wants none of it any more."""
    person = person_by_id(person_id, lock=True) if isinstance(person_id, int) else None
    if person is not None:
        unit = current_unit()
        if unit is not None:
            unit.actor = (person.id, person.name)
        stop_mail(person)
    return "Your profile on the desk has it again whenever you like."


def _is_due(person: Any, look: Look) -> bool:
    zone = ZoneInfo(_zone_of(person))
    if not is_due(person.mail_rhythm, person.mail_hour, zone, person.told_at, look.at):
        return False
    return person.mail_rhythm != MailRhythm.AT_ONCE or look.has_news(person)


def _zone_of(person: Any) -> str:
    own: str = person.timezone
    site = site_settings().timezone
    return own if own in KNOWN else site if site in KNOWN else "UTC"


def _tell_or_say_why(person: Any, sections: Sequence[Section], look: Look) -> None:
    try:
        retrying(partial(_tell, person, sections, look))
    except NoTrustedAddress:
        if not current_app.extensions.get(_SAID):  # once, and not every fifteen seconds
            current_app.logger.warning(
                "digests: nothing is mailed, since its links would lead nowhere; set SITE_URL"
            )
        current_app.extensions[_SAID] = True


def _tell(told: Any, sections: Sequence[Section], look: Look) -> None:
    with one_commit("Mailed what readers do", record=False):
        digest = locked_digest(told.id)
        if digest is None or digest.told_at != told.told_at:
            return  # another worker was first
        person = person_by_id(told.id)
        if person is None or not person.active or person.mail_rhythm == MailRhythm.NONE:
            return
        post_digest(
            person, _zone_of(told), sections, f"digest:{told.id}:{told.told_at.isoformat()}"
        )
        digest.told_at, digest.told_until = look.at, look.until
        digest.told_change = look.change
        db.session.flush()


def _begin(new: Sequence[int], look: Look) -> None:
    with one_commit("Began to tell people", record=False):
        begin_telling(new, look.at, look.until, look.change)


def _note(nothing: Sequence[int], look: Look) -> None:
    with one_commit("Nothing to tell", record=False):
        nothing_to_tell(nothing, look.at, look.until, look.change)
