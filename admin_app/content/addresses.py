"""Where readers find what: the paths of texts and terms, for what knows no request."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import quote, unquote, urlsplit

from admin_app.slugs import is_slug

HOMES = {"post": "/posts/", "page": "/pages/", "tag": "/tags/", "category": "/categories/"}
"""What stands before a slug, by table."""

LONGEST = 400
_STRANGE = frozenset({chr(code) for code in (*range(0x20), 0x7F)} | {"\\"})


def path_of(kind: str, slug: str) -> str:
    """The path of the row of this table that has this slug."""
    return f"{HOMES[kind]}{slug}"


def row_at(path: str) -> tuple[str, str] | None:
    """The table and the slug that this path names, whether there is such a row or not."""
    for kind, home in HOMES.items():
        slug = path.removeprefix(home)
        if slug != path and is_slug(slug):
            return kind, slug
    return None


def plain_path(path: str) -> str | None:
    """The path as it is kept and compared: decoded, without a slash at its end.

    None for what can be no path of this site.
    """
    decoded = unquote(path, errors="replace")
    tidy = decoded.rstrip("/") or "/"
    if not tidy.startswith("/") or tidy.startswith("//") or len(tidy) > LONGEST:
        return None
    if "\ufffd" in tidy or not tidy.isprintable() or _STRANGE.intersection(tidy):
        return None
    return tidy


def own_path(url: str, hosts: Collection[str]) -> str | None:
    """The path that this address names on this site, which answers to `hosts`; else None."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme in ("http", "https") and parts.netloc.lower() in hosts:
        return plain_path(parts.path or "/")
    if parts.scheme or parts.netloc:
        return None
    return plain_path(parts.path)


def as_url(path: str) -> str:
    """The path as it stands in a link."""
    return quote(path, safe="/:@!$&'()*+,;=~-._")
