"""The front page, and every other list of posts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin_app.content.queries.public import lists, ranges, terms
from admin_app.content.queries.settings import site_settings
from admin_app.errors import NotFound
from admin_app.keyset import Place, Stretch
from admin_app.publication.site import page, site
from admin_app.search import searched_words
from admin_app.web.locale import zone
from admin_app.web.text import cut_at_word, one_line

PAGES_FOUND = 5
MOST_YEARS = 100


@site.get("/")
def home() -> ResponseReturnValue:
    """The newest posts, those that stay on top first."""
    found = _stretch(lists.newest_posts)
    if found is None:
        return redirect(url_for(".home"))
    sticky = lists.sticky_posts() if _place().is_first else ()
    return page("publication/home.html", posts=found, sticky=sticky)


@site.get("/tags/<slug>")
def tag(slug: str) -> ResponseReturnValue:
    """The posts that carry a tag."""
    named = terms.tag_at(slug)
    found = _stretch(lambda place, size: lists.posts_of_tag(named.id, place, size))
    if found is None:
        return redirect(url_for(".tag", slug=slug))
    return page("publication/tag.html", posts=found, tag=named)


@site.get("/categories/<slug>")
def category(slug: str) -> ResponseReturnValue:
    """The posts in a category, and the categories around it."""
    named = terms.category_at(slug)
    found = _stretch(lambda place, size: lists.posts_of_category(named.id, place, size))
    if found is None:
        return redirect(url_for(".category", slug=slug))
    below = terms.categories_below(named.id)
    return page("publication/category.html", posts=found, category=named, below=below)


@site.get("/authors/<slug>")
def author(slug: str) -> ResponseReturnValue:
    """An author's posts; whoever has none is not told to readers."""
    named = terms.author_at(slug)
    found = _stretch(lambda place, size: lists.posts_of_author(named.id, place, size))
    if found is None:
        return redirect(url_for(".author", slug=slug))
    if not found.rows:
        raise NotFound
    return page("publication/author.html", posts=found, author=named)


@site.get("/archive/")
def archive() -> ResponseReturnValue:
    """Every month in which something was published."""
    ends = ranges.first_and_last_moment()
    months = ranges.spans_with_posts(_months(*ends)) if ends else []
    years: dict[int, list[datetime]] = {}
    for start in months:
        local = start.astimezone(zone())
        years.setdefault(local.year, []).append(local)
    return page("publication/archive.html", years=years)


@site.get("/archive/<int:year>/<int:month>/")
def month(year: int, month: int) -> ResponseReturnValue:
    """The posts of one month, as the site's own clock has it."""
    if not (1 < year < 9999 and 1 <= month <= 12):
        raise NotFound
    start, end = _month(year, month), _month(year + month // 12, month % 12 + 1)
    found = _stretch(lambda place, size: lists.posts_between(start, end, place, size))
    if found is None:
        return redirect(url_for(".month", year=year, month=month))
    if not found.rows:
        raise NotFound
    return page("publication/month.html", posts=found, start=start)


@site.get("/search")
def search() -> ResponseReturnValue:
    """The posts and pages that hold each of the words."""
    words = cut_at_word(one_line(request.args.get("q", "")), 200)
    found: Stretch[Any] | None = None
    pages: lists.Rows = []
    if searched_words(words):
        found = _stretch(lambda place, size: lists.found_posts(words, place, size))
        if found is None:
            return redirect(url_for(".search", q=words))
        pages = lists.found_pages(words, PAGES_FOUND) if _place().is_first else []
    return page("publication/search.html", posts=found, pages=pages, words=words)


def _stretch(read: Callable[[Place, int], Stretch[Any]]) -> Stretch[Any] | None:
    """The page of a list that the address asks for; None where it has come back to the first.

    Raises `NotFound` for a page past the end.
    """
    place = _place()
    found = read(place, site_settings().posts_per_page)
    if not found.rows and not place.is_first:
        raise NotFound
    # The newest rows are the first page, which may show more: it has one address only.
    if found.newer is None and not place.is_first:
        return None
    return found


def _place() -> Place:
    return Place(after=request.args.get("after", ""), before=request.args.get("before", ""))


def _months(first: datetime, last: datetime) -> list[ranges.Span]:
    """Start and end of each month from the one to the other, of the last hundred years at most."""
    start, end = first.astimezone(zone()), last.astimezone(zone())
    from_month = max(start.year * 12 + start.month - 1, (end.year - MOST_YEARS) * 12)
    until = end.year * 12 + end.month
    return [
        (_month(*_split(number)), _month(*_split(number + 1)))
        for number in range(from_month, until)
    ]


def _split(number: int) -> tuple[int, int]:
    return number // 12, number % 12 + 1


def _month(year: int, month: int) -> datetime:
    return datetime(year, month, 1, tzinfo=zone())
