"""Where the links of a body lead."""

from __future__ import annotations

import re
from collections.abc import Collection
from html import unescape
from typing import Final
from urllib.parse import urlsplit

from admin_app.content.addresses import own_path

MOST: Final = 500
"""Targets that are kept of one body."""

# Of what `sanitise` returned: its attributes stand in double quotes, without bare “<” or “>”.
_HREF: Final = re.compile(r'<a(?=\s)[^<>]*?\shref="([^"<>]*)"')


def hrefs(body: str) -> list[str]:
    """The addresses of its links as they are written, each once, in their order."""
    return list(dict.fromkeys(unescape(href).strip() for href in _HREF.findall(body)))


def link_target(href: str, hosts: Collection[str]) -> str | None:
    """A path of this site, which answers to `hosts`, or another site's name after two slashes.

    None for what leads to no page: a place in the same text, a mail address, a broken one.
    """
    if not href.startswith(("/", "http://", "https://")):
        return None
    path = own_path(href, hosts)
    if path is not None:
        return path
    try:
        host = urlsplit(href).hostname
    except ValueError:
        return None
    return f"//{host[:300]}" if host and host.isprintable() else None


def link_targets(body: str, hosts: Collection[str]) -> list[str]:
    """The targets of its links, each once, the first `MOST` of them."""
    if "href=" not in body:
        return []
    found = (link_target(href, hosts) for href in hrefs(body))
    return list(dict.fromkeys(target for target in found if target))[:MOST]
