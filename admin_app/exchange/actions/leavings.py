"""What an import does not take, told so that nothing is lost in silence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from admin_app.exchange.actions.intake import Intake
from admin_app.exchange.actions.terms import kind_of
from admin_app.exchange.actions.texts import TEXTS
from admin_app.exchange.wxr.reader import Survey
from admin_app.exchange.wxr.records import Item

_WHY: Final = {
    "attachment": "An attachment was not taken: files are not fetched. Upload it under Media.",
    "nav_menu_item": "A menu entry was not taken: this site has no menus of its own.",
}


def tell_what_is_not_taken(intake: Intake, items: Sequence[Item]) -> None:
    """Count the entries of a kind that has no place here."""
    for item in items:
        if item.kind in TEXTS:
            continue
        why = _WHY.get(item.kind, f"An entry of the kind “{item.kind}” was not taken.")
        intake.report.lost(why, item.attachment_url or item.title or item.slug)
        if item.comments:
            intake.report.lost(
                "A comment on such an entry was not taken.", count=len(item.comments)
            )


def tell_what_is_unknown(intake: Intake, survey: Survey) -> None:
    """Count the terms and elements of the file that have no place here."""
    for term in survey.terms:
        if term.taxonomy not in ("category", "post_tag"):
            intake.report.lost(f"A {kind_of(term.taxonomy)} was not taken.", term.name or term.slug)
    for name, count in survey.not_read.items():
        intake.report.lost(f"The field {name} of an entry is not known here.", count=count)
