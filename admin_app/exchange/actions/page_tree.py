"""Imported pages put under their parents, once all of them are here."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import bindparam, update

from admin_app.content.models import Page
from admin_app.exchange.actions.id_ranges import IdRanges
from admin_app.exchange.actions.intake import Intake
from admin_app.exchange.actions.terms import circular
from admin_app.extensions import db
from admin_app.history.rows import table_of
from admin_app.ids import chunks

_PORTION = 5_000


def plant_pages(intake: Intake, above: Mapping[int, int], created: IdRanges) -> None:
    """Link pages to parents, by the ids of over there; only those within the created ranges.

    A page that was here before stays where its editors have put it.
    """
    ids: dict[int, int] = {}
    for portion in chunks(sorted({*above, *above.values()}), _PORTION):
        ids |= intake.arrived(Page, dict.fromkeys(portion, ()))
    links = []
    for page, parent in above.items():
        if page not in ids or ids[page] not in created:
            continue
        if parent not in ids or circular(page, above):
            intake.report.note(
                "A page stands at the top, because the one above it is missing.", f"number {page}"
            )
        else:
            links.append({"row": ids[page], "parent": ids[parent]})
    if links:
        table = table_of(Page)
        statement = update(table).where(table.c.id == bindparam("row"))
        # The pages are as new as this import, so this is no edit: version and date stay.
        values = {"parent_id": bindparam("parent"), "updated_at": table.c.updated_at}
        db.session.connection().execute(statement.values(values), links)
