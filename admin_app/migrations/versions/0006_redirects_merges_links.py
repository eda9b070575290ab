"""Redirects, merged tags and categories, the links in texts, and names found by their beginning

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from admin_app.columns import Address, Id, Json, Slug, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TEXTS = ("post", "page")
TARGETS = ("post_id", "page_id", "tag_id", "category_id")
ONE_TARGET = " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in (*TARGETS, "url"))


def upgrade() -> None:
    _redirects()
    _merged_terms()
    _links()
    op.create_index("ix_category_post_count_id", "category", ["post_count", "id"])
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    if not on_sqlite:
        # As SQLite compares by itself: by bytes, so that “begins with” is a stretch of the index.
        for table in ("tag", "category"):
            op.execute(f'ALTER TABLE {table} ALTER name_key TYPE varchar(200) COLLATE "C"')
    for table in TEXTS:
        for statement in _sqlite(table) if on_sqlite else _postgresql(table):
            op.execute(statement)
        # Where they lead is found out by the worker, in portions.
        linking = _linking("body", on_sqlite=on_sqlite)
        op.execute(
            f"INSERT INTO text_link_due (kind, text_id) SELECT '{table}', id FROM {table}"
            f" WHERE {linking}"
        )


def downgrade() -> None:
    for table in TEXTS:
        for event in ("insert", "update"):
            on = "" if op.get_bind().dialect.name == "sqlite" else f" ON {table}"
            op.execute(f"DROP TRIGGER {table}_link_due_{event}{on}")
    op.drop_index("ix_category_post_count_id", "category")
    for table in ("text_link_due", "text_link", "merged_term", "redirect"):
        op.drop_table(table)


def _redirects() -> None:
    op.create_table(
        "redirect",
        sa.Column("path", Address, nullable=False),
        *(sa.Column(name, Id, nullable=True) for name in TARGETS),
        sa.Column("url", sa.String(length=1000), nullable=True),
        sa.Column("permanent", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(f"{ONE_TARGET} = 1", name=op.f("ck_redirect_one_target")),
        *(_key_to("redirect", name) for name in TARGETS),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redirect")),
        sa.UniqueConstraint("path", name=op.f("uq_redirect_path")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_redirect_created_at_id", "redirect", ["created_at", "id"])
    for name in (*TARGETS, "url"):
        held = sa.text(f"{name} IS NOT NULL")
        op.create_index(
            f"ix_redirect_{name}", "redirect", [name], postgresql_where=held, sqlite_where=held
        )


def _merged_terms() -> None:
    op.create_table(
        "merged_term",
        sa.Column("key", sa.String(length=220), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("slug", Slug, nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("was_id", Id, nullable=False),
        sa.Column("was_under", Id, nullable=True),
        sa.Column("tag_id", Id, nullable=True),
        sa.Column("category_id", Id, nullable=True),
        sa.Column("links", Json, nullable=False),
        sa.Column("merged_at", UtcDateTime(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(tag_id IS NULL) <> (category_id IS NULL)", name=op.f("ck_merged_term_one_target")
        ),
        *(_key_to("merged_term", name) for name in ("tag_id", "category_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merged_term")),
        sa.UniqueConstraint("key", name=op.f("uq_merged_term_key")),
        sqlite_autoincrement=True,
    )
    for name in ("tag_id", "category_id"):
        op.create_index(f"ix_merged_term_{name}", "merged_term", [name])


def _links() -> None:
    op.create_table(
        "text_link",
        sa.Column("id", Id, nullable=False),
        sa.Column("post_id", Id, nullable=True),
        sa.Column("page_id", Id, nullable=True),
        sa.Column("target", Address, nullable=False),
        sa.CheckConstraint(
            "(post_id IS NULL) <> (page_id IS NULL)", name=op.f("ck_text_link_one_source")
        ),
        *(_key_to("text_link", name) for name in ("post_id", "page_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_link")),
    )
    op.create_index("ix_text_link_post_id", "text_link", ["post_id"])
    op.create_index("ix_text_link_page_id", "text_link", ["page_id"])
    op.create_index("ix_text_link_target", "text_link", ["target", "id"])
    op.create_table(
        "text_link_due",
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("text_id", Id, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("kind", "text_id", name=op.f("pk_text_link_due")),
    )


def _key_to(table: str, name: str) -> sa.ForeignKeyConstraint:
    target = name.removesuffix("_id")
    return sa.ForeignKeyConstraint(
        [name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}_{target}"), ondelete="CASCADE"
    )


def _linking(body: str, *, on_sqlite: bool) -> str:
    where = f"instr({body}, 'href=')" if on_sqlite else f"position('href=' IN {body})"
    return f"{where} > 0"


def _sqlite(table: str) -> list[str]:
    due = f"INSERT OR IGNORE INTO text_link_due (kind, text_id) VALUES ('{table}', NEW.id);"
    old, new = (_linking(f"{row}.body", on_sqlite=True) for row in ("OLD", "NEW"))
    return [
        (
            f"CREATE TRIGGER {table}_link_due_insert AFTER INSERT ON {table} "
            f"WHEN {new} BEGIN {due} END"
        ),
        (
            f"CREATE TRIGGER {table}_link_due_update AFTER UPDATE OF body ON {table} "
            f"WHEN OLD.body <> NEW.body AND ({old} OR {new}) BEGIN {due} END"
        ),
    ]


def _postgresql(table: str) -> list[str]:
    old, new = (_linking(f"{row}.body", on_sqlite=False) for row in ("OLD", "NEW"))
    due = "INSERT INTO text_link_due (kind, text_id)"
    shape = "RETURNS trigger LANGUAGE plpgsql AS"
    return [
        (
            f"CREATE FUNCTION note_new_{table}_links() {shape} $$ BEGIN {due} "
            f"SELECT '{table}', one.id FROM new_rows AS one "
            f"WHERE {_linking('one.body', on_sqlite=False)} ON CONFLICT DO NOTHING; "
            "RETURN NULL; END $$"
        ),
        (
            f"CREATE FUNCTION note_{table}_links() {shape} $$ BEGIN {due} "
            f"VALUES ('{table}', NEW.id) ON CONFLICT DO NOTHING; RETURN NULL; END $$"
        ),
        (
            f"CREATE TRIGGER {table}_link_due_insert AFTER INSERT ON {table} "
            "REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT "
            f"EXECUTE FUNCTION note_new_{table}_links()"
        ),
        (
            f"CREATE TRIGGER {table}_link_due_update AFTER UPDATE OF body ON {table} FOR EACH ROW "
            f"WHEN (OLD.body IS DISTINCT FROM NEW.body AND ({old} OR {new})) "
            f"EXECUTE FUNCTION note_{table}_links()"
        ),
    ]
