"""The spam score of a comment, and the model that it comes from

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from admin_app.columns import Json, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("comment", sa.Column("spam_score", sa.Float(), nullable=True))
    op.create_table(
        "spam_model",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=False),
        sa.Column("signs", Json, nullable=False),
        sa.Column("bias", sa.Float(), nullable=False),
        sa.Column("lessons", sa.Integer(), nullable=False),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        sa.Column("took", sa.Float(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_spam_model_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spam_model")),
    )


def downgrade() -> None:
    op.drop_table("spam_model")
    op.drop_column("comment", "spam_score")
