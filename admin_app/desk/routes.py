"""How a screen is reached: under which paths, and with which ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from flask_admin import base

from admin_app.errors import NotFound

View = TypeVar("View", bound=Callable[..., Any])

LARGEST_ID = 2**31 - 1


def expose(path: str = "/", methods: Iterable[str] = ("GET",)) -> Callable[[View], View]:
    """Serve the method of a screen at this path below the screen's own.

    Flask-Admin's decorator, which by itself leaves the method without its types.
    """
    return base.expose(path, methods)


def parse_id(text: Any) -> int:
    """The id in this text. Raises `NotFound` for whatever is none."""
    digits = str(text)
    if not (digits.isascii() and digits.isdigit()) or not 0 < int(digits[:20]) <= LARGEST_ID:
        raise NotFound
    return int(digits)
