"""How many comments a text has stands beside it: a text is a wide row to write anew for a number

Revision ID: 0031
Revises: 0030
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from admin_app.columns import Id

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

PARENTS = ("post", "page")


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for parent in PARENTS:
        table = f"{parent}_comment_count"
        op.create_table(
            table,
            sa.Column("text_id", Id, nullable=False),
            sa.Column("n", sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint(
                ["text_id"], [f"{parent}.id"], name=f"fk_{table}_text_id", ondelete="CASCADE"
            ),
            sa.PrimaryKeyConstraint("text_id", name=f"pk_{table}"),
        )
        op.execute(
            f"INSERT INTO {table} (text_id, n) "
            f"SELECT id, comment_count FROM {parent} WHERE comment_count <> 0"
        )
        if not on_sqlite:
            # Room on each page, so that a count that changes need not touch the index.
            op.execute(f"ALTER TABLE {table} SET (fillfactor = 70)")
    _count(beside=True)
    for parent in PARENTS:
        op.execute(f"ALTER TABLE {parent} DROP COLUMN comment_count")


def downgrade() -> None:
    for parent in PARENTS:
        op.execute(f"ALTER TABLE {parent} ADD COLUMN comment_count INTEGER DEFAULT 0 NOT NULL")
        op.execute(
            f"UPDATE {parent} SET comment_count = coalesce("
            f"(SELECT n FROM {parent}_comment_count WHERE text_id = {parent}.id), 0)"
        )
    _count(beside=False)
    for parent in PARENTS:
        op.drop_table(f"{parent}_comment_count")


def _count(*, beside: bool) -> None:
    """Have the triggers of `comment` count beside the texts, or within them."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in _sqlite(beside):
            op.execute(statement)
    else:
        op.execute(_postgresql(beside))


def _sqlite(beside: bool) -> list[str]:
    made = []
    for parent in PARENTS:
        add, take = _sqlite_beside(parent) if beside else _sqlite_within(parent)
        name = f"comment_{parent}_comment_count"
        update = f"UPDATE OF status, {parent}_id"
        for event, does in (("INSERT", add), ("DELETE", take), (update, f"{take} {add}")):
            trigger = f"{name}_{event.split()[0].lower()}"
            made += [
                f"DROP TRIGGER {trigger}",
                f"CREATE TRIGGER {trigger} AFTER {event} ON comment BEGIN {does} END",
            ]
    return made


def _sqlite_beside(parent: str) -> tuple[str, str]:
    table = f"{parent}_comment_count"
    add = (
        f"INSERT INTO {table} (text_id, n) SELECT NEW.{parent}_id, 1 "
        f"WHERE NEW.{parent}_id IS NOT NULL AND NEW.status = 'approved' "
        "ON CONFLICT (text_id) DO UPDATE SET n = n + 1;"
    )
    taken = f"text_id = OLD.{parent}_id AND OLD.status = 'approved'"
    return add, f"UPDATE {table} SET n = n - 1 WHERE {taken};"


def _sqlite_within(parent: str) -> tuple[str, str]:
    set_n = f"UPDATE {parent} SET comment_count = comment_count"
    return (
        f"{set_n} + 1 WHERE id = NEW.{parent}_id AND NEW.status = 'approved';",
        f"{set_n} - 1 WHERE id = OLD.{parent}_id AND OLD.status = 'approved';",
    )


def _postgresql(beside: bool) -> str:
    def moved(rows: str) -> str:
        return "".join(_move(parent, _counted(parent, rows), beside) for parent in PARENTS)

    taken = "".join(_put(parent, _counted(parent, "old"), beside) for parent in PARENTS)
    return f"""
CREATE OR REPLACE FUNCTION keep_comment_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN {moved("new")}
    ELSIF TG_OP = 'DELETE' THEN {taken}
    ELSE {moved("both")}
    END IF;
    RETURN NULL;
END $$
"""


def _counted(parent: str, rows: str) -> str:
    signs = {"new": (("new_rows", "1"),), "old": (("old_rows", "-1"),)}
    sides = signs.get(rows, signs["new"] + signs["old"])
    each = " UNION ALL ".join(
        f"SELECT {parent}_id AS id, {sign} AS d FROM {side} "
        f"WHERE status = 'approved' AND {parent}_id IS NOT NULL"
        for side, sign in sides
    )
    return f"SELECT id, sum(d) AS n FROM ({each}) AS each_row GROUP BY id HAVING sum(d) <> 0"


def _move(parent: str, counted: str, beside: bool) -> str:
    if not beside:
        return _put(parent, counted, beside)
    return f"""
        INSERT INTO {parent}_comment_count AS kept (text_id, n) {counted} ORDER BY id
        ON CONFLICT (text_id) DO UPDATE SET n = kept.n + excluded.n;"""


def _put(parent: str, counted: str, beside: bool) -> str:
    """Where a comment goes along with its text, the count may have gone before."""
    table, key, n = (
        (f"{parent}_comment_count", "text_id", "n") if beside else (parent, "id", "comment_count")
    )
    return f"""
        UPDATE {table} SET {n} = {table}.{n} + moved.n FROM ({counted}) AS moved
        WHERE {table}.{key} = moved.id;"""
