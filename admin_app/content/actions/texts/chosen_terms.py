"""Tags and categories that many texts are to get, or to lose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, literal, select, union_all

from admin_app.content.actions.terms import make_terms, term_name
from admin_app.content.models import Category, Post, Tag
from admin_app.content.models.terms import name_key
from admin_app.content.queries.merged import terms_meant
from admin_app.extensions import db
from admin_app.history.rows import link_tables
from admin_app.ids import among

MODELS: dict[str, type[Tag | Category]] = {"tags": Tag, "categories": Category}


@dataclass
class Terms:
    """What is added, by key, and taken away; what is not there yet has an id below zero."""

    link: str
    added: dict[str, tuple[int, str]]
    removed: frozenset[int]
    new: list[str]

    @property
    def names(self) -> dict[int, str]:
        """The names of what is added, by id."""
        return dict(self.added.values())

    def applied_to(self, held: frozenset[int]) -> frozenset[int]:
        """What a text that holds these holds then."""
        return (held - self.removed) | {term_id for term_id, _ in self.added.values()}

    def create(self) -> None:
        """Store those that are not there yet, so that they have ids."""
        made = make_terms(MODELS[self.link], {name_key(name): name for name in self.new})
        db.session.flush()
        self.added |= {key: (term.id, term.name) for key, term in made.items()}


@dataclass
class Held:
    """What each text holds, by its id."""

    ids: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    names: dict[int, str] = field(default_factory=dict)

    def of(self, text_id: int) -> frozenset[int]:
        """The ids of its terms."""
        return frozenset(self.ids.get(text_id, ()))


def looked_up(wishes: Any) -> dict[str, Terms]:
    """The terms of these wishes, by link; links that nothing is wished of are left out.

    A statement for each link; a name that was merged into another is that one. Raises `Refusal`
    beside the field of a name that can't be one.
    """
    found = {}
    for link in MODELS:
        adds, removes = getattr(wishes, f"add_{link}"), getattr(wishes, f"remove_{link}")
        if adds or removes:
            found[link] = _looked_up(link, adds, removes)
    return found


def _looked_up(link: str, adds: Iterable[str], removes: Iterable[str]) -> Terms:
    wanted: dict[str, str] = {}
    for name in adds:
        tidy = term_name(name, f"add_{link}")
        wanted.setdefault(name_key(tidy), tidy)
    gone = {name_key(name) for name in removes}
    there = terms_meant(MODELS[link], wanted.keys() | gone)
    new = [key for key in wanted if key not in there]
    return Terms(
        link,
        {
            key: (there[key].id, there[key].name) if key in there else (-1 - new.index(key), name)
            for key, name in wanted.items()
        },
        frozenset(there[key].id for key in gone if key in there),
        [wanted[key] for key in new],
    )


def held_terms(links: Iterable[str], post_ids: Collection[int]) -> dict[str, Held]:
    """What these posts hold of these links; one statement."""
    held = {link: Held() for link in links}
    if not held:
        return held
    parts = union_all(*(_holding(link, post_ids) for link in held)).subquery()
    rows = select(parts).order_by(parts.c.link, parts.c.post_id, parts.c.term_id)
    for link, post_id, term_id, name in db.session.execute(rows):
        held[link].ids[post_id].add(term_id)
        held[link].names[term_id] = name
    return held


def _holding(link: str, post_ids: Collection[int]) -> Select[Any]:
    table, model = link_tables(Post)[link], MODELS[link]
    return (
        select(
            literal(link).label("link"),
            table.own.label("post_id"),
            model.id.label("term_id"),
            model.name.label("name"),
        )
        .join(model, model.id == table.other)
        .where(among(table.own, post_ids))
    )
