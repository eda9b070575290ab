"""The address of a text."""

from __future__ import annotations

from admin_app.content.models import Page, Post
from admin_app.content.queries.texts import slugs_like
from admin_app.errors import Refusal
from admin_app.slugs import free_slug, slug_from


def set_slug(text: Post | Page, wanted: str | None) -> None:
    """The slug that was typed, if it is free; one made from the title, where none was."""
    if wanted is None and text.slug:
        return
    if wanted and wanted == text.slug:
        return
    chosen = slug_from(wanted or text.title, type(text).noun())
    taken = slugs_like(type(text), chosen, besides=text.id)
    free = free_slug(chosen, taken)
    if wanted and free != chosen:
        raise Refusal(f"Another {text.noun()} has this address; “{free}” is free.", "slug")
    if free != text.slug:
        text.slug = free
