"""Where a WSGI server and the `flask` command find the application."""

import sys

from admin_app import create_app
from admin_app.config import UnsafeSettings

try:
    app = create_app()
except UnsafeSettings as refusal:
    sys.stderr.write(f"{refusal}\n")
    # gunicorn gives up on this number; after any other one it would try again, for ever.
    sys.exit(3)
