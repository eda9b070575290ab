"""The library: focal points, trash, replaced files, full-text search, and which texts name a file

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from admin_app.columns import Id, Json, UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TEXTS = ("post", "page")
SEARCHED = ("title", "alt", "caption", "name")
PDF = "application/pdf"
KEPT = "trashed_at IS NULL"
SOME = {
    "ix_media_kept": KEPT,
    "ix_media_trashed": "trashed_at IS NOT NULL",
    "ix_media_documents": f"mime = '{PDF}' AND {KEPT}",
    "ix_media_undescribed": f"alt = '' AND NOT decorative AND mime <> '{PDF}' AND {KEPT}",
}


def _columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("name", sa.String(length=200), server_default="", nullable=False),
        sa.Column("origin", sa.String(length=64), server_default="", nullable=False),
        sa.Column("frames", sa.Integer(), server_default="1", nullable=False),
        sa.Column("decorative", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("focal_x", sa.Integer(), server_default="50", nullable=False),
        sa.Column("focal_y", sa.Integer(), server_default="50", nullable=False),
        sa.Column("former", Json, server_default="[]", nullable=False),
        sa.Column("trashed_at", UtcDateTime(), nullable=True),
    )


def upgrade() -> None:
    for column in _columns():
        op.add_column("media", column)
    op.create_index("ix_media_origin", "media", ["origin"])
    for name, condition in SOME.items():
        where = sa.text(condition)
        op.create_index(
            name, "media", ["created_at", "id"], postgresql_where=where, sqlite_where=where
        )
    _tables()
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    made = [*_keys(on_sqlite), *(_search_sqlite() if on_sqlite else _search_postgresql())]
    for table in TEXTS:
        made += _due_sqlite(table) if on_sqlite else _due_postgresql(table)
        # Which files they name is found out by the worker, in portions.
        made.append(
            f"INSERT INTO text_file_due (kind, text_id) SELECT '{table}', id FROM {table}"
            f" WHERE {_naming('body', on_sqlite)}"
        )
    for statement in made:
        op.execute(statement)


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in TEXTS:
        for event in ("insert", "update"):
            op.execute(
                f"DROP TRIGGER {table}_file_due_{event}{'' if on_sqlite else f' ON {table}'}"
            )
    names = ["keys_insert", "keys_update"]
    names += [
        f"{'fts' if on_sqlite else 'search'}_{verb}" for verb in ("insert", "delete", "update")
    ]
    for name in names:
        op.execute(f"DROP TRIGGER media_{name}{'' if on_sqlite else ' ON media'}")
    for table in (
        "text_file_due",
        "text_file",
        "media_key",
        f"media_{'fts' if on_sqlite else 'search'}",
    ):
        op.drop_table(table)
    for name in ("ix_media_origin", *SOME):
        op.drop_index(name, "media")
    for column in _columns():
        op.drop_column("media", column.name)


def _tables() -> None:
    op.create_table(
        "media_key",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("media_id", Id, autoincrement=False, nullable=False),
        sa.Column("former", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media.id"], name=op.f("fk_media_key_media_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", "media_id", name=op.f("pk_media_key")),
    )
    op.create_index("ix_media_key_media_id", "media_key", ["media_id"])
    op.create_table(
        "text_file",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        *(sa.Column(f"{table}_id", Id, nullable=True) for table in TEXTS),
        sa.CheckConstraint(
            "(post_id IS NULL) <> (page_id IS NULL)", name=op.f("ck_text_file_one_source")
        ),
        *(
            sa.ForeignKeyConstraint(
                [f"{table}_id"],
                [f"{table}.id"],
                name=op.f(f"fk_text_file_{table}_id"),
                ondelete="CASCADE",
            )
            for table in TEXTS
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_file")),
    )
    op.create_index("ix_text_file_key", "text_file", ["key", "id"])
    for table in TEXTS:
        op.create_index(f"ix_text_file_{table}_id", "text_file", [f"{table}_id"])
    op.create_table(
        "text_file_due",
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("text_id", Id, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("kind", "text_id", name=op.f("pk_text_file_due")),
    )


# The keys of each file, in a table of their own: an address is looked up for every file served.


def _keys(on_sqlite: bool) -> list[str]:
    changed = "key, renditions, former"
    keep = " ".join(_kept(row="NEW.", source="", on_sqlite=on_sqlite))
    drop = "DELETE FROM media_key WHERE media_id = NEW.id;"
    existing = _kept(row="media.", source="FROM media", on_sqlite=on_sqlite)
    if on_sqlite:
        return [
            *existing,
            f"CREATE TRIGGER media_keys_insert AFTER INSERT ON media BEGIN {keep} END",
            (
                f"CREATE TRIGGER media_keys_update AFTER UPDATE OF {changed} ON media "
                f"BEGIN {drop} {keep} END"
            ),
        ]
    shape = "RETURNS trigger LANGUAGE plpgsql AS"
    return [
        *existing,
        f"CREATE FUNCTION keep_media_keys() {shape} $$ BEGIN {drop} {keep} RETURN NULL; END $$",
        *(
            f"CREATE TRIGGER media_keys_{name} AFTER {event} ON media FOR EACH ROW "
            "EXECUTE FUNCTION keep_media_keys()"
            for name, event in (("insert", "INSERT"), ("update", f"UPDATE OF {changed}"))
        ),
    ]


def _kept(row: str, source: str, *, on_sqlite: bool) -> list[str]:
    """Statements that note all keys of a row, or of all: the present ones win over former ones."""
    if on_sqlite:
        insert, end = "INSERT OR IGNORE", ""
        smaller, former = f"json_each({row}renditions)", f"json_each({row}former)"
    else:
        insert, end = "INSERT", " ON CONFLICT DO NOTHING"
        smaller = f"jsonb_each_text({row}renditions) AS one (width, value)"
        former = f"jsonb_array_elements_text({row}former) AS one (value)"
    into = f"{insert} INTO media_key (key, media_id, former)"
    beside = f"{source}, " if source else "FROM "
    return [
        f"{into} SELECT {row}key, {row}id, false {source}{end};",
        f"{into} SELECT value, {row}id, false {beside}{smaller}{end};",
        f"{into} SELECT value, {row}id, true {beside}{former}{end};",
    ]


# Full-text search, as that of texts.


def _search_sqlite() -> list[str]:
    names = ", ".join(SEARCHED)

    def values(row: str) -> str:
        return ", ".join(f"{row}.{column}" for column in SEARCHED)

    add = f"INSERT INTO media_fts (rowid, {names}) VALUES (NEW.id, {values('NEW')});"
    take = (
        f"INSERT INTO media_fts (media_fts, rowid, {names}) "
        f"VALUES ('delete', OLD.id, {values('OLD')});"
    )
    return [
        (
            f"CREATE VIRTUAL TABLE media_fts USING fts5({names}, content='media', "
            "content_rowid='id', tokenize='unicode61 remove_diacritics 2')"
        ),
        f"INSERT INTO media_fts (rowid, {names}) SELECT id, {names} FROM media",
        f"CREATE TRIGGER media_fts_insert AFTER INSERT ON media BEGIN {add} END",
        f"CREATE TRIGGER media_fts_delete AFTER DELETE ON media BEGIN {take} END",
        (
            f"CREATE TRIGGER media_fts_update AFTER UPDATE OF {names} ON media "
            f"BEGIN {take} {add} END"
        ),
    ]


def _search_postgresql() -> list[str]:
    def vector(row: str) -> str:
        # A file's name is one word to the parser; its parts are what people look for.
        parts = [
            f"{row}.title",
            f"{row}.alt",
            f"{row}.caption",
            f"translate({row}.name, '._-', '   ')",
        ]
        return " || ".join(f"to_tsvector('simple'::regconfig, {part})" for part in parts)

    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in SEARCHED)
    return [
        "CREATE TABLE media_search (id bigint PRIMARY KEY, vector tsvector NOT NULL)",
        (
            "CREATE INDEX ix_media_search_vector ON media_search USING gin (vector) "
            "WITH (fastupdate = off)"
        ),
        "ALTER TABLE media_search ALTER COLUMN vector SET STATISTICS 1000",
        f"INSERT INTO media_search (id, vector) SELECT id, {vector('media')} FROM media",
        f"""
