"""Each decision over a comment, what the figures are made of, and what Akismet says

Revision ID: 0022
Revises: 0021
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from admin_app.columns import Id, UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

BY_RULE = sa.text("rule_id IS NOT NULL")
OVERTURNED = sa.text("overturned")
UNDONE = sa.text("ended = 'undone'")
FOLDED = sa.text("folded")
# What Akismet was last heard or told, where people have decided otherwise since.
DIFFERS = sa.text(
    "akismet IS NOT NULL AND decided_at IS NOT NULL AND ("
    "(coalesce(akismet_told, akismet) = 'spam' AND status = 'approved')"
    " OR (coalesce(akismet_told, akismet) = 'ham' AND status = 'spam'))"
)
# The seconds that each span of waiting begins with; four spans until it has doubled.
SPANS = tuple(round(10 * 2 ** (step / 4)) for step in range(88))
SET_ASIDE = "('spam', 'removed')"


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    _akismet()
    _decisions()
    _figures()
    for statement in (*_filled(on_sqlite), *(_sqlite() if on_sqlite else _postgresql())):
        op.execute(statement)


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, name, verb in TRIGGERS:
        op.execute(f"DROP TRIGGER {table}_{name}_{verb}" + ("" if on_sqlite else f" ON {table}"))
    if not on_sqlite:
        for function in ("keep_decisions", "keep_decision_figures", "keep_comment_figures"):
            op.execute(f"DROP FUNCTION {function}()")
    for table in ("comment_figure", "decision_figure", "decision"):
        op.drop_table(table)
    op.drop_index("ix_comment_akismet_differs", table_name="comment")
    for column in ("akismet_told", "akismet_at", "akismet"):
        op.drop_column("comment", column)
    for column in ("akismet_server", "akismet_key", "akismet_on"):
        op.drop_column("setting", column)


TRIGGERS = (
    *(("comment", "decisions", verb) for verb in ("insert", "update")),
    *(("decision", "figures", verb) for verb in ("insert", "update", "delete")),
    *(("comment", "figures", verb) for verb in ("insert", "update", "delete")),
)


def _akismet() -> None:
    op.add_column(
        "setting",
        sa.Column("akismet_on", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    for name, length in (("akismet_key", 100), ("akismet_server", 200)):
        op.add_column(
            "setting", sa.Column(name, sa.String(length), server_default="", nullable=False)
        )
    op.add_column("comment", sa.Column("akismet", sa.String(4), nullable=True))
    op.add_column("comment", sa.Column("akismet_at", UtcDateTime(), nullable=True))
    op.add_column("comment", sa.Column("akismet_told", sa.String(4), nullable=True))
    op.create_index(
        "ix_comment_akismet_differs",
        "comment",
        ["id"],
        postgresql_where=DIFFERS,
        sqlite_where=DIFFERS,
    )


def _decisions() -> None:
    op.create_table(
        "decision",
        sa.Column("id", Id, nullable=False),
        sa.Column("comment_id", Id, nullable=False),
        sa.Column("post_id", Id, nullable=True),
        sa.Column("page_id", Id, nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(8), nullable=False),
        sa.Column("actor_id", Id, nullable=True),
        sa.Column("was", sa.String(12), nullable=True),
        sa.Column("verdict", sa.String(12), nullable=False),
        sa.Column("rule_id", Id, nullable=True),
        sa.Column("reason", sa.String(16), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("waited", sa.Integer(), nullable=True),
        sa.Column("ended", sa.String(8), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by_id", Id, nullable=True),
        sa.Column("overturned", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint(
            "made_by IN ('person', 'rule', 'akismet')", name=op.f("ck_decision_made_by")
        ),
        sa.CheckConstraint("ended IN ('undone', 'replaced')", name=op.f("ck_decision_ended")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("comment_id", "at", name=op.f("uq_decision_comment_id_at")),
    )
    for columns in (["at"], ["actor_id", "at"], ["verdict", "at"], ["post_id", "at"]):
        op.create_index(f"ix_decision_{'_'.join(columns)}_id", "decision", [*columns, "id"])
    op.create_index(
        "ix_decision_rule_id_at_id",
        "decision",
        ["rule_id", "at", "id"],
        postgresql_where=BY_RULE,
        sqlite_where=BY_RULE,
    )
    for name, which in (("overturned", OVERTURNED), ("undone", UNDONE)):
        op.create_index(
            f"ix_decision_{name}_at_id",
            "decision",
            ["at", "id"],
            postgresql_where=which,
            sqlite_where=which,
        )


def _figures() -> None:
    def table(name: str, *keys: sa.Column[object]) -> None:
        names = [key.name for key in keys]
        op.create_table(
            name,
            sa.Column("id", Id, nullable=False),
            *keys,
            *(sa.Column(count, sa.Integer(), nullable=False) for count in COUNTED[name]),
            sa.Column("folded", sa.Boolean(), server_default=sa.text("false"), nullable=False),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        )
        op.create_index(f"ix_{name}_{names[0]}", name, [names[0]])
        op.create_index(
            f"ix_{name}_folded",
            name,
            names,
            unique=True,
            postgresql_where=FOLDED,
            sqlite_where=FOLDED,
        )

    table(
        "decision_figure",
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(8), nullable=False),
        sa.Column("actor_id", Id, nullable=False),
        sa.Column("verdict", sa.String(12), nullable=False),
        sa.Column("span", sa.Integer(), nullable=False),
    )
    table(
        "comment_figure",
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("rule_id", Id, nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
    )


KEYS = {
    "decision_figure": "day, made_by, actor_id, verdict, span",
    "comment_figure": "hour, status, held, rule_id, gone",
}
COUNTED = {"decision_figure": ("n", "overturned"), "comment_figure": ("n",)}


# What is derived of a row, in the words of both databases.


def _decided_at(row: str) -> str:
    """The moment of the decision by which a comment has its state; NULL where nobody decided.

    What is decided in the moment in which it is written is no decision: people of the house speak
    for themselves, and another site's comments come as they were there.
    """
    return (
        f"CASE WHEN {row}.status = 'pending' THEN NULL"
        f" WHEN {row}.decided_at <> {row}.created_at THEN {row}.decided_at"
        f" WHEN {row}.decided_at IS NOT NULL THEN NULL"
        f" WHEN {row}.status = 'spam' AND {row}.akismet = 'spam' THEN {row}.akismet_at"
        f" WHEN {row}.rule_id IS NOT NULL AND {_is_ruled(row)} THEN {row}.created_at END"
    )


def _is_ruled(row: str) -> str:
    return (
        f"(({row}.status = 'approved' AND {row}.held_for IS NULL)"
        f" OR ({row}.status = 'spam' AND {row}.held_for = 'rule'))"
    )


def _made_by(row: str) -> str:
    return (
        f"CASE WHEN {row}.decided_at IS NOT NULL THEN 'person'"
        f" WHEN {row}.akismet = 'spam' AND {row}.status = 'spam' THEN 'akismet' ELSE 'rule' END"
    )


def _seconds(moment: str, *, on_sqlite: bool) -> str:
    if on_sqlite:
        return f"CAST(strftime('%s', {moment}) AS INTEGER)"
    return f"floor(extract(epoch FROM {moment}))::bigint"


def _per(moment: str, seconds: int, *, on_sqlite: bool) -> str:
    """How many spans of so many seconds have gone by then since 1970, in UTC."""
    if on_sqlite:
        return f"CAST(strftime('%s', {moment}) AS INTEGER) / {seconds}"
    return f"floor(extract(epoch FROM {moment}) / {seconds})::integer"


def _waited(created: str, at: str, was: str, *, on_sqlite: bool) -> str:
    passed = f"{_seconds(at, on_sqlite=on_sqlite)} - {_seconds(created, on_sqlite=on_sqlite)}"
    least, most = ("max", "min") if on_sqlite else ("greatest", "least")
    within = f"{most}({least}({passed}, 0), 2000000000)"
    return f"CASE WHEN {was} = 'pending' THEN {within} END"


def _span(waited: str) -> str:
    """The number of the span that so many seconds lie in; -1 for what did not wait."""
    steps = " ".join(f"WHEN {waited} < {bound} THEN {number}" for number, bound in enumerate(SPANS))
    return f"CASE WHEN {waited} IS NULL THEN -1 {steps} ELSE {len(SPANS)} END"


def _decision_keys(row: str, *, on_sqlite: bool) -> str:
    day = _per(f"{row}.at", 86_400, on_sqlite=on_sqlite)
    return (
        f"{day}, {row}.made_by, coalesce({row}.actor_id, 0), {row}.verdict,"
        f" {_span(f'{row}.waited')}"
    )


def _comment_keys(row: str, *, on_sqlite: bool) -> str:
    hour = _per(f"{row}.created_at", 3_600, on_sqlite=on_sqlite)
    return f"{hour}, {row}.status, {row}.held_for IS NOT NULL, coalesce({row}.rule_id, 0), false"


def _gone_keys(row: str, *, on_sqlite: bool) -> str:
    return f"{_per(f'{row}.created_at', 3_600, on_sqlite=on_sqlite)}, {row}.status, false, 0, true"


# What is there by now: from history, where it knows, and from the comments themselves.


def _filled(on_sqlite: bool) -> list[str]:
    after = "json_extract(c.after, '$.{}')" if on_sqlite else "c.after ->> '{}'"
    before = after.replace("after", "before")
    told = after.format("decided_at")
    if on_sqlite:
        at = (
            f"CASE WHEN instr({told}, '.') THEN replace(substr({told}, 1, 26), 'T', ' ')"
            f" ELSE replace(substr({told}, 1, 19), 'T', ' ') || '.000000' END"
        )
    else:
        at = f"({told})::timestamptz"
    actor = after.format("decided_by_id")
    actor = f"coalesce({actor if on_sqlite else f'({actor})::bigint'}, s.actor_id)"
    was, verdict = before.format("status"), after.format("status")
    columns = (
        "comment_id, post_id, page_id, at, made_by, actor_id, was, verdict, rule_id, reason,"
        " score, waited, ended"
    )
    undone = (
        "EXISTS (SELECT 1 FROM changeset AS u WHERE u.undoes_id = s.id AND NOT EXISTS"
        " (SELECT 1 FROM changeset AS v WHERE v.undoes_id = u.id))"
    )
    waited = _waited("k.created_at", at, was, on_sqlite=on_sqlite)
    return [
        (
            f"INSERT INTO decision ({columns})"
            f" SELECT c.entity_id, k.post_id, k.page_id, {at}, 'person', {actor}, {was}, {verdict},"
            f" k.rule_id, {after.format('reason')}, k.spam_score, {waited},"
            f" CASE WHEN {undone} THEN 'undone' END"
            " FROM change AS c JOIN changeset AS s ON s.id = c.changeset_id"
            " LEFT JOIN comment AS k ON k.id = c.entity_id"
            f" WHERE c.entity = 'comment' AND c.verb = 'edit' AND s.undoes_id IS NULL"
            f" AND {verdict} IN ('approved', 'spam', 'removed') AND {told} IS NOT NULL"
            f" ORDER BY c.id ON CONFLICT DO NOTHING"
        ),
        (
            f"INSERT INTO decision ({columns})"
            f" SELECT k.id, k.post_id, k.page_id, {_decided_at('k')}, {_made_by('k')},"
            " k.decided_by_id, NULL, k.status, k.rule_id, k.reason, k.spam_score, NULL, NULL"
            f" FROM comment AS k WHERE {_decided_at('k')} IS NOT NULL"
            f" ORDER BY {_decided_at('k')} ON CONFLICT DO NOTHING"
        ),
        (
            "UPDATE decision SET ended = 'replaced', ended_at = later.at,"
            " ended_by_id = later.actor_id,"
            f" overturned = later.verdict <> decision.verdict AND {_other('later', 'decision')}"
            " FROM (SELECT id, lead(at) OVER each AS at, lead(actor_id) OVER each AS actor_id,"
            " lead(verdict) OVER each AS verdict FROM decision WHERE ended IS NULL"
            " WINDOW each AS (PARTITION BY comment_id ORDER BY at)) AS later"
            " WHERE later.id = decision.id AND later.at IS NOT NULL"
        ),
        (
            "UPDATE decision SET ended = 'undone' FROM comment AS k"
            " WHERE k.id = decision.comment_id AND decision.ended IS NULL"
            f" AND coalesce({_decided_at('k')} <> decision.at, true)"
        ),
        *_counted(on_sqlite),
    ]


def _other(one: str, other: str) -> str:
    """Whether two decisions are those of different people, or of a person and of none."""
    return f"coalesce({one}.actor_id, 0) <> coalesce({other}.actor_id, 0)"


def _counted(on_sqlite: bool) -> list[str]:
    truth = "1" if on_sqlite else "true"
    return [
        (
            f"INSERT INTO decision_figure ({KEYS['decision_figure']}, n, overturned, folded)"
            f" SELECT {_decision_keys('d', on_sqlite=on_sqlite)}, count(*),"
            f" sum(CASE WHEN d.overturned THEN 1 ELSE 0 END), {truth}"
            " FROM decision AS d WHERE coalesce(d.ended, '') <> 'undone' GROUP BY 1, 2, 3, 4, 5"
        ),
        (
            f"INSERT INTO comment_figure ({KEYS['comment_figure']}, n, folded)"
            f" SELECT {_comment_keys('k', on_sqlite=on_sqlite)}, count(*), {truth}"
            " FROM comment AS k GROUP BY 1, 2, 3, 4, 5"
        ),
    ]


# PostgreSQL: one trigger a statement, however many rows it changes.


def _postgresql() -> list[str]:
    made = [
        _function("keep_decisions", KEEP_DECISIONS, by_index=True),
        _function("keep_decision_figures", _keep_decision_figures()),
        _function("keep_comment_figures", _keep_comment_figures()),
    ]
    functions = {
        ("comment", "decisions"): "keep_decisions",
        ("decision", "figures"): "keep_decision_figures",
        ("comment", "figures"): "keep_comment_figures",
    }
    seen = {
        "insert": "NEW TABLE AS new_rows",
        "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "delete": "OLD TABLE AS old_rows",
    }
    return made + [
        f"CREATE TRIGGER {table}_{name}_{verb} AFTER {verb.upper()} ON {table}"
        f" REFERENCING {seen[verb]} FOR EACH STATEMENT"
        f" EXECUTE FUNCTION {functions[table, name]}()"
        for table, name, verb in TRIGGERS
    ]


def _function(name: str, body: str, *, by_index: bool = False) -> str:
    # A plan is kept that was made for a single comment, or for very many: one that reads the
    # index for each row is right for both.
    how = (
        " SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off"
        if by_index
        else ""
    )
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql{how} AS"
        f" $$ BEGIN {body} RETURN NULL; END $$"
    )


_COLUMNS = (
    "comment_id, post_id, page_id, at, made_by, actor_id, was, verdict, rule_id, reason, score,"
    " waited"
)
# Both sides of each row are put together by grouping, and not by a join: there is no index to
# join them by, and a kept plan may be the wrong one.
KEEP_DECISIONS = f"""
IF TG_OP = 'INSERT' THEN
    INSERT INTO decision ({_COLUMNS})
    SELECT k.id, k.post_id, k.page_id, {_decided_at("k")}, {_made_by("k")}, k.decided_by_id, NULL,
        k.status, k.rule_id, k.reason, k.spam_score, NULL
    FROM new_rows AS k WHERE {_decided_at("k")} IS NOT NULL
    ON CONFLICT DO NOTHING;
