"""Templates for new posts

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from admin_app.columns import Id, Json

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "text_template",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=300), server_default="", nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("tags", sa.Text(), server_default="", nullable=False),
        sa.Column("categories", sa.Text(), server_default="", nullable=False),
        sa.Column("own_fields", Json, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_template")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_text_template_name_id", "text_template", ["name", "id"])


def downgrade() -> None:
    op.drop_table("text_template")