CREATE FUNCTION keep_media_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO media_search (id, vector) VALUES (NEW.id, {vector("NEW")});
    ELSIF TG_OP = 'DELETE' THEN
        DELETE FROM media_search WHERE id = OLD.id;
    ELSE
        UPDATE media_search SET vector = {vector("NEW")} WHERE id = NEW.id;
    END IF;
    RETURN NULL;
END $$
""",
        *(
            f"CREATE TRIGGER media_search_{event.lower()} AFTER {event} ON media FOR EACH ROW "
            "EXECUTE FUNCTION keep_media_search()"
            for event in ("INSERT", "DELETE")
        ),
        (
            f"CREATE TRIGGER media_search_update AFTER UPDATE OF {', '.join(SEARCHED)} ON media "
            f"FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION keep_media_search()"
        ),
    ]


# Whichever path writes a body that names files: the worker looks whether they are those kept.


def _naming(body: str, on_sqlite: bool) -> str:
    where = f"instr({body}, '/media/')" if on_sqlite else f"position('/media/' IN {body})"
    return f"{where} > 0"


def _due_sqlite(table: str) -> list[str]:
    due = f"INSERT OR IGNORE INTO text_file_due (kind, text_id) VALUES ('{table}', NEW.id);"
    old, new = (_naming(f"{row}.body", on_sqlite=True) for row in ("OLD", "NEW"))
    return [
        (
            f"CREATE TRIGGER {table}_file_due_insert AFTER INSERT ON {table} "
            f"WHEN {new} BEGIN {due} END"
        ),
        (
            f"CREATE TRIGGER {table}_file_due_update AFTER UPDATE OF body ON {table} "
            f"WHEN OLD.body <> NEW.body AND ({old} OR {new}) BEGIN {due} END"
        ),
    ]


def _due_postgresql(table: str) -> list[str]:
    old, new = (_naming(f"{row}.body", on_sqlite=False) for row in ("OLD", "NEW"))
    due = "INSERT INTO text_file_due (kind, text_id)"
    shape = "RETURNS trigger LANGUAGE plpgsql AS"
    return [
        (
            f"CREATE FUNCTION note_new_{table}_files() {shape} $$ BEGIN {due} "
            f"SELECT '{table}', one.id FROM new_rows AS one "
            f"WHERE {_naming('one.body', on_sqlite=False)} ON CONFLICT DO NOTHING; "
            "RETURN NULL; END $$"
        ),
        (
            f"CREATE FUNCTION note_{table}_files() {shape} $$ BEGIN {due} "
            f"VALUES ('{table}', NEW.id) ON CONFLICT DO NOTHING; RETURN NULL; END $$"
        ),
        (
            f"CREATE TRIGGER {table}_file_due_insert AFTER INSERT ON {table} "
            "REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT "
            f"EXECUTE FUNCTION note_new_{table}_files()"
        ),
        (
            f"CREATE TRIGGER {table}_file_due_update AFTER UPDATE OF body ON {table} FOR EACH ROW "
            f"WHEN (OLD.body IS DISTINCT FROM NEW.body AND ({old} OR {new})) "
            f"EXECUTE FUNCTION note_{table}_files()"
        ),
    ]
