"""What imports have done, and where imported rows come from

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from admin_app.columns import Id, Json, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("report", Json, nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("changeset_id", Id, nullable=True),
        sa.Column("started_by_id", Id, nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed')", name=op.f("ck_import_run_state")
        ),
        sa.CheckConstraint("kind IN ('wxr', 'csv')", name=op.f("ck_import_run_kind")),
        sa.ForeignKeyConstraint(
            ["changeset_id"],
            ["changeset.id"],
            name=op.f("fk_import_run_changeset_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["started_by_id"],
            ["user.id"],
            name=op.f("fk_import_run_started_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index("ix_import_run_digest_id", "import_run", ["digest", "id"])
    op.create_table(
        "import_origin",
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("entity", sa.String(length=8), nullable=False),
        sa.Column("foreign_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entity_id", Id, nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("source", "entity", "foreign_id", name=op.f("pk_import_origin")),
    )


def downgrade() -> None:
    op.drop_table("import_origin")
    op.drop_table("import_run")
