"""What may stand in the field of a rule, and how it is kept."""

from __future__ import annotations

import re
from ipaddress import ip_network
from typing import Any, Final

import re2

from admin_app.errors import Refusal
from admin_app.readers.models.rule import RuleKind
from admin_app.web.text import one_line

LONGEST: Final = 2_000
MOST: Final = 200
"""Words, addresses, domains or networks in one rule."""
MOST_LINKS: Final = 1_000
_MEMORY: Final = 1 << 20
_ADDRESS: Final = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")
_DOMAIN: Final = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,10}")


def read_value(kind: RuleKind, sent: str) -> str:
    """The field as it is kept: one entry a line. Raises `Refusal` beside the field `value`."""
    if len(sent) > LONGEST:
        raise Refusal(f"Up to {LONGEST:,} characters fit here.", "value")
    if kind is RuleKind.NEWCOMER:
        return ""
    if kind is RuleKind.PATTERN:
        return _pattern(sent)
    if kind is RuleKind.LINKS:
        return _number(sent)
    entries = dict.fromkeys(filter(None, (one_line(part) for part in re.split(r"[\n,]", sent))))
    if not entries:
        raise Refusal("Write what the rule is about.", "value")
    if len(entries) > MOST:
        raise Refusal(f"Up to {MOST} fit into one rule; make a second one.", "value")
    return "\n".join(dict.fromkeys(_ENTRIES[kind](entry) for entry in entries))


def compiled(pattern: str) -> Any:
    """The pattern, ready to search with: RE2, so that no text takes it long.

    Case does not count. Raises `Refusal` for what is no pattern.
    """
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _MEMORY
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        told = error.args[0] if error.args else ""
        why = told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)
        raise Refusal(f"This is not a pattern that RE2 takes: {why}.", "value") from error


def _pattern(sent: str) -> str:
    pattern = sent.strip("\r\n")
    if not pattern.strip():
        raise Refusal("Write the pattern.", "value")
    if compiled(pattern).search("") is not None:
        raise Refusal("This pattern fits every comment.", "value")
    return pattern


def _number(sent: str) -> str:
    text = sent.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= MOST_LINKS):
        raise Refusal(f"Write a number from 0 to {MOST_LINKS:,}.", "value")
    return str(int(text))


def _words(entry: str) -> str:
    if not any(character.isalnum() for character in entry):
        raise Refusal(f"“{entry}” has no letter or number in it; use a pattern for that.", "value")
    return entry


def _email(entry: str) -> str:
    if not _ADDRESS.fullmatch(entry):
        raise Refusal(f"“{entry}” is not an email address.", "value")
    return entry.lower()


def _domain(entry: str) -> str:
    host = entry.lower().split("://", 1)[-1].split("/", 1)[0].removeprefix("www.")
    if not _DOMAIN.fullmatch(host):
        raise Refusal(f"“{entry}” is not a domain, such as example.org.", "value")
    return host


def _network(entry: str) -> str:
    try:
        return str(ip_network(entry, strict=False))
    except ValueError:
        raise Refusal(
            f"“{entry}” is no address and no network, such as 192.0.2.0/24 or 2001:db8::/32.",
            "value",
        ) from None


_ENTRIES: Final = {
    RuleKind.WORDS: _words,
    RuleKind.EMAIL: _email,
    RuleKind.DOMAIN: _domain,
    RuleKind.NETWORK: _network,
}
