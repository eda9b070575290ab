"""What the database derives by itself: counts of states, counts of uses, the search index

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXT_STATES = ("draft", "in_review", "scheduled", "published", "trash")
STATES = {
    "post": TEXT_STATES,
    "page": TEXT_STATES,
    "comment": ("pending", "approved", "spam", "removed"),
}
# A link table, the column that names what is counted, and the table that keeps the count.
LINKS = (("post_tag", "tag_id", "tag"), ("post_category", "category_id", "category"))
PARENTS = ("post", "page")
# Columns that search reads. A tsvector holds at most 1 MB, so only the start of a text counts.
SEARCHED = {
    "post": ("title", "excerpt", "body"),
    "page": ("title", "excerpt", "body"),
    "comment": ("author_name", "author_email", "body"),
}
INDEXED_CHARACTERS = 100_000


def upgrade() -> None:
    op.execute(
        "INSERT INTO setting (id, version, site_title, tagline, footer, timezone, posts_per_page,"
        " comments_mode, comments_close_after_days, comment_floods_per_minute)"
        " VALUES (1, 1, 'Copydesk', '', '', 'UTC', 10, 'hold_first', 0, 5)"
    )
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    statements = _sqlite() if on_sqlite else _postgresql()
    for statement in statements:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("The first release has nothing before it.")


# PostgreSQL: one trigger a statement, however many rows it changes.


def _postgresql() -> list[str]:
    made = [TALLY_FUNCTION, COMMENT_COUNT_FUNCTION]
    for table in STATES:
        made += _statement_triggers(table, "tally", "keep_tally")
    made += _statement_triggers("comment", "comment_count", "keep_comment_count")
    for link, column, counted in LINKS:
        function = f"keep_{link}_count"
        made.append(_link_count_function(function, column, counted))
        made += _statement_triggers(link, "count", function, events=("INSERT", "DELETE"))
    for table, columns in SEARCHED.items():
        made += _search_table(table, columns)
    for table in PARENTS:
        # Room on each page, so that a count that changes need not touch the indexes.
        made.append(f"ALTER TABLE {table} SET (fillfactor = 85)")
    return made


def _search_table(table: str, columns: tuple[str, ...]) -> list[str]:
    """The words of each row in a table of their own.

    In the row itself they would be indexed anew whenever its state changes: approving a hundred
    comments would cost some thousand entries of the index of words.
    """

    def vector(row: str) -> str:
        return " || ".join(
            f"to_tsvector('simple'::regconfig, left({row}.{column}, {INDEXED_CHARACTERS}))"
            for column in columns
        )

    words = f"{table}_search"
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    body = f"""
    IF TG_OP = 'INSERT' THEN
        INSERT INTO {words} (id, vector) SELECT one.id, {vector("one")} FROM new_rows AS one;
    ELSE
        DELETE FROM {words} USING old_rows WHERE {words}.id = old_rows.id;
    END IF;
    RETURN NULL;"""
    edit = f"""
    UPDATE {words} SET vector = {vector("NEW")} WHERE id = NEW.id;
    RETURN NULL;"""
    shape = "RETURNS trigger LANGUAGE plpgsql AS"
    # No pending list: a search must not pay for the saves before it.
    index = f"CREATE INDEX ix_{words}_vector ON {words} USING gin (vector) WITH (fastupdate = off)"
    on_edit = (
        f"CREATE TRIGGER {table}_search_update AFTER UPDATE OF {', '.join(columns)} ON {table} "
        f"FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION edit_{words}()"
    )
    return [
        f"CREATE TABLE {words} (id bigint PRIMARY KEY, vector tsvector NOT NULL)",
        index,
        # The planner must know common words from rare ones, to walk by date or by word.
        f"ALTER TABLE {words} ALTER COLUMN vector SET STATISTICS 1000",
        f"CREATE FUNCTION keep_{words}() {shape} $$ BEGIN {body} END $$",
        f"CREATE FUNCTION edit_{words}() {shape} $$ BEGIN {edit} END $$",
        *_statement_triggers(table, "search", f"keep_{words}", events=("INSERT", "DELETE")),
        on_edit,
    ]


TALLY_FUNCTION = """
CREATE FUNCTION keep_tally() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO tally (entity, state, n)
        SELECT TG_TABLE_NAME, status, count(*) FROM new_rows GROUP BY status;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO tally (entity, state, n)
        SELECT TG_TABLE_NAME, status, -count(*) FROM old_rows GROUP BY status;
    ELSE
        INSERT INTO tally (entity, state, n)
        SELECT TG_TABLE_NAME, status, sum(d) FROM (
            SELECT status, 1 AS d FROM new_rows UNION ALL SELECT status, -1 FROM old_rows
        ) AS moved GROUP BY status HAVING sum(d) <> 0;
    END IF;
    RETURN NULL;
