"""What every test may ask for."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings
from playwright.sync_api import Browser, Page

from admin_app import create_app
from admin_app.publication import review
from tests.promises.world import SMALL_SITE
from tests.support import databases
from tests.support.absent import absent
from tests.support.beginnings import CAST, Beginnings
from tests.support.cast import make_people
from tests.support.chromium import chromium
from tests.support.client import Client, watch
from tests.support.databases import Database, PostgreSQL, PostgreSQLServer, SQLite
from tests.support.pages import complaints, served, started, wait_until_idle
from tests.support.traffic import Traffic, recorded

# How long an example takes says nothing here: on a busy machine it takes longer.
settings.register_profile("copydesk", deadline=None)
settings.load_profile("copydesk")

server = pytest.StashKey[PostgreSQLServer]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=(SQLite.name, PostgreSQL.name),
        default=SQLite.name,
        help="the database that the tests run on",
    )


def pytest_configure(config: pytest.Config) -> None:
    first = not hasattr(config, "workerinput")
    if first and config.getoption("database") == PostgreSQL.name:
        config.stash[server] = PostgreSQLServer()


def pytest_unconfigure(config: pytest.Config) -> None:
    if server in config.stash:
        config.stash[server].stop()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL leave out what asks for no database: it has run, just so, on SQLite."""
    if config.getoption("database") != PostgreSQL.name:
        return
    kept, same = [], []
    for item in items:
        (kept if "database" in getattr(item, "fixturenames", ()) else same).append(item)
    config.hook.pytest_deselected(items=same)
    items[:] = kept


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name each test that did not run, and why: a count is easily overlooked."""
    missed = terminalreporter.getreports("skipped")
    if missed:
        terminalreporter.section("These tests did not run")
    for report in missed:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        terminalreporter.line(f"{report.nodeid}: {str(reason).removeprefix('Skipped: ')}")


@pytest.fixture(scope="session")
def worker_folder() -> Iterator[Path]:
    """This worker's instance folder."""
    with databases.fast_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def database(pytestconfig: pytest.Config, worker_folder: Path) -> Iterator[Database]:
    """The database under test; ask for `app` to have it as the migrations leave it."""
    made: Database
    if pytestconfig.getoption("database") == PostgreSQL.name:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        made = PostgreSQL(os.environ[databases.SERVER_VARIABLE], worker_folder, worker)
    else:
        made = SQLite(worker_folder)
    yield made
    made.close()


@pytest.fixture(scope="session")
def one_app(database: Database, worker_folder: Path) -> Flask:
    """The application, made once: making it takes longer than most tests do."""
    app = create_app(databases.settings(database.url, worker_folder))
    app.test_client_class = Client
    watch(app)
    # What is there now stays: the garbage collector need not look through it again and again.
    gc.collect()
    gc.freeze()
    return app


@pytest.fixture(scope="session")
def beginnings(one_app: Flask, database: Database) -> Beginnings:
    """What the application's database can be put back to."""
    return Beginnings(one_app, database)


@pytest.fixture
def begun(request: pytest.FixtureRequest, beginnings: Beginnings) -> dict[str, int]:
    """The database new: with the cast or the small site, for tests that ask for them."""
    for fixture, state in (("small_site", SMALL_SITE), ("cast", CAST)):
        if fixture in request.fixturenames:
            return beginnings.at(state)
    beginnings.nothing()
    return {}


@pytest.fixture
def app(one_app: Flask, begun: dict[str, int], worker_folder: Path) -> Iterator[Flask]:
    """The application on a new database, with its own settings and no media."""
    before = dict(one_app.config)
    shutil.rmtree(worker_folder / "media", ignore_errors=True)
    one_app.extensions.pop(review.GUESSES, None)
    yield one_app
    one_app.config.clear()
    one_app.config.update(before)


@pytest.fixture
def client(app: Flask) -> Client:
    """A visitor with cookies of their own; `app.test_client()` is another one."""
    made = app.test_client()
    assert isinstance(made, Client)
    return made


@pytest.fixture
def cast(app: Flask, begun: dict[str, int]) -> dict[str, int]:
    """The people, there from the beginning; `people` for those who ask."""
    return begun or make_people(app)


@pytest.fixture
def people(cast: dict[str, int]) -> dict[str, int]:
    """One person of each role: their ids by role. `cast.sign_in(app, role)` signs one in."""
    return cast


@pytest.fixture
def small_site(app: Flask, begun: dict[str, int]) -> dict[str, int]:
    """A small site with something on every screen: its people's ids by role."""
    return begun


@pytest.fixture
def owner(people: dict[str, int], beginnings: Beginnings) -> Client:
    """The owner, signed in."""
    return beginnings.signed_in("owner")


@pytest.fixture
def editor(people: dict[str, int], beginnings: Beginnings) -> Client:
    """An editor, signed in."""
    return beginnings.signed_in("editor")


@pytest.fixture
def author(people: dict[str, int], beginnings: Beginnings) -> Client:
    """An author, signed in."""
    return beginnings.signed_in("author")


@pytest.fixture
def moderator(people: dict[str, int], beginnings: Beginnings) -> Client:
    """A moderator, signed in."""
    return beginnings.signed_in("moderator")


@pytest.fixture
def traffic(app: Flask) -> Iterator[Traffic]:
    """Every statement and commit from now on: `.statements`, `.writes`, `.commits`, `.clear()`."""
    with recorded() as traffic:
        yield traffic


@pytest.fixture(scope="session")
def one_server(one_app: Flask) -> Iterator[str]:
    """The application, served to browsers."""
    with served(one_app) as url:
        yield url


@pytest.fixture
def live_server(app: Flask, one_server: str) -> Iterator[str]:
    """The URL, without a slash at its end, of the application on this test's database."""
    yield one_server
    wait_until_idle()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium."""
    executable = chromium()
    if executable is None:
        absent("no Chromium on this machine")
    with started(executable) as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, live_server: str) -> Iterator[Page]:
    """A page of a visitor of their own; its paths may leave out the server's address."""
    context = browser.new_context(base_url=live_server, viewport={"width": 1280, "height": 800})
    context.set_default_timeout(10_000)
    page = context.new_page()
    found = complaints(page)
    yield page
    context.set_offline(True)  # a page that is closed may still send
    context.close()
    assert not found, "\n".join(found)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real exports and data sets that lies beside this project."""
    folder = Path(__file__).parents[2] / "shared"
    if not folder.is_dir():
        absent("no folder ../shared with the real exports")
    return folder
