"""Days of comments and months of decisions, so that ten years are drawn as soon as a month

Revision ID: 0028
Revises: 0026
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from admin_app.columns import Id

revision = "0028"
down_revision = "0026"
branch_labels = None
depends_on = None

LOOSE = sa.text("NOT folded")
# What is added up: the coarser table, its key, the finer table, and that key of the finer row.
ADDED_UP = (
    ("comment_day", "day", "comment_figure", "hour", 24),
    ("decision_month", "month", "decision_figure", "day", 32),
)
KEYS = {
    "comment_day": "day, status, held, rule_id, gone",
    "decision_month": "month, made_by, actor_id, verdict, span",
}
COUNTS = {"comment_day": ("n",), "decision_month": ("n", "overturned")}


def upgrade() -> None:
    op.create_table(
        "comment_day",
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("rule_id", Id, nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*KEYS["comment_day"].split(", "), name=op.f("pk_comment_day")),
    )
    op.create_table(
        "decision_month",
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(8), nullable=False),
        sa.Column("actor_id", Id, nullable=False),
        sa.Column("verdict", sa.String(12), nullable=False),
        sa.Column("span", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("overturned", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            *KEYS["decision_month"].split(", "), name=op.f("pk_decision_month")
        ),
    )
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for coarse, key, fine, part, size in ADDED_UP:
        op.create_index(
            f"ix_{fine}_loose", fine, [part], postgresql_where=LOOSE, sqlite_where=LOOSE
        )
        keys = KEYS[coarse].removeprefix(f"{key}, ")
        counts = COUNTS[coarse]
        op.execute(
            f"INSERT INTO {coarse} ({KEYS[coarse]}, {', '.join(counts)})"
            f" SELECT {part} / {size}, {keys}, {', '.join(f'sum({one})' for one in counts)}"
            f" FROM {fine} WHERE folded GROUP BY {part} / {size}, {keys}"
        )
        if on_sqlite:
            for statement in _triggers(coarse, key, fine, part, size):
                op.execute(statement)


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for coarse, _, fine, *_ in ADDED_UP:
        if on_sqlite:
            for event in ("insert", "update", "delete"):
                op.execute(f"DROP TRIGGER {fine}_{coarse}_{event}")
        op.drop_index(f"ix_{fine}_loose", table_name=fine)
        op.drop_table(coarse)


def _triggers(coarse: str, key: str, fine: str, part: str, size: int) -> list[str]:
    """On SQLite each row is added up at once; on PostgreSQL the worker does it as it folds."""
    counts = COUNTS[coarse]
    keys = KEYS[coarse].removeprefix(f"{key}, ").split(", ")
    more = ", ".join(f"{one} = {coarse}.{one} + excluded.{one}" for one in counts)

    def trigger(event: str, row: str, *signed: str) -> str:
        values = ", ".join([f"{row}.{part} / {size}", *(f"{row}.{one}" for one in keys), *signed])
        return (
            f"CREATE TRIGGER {fine}_{coarse}_{event.split()[0].lower()} AFTER {event} ON {fine}"
            f" BEGIN INSERT INTO {coarse} ({KEYS[coarse]}, {', '.join(counts)}) VALUES ({values})"
            f" ON CONFLICT ({KEYS[coarse]}) DO UPDATE SET {more}; END"
        )

    return [
        trigger("INSERT", "NEW", *(f"NEW.{one}" for one in counts)),
        trigger(
            f"UPDATE OF {', '.join(counts)}", "NEW", *(f"NEW.{one} - OLD.{one}" for one in counts)
        ),
        trigger("DELETE", "OLD", *(f"-OLD.{one}" for one in counts)),
    ]
