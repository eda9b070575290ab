"""Making one tag, or category, of several, and bringing one of them back.

A merge is a number of statements that does not grow with posts. What it took away stands in
`merged_term` beside the history, so that it can be undone at once, and taken apart years later when
posts have come and gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, delete, insert, literal, select, update

from admin_app.content.actions.redirects import leave_word
from admin_app.content.actions.terms import term_name
from admin_app.content.addresses import path_of
from admin_app.content.models import Category, MergedTerm, Redirect, Tag, merged_key
from admin_app.content.models.terms import name_key
from admin_app.content.policy.terms import require_editing
from admin_app.content.queries.merged import (
    held_merge,
    links_of_others,
    next_version,
    target_column,
    term_called,
)
from admin_app.content.queries.terms import held_terms, slugs_taken, terms_named
from admin_app.content.queries.tree import above, children_of, hold_the_tree, is_there, parents_of
from admin_app.errors import Conflict, NotFound, Refusal
from admin_app.extensions import db
from admin_app.history.bulk import change_rows
from admin_app.history.queries import linked_ids
from admin_app.history.record import record_rows
from admin_app.history.removal import remove
from admin_app.history.rows import Link, link_tables, table_of
from admin_app.ids import among
from admin_app.slugs import free_slug

Term = Tag | Category
MOST = 100
"""Terms that one merge takes."""


def merge_terms(person: Any, model: type[Term], ids: Sequence[int], into: str) -> str:
    """Merge these into the one that is called `into`; its name.

    Their posts get it, their addresses lead to it, their names stand for it, and what stood under a
    category stands under it. Raises `Refusal` (field “into”).
    """
    require_editing(person, model)
    if len(ids) > MOST:
        raise Refusal(f"At most {MOST} can be merged at once; these are {len(ids):,}.")
    if model is Category:
        hold_the_tree()
    target, sources = _held(model, ids, into)
    name, target_id = target.name, target.id
    _lead_on(model, sources, target_id)
    kept = [_kept(model, term, target_id) for term in sources]
    for merged, links in zip(kept, _move_posts(model, sources, target), strict=True):
        merged.links = links
    if model is Category:
        children = _move_children([term.id for term in sources], target_id)
        for merged in kept:
            under = [child for child, parent in children.items() if parent == merged.was_id]
            merged.links = merged.links | {"children": under}
    db.session.add_all(kept)
    db.session.flush()
    remove(model, [term.id for term in sources])
    return name


def unmerge_term(person: Any, merged_id: int) -> tuple[type[Term], str]:
    """Bring back what was merged: what kind it is, and its name.

    It gets those of its posts that still carry what it had become, and they lose that again unless
    they had it before. Raises `NotFound`, and `Conflict` where its name has been given away.
    """
    merged = held_merge(merged_id)
    if merged is None:
        raise NotFound
    model: type[Term] = Category if merged.category_id is not None else Tag
    require_editing(person, model)
    target_id = getattr(merged, target_column(model).key)
    if model is Category:
        hold_the_tree()
    (target,) = held_terms(model, [target_id])
    if terms_named(model, [name_key(merged.name)]):
        raise Conflict(f"There is a {model.noun()} “{merged.name}” again; rename that first.")
    version = _put_back(model, merged)
    _return_posts(model, merged, target, version)
    if model is Category:
        _return_children(merged)
    name = merged.name
    remove(MergedTerm, [merged.id])
    return model, name


def _held(model: type[Term], ids: Sequence[int], into: str) -> tuple[Term, list[Term]]:
    """The target and the sources, held in one order, so that two merges at once never deadlock."""
    target_id = term_called(model, name_key(term_name(into, "into")))
    held = held_terms(model, [*ids, target_id]) if target_id is not None else []
    target = next((term for term in held if term.id == target_id), None)
    if target is None:
        raise Refusal(f"There is no {model.noun()} “{into.strip()[:60]}”.", "into")
    sources = [term for term in held if term is not target]
    if not sources:
        raise Refusal(f"Choose another {model.noun()} than the one that is merged.", "into")
    return target, sources


def _kept(model: type[Term], term: Term, target_id: int) -> MergedTerm:
    return MergedTerm(
        key=merged_key(model, term.name),
        name=term.name,
        slug=term.slug,
        description=term.description,
        was_id=term.id,
        was_under=getattr(term, "parent_id", None),
        **{target_column(model).key: target_id},
    )


def _lead_on(model: type[Term], sources: Sequence[Term], target_id: int) -> None:
    """Addresses and names that led to the merged ones lead to the target."""
    column = f"{model.__tablename__}_id"
    ids = [term.id for term in sources]
    for pointing in (Redirect, MergedTerm):
        of: Any = getattr(pointing, column)
        held = db.session.scalars(select(pointing.id).where(among(of, ids)).order_by(pointing.id))
        if rows := held.all():
            change_rows(pointing, rows, lambda _: {column: target_id}, (column,))
    paths = [path_of(model.__tablename__, term.slug) for term in sources]
    leave_word(paths, model.__tablename__, target_id)


def _link(model: type[Term]) -> tuple[str, Link]:
    name = "post_tag" if model is Tag else "post_category"
    return name, link_tables(model)[name]


def _move_posts(
    model: type[Term], sources: Sequence[Term], target: Term
) -> list[dict[str, list[int]]]:
    """Link the posts of the sources to the target; what each of the sources had."""
    name, link = _link(model)
    ids = [term.id for term in sources]
    held = linked_ids(link, [*ids, target.id])
    had = held.get(target.id, [])
    before = set(had)
    gained = sorted({post for term_id in ids for post in held.get(term_id, [])} - before)
    if gained:
        has_it = select(link.other).where(link.own == target.id)
        posts = select(link.other, literal(target.id)).where(
            among(link.own, ids), link.other.not_in(has_it)
        )
        db.session.execute(insert(link.table).from_select([link.other, link.own], posts.distinct()))
        _record_links(model, target, name, had, sorted([*had, *gained]))
    return [
        {
            "moved": [post for post in held.get(term_id, []) if post not in before],
            "shared": [post for post in held.get(term_id, []) if post in before],
        }
        for term_id in ids
    ]


def _move_children(ids: Sequence[int], target_id: int) -> dict[int, int]:
    """What stands right under the sources stands under the target; where each was.

    The target itself, where it is one of these, goes up to the first that is none of them.
    """
    goes = parents_of(ids)
    children = {child: under for child, under in children_of(ids).items() if child not in goes}

    def decide(row: Any) -> dict[str, Any]:
        if row.id != target_id:
            return {"parent_id": target_id}
        up: int | None = children[row.id]
        for _ in goes:
            up = goes.get(up, up) if up is not None else None
        return {"parent_id": up}

    if children:
        _out_of_the_way(target_id, goes)
        change_rows(Category, children, decide, ("parent_id",))
    return {child: under for child, under in children.items() if child != target_id}


def _out_of_the_way(target_id: int, goes: dict[int, int | None]) -> None:
    """Refuse where the target stands deeper below a source: its branch would hang on itself."""
    path = [each for each, _ in above([target_id])[target_id]]
    if any(each in goes for each in path[:-1]):
        raise Refusal("It stands further below what is merged; move it up first.", "into")


def _put_back(model: type[Term], merged: MergedTerm) -> int:
    """The row, under its own id; its version."""
    slug = free_slug(merged.slug, slugs_taken(model, [merged.slug]))
    version = next_version(model, merged.was_id)
    values: dict[str, Any] = {"name": merged.name, "slug": slug, "description": merged.description}
    if model is Category:
        values["parent_id"] = _place(merged)
    # It changes once more in this commit, as its posts come back.
    row = {"id": merged.was_id, "version": version + 1, "name_key": name_key(merged.name)}
    db.session.execute(insert(table_of(model)).values(values | row))
    record_rows(
        model.__tablename__,
        "create",
        [
            {
                "entity_id": merged.was_id,
                "label": merged.name,
                "version": version,
                "after": values,
            }
        ],
    )
    standing = select(Redirect.id).where(Redirect.path == path_of(model.__tablename__, slug))
    if (redirect_id := db.session.scalar(standing)) is not None:
        remove(Redirect, [redirect_id])
    return version


def _place(merged: MergedTerm) -> int | None:
    """What it stood under, if that is there and stands under nothing that comes back below it."""
    under = merged.was_under
    if under is None or not is_there(under):
        return None
    path = {under, *(each for each, _ in above([under])[under])}
    return None if path.intersection(merged.links.get("children", ())) else under


def _return_posts(model: type[Term], merged: MergedTerm, target: Term, version: int) -> None:
    name, link = _link(model)
    had = linked_ids(link, [target.id]).get(target.id, [])
    still = set(had)
    moved = still.intersection(merged.links.get("moved", ()))
    shared = still.intersection(merged.links.get("shared", ()))
    others = {
        post
        for links in links_of_others(merged, model)
        for post in (*links.get("moved", ()), *links.get("shared", ()))
    }
    back = sorted(moved | shared)
    if back:
        posts = select(link.other, literal(merged.was_id)).where(
            link.own == target.id, among(link.other, back)
        )
        db.session.execute(insert(link.table).from_select([link.other, link.own], posts))
        row = {"entity_id": merged.was_id, "label": merged.name, "version": version + 1}
        change = row | {"before": {name: []}, "after": {name: back}}
        record_rows(model.__tablename__, "edit", [change])
    loses = moved - others
    if loses:
        db.session.execute(
            delete(link.table).where(link.own == target.id, among(link.other, loses))
        )
        _record_links(model, target, name, had, sorted(still - loses))


def _return_children(merged: MergedTerm) -> None:
    target_id = merged.category_id
    children: Iterable[int] = merged.links.get("children", ())

    def decide(row: Any) -> dict[str, Any] | None:
        return {"parent_id": merged.was_id} if row.parent_id == target_id else None

    if children:
        change_rows(Category, children, decide, ("parent_id",))


def _record_links(
    model: type[Term], target: Term, name: str, before: list[int], after: list[int]
) -> None:
    """Note that the posts of the target are others now, which makes it a newer version."""
    table: Table = table_of(model)
    version = db.session.execute(
        update(table)
        .where(table.c.id == target.id)
        .values(version=table.c.version + 1)
        .returning(table.c.version)
    ).scalar_one()
    row = {"entity_id": target.id, "label": target.name, "version": version}
    record_rows(table.name, "edit", [row | {"before": {name: before}, "after": {name: after}}])
    db.session.expire(target)
