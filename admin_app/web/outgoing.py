"""Requests of our own to addresses that somebody typed: to the public network alone.

The name is looked up once, every address behind it is looked at, and the connection goes to the one
that was looked at; so neither a redirect nor a name that changes meanwhile leads inside (S52).
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Timer
from urllib.parse import SplitResult, urlsplit

CONNECT = 5.0
WHOLE = 10.0
"""Seconds for a connection, and for all of it; who answers drop by drop is cut off."""
# An IPv4 address in an IPv6 one: what translates them may lead anywhere.
_TRANSLATED = [ip_network(one) for one in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16")]


class NotPublic(Exception):
    """The address leads into a network that is not for everybody."""


class NoAnswer(Exception):
    """There was no answer, or none in time."""


def post(
    url: str, body: bytes, headers: Mapping[str, str], allowed: Sequence[str] = ()
) -> tuple[int, str]:
    """POST this, and the status and reason of the answer; redirects are answers like others.

    `allowed` are networks of one's own that may be posted to besides. Raises `NotPublic` or
    `NoAnswer`, with a sentence.
    """
    status, reason, _ = ask(url, body, headers, allowed, most=0)
    return status, reason


def ask(
    url: str, body: bytes, headers: Mapping[str, str], allowed: Sequence[str] = (), *, most: int
) -> tuple[int, str, bytes]:
    """The same, with so many bytes of what was answered at the most."""
    parts = _parts(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    connection = _Vetted(parts.hostname or "", port, parts.scheme == "https", allowed)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    end = Timer(WHOLE, connection.cut)
    end.daemon = True
    end.start()
    try:
        connection.request("POST", path, body, dict(headers))
        answer = connection.getresponse()
        if connection.was_cut:
            raise TimeoutError
        return answer.status, answer.reason[:100], answer.read(most) if most else b""
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NoAnswer(_why(error, connection.was_cut)) from error
    finally:
        end.cancel()
        connection.close()


def is_public(address: str, allowed: Sequence[str] = ()) -> bool:
    """Whether this IP address is of the public network, or of one of these."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if any(ip in ip_network(one, strict=False) for one in allowed):
        return True
    if isinstance(ip, IPv6Address) and (ip.teredo or any(ip in one for one in _TRANSLATED)):
        return False
    if isinstance(ip, IPv6Address) and ip.is_site_local:
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise NoAnswer("This is no web address.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NoAnswer("This is no web address.")
    return parts


def _why(error: Exception, was_cut: bool) -> str:
    if was_cut or isinstance(error, TimeoutError):
        return f"There was no answer within {WHOLE:.0f} seconds."
    if isinstance(error, ssl.SSLError):
        return f"The secure connection failed: {error.reason or error}."
    if isinstance(error, socket.gaierror):
        return "Its name is not known to the network."
    said = (error.strerror if isinstance(error, OSError) else "") or error or type(error).__name__
    return f"The connection failed: {said}."


class _Vetted(http.client.HTTPConnection):
    """A connection to an address that was looked at, and to no other."""

    def __init__(self, host: str, port: int, secure: bool, allowed: Sequence[str]) -> None:
        super().__init__(host, port, timeout=CONNECT)
        self._secure, self._allowed = secure, allowed
        self.was_cut = False
        self.default_port = 443 if secure else 80

    def connect(self) -> None:
        """Look up, look at, connect. Raises `NotPublic`."""
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        places = [entry[4] for entry in found]
        if not places or not all(is_public(str(place[0]), self._allowed) for place in places):
            raise NotPublic(
                f"{self.host} is in a network that is not public; whoever runs the site may allow "
                "it with WEBHOOK_NETWORKS."
            )
        host, port = str(places[0][0]), int(places[0][1])
        self.sock = socket.create_connection((host, port), CONNECT)
        if self._secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
        if self.was_cut:  # while the name was looked up or the keys were agreed on
            raise TimeoutError

    def cut(self) -> None:
        """End it from outside, whatever it waits for."""
        self.was_cut = True
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)
