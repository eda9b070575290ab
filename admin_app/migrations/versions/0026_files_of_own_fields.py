"""A file that a text links to in a field of the site's own is used

Revision ID: 0026
Revises: 0025
"""

from __future__ import annotations

from collections.abc import Sequence

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

TEXTS = ("post", "page")


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in TEXTS:
        _put(table, ("body", "own_words"), on_sqlite)
        op.execute(
            f"INSERT INTO text_file_due (kind, text_id) SELECT '{table}', id FROM {table} "
            f"WHERE {_naming('', ('own_words',), on_sqlite)} ON CONFLICT DO NOTHING"
        )


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in TEXTS:
        _put(table, ("body",), on_sqlite)


def _put(table: str, columns: Sequence[str], on_sqlite: bool) -> None:
    """The triggers that note a text of which one of these columns was written, and names files."""
    for event in ("insert", "update"):
        op.execute(f"DROP TRIGGER {table}_file_due_{event}{'' if on_sqlite else f' ON {table}'}")
    for statement in (_on_sqlite if on_sqlite else _on_postgresql)(table, columns):
        op.execute(statement)


def _on_sqlite(table: str, columns: Sequence[str]) -> list[str]:
    due = f"INSERT OR IGNORE INTO text_file_due (kind, text_id) VALUES ('{table}', NEW.id);"
    old, new = (_naming(f"{row}.", columns, on_sqlite=True) for row in ("OLD", "NEW"))
    changed = " OR ".join(f"OLD.{column} <> NEW.{column}" for column in columns)
    return [
        (
            f"CREATE TRIGGER {table}_file_due_insert AFTER INSERT ON {table} "
            f"WHEN {new} BEGIN {due} END"
        ),
        (
            f"CREATE TRIGGER {table}_file_due_update AFTER UPDATE OF {', '.join(columns)} "
            f"ON {table} WHEN ({changed}) AND ({old} OR {new}) BEGIN {due} END"
        ),
    ]


def _on_postgresql(table: str, columns: Sequence[str]) -> list[str]:
    old, new = (_naming(f"{row}.", columns, on_sqlite=False) for row in ("OLD", "NEW"))
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    return [
        (
            f"CREATE OR REPLACE FUNCTION note_new_{table}_files() RETURNS trigger LANGUAGE plpgsql "
            "AS $$ BEGIN INSERT INTO text_file_due (kind, text_id) "
            f"SELECT '{table}', one.id FROM new_rows AS one "
            f"WHERE {_naming('one.', columns, on_sqlite=False)} ON CONFLICT DO NOTHING; "
            "RETURN NULL; END $$"
        ),
        (
            f"CREATE TRIGGER {table}_file_due_insert AFTER INSERT ON {table} "
            "REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT "
            f"EXECUTE FUNCTION note_new_{table}_files()"
        ),
        (
            f"CREATE TRIGGER {table}_file_due_update AFTER UPDATE OF {', '.join(columns)} "
            f"ON {table} FOR EACH ROW WHEN (({changed}) AND ({old} OR {new})) "
            f"EXECUTE FUNCTION note_{table}_files()"
        ),
    ]


def _naming(row: str, columns: Sequence[str], on_sqlite: bool) -> str:
    where = "instr({}, '/media/') > 0" if on_sqlite else "position('/media/' IN {}) > 0"
    return "(" + " OR ".join(where.format(f"{row}{column}") for column in columns) + ")"
