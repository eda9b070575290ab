"""Slugs for many new rows at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from admin_app.exchange.queries import imports as queries
from admin_app.slugs import free_slug, slug_stem


def free_slugs(model: Any, wanted: Sequence[str]) -> list[str]:
    """For each wanted slug itself, or the next free one with a number; all different.

    Two queries, however many. Somebody else may take one before the commit: then the unique key
    refuses, and the whole unit runs again.
    """
    taken = queries.slugs_in_use(model, set(wanted))
    uses = Counter(wanted)
    again = {slug for slug in uses if slug in taken or uses[slug] > 1}
    taken |= queries.slugs_from(model, {slug_stem(slug) for slug in again})
    found = []
    for slug in wanted:
        slug = free_slug(slug, taken)
        taken.add(slug)
        found.append(slug)
    return found
