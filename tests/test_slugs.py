"""A slug from any title, and a free one among those taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin_app.slugs import (
    LONGEST,
    RESERVED,
    free_slug,
    is_slug,
    slug_from,
    slug_stem,
)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Hello, world!", "hello-world"),
        ("Don’t can't won`t", "dont-cant-wont"),
        ("Ærøskøbing & Łódź", "aeroskobing-lodz"),
        ("Привет, мир", "privet-mir"),
        ("深圳", "shenzhen"),
        ("東京タワー", "dongjingtawa"),
        ("مرحبا", "mrhb"),
        ("ﬁle №5 ½", "file-no5-1-2"),
        ("  --a__b--  ", "a-b"),
        ("😀 🎉", "post"),
        ("Party 🎉 time", "party-time"),
        ("", "post"),
        ("???", "post"),
        ("new", "post-new"),
        ("Search", "post-search"),
        ("2026", "post-2026"),
        ("2026 in review", "2026-in-review"),
        ("a\x00b\ud800c", "a-b-c"),
    ],
)
def test_slug_from(title, slug):
    assert slug_from(title, "post") == slug


def test_a_long_title_is_cut_at_a_word():
    assert slug_from("ten whales " * 20, "post") == "-".join(["ten-whales"] * 7 + ["ten"])
    assert slug_from("x" * 500, "post") == "x" * LONGEST
    assert slug_from("a " + "x" * 500, "post") == "a-" + "x" * (LONGEST - 2)


@given(st.text(max_size=300))
def test_every_title_gives_a_slug_that_stays(title):
    slug = slug_from(title, "post")
    assert is_slug(slug)
    assert slug not in RESERVED
    assert slug_from(slug, "item") == slug


@pytest.mark.parametrize("text", ["", "-a", "a-", "a--b", "A", "a b", "é", "a" * 81, "a\n"])
def test_what_is_no_slug(text):
    assert not is_slug(text)


SLUGS = st.from_regex(r"\A[a-c]{1,3}(-[a-c2]{1,3}){0,2}\Z")


@given(SLUGS | st.integers(70, 80).map(lambda n: "y" * n), st.integers(0, 12), st.data())
def test_free_slug_is_free_valid_and_within_its_stem(wanted, already, data):
    taken = set()
    for _ in range(already):
        taken.add(free_slug(wanted, taken))
    taken |= data.draw(st.sets(SLUGS, max_size=5))
    slug = free_slug(wanted, taken)
    assert slug not in taken
    assert is_slug(slug)
    assert slug.startswith(slug_stem(wanted))
    assert free_slug(wanted, sorted(taken)) == slug


def test_numbers_start_at_two_and_fill_gaps():
    assert free_slug("a", []) == "a"
    assert free_slug("a", ["a"]) == "a-2"
    assert free_slug("a", ["a", "a-2", "a-4"]) == "a-3"
    assert free_slug("a-2", ["a-2"]) == "a-2-2"
    assert free_slug("y" * 80, ["y" * 80]) == "y" * 78 + "-2"


def test_ten_thousand_of_a_name():
    taken = {"a"} | {f"a-{number}" for number in range(2, 10_000)}
    assert free_slug("a", taken) == "a-10000"
