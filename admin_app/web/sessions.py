"""Sessions live in a signed cookie, and survive a server's clock that is set right."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer

AHEAD: Final = 24 * 3600
"""Seconds that a cookie may be ahead of this server's clock."""


def init_app(app: Flask) -> None:
    """Have the application keep its sessions so."""
    app.session_interface = Sessions()


class Sessions(SecureCookieSessionInterface):
    """Flask's sessions; a clock that goes back a little, or lags behind, signs nobody out."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """As Flask's, with a signer that bears with clocks; None without a secret key."""
        made = super().get_signing_serializer(app)
        if made is not None:
            made.signer = ForbearingSigner
        return made


class ForbearingSigner(TimestampSigner):
    """Takes what was signed up to `AHEAD` seconds in the future; the stock one takes nothing."""

    # The overloads of the stock method say what can't be said of one that serves them all.
    def unsign(  # type: ignore[override]
        self, signed_value: str | bytes, max_age: int | None = None, return_timestamp: bool = False
    ) -> tuple[bytes, datetime] | bytes:
        """The value, and when it was signed if asked. Raises `BadSignature`."""
        value, signed_at = super().unsign(signed_value, None, return_timestamp=True)
        age = self.get_timestamp() - int(signed_at.timestamp())
        if max_age is not None and not -AHEAD <= age <= max_age:
            raise SignatureExpired(f"signed {age} s ago", payload=value, date_signed=signed_at)
        return (value, signed_at) if return_timestamp else value
