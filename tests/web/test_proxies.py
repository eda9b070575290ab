"""Whose request it is, behind a proxy (S78): a flood is one reader's, and not all readers'."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from admin_app.config import UnsafeSettings, settings
from admin_app.web.proxies import BehindProxies
from tests.support.databases import SECRET_KEY


def _seen(proxies: list[str], peer: str, **headers: str) -> tuple[str, str]:
    """The address and scheme that the application sees."""

    def application(environ: Any, start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [])
        return [f"{environ['REMOTE_ADDR']} {environ['wsgi.url_scheme']}".encode()]

    environ = EnvironBuilder(environ_overrides={"REMOTE_ADDR": peer}).get_environ()
    environ |= {f"HTTP_{name.upper()}": text for name, text in headers.items()}
    body, _, _ = run_wsgi_app(BehindProxies(application, proxies), environ)
    address, scheme = b"".join(body).decode().split(" ")
    return address, scheme


OURS = ["127.0.0.1", "10.0.0.0/8", "::1"]


def test_the_proxy_says_who_asks_and_how() -> None:
    seen = _seen(OURS, "127.0.0.1", x_forwarded_for="203.0.113.9", x_forwarded_proto="https")
    assert seen == ("203.0.113.9", "https")


def test_several_proxies_are_read_through() -> None:
    chain = "203.0.113.9, 10.1.2.3, 10.1.2.4"
    assert _seen(OURS, "127.0.0.1", x_forwarded_for=chain)[0] == "203.0.113.9"


def test_what_a_visitor_invents_before_the_proxy_is_not_believed() -> None:
    chain = "192.0.2.1, 203.0.113.9"
    assert _seen(OURS, "127.0.0.1", x_forwarded_for=chain)[0] == "203.0.113.9"


@pytest.mark.parametrize("peer", ["198.51.100.7", "", "elsewhere", "2001:db8::1"])
def test_a_stranger_is_not_believed(peer: str) -> None:
    seen = _seen(OURS, peer, x_forwarded_for="203.0.113.9", x_forwarded_proto="https")
    assert seen == (peer, "http")


@pytest.mark.parametrize(
    "chain", ["", "evil", "203.0.113.9, evil", "203.0.113.9,", "1.2.3.4\r\nX: y"]
)
def test_nonsense_leaves_the_proxys_own_address(chain: str) -> None:
    assert _seen(OURS, "127.0.0.1", x_forwarded_for=chain)[0] == "127.0.0.1"


def test_only_two_schemes_are_believed() -> None:
    assert _seen(OURS, "::1", x_forwarded_proto="javascript") == ("::1", "http")


def test_where_every_peer_is_a_proxy_the_last_hop_counts() -> None:
    assert _seen(["*"], "198.51.100.7", x_forwarded_for="192.0.2.1, 203.0.113.9")[0] == (
        "203.0.113.9"
    )


def test_what_is_no_address_is_refused_at_the_start() -> None:
    with pytest.raises(UnsafeSettings, match="“my-proxy”"):
        settings({"SECRET_KEY": SECRET_KEY, "FORWARDED_ALLOW_IPS": ["127.0.0.1", "my-proxy"]})