ELSE
    WITH moved AS MATERIALIZED (
        SELECT id, max(post_id) AS post_id, max(page_id) AS page_id, max(at) AS at,
            max(was_at) AS was_at, max(made_by) AS made_by, max(actor_id) AS actor_id,
            max(was) AS was, max(verdict) AS verdict, max(rule_id) AS rule_id,
            max(reason) AS reason, max(score) AS score, max(created_at) AS created_at
        FROM (
            SELECT k.id, k.post_id, k.page_id, {_decided_at("k")} AS at,
                NULL::timestamptz AS was_at, {_made_by("k")} AS made_by,
                k.decided_by_id AS actor_id, NULL AS was, k.status AS verdict, k.rule_id, k.reason,
                k.spam_score AS score, k.created_at, coalesce(k.reason, '') AS new_reason,
                NULL AS old_reason
            FROM new_rows AS k
            UNION ALL
            SELECT k.id, NULL, NULL, NULL, {_decided_at("k")}, NULL, NULL, k.status, NULL, NULL,
                NULL, NULL, NULL, NULL, coalesce(k.reason, '')
            FROM old_rows AS k
        ) AS both_sides GROUP BY id
        HAVING max(at) IS DISTINCT FROM max(was_at)
            OR (max(at) IS NOT NULL AND max(new_reason) <> max(old_reason))
    ), made AS (
        INSERT INTO decision ({_COLUMNS})
        SELECT m.id, m.post_id, m.page_id, m.at, m.made_by, m.actor_id, m.was, m.verdict,
            m.rule_id, m.reason, m.score,
            {_waited("m.created_at", "m.at", "m.was", on_sqlite=False)}
        FROM moved AS m WHERE m.at IS NOT NULL ORDER BY m.at, m.id
        ON CONFLICT DO NOTHING
    )
    UPDATE decision AS d SET
        ended = CASE WHEN d.at = m.at THEN NULL WHEN m.at > m.was_at THEN 'replaced'
            ELSE 'undone' END,
        ended_at = CASE WHEN d.at = m.at THEN NULL WHEN m.at > m.was_at THEN m.at ELSE now() END,
        ended_by_id = CASE WHEN m.at > m.was_at AND d.at <> m.at THEN m.actor_id END,
        overturned = coalesce(d.at <> m.at AND m.at > m.was_at AND d.verdict <> m.verdict
            AND {_other("m", "d")}, false),
        reason = CASE WHEN d.at = m.at THEN m.reason ELSE d.reason END
    FROM moved AS m WHERE d.comment_id = m.id AND d.at IN (m.at, m.was_at);
