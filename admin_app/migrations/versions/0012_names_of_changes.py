"""Which columns a change names stands beside it, so that a history is read without its texts

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OF_EDITS = {
    "postgresql": "SELECT string_agg(n, ',' ORDER BY n) FROM jsonb_object_keys(after) AS n",
    "sqlite": (
        "SELECT group_concat(name, ',') FROM (SELECT key AS name FROM json_each(after) ORDER BY 1)"
    ),
}


def upgrade() -> None:
    op.add_column("change", sa.Column("fields", sa.String(length=1000), nullable=True))
    names = OF_EDITS[op.get_bind().dialect.name]
    op.execute(
        f"UPDATE change SET fields = CASE WHEN length(({names})) <= 1000 THEN ({names}) END"
        " WHERE verb = 'edit' AND after IS NOT NULL"
    )
    op.drop_index("ix_change_entity_entity_id_id", table_name="change")
    op.create_index(
        "ix_change_of_row", "change", ["entity", "entity_id", "id", "version", "verb", "fields"]
    )


def downgrade() -> None:
    op.drop_index("ix_change_of_row", table_name="change")
    op.create_index("ix_change_entity_entity_id_id", "change", ["entity", "entity_id", "id"])
    op.drop_column("change", "fields")
