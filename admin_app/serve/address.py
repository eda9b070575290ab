"""The address that the product is reached at."""

from __future__ import annotations

import errno
import socket
from collections.abc import Mapping
from dataclasses import dataclass

from admin_app.serve.refusal import StartRefused

DEFAULT_PORT = "8000"
BACKLOG = 512


@dataclass(frozen=True)
class Address:
    """Where the web server listens, and how a person on this machine gets there."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """With the scheme, without a slash at the end; a wildcard host reads as this machine."""
        host = f"[{self.reachable}]" if ":" in self.reachable else self.reachable
        return f"http://{host}:{self.port}"

    @property
    def reachable(self) -> str:
        """The host to connect to from here."""
        return {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104


def address_from(environ: Mapping[str, str]) -> Address:
    """HOST and PORT, or 127.0.0.1:8000. Raises `StartRefused` for what is no port."""
    port = environ.get("PORT") or DEFAULT_PORT
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise StartRefused(f"PORT is “{port}”; it has to be a number from 1 to 65535.")
    return Address(environ.get("HOST") or "127.0.0.1", int(port))


def claim(address: Address) -> socket.socket:
    """A listening socket on the address, which web server children inherit.

    It stays with the supervisor: the address is known to be free before anything is started, and
    no connection is refused while a died web server is being started again. Raises `StartRefused`.
    """
    try:
        found = socket.getaddrinfo(
            address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        family, kind, protocol, _, name = found[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise StartRefused(f"HOST is “{address.host}”, which is no address here.") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(name)
        # Two sockets may bind the same address; only one of them may listen.
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise StartRefused(_reason(address, error)) from error
    return listener


def answers(address: Address, timeout: float) -> bool:
    """Whether a web server answers on the address within so many seconds, whatever it says."""
    try:
        with socket.create_connection((address.reachable, address.port), timeout) as connection:
            connection.settimeout(timeout)
            connection.sendall(
                b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            )
            return connection.recv(5) == b"HTTP/"
    except OSError:
        return False


def _reason(address: Address, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {address.port} is taken by another program; stop that one, or choose another "
            f"port: PORT={address.port + 1 if address.port < 65535 else 8000} make run"
        )
    if error.errno == errno.EACCES:
        return (
            f"This account may not listen on port {address.port}; choose one above 1023: "
            "PORT=8000 make run"
        )
    return f"Copydesk can't listen on {address.host} port {address.port}: {error.strerror}."
