"""Signatures as in the Standard Webhooks specification (standardwebhooks.com), version 1."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime

from flask import current_app

PREFIX = "whsec_"


def secret_of(salt: str) -> str:
    """The secret of the webhook with this salt, as its receiver is given it.

    It is made of the site's own key, so that no copy of the database gives it away.
    """
    return PREFIX + base64.b64encode(_key(salt)).decode()


def signed_headers(salt: str, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers by which a receiver knows who sent this, and when."""
    moment = str(int(at.timestamp()))
    told = b".".join((message_id.encode(), moment.encode(), body))
    signature = base64.b64encode(hmac.digest(_key(salt), told, hashlib.sha256)).decode()
    return {
        "Webhook-Id": message_id,
        "Webhook-Timestamp": moment,
        "Webhook-Signature": f"v1,{signature}",
    }


def _key(salt: str) -> bytes:
    site_key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(site_key, f"webhook:{salt}".encode(), hashlib.sha256)
