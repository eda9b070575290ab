"""What can be done to tags and categories."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from admin_app.content.actions.redirects import leave_redirect
from admin_app.content.actions.tree import lift_children, place
from admin_app.content.models import Category, Tag
from admin_app.content.models.terms import name_key
from admin_app.content.policy.terms import require_editing
from admin_app.content.queries.merged import (
    become,
    merged_named,
    names_and_slugs_taken,
    terms_meant,
)
from admin_app.content.queries.terms import slugs_taken, terms_named
from admin_app.errors import Refusal
from admin_app.extensions import db
from admin_app.history.removal import remove
from admin_app.slugs import free_slug, slug_from
from admin_app.web.text import clean_characters, one_line

T = TypeVar("T", bound=Tag | Category)

LONGEST_NAME = 100
# A key may be longer than its name: “ß” counts as “ss”.
LONGEST_KEY = 200
MOST_TERMS = 50
"""Tags, or categories, that one post may have."""


def find_or_create_tags(names: Iterable[str], held: int = 0) -> list[Tag]:
    """The tags of these names, in their order and each once; those that were not there are new.

    A name that was merged into another tag is that one. New ones are in the session and are stored
    by the caller's flush. Two statements at most, however many names. Raises `Refusal` (field
    “tags”) for a name that can't be one, or too many of them; a post that holds more, as an
    imported one may, is not made to lose any.
    """
    return _find_or_create(Tag, names, "tags", held)


def find_or_create_categories(names: Iterable[str], held: int = 0) -> list[Category]:
    """The same for categories (field “categories”); new ones stand at the top of the tree."""
    return _find_or_create(Category, names, "categories", held)


def make_terms(model: type[T], names: Mapping[str, str]) -> dict[str, T]:
    """New terms of these names, by key, each with a slug of its own; stored by the caller's flush.

    None of them was there a moment ago. One statement; a name that was merged since is the term
    that it has become.
    """
    if not names:
        return {}
    slugs = {key: slug_from(name, model.noun()) for key, name in names.items()}
    merged, taken = names_and_slugs_taken(model, names.keys(), slugs.values())
    made = {}
    for key, name in names.items():
        if key not in merged:
            slug = free_slug(slugs[key], taken)
            taken.add(slug)
            made[key] = model(name=name, slug=slug)
    db.session.add_all(made.values())
    return made | become(model, merged) if merged else made


def write_term(person: Any, term: Tag | Category, sent: Mapping[str, Any]) -> None:
    """Put what was sent into a new or loaded term and flush it; what was not sent stays.

    Reads name, slug (made from the name when empty), description and, for a category, parent_id.
    Raises `Refusal` with the field at fault, `NotAllowed` where this person may not.
    """
    require_editing(person, type(term))
    if "name" in sent:
        _set_name(term, sent["name"] or "")
    _set_slug(term, sent.get("slug"))
    if "description" in sent:
        term.description = clean_characters(sent["description"] or "").strip()
    if isinstance(term, Category) and "parent_id" in sent:
        place(term, sent["parent_id"])
    db.session.add(term)
    db.session.flush()


def delete_terms(person: Any, model: type[Tag | Category], ids: Sequence[int]) -> list[int]:
    """Delete these for good; the ids that went. Posts stay and lose them.

    Categories under a deleted one move up to what it stood under, so that no branch falls apart.
    """
    require_editing(person, model)
    if model is Category:
        lift_children(ids)
    return remove(model, ids)


def term_name(name: str, field: str) -> str:
    """The name as it is kept: one line, no characters that harm, composed (NFC).

    Raises `Refusal` beside the field for a name that is empty, too long, or has a comma, which
    stands between the names of a post's tags.
    """
    tidy = unicodedata.normalize("NFC", one_line(name))
    if not any(character.isprintable() and character != " " for character in tidy):
        raise Refusal("Give it a name that people can read.", field)
    if len(tidy) > LONGEST_NAME or len(name_key(tidy)) > LONGEST_KEY:
        raise Refusal(
            f"“{tidy[:30]}…” is too long: a name has at most {LONGEST_NAME} characters.", field
        )
    if "," in tidy:
        raise Refusal(f"“{tidy}” has a comma, which would make it two names.", field)
    return tidy


def _set_name(term: Tag | Category, wanted: str) -> None:
    name = term_name(wanted, "name")
    if name == term.name:
        return
    other = terms_named(type(term), [name_key(name)]).get(name_key(name))
    if other is not None and other is not term:
        raise Refusal(f"There is a {term.noun()} “{other.name}” already.", "name")
    _refuse_merged_name(term, name)
    term.name = name


def _refuse_merged_name(term: Tag | Category, name: str) -> None:
    """A name that was merged is given to nobody but what it was merged into."""
    merged = merged_named(type(term), name_key(name))
    if merged is None:
        return
    if term.id is None or term.id not in (merged.tag_id, merged.category_id):
        raise Refusal(
            f"“{merged.name}” was merged into another {term.noun()}; bring it back from there.",
            "name",
        )
    db.session.delete(merged)


def _set_slug(term: Tag | Category, wanted: str | None) -> None:
    if term.slug and (wanted is None or wanted == term.slug):
        return
    chosen = slug_from(wanted or term.name, term.noun())
    free = free_slug(chosen, slugs_taken(type(term), [chosen], besides=term.id))
    if wanted and free != chosen:
        raise Refusal(f"Another {term.noun()} has this address; “{free}” is free.", "slug")
    if free != term.slug:
        old, term.slug = term.slug, free
        if old:
            leave_redirect(term, old)


def _find_or_create(model: type[T], names: Iterable[str], field: str, held: int) -> list[T]:
    wanted: dict[str, str] = {}
    for name in names:
        tidy = term_name(name, field)
        wanted.setdefault(name_key(tidy), tidy)
    if len(wanted) > max(MOST_TERMS, held):
        raise Refusal(
            f"These are {len(wanted):,} {field}; a post can have at most {MOST_TERMS}.", field
        )
    if not wanted:
        return []
    terms = terms_meant(model, wanted.keys())
    terms |= make_terms(model, {key: name for key, name in wanted.items() if key not in terms})
    # Several names may stand for one: those that were merged into it.
    return list(dict.fromkeys(terms[key] for key in wanted))
