"""Taking in a comment as JSON, by the form that readers have."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from flask import Request
from werkzeug.datastructures import MultiDict

from admin_app.content.models import Page, Post
from admin_app.errors import Refusal
from admin_app.publication.texts import address_of
from admin_app.readers.forms import ReaderCommentForm
from admin_app.readers.public import HELD, receive
from admin_app.unit_of_work import AlreadyAnswered

TEXTS: Final = ("address", "body", "key", "name", "email", "url", "subject")
KEY: Final = re.compile(r"[\w-]{1,64}", re.ASCII)
NO_TEXT: Final = "This has to be text."


class FieldErrors(Refusal):
    """What is wrong with several fields, each in its own sentences."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__(next(iter(fields.values()))[0])
        self.fields = fields


def sent_fields(request: Request) -> dict[str, Any]:
    """The members of the JSON object that was sent, each of its kind. Raises a `Refusal`."""
    if request.mimetype != "application/json":
        raise Refusal("Send JSON, and say so: Content-Type: application/json.", status=415)
    try:
        sent = json.loads(request.get_data(cache=False))
    except (ValueError, RecursionError):
        raise Refusal("This is no JSON that can be read.", status=400) from None
    if not isinstance(sent, dict):
        raise Refusal("Send one JSON object.", status=400)
    wrong = {name: [words] for name, value in sent.items() if (words := _wrong(name, value))}
    if wrong:
        raise FieldErrors(wrong)
    return sent


def send(text: Post | Page, fields: dict[str, Any]) -> dict[str, Any]:
    """Store the comment, in one commit; what its writer is told. Raises a `Refusal`.

    What is sent again under the same `key` is stored once, and told the same.
    """
    form = ReaderCommentForm(formdata=_as_form(fields), meta={"csrf": False})
    try:
        answer = receive(text, form, address_of(text)).answer
    except AlreadyAnswered as again:
        answer = again.answer
    except Refusal as refusal:
        if not refusal.message and form.errors:
            raise FieldErrors(
                {str(name): list(said) for name, said in form.errors.items()}
            ) from None
        raise
    held = answer.location.endswith("#comment-notice")
    return {
        "status": "held" if held else "published",
        "message": answer.notice or HELD,
        "path": answer.location,
    }


def _wrong(name: str, value: Any) -> str:
    if name == "parent_id":
        fits = value is None or (isinstance(value, int) and not isinstance(value, bool))
        return "" if fits else "This has to be the id of a comment, or null."
    if name == "wants_answers":
        return "" if isinstance(value, bool) else "This has to be true or false."
    if name not in TEXTS:
        return "There is no such field."
    if not isinstance(value, str):
        return NO_TEXT
    if name == "key" and not KEY.fullmatch(value):
        return "A key has at most 64 letters, digits, - and _."
    return ""


def _as_form(fields: dict[str, Any]) -> MultiDict[str, str]:
    given = MultiDict[str, str]()
    for name in ("body", "name", "email", "url", "subject"):
        # Half a character, or none that can be stored, is cut out as it is from a form.
        given[name] = fields.get(name, "").encode("utf-8", "ignore").decode().replace("\0", "")
    if fields.get("parent_id") is not None:
        given["parent_id"] = str(fields["parent_id"])
    if fields.get("wants_answers"):
        given["wants_answers"] = "y"
    if "key" in fields:
        given["form_key"] = fields["key"]
    return given
