"""Others are told by the site itself what happens: signed, tried again, and to public addresses.

A save leaves one message in its own commit, however much it changed: `announce`, or history itself
(`actions/announce.py`). The worker finds out whom it concerns (`fanning.py`), and posts to each
(`delivery.py`). What they are told of a thing is asked of the folder that it belongs to, by
`@describes("comment")`, when it is posted: the outbox keeps no words of readers.
"""

from admin_app.content.webhooks.describing import describes

__all__ = ["describes"]
