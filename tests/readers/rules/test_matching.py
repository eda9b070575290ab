"""A rule fits the comments that its sentence speaks of, in any script and in no time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin_app.errors import Refusal
from admin_app.readers.models import RuleKind
from admin_app.readers.rules import Facts, matcher, read_value

WORDS = RuleKind.WORDS


def fits(kind: RuleKind, sent: str, **facts: object) -> bool:
    return matcher(kind, read_value(kind, sent))(Facts(**{"body": "", **facts})) is not None  # type: ignore[arg-type]


def marked(kind: RuleKind, sent: str, body: str) -> list[str]:
    spans = matcher(kind, read_value(kind, sent))(Facts(body)) or []
    return [body[start:end] for start, end in spans]


def test_words_are_whole_words_and_phrases_whatever_their_case() -> None:
    assert marked(WORDS, "casino, best price", "CASINO! The best  price in casinos.") == [
        "CASINO",
        "best  price",
    ]
    assert not fits(WORDS, "press", body="An espresso")
    assert marked(WORDS, "größe", "Die GRÖSSE und die Größe") == ["GRÖSSE", "Größe"]


def test_a_pattern_never_takes_long() -> None:
    began = time.monotonic()
    assert not fits(RuleKind.PATTERN, "(a+)+$|(x+x+)+y", body="a" * 19_000 + "!" + "x" * 900)
    assert time.monotonic() - began < 0.1


@pytest.mark.parametrize("pattern", ["(", "(?=x)", "a{1000}{1000}", ".*", "  "])
def test_what_is_no_pattern_or_fits_all_is_refused_beside_its_field(pattern: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_value(RuleKind.PATTERN, pattern)
    assert refused.value.field == "value"


def test_a_domain_is_met_with_all_below_it() -> None:
    for body in ("see http://spam.example/x", "www.shop.spam.example", "https://SPAM.example:80"):
        assert fits(RuleKind.DOMAIN, "https://www.spam.example/path", body=body), body
    assert not fits(RuleKind.DOMAIN, "spam.example", body="http://notspam.example")
    assert fits(RuleKind.DOMAIN, "spam.example", url="https://spam.example")


def test_a_network_holds_its_addresses() -> None:
    assert fits(RuleKind.NETWORK, "192.0.2.0/24\n2001:db8::/32", address="2001:db8::7")
    assert not fits(RuleKind.NETWORK, "192.0.2.0/24", address="198.51.100.1")
    assert not fits(RuleKind.NETWORK, "192.0.2.0/24", address="")


def test_addresses_links_and_newcomers() -> None:
    assert fits(RuleKind.EMAIL, "A@Example.net", email="a@example.net")
    assert fits(RuleKind.LINKS, "2", body="http://a.example http://b.example www.c.example")
    assert not fits(RuleKind.LINKS, "2", body="http://a.example http://b.example")
    assert fits(RuleKind.NEWCOMER, "", is_newcomer=True)
    assert not fits(RuleKind.NEWCOMER, "", is_newcomer=False)


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        (RuleKind.WORDS, ""),
        (RuleKind.WORDS, "!!!"),
        (RuleKind.WORDS, "x" * 2001),
        (RuleKind.WORDS, ",".join(map(str, range(201)))),
        (RuleKind.EMAIL, "nobody"),
        (RuleKind.DOMAIN, "localhost"),
        (RuleKind.NETWORK, "300.1.1.1"),
        (RuleKind.LINKS, "-1"),
        (RuleKind.LINKS, "1" * 30),
        (RuleKind.LINKS, "٣"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(kind: RuleKind, sent: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_value(kind, sent)
    assert refused.value.field == "value"
    assert refused.value.message.endswith(".")


@given(st.text(max_size=500), st.sampled_from(["a, b c", "İ", "word"]))
def test_what_is_marked_lies_in_the_text(body: str, sent: str) -> None:
    for start, end in matcher(WORDS, read_value(WORDS, sent))(Facts(body)) or []:
        assert 0 <= start < end <= len(body)
