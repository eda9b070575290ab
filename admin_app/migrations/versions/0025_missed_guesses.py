"""Wrong guesses at passwords are counted

Revision ID: 0025
Revises: 0024
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from admin_app.columns import Id, UtcDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "missed_guess",
        sa.Column("id", Id, nullable=False),
        sa.Column("whose", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_missed_guess")),
    )
    op.create_index("ix_missed_guess_whose_at", "missed_guess", ["whose", "at"])
    op.create_index("ix_missed_guess_at", "missed_guess", ["at"])


def downgrade() -> None:
    op.drop_table("missed_guess")
