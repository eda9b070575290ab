"""Fields of a site's own, their values, and the words of them in the search index

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from admin_app.columns import Id, Json

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TEXTS = ("post", "page")
SEARCHED = ("title", "excerpt", "body", "own_words")
INDEXED_CHARACTERS = 100_000
HELD = "own_fields <> '{}'"


def upgrade() -> None:
    no, yes = sa.text("false"), sa.text("true")
    op.create_table(
        "custom_field",
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("choices", sa.Text(), server_default="", nullable=False),
        sa.Column("help", sa.String(length=300), server_default="", nullable=False),
        sa.Column("required", sa.Boolean(), server_default=no, nullable=False),
        sa.Column("on_posts", sa.Boolean(), server_default=yes, nullable=False),
        sa.Column("on_pages", sa.Boolean(), server_default=no, nullable=False),
        sa.Column("shown", sa.Boolean(), server_default=no, nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "kind IN ('text', 'number', 'date', 'choice', 'link', 'yes_no')",
            name=op.f("ck_custom_field_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_field")),
        sa.UniqueConstraint("key", name=op.f("uq_custom_field_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_custom_field_position_id", "custom_field", ["position", "id"])
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in TEXTS:
        empty = sa.text("'{}'")
        op.add_column(table, sa.Column("own_fields", Json, server_default=empty, nullable=False))
        op.add_column(table, sa.Column("own_words", sa.Text(), server_default="", nullable=False))
        op.create_index(
            f"ix_{table}_own_fields",
            table,
            ["own_fields"],
            postgresql_using="gin",
            postgresql_ops={"own_fields": "jsonb_path_ops"},
            postgresql_where=sa.text(HELD),
            sqlite_where=sa.text(HELD),
        )
        for statement in _sqlite(table) if on_sqlite else _postgresql(table):
            op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("What is in these fields would be lost; go back to a backup instead.")


def _postgresql(table: str) -> list[str]:
    """The functions that keep the words, with the words of these fields among them."""

    def vector(row: str) -> str:
        return " || ".join(
            f"to_tsvector('simple'::regconfig, left({row}.{column}, {INDEXED_CHARACTERS}))"
            for column in SEARCHED
        )

    words = f"{table}_search"
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in SEARCHED)
    shape = "RETURNS trigger LANGUAGE plpgsql AS"
    return [
        f"""CREATE OR REPLACE FUNCTION keep_{words}() {shape} $$ BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO {words} (id, vector) SELECT one.id, {vector("one")} FROM new_rows AS one;
    ELSE
        DELETE FROM {words} USING old_rows WHERE {words}.id = old_rows.id;
    END IF;
    RETURN NULL; END $$""",
        f"""CREATE OR REPLACE FUNCTION edit_{words}() {shape} $$ BEGIN
    UPDATE {words} SET vector = {vector("NEW")} WHERE id = NEW.id;
    RETURN NULL; END $$""",
        f"DROP TRIGGER {table}_search_update ON {table}",
        (
            f"CREATE TRIGGER {table}_search_update AFTER UPDATE OF {', '.join(SEARCHED)} "
            f"ON {table} FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION edit_{words}()"
        ),
    ]


def _sqlite(table: str) -> list[str]:
    """FTS5 takes no further column: the index is made anew, from the rows."""
    names = ", ".join(SEARCHED)
    index = f"{table}_fts"

    def values(row: str) -> str:
        return ", ".join(f"{row}.{column}" for column in SEARCHED)

    add = f"INSERT INTO {index} (rowid, {names}) VALUES (NEW.id, {values('NEW')});"
    take = (
        f"INSERT INTO {index} ({index}, rowid, {names}) VALUES ('delete', OLD.id, {values('OLD')});"
    )
    return [
        *(f"DROP TRIGGER {table}_fts_{verb}" for verb in ("insert", "delete", "update")),
        f"DROP TABLE {index}",
        (
            f"CREATE VIRTUAL TABLE {index} USING fts5({names}, content='{table}', "
            "content_rowid='id', tokenize='unicode61 remove_diacritics 2')"
        ),
        f"CREATE TRIGGER {table}_fts_insert AFTER INSERT ON {table} BEGIN {add} END",
        f"CREATE TRIGGER {table}_fts_delete AFTER DELETE ON {table} BEGIN {take} END",
        (
            f"CREATE TRIGGER {table}_fts_update AFTER UPDATE OF {names} ON {table} "
            f"BEGIN {take} {add} END"
        ),
        f"INSERT INTO {index} ({index}) VALUES ('rebuild')",
    ]
