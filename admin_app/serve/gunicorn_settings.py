"""How gunicorn serves: two workers of four threads, whose database connections are their own."""

from __future__ import annotations

import ctypes
import gc
import os
from typing import Any

import gunicorn
import gunicorn.http.wsgi

# No version and no product name for those who collect them.
gunicorn.SERVER = gunicorn.http.wsgi.SERVER = "copydesk"

worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 4
preload_app = True

timeout = 60  # a worker that has not stirred for so long is replaced
graceful_timeout = 10  # what a running request gets to finish when the server stops
keepalive = 5

# The heartbeat is a file: in memory, a slow disk can't make a healthy worker look dead.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108

limit_request_line = 8190
limit_request_fields = 64
limit_request_field_size = 8190

# Nobody's X-Forwarded-* is believed unless the deployment names its proxies.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "")

accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True


# glibc's names for what can be set of its memory (malloc.h).
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8


def on_starting(_server: Any) -> None:
    """Give memory back that a large request has used, instead of keeping it for the next one.

    By itself glibc keeps an arena for each thread, and raises what it keeps with what it was once
    asked for. Where there is another C library, it stays as it is.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        return
    mallopt(_ARENA_MAX, 2)
    mallopt(_TRIM_THRESHOLD, 128 * 1024)
    mallopt(_MMAP_THRESHOLD, 128 * 1024)


def when_ready(_server: Any) -> None:
    """Leave out of every later collection what is there for good, before the workers fork.

    The application and its libraries are some 140,000 objects that never go; to look at all of them
    again took a tenth of a second each time. What is never looked at stays shared between workers.
    A page makes some 5,000 objects: so many may be, before the youngest are looked at.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)
