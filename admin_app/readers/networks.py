"""Network addresses: the networks that one lies in, and its shortened form."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final

_KEPT: Final = {4: 24, 6: 48}
"""Bits that are kept of an address of each kind when it is shortened."""
_SHARED: Final = {4: 24, 6: 64}
"""Bits that the addresses of one household or office have in common."""
_OCTET: Final = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4: Final = re.compile(rf"((?:{_OCTET}\.){{3}}){_OCTET}")


@lru_cache(maxsize=1000)
def networks_of(address: str) -> tuple[str, ...]:
    """Every network that this address or network lies in, as rules keep them; none for no address.

    The narrowest comes first: of an address, the one of itself alone.
    """
    own = _network(address)
    if own is None:
        return ()
    return tuple(
        str(own.supernet(new_prefix=bits)) if bits < own.prefixlen else str(own)
        for bits in range(own.prefixlen, -1, -1)
    )


def shortened(address: str) -> str:
    """The network of an address, /24 or /48, so that it names nobody; "" for no address."""
    own = _network(address)
    if own is None:
        return ""
    bits = _KEPT[own.version]
    return str(own.supernet(new_prefix=bits)) if own.prefixlen > bits else str(own)


@lru_cache(maxsize=1000)
def network_of(address: str) -> str:
    """The network of one household or office, /24 or /64; "" for no address.

    An IPv4 address that is written as IPv6 is in its IPv4 network; a wider network is its own.
    """
    plain = _IPV4.fullmatch(address)
    if plain:  # most are; to read them as networks takes ten times as long
        return f"{plain[1]}0/{_SHARED[4]}"
    own = _network(address)
    if own is None:
        return ""
    if isinstance(own, IPv6Network) and own.prefixlen == 128 and own[0].ipv4_mapped:
        own = ip_network(own[0].ipv4_mapped)
    bits = _SHARED[own.version]
    return str(own.supernet(new_prefix=bits)) if own.prefixlen > bits else str(own)


def _network(address: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(address.strip().partition("%")[0], strict=False)
    except ValueError:
        return None
