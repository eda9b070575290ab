"""The style sheets: small, readable in both schemes, and with every colour in a token."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[3] / "static"
DESK, SITE = STATIC / "css/desk.css", STATIC / "css/site.css"
SHEETS = pytest.mark.parametrize("sheet", [DESK, SITE], ids=["desk", "site"])
SCHEMES = pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
KIB = 1024

TOKEN = re.compile(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b(?![^{]*\{)|\brgba?\(|\bhsla?\(", re.IGNORECASE)

# What is written on what, and how far apart they must be (WCAG 2.2: 1.4.3 and 1.4.11).
TEXT, CONTROL = 4.5, 3.0
PAIRS = {
    "ink": (("paper", "sheet", "well", "pencil-wash"), TEXT),
    "ink-2": (("paper", "sheet", "well", "pencil-wash"), TEXT),
    "pencil": (("paper", "sheet", "well", "pencil-wash"), TEXT),
    "pencil-ink": (("pencil", "red"), TEXT),
    "green": (("paper", "sheet", "green-wash"), TEXT),
    "amber": (("paper", "sheet", "amber-wash"), TEXT),
    "red": (("paper", "sheet", "well", "red-wash"), TEXT),
    "violet": (("sheet", "violet-wash"), TEXT),
    "line-strong": (("paper", "sheet", "well"), CONTROL),
}


def tokens(sheet: Path, scheme: int) -> dict[str, str]:
    """The colours of a sheet in a scheme (0 light, 1 dark), by name."""
    return {found[1]: found[2 + scheme] for found in TOKEN.finditer(sheet.read_text())}


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@SHEETS
@SCHEMES
def test_every_text_and_border_stands_out(sheet: Path, scheme: int) -> None:
    colours = tokens(sheet, scheme)
    assert {"ink", "ink-2", "pencil", "line-strong", "red"} <= colours.keys()
    faint = {
        f"{name} on {ground}": round(found, 2)
        for name, (grounds, least) in PAIRS.items()
        for ground in grounds
        if name in colours and ground in colours
        if (found := contrast(colours[name], colours[ground])) < least
    }
    assert not faint


@SHEETS
def test_colours_stand_in_tokens_only(sheet: Path) -> None:
    after = sheet.read_text().partition("@layer base {")[2]
    assert after
    found = [
        line.strip()
        for line in after.splitlines()
        if COLOUR.search(line) and "light-dark(" not in line and "rgb(0 0 0 /" not in line
    ]
    assert not found


@SHEETS
def test_every_token_used_is_there(sheet: Path) -> None:
    text = sheet.read_text()
    used = set(re.findall(r"var\(--([a-z0-9-]+)\)", text))
    assert used - set(re.findall(r"--([a-z0-9-]+):", text)) == set()


def _imported() -> list[str]:
    return re.findall(r'import "\./desk/([a-z]+\.js)"', (STATIC / "js/desk.js").read_text())


def test_what_a_list_page_loads_is_small() -> None:
    scripts = [STATIC / "js/desk.js", *(STATIC / "js/desk" / name for name in _imported())]
    assert sum(path.stat().st_size for path in (DESK, *scripts)) <= 60 * KIB


def test_what_readers_load_is_small() -> None:
    assert SITE.stat().st_size <= 12.5 * KIB


def test_every_module_of_the_desk_is_imported_somewhere() -> None:
    """At once by desk.js, or when it is needed: the palette, the sheet of keys, an upload."""
    scripts = "".join(path.read_text() for path in (STATIC / "js").rglob("*.js"))
    names = {path.name for path in (STATIC / "js/desk").glob("*.js")}
    assert {name for name in names if f'/{name}"' not in scripts} == set()
