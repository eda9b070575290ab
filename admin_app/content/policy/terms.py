"""Who may change tags and categories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from admin_app.content.models import Category, Tag
from admin_app.errors import NotAllowed
from admin_app.history.undo import undo_policy
from admin_app.people.permissions import Permission

EDITING = {Tag: Permission.TAG_EDIT, Category: Permission.CATEGORY_EDIT}


def require_editing(person: Any, model: type[Tag | Category]) -> None:
    """Raise `NotAllowed` unless the person may change the terms of this kind."""
    if not person.may(EDITING[model]):
        raise NotAllowed(f"Your role does not include changing a {model.noun()}.")


def may_list(person: Any, model: type[Tag | Category]) -> bool:
    """Whether the person sees every term of this kind, used or not."""
    return bool(person.may(EDITING[model]))


@undo_policy("tag")
def _may_undo_tags(person: Any, rows: Sequence[tuple[int, str]]) -> bool:
    return _may_undo(person, Tag, rows)


@undo_policy("category")
def _may_undo_categories(person: Any, rows: Sequence[tuple[int, str]]) -> bool:
    return _may_undo(person, Category, rows)


@undo_policy("merged_term")
def _may_undo_merges(person: Any, rows: Sequence[tuple[int, str]]) -> bool:
    return bool(person.may(Permission.TAG_EDIT) and person.may(Permission.CATEGORY_EDIT))


def _may_undo(person: Any, model: type[Tag | Category], rows: Sequence[tuple[int, str]]) -> bool:
    if person.may(EDITING[model]):
        return True
    # A writer's own post may have made them; taking it back does not need an editor. What others
    # made is out of reach: a writer is shown, and may undo, only what they did themselves.
    writes = person.may(Permission.POST_EDIT_OWN)
    return bool(writes) and all(verb != "edit" for _, verb in rows)
