"""The screen of tags."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from admin_app.content.actions.merging import MOST, merge_terms, unmerge_term
from admin_app.content.actions.terms import delete_terms, write_term
from admin_app.content.forms.terms import MergeForm, TagForm
from admin_app.content.models import Tag
from admin_app.content.models.terms import name_key
from admin_app.content.policy.terms import may_list
from admin_app.content.queries.merged import merged_into
from admin_app.content.queries.redirects import old_paths
from admin_app.content.queries.suggestions import suggested
from admin_app.content.queries.terms import terms_with, titles_with
from admin_app.desk.forms import cleaned, hang
from admin_app.desk.lists import Column, Sort
from admin_app.desk.routes import expose, parse_id
from admin_app.desk.views import ModelView
from admin_app.desk.views.acting import BulkAction, pressed
from admin_app.desk.views.notices import told
from admin_app.errors import NotFound, Refusal
from admin_app.people.permissions import Permission
from admin_app.unit_of_work import Answer, one_commit
from admin_app.web.filters import capped

SHOWN = 5


class TermView(ModelView):
    """What the screens of tags and categories share: a list by name or use, and a short form."""

    section = "Content"
    columns: tuple[Column, ...] = (
        Column("name", "Name", sort="name", fixed=True),
        Column("description", "Description", minor=True),
        Column("slug", "Address", minor=True, extra=True),
        Column("post_count", "Posts", sort="posts", numeric=True),
    )
    cells = "content/term_cells.html"
    edit_template = "content/term_edit.html"
    create_template = "content/term_edit.html"
    search_hint = "Search names"
    searched = ("name_key",)

    def is_accessible(self) -> bool:
        """Who may edit terms; what is suggested while typing, to everybody who writes posts."""
        if request.endpoint == f"{self.endpoint}.suggest":
            person = current_user._get_current_object()
            return bool(person.is_authenticated and person.may(Permission.POST_EDIT_OWN))
        return super().is_accessible()

    @expose("/suggest/")
    def suggest(self) -> ResponseReturnValue:
        """Names that begin with `q`, as JSON: what the fields for names ask while one types."""
        person = current_user._get_current_object()
        counted = may_list(person, self.model)
        rows = suggested(person, self.model, request.args.get("q", ""))
        return jsonify(
            exact=next((row.name for row in rows if row.is_exact), None),
            terms=[
                {
                    "name": row.name,
                    "slug": row.slug,
                    # How many there are tells of drafts, too.
                    "post_count": row.post_count if counted else None,
                }
                for row in rows
            ],
        )

    def matching(self, words: str) -> Any:
        """The words as a part of the name; case does not count, in any script."""
        return self.model.name_key.contains(name_key(words), autoescape=True)

    @property
    def bulk_actions(self) -> Sequence[BulkAction]:
        """Merge, by a page that asks into what; delete."""
        return (
            BulkAction("merge", "Merge into…", lambda ids: [], ""),
            BulkAction("delete", "Delete", self.delete_many, "Deleted {rows}", danger=True),
        )

    @expose("/action/", methods=("POST",))
    def action_view(self) -> ResponseReturnValue:
        """As everywhere; to merge leads to its page first."""
        if pressed()[0] != "merge":
            return super().action_view()
        ids = request.form.getlist("rowid")
        if request.form.get("all_matching") or not 0 < len(ids) <= MOST:
            raise Refusal(f"Choose up to {MOST} to merge, one by one.", status=400)
        return redirect(url_for(".merge", id=[parse_id(one) for one in ids]), 303)

    @expose("/merge/", methods=("GET", "POST"))
    def merge(self) -> ResponseReturnValue:
        """Asks into what the terms with these `id`s go; POST merges them."""
        ids = [parse_id(one) for one in request.args.getlist("id")[: MOST + 1]]
        form = MergeForm(cleaned(request.form)) if request.method == "POST" else MergeForm()
        if request.method == "GET":
            return self._ask_into(ids, form, 200)
        if not form.validate():
            return self._ask_into(ids, form, 422)
        person, index = current_user._get_current_object(), url_for(".index_view")
        try:
            with one_commit("Merged", form_key=request.form.get("form_key")) as unit:
                terms = terms_with(self.model, ids)
                into = merge_terms(person, self.model, [term.id for term in terms], form.into.data)
                names = [term.name for term in terms if term.name != into]
                unit.summary = f"Merged {named(names[:SHOWN], len(names))} into “{into}”"
                unit.answer = Answer(index, f"{unit.summary}.")
        except Refusal as refusal:
            if not hang(form, refusal):
                raise
            return self._ask_into(ids, form, refusal.status)
        flash(*told(f"{unit.summary}.", unit.changeset_id))
        return redirect(index, 303)

    def _ask_into(self, ids: Sequence[int], form: MergeForm, status: int) -> ResponseReturnValue:
        terms = terms_with(self.model, ids)
        if not terms:
            raise NotFound
        page = self.render("content/term_merge.html", terms=terms, form=form)
        return make_response(page, status)

    @expose("/unmerge/", methods=("POST",))
    def unmerge(self) -> ResponseReturnValue:
        """Bring back one that was merged (field `id`: the merged name's)."""
        merged_id = parse_id(request.form.get("id"))
        with one_commit("Brought back", form_key=request.form.get("form_key")) as unit:
            model, name = unmerge_term(current_user._get_current_object(), merged_id)
            unit.summary = f"Brought the {model.noun()} “{name}” back from what it was merged into"
            back = url_for(".index_view")
            unit.answer = Answer(back, f"{unit.summary}.")
        flash(*told(f"{unit.summary}.", unit.changeset_id))
        return redirect(back, 303)

    def delete_many(self, ids: Sequence[int]) -> list[int]:
        """Delete these; the ids that went."""
        return delete_terms(current_user._get_current_object(), self.model, ids)

    def delete_row(self, row: Any) -> None:
        """Delete this one."""
        self.delete_many([row.id])

    def goes_with(self, row: Any) -> list[tuple[str, str]]:
        """How many posts lose it, and which addresses and merged names go with it."""
        goes = []
        if row.post_count:
            titles = titles_with(self.model, row.id, SHOWN)
            what = "post loses" if row.post_count == 1 else "posts lose"
            said = f"{what} this {self.noun}: {named(titles, row.post_count)}"
            goes.append((capped(row.post_count), said))
        if paths := old_paths(self.model.__tablename__, row.id):
            what = "redirect goes" if len(paths) == 1 else "redirects go"
            goes.append((str(len(paths)), f"{what} too: {named(paths[:SHOWN], len(paths))}"))
        if merged := [one.name for one in merged_into(self.model, row.id)]:
            what = "merged name goes" if len(merged) == 1 else "merged names go"
            goes.append((str(len(merged)), f"{what} too: {named(merged[:SHOWN], len(merged))}"))
        return goes

    def fill(self, row: Any, form: Any) -> None:
        """Through the action, with what was sent."""
        write_term(current_user._get_current_object(), row, form.sent())

    def beside(self, row: Any) -> dict[str, Any]:
        """Where readers find it, and what has been merged into it."""
        return {
            "public_url": url_for(f"publication.{self.endpoint}", slug=row.slug),
            "merged": merged_into(self.model, row.id),
        }


class TagView(TermView):
    """Tags: /admin/tag/."""

    permission = Permission.TAG_EDIT
    order = 30
    form = TagForm
    sorts = (
        Sort("name", Tag.name, str, descending=False),
        Sort("posts", Tag.post_count, int),
    )
    empty_words = "No tags yet. They come with the posts that name them, or from here."


def named(names: Sequence[str], count: int) -> str:
    """The first names in quotation marks, and dots where there are more."""
    quoted = ", ".join(f"“{name or '(no title)'}”" for name in names)
    return quoted + (" …" if count > len(names) else "")
