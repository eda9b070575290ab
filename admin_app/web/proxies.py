"""Behind a proxy of our own: whose request it is, and whether it came over TLS."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ANYONE = "*"


def init_app(app: Flask) -> None:
    """Believe X-Forwarded-* of the proxies that FORWARDED_ALLOW_IPS names, and of nobody else."""
    proxies: list[str] = app.config["FORWARDED_ALLOW_IPS"]
    if proxies:
        app.wsgi_app = BehindProxies(app.wsgi_app, proxies)  # type: ignore[method-assign]


class BehindProxies:
    """Gives the application the visitor's own address and scheme.

    X-Forwarded-For grows at its end: each proxy appends whom it was asked by. So it is read
    backwards, as long as those who wrote it are proxies of ours; what stands before them may be
    invented.
    """

    def __init__(self, application: WSGIApplication, proxies: Iterable[str]) -> None:
        named = list(proxies)
        self._application = application
        self._anyone = ANYONE in named
        self._networks: list[IPv4Network | IPv6Network] = [
            ip_network(one, strict=False) for one in named if one != ANYONE
        ]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer the request, as if the visitor had asked directly."""
        if self._is_ours(environ.get("REMOTE_ADDR", "")):
            environ["REMOTE_ADDR"] = self._visitor(environ)
            scheme = environ.get("HTTP_X_FORWARDED_PROTO", "")
            if scheme in ("http", "https"):
                environ["wsgi.url_scheme"] = scheme
        return self._application(environ, start_response)

    def _visitor(self, environ: WSGIEnvironment) -> str:
        found = str(environ["REMOTE_ADDR"])
        for hop in reversed(environ.get("HTTP_X_FORWARDED_FOR", "").split(",")):
            if not _is_address(hop.strip()):
                break
            found = hop.strip()
            if self._anyone or not self._is_ours(found):
                break
        return found

    def _is_ours(self, address: str) -> bool:
        if self._anyone:
            return True
        if not _is_address(address):
            return False
        return any(ip_address(address) in network for network in self._networks)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
