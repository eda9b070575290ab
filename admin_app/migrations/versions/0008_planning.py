"""Planning: the planned day, the note of a returned text, changes that wait for their moment

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from admin_app.columns import Id, Json, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TEXTS = ("post", "page")
WAITING = "state = 'waiting'"
OPEN = "state IN ('waiting', 'failed')"


def upgrade() -> None:
    for table in TEXTS:
        for column in (
            sa.Column("planned_on", sa.Date()),
            sa.Column("review_note", sa.Text(), nullable=False, server_default=""),
            sa.Column("returned_at", UtcDateTime()),
            sa.Column("returned_by", sa.String(length=200), nullable=False, server_default=""),
            sa.Column("changes_at", UtcDateTime()),
            sa.Column("changes_open", sa.Integer(), nullable=False, server_default="0"),
        ):
            op.add_column(table, column)
        _index(table, "planned_on", ["planned_on", "id"], "planned_on IS NOT NULL")
    _index("post", "returned", ["author_id", "returned_at", "id"], "returned_at IS NOT NULL")
    _create_table()
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _sqlite() if on_sqlite else _postgresql():
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("What was planned would be lost.")


def _create_table() -> None:
    name = "planned_change"
    op.create_table(
        name,
        sa.Column("id", Id, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("post_id", Id, nullable=True),
        sa.Column("page_id", Id, nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("before", Json, nullable=False),
        sa.Column("after", Json, nullable=False),
        sa.Column("goes_live_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("author_id", Id, nullable=True),
        sa.Column("author_name", sa.String(length=200), server_default="", nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'applied', 'failed', 'cancelled')",
            name=op.f("ck_planned_change_state"),
        ),
        sa.CheckConstraint(
            "(post_id IS NULL) <> (page_id IS NULL)", name=op.f("ck_planned_change_one_text")
        ),
        *(
            sa.ForeignKeyConstraint(
                [f"{table}_id"],
                [f"{table}.id"],
                name=op.f(f"fk_planned_change_{table}_id"),
                ondelete="CASCADE",
            )
            for table in TEXTS
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["user.id"],
            name=op.f("fk_planned_change_author_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_change")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_planned_change_state_goes_live_at_id", name, ["state", "goes_live_at", "id"]
    )
    for column in ("post_id", "page_id"):
        _index(name, column, [column, "goes_live_at", "id"], f"{column} IS NOT NULL")
    _index(name, "author_id", ["author_id"], "author_id IS NOT NULL")


def _index(table: str, name: str, columns: list[str], only: str) -> None:
    where = sa.text(only)
    op.create_index(
        f"ix_{table}_{name}", table, columns, postgresql_where=where, sqlite_where=where
    )


# A text says itself when it next changes, and how many changes it has that are not done with: what
# asks nothing of the table for all the texts that have none.


def _kept(row: str) -> list[str]:
    return [
        f"UPDATE {table} SET changes_at = (SELECT min(goes_live_at) FROM planned_change "
        f"WHERE {table}_id = {row}.{table}_id AND {WAITING}), "
        f"changes_open = (SELECT count(*) FROM planned_change "
        f"WHERE {table}_id = {row}.{table}_id AND {OPEN}) WHERE id = {row}.{table}_id;"
        for table in TEXTS
    ]


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER planned_change_kept_{verb.lower()} AFTER {verb} ON planned_change "
        f"BEGIN {' '.join(_kept(row))} END"
        for verb, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
    ]


def _postgresql() -> list[str]:
    return [
        f"""
CREATE FUNCTION keep_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN {" ".join(_kept("OLD"))}
    ELSE {" ".join(_kept("NEW"))}
    END IF;
    RETURN NULL;
END $$
""",
        """
CREATE TRIGGER planned_change_kept AFTER INSERT OR UPDATE OR DELETE ON planned_change
FOR EACH ROW EXECUTE FUNCTION keep_changes()
""",
    ]
