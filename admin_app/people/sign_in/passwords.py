"""Which passwords are good enough, and how they are stored."""

from __future__ import annotations

import re
import secrets
import unicodedata
from base64 import b64encode
from itertools import takewhile
from pathlib import Path
from typing import Any

from flask_security import hash_password
from flask_security.password_util import PasswordUtil

from admin_app.errors import Refusal
from admin_app.people.sign_in.settings import MEMORY, ROUNDS, SETTINGS

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
COMMON_WORDS = Path(__file__).with_name("common_words.txt").read_text("ascii").split()
ROWS = (
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
    "1q2w3e4r5t6z7u8i9o0p",
)
BOTH_WAYS = (*ROWS, *(row[::-1] for row in ROWS))

_LEET = str.maketrans("0134578@$!", "oieastbasi")


class Passwords(PasswordUtil):
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
    if _is_common(lower):
        return TOO_COMMON
    return None


def stored(password: str, own: tuple[str, ...] = ()) -> str:
    """The hash to store. Takes 20 ms: ask before the unit of work. Raises `Refusal` if too weak."""
    password = unicodedata.normalize(SETTINGS["PASSWORD_NORMALIZE_FORM"], password[: LONGEST + 1])
    wrong = weakness(password, own)
    if wrong:
        raise Refusal(wrong, "password")
    return str(hash_password(password))


def unusable() -> str:
    """A hash that no password fits: the person may ask for a link, but can't sign in yet.

    It is random where a hash would be, so trying a password against it takes as long as any.
    """
    salt, digest = (b64encode(secrets.token_bytes(n)).decode().rstrip("=") for n in (16, 32))
    return f"$argon2id$v=19$m={MEMORY},t={ROUNDS},p=1${salt}${digest}"


def _repeats(text: str) -> bool:
    """Whether it is a few characters over and over."""
    return any((text[:size] * len(text))[: len(text)] == text for size in range(1, 7))


def _follows_a_row(text: str) -> bool:
    """Whether more than two thirds of it walk along the keyboard, the digits or the alphabet."""
    walked = at = 0
    while at < len(text):
        length = max(_run(text, at, row) for row in BOTH_WAYS)
        walked += length
        at += length or 1
    return walked * 3 > len(text) * 2


def _run(text: str, at: int, row: str) -> int:
    """How many characters from `at` on walk along this row; fewer than four are chance: 0."""
    start = row.find(text[at : at + 4])
    if start < 0 or at + 4 > len(text):
        return 0
    along = zip(text[at:], row[start:] + row, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], along))


def _known_parts(own: tuple[str, ...]) -> list[str]:
    whole = [text.casefold() for text in own if text]
    return whole + [part for text in whole for part in re.split(r"[\W_]+", text) if len(part) >= 4]


def _is_made_of(text: str, words: list[str]) -> bool:
    """Whether hardly a letter is left of it without these words."""
    rest = text
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != text and len(_letters(rest)) < 4


def _is_common(text: str) -> bool:
    """Whether it is one of the words, perhaps twice, in digits and signs or spelt with them."""
    spelt = text.strip("0123456789!?.,-_*#").translate(_LEET)
    return any(
        word in variant and not _letters(variant.replace(word, ""))
        for variant in (text, spelt)
        for word in COMMON_WORDS
    )


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]", "", text)
