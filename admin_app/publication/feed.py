"""The Atom feed (RFC 4287)."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from admin_app.content.queries.public.lists import feed_posts
from admin_app.publication.site import kept, site

ENTRIES = 20
LONGEST_BODY = 100_000
"""Characters of a body that go into the feed whole; of a longer one, its opening does."""


@site.get("/feed.atom")
def feed() -> ResponseReturnValue:
    """The newest posts; none that has a password."""
    posts = feed_posts(ENTRIES, LONGEST_BODY)
    updated = max((max(post.updated_at, post.published_at) for post in posts), default=None)
    text = render_template("publication/feed.xml", posts=posts, updated=updated)
    return kept(Response(text, mimetype="application/atom+xml"))
