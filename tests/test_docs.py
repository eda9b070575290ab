"""What the pages say is so: their links, commands, settings, addresses and pictures."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest
from flask import Flask
from markdown_it import MarkdownIt
from PIL import Image

from admin_app.people.permissions import Permission, Role

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES = [README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
MARKDOWN = MarkdownIt("commonmark").enable("table")
WIDE, HEAVY = 1280, 250_000

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def _tokens(page: Path) -> list[Any]:
    found = []
    for token in MARKDOWN.parse(page.read_text(encoding="utf-8")):
        found += [token, *(token.children or ())]
    return found


def _code(page: Path) -> list[str]:
    """The contents of each code block, and of each piece of code in a line."""
    return [t.content for t in _tokens(page) if t.type in ("fence", "code_inline")]


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", text.lower()).replace(" ", "-") for text in headings}


@each_page
def test_its_links_lead_somewhere(page: Path) -> None:
    links = [t.attrs.get("href") or t.attrs.get("src") for t in _tokens(page)]
    for link in filter(None, links):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name} links to {link}"
        assert not anchor or anchor in _anchors(target), f"{page.name} links to {link}"


@each_page
def test_its_files_exist(page: Path) -> None:
    """What is named as a path of this project is one."""
    named = {
        text
        for code in _code(page)
        for text in re.findall(
            r"(?<![\w/.])(?:admin_app|templates|static|tests|docs)/[\w./-]*", code
        )
    }
    missing = {text for text in named if not (ROOT / text.rstrip(".")).exists()}
    # What a reader is told to make, or is made.
    assert missing <= {"admin_app/events/", "templates/events/cells.html"}


@each_page
def test_its_commands_exist(page: Path, one_app: Flask) -> None:
    for code in _code(page):
        for line in code.splitlines():
            if made := re.search(r"flask --app wsgi ([\w-]+(?: [\w-]+)?)", line):
                _find(one_app, made.group(1).split())
            for target in re.findall(r"^make (\w+)", line):
                assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


def _find(app: Flask, words: list[str]) -> click.Command:
    command: click.Command | None = app.cli.commands.get(words[0])
    if command is None and words[0] in ("db", "run", "shell", "routes"):
        return click.Command("flask's own")
    assert command is not None, f"no command {words[0]}"
    if isinstance(command, click.Group) and len(words) > 1:
        command = command.commands.get(words[1])
        assert command is not None, f"no command {' '.join(words)}"
    return command


def test_the_readme_names_every_command(one_app: Flask) -> None:
    rows = re.findall(r"^\| (`.+?`(?:, `.+?`)*) \|", README.read_text(), re.MULTILINE)
    named = {tuple(code.split()[:2]) for row in rows for code in re.findall(r"`(.+?)`", row)}
    for name, command in one_app.cli.commands.items():
        if name == "db":
            continue  # Flask-Migrate's own, of which a newcomer needs one
        if isinstance(command, click.Group):
            expected = {(name, each) for each in command.commands}
        else:
            expected = {one for one in named if one[0] == name} or {(name, "")}
        assert expected <= named, f"README.md does not name {expected - named}"


def test_options_that_the_readme_names_exist(one_app: Flask) -> None:
    for code in _code(README):
        words = code.split()
        if not words or words[0] not in one_app.cli.commands:
            continue
        command = _find(one_app, words[:2])
        known = {option for param in command.params for option in param.opts}
        assert {word for word in words if word.startswith("--")} <= known, code


def test_every_setting_is_explained_and_no_other() -> None:
    read = set()
    for path in (ROOT / "admin_app").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        read |= set(re.findall(r"""environ(?:\.get\(|\[)["'](\w+)["']""", text))
    table = (ROOT / "docs/deploying.md").read_text(encoding="utf-8").split("## Settings")[1]
    rows = re.findall(r"^\| (`[^|]+) \|", table.split("\n## ")[0], re.MULTILINE)
    read -= {"REMOTE_ADDR", *(name for name in read if name.startswith("HTTP_"))}  # of a request
    explained = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert explained == read


def test_settings_are_named_as_they_are() -> None:
    """A variable that some page sets is one that the product reads."""
    deploying = (ROOT / "docs/deploying.md").read_text(encoding="utf-8")
    for page in PAGES:
        for code in _code(page):
            for name in re.findall(r"^([A-Z_]{4,})=", code, re.MULTILINE):
                assert f"`{name}`" in deploying, f"{page.name} sets {name}"


@each_page
def test_its_addresses_exist(page: Path, one_app: Flask) -> None:
    adapter = one_app.url_map.bind("localhost")
    text = page.read_text(encoding="utf-8")
    for path in set(re.findall(r"`(/(?:admin|login|healthz|readyz)[\w/]*)", text)):
        if path.startswith("/admin/event/"):
            continue  # of the reader's own model
        assert adapter.test(path, method="GET") or adapter.test(path, method="POST"), path


@pytest.mark.parametrize("name", ["today", "posts", "editor", "comments"])
def test_the_readme_shows_the_screens(name: str) -> None:
    assert f"](docs/screenshots/{name}.png)" in README.read_text()
    path = ROOT / f"docs/screenshots/{name}.png"
    assert path.stat().st_size <= HEAVY
    with Image.open(path) as picture:
        assert (picture.format, picture.width) == ("PNG", WIDE)


def test_every_picture_has_words_for_who_does_not_see_it() -> None:
    pictures = [t for t in _tokens(README) if t.type == "image"]
    assert len(pictures) == 4
    assert all(len(picture.content) > 20 for picture in pictures)


def test_the_changelog_begins_with_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    found = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert found
    assert found.group(1) == version


def test_the_rooms_are_those_of_the_house() -> None:
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `admin_app/(\w+)/` \|", page, re.MULTILINE))
    there = {path.parent.name for path in (ROOT / "admin_app").glob("*/__init__.py")}
    assert told == there


ROLE_TABLE = {
    "publish": Permission.POST_PUBLISH_ANY,
    "pages, tags, categories": Permission.PAGE_EDIT,
    "upload pictures": Permission.MEDIA_UPLOAD,
    "decide over comments": Permission.COMMENT_MODERATE,
    "export comments": Permission.EXPORT_DATA,
    "undo what others did": Permission.UNDO_ANY,
    "people, settings, mail, import": Permission.USER_MANAGE,
    "export and erase a reader's data": Permission.READER_DATA,
}


def test_the_roles_may_what_the_page_says() -> None:
    page = (ROOT / "docs/writing-and-moderating.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in page.split("## Roles")[1].splitlines()
        if line.startswith("| ")
    ]
    roles = [Role(name) for name in rows[0][1:]]
    assert set(roles) == set(Role)
    told = {row[0]: dict(zip(roles, row[1:], strict=True)) for row in rows[1:] if row[0]}
    for words, permission in ROLE_TABLE.items():
        for role in roles:
            assert (told[words][role] == "yes") is role.allows(permission), (words, role)
    own = {role for role in roles if role.allows(Permission.POST_EDIT_OWN)}
    assert {role for role in roles if told["write posts, send them for review"][role]} == own


def test_the_benchmarks_are_held_to_what_the_page_says() -> None:
    from tests.bench.report import TARGETS

    page = (ROOT / "docs/benchmarks.md").read_text(encoding="utf-8")
    for name, target in TARGETS.items():
        figure = target.replace("page 5000", "page 5,000")
        assert figure in page or figure.replace("floor", "the floor") in page, name
