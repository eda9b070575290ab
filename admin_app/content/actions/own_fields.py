"""The fields of a site's own: what they are, and what a text has in them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from admin_app.content.models import CustomField, FieldKind, Page, Post, TextTemplate
from admin_app.content.queries.own_fields import MOST, keys_in_use, own_fields
from admin_app.errors import NotAllowed, Refusal
from admin_app.extensions import db
from admin_app.people.permissions import Permission
from admin_app.slugs import slug_from
from admin_app.web.text import clean_characters, one_line

PREFIX = "field_"
LONGEST = 2000
LONGEST_KEY = 40
MOST_CHOICES = 100
LARGEST = 1e15
LINK = re.compile(r"(https?://[^\s/]+\S*|mailto:\S+@\S+|/(?!/)\S*)", re.IGNORECASE)


def read_value(kind: str, said: str) -> Any:
    """What these words say in a field of this kind, as it is kept; None for nothing.

    Raises `ValueError` with a sentence.
    """
    words = one_line(said)
    if not words:
        return None
    if len(words) > LONGEST:
        raise ValueError(f"Write at most {LONGEST:,} characters.")
    return _READ[kind](words)


def _number(words: str) -> float | int:
    try:
        number = float(words.replace(",", "."))
    except ValueError:
        raise ValueError("Write a number.") from None
    if not math.isfinite(number) or abs(number) > LARGEST:
        raise ValueError("This number is too large.")
    return int(number) if number.is_integer() else number


def _date(words: str) -> str:
    try:
        return date.fromisoformat(words).isoformat()
    except ValueError:
        raise ValueError("Write the date as year, month and day.") from None


def _link(words: str) -> str:
    if not LINK.fullmatch(words):
        raise ValueError("Write a whole address, such as https://example.org/page.")
    return words


def _yes_no(words: str) -> bool:
    if words not in ("0", "1"):
        raise ValueError("Choose yes or no.")
    return words == "1"


_READ: dict[str, Any] = {
    FieldKind.TEXT: str,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
    FieldKind.CHOICE: str,
    FieldKind.LINK: _link,
    FieldKind.YES_NO: _yes_no,
}


def said(value: Any) -> str:
    """A kept value in words that `read_value` reads."""
    return str(int(value)) if isinstance(value, bool) else str(value)


def set_own(text: Post | Page | TextTemplate, sent: Mapping[str, Any]) -> None:
    """Put these values, by key, into the text; fields that it does not have are left out.

    What a deleted field held stays. Raises `Refusal` beside a field whose choice is none.
    """
    if "own_fields" not in sent:
        return
    here = {
        one.key: one for one in own_fields(Post if isinstance(text, TextTemplate) else type(text))
    }
    held = dict(text.own_fields or {})
    for key, value in sent["own_fields"].items():
        if key not in here:
            continue
        chosen = here[key].kind != FieldKind.CHOICE or value in (None, *here[key].options)
        if not chosen and value != held.get(key):
            raise Refusal("This is not one of the choices.", PREFIX + key)
        if value is None:
            held.pop(key, None)
        else:
            held[key] = value
    if held != (text.own_fields or {}):
        text.own_fields = held


def write_field(person: Any, row: CustomField, sent: Mapping[str, Any]) -> None:
    """Put what was sent into a new or loaded field and flush it.

    Raises `Refusal` with the field at fault, `NotAllowed` where this person may not.
    """
    if not person.may(Permission.SETTING_EDIT):
        raise NotAllowed("Only an owner changes the fields of posts and pages.")
    row.label = one_line(sent.get("label") or "")
    if not row.label:
        raise Refusal("Give it a name.", "label")
    if not row.key:
        row.kind = FieldKind(sent.get("kind") or FieldKind.TEXT).value
        row.key = _free_key(sent.get("key") or row.label)
    row.choices = "\n".join(_choices(sent.get("choices") or ""))
    if row.kind == FieldKind.CHOICE and not row.choices:
        raise Refusal("Write what there is to choose from, one on a line.", "choices")
    row.help = clean_characters(sent.get("help") or "").strip()
    row.position = sent.get("position") or 0
    for name in ("required", "on_posts", "on_pages", "shown"):
        setattr(row, name, bool(sent.get(name)))
    db.session.add(row)
    db.session.flush()


def _choices(said: str) -> list[str]:
    lines = [line for line in (one_line(line)[:200] for line in said.split("\n")) if line]
    if len(lines) > MOST_CHOICES:
        raise Refusal(f"At most {MOST_CHOICES} choices go into one field.", "choices")
    return list(dict.fromkeys(lines))


def _free_key(said: str) -> str:
    made = slug_from(said, "field").replace("-", "_")
    key = re.sub(r"[^a-z0-9_]", "", made)[:LONGEST_KEY].strip("_") or "field"
    taken = keys_in_use()
    if len(taken) >= MOST:
        raise Refusal(f"A site has at most {MOST} fields of its own.")
    if key in taken:
        raise Refusal(f"There is a field with the key “{key}” already.", "key")
    return key
