"""The instance folder: the secret key, and what a first start leaves there."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path

from admin_app.serve.refusal import StartRefused

SECRET_KEY = "secret_key"  # noqa: S105 -- a file's name; admin_app.config reads it
OWNER_PASSWORD = "owner_password"  # noqa: S105 -- a file's name


def open_instance(environ: Mapping[str, str]) -> Path:
    """The instance folder, made if need be and proven writable. Raises `StartRefused`."""
    folder = Path(environ.get("COPYDESK_INSTANCE") or "instance").absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as trial:
            trial.write(b"\0" * 4096)
    except OSError as error:
        raise StartRefused(
            f"Copydesk can't write to {folder} ({error.strerror}); make that folder writable, or "
            "name another one: COPYDESK_INSTANCE=/path/to/folder make run"
        ) from error
    return folder


def keep_secret_key(folder: Path) -> None:
    """A random key in the folder, readable by its owner only; one that is there stays."""
    _keep(folder / SECRET_KEY, secrets.token_hex(32))


def keep_owner_password(folder: Path) -> str:
    """The password for the demo site's owner, kept until it has been shown.

    A start that is killed before it could show the password is thus made up for by the next one.
    """
    _keep(folder / OWNER_PASSWORD, "-".join(secrets.token_hex(2) for _ in range(5)))
    return (folder / OWNER_PASSWORD).read_text()


def unshown_owner_password(folder: Path) -> str | None:
    """The password that an earlier start made and did not get to show."""
    kept = folder / OWNER_PASSWORD
    return kept.read_text() if kept.is_file() else None


def forget_owner_password(folder: Path) -> None:
    """It has been shown; from now on only its hash exists."""
    (folder / OWNER_PASSWORD).unlink(missing_ok=True)


def _keep(path: Path, text: str) -> None:
    if path.exists() and path.stat().st_size:
        return
    # Whole or not there at all, also after a crash: written aside, then renamed.
    descriptor, aside = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(aside).replace(path)
