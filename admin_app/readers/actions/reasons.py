"""Reading the reason for a removal."""

from __future__ import annotations

from admin_app.errors import Refusal
from admin_app.readers.models import Because, Reason
from admin_app.web.text import clean_characters, one_line

LONGEST = 500


class BadReason(Refusal):
    """The reason is none, or lacks its words."""

    told: tuple[str, ...] = ()


def read_because(reason: str, words: str) -> Because | None:
    """The reason that was chosen, with the words beside it; None where none was.

    Words alone are a reason by themselves. Raises `BadReason` beside `reason` or `words`.
    """
    if len(words) > LONGEST * 4:
        raise BadReason(f"Up to {LONGEST} characters fit here.", "words")
    said = one_line(clean_characters(words))
    if len(said) > LONGEST:
        raise BadReason(f"Up to {LONGEST} characters fit here.", "words")
    if not reason:
        return Because(Reason.OTHER, said) if said else None
    try:
        chosen = Reason(reason)
    except ValueError:
        raise BadReason("Choose a reason from the list.", "reason") from None
    if chosen is Reason.OTHER and not said:
        raise BadReason("Say in a few words why.", "words")
    return Because(chosen, said)
