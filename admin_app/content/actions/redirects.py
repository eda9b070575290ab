"""Where something has gone; no redirect leads to another one, so nobody is sent in a circle."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import urlsplit

from werkzeug.urls import iri_to_uri

from admin_app.content.addresses import LONGEST, own_path, path_of
from admin_app.content.models import Category, Page, Post, Redirect, Tag
from admin_app.content.policy.redirects import require_redirecting
from admin_app.content.queries.redirects import (
    address_of,
    name_of_live,
    redirects_around,
    row_id_at,
)
from admin_app.errors import Refusal
from admin_app.extensions import db
from admin_app.history.removal import remove

LONGEST_URL = 1000
# What the site answers by itself, whatever stands in a redirect.
OWN = ("/admin", "/login", "/logout", "/media", "/static")


def leave_redirect(row: Post | Page | Tag | Category, old_slug: str) -> None:
    """From where the row was, readers are led to it. Call it once the row has its new slug.

    One statement, and what changes: a redirect from the new address goes, as does one that would
    lead on from the old one.
    """
    kind = row.__tablename__
    old, new = path_of(kind, old_slug), path_of(kind, row.slug)
    left = False
    for redirect in redirects_around([old, new], old):
        if redirect.path == new:
            db.session.delete(redirect)
            continue
        left = left or redirect.path == old
        redirect.lead_to(kind, row.id)
    if not left:
        redirect = Redirect(path=old)
        redirect.lead_to(kind, row.id)
        db.session.add(redirect)


def leave_word(paths: Sequence[str], kind: str, row_id: int) -> None:
    """From these paths readers are led to this row."""
    known = {redirect.path: redirect for redirect in redirects_around(paths)}
    for path in paths:
        redirect = known.get(path) or Redirect(path=path)
        redirect.lead_to(kind, row_id)
        db.session.add(redirect)


def give_way(row: Post | Page | Tag | Category) -> None:
    """What readers find at an address wins over a redirect from there, which goes."""
    for redirect in redirects_around([path_of(row.__tablename__, row.slug)]):
        db.session.delete(redirect)


def write_redirect(
    person: Any, redirect: Redirect, path: str, to: str, permanent: bool, hosts: Collection[str]
) -> None:
    """Put what was typed into a new or loaded redirect and flush it.

    `hosts` are the names of this site. Raises `Refusal` beside the field at fault.
    """
    require_redirecting(person)
    wanted = _path(path, hosts)
    if wanted != redirect.path:
        _refuse_occupied(wanted)
        redirect.path = wanted
    around = [one for one in redirects_around([wanted], wanted) if one is not redirect]
    if any(one.path == wanted for one in around):
        raise Refusal("There is a redirect from this address already; change that one.", "path")
    _point(redirect, to, hosts)
    for one in around:
        # It led here by name; now it leads where this does, so that nobody is sent on twice.
        _copy_target(redirect, one)
    if permanent != redirect.permanent:
        redirect.permanent = permanent
    db.session.add(redirect)
    db.session.flush()


def delete_redirects(person: Any, ids: Collection[int]) -> list[int]:
    """Delete these; the ids that went."""
    require_redirecting(person)
    return remove(Redirect, list(ids))


def _path(typed: str, hosts: Collection[str]) -> str:
    if "?" in typed or "#" in typed:
        raise Refusal("Leave out what follows “?” or “#”: what readers bring is kept.", "path")
    path = own_path(typed.strip(), hosts)
    if path is None:
        raise Refusal(
            f"Give a path of this site that begins with “/”, of at most {LONGEST} characters.",
            "path",
        )
    if path == "/" or any(path == own or path.startswith(f"{own}/") for own in OWN):
        raise Refusal("This address is the site's own, so nobody would be led on from it.", "path")
    return path


def _refuse_occupied(path: str) -> None:
    name = name_of_live(path)
    if name is not None:
        raise Refusal(
            f"Readers find “{name}” here, so nobody would be led on. Change its address instead.",
            "path",
        )


def _point(redirect: Redirect, typed: str, hosts: Collection[str]) -> None:
    """Point it where was typed: at a row, where the address is one's; never at a redirect."""
    to = typed.strip()
    path = own_path(to, hosts)
    if path is None:
        _set_url(redirect, _elsewhere(to))
        return
    if "?" in to or "#" in to:
        raise Refusal("Leave out what follows “?” or “#”: what readers bring is kept.", "to")
    if path == redirect.path:
        raise Refusal("That leads back to the same address.", "to")
    row = row_id_at(path)
    if row is not None:
        redirect.lead_to(*row)
        return
    further = next((one for one in redirects_around([path]) if one is not redirect), None)
    if further is None:
        _set_url(redirect, path)
        return
    if address_of(further) == redirect.path:
        raise Refusal("From there readers are led back here, so they would go round.", "to")
    _copy_target(further, redirect)


def _elsewhere(to: str) -> str:
    """An address on another site, as browsers take it."""
    try:
        parts = urlsplit(to)
        host, _ = parts.hostname, parts.port
        url = iri_to_uri(to)
    except ValueError:
        host, url = None, ""
    plain = to.isprintable() and " " not in to and "\\" not in to
    if not host or parts.scheme not in ("http", "https") or "@" in parts.netloc or not plain:
        raise Refusal("Give a path of this site, or an address with http:// or https://.", "to")
    if len(url) > LONGEST_URL or not url.isascii():
        raise Refusal(f"An address has at most {LONGEST_URL:,} characters.", "to")
    return url


def _set_url(redirect: Redirect, url: str) -> None:
    target = redirect.target()
    if target is not None:
        setattr(redirect, f"{target[0]}_id", None)
    if redirect.url != url:
        redirect.url = url


def _copy_target(source: Redirect, other: Redirect) -> None:
    target = source.target()
    if target is not None:
        other.lead_to(*target)
    elif source.url is not None:
        _set_url(other, source.url)
