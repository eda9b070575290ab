"""The site as of a moment to come: the readers' own pages, read ahead, for who plans them.

The readers' views answer a request for the path, within a moment of reading; nothing of theirs is
done twice. Links in what comes back lead on inside of the preview, and nothing in it can be sent.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Flask, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import escape
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from admin_app import desk
from admin_app.columns import LATEST, now
from admin_app.content.queries.public.moment import read_at
from admin_app.content.queries.public.planned import steps
from admin_app.desk import PageView
from admin_app.desk.routes import expose
from admin_app.errors import NotFound, Refusal
from admin_app.people.permissions import Permission
from admin_app.web.errors import error_page
from admin_app.web.filters import from_local_input

SHOWN = frozenset(
    f"publication.{name}"
    for name in ("archive", "author", "category", "home", "month", "page", "post", "search", "tag")
)
LONGEST = 2000
HEADER = '<header class="site-head">'
_TAG = re.compile(r'<(a|area|form)\b((?:\s+[^\s"\'<>/=]+(?:="[^"]*")?)*)\s*>')
_ADDRESS = re.compile(r'(\s)(href|action)="([^"]*)"')


class SiteAsOf(PageView):
    """/admin/site/?at=MOMENT&path=/: for those who may edit any post."""

    permission = Permission.POST_EDIT_ANY
    section = "Desk"
    label = "Site as of…"
    order = 30

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        """The readers' page at `path`, as it will be at `at`."""
        at, passed = moment_asked(request.args.get("at", ""))
        path = path_asked(request.args.get("path", "/"))
        endpoint, values = found_at(path, at)
        if isinstance(endpoint, Response):
            return endpoint
        before, after = steps(at)
        answer = read(endpoint, values, path, at)
        if answer.status_code in (301, 302, 303, 307, 308):
            return redirect(inside(answer.location, at))
        bar = render_template(
            "publication/as_of_bar.html",
            at=at,
            passed=passed,
            path=path,
            before=before,
            after=after,
        )
        page = Response(framed(answer.get_data(as_text=True), bar, at), answer.status_code)
        page.headers["Cache-Control"] = "no-store"
        page.headers["X-Robots-Tag"] = "noindex"
        return page


def put_on_desk(app: Flask) -> None:
    """Register the screen."""
    desk.add(SiteAsOf(endpoint="site_as_of", url="/admin/site"), app)
    app.jinja_env.globals["site_as_of"] = address


def moment_asked(text: str) -> tuple[datetime, bool]:
    """The moment that is asked for, and whether it has passed: then it is now.

    With an offset, or on the person's own clock. Raises `Refusal`.
    """
    text = text.strip()
    if not text:
        return now(), False
    try:
        moment = datetime.fromisoformat(text[:40])
        moment = from_local_input(text) if moment.tzinfo is None else moment.astimezone(UTC)
        if moment > LATEST:
            raise ValueError
    except (ValueError, OverflowError):
        raise Refusal("Write the moment as year, month, day and time.", "at", 400) from None
    return (now(), True) if moment < now() else (moment, False)


def path_asked(text: str) -> str:
    """The path on the readers' site, with its query. Raises `NotFound` for what leads elsewhere."""
    plain = text.startswith("/") and not text.startswith("//") and len(text) <= LONGEST
    if not plain or any(c <= " " or c in "\\\x7f" or "\ud800" <= c <= "\udfff" for c in text):
        raise NotFound
    return text.partition("#")[0]


def found_at(path: str, at: datetime) -> tuple[Any, dict[str, Any]]:
    """The readers' endpoint for this path and its values, or a redirect to the path as it is spelt.

    Raises `NotFound` for all that is no page of the readers' site.
    """
    adapter = current_app.url_map.bind(request.host)
    try:
        endpoint, values = adapter.match(urlsplit(path).path, method="GET")
    except RequestRedirect as moved:
        query = urlsplit(path).query
        spelt = urlsplit(moved.new_url).path + (f"?{query}" if query else "")
        return redirect(address(at, spelt)), {}
    except HTTPException:
        raise NotFound from None
    if endpoint not in SHOWN:
        raise NotFound
    return endpoint, dict(values)


def read(endpoint: str, values: dict[str, Any], path: str, at: datetime) -> Response:
    """The readers' own answer at this moment; that nothing is there is a page as well."""
    with current_app.test_request_context(path, base_url=request.host_url), read_at(at):
        try:
            view: Any = current_app.view_functions[endpoint]
            answer = current_app.make_response(view(**values))
        except Refusal as refusal:
            answer = error_page(refusal.status, refusal.message)
    return answer


def framed(html: str, bar: str, at: datetime) -> str:
    """The page with its links kept inside, its forms inert, and the bar on top."""
    html = _TAG.sub(lambda found: _kept_inside(found, at), html)
    styles = url_for("static", filename="css/preview.css")
    head = f'<meta name="robots" content="noindex">\n<link rel="stylesheet" href="{styles}">\n'
    html = html.replace("</head>", f"{head}</head>", 1)
    return html.replace(HEADER, f"{bar}\n{HEADER}", 1)


def _kept_inside(found: re.Match[str], at: datetime) -> str:
    name, attributes = found[1], found[2]
    if name == "form":
        return f"<form inert{attributes}>"

    def turned(one: re.Match[str]) -> str:
        return f'{one[1]}{one[2]}="{escape(inside(_unescaped(one[3]), at))}"'

    return f"<{name}{_ADDRESS.sub(turned, attributes)}>"


def inside(url: str, at: datetime) -> str:
    """The address inside the preview, of what is on the readers' site; any other as it is."""
    for own in (request.host_url.rstrip("/"), current_app.config["SITE_URL"]):
        if own and url.startswith(f"{own}/"):
            url = url.removeprefix(own)
    if not url.startswith("/") or url.startswith(("//", "/admin/", "/static/", "/media/")):
        return url
    path, _, fragment = url.partition("#")
    return address(at, path) + (f"#{fragment}" if fragment else "")


def address(at: datetime, path: str = "/") -> str:
    """The address of this screen."""
    moment = quote(at.isoformat(timespec="seconds").replace("+00:00", "Z"))
    return f"{url_for('site_as_of.index_view')}?at={moment}&path={quote(path, safe='/')}"


def _unescaped(text: str) -> str:
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&quot;", '"')):
        text = text.replace(entity, character)
    return text.replace("&#39;", "'").replace("&amp;", "&")
