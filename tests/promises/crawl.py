"""Every form of the product, found by following its links."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import lxml.html
from PIL import Image
from werkzeug.datastructures import FileStorage, MultiDict

from admin_app.exchange.wxr.records import Item, Site
from admin_app.exchange.wxr.writer import write
from tests.support.cast import PASSWORD
from tests.support.client import Client
from tests.support.forms import Form, forms_of

ENTRANCES = (
    "/admin/",
    "/",
    "/login",
    "/reset",
    "/search?q=text",
    # What no link leads to: a list sends there what was selected in it.
    "/admin/post/bulk/?ids=1&add_tags=Zebra&comments_open=0",
    "/admin/page/bulk/?ids=1&comments_open=0",
)
# Pages of the same shape hold the same forms; so many of each are looked at, since states differ.
ALIKE = 8
# What no filling by type could guess: the password that a form asks for again.
KNOWN = {"password": PASSWORD, "new_password": "five other plain words", "confirm": "delete"}
NEW = KNOWN["new_password"]
KNOWN_THERE = {
    "/login": {"email": "owner@example.org"},
    "/admin/redirect/new": {"path": "/from-{}", "to": "/to-{}"},
    "/admin/redirect/edit": {"path": "/old-home-{}", "to": "/to-{}"},
    "/admin/webhook/": {"address": "https://example.org/hook", "post_published": "y"},
    "/admin/setting": {
        "api_origins": "https://blog.example.org",
        "akismet_key": "a1b2c3",
        "akismet_server": "https://akismet.example.org",
    },
    "/merge/": {"into": "Sea"},
    "/unlock": {"password": "open sesame"},
    # The reader on whom the walk comes first.
    "/reader-data/erase/": {"confirm": "pending@example.net", "comments": "anonymised"},
    "/reset/": {"password": NEW, "password_confirm": NEW},
}


@dataclass(frozen=True)
class Found:
    """A way to send a form: on which page it stands, the button that sends it, and before whom."""

    page: str
    action: str
    fields: tuple[str, ...]
    button: tuple[str, str] | None
    stranger: bool = False

    @property
    def shape(self) -> tuple[Any, ...]:
        """What makes it a different form from another."""
        button = self.button and (self.button[0], re.sub(r"\d+", "N", self.button[1]))
        return _shape(self.action), self.fields, button

    def __str__(self) -> str:
        return f"{self.action} {'='.join(self.button) if self.button else ''} (on {self.page})"


_walked: dict[tuple[tuple[str, ...], bool], list[Found]] = {}


def every_form(
    client: Client, entrances: Sequence[str] = ENTRANCES, *, stranger: bool
) -> list[Found]:
    """Each POST form and button that this visitor finds by following links, each shape once.

    The small site is walked through once a process from each of its entrances: it is the same
    each time.
    """
    walk = tuple(entrances), stranger
    if walk not in _walked:
        _walked[walk] = _walk(client, entrances, stranger=stranger)
    return list(_walked[walk])


def _walk(client: Client, entrances: Sequence[str], *, stranger: bool) -> list[Found]:
    found: dict[tuple[Any, ...], Found] = {}
    for path, html in _pages(client, entrances):
        for form in forms_of(html, path):
            if form.method == "POST":
                for one in _ways(path, form):
                    found.setdefault(one.shape, replace(one, stranger=stranger))
    return list(found.values())


def filled(found: Found, html: str, number: int) -> tuple[str, MultiDict[str, Any]]:
    """Where the form is sent, and plausible content for each of its fields."""
    form = next(
        (
            form
            for form in forms_of(html, found.page)
            if form.method == "POST"
            and any(way.shape == found.shape for way in _ways(found.page, form))
        ),
        None,
    )
    assert form is not None, f"{found} is no longer on its page"
    form.press("=".join(found.button) if found.button else None)
    data = form.data({})
    for control in form._controls:
        name = control.get("name")
        if name and control.get("type") not in ("hidden", "submit") and control.tag != "button":
            _fill(data, control, name, number)
    for part, known in KNOWN_THERE.items():
        if part in form.action:
            for name, text in known.items():
                data.setlist(name, [text.format(number)])
    return form.action, data


def _pages(client: Client, entrances: Sequence[str]) -> Iterator[tuple[str, str]]:
    waiting, seen = list(entrances), set(entrances)
    alike: dict[str, int] = {}
    while waiting:
        path = waiting.pop(0)
        shape = _shape(path)
        alike[shape] = alike.get(shape, 0) + 1
        if alike[shape] > ALIKE:
            continue
        answer = client.get(path, follow_redirects=True)
        assert answer.status_code < 500, f"{path} answers {answer.status}"
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        path = answer.request.full_path.rstrip("?")
        yield path, answer.text
        for link in _links(answer.text, path):
            if link not in seen:
                seen.add(link)
                waiting.append(link)


def _links(html: str, page: str) -> Iterator[str]:
    document = lxml.html.document_fromstring(html)
    document.make_links_absolute(f"http://localhost{page}")
    for anchor in document.iter("a"):
        parts = urlsplit(anchor.get("href") or "")
        # Another order of the same list holds the same forms.
        if parts.netloc == "localhost" and "sort=" not in parts.query:
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def _shape(path: str) -> str:
    parts = urlsplit(path)
    plain = re.sub(
        r"/(posts|pages|tags|categories|authors|archive|media)/[^?]+?(?=/\w+$|$)",
        r"/\1/…",
        parts.path,
    )
    plain = re.sub(r"^/reset/.+", "/reset/…", plain)
    keys = sorted(
        f"{name}={value}" if name in ("status", "_") else name
        for name, value in parse_qsl(parts.query)
        if name not in ("url", "next")
    )
    return f"{plain}?{'&'.join(keys)}"


def _ways(page: str, form: Form) -> Iterator[Found]:
    controls = form._controls
    names = sorted({c.get("name") for c in controls if c.get("name") and not _is_button(c)})
    names = [re.sub(r"\d+", "N", name) for name in names]
    buttons = [c for c in controls if _is_button(c)]
    for button in buttons or [None]:
        name = button.get("name") if button is not None else None
        pressed = (name, button.get("value") or "") if button is not None and name else None
        form.press("=".join(pressed) if pressed else None)
        yield Found(page, form.action, tuple(names), pressed)


def _is_button(control: Any) -> bool:
    return control.tag == "button" and (control.get("type") or "submit") == "submit"


def _fill(data: MultiDict[str, Any], control: Any, name: str, number: int) -> None:
    kind = control.get("type") or control.tag
    if name in KNOWN or kind == "password":
        data.setlist(name, [KNOWN.get(name, KNOWN["new_password"])])
    elif kind == "file":
        made = _export if "xml" in control.get("accept", "") else _picture
        data.setlist(name, [made(number)])
    elif kind in ("checkbox", "radio"):
        if (kind == "radio" or name == "rowid") and not data.get(name):
            data.setlist(name, [control.get("value")])
    elif kind == "email":
        data.setlist(name, [f"visitor{number}@example.net"])
    elif kind in ("text", "textarea", "search", "input") and not data.get(name):
        if not _is_trap(control):
            data.setlist(name, [f"Words {number}"])
    elif kind == "url" and not data.get(name):
        data.setlist(name, ["https://example.net/"])
    elif kind == "textarea" and name in ("body", "description", "caption"):
        data.setlist(name, [f"{data.get(name)} More words {number}."])


def _is_trap(control: Any) -> bool:
    """A field that only machines fill in: no person can reach it."""
    return control.get("tabindex") == "-1" or control.get("aria-hidden") == "true"


def _picture(number: int) -> FileStorage:
    held = io.BytesIO()
    Image.new("RGB", (40, 30), (number % 256, 80, 120)).save(held, "PNG")
    held.seek(0)
    return FileStorage(held, f"picture{number}.png", content_type="image/png")


def _export(number: int) -> FileStorage:
    records = (Site(link=f"https://{number}.example"), Item(id=number + 1, kind="post"))
    return FileStorage(io.BytesIO(b"".join(write(records))), f"site{number}.xml")
