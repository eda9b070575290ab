"""In the search index, the words of a site's own fields are told from those that readers see

Revision ID: 0021
Revises: 0020
"""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TEXTS = ("post", "page")
SEEN = ("title", "excerpt", "body")
INDEXED_CHARACTERS = 100_000


def upgrade() -> None:
    _index_with("setweight({}, 'A')")


def downgrade() -> None:
    _index_with("{}")


def _index_with(weighed: str) -> None:
    """Have these words indexed so. FTS5 keeps columns apart anyway."""
    if op.get_bind().dialect.name == "sqlite":
        return
    for table in TEXTS:
        for statement in _statements(table, weighed):
            op.execute(statement)


def _statements(table: str, weighed: str) -> list[str]:
    words = f"{table}_search"
    shape = "RETURNS trigger LANGUAGE plpgsql AS"

    def vector(row: str) -> str:
        def of(column: str) -> str:
            return f"to_tsvector('simple'::regconfig, left({row}.{column}, {INDEXED_CHARACTERS}))"

        return " || ".join([*map(of, SEEN), weighed.format(of("own_words"))])

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
        (
            f"UPDATE {words} SET vector = {vector('one')} FROM {table} AS one "
            f"WHERE one.id = {words}.id AND one.own_words <> ''"
        ),
    ]
