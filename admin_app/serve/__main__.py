"""`python -m admin_app.serve`, which is what `make run` does."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Mapping

from admin_app.serve.address import Address, address_from, answers, claim
from admin_app.serve.children import Child, run_once
from admin_app.serve.instance import forget_owner_password, keep_secret_key, open_instance
from admin_app.serve.refusal import StartRefused
from admin_app.serve.supervisor import Supervisor


def main() -> None:
    """Serve until Ctrl-C or SIGTERM; exit 1 with one sentence if that cannot be."""
    # Until the supervisor takes over, a polite end is that of Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        serve(os.environ)
    except StartRefused as refusal:
        sys.exit(str(refusal))
    except KeyboardInterrupt:
        sys.exit(0)


def serve(environ: Mapping[str, str]) -> None:
    """Check, prepare, run, and end cleanly. Raises `StartRefused`."""
    address = address_from(environ)
    instance = open_instance(environ)
    with claim(address) as listener:
        if not environ.get("SECRET_KEY"):
            keep_secret_key(instance)
        own = {
            **environ,
            "COPYDESK_INSTANCE": str(instance),
            "COPYDESK_SERVED_ON": address.url,
        }
        told = run_once([sys.executable, "-m", "admin_app.serve.prepare"], own)
        greeting = _greeting(address, **json.loads(told))

        def announce() -> None:
            print(greeting, flush=True)
            forget_owner_password(instance)

        Supervisor(_children(own, listener.fileno())).run(
            is_up=lambda: answers(address, timeout=1.0), announce=announce
        )


def _children(environ: Mapping[str, str], listener: int) -> list[Child]:
    web = [sys.executable, "-m", "gunicorn", "--config", "python:admin_app.serve.gunicorn_settings"]
    return [
        Child(
            "The web server", [*web, "--bind", f"fd://{listener}", "wsgi:app"], environ, (listener,)
        ),
        Child(
            "The outbox worker",
            [sys.executable, "-m", "flask", "--app", "wsgi", "outbox", "run"],
            environ,
        ),
    ]


def _greeting(address: Address, email: str | None, password: str | None) -> str:
    where = f"Copydesk is ready: sign in at {address.url}/login"
    return f"{where} as {email} with the password {password}" if password else where


if __name__ == "__main__":
    main()