END $$
"""


def _counted(parent: str, rows: str, sign: str) -> str:
    return (
        f"SELECT {parent}_id AS id, {sign}1 AS d FROM {rows} "
        f"WHERE status = 'approved' AND {parent}_id IS NOT NULL"
    )


def _comment_count_function() -> str:
    def apply(parent: str, source: str) -> str:
        return f"""
        UPDATE {parent} SET comment_count = comment_count + moved.n
        FROM (SELECT id, sum(d) AS n FROM ({source}) AS each_row
              GROUP BY id HAVING sum(d) <> 0) AS moved
        WHERE {parent}.id = moved.id;"""

    def both(source_of: str) -> str:
        return "".join(apply(parent, source_of.replace("PARENT", parent)) for parent in PARENTS)

    plus, minus = _counted("PARENT", "new_rows", ""), _counted("PARENT", "old_rows", "-")
    return f"""
CREATE FUNCTION keep_comment_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN {both(plus)}
    ELSIF TG_OP = 'DELETE' THEN {both(minus)}
    ELSE {both(f"{plus} UNION ALL {minus}")}
    END IF;
    RETURN NULL;
END $$
"""


COMMENT_COUNT_FUNCTION = _comment_count_function()


def _link_count_function(name: str, column: str, counted: str) -> str:
    def apply(rows: str, sign: str) -> str:
        return f"""
        UPDATE {counted} SET post_count = post_count {sign} moved.n
        FROM (SELECT {column} AS id, count(*) AS n FROM {rows} GROUP BY {column}) AS moved
        WHERE {counted}.id = moved.id;"""

    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN {apply("new_rows", "+")}
    ELSE {apply("old_rows", "-")}
    END IF;
    RETURN NULL;
END $$
"""


def _statement_triggers(
    table: str, name: str, function: str, events: tuple[str, ...] = ("INSERT", "UPDATE", "DELETE")
) -> list[str]:
    seen = {
        "INSERT": "NEW TABLE AS new_rows",
        "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "DELETE": "OLD TABLE AS old_rows",
    }
    return [
        f"CREATE TRIGGER {table}_{name}_{verb.lower()} AFTER {verb} ON {table} "
        f"REFERENCING {seen[verb]} FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        for verb in events
    ]


# SQLite: one writer at a time, so a counter row is no queue; triggers run row by row.


def _sqlite() -> list[str]:
    made = []
    for table, states in STATES.items():
        made += [
            f"INSERT INTO tally (entity, state, n) VALUES ('{table}', '{state}', 0)"
            for state in states
        ]
        made += _row_triggers(
            table,
            "tally",
            f"UPDATE tally SET n = n + 1 WHERE entity = '{table}' AND state = NEW.status;",
            f"UPDATE tally SET n = n - 1 WHERE entity = '{table}' AND state = OLD.status;",
            update_of="status",
        )
    for parent in PARENTS:
        made += _row_triggers(
            "comment",
            f"{parent}_comment_count",
            f"UPDATE {parent} SET comment_count = comment_count + 1 "
            f"WHERE id = NEW.{parent}_id AND NEW.status = 'approved';",
            f"UPDATE {parent} SET comment_count = comment_count - 1 "
            f"WHERE id = OLD.{parent}_id AND OLD.status = 'approved';",
            update_of=f"status, {parent}_id",
        )
    for link, column, counted in LINKS:
        made += _row_triggers(
            link,
            "count",
            f"UPDATE {counted} SET post_count = post_count + 1 WHERE id = NEW.{column};",
            f"UPDATE {counted} SET post_count = post_count - 1 WHERE id = OLD.{column};",
            update_of=column,
        )
    for table, columns in SEARCHED.items():
        made += _fts(table, columns)
    return made


def _row_triggers(table: str, name: str, add: str, take: str, *, update_of: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_{name}_insert AFTER INSERT ON {table} BEGIN {add} END",
        f"CREATE TRIGGER {table}_{name}_delete AFTER DELETE ON {table} BEGIN {take} END",
        (
            f"CREATE TRIGGER {table}_{name}_update AFTER UPDATE OF {update_of} ON {table} "
            f"BEGIN {take} {add} END"
        ),
    ]


def _fts(table: str, columns: tuple[str, ...]) -> list[str]:
    names = ", ".join(columns)
    index = f"{table}_fts"

    def values(row: str) -> str:
        return ", ".join(f"{row}.{column}" for column in columns)

    add = f"INSERT INTO {index} (rowid, {names}) VALUES (NEW.id, {values('NEW')});"
    take = (
        f"INSERT INTO {index} ({index}, rowid, {names}) VALUES ('delete', OLD.id, {values('OLD')});"
    )
    return [
        (
            f"CREATE VIRTUAL TABLE {index} USING fts5({names}, content='{table}', "
            "content_rowid='id', tokenize='unicode61 remove_diacritics 2')"
        ),
        *_row_triggers(table, "fts", add, take, update_of=names),
    ]
