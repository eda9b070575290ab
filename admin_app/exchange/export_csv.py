"""The whole site as a folder of CSV files, one a table."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from admin_app.errors import Conflict
from admin_app.exchange.cells import neutralised
from admin_app.exchange.queries import exports
from admin_app.exchange.tables import LINKS, csv_files


def export_csv(folder: Path) -> int:
    """Write the files, which are all of one moment; how many rows they have.

    The folder is made if need be. Raises Conflict where it has something in it, and OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise Conflict(f"{folder} has something in it. Name a new or an empty folder.")
    exports.hold_still()
    count = 0
    for each in csv_files():
        rows = (
            [row._mapping[name] for name in each.columns]
            for portion in exports.portions(each.table, each.columns, *each.where)
            for row in portion
        )
        count += _write(folder / f"{each.name}.csv", each.columns, rows)
    for name, link, other in LINKS:
        count += _write(folder / f"{name}.csv", ("post_id", other), _pairs(link, other))
    return count


def _pairs(link: Table, other: str) -> Iterator[tuple[int, int]]:
    for posts in exports.portions(exports.POSTS, ("id",)):
        held = exports.linked(link, other, [post.id for post in posts])
        yield from ((post, id_) for post, ids in held.items() for id_ in ids)


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    count = 0
    # "x": a link that somebody put there meanwhile is not followed.
    with path.open("x", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for count, row in enumerate(rows, 1):  # noqa: B007 - the last count is the answer
            writer.writerow([_cell(value) for value in row])
    return count


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return neutralised(value)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return "" if value is None else value
