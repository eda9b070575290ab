"""The texts of the demo, as articles.toml and remarks.toml beside this file hold them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Article:
    """A post of the demo. `day` counts from today, negative in the past; `by` is a person's key."""

    title: str
    category: str
    tags: list[str]
    day: float
    by: str
    excerpt: str
    body: list[str]
    status: str = "published"
    picture: str = ""
    sticky: bool = False


@dataclass(frozen=True)
class Leaf:
    """A page of the demo."""

    title: str
    position: int
    excerpt: str
    body: list[str]


@dataclass(frozen=True)
class Voices:
    """Who speaks under the posts (name and address), and what they say."""

    readers: list[list[str]]
    newcomers: list[list[str]]
    spammers: list[list[str]]
    remarks: list[str]
    answers: list[str]
    spam: list[str]
    rude: list[str]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text("utf-8"))


_texts = _read("articles.toml")
ARTICLES = [Article(**article) for article in _texts["article"]]
PAGES = [Leaf(**page) for page in _texts["page"]]
CATEGORIES: dict[str, str] = _texts["categories"]
VOICES = Voices(**_read("remarks.toml"))
