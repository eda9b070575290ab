"""The sizes in which there is a picture, and which of them to show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def sizes_of(file: Any) -> list[tuple[int, str]]:
    """The renditions of a file, or of a row of one, as (width, key), narrowest first."""
    return sorted((int(width), key) for width, key in (file.renditions or {}).items())


def key_of_width(file: Any, least: int) -> str:
    """The key of the narrowest rendition of at least this width; the file's own, if none is."""
    return next((key for width, key in sizes_of(file) if width >= least), file.key)


def focal(file: Any) -> str:
    """The classes that keep the focal point of a picture in sight, in steps of a tenth."""
    return f"fx{round(file.focal_x / 10)} fy{round(file.focal_y / 10)}"


def srcset(file: Any, address: Callable[[str], str]) -> str:
    """The renditions as a browser chooses among them, all in WebP; "" where there is no choice.

    A moving picture stands still in its renditions, so it has none to choose.
    """
    sizes = [] if file.frames > 1 else sizes_of(file)
    if sizes and file.mime == "image/webp" and file.width > sizes[-1][0]:
        sizes.append((file.width, file.key))
    return ", ".join(f"{address(key)} {width}w" for width, key in sizes)
