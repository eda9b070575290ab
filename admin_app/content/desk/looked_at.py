"""The checks of a text, and what links to it: pages beside its form."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from admin_app.content.addresses import path_of
from admin_app.content.checks import Finding, linked_paths, look
from admin_app.content.markup import sanitise
from admin_app.content.models.publishable import shown_status
from admin_app.content.queries.links import linking_to, where_they_lead
from admin_app.content.queries.redirects import old_paths
from admin_app.desk.routes import expose
from admin_app.errors import NotAllowed, Refusal
from admin_app.web.hosts import site_hosts
from admin_app.web.text import one_line


class LookedAt:
    """Mixed into the screens of texts."""

    model: Any
    noun: str
    fetch: Any
    render: Any
    may_create: Any

    @expose("/checks/", methods=("GET", "POST"))
    def checks(self) -> ResponseReturnValue:
        """What to do before this is published; POST looks at the words that are sent, unsaved."""
        row = self.fetch(request.args["id"]) if "id" in request.args else None
        if request.method == "POST":
            return self._look_at_sent(row)
        row = row or self.fetch(None)
        findings = looked(row.title, row.excerpt, row.body)
        return str(self.render("content/text_checks.html", row=row, findings=findings))

    def _look_at_sent(self, row: Any) -> ResponseReturnValue:
        """A page; for the panel beside the form, only the piece of it. Nothing is stored."""
        if row is None and not self.may_create():
            raise NotAllowed(f"You can't create a {self.noun}.")
        sent = request.form
        try:
            body = sanitise(sent.get("body", ""))
            findings = looked(one_line(sent.get("title", "")), sent.get("excerpt", ""), body)
        except Refusal as refusal:
            findings = [Finding(refusal.message, "", blocking=True)]
        if request.headers.get("X-Requested-With"):
            return render_template("content/edit/findings.html", findings=findings)
        shown = {"row": row, "findings": findings, "typed": True}
        return str(self.render("content/text_checks.html", **shown))

    @expose("/linked/")
    def linked(self) -> ResponseReturnValue:
        """What links here, and where the text's own links lead that lead nowhere."""
        row = self.fetch(request.args.get("id"))
        kind, person = self.model.__tablename__, current_user._get_current_object()
        here, old = path_of(kind, row.slug), old_paths(kind, row.id)
        sources = [
            {
                "url": url_for(f"{of}.edit_view", id=text.id),
                "title": text.title or "(no title)",
                "kind": of,
                "state": shown_status(text),
            }
            for of, text in linking_to(person, [here, *old])
        ]
        leads = where_they_lead(person, linked_paths(row.body, site_hosts()))
        return str(
            self.render(
                "content/text_linked.html",
                row=row,
                here=here,
                old=old,
                sources=sources,
                leads=sorted(leads.items()),
            )
        )


def looked(title: str, excerpt: str, body: str) -> list[Finding]:
    """The findings of a text as it now is, links of this site followed; two statements at most."""
    hosts = site_hosts()
    person = current_user._get_current_object()
    leads = where_they_lead(person, linked_paths(body, hosts))
    return look(title, excerpt, body, leads, hosts)
