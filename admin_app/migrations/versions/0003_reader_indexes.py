"""What the readers' lists walk along: each tag's, category's and author's posts by date

A link carries the moment from which readers see its post, so that the page of a tag is one short
walk along an index, whether the tag stands on three posts or on three million. Triggers keep it,
as they keep the counts: no code that links, publishes, imports or undoes need know of it.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LIVE = "status IN ('published', 'scheduled')"
# A link table, and its column for what the post is found under.
LINKS = (("post_tag", "tag_id"), ("post_category", "category_id"))


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for index, table, columns, condition in _indexes("= 1" if on_sqlite else ""):
        where = sa.text(condition) if condition else None
        op.create_index(index, table, columns, postgresql_where=where, sqlite_where=where)
    moment = "DATETIME" if on_sqlite else "TIMESTAMP WITH TIME ZONE"
    for link, column in LINKS:
        op.execute(f"ALTER TABLE {link} ADD COLUMN live_at {moment}")
        op.execute(f"UPDATE {link} SET live_at = {_live_at(f'{link}.post_id')}")
        op.execute(
            f"CREATE INDEX ix_{link}_live ON {link} ({column}, live_at, post_id) "
            "WHERE live_at IS NOT NULL"
        )
    for statement in _sqlite() if on_sqlite else _postgresql():
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("The first release has nothing before it.")


def _indexes(true: str) -> list[tuple[str, str, list[str], str]]:
    return [
        ("ix_post_live_author", "post", ["author_id", "published_at", "id"], LIVE),
        ("ix_post_live_sticky", "post", ["published_at", "id"], f"sticky {true} AND {LIVE}"),
        (
            "ix_comment_author_email_created_at_status",
            "comment",
            ["author_email", "created_at", "status"],
            "",
        ),
    ]


def _live_at(post: str) -> str:
    return f"(SELECT CASE WHEN {LIVE} THEN published_at END FROM post WHERE id = {post})"


def _postgresql() -> list[str]:
    updates = "".join(
        f"UPDATE {link} SET live_at = moment WHERE post_id = NEW.id "
        "AND live_at IS DISTINCT FROM moment; "
        for link, _ in LINKS
    )
    made = [
        (
            "CREATE FUNCTION take_live_at() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"NEW.live_at = {_live_at('NEW.post_id')}; RETURN NEW; END $$"
        ),
        (
            "CREATE FUNCTION keep_live_at() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE "
            "moment timestamptz := CASE WHEN NEW.status IN ('published', 'scheduled') "
            f"THEN NEW.published_at END; BEGIN {updates} RETURN NULL; END $$"
        ),
        # Row by row, and only where the moment may have changed: other saves do not pay for it.
        (
            "CREATE TRIGGER post_live_at AFTER UPDATE OF status, published_at ON post FOR EACH ROW "
            "WHEN (OLD.status <> NEW.status OR OLD.published_at IS DISTINCT FROM NEW.published_at) "
            "EXECUTE FUNCTION keep_live_at()"
        ),
    ]
    made += [
        f"CREATE TRIGGER {link}_live_at BEFORE INSERT ON {link} FOR EACH ROW "
        "EXECUTE FUNCTION take_live_at()"
        for link, _ in LINKS
    ]
    return made


# SQLite plans without knowing the data unless told, and takes a state for something rare: it would
# collect every published post and sort them. One line of statistics, as its manual allows, says how
# common a state is: https://www.sqlite.org/fileformat2.html#the_sqlite_stat1_table
STATISTICS = (
    ("post", "ix_post_status_updated_at_id", "200000 40000 2 1"),
    ("page", "ix_page_status_updated_at_id", "2000 400 2 1"),
    ("comment", "ix_comment_status_created_at_id", "2000000 500000 2 1"),
)


def _sqlite() -> list[str]:
    updates = "".join(
        f"UPDATE {link} SET live_at = {_live_at('NEW.id')} WHERE post_id = NEW.id; "
        for link, _ in LINKS
    )
    made = [
        (
            "CREATE TRIGGER post_live_at AFTER UPDATE OF status, published_at ON post "
            "WHEN OLD.status <> NEW.status OR OLD.published_at IS NOT NEW.published_at "
            f"BEGIN {updates} END"
        )
    ]
    made += [
        f"CREATE TRIGGER {link}_live_at AFTER INSERT ON {link} BEGIN UPDATE {link} "
        f"SET live_at = {_live_at('NEW.post_id')} "
        f"WHERE post_id = NEW.post_id AND {column} = NEW.{column}; END"
        for link, column in LINKS
    ]
    # Once it has looked at any table, it has a place to keep what it is told.
    made.append("ANALYZE tally")
    made += [
        f"INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('{table}', '{index}', '{numbers}')"
        for table, index, numbers in STATISTICS
    ]
    return made
