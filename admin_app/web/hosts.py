"""The names that this site is known by."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, has_request_context, request


def site_hosts() -> frozenset[str]:
    """The hosts whose addresses are this site's own: as it was set up, and as it was asked for."""
    hosts = {urlsplit(current_app.config["SITE_URL"] or "").netloc.lower()}
    if has_request_context():
        hosts.add(request.host.lower())
    return frozenset(hosts - {""})


def public_host() -> frozenset[str]:
    """The host that was set up, whoever asks: what is derived from texts is the same everywhere."""
    return frozenset({urlsplit(current_app.config["SITE_URL"] or "").netloc.lower()} - {""})
