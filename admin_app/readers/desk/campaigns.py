"""What waits, in groups: /admin/comment/campaigns/. A group is decided at once."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import url_for
from flask.typing import ResponseReturnValue

from admin_app.desk.lists import ListState
from admin_app.desk.routes import expose
from admin_app.desk.views.acting import Acting
from admin_app.readers.models import CommentStatus
from admin_app.readers.queries.campaigns import MOST, Campaign, Tie, campaigns
from admin_app.web.text import one_line

PENDING = CommentStatus.PENDING.value
WORDS = {
    Tie.DOMAIN: "link to {}",
    Tie.LIKE: "say much the same",
    Tie.ADDRESS: "come from {}",
    Tie.NETWORK: "come from the network {}",
}
NAMED = (CommentStatus.SPAM, CommentStatus.REMOVED, CommentStatus.APPROVED)


@dataclass(frozen=True)
class Group:
    """A campaign in words; `query` is the list that holds it."""

    campaign: Campaign
    words: tuple[str, ...]
    sample: str
    earlier: str
    query: str


class Campaigning(Acting):
    """Mixed into the queue."""

    @expose("/campaigns/")
    def campaigns_view(self) -> ResponseReturnValue:
        """The groups, the largest first."""
        found, whole = campaigns()
        return self.render(
            "readers/campaigns.html",
            groups=[_told(one) for one in found],
            most=None if whole else MOST,
            actions=self.actions_here(ListState(status=PENDING)),
            here=url_for(".campaigns_view"),
        )


def _told(one: Campaign) -> Group:
    tie, value = one.ties[0]
    ties = [each for each in one.ties if not _said_by_another(each, one.ties)]
    counts = [f"{one.earlier[each]} {each.label.lower()}" for each in NAMED if one.earlier[each]]
    return Group(
        one,
        tuple(WORDS[kind].format(named) for kind, named in ties),
        one_line(one.sample.words) if one.sample else "",
        ", ".join(counts),
        "?" + urlencode({"status": PENDING, tie.value: value}),
    )


def _said_by_another(tie: tuple[Tie, str], ties: list[tuple[Tie, str]]) -> bool:
    """A network that is one address is told by that, and a domain by its longer name."""
    kind, value = tie
    if kind is Tie.NETWORK:
        return any(other is Tie.ADDRESS for other, _ in ties)
    return kind is Tie.DOMAIN and any(
        other is Tie.DOMAIN and name.endswith(f".{value}") for other, name in ties
    )
