"""The addresses of files, as texts name them."""

import re
from typing import Final

PDF: Final = "application/pdf"
# In a place of its own in the address, so that a text is searched for it in no time.
FOLDER: Final = "/media/"
KEY: Final = r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}\.[a-z0-9]{1,5}"
_NAMED: Final = re.compile(f"{FOLDER}({KEY})")
MOST: Final = 2_000
"""Files of one text that are kept account of."""


def keys_in(body: str) -> set[str]:
    """The storage keys that a body names, as pictures or as links; at most `MOST`."""
    if FOLDER not in body:
        return set()
    found: dict[str, None] = {}
    for named in _NAMED.finditer(body):
        found[named[1]] = None
        if len(found) == MOST:
            break
    return set(found)
