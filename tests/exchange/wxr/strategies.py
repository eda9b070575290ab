"""Made-up WXR records of every shape, for property tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from admin_app.exchange.wxr.records import Author, Comment, Item, Meta, Site, Term, TermRef
from admin_app.exchange.wxr.writer import legal

text = st.text(max_size=40).map(legal) | st.sampled_from(
    ["]]>", "]]", "]]>]]>", "\r\n", "\r", " x\t", "<![CDATA[x]]>", "&amp;", "&#13;", "\n"]
)
word = text.map(str.strip)
login = text.map(lambda value: value.strip(" \t\r\n<>") or "x").map(str.strip)
ids = st.integers(1, 2**63 - 1)
maybe_id = st.none() | ids
seconds = st.integers(0, int(timedelta(days=3652000).total_seconds()))
moment = st.none() | seconds.map(
    lambda after: datetime(1, 1, 2, tzinfo=UTC) + timedelta(seconds=after)
)
meta = st.lists(st.builds(Meta, key=word, value=text), max_size=2).map(tuple)

sites = st.builds(
    Site,
    title=text,
    link=word,
    description=text,
    language=word,
    generator=word,
    version=st.just("1.2"),
)
authors = st.builds(
    Author, login=login.filter(bool), id=maybe_id, email=word, name=text, first_name=text,
    last_name=text,
)  # fmt: skip
terms = st.builds(
    Term, taxonomy=st.sampled_from(["category", "post_tag", "nav_menu", "genre"]),
    slug=word.filter(bool), name=text, id=maybe_id, parent=word, description=text,
)  # fmt: skip
term_refs = st.lists(
    st.builds(
        TermRef, taxonomy=st.sampled_from(["category", "post_tag", "genre"]),
        slug=word.filter(bool), name=text,
    ),
    max_size=3, unique=True,
).map(tuple)  # fmt: skip
comments = st.builds(
    Comment, id=ids, body=text, state=st.sampled_from(["approved", "pending", "spam", "removed"]),
    kind=st.sampled_from(["comment", "pingback", "trackback", "review"]), parent_id=maybe_id,
    author_name=text, author_email=word, author_url=word, author_ip=word, user_id=maybe_id,
    written_at=moment, meta=meta, line=st.just(0),
)  # fmt: skip
items = st.builds(
    Item, id=ids, kind=st.sampled_from(["post", "page", "attachment", "recipe"]), title=text,
    body=text, excerpt=text, author=login, status=st.sampled_from(["publish", "draft", "trash"]),
    slug=word, link=word, guid=word, parent_id=maybe_id, menu_order=st.integers(-9, 9),
    is_sticky=st.booleans(), password=text, attachment_url=word, comments_open=st.booleans(),
    pings_open=st.booleans(), dated=moment, modified=moment, terms=term_refs, meta=meta,
    comments=st.lists(comments, max_size=3).map(tuple), line=st.just(0),
)  # fmt: skip
files = st.tuples(sites, st.lists(authors | terms | items, max_size=4)).map(
    lambda parts: [parts[0], *parts[1]]
)
