"""The forms of tags and categories."""

from __future__ import annotations

from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from admin_app.content.queries.tree import MOST_BRANCHES, categories_by_name, category_tree
from admin_app.desk.forms import ChoiceField, DeskForm

INDENT = "\u00a0\u00a0\u00a0"


class TagForm(DeskForm):
    """The form of a tag."""

    name = StringField("Name", [DataRequired("Give it a name."), Length(max=100)])
    slug = StringField(
        "Address", [Length(max=90)], description="Made from the name when you leave it empty."
    )
    description = TextAreaField(
        "Description",
        [Length(max=2000)],
        description="Readers see it above the list of posts. Plain text.",
    )

    def sent(self) -> dict[str, Any]:
        """The values that were sent, as `actions.terms.write_term` takes them."""
        return {field.name: field.data for field in self if field.raw_data}


class MergeForm(DeskForm):
    """Into what others are merged."""

    into = StringField(
        "Merge into",
        [DataRequired("Say into which one."), Length(max=100)],
        description="The name of the one that stays.",
    )


class ParentField(ChoiceField):
    """A category to stand under, by id, or none. The tree is read when the field is drawn."""

    data: int | None

    def __init__(self, label: str | None = None, validators: Any = (), **kwargs: Any) -> None:
        super().__init__(label, validators, coerce=_category_id, choices=_parents, **kwargs)

    def pre_validate(self, form: Any) -> None:
        """Any id goes: the action refuses what is gone, and circles."""


class CategoryForm(TagForm):
    """The form of a category."""

    parent_id = ParentField("Under", description="The category that it is a part of.")

    def __init__(self, formdata: Any = None, obj: Any = None, **kwargs: Any) -> None:
        self.own_id: int | None = getattr(obj, "id", None)
        super().__init__(formdata, obj=obj, **kwargs)


def _category_id(value: Any) -> int | None:
    if value in ("", None, "None"):
        return None
    number = int(value)
    if not 0 < number < 2**31:
        raise ValueError("This is not one of the choices.")
    return number


def _parents(form: Any, _field: Any) -> list[tuple[Any, str]]:
    """The tree, without the category itself and what stands under it."""
    tree = category_tree()
    branches = categories_by_name(MOST_BRANCHES) if tree is None else tree
    offered: list[tuple[Any, str]] = [("", "Nothing: at the top")]
    own_depth: int | None = None
    for branch in branches:
        if own_depth is not None and branch.depth > own_depth:
            continue
        own_depth = branch.depth if branch.id == form.own_id else None
        if own_depth is None:
            offered.append((branch.id, INDENT * branch.depth + branch.name))
    return offered
