"""Comments are found by their address within its network: one index less for each decision

Revision ID: 0027
Revises: 0026
"""

from __future__ import annotations

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

INDEX = "ix_comment_author_ip_created_at"


def upgrade() -> None:
    op.drop_index(INDEX, table_name="comment")


def downgrade() -> None:
    op.create_index(INDEX, "comment", ["author_ip", "created_at"])
