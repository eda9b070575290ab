"""Review links: the page on which they are made, seen and revoked."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from admin_app.content.actions.review_links import make_anew, make_link, revoke
from admin_app.content.desk.noting import Noting
from admin_app.content.forms.review_links import PINNED, ReviewLinkForm
from admin_app.content.policy.notes import require_host
from admin_app.content.queries.notes import links_to
from admin_app.desk.forms import cleaned, hang
from admin_app.desk.routes import expose, parse_id
from admin_app.desk.views.notices import told
from admin_app.errors import NotAllowed, NotFound, Refusal
from admin_app.unit_of_work import Answer, answer_again, one_commit

# The token of a link just made is in its maker's session until it is shown, once; nowhere else.
NEW = "new_review_link"


class Hosting(Noting):
    """/admin/post/links/. Whoever may change the text may let guests read it."""

    @expose("/links/")
    def links_view(self) -> ResponseReturnValue:
        """The links to one text; the address of one just made, this once."""
        text = self.text_for_notes(request.args.get("id"))
        require_host(current_user, text)
        token = session.pop(NEW, None)
        site = current_app.config["SITE_URL"] or request.host_url.rstrip("/")
        address = site + url_for("review.read", token=token) if token else ""
        return self._show_links(text, ReviewLinkForm(), address=address)

    @expose("/links/", methods=("POST",))
    def link_view(self) -> ResponseReturnValue:
        """Make a link."""
        text_id = self.text_for_notes(request.args.get("id")).id
        form = ReviewLinkForm(cleaned(request.form))
        if not form.validate():
            answer_again(request.form.get("form_key"))
            return self._show_links(self.text_for_notes(text_id), form, 422)
        try:
            return self._made(text_id, form)
        except (NotFound, NotAllowed):
            raise
        except Refusal as refusal:
            hang(form, refusal)
            return self._show_links(self.text_for_notes(text_id), form, refusal.status)

    @expose("/links/end/", methods=("POST",))
    def link_end_view(self) -> ResponseReturnValue:
        """Revoke the link `revoke`, or make the link `anew` again under another address."""
        text_id = self.text_for_notes(request.args.get("id")).id
        back = url_for(".links_view", id=text_id)
        again = request.form.get("anew")
        link_id = parse_id(again or request.form.get("revoke"))
        token = None
        with one_commit("", form_key=request.form.get("form_key")) as unit:
            text = self.text_for_notes(text_id)
            person = current_user._get_current_object()
            if again:
                _, token = make_anew(person, text, link_id)
                unit.summary = f"Made a review link to “{text.title}” anew"
            else:
                revoke(person, text, link_id)
                unit.summary = f"Revoked a review link to “{text.title}”"
            unit.answer = Answer(back, f"{unit.summary}.")
        return self._answered(unit, token)

    def _made(self, text_id: int, form: ReviewLinkForm) -> ResponseReturnValue:
        with one_commit("", form_key=request.form.get("form_key")) as unit:
            text = self.text_for_notes(text_id)
            pinned = text.version if form.shows.data == PINNED else None
            _, token = make_link(
                current_user._get_current_object(),
                text,
                form.label.data or "",
                int(form.days.data),
                pinned,
            )
            unit.summary = f"Made a review link to “{text.title}”"
            back = url_for(".links_view", id=text_id)
            unit.answer = Answer(back, f"{unit.summary}. Its address was shown once.")
        return self._answered(unit, token)

    def _answered(self, unit: Any, token: str | None) -> ResponseReturnValue:
        if token is not None:
            session[NEW] = token
        flash(*told(f"{unit.summary}.", unit.changeset_id))
        return redirect(unit.answer.location, 303)

    def _show_links(
        self, text: Any, form: ReviewLinkForm, status: int = 200, address: str = ""
    ) -> ResponseReturnValue:
        page = self.render(
            "content/text_links.html", row=text, form=form, links=links_to(text), address=address
        )
        return make_response(page, status)
