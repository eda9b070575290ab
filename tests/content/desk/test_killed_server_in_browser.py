"""A server that is killed while somebody types costs not a word."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from admin_app.people.permissions import Role
from tests.content.desk.conftest import SURFACE, stored, told
from tests.support.cast import PASSWORD, address
from tests.support.pages import assert_accessible, sign_in_page

PATIENCE = 60


class Server:
    """The product in a process of its own, on the test's database."""

    def __init__(self, app: Flask) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.environ = {
            **os.environ,
            "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
            "SECRET_KEY": app.config["SECRET_KEY"],
            "COPYDESK_INSTANCE": app.config["INSTANCE"],
        }

    def start(self) -> None:
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "run", "-p", str(self.port)]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(command, env=self.environ, stdout=quiet, stderr=quiet)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise TimeoutError

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)


@pytest.fixture
def server(app: Flask, edit: str) -> Iterator[Server]:
    """Started, and ended whatever happens."""
    made = Server(app)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def writer(server: Server, browser: Browser) -> Iterator[Page]:
    """An editor at that server, signed in."""
    context = browser.new_context(base_url=server.url)
    context.set_default_timeout(10_000)
    page = context.new_page()
    sign_in_page(page, address(Role.EDITOR), PASSWORD)
    yield page
    context.close()


def test_a_server_killed_in_the_middle_of_typing_costs_no_word(
    app: Flask, server: Server, writer: Page, edit: str
) -> None:
    writer.goto(edit)
    writer.locator(SURFACE).press("Control+End")
    writer.keyboard.type(" Kept before.")
    told(writer, "Kept on the server")  # rich text is kept like any field
    assert stored(app)[1] == 1
    server.kill()
    writer.keyboard.type(" Typed into the void.")
    told(writer, "Offline: kept in this browser")
    writer.get_by_role("button", name="Save and continue").click()
    told(writer, "not saved yet")
    expect(writer.locator(SURFACE)).to_contain_text("into the void.")
    writer.close(run_before_unload=False)  # and then the browser goes, too
    server.start()
    again = writer.context.new_page()
    again.goto(edit)
    expect(again.locator(SURFACE)).to_have_text("Low.")
    again.get_by_role("link", name="Show the difference").click()
    expect(again.locator("ins")).to_contain_text("Kept before. Typed into the void.")
    assert_accessible(again)
    again.get_by_role("link", name="Take it over").click()
    again.get_by_role("button", name="Save and continue").click()
    expect(again.locator("main")).to_contain_text("Edited post")
    expect(again.locator(SURFACE)).to_have_text("Low. Kept before. Typed into the void.")
    assert stored(app) == ("Tides", 0, 1)
