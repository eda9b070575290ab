"""The names that this site is known by, and links that lead to it from outside."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from flask import Flask, current_app, has_request_context, request

from admin_app.errors import Refusal

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
"""Names that only this very machine answers to."""


class NoTrustedAddress(Refusal):
    """A link would lead to whatever host the request named."""

    status = 400

    def __init__(self) -> None:
        super().__init__(
            "Mail with a link can't be sent from here: this is not a name that the site knows as "
            "its own. Whoever runs it sets SITE_URL (such as https://desk.example.org)."
        )


def init_app(app: Flask) -> None:
    """Let templates of mails make links."""
    app.jinja_env.globals["link_to"] = link_to


def site_hosts() -> frozenset[str]:
    """The hosts whose addresses are this site's own: as it was set up, and as it was asked for."""
    hosts = {urlsplit(current_app.config["SITE_URL"] or "").netloc.lower()}
    if has_request_context():
        hosts.add(request.host.lower())
    return frozenset(hosts - {""})


def public_host() -> frozenset[str]:
    """The host that was set up, whoever asks: what is derived from texts is the same everywhere."""
    return frozenset({urlsplit(current_app.config["SITE_URL"] or "").netloc.lower()} - {""})


def site_address() -> str:
    """Where this site is, without a slash at its end: SITE_URL, or the host that was asked.

    Outside of a request, where there is no SITE_URL, the address that the supervisor serves on.
    Raises `NoTrustedAddress` where nothing but the request itself vouches for its host.
    """
    address = str(current_app.config["SITE_URL"])
    if address:
        return address
    if has_request_context():
        refuse_foreign_host()
        return request.host_url.rstrip("/")
    served_on = str(current_app.config["SERVED_ON"])
    if not served_on:
        raise NoTrustedAddress
    return served_on


def link_to(endpoint: str, **values: Any) -> str:
    """The whole address of a page of ours, in a request as in the worker.

    Raises `NoTrustedAddress`.
    """
    # Bound to nothing: the worker answers no request, and the host of one is not to be believed.
    path: str = current_app.url_map.bind("localhost").build(endpoint, values)
    return site_address() + path


def refuse_foreign_host() -> None:
    """Raise `NoTrustedAddress` unless the request names this site by a name of its own.

    Those are TRUSTED_HOSTS (which Flask has checked by then); without them, the host of SITE_URL
    and this very machine.
    """
    if not has_request_context():
        raise NoTrustedAddress
    host = urlsplit(f"//{request.host}").hostname or ""
    own = urlsplit(current_app.config["SITE_URL"]).hostname
    if not current_app.config["TRUSTED_HOSTS"] and host not in (own, *LOOPBACK):
        raise NoTrustedAddress
