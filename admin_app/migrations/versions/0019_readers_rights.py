"""Notes on readers, reasons for removals, appeals, and what is let go of

Revision ID: 0019
Revises: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from admin_app.columns import Id, Json, UtcDateTime

revision = "0019"
down_revision = "0016"
branch_labels = None
depends_on = None

WHOLE_ADDRESS = sa.text("author_ip <> '' AND author_ip NOT LIKE '%/%'")
OPEN = sa.text("outcome IS NULL")
DAYS = {"address_days": "30", "spam_days": "0", "removed_days": "0"}


def upgrade() -> None:
    op.add_column("comment", sa.Column("reason", sa.String(length=16), nullable=True))
    op.add_column(
        "comment",
        sa.Column("reason_words", sa.String(length=500), server_default="", nullable=False),
    )
    op.create_index(
        "ix_comment_whole_address",
        "comment",
        ["created_at", "id"],
        postgresql_where=WHOLE_ADDRESS,
        sqlite_where=WHOLE_ADDRESS,
    )
    op.add_column(
        "setting",
        sa.Column("tell_readers", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    for name, days in DAYS.items():
        op.add_column("setting", sa.Column(name, sa.Integer(), server_default=days, nullable=False))
    op.create_table(
        "reader_note",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("author_id", Id, nullable=True),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["user.id"],
            name=op.f("fk_reader_note_author_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reader_note")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reader_note_email_id", "reader_note", ["email", "id"])
    _appeals()
    op.create_table(
        "erasure",
        sa.Column("id", Id, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", Id, nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("comments", sa.String(length=12), nullable=False),
        sa.Column("counts", Json, nullable=False),
        sa.CheckConstraint(
            "comments IN ('anonymised', 'deleted')", name=op.f("ck_erasure_comments")
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["user.id"], name=op.f("fk_erasure_actor_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_index("ix_erasure_digest", "erasure", ["digest"])
    op.create_table(
        "shortened",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_shortened_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortened")),
    )


def _appeals() -> None:
    op.create_table(
        "appeal",
        sa.Column("comment_id", Id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("against_id", Id, nullable=True),
        sa.Column("against_status", sa.String(length=12), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by_id", Id, nullable=True),
        sa.Column("id", Id, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("outcome IN ('granted', 'dismissed')", name=op.f("ck_appeal_outcome")),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_appeal_comment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["against_id"], ["user.id"], name=op.f("fk_appeal_against_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["user.id"],
            name=op.f("fk_appeal_decided_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("comment_id", name=op.f("uq_appeal_comment_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_appeal_open",
        "appeal",
        ["created_at", "id"],
        postgresql_where=OPEN,
        sqlite_where=OPEN,
    )
    op.create_index("ix_appeal_outcome_decided_at_id", "appeal", ["outcome", "decided_at", "id"])
    op.create_index("ix_appeal_against_id_outcome", "appeal", ["against_id", "outcome"])


def downgrade() -> None:
    op.drop_table("shortened")
    op.drop_table("erasure")
    op.drop_table("appeal")
    op.drop_table("reader_note")
    for name in ("tell_readers", *DAYS):
        op.drop_column("setting", name)
    op.drop_index("ix_comment_whole_address", table_name="comment")
    op.drop_column("comment", "reason_words")
    op.drop_column("comment", "reason")
