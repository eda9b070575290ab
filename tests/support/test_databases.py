"""Each test starts with the database that the migrations leave, and with nothing else."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import MetaData, create_engine, insert, inspect, select

from admin_app.extensions import db
from tests.support.databases import Database


def _content(url: str) -> dict[str, list[tuple[object, ...]]]:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    kept = MetaData()
    with engine.connect() as connection:
        kept.reflect(connection)
        rows = {
            name: sorted(map(tuple, connection.execute(select(table)).all()), key=repr)
            for name, table in kept.tables.items()
        }
    engine.dispose()
    return rows


def test_what_a_test_stored_is_gone_and_what_migrations_stored_is_back(
    app: Flask, database: Database
) -> None:
    before = _content(database.url)
    tables = db.metadata.tables
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(tables["setting"].delete())
        connection.execute(insert(tables["form_key"]), [{"key": "0" * 32, "answer": {}}])
    assert _content(database.url) != before
    with app.app_context():
        database.renew(db.engine)
    assert _content(database.url) == before


def test_the_schema_is_the_models(app: Flask, database: Database) -> None:
    with app.app_context():
        assert set(db.metadata.tables) <= set(inspect(db.engine).get_table_names())
        assert db.engine.dialect.name == database.name


def test_an_empty_database_has_no_schema(database: Database) -> None:
    engine = create_engine(
        database.empty("nothing").replace("postgresql://", "postgresql+psycopg://")
    )
    assert not inspect(engine).get_table_names()
    engine.dispose()
