"""How comments arrive: readers, their reports, and who is told of answers

Revision ID: 0017
Revises: 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from admin_app.columns import Id, UtcDateTime
from admin_app.readers.networks import network_of

revision = "0017"
down_revision = "0019"
branch_labels = None
depends_on = None

OF_A_NETWORK = sa.text("author_network <> ''")
MODES = "'hold_first', 'hold_all', 'open', 'signed_in', 'closed'"
FORMER_MODES = "'hold_first', 'hold_all', 'open', 'closed'"
SWITCHES = (
    ("comment_confirmation", "false"),
    ("comment_trust_confirmed", "true"),
    ("comment_proof", "false"),
)
NUMBERS = (("comment_depth", "3"), ("comment_least_seconds", "1"), ("comment_reports", "3"))


def upgrade() -> None:
    for name, value in NUMBERS:
        op.add_column(
            "setting", sa.Column(name, sa.Integer(), server_default=value, nullable=False)
        )
    for name, value in SWITCHES:
        op.add_column(
            "setting", sa.Column(name, sa.Boolean(), server_default=sa.text(value), nullable=False)
        )
    _allow_modes(MODES)
    for name in ("post", "page"):
        op.add_column(
            name,
            sa.Column("comments_mode", sa.String(length=12), server_default="", nullable=False),
        )
        op.add_column(name, sa.Column("comments_close_after_days", sa.Integer(), nullable=True))
    op.add_column(
        "comment",
        sa.Column("author_network", sa.String(length=49), server_default="", nullable=False),
    )
    _find_networks()
    op.create_index(
        op.f("ix_comment_author_network_created_at"),
        "comment",
        ["author_network", "created_at"],
        postgresql_where=OF_A_NETWORK,
        sqlite_where=OF_A_NETWORK,
    )
    _create_tables()


def _allow_modes(modes: str) -> None:
    name = op.f("ck_setting_comments_mode")
    # SQLite changes no check of a table: the one row moves into another table.
    with op.batch_alter_table("setting", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, f"comments_mode IN ({modes})")


def _find_networks() -> None:
    """Of the comments that wait: those who decide see what comes from one network."""
    comment = sa.table(
        "comment",
        sa.column("id", Id),
        sa.column("status", sa.String()),
        sa.column("author_ip", sa.String()),
        sa.column("author_network", sa.String()),
    )
    waiting = sa.select(comment.c.author_ip).where(comment.c.status == "pending").distinct()
    found = [(ip, network_of(ip)) for ip in op.get_bind().scalars(waiting)]
    rows = [{"ip": ip, "network": network} for ip, network in found if network]
    if rows:
        op.get_bind().execute(
            sa.update(comment)
            .where(comment.c.author_ip == sa.bindparam("ip"), comment.c.status == "pending")
            .values(author_network=sa.bindparam("network")),
            rows,
        )


def _create_tables() -> None:
    op.create_table(
        "reader",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.Column("mail_stopped_at", UtcDateTime(), nullable=True),
        sa.Column("id", Id, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reader")),
        sa.UniqueConstraint("email", name=op.f("uq_reader_email")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "comment_watch",
        sa.Column("id", Id, nullable=False),
        sa.Column("comment_id", Id, nullable=False),
        sa.Column("reader_id", Id, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("stopped_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_comment_watch_comment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reader_id"],
            ["reader.id"],
            name=op.f("fk_comment_watch_reader_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_watch")),
        sa.UniqueConstraint(
            "comment_id", "reader_id", name=op.f("uq_comment_watch_comment_id_reader_id")
        ),
    )
    op.create_index(op.f("ix_comment_watch_reader_id"), "comment_watch", ["reader_id"])
    op.create_table(
        "comment_report",
        sa.Column("id", Id, nullable=False),
        sa.Column("comment_id", Id, nullable=False),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reporter", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('spam', 'abuse', 'off_topic', 'other')",
            name=op.f("ck_comment_report_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_comment_report_comment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_report")),
        sa.UniqueConstraint(
            "comment_id", "reporter", name=op.f("uq_comment_report_comment_id_reporter")
        ),
    )
    op.create_index(
        "ix_comment_report_reporter_created_at", "comment_report", ["reporter", "created_at"]
    )


def downgrade() -> None:
    for name in ("comment_report", "comment_watch", "reader"):
        op.drop_table(name)
    op.drop_index(op.f("ix_comment_author_network_created_at"), table_name="comment")
    op.drop_column("comment", "author_network")
    for name in ("post", "page"):
        op.drop_column(name, "comments_mode")
        op.drop_column(name, "comments_close_after_days")
    op.execute("UPDATE setting SET comments_mode = 'closed' WHERE comments_mode = 'signed_in'")
    _allow_modes(FORMER_MODES)
    for name, _ in (*NUMBERS, *SWITCHES):
        op.drop_column("setting", name)
