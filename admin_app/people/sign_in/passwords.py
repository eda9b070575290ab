"""Which passwords are good enough, and how they are stored."""

from __future__ import annotations

import re
import secrets
from typing import Any

from flask_security import hash_password
from flask_security.password_util import PasswordUtil

from admin_app.errors import Refusal
from admin_app.people.sign_in.settings import SETTINGS

SHORTEST: int = SETTINGS["PASSWORD_LENGTH_MIN"]
# 64 characters of any script have to fit; what is longer than this is no password.
LONGEST = 256
FEWEST_DIFFERENT = 5

TOO_SHORT = f"Use at least {SHORTEST} characters. Four or five words in a row are easy to remember."
TOO_LONG = f"Use at most {LONGEST} characters."
TOO_COMMON = "This is among the passwords that are tried first. Choose one that nobody would guess."
TOO_REGULAR = "This repeats a few characters, or follows a row. Choose one that nobody would guess."
TOO_OWN = "This is made of your own name or address. Choose one that nobody would guess."

# Passwords that are tried first are these words with digits and signs around them.
COMMON_WORDS = (
    "abc admin administrator america baseball batman charlie cheese chocolate computer copydesk "
    "daniel default donald dragon editor flower football freedom fuckyou guest hello hunter "
    "iloveyou internet jennifer jesus jordan killer letmein liverpool login london lovely manager "
    "master michael michelle monday monkey monster mother mustang mynoob newyork nothing owner "
    "passw0rd password passwort pass phoenix pokemon princess qazwsx secret security shadow "
    "soccer spring starwars summer sunshine superman tester testing test trustno thomas toor "
    "ubnt user welcome whatever william winter wordpress changeme change yankees zaq"
).split()
ROWS = ("01234567890", "09876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm",
        "qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn", "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
        "1q2w3e4r5t6z7u8i9o0p", "1q2w3e4r5t6y7u8i9o0p")  # fmt: skip
_LEET = str.maketrans("0134578@$!", "oieastbasi")


class Passwords(PasswordUtil):  # type: ignore[misc]
    """Flask-Security's questions about passwords, answered by the rules below."""

    def validate(
        self, password: str, is_register: bool, **kwargs: Any
    ) -> tuple[list[str] | None, str]:
        """What is wrong with it, as sentences (None: nothing), and the password normalised."""
        if len(password) > LONGEST:
            return [TOO_LONG], ""
        password = self.normalize(password)
        person = kwargs.get("user")
        own = (getattr(person, "email", ""), getattr(person, "name", "")) if person else ()
        wrong = weakness(password, own)
        return ([wrong] if wrong else None), password


def weakness(password: str, own: tuple[str, ...] = ()) -> str | None:
    """Why this normalised password is refused, in one sentence; None if it is good enough.

    `own` is what everyone knows of the person: the address and the name.
    """
    if len(password) > LONGEST:
        return TOO_LONG
    if len(password) < SHORTEST:
        return TOO_SHORT
    lower = password.casefold()
    if len(set(lower)) < FEWEST_DIFFERENT or _repeats(lower) or _follows_a_row(lower):
        return TOO_REGULAR
    if _is_made_of(lower, _known_parts(own)):
        return TOO_OWN
    if any(_is_made_of(text, COMMON_WORDS) for text in (lower, lower.translate(_LEET))):
        return TOO_COMMON
    return None


def stored(password: str, own: tuple[str, ...] = ()) -> str:
    """The hash to store. Takes 20 ms: ask before the unit of work. Raises `Refusal` if too weak."""
    password = Passwords(None).normalize(password[: LONGEST + 1])
    wrong = weakness(password, own)
    if wrong:
        raise Refusal(wrong, "password")
    return str(hash_password(password))


def unusable() -> str:
    """A hash that no password fits: the person may ask for a link, but can't sign in yet."""
    return str(hash_password(secrets.token_urlsafe(32)))


def _repeats(text: str) -> bool:
    """Whether it is one to four characters (or half of it) over and over."""
    units = [size for size in (1, 2, 3, 4, 5, 6) if size * 2 <= len(text)]
    return any((text[:size] * len(text))[: len(text)] == text for size in units)


def _follows_a_row(text: str) -> bool:
    """Whether more than two thirds of it walk along the keyboard, the digits or the alphabet."""
    walked = 0
    at = 0
    while at < len(text):
        length = max(_common_run(text, at, row) for row in (*ROWS, *(r[::-1] for r in ROWS)))
        walked += length if length >= 4 else 0
        at += max(length if length >= 4 else 1, 1)
    return walked * 3 > len(text) * 2


def _common_run(text: str, at: int, row: str) -> int:
    start, length = row.find(text[at : at + 4]), 0
    if start < 0 or len(text) - at < 4:
        return 0
    while at + length < len(text) and text[at + length] == row[(start + length) % len(row)]:
        length += 1
        if length >= len(row):
            break
    return length


def _known_parts(own: tuple[str, ...]) -> list[str]:
    whole = [text.casefold() for text in own if text]
    parts = [part for text in whole for part in re.split(r"[\W_]+", text) if len(part) >= 4]
    return whole + parts


def _is_made_of(text: str, words: list[str]) -> bool:
    """Whether little is left of it without these words, and digits and signs."""
    rest = text
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    if rest == text:
        return False
    letters = re.sub(r"[\W\d_]", "", rest)
    return len(letters) < 4
