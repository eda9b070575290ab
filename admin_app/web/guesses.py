"""Who asks again and again for what is not there: secrets are not to be found by trying."""

from __future__ import annotations

import time
from collections import OrderedDict
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
        since, count = self._missed.get(network_of(address), (0.0, 0))
        left = since + self._seconds - time.monotonic()
        if count >= self._most and left > 0:
            raise TooMany(
                f"Too many wrong {self._what} came from you. Try again later.", int(left) + 1
            )

    def miss(self, address: str | None) -> None:
        """Count one."""
        network, moment = network_of(address), time.monotonic()
        with self._lock:
            since, count = self._missed.pop(network, (moment, 0))
            fresh = moment - since < self._seconds
            self._missed[network] = (since, count + 1) if fresh else (moment, 1)
            while len(self._missed) > MOST_ADDRESSES:
                self._missed.popitem(last=False)


def network_of(address: str | None) -> str:
    """The address; of IPv6 the half that one household has all to itself."""
    said = address or ""
    return ":".join(said.split(":")[:4]) if ":" in said else said
