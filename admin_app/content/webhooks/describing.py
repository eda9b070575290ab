"""What others are told of a thing, asked of the folder that it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from admin_app.web.hosts import NoTrustedAddress, link_to

Describe = Callable[[Sequence[int]], list[dict[str, Any]]]

_describe: dict[str, Describe] = {}


def describes(about: str) -> Callable[[Describe], Describe]:
    """Register who tells of things of this kind: their facts by ids, those that are still there."""

    def register(describe: Describe) -> Describe:
        _describe[about] = describe
        return describe

    return register


def described(about: str, ids: Sequence[int]) -> list[dict[str, Any]]:
    """The facts of these, in the order of their ids; one statement."""
    return _describe[about](ids)


def public_link(endpoint: str, **values: Any) -> str:
    """The whole address of a page, as far as the worker knows it; else "" ."""
    try:
        return link_to(endpoint, **values)
    except NoTrustedAddress:
        return ""
