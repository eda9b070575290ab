"""A thing that was found in a text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What is wrong, and what to do about it, each in a sentence.

    `field` is where it stands; in the body, `block` counts its blocks from the first one, 0.
    """

    what: str
    do: str
    field: str = "body"
    block: int | None = None
    blocking: bool = False
