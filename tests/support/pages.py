"""Pages in a real browser, and what must hold on every one of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.support.chromium import FLAGS

IDLE = 0.03  # seconds without a request, after which none is on its way
_under_way: set[object] = set()
HERE = {"127.0.0.1", "localhost"}


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application on a free port of this machine, in threads; its URL without a slash."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, name="live server", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


@contextmanager
def started(executable: str) -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield browser
        browser.close()


def complaints(page: Page) -> list[str]:
    """A list that fills with what no page may do, while it is used.

    Scripts that fail, what the Content Security Policy refuses, and requests to other hosts.
    """
    found: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        refused = "Content Security Policy" in message.text or "Content-Security" in message.text
        if message.type == "error" and (refused or "Uncaught" in message.text):
            found.append(f"{page.url}: {message.text}")

    def on_error(error: Error) -> None:
        found.append(f"{page.url}: {error.message}")

    def on_request(request: Request) -> None:
        host = urlsplit(request.url).hostname
        if host and host not in HERE:
            found.append(f"{page.url} asks for {request.url}")

    page.on("console", on_console)
    page.on("pageerror", on_error)
    page.on("request", on_request)
    return found


def sign_in_page(page: Page, email: str, password: str) -> None:
    """Fill in the sign-in form, and wait for the desk."""
    page.goto("/login")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/admin/**")


def assert_accessible(page: Page) -> None:
    """axe-core finds nothing on the page as it now is (WCAG 2.2 AA and its best practices)."""
    # Half way from light to dark, nothing has contrast.
    page.evaluate(
        "Promise.race([new Promise((done) => setTimeout(done, 1000)),"
        " Promise.allSettled(document.getAnimations().map((one) => one.finished))])"
    )
    result = Axe().run(page)
    assert not result.violations_count, f"{page.url}\n{result.generate_report()}"


def wait_until_idle() -> None:
    """Wait for what a browser sent as it was closed: it must not meet the next test's database."""
    idle_since, until = time.monotonic(), time.monotonic() + 5
    while time.monotonic() < min(idle_since + IDLE, until):
        if _under_way:
            idle_since = time.monotonic()
        time.sleep(0.005)


class _Quiet(WSGIRequestHandler):
    def run_wsgi(self) -> None:
        """Answer, counted as under way until all of it is done."""
        _under_way.add(self)
        try:
            super().run_wsgi()
        finally:
            _under_way.discard(self)

    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing of each request; tracebacks go through the application's logger."""
