"""What people are mailed of readers, how far they have been told, and links that are used up

Revision ID: 0020
Revises: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from admin_app.columns import Id, UtcDateTime

revision = "0020"
down_revision = "0017"
branch_labels = None
depends_on = None

WANTED = ("mail_held", "mail_reports", "mail_appeals", "mail_own")


def upgrade() -> None:
    op.add_column(
        "user",
        sa.Column("mail_rhythm", sa.String(length=8), server_default="daily", nullable=False),
    )
    op.add_column("user", sa.Column("mail_hour", sa.Integer(), server_default="8", nullable=False))
    for name in WANTED:
        op.add_column(
            "user", sa.Column(name, sa.Boolean(), server_default=sa.text("true"), nullable=False)
        )
    op.create_table(
        "digest",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        sa.Column("told_until", UtcDateTime(), nullable=False),
        sa.Column("told_change", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_digest_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_digest")),
    )
    op.create_table(
        "spent_link",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("changeset_id", Id, nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_spent_link")),
    )
    op.create_index("ix_spent_link_at", "spent_link", ["at"])


def downgrade() -> None:
    op.drop_table("spent_link")
    op.drop_table("digest")
    for name in (*reversed(WANTED), "mail_hour", "mail_rhythm"):
        op.drop_column("user", name)
