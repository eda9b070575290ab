"""Webhooks and what any of them wants; other sites that may show comments and send them

Revision ID: 0023
Revises: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from admin_app.columns import Id, UtcDateTime

revision = "0023"
down_revision = "0018"
branch_labels = None
depends_on = None

WANTED = "SELECT {joined} FROM webhook WHERE is_on"
BELONGS = sa.text("belongs_to IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "webhook",
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("events", sa.String(length=200), nullable=False),
        sa.Column("is_on", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("note", sa.String(length=300), server_default="", nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
        sqlite_autoincrement=True,
    )
    op.add_column("setting", sa.Column("announces", sa.Text(), server_default="", nullable=False))
    op.add_column("setting", sa.Column("api_origins", sa.Text(), server_default="", nullable=False))
    op.add_column("outbox_message", sa.Column("belongs_to", sa.String(length=40), nullable=True))
    op.create_index(
        "ix_outbox_message_belongs_to_id",
        "outbox_message",
        ["belongs_to", "id"],
        postgresql_where=BELONGS,
        sqlite_where=BELONGS,
    )
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _sqlite() if on_sqlite else _postgresql():
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER webhook_wanted_{verb}")
    else:
        op.execute("DROP TRIGGER webhook_wanted ON webhook")
        op.execute("DROP FUNCTION keep_wanted_events()")
    op.drop_index("ix_outbox_message_belongs_to_id", table_name="outbox_message")
    op.drop_column("outbox_message", "belongs_to")
    op.drop_column("setting", "api_origins")
    op.drop_column("setting", "announces")
    op.drop_table("webhook")


def _kept(joined: str) -> str:
    return f"UPDATE setting SET announces = COALESCE(({WANTED.format(joined=joined)}), '');"


def _postgresql() -> list[str]:
    return [
        f"""CREATE FUNCTION keep_wanted_events() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    {_kept("string_agg(events, ',')")}
    RETURN NULL; END $$""",
        """CREATE TRIGGER webhook_wanted AFTER INSERT OR UPDATE OR DELETE ON webhook
    FOR EACH STATEMENT EXECUTE FUNCTION keep_wanted_events()""",
    ]


def _sqlite() -> list[str]:
    kept = _kept("group_concat(events, ',')")
    return [
        f"CREATE TRIGGER webhook_wanted_{verb} AFTER {verb.upper()} ON webhook BEGIN {kept} END"
        for verb in ("insert", "update", "delete")
    ]
