"""What search engines are told of a text; review links; notes on paragraphs, and how many wait

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from admin_app.columns import Id, UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TEXTS = ("post", "page")
OPEN = "resolved_at IS NULL AND reply_to_id IS NULL"


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in TEXTS:
        _columns(table, "INTEGER" if on_sqlite else "BIGINT")
    _review_link()
    _note()
    for statement in _sqlite() if on_sqlite else _postgresql():
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("What was noted on texts would be lost.")


def _columns(table: str, id_type: str) -> None:
    op.add_column(table, sa.Column("seo_title", sa.String(200), server_default="", nullable=False))
    op.add_column(
        table, sa.Column("seo_description", sa.String(500), server_default="", nullable=False)
    )
    op.add_column(
        table, sa.Column("noindex", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column(table, sa.Column("open_notes", sa.Integer(), server_default="0", nullable=False))
    # In words: Alembic adds a constraint in a statement of its own, which SQLite does not know.
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN social_picture_id {id_type} "
        f"CONSTRAINT fk_{table}_social_picture_id REFERENCES media (id) ON DELETE SET NULL"
    )
    chosen = sa.text("social_picture_id IS NOT NULL")
    op.create_index(
        f"ix_{table}_social_picture_id",
        table,
        ["social_picture_id"],
        postgresql_where=chosen,
        sqlite_where=chosen,
    )


def _of_one_text(table: str) -> list[sa.Column[int] | sa.Constraint]:
    return [
        sa.Column("post_id", Id, nullable=True),
        sa.Column("page_id", Id, nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [f"{text}_id"],
                [f"{text}.id"],
                name=op.f(f"fk_{table}_{text}_id"),
                ondelete="CASCADE",
            )
            for text in TEXTS
        ),
        sa.CheckConstraint(
            "(post_id IS NULL) <> (page_id IS NULL)", name=op.f(f"ck_{table}_one_text")
        ),
    ]


def _person(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["user.id"], name=op.f(f"fk_{table}_{column}"), ondelete="SET NULL"
    )


def _review_link() -> None:
    op.create_table(
        "review_link",
        sa.Column("id", Id, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=True),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("shows_version", sa.Integer(), nullable=True),
        sa.Column("made_by_id", Id, nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("views", sa.Integer(), server_default="0", nullable=False),
        *_of_one_text("review_link"),
        _person("review_link", "made_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_review_link_token_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_review_link_post_id_id", "review_link", ["post_id", "id"])
    op.create_index("ix_review_link_page_id_id", "review_link", ["page_id", "id"])
    op.create_index("ix_review_link_made_by_id", "review_link", ["made_by_id"])


def _note() -> None:
    op.create_table(
        "note",
        sa.Column("id", Id, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("reply_to_id", Id, nullable=True),
        sa.Column("block", sa.Integer(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("author_id", Id, nullable=True),
        sa.Column("author_name", sa.String(200), nullable=False),
        sa.Column("link_id", Id, nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("resolved_at", UtcDateTime(), nullable=True),
        sa.Column("resolved_by_id", Id, nullable=True),
        *_of_one_text("note"),
        _person("note", "author_id"),
        _person("note", "resolved_by_id"),
        sa.ForeignKeyConstraint(
            ["reply_to_id"], ["note.id"], name=op.f("fk_note_reply_to_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["review_link.id"], name=op.f("fk_note_link_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_note_post_id_id", "note", ["post_id", "id"])
    op.create_index("ix_note_page_id_id", "note", ["page_id", "id"])
    op.create_index("ix_note_reply_to_id_id", "note", ["reply_to_id", "id"])
    op.create_index("ix_note_link_id_created_at", "note", ["link_id", "created_at"])
    op.create_index("ix_note_author_id", "note", ["author_id"])
    resolved = sa.text("resolved_by_id IS NOT NULL")
    op.create_index(
        "ix_note_resolved_by_id",
        "note",
        ["resolved_by_id"],
        postgresql_where=resolved,
        sqlite_where=resolved,
    )


# How many notes wait, kept as the comments under a text are counted: whatever path writes.


def _postgresql() -> list[str]:
    def rows(table: str, source: str, sign: str) -> str:
        return (
            f"SELECT {table}_id AS id, {sign}1 AS d FROM {source} "
            f"WHERE {OPEN} AND {table}_id IS NOT NULL"
        )

    def apply(made_of: tuple[tuple[str, str], ...]) -> str:
        return "".join(
            f"""
        UPDATE {table} SET open_notes = open_notes + moved.n
        FROM (SELECT id, sum(d) AS n FROM ({
                " UNION ALL ".join(rows(table, source, sign) for source, sign in made_of)
            }) AS each_row GROUP BY id HAVING sum(d) <> 0) AS moved
        WHERE {table}.id = moved.id;"""
            for table in TEXTS
        )

    new, old = ("new_rows", ""), ("old_rows", "-")
    function = f"""
CREATE FUNCTION keep_open_notes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN {apply((new,))}
    ELSIF TG_OP = 'DELETE' THEN {apply((old,))}
    ELSE {apply((new, old))}
    END IF;
    RETURN NULL;
END $$
"""
    seen = {
        "INSERT": "NEW TABLE AS new_rows",
        "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "DELETE": "OLD TABLE AS old_rows",
    }
    return [
        function,
        *(
            f"CREATE TRIGGER note_open_{verb.lower()} AFTER {verb} ON note "
            f"REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION keep_open_notes()"
            for verb, tables in seen.items()
        ),
    ]


def _sqlite() -> list[str]:
    made = []
    for table in TEXTS:

        def moved(row: str, sign: str, table: str = table) -> str:
            waits = f"{row}.resolved_at IS NULL AND {row}.reply_to_id IS NULL"
            return (
                f"UPDATE {table} SET open_notes = open_notes {sign} 1 "
                f"WHERE id = {row}.{table}_id AND {waits};"
            )

        add, take = moved("NEW", "+"), moved("OLD", "-")
        name = f"note_{table}_open"
        changed = f"resolved_at, reply_to_id, {table}_id"
        made += [
            f"CREATE TRIGGER {name}_insert AFTER INSERT ON note BEGIN {add} END",
            f"CREATE TRIGGER {name}_delete AFTER DELETE ON note BEGIN {take} END",
            (
                f"CREATE TRIGGER {name}_update AFTER UPDATE OF {changed} ON note "
                f"BEGIN {take} {add} END"
            ),
        ]
    return made
