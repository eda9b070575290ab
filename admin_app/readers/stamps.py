"""What a comment form carries of itself: when it was opened, and the work that its browser did."""

from __future__ import annotations

import time
from datetime import timedelta
from hashlib import sha256
from typing import Final

from admin_app.errors import Refusal
from admin_app.web.signed import read_signed, signed

PURPOSE: Final = "comment-form"
PROOF_BITS: Final = 16
"""Zero bits that a proof begins with: 65,000 tries on average, half a second for a telephone."""
PROOF_AGE: Final = timedelta(days=1)
"""Forms are remembered for longer than this, so that a proof is good for one comment."""
_LONGEST_PROOF: Final = 20


class TooFast(Refusal):
    """The form came back sooner than a person can have written it."""

    def __init__(self) -> None:
        super().__init__(
            "That was faster than anybody writes. Look over your comment, and send it once more."
        )


def new_stamp() -> str:
    """A signed word on when a form was opened: this moment."""
    return signed(PURPOSE, int(time.time() * 10) / 10)


def refuse_haste(stamp: str, least: int) -> None:
    """Raise `TooFast` for a form that was opened less than `least` seconds ago.

    A form without a stamp was sent by other software, and a stamp of any age will do.
    """
    opened = _opened(stamp)
    if least and opened is not None and time.time() - opened < least:
        raise TooFast


def is_stamp(stamp: str) -> bool:
    """Whether this site has made it."""
    return _opened(stamp) is not None


def is_proof(stamp: str, form_key: str, proof: str) -> bool:
    """Whether a browser worked for this very form: a number whose digest begins with zeros.

    The digest is SHA-256 over “stamp:form key:number”; see static/js/comment/proof.js.
    """
    if not (proof.isascii() and proof.isdigit() and len(proof) <= _LONGEST_PROOF):
        return False
    if read_signed(PURPOSE, stamp, PROOF_AGE) is None or not form_key:
        return False
    digest = sha256(f"{stamp}:{form_key}:{proof}".encode()).digest()
    return int.from_bytes(digest[:4]) >> (32 - PROOF_BITS) == 0


def _opened(stamp: str) -> float | None:
    found = read_signed(PURPOSE, stamp)
    return float(found) if isinstance(found, (int, float)) else None
