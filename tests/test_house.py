"""Rules of the house that a search of the code can check."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
APP = ROOT / "admin_app"
CODE = sorted(path for path in APP.rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
LONGEST = 300


def _calls(path: Path) -> Iterator[ast.Call]:
    tree = ast.parse(path.read_text(), str(path))
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _place(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def test_only_the_unit_of_work_commits() -> None:
    found = [
        _place(path, call.lineno)
        for path in CODE
        if APP / "unit_of_work" not in path.parents
        for call in _calls(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "commit"
    ]
    assert not found


def test_no_list_is_paged_by_offset() -> None:
    found = [
        _place(path, call.lineno)
        for path in CODE
        for call in _calls(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"offset", "paginate"}
    ]
    assert not found


def test_nothing_counts_a_whole_table() -> None:
    """A count is of a subquery that a LIMIT keeps small, in the same function.

    Where something else bounds it, a comment “# bounded: …” in the function says what.
    """
    found = []
    for path in CODE:
        source = path.read_text()
        for function in ast.walk(ast.parse(source, str(path))):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            names = [
                node.func.attr
                for node in ast.walk(function)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            ]
            counts = [
                node
                for node in ast.walk(function)
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "func.count"
            ]
            said = "# bounded: " in (ast.get_source_segment(source, function) or "")
            if counts and "limit" not in names and not said:
                found.append(_place(path, counts[0].lineno))
    assert not found


@pytest.mark.parametrize(
    "forbidden",
    [
        r"<script(?![^>]*\bsrc=)",
        r"<style\b",
        r"\sstyle\s*=",
        r"\son[a-z]+\s*=\s*[\"'{]",
        r"javascript:",
    ],
)
def test_no_template_has_scripts_or_styles_inside(forbidden: str) -> None:
    # Mail programs read no other styles than those in the tags.
    styled = "style\\s*=" in forbidden
    found = [
        _place(path, number)
        for path in TEMPLATES
        if path.suffix == ".html" and not (styled and path.parent.name == "email")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(forbidden, line, re.IGNORECASE)
    ]
    assert not found


def test_what_is_marked_safe_says_why() -> None:
    """A reason stands in a comment on the same line or on one of the two before it.

    Words that are written out, with nothing put into them, need none.
    """
    written_out = re.compile(r"""Markup\((["'])[^"']*\1\)(?!\s*[.%+])""")
    found = []
    for path in (*CODE, *TEMPLATES):
        comment = "#" if path.suffix == ".py" else "{#"
        lines = path.read_text().splitlines()
        for number, line in enumerate(lines, 1):
            marked = r"\bMarkup\(|\.Markup\b\(" if path.suffix == ".py" else r"\|\s*safe\b|Markup\("
            reasons = lines[max(0, number - 3) : number]
            if re.search(marked, written_out.sub("", line)) and not any(
                comment in reason for reason in reasons
            ):
                found.append(_place(path, number))
    assert not found


def test_no_error_is_swallowed() -> None:
    found = [
        _place(path, node.lineno)
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text(), str(path)))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or _all_errors(node.type))
        and not any(isinstance(inner, ast.Raise) or _logs(inner) for inner in ast.walk(node))
    ]
    assert not found


def _logs(node: ast.AST) -> bool:
    """Whether this tells the log of the error, with its traceback."""
    return isinstance(node, ast.Call) and any(word.arg == "exc_info" for word in node.keywords)


def _all_errors(type_: ast.expr) -> bool:
    return ast.unparse(type_) in {"Exception", "BaseException"}


def test_a_file_that_grows_becomes_a_folder() -> None:
    found = {
        str(path.relative_to(ROOT)): lines
        for path in CODE
        if (lines := len(path.read_text().splitlines())) > LONGEST
    }
    assert not found


def test_nothing_is_left_for_later() -> None:
    unfinished = re.compile(r"\b(TODO|FIXME|XXX)\b|NotImplementedError|mark\.(skip|xfail)\b")
    here = Path(__file__)
    found = [
        _place(path, number)
        for path in (*CODE, *TEMPLATES, *sorted((ROOT / "tests").rglob("*.py")))
        if path != here and path.suffix in {".py", ".html"}
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if unfinished.search(line)
    ]
    assert not found


def test_every_folder_that_knows_the_domain_is_under_the_import_contracts() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    rooms = next(one for one in contracts["contracts"] if one["name"].startswith("Rooms"))
    shared = {"desk", "web", "unit_of_work", "migrations", "search", "serve", "database"}
    folders = {path.parent.name for path in APP.glob("*/__init__.py")} - shared
    assert {name.removeprefix("admin_app.") for name in rooms["containers"]} == folders


def test_every_library_is_pinned_exactly() -> None:
    lines = [
        line
        for name in ("requirements.txt", "tests/requirements.txt")
        for line in (ROOT / name).read_text().splitlines()
        if line and not line.startswith(("#", "-r"))
    ]
    assert lines
    assert all(re.fullmatch(r"[\w.-]+(\[\w+\])?==[\w.]+", line) for line in lines)


def test_tests_mirror_the_package() -> None:
    """A folder of tests is named after the folder that it tests."""
    own = {"support", "bench", "promises", "security"}
    stray = [
        path.name
        for path in (ROOT / "tests").iterdir()
        if path.is_dir()
        and path.name not in own
        and any(path.rglob("test_*.py"))
        and not (APP / path.name).is_dir()
    ]
    assert not stray
