"""What is typed and not saved yet, who is in which text, and a person's single-letter keys

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from admin_app.columns import Id, Json, UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "autosave",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("entity", sa.String(length=64), nullable=False),
        sa.Column("entity_id", Id, nullable=False),
        sa.Column("draft_key", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("fields", Json, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("discarded", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["user.id"], name=op.f("fk_autosave_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_autosave")),
    )
    op.create_index(
        "ix_autosave_one",
        "autosave",
        ["person_id", "entity", "entity_id", "draft_key"],
        unique=True,
    )
    op.create_index("ix_autosave_at", "autosave", ["at"])
    op.create_table(
        "presence",
        sa.Column("entity", sa.String(length=64), nullable=False),
        sa.Column("entity_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("tab", sa.String(length=32), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["user.id"], name=op.f("fk_presence_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(
            "entity", "entity_id", "person_id", "tab", name=op.f("pk_presence")
        ),
        # Who was here does not outlive a crash, and so need not be written twice.
        prefixes=["UNLOGGED"] if op.get_bind().dialect.name == "postgresql" else [],
    )
    op.create_index("ix_presence_person_id", "presence", ["person_id"])
    op.create_index("ix_presence_seen_at", "presence", ["seen_at"])
    op.add_column(
        "user",
        sa.Column("single_keys", sa.Boolean(), server_default=sa.text("true"), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("user", "single_keys")
    op.drop_table("presence")
    op.drop_table("autosave")
