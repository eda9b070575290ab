"""Where a WSGI server and the `flask` command find the application."""

from admin_app import create_app

app = create_app()
