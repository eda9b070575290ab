"""The spam score is made anew: its features are hashed otherwise

Revision ID: 0029
Revises: 0028
"""

from __future__ import annotations

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _forget()


def downgrade() -> None:
    _forget()


def _forget() -> None:
    # The worker makes another of the stored decisions within seconds.
    op.execute("DELETE FROM spam_model")
