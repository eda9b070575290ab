"""The address of a text."""

from __future__ import annotations

from dataclasses import dataclass

from admin_app.columns import now
from admin_app.content.actions.redirects import give_way, leave_redirect
from admin_app.content.models import Page, Post
from admin_app.content.policy.texts import PUBLIC
from admin_app.content.queries.texts import slugs_like
from admin_app.errors import Refusal
from admin_app.slugs import free_slug, is_made_from, slug_from


@dataclass(frozen=True)
class Was:
    """What the address of a text depends on, as it was before the save."""

    title: str
    slug: str
    public: bool
    once_live: bool

    @classmethod
    def of(cls, text: Post | Page) -> Was:
        """The text as it stands. Its moment tells whether readers may know its address: that stays
        when the text becomes a draft again, and is still to come where it never was live.
        """
        moment = text.published_at
        return cls(
            text.title or "",
            text.slug or "",
            text.status in PUBLIC,
            moment is not None and moment <= now(),
        )


def set_slug(text: Post | Page, wanted: str | None, was: Was) -> None:
    """The slug that was typed, if it is free; one made from the title, where none was.

    Until readers have seen the text, a slug that was made from its title follows the title; from
    then on only a person changes it, and a redirect stays behind.
    """
    if wanted is None or wanted == was.slug:
        wanted = None
        if was.slug and not _follows_title(text, was):
            _settle(text, was)
            return
    chosen = slug_from(wanted or text.title, type(text).noun())
    if chosen != was.slug:
        free = free_slug(chosen, slugs_like(type(text), chosen, besides=text.id))
        if wanted and free != chosen:
            raise Refusal(f"Another {text.noun()} has this address; “{free}” is free.", "slug")
        if free != text.slug:
            text.slug = free
    _settle(text, was)


def _follows_title(text: Post | Page, was: Was) -> bool:
    if was.once_live or text.title == was.title:
        return False
    return is_made_from(was.slug, was.title, type(text).noun())


def _settle(text: Post | Page, was: Was) -> None:
    """Redirects as the address asks for: one from where readers knew it, none where it now is."""
    if was.once_live and was.slug and text.slug != was.slug:
        leave_redirect(text, was.slug)
    elif text.status in PUBLIC and (not was.public or text.slug != was.slug):
        give_way(text)
