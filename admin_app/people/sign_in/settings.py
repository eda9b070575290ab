"""What Flask-Security is told: what is on, what is off, and in which words it speaks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask_security import uia_email_mapper

# Argon2id at OWASP's smaller measure: 19 MiB and about 20 ms each, so that eight threads that hash
# at once stay within a small machine.
MEMORY = 19 * 1024
ROUNDS = 2

SETTINGS: dict[str, Any] = {
    "URL_PREFIX": None,
    "LOGIN_URL": "/login",
    "LOGOUT_URL": "/logout",
    "LOGOUT_METHODS": ["POST"],
    # CSRFProtect asks for the token, as of every form.
    "LOGOUT_CSRF": False,
    "RECOVERABLE": True,
    "RESET_URL": "/reset",
    "RESET_PASSWORD_WITHIN": timedelta(days=1),
    "CHANGEABLE": True,
    "CHANGE_URL": "/change",
    "POST_LOGIN_VIEW": "/admin/",
    "POST_LOGOUT_VIEW": "/login",
    "POST_RESET_VIEW": "/login",
    "POST_CHANGE_VIEW": "/admin/profile/",
    # Addresses are stored and looked up in lower case, so that their index is used.
    "USER_IDENTITY_ATTRIBUTES": [
        {"email": {"mapper": uia_email_mapper, "case_insensitive": False}}
    ],
    "RETURN_GENERIC_RESPONSES": True,
    "API_ENABLED_METHODS": ["session"],
    # Hashes are not keyed with the site's secret: a new SECRET_KEY must not lock everybody out.
    # What was hashed by weaker means is hashed anew at sign-in.
    "PASSWORD_HASH": "argon2",
    "PASSWORD_SCHEMES": [
        "argon2",
        "pbkdf2_sha512",
        "pbkdf2_sha256",
        "sha512_crypt",
        "sha256_crypt",
    ],
    "PASSWORD_SINGLE_HASH": True,
    "PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__type": "ID",
        "argon2__memory_cost": MEMORY,
        "argon2__time_cost": ROUNDS,
        "argon2__parallelism": 1,
    },
    "PASSWORD_NORMALIZE_FORM": "NFKC",
    "PASSWORD_LENGTH_MIN": 10,
    # Only the digest of a stored hash goes into a reset link; a slow one would tell, by the time
    # it takes, which addresses have an account.
    "HASHING_SCHEMES": ["hex_sha256"],
    "EMAIL_PLAINTEXT": True,
    "EMAIL_HTML": False,
    "EMAIL_SUBJECT_PASSWORD_NOTICE": "Your password was set anew",
    "EMAIL_SUBJECT_PASSWORD_CHANGE_NOTICE": "Your password was changed",
    # Off: what is not used can't be used against us. Cache headers are written in web/headers.py;
    # Flask-Security's own are malformed.
    "CACHE_CONTROL": None,
    "CLI_USERS_NAME": None,
    "CLI_ROLES_NAME": None,
    "DEFAULT_REMEMBER_ME": False,
    "FRESHNESS": timedelta(seconds=-1),
    "JOIN_USER_ROLES": False,
    "STATIC_FOLDER": None,
    "TWO_FACTOR_IMPLEMENTATIONS": {},
}

MESSAGES: dict[str, tuple[str, str]] = {
    "MSG_ANONYMOUS_USER_REQUIRED": ("You are signed in already.", "info"),
    "MSG_EMAIL_NOT_PROVIDED": ("Enter your email address.", "error"),
    "MSG_GENERIC_AUTHN_FAILED": (
        "This email and password don't belong together. Check both, and that Caps Lock is off.",
        "error",
    ),
    "MSG_INVALID_EMAIL_ADDRESS": (
        "This is not an email address; it looks like name@example.org.",
        "error",
    ),
    "MSG_INVALID_PASSWORD": ("This is not your current password.", "error"),
    "MSG_INVALID_RESET_PASSWORD_TOKEN": (
        "This link has been used, or is not whole. Ask for a new one below.",
        "error",
    ),
    "MSG_PASSWORD_CHANGE": (
        "Your password is changed. You are signed out everywhere else.",
        "success",
    ),
    "MSG_PASSWORD_IS_THE_SAME": ("The new password is the old one; choose another.", "error"),
    "MSG_PASSWORD_NOT_PROVIDED": ("Enter a password.", "error"),
    "MSG_PASSWORD_RESET_EXPIRED": (
        "This link is older than %(within)s. Ask for a new one below.",
        "error",
    ),
    "MSG_PASSWORD_RESET_NO_LOGIN": ("Your new password is set. Sign in with it.", "success"),
    "MSG_RETYPE_PASSWORD_MISMATCH": ("This is not the same as the new password above.", "error"),
    "MSG_UNAUTHENTICATED": ("Sign in to go on.", "info"),
    "MSG_UNAUTHORIZED": ("Your role does not include this.", "error"),
}
