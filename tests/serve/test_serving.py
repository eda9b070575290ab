"""`python -m admin_app.serve`, from an empty folder to Ctrl-C, on the database under test."""

from __future__ import annotations

import http.client
import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.support.databases import Database
from tests.support.forms import find_form

# How long anything may take on a machine that is busy with other tests.
PATIENCE = 120


class Site:
    """A site in a folder of its own, started and ended as a person would."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.database_url = folder, url
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None

    def start(self, **environ: str) -> subprocess.Popen[str]:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "admin_app.serve"],
            env={
                **os.environ,
                "COPYDESK_INSTANCE": str(self.folder),
                "DATABASE_URL": self.database_url,
                "PORT": str(self.port),
                **environ,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        return self.process

    def greeting(self) -> str:
        assert self.process is not None
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def end(self, number: signal.Signals = signal.SIGINT) -> tuple[int, str, str]:
        """Exit code, and what was said after the greeting."""
        assert self.process is not None
        self.process.send_signal(number)
        out, errors = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out, errors

    def get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, body

    def counts(self) -> dict[str, int]:
        url = self.database_url.replace("postgresql://", "postgresql+psycopg://")
        engine = create_engine(url)
        with engine.connect() as connection:
            found = {
                table: int(connection.scalar(text(f'SELECT count(*) FROM "{table}"')))
                for table in ("user", "post", "comment", "media", "changeset")
            }
        engine.dispose()
        return found


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path / "instance", database.empty("serving"))
    yield made
    if made.process and made.process.poll() is None:
        made.process.terminate()
        made.process.communicate(timeout=PATIENCE)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def soon(condition: Callable[[], bool]) -> bool:
    latest = time.monotonic() + PATIENCE
    while time.monotonic() < latest:
        if condition():
            return True
        time.sleep(0.02)
    return False


def children_of(pid: int) -> dict[str, int]:
    """Process ids by what their command line has in it: gunicorn, outbox."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            command = stat.with_name("cmdline").read_text()
        except OSError:
            continue
        if parent == pid:
            found["gunicorn" if "gunicorn" in command else "outbox"] = int(stat.parent.name)
    return found


def signs_in(site: Site, email: str, password: str) -> bool:
    cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    visitor = urllib.request.build_opener(cookies)
    login = f"http://127.0.0.1:{site.port}/login"
    with visitor.open(login, timeout=PATIENCE) as page:
        form = find_form(page.read().decode(), "/login", None, {"email": "", "password": ""})
    sent = form.data({"email": email, "password": password})
    with visitor.open(login, urllib.parse.urlencode(list(sent.items(multi=True))).encode()) as page:
        return bool(urllib.parse.urlsplit(page.url).path == "/admin/")


def test_a_first_start_greets_with_a_password_and_a_second_keeps_everything(site: Site) -> None:
    site.start()
    greeting = site.greeting()
    told = re.fullmatch(
        rf"Copydesk is ready: sign in at http://127\.0\.0\.1:{site.port}/login "
        r"as (\S+@\S+) with the password ([0-9a-f-]{24})\n",
        greeting,
    )
    assert told, greeting
    assert site.get("/readyz") == (200, "ready\n")
    assert signs_in(site, told[1], told[2])
    assert not (site.folder / "owner_password").exists()
    before = site.counts()
    assert before["user"] >= 5
    assert before["post"] >= 40
    assert site.end() == (0, "", "")

    site.start()
    where = f"Copydesk is ready: sign in at http://127.0.0.1:{site.port}/login\n"
    assert site.greeting() == where
    assert signs_in(site, told[1], told[2])
    assert site.counts() == before
    assert site.end(signal.SIGTERM) == (0, "", "")


def test_a_first_start_that_is_killed_halfway_is_made_up_for(site: Site) -> None:
    killed = site.start()
    # The password is kept just before the demo is made.
    assert soon((site.folder / "owner_password").is_file)
    password = (site.folder / "owner_password").read_text()
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate(timeout=PATIENCE)
    site.start()
    assert site.greeting().endswith(f" with the password {password}\n")
    assert site.counts()["user"] == 5
    assert signs_in(site, "owner@example.org", password)


def test_a_web_server_and_a_worker_that_die_come_back(site: Site) -> None:
    process = site.start()
    site.greeting()
    for name in ("gunicorn", "outbox"):
        dead = children_of(process.pid)[name]
        os.kill(dead, signal.SIGKILL)
        assert soon(lambda name=name, dead=dead: children_of(process.pid).get(name, dead) != dead)
        # Nobody is turned away meanwhile: the port stays open.
        assert site.get("/healthz") == (200, "ok\n")
    code, _, errors = site.end()
    assert code == 0
    assert errors.splitlines()[:1] == [
        "The web server was ended by SIGKILL; it starts again in 1 s."
    ]
    assert "The outbox worker was ended by SIGKILL; it starts again in 1 s." in errors
    assert "Traceback" not in errors


def test_a_body_over_the_limit_is_heard_out_and_answered(site: Site) -> None:
    """Without a reset, after which not every browser and no proxy would show the answer."""
    site.start()
    site.greeting()
    size = 21_000_000
    head = (
        f"POST /login HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nContent-Length: {size}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\r\n"
    )
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE) as connection:
            connection.sendall(head.encode())
            for _ in range(21):
                connection.sendall(b"x" * 1_000_000)
            answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
        assert answer.startswith("HTTP/1.1 413 ")
        assert "This is 20.1 MB, and the site takes at most 20 MB at once." in answer
    assert site.get("/readyz") == (200, "ready\n")
    assert site.end() == (0, "", "")


def refusal(site: Site, **environ: str) -> str:
    """The one sentence that a start is refused with."""
    process = site.start(**environ)
    out, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (1, "")
    assert errors.count("\n") == 1, errors
    return errors


def test_a_taken_port_stops_it_before_anything_is_made(site: Site) -> None:
    with socket.create_server(("127.0.0.1", site.port)):
        said = refusal(site)
    assert said.startswith(f"Port {site.port} is taken by another program")
    assert not list(site.folder.iterdir())


def test_a_folder_that_is_a_file_stops_it(site: Site) -> None:
    site.folder.write_text("")
    assert refusal(site).startswith(f"Copydesk can't write to {site.folder}")


def test_a_database_that_does_not_answer_stops_it(site: Site) -> None:
    url = "postgresql://copydesk:a-secret@127.0.0.1:1/copydesk"
    said = refusal(site, DATABASE_URL=url)
    assert said.startswith("The database does not answer: ")
    assert "a-secret" not in said


@pytest.mark.parametrize("url", ["nonsense", "oracle://host/x", "postgresql+psycopg2://host/x"])
def test_what_is_no_database_stops_it(site: Site, url: str) -> None:
    assert refusal(site, DATABASE_URL=url).startswith("DATABASE_URL is not the address")


def test_a_key_that_is_easy_to_guess_stops_it(site: Site) -> None:
    assert refusal(site, SECRET_KEY="password").startswith("SECRET_KEY is too easy to guess")
