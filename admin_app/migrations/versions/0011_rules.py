"""Rules over comments, and why a comment waited

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from admin_app.columns import Id, UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

DECIDED_BY_RULE = sa.text("rule_id IS NOT NULL")


def upgrade() -> None:
    op.add_column("comment", sa.Column("held_for", sa.String(length=12), nullable=True))
    op.add_column("comment", sa.Column("rule_id", Id, nullable=True))
    op.create_index(
        op.f("ix_comment_rule_id_id"),
        "comment",
        ["rule_id", "id"],
        postgresql_where=DECIDED_BY_RULE,
        sqlite_where=DECIDED_BY_RULE,
    )
    op.create_table(
        "rule",
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_on", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "verdict IN ('hold', 'spam', 'refuse', 'trust')", name=op.f("ck_rule_verdict")
        ),
        sa.CheckConstraint(
            "kind IN ('words', 'pattern', 'email', 'domain', 'network', 'links', 'newcomer')",
            name=op.f("ck_rule_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_rule_position_id"), "rule", ["position", "id"])
    op.create_table(
        "rule_refused",
        sa.Column("id", Id, nullable=False),
        sa.Column("rule_id", Id, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_refused")),
    )
    op.create_index(op.f("ix_rule_refused_rule_id_id"), "rule_refused", ["rule_id", "id"])


def downgrade() -> None:
    op.drop_table("rule_refused")
    op.drop_table("rule")
    op.drop_index(op.f("ix_comment_rule_id_id"), table_name="comment")
    op.drop_column("comment", "rule_id")
    op.drop_column("comment", "held_for")
