"""Categories and tags of an import: found here by their name, or created."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from urllib.parse import unquote

from sqlalchemy import bindparam, update

from admin_app.content.models import Category, Tag
from admin_app.content.models.terms import name_key
from admin_app.exchange.actions.free_slugs import free_slugs
from admin_app.exchange.actions.intake import Intake
from admin_app.exchange.queries import imports as queries
from admin_app.exchange.wxr.records import Item, Term, TermRef
from admin_app.exchange.wxr.words import told
from admin_app.extensions import db
from admin_app.history.rows import table_of
from admin_app.ids import chunks
from admin_app.slugs import slug_from

Key = TypeVar("Key")

_PORTION: Final = 500
_LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class _Word:
    """A term as it will stand here; `there` is its slug over there."""

    there: str
    name: str
    description: str = ""
    parent: str = ""


class Terms:
    """Ids of one taxonomy's terms here, by the slug that they had over there."""

    def __init__(
        self, intake: Intake, model: type[Category] | type[Tag], declared: Iterable[Term]
    ) -> None:
        self._intake = intake
        self._model: Any = model
        self._taxonomy = "category" if model is Category else "post_tag"
        self._ids: dict[str, int] = {}
        self._names: dict[str, str] = {}
        self._found: set[int] = set()
        terms = [term for term in declared if term.taxonomy == self._taxonomy]
        names = {term.slug: self._name(term) for term in terms}
        self._take(
            [
                _Word(
                    term.slug or term.name,
                    names[term.slug],
                    told(term.description, intake.is_own),
                    names.get(term.parent, ""),
                )
                for term in terms
            ]
        )
        self._plant(terms)
        here_before = [id_ for id_ in self._found if id_ not in intake.created[self._model]]
        intake.report.already[self._model.noun()] += len(here_before)

    def welcome(self, items: Iterable[Item]) -> None:
        """Create the terms that items carry and the head of the file does not tell about."""
        unknown = {
            ref.slug: ref
            for item in items
            for ref in item.terms
            if ref.taxonomy == self._taxonomy and ref.slug not in self._ids
        }
        self._take([_Word(ref.slug, self._name(ref)) for ref in unknown.values()])

    def ids(self, item: Item) -> list[int]:
        """The terms that this item carries."""
        carried = (ref.slug for ref in item.terms if ref.taxonomy == self._taxonomy)
        return list(dict.fromkeys(self._ids[slug] for slug in carried))

    def id(self, slug: str) -> int:
        """The term with this slug over there. Raises KeyError for one that nobody told about."""
        return self._ids[slug]

    def _name(self, term: Term | TermRef) -> str:
        return (told(term.name, self._intake.is_own) or unquote(term.slug))[:_LONGEST].strip()

    def _take(self, words: Sequence[_Word]) -> None:
        for portion in chunks(self._told_apart(words), _PORTION):
            known = queries.ids_by_name_key(self._model, {name_key(word.name) for word in portion})
            # In reverse, so that of several words with one key the first one gives the name.
            new = {
                name_key(word.name): word
                for word in reversed(portion)
                if name_key(word.name) not in known
            }
            new = dict(reversed(new.items()))
            self._found.update(known.values())
            known |= dict(zip(new, self._create(list(new.values())), strict=True))
            self._ids |= {word.there: known[name_key(word.name)] for word in portion}

    def _told_apart(self, words: Sequence[_Word]) -> list[_Word]:
        """Names are unique here. Tags of one name are joined; categories keep their places."""
        found = []
        for word in words:
            holder = self._names.setdefault(name_key(word.name), word.there)
            if holder != word.there and self._model is Category:
                other = f"{word.name[:60]} ({word.parent[:30] or unquote(word.there)[:30]})"
                self._intake.report.note(
                    "Two categories had the same name, so one was given a longer one.", other
                )
                self._names.setdefault(name_key(other), word.there)
                word = _Word(word.there, other, word.description, word.parent)
            elif holder != word.there:
                self._intake.report.note("Two tags had the same name and are one now.", word.name)
            found.append(word)
        return found

    def _create(self, words: Sequence[_Word]) -> list[int]:
        noun = self._model.noun()
        slugs = free_slugs(self._model, [_slug(word, noun) for word in words])
        return self._intake.add(
            self._model,
            [
                {
                    "name": word.name,
                    "name_key": name_key(word.name),
                    "slug": slug,
                    "description": word.description,
                }
                for word, slug in zip(words, slugs, strict=True)
            ],
        )

    def _plant(self, terms: Sequence[Term]) -> None:
        """Hang the categories that were just created under their parents."""
        above = {term.slug: term.parent for term in terms if term.parent}
        new = self._intake.created[self._model]
        links = [
            {"row": self._ids[slug], "parent": self._ids[parent]}
            for slug, parent in above.items()
            if self._ids[slug] in new and self._fits(slug, parent, above)
        ]
        if links:
            table = table_of(Category)
            statement = update(table).where(table.c.id == bindparam("row"))
            db.session.connection().execute(statement.values(parent_id=bindparam("parent")), links)

    def _fits(self, slug: str, parent: str, above: dict[str, str]) -> bool:
        if parent not in self._ids or circular(slug, above):
            self._intake.report.note(
                "A category stands at the top, because the one above it is missing.", slug
            )
            return False
        return self._ids[slug] != self._ids[parent]


def kind_of(taxonomy: str) -> str:
    """What people call a term of this taxonomy."""
    known = {"nav_menu": "menu", "post_format": "post format"}
    return known.get(taxonomy, f"term of “{taxonomy}”")


def circular(start: Key, above: Mapping[Key, Key]) -> bool:
    """Whether going up from here comes round to where it began."""
    seen = {start}
    step = above.get(start)
    while step is not None:
        if step == start:
            return True
        if step in seen:
            return False
        seen.add(step)
        step = above.get(step)
    return False


def _slug(word: _Word, noun: str) -> str:
    return slug_from(unquote(word.there) or word.name, noun)
