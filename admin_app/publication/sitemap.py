"""The sitemap (sitemaps.org 0.9) in parts of at most 10,000 addresses, and robots.txt."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from flask import Response, render_template, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from admin_app.content.models import Page, Post
from admin_app.content.queries.public.ranges import part_of, parts_with
from admin_app.errors import NotFound
from admin_app.publication.site import absolute, kept, site

PART = 10_000
KINDS: dict[str, type[Post | Page]] = {"posts": Post, "pages": Page}
ENDPOINTS = {"posts": "publication.post", "pages": "publication.page"}
OPENING = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
)


@site.get("/sitemap.xml")
def sitemap() -> ResponseReturnValue:
    """The index: a part for each ten thousand ids that hold something live."""
    parts = [(kind, number) for kind, model in KINDS.items() for number in parts_with(model, PART)]
    text = render_template("publication/sitemap.xml", parts=parts)
    return kept(Response(text, mimetype="application/xml"))


@site.get("/sitemap-<kind>-<int:number>.xml")
def sitemap_part(kind: str, number: int) -> ResponseReturnValue:
    """The addresses of one part, sent as they are read."""
    if kind not in KINDS or not 1 <= number <= 2**31:
        raise NotFound
    answer = Response(stream_with_context(_urls(kind, number)), mimetype="application/xml")
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


@site.get("/robots.txt")
def robots() -> ResponseReturnValue:
    """What crawlers are asked: to leave the desk and the searches alone."""
    text = (
        "User-agent: *\nDisallow: /admin/\nDisallow: /login\nDisallow: /search\n"
        f"Sitemap: {absolute(url_for('publication.sitemap'))}\n"
    )
    return kept(Response(text, mimetype="text/plain"))


def _urls(kind: str, number: int) -> Iterator[str]:
    yield OPENING
    if kind == "posts" and number == 1:
        yield f"<url><loc>{absolute(url_for('publication.home'))}</loc></url>\n"
    folder = absolute(url_for(ENDPOINTS[kind], slug="-")).removesuffix("-")
    for row in part_of(KINDS[kind], number, PART):
        # A quoted slug has nothing left in it that XML would need escaped.
        address = folder + quote(row.slug, safe="")
        yield f"<url><loc>{address}</loc><lastmod>{row.updated_at:%Y-%m-%d}</lastmod></url>\n"
    yield "</urlset>\n"
