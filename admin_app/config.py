"""Settings from the environment; unsafe ones are refused before anything starts."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from admin_app.database import database_url, engine_options

MIB = 1024 * 1024
SHORTEST_KEY = 32


class UnsafeSettings(RuntimeError):
    """The settings would run the product open to anyone; it does not start."""


def settings(overrides: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """All settings of the application.

    Read from `overrides`, then the environment: DATABASE_URL, SECRET_KEY, COPYDESK_INSTANCE,
    SITE_URL, SMTP_URL, MAIL_FROM, TRUSTED_HOSTS, FORWARDED_ALLOW_IPS and WEBHOOK_NETWORKS
    (comma-separated),
    SECURE_COOKIES. Without a SECRET_KEY the one in the instance folder is used. Raises
    `UnsafeSettings`.
    """
    given = dict(overrides or {})
    instance = Path(
        given.get("INSTANCE") or os.environ.get("COPYDESK_INSTANCE") or "instance"
    ).absolute()
    url = database_url(
        given.get("SQLALCHEMY_DATABASE_URI")
        or os.environ.get("DATABASE_URL")
        or f"sqlite:///{instance / 'copydesk.sqlite'}"
    )
    secret = given.get("SECRET_KEY") or os.environ.get("SECRET_KEY") or _kept_key(instance)
    site_url = os.environ.get("SITE_URL", "").rstrip("/")
    secure = os.environ.get("SECURE_COOKIES", "1" if site_url.startswith("https:") else "") == "1"
    chosen = {
        "INSTANCE": str(instance),
        "MEDIA_FOLDER": str(instance / "media"),
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(url),
        "SECRET_KEY": secret,
        "SITE_URL": site_url,
        # Told by the supervisor to what it starts: whoever runs the site sets SITE_URL instead.
        "SERVED_ON": os.environ.get("COPYDESK_SERVED_ON", ""),
        "SMTP_URL": os.environ.get("SMTP_URL", ""),
        "MAIL_FROM": os.environ.get("MAIL_FROM", "copydesk@localhost"),
        # Networks of one's own that webhooks may lead into.
        "WEBHOOK_NETWORKS": _listed(os.environ.get("WEBHOOK_NETWORKS", "")),
        "TRUSTED_HOSTS": _listed(os.environ.get("TRUSTED_HOSTS", "")) or None,
        "FORWARDED_ALLOW_IPS": _listed(os.environ.get("FORWARDED_ALLOW_IPS", "")),
        # A body of 2 MB is saved even when every byte of it has to be percent-encoded.
        "MAX_CONTENT_LENGTH": 20 * MIB,
        "MAX_FORM_MEMORY_SIZE": 20 * MIB,
        "MAX_FORM_PARTS": 1000,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_NAME": "__Host-copydesk" if secure else "copydesk",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=14),
        # A token is of its session and ends with it: a form left open over night is saved, and a
        # clock that goes back spoils none.
        "WTF_CSRF_TIME_LIMIT": None,
        # Foreign origins are refused in web/headers.py; a reset page's own form has no referrer.
        "WTF_CSRF_SSL_STRICT": False,
        # The words of our forms are ours; theirs would be read from a file for each request.
        "WTF_I18N_ENABLED": False,
        # Static files are asked for each time, and answered by their ETag: their addresses do not
        # change with their content.
        "SEND_FILE_MAX_AGE_DEFAULT": None,
        "BABEL_DEFAULT_TIMEZONE": "UTC",
        **given,
    }
    refuse_unsafe(chosen)
    return chosen


def refuse_unsafe(chosen: Mapping[str, Any]) -> None:
    """Raise `UnsafeSettings` for a secret key that is missing, short or one of the well-known.

    And for proxies and networks that are no addresses: whom to believe would be left to chance.
    """
    key = chosen["SECRET_KEY"]
    if not key:
        raise UnsafeSettings(
            "There is no secret key. Set SECRET_KEY, or start with “make run”, which keeps one in "
            "the instance folder."
        )
    if len(key) < SHORTEST_KEY or len(set(key)) < 8 or "secret" in str(key).lower():
        raise UnsafeSettings(
            f"SECRET_KEY is too easy to guess: it needs at least {SHORTEST_KEY} random characters. "
            "This prints a good one: python -c 'import secrets; print(secrets.token_hex(32))'"
        )
    for network in chosen["WEBHOOK_NETWORKS"]:
        if not _is_network(network):
            raise UnsafeSettings(
                f"WEBHOOK_NETWORKS names “{network}”, which is no network; it looks like "
                "127.0.0.1,10.0.0.0/8."
            )
    for proxy in chosen["FORWARDED_ALLOW_IPS"]:
        if proxy != "*" and not _is_network(proxy):
            raise UnsafeSettings(
                f"FORWARDED_ALLOW_IPS names “{proxy}”, which is no address; it looks like "
                "127.0.0.1,10.0.0.0/8."
            )


def _is_network(text: str) -> bool:
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def _kept_key(instance: Path) -> str:
    kept = instance / "secret_key"
    return kept.read_text().strip() if kept.is_file() else ""


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
