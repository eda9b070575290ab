"""What the parts of one commit of an import share."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete

from admin_app.columns import now
from admin_app.exchange.actions.id_ranges import IdRanges
from admin_app.exchange.actions.new_rows import insert_rows, record_created, reserve_ids
from admin_app.exchange.models import ImportOrigin
from admin_app.exchange.queries import imports as queries
from admin_app.exchange.report import Report
from admin_app.exchange.wxr import own_fields
from admin_app.exchange.wxr.records import Meta, Site
from admin_app.extensions import db
from admin_app.history.models import Recorded
from admin_app.history.rows import table_of
from admin_app.ids import among

OWN_GENERATOR: Final = "Copydesk"
_SCHEME: Final = re.compile(r"^[a-z]+:/*", re.IGNORECASE)


@dataclass
class Intake:
    """One commit's worth of an import from this site."""

    site: Site
    report: Report = field(default_factory=Report)
    at: datetime = field(default_factory=now)
    created: dict[type[Recorded], IdRanges] = field(default_factory=lambda: defaultdict(IdRanges))

    @property
    def source(self) -> str:
        """A digest of the other site's address: the same for http and https, with or without /."""
        address = _SCHEME.sub("", self.site.link.strip()).rstrip("/").lower() or self.site.title
        return hashlib.sha256(address.encode()).hexdigest()[:32]

    @property
    def is_own(self) -> bool:
        """Whether Copydesk wrote the file: then its texts come back exactly as they were."""
        return self.site.generator.startswith(OWN_GENERATOR)

    def arrived(
        self, model: type[Recorded], entries: Mapping[int, Iterable[Meta]]
    ) -> dict[int, int]:
        """Which of these entries are here already, as the ids that they have here.

        Our own files tell to the microsecond when a row was made, so that an entry of another
        Copydesk at the same address (localhost, say) is not taken for one of this.
        """
        here = queries.arrived(self.source, model, entries)
        if self.is_own:
            told = {
                foreign_id: own_fields.moment(own_fields.of(entries[foreign_id]), "created_at")
                for foreign_id in here
            }
            here = {id_: it for id_, it in here.items() if told[id_] in (None, it[1])}
        return {foreign_id: entity_id for foreign_id, (entity_id, _) in here.items()}

    def add(self, model: type[Recorded], rows: Sequence[dict[str, Any]]) -> list[int]:
        """Insert new rows, all with the same columns, and count them; their ids, in order."""
        ids = reserve_ids(model, len(rows))
        self.add_under(model, ids, rows)
        return ids

    def add_under(
        self, model: type[Recorded], ids: Sequence[int], rows: Sequence[dict[str, Any]]
    ) -> None:
        """The same under ids that have been reserved."""
        numbered = [{"id": id_} | row for id_, row in zip(ids, rows, strict=True)]
        insert_rows(table_of(model), numbered)
        self.count(model, ids)

    def count(self, model: type[Recorded], ids: Sequence[int]) -> None:
        """Note rows that were inserted under these ids, rising."""
        if ids:
            self.created[model].add(ids)
            self.report.taken[model.noun()] += len(ids)

    def remember(
        self, model: type[Recorded], arrivals: Sequence[tuple[int, int, datetime]]
    ) -> None:
        """Keep where rows come from: the id over there, the id here, and when it was made."""
        if not arrivals:
            return
        entity = table_of(model).name
        foreign_ids = [foreign_id for foreign_id, _, _ in arrivals]
        db.session.execute(
            delete(ImportOrigin).where(
                ImportOrigin.source == self.source,
                ImportOrigin.entity == entity,
                among(ImportOrigin.foreign_id, foreign_ids),
            )
        )
        insert_rows(
            ImportOrigin.__table__,
            [
                {
                    "source": self.source,
                    "entity": entity,
                    "foreign_id": foreign_id,
                    "entity_id": entity_id,
                    "made_at": made_at,
                }
                for foreign_id, entity_id, made_at in arrivals
            ],
        )

    def record(self) -> None:
        """Tell history what was created, parents before children."""
        order = [table.name for table in db.metadata.sorted_tables]
        for model in sorted(self.created, key=lambda each: order.index(table_of(each).name)):
            record_created(model, self.created[model])
