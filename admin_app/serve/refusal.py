"""Why Copydesk did not start."""


class StartRefused(Exception):
    """One sentence for the person at the terminal; nothing has been started."""
