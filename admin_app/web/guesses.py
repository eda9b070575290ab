"""Who asks again and again for what is not there: secrets are not to be found by trying."""

from __future__ import annotations

import time
from collections import OrderedDict
from ipaddress import IPv4Address, ip_address, ip_network
from math import ceil
from threading import Lock

from admin_app.errors import TooMany

MOST_ADDRESSES = 10_000


class Guesses:
    """Counts, in this process, the misses of each address: at most `most` in so many seconds."""

    def __init__(self, most: int, seconds: int, what: str = "addresses") -> None:
        self._most, self._seconds, self._what = most, seconds, what
        self._missed: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._lock = Lock()

    def refuse(self, address: str | None) -> None:
        """Raise `TooMany` where this address has missed too often of late."""
        since, count = self._missed.get(household_of(address), (0.0, 0))
        left = since + self._seconds - time.monotonic()
        if count >= self._most and left > 0:
            raise too_many(self._what, left)

    def miss(self, address: str | None) -> None:
        """Count one."""
        network, moment = household_of(address), time.monotonic()
        with self._lock:
            since, count = self._missed.pop(network, (moment, 0))
            fresh = moment - since < self._seconds
            self._missed[network] = (since, count + 1) if fresh else (moment, 1)
            while len(self._missed) > MOST_ADDRESSES:
                self._missed.popitem(last=False)


def household_of(address: str | None) -> str:
    """The address; of IPv6 the network, /64, that one household has all to itself."""
    try:
        own = ip_address((address or "").partition("%")[0])
    except ValueError:
        return address or ""
    if isinstance(own, IPv4Address):
        return str(own)
    if own.ipv4_mapped:
        return str(own.ipv4_mapped)
    return str(ip_network((own, 64), strict=False))


def too_many(what: str, seconds: float) -> TooMany:
    """What somebody is told who has guessed too often, and may again in so many seconds."""
    minutes = max(ceil(seconds / 60), 1)
    when = "a minute" if minutes == 1 else f"{minutes} minutes"
    return TooMany(f"Too many wrong {what} came from you. Try again in {when}.", ceil(seconds))
