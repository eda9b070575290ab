"""Who guesses is known by their household, and told when they may try again."""

from __future__ import annotations

import pytest

from admin_app.web.guesses import household_of, too_many


@pytest.mark.parametrize(
    ("address", "household"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::9:9:9:9", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("nobody", "nobody"),
        (None, ""),
    ],
)
def test_a_household_has_one_count(address: str | None, household: str) -> None:
    assert household_of(address) == household


@pytest.mark.parametrize(
    ("seconds", "when"),
    [(0.2, "a minute"), (60, "a minute"), (61, "2 minutes"), (600, "10 minutes")],
)
def test_how_long_to_wait_is_said(seconds: float, when: str) -> None:
    refusal = too_many("passwords", seconds)
    assert refusal.message == f"Too many wrong passwords came from you. Try again in {when}."
    assert refusal.retry_after == max(round(seconds), 1)
