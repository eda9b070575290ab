"""What comments are found by: linked sites, texts alike; claims; decisions over very many

Revision ID: 0018
Revises: 0022
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from admin_app.columns import Id, Json, UtcDateTime

revision = "0018"
down_revision = "0022"
branch_labels = None
depends_on = None

BANDS = ("band_1", "band_2", "band_3", "band_4")
WAITS = sa.text("status = 'pending'")
TRACED = "body, author_url"


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    _traces()
    _claims(on_sqlite)
    _sweeps()
    op.create_index(
        "ix_comment_waiting_held_for_created_at_id",
        "comment",
        ["held_for", "created_at", "id"],
        postgresql_where=WAITS,
        sqlite_where=WAITS,
    )
    op.execute("INSERT INTO comment_trace_due (comment_id) SELECT id FROM comment")
    for statement in _sqlite() if on_sqlite else _postgresql():
        op.execute(statement)


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for moment in ("insert", "update"):
        where = "" if on_sqlite else " ON comment"
        op.execute(f"DROP TRIGGER comment_trace_due_{moment}{where}")
    if not on_sqlite:
        op.execute("DROP FUNCTION note_new_comment_traces()")
        op.execute("DROP FUNCTION note_comment_traces()")
    op.drop_index("ix_comment_waiting_held_for_created_at_id", table_name="comment")
    for table in (
        "comment_sweep",
        "comment_claim",
        "comment_trace_due",
        "comment_link_domain",
        "comment_trace",
    ):
        op.drop_table(table)


def _of_comment(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["comment_id"], ["comment.id"], name=op.f(f"fk_{table}_comment_id"), ondelete="CASCADE"
    )


def _traces() -> None:
    op.create_table(
        "comment_trace",
        sa.Column("comment_id", Id, nullable=False),
        *(sa.Column(band, sa.Integer(), nullable=True) for band in BANDS),
        _of_comment("comment_trace"),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_comment_trace")),
    )
    for column in BANDS:
        op.create_index(
            f"ix_comment_trace_{column}_comment_id", "comment_trace", [column, "comment_id"]
        )
    op.create_table(
        "comment_link_domain",
        sa.Column("domain", sa.String(253), nullable=False),
        sa.Column("comment_id", Id, nullable=False),
        _of_comment("comment_link_domain"),
        sa.PrimaryKeyConstraint("domain", "comment_id", name=op.f("pk_comment_link_domain")),
    )
    op.create_index("ix_comment_link_domain_comment_id", "comment_link_domain", ["comment_id"])
    op.create_table(
        "comment_trace_due",
        sa.Column("comment_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_comment_trace_due")),
    )


def _claims(on_sqlite: bool) -> None:
    op.create_table(
        "comment_claim",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("comment_id", Id, nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        _of_comment("comment_claim"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_comment_claim_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_comment_claim")),
        # What somebody had in hand does not outlive a crash, and so need not be written twice.
        prefixes=[] if on_sqlite else ["UNLOGGED"],
    )
    op.create_index("ix_comment_claim_comment_id", "comment_claim", ["comment_id"])


def _sweeps() -> None:
    op.create_table(
        "comment_sweep",
        sa.Column("id", Id, nullable=False),
        sa.Column("action", sa.String(12), nullable=False),
        sa.Column("ids", Json, nullable=False),
        sa.Column("seen", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(16), nullable=True),
        sa.Column("reason_words", sa.String(500), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("changeset_id", Id, nullable=True),
        sa.Column("started_by_id", Id, nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed')",
            name=op.f("ck_comment_sweep_state"),
        ),
        sa.ForeignKeyConstraint(
            ["changeset_id"],
            ["changeset.id"],
            name=op.f("fk_comment_sweep_changeset_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["started_by_id"],
            ["user.id"],
            name=op.f("fk_comment_sweep_started_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_sweep")),
    )
    op.create_index("ix_comment_sweep_started_by_id", "comment_sweep", ["started_by_id"])
    op.create_index("ix_comment_sweep_changeset_id", "comment_sweep", ["changeset_id"])


# Whatever path writes: what was kept of older words goes at once, and the worker is told.


def _sqlite() -> list[str]:
    due = "INSERT OR IGNORE INTO comment_trace_due (comment_id) VALUES (NEW.id);"
    changed = " OR ".join(f"OLD.{name} <> NEW.{name}" for name in TRACED.split(", "))
    gone = "".join(
        f"DELETE FROM {table} WHERE comment_id = NEW.id; "
        for table in ("comment_trace", "comment_link_domain")
    )
    return [
        f"CREATE TRIGGER comment_trace_due_insert AFTER INSERT ON comment BEGIN {due} END",
        (
            f"CREATE TRIGGER comment_trace_due_update AFTER UPDATE OF {TRACED} ON comment "
            f"WHEN {changed} BEGIN {gone}{due} END"
        ),
    ]


def _postgresql() -> list[str]:
    shape = "RETURNS trigger LANGUAGE plpgsql AS"
    due = "INSERT INTO comment_trace_due (comment_id)"
    changed = " OR ".join(f"OLD.{name} <> NEW.{name}" for name in TRACED.split(", "))
    return [
        (
            f"CREATE FUNCTION note_new_comment_traces() {shape} $$ BEGIN {due} "
            "SELECT one.id FROM new_rows AS one ON CONFLICT DO NOTHING; RETURN NULL; END $$"
        ),
        (
            f"CREATE FUNCTION note_comment_traces() {shape} $$ BEGIN "
            "DELETE FROM comment_trace WHERE comment_id = NEW.id; "
            "DELETE FROM comment_link_domain WHERE comment_id = NEW.id; "
            f"{due} VALUES (NEW.id) ON CONFLICT DO NOTHING; RETURN NULL; END $$"
        ),
        (
            "CREATE TRIGGER comment_trace_due_insert AFTER INSERT ON comment "
            "REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT "
            "EXECUTE FUNCTION note_new_comment_traces()"
        ),
        (
            f"CREATE TRIGGER comment_trace_due_update AFTER UPDATE OF {TRACED} ON comment "
            f"FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION note_comment_traces()"
        ),
    ]
