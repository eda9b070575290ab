"""Reports are found by when they came

Revision ID: 0024
Revises: 0023
"""

from __future__ import annotations

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_comment_report_created_at", "comment_report", ["created_at"])


def downgrade() -> None:
    op.drop_index("ix_comment_report_created_at", table_name="comment_report")