END IF;
"""


def _keep_decision_figures() -> str:
    def side(rows: str, sign: str) -> str:
        return (
            f"SELECT {_decision_keys('d', on_sqlite=False)}, {sign}1,"
            f" CASE WHEN d.overturned THEN {sign}1 ELSE 0 END"
            f" FROM {rows} AS d WHERE coalesce(d.ended, '') <> 'undone'"
        )

    def add(rows: str) -> str:
        return (
            f"INSERT INTO decision_figure ({KEYS['decision_figure']}, n, overturned)"
            f" SELECT {KEYS['decision_figure']}, sum(n), sum(o) FROM ({rows})"
            f" AS moved ({KEYS['decision_figure']}, n, o) GROUP BY 1, 2, 3, 4, 5"
            " HAVING sum(n) <> 0 OR sum(o) <> 0;"
        )

    plus, minus = side("new_rows", ""), side("old_rows", "-")
    return _by_operation(add(plus), add(f"{plus} UNION ALL {minus}"), add(minus))


def _keep_comment_figures() -> str:
    def add(*rows: str) -> str:
        return (
            f"INSERT INTO comment_figure ({KEYS['comment_figure']}, n)"
            f" SELECT {KEYS['comment_figure']}, sum(n) FROM ({' UNION ALL '.join(rows)})"
            f" AS moved ({KEYS['comment_figure']}, n) GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0;"
        )

    plus = f"SELECT {_comment_keys('k', on_sqlite=False)}, 1 FROM new_rows AS k"
    minus = f"SELECT {_comment_keys('k', on_sqlite=False)}, -1 FROM old_rows AS k"
    aside = f"k.status IN {SET_ASIDE}"
    # Spam and removed comments that are deleted have come all the same; one that comes back has a
    # version already.
    gone = f"SELECT {_gone_keys('k', on_sqlite=False)}, 1 FROM old_rows AS k WHERE {aside}"
    back = (
        f"SELECT {_gone_keys('k', on_sqlite=False)}, -1 FROM new_rows AS k"
        f" WHERE {aside} AND k.version > 1"
    )
    return _by_operation(add(plus, back), add(plus, minus), add(minus, gone))


def _by_operation(insert: str, update: str, delete: str) -> str:
    return (
        f"IF TG_OP = 'INSERT' THEN {insert} ELSIF TG_OP = 'UPDATE' THEN {update}"
        f" ELSE {delete} END IF;"
    )


# SQLite: row by row, and added to what is there: there is one writer at a time.


def _sqlite() -> list[str]:
    new, old = _decided_at("NEW"), _decided_at("OLD")
    goes_on = f"coalesce({new} > {old}, 0)"
    columns = _COLUMNS
    values = (
        f"NEW.id, NEW.post_id, NEW.page_id, {new}, {_made_by('NEW')}, NEW.decided_by_id, {{was}},"
        " NEW.status, NEW.rule_id, NEW.reason, NEW.spam_score, {waited}"
    )
    insert = (
        f"INSERT INTO decision ({columns}) SELECT {values} WHERE {new} IS NOT NULL"
        f" AND NOT EXISTS (SELECT 1 FROM decision WHERE comment_id = NEW.id AND at = {new});"
    )
    first = insert.format(was="NULL", waited="NULL")
    waited = _waited("NEW.created_at", new, "OLD.status", on_sqlite=True)
    again = insert.format(was="OLD.status", waited=waited)
    ends = (
        f"UPDATE decision SET ended = CASE WHEN {goes_on} THEN 'replaced' ELSE 'undone' END,"
        f" ended_at = CASE WHEN {goes_on} THEN {new}"
        " ELSE strftime('%Y-%m-%d %H:%M:%f', 'now') || '000' END,"
        f" ended_by_id = CASE WHEN {goes_on} THEN NEW.decided_by_id END,"
        f" overturned = {goes_on} AND verdict <> NEW.status"
        " AND coalesce(actor_id, 0) <> coalesce(NEW.decided_by_id, 0)"
        f" WHERE comment_id = NEW.id AND at = {old} AND {new} IS NOT {old};"
    )
    stands = (
        "UPDATE decision SET ended = NULL, ended_at = NULL, ended_by_id = NULL, overturned = 0,"
        f" reason = NEW.reason WHERE comment_id = NEW.id AND at = {new};"
    )
    watched = "status, decided_at, akismet, akismet_at, reason, held_for"
    return [
        f"CREATE TRIGGER comment_decisions_insert AFTER INSERT ON comment BEGIN {first} END",
        (
            f"CREATE TRIGGER comment_decisions_update AFTER UPDATE OF {watched} ON comment"
            f" WHEN {new} IS NOT {old} OR NEW.reason IS NOT OLD.reason"
            f" BEGIN {ends} {again} {stands} END"
        ),
        *_sqlite_decision_figures(),
        *_sqlite_comment_figures(),
    ]


def _added(table: str, values: str, where: str) -> str:
    more = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in COUNTED[table])
    return (
        f"INSERT INTO {table} ({KEYS[table]}, {', '.join(COUNTED[table])}, folded)"
        f" SELECT {values}, 1 WHERE {where}"
        f" ON CONFLICT ({KEYS[table]}) WHERE folded DO UPDATE SET {more};"
    )


def _sqlite_decision_figures() -> list[str]:
    def add(row: str, sign: str) -> str:
        return _added(
            "decision_figure",
            f"{_decision_keys(row, on_sqlite=True)}, {sign}1, {sign}{row}.overturned",
            f"coalesce({row}.ended, '') <> 'undone'",
        )

    plus, minus = add("NEW", ""), add("OLD", "-")
    # A reason that is written down later moves nothing.
    watched = "ended, overturned"
    return [
        f"CREATE TRIGGER decision_figures_insert AFTER INSERT ON decision BEGIN {plus} END",
        (
            f"CREATE TRIGGER decision_figures_update AFTER UPDATE OF {watched} ON decision"
            " WHEN NEW.ended IS NOT OLD.ended OR NEW.overturned <> OLD.overturned"
            f" BEGIN {minus} {plus} END"
        ),
        f"CREATE TRIGGER decision_figures_delete AFTER DELETE ON decision BEGIN {minus} END",
    ]


def _sqlite_comment_figures() -> list[str]:
    def add(keys: str, sign: str, where: str = "1") -> str:
        return _added("comment_figure", f"{keys}, {sign}1", where)

    plus = add(_comment_keys("NEW", on_sqlite=True), "")
    minus = add(_comment_keys("OLD", on_sqlite=True), "-")
    aside = "{}.status IN " + SET_ASIDE
    gone = add(_gone_keys("OLD", on_sqlite=True), "", aside.format("OLD"))
    back = add(_gone_keys("NEW", on_sqlite=True), "-", f"{aside.format('NEW')} AND NEW.version > 1")
    return [
        f"CREATE TRIGGER comment_figures_insert AFTER INSERT ON comment BEGIN {plus} {back} END",
        (
            "CREATE TRIGGER comment_figures_update AFTER UPDATE OF status, held_for, rule_id,"
            f" created_at ON comment BEGIN {minus} {plus} END"
        ),
        f"CREATE TRIGGER comment_figures_delete AFTER DELETE ON comment BEGIN {minus} {gone} END",
    ]
