"""Some 300 comments under the demo's posts: in threads, in every state, over the last weeks."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from admin_app.columns import now
from admin_app.content.models import Post, Status
from admin_app.content.queries.settings import SiteSettings
from admin_app.demo.articles import VOICES
from admin_app.extensions import db
from admin_app.people.models import User
from admin_app.readers.models import Comment, CommentStatus, HeldFor
from admin_app.readers.text import fingerprint

APPROVED, WAITING, SPAMS, RUDES = 230, 32, 34, 9


def add_comments(posts: list[Post], moderator: User, author: User) -> None:
    """Add them to the published posts, in the open unit of work."""
    chance = random.Random(20261123)  # noqa: S311 - who says what, not a secret
    live = [post for post in posts if post.status == Status.PUBLISHED]
    threads: list[Comment] = []
    for _ in range(APPROVED):
        threads.append(_remark(chance, live, threads, author))
        db.session.add(threads[-1])
        db.session.flush()
    waiting = [_held(chance, live) for _ in range(WAITING)]
    spam = [_spam(chance, live) for _ in range(SPAMS)]
    rude = [_rude(chance, live) for _ in range(RUDES)]
    db.session.add_all([*waiting, *spam, *rude])
    db.session.flush()
    # They have all waited first, so that the figures have something to tell.
    for comments, verdict in (
        ([one for one in threads if not one.user_id], CommentStatus.APPROVED),
        (spam, CommentStatus.SPAM),
        (rude, CommentStatus.REMOVED),
    ):
        for comment in comments:
            comment.status, comment.decided_by_id = verdict, moderator.id
            comment.decided_at = _within(comment.created_at, chance.randint(2, 90) * 60)
    db.session.flush()


def _remark(
    chance: random.Random, live: list[Post], threads: list[Comment], author: User
) -> Comment:
    """A comment worth keeping, a third of them an answer to an earlier one."""
    if threads and chance.random() < 0.34:
        parent = chance.choice(threads[-60:])
        if parent.depth < SiteSettings.comment_depth:
            return _answer(chance, parent, author)
    post = _newer(chance, live)
    return _comment(chance, post, chance.choice(VOICES.readers), chance.choice(VOICES.remarks))


def _answer(chance: random.Random, parent: Comment, author: User) -> Comment:
    post_id, after = parent.post_id, parent.created_at
    of_the_house = chance.random() < 0.3
    name, email = (author.name, author.email) if of_the_house else chance.choice(VOICES.readers)
    body = chance.choice(VOICES.answers)
    return Comment(
        post_id=post_id,
        parent_id=parent.id,
        depth=parent.depth + 1,
        author_name=name,
        author_email=email,
        user_id=author.id if of_the_house else None,
        author_ip=_address(chance),
        body=body,
        fingerprint=fingerprint(body),
        status=CommentStatus.APPROVED if of_the_house else CommentStatus.PENDING,
        held_for=None if of_the_house else HeldFor.EVERYONE,
        created_at=_within(after, chance.randint(4, 2000) * 60),
    )


def _held(chance: random.Random, live: list[Post]) -> Comment:
    reader = chance.choice((*VOICES.readers[:4], *VOICES.newcomers))
    made = _comment(chance, _newer(chance, live), reader, chance.choice(VOICES.remarks))
    made.created_at = now() - timedelta(minutes=chance.randint(2, 700))
    return made


def _spam(chance: random.Random, live: list[Post]) -> Comment:
    made = _comment(
        chance,
        _newer(chance, live),
        chance.choice(VOICES.spammers),
        chance.choice(VOICES.spam),
    )
    made.author_url = "https://example.com/"
    return made


def _rude(chance: random.Random, live: list[Post]) -> Comment:
    reader = chance.choice(VOICES.readers[10:])
    return _comment(chance, _newer(chance, live), reader, chance.choice(VOICES.rude))


def _newer(chance: random.Random, live: list[Post]) -> Post:
    """A post, the newer the likelier: they stand first in the list."""
    return live[min(int(chance.expovariate(0.12)), len(live) - 1)]


def _comment(chance: random.Random, post: Post, reader: Sequence[str], body: str) -> Comment:
    name, email = reader
    return Comment(
        post_id=post.id,
        author_name=name,
        author_email=email,
        author_ip=_address(chance),
        body=body,
        fingerprint=fingerprint(body),
        status=CommentStatus.PENDING,
        held_for=HeldFor.EVERYONE,
        created_at=_after(chance, post),
    )


def _after(chance: random.Random, post: Post) -> datetime:
    """A moment after the post came out, soon rather than late."""
    return _within(post.published_at or post.created_at, chance.expovariate(1 / (3 * 86_400)))


def _within(moment: datetime, seconds: float) -> datetime:
    """So many seconds after the moment, and not in the future: what would be late comes earlier."""
    passed = max((now() - moment).total_seconds(), 60.0)
    return moment + timedelta(seconds=seconds % (passed - 1))


def _address(chance: random.Random) -> str:
    # From the blocks that are kept for documentation (RFC 5737).
    return f"{chance.choice(('192.0.2', '198.51.100', '203.0.113'))}.{chance.randint(1, 254)}"
