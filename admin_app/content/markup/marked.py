"""Two bodies as one text, with the words marked that one has and the other has not.

What comes out is made of sanitised HTML, so that it is safe to show: tags are those of the text
itself, `ins` and `del` stand only around words.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Final, Literal, NamedTuple

from markupsafe import Markup

from admin_app.content.markup.allowed import INLINE, VOID
from admin_app.content.markup.merging import html_tokens, top_blocks
from admin_app.content.markup.sanitise import sanitise
from admin_app.history.marks import added, removed
from admin_app.history.merge import ALONE, aligned, reworded

Kind = Literal["same", "changed", "added", "removed"]

_TAG: Final = re.compile(r"<(/?)([a-z][a-z0-9]*)")
_ATTRIBUTE: Final = re.compile(r' ([a-z][a-z0-9-]*)="[^"]*"')
# They would stand in the page twice.
_ONCE: Final = ("id", "name")


class _Block(NamedTuple):
    html: Markup
    kind: Kind


class Stretch(NamedTuple):
    """Blocks in a row that are of one kind, as HTML that is safe to show."""

    kind: Kind
    blocks: list[Markup]


class _Word(NamedTuple):
    text: str
    context: tuple[str, ...]  # the start tags around it, outermost first


@dataclass
class _Run:
    """Words that no block's tag parts, and the tags that stand before them."""

    frame: str
    words: list[_Word] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(word.text for word in self.words)


def marked(left: str, right: str) -> list[Stretch]:
    """The blocks of both bodies in order: those of `right`, and where they stood those that left.

    In a block that was changed the words are marked; its tags are those of `right`. What differs
    only in how it looks is “changed” as well, with the words marked whose looks changed.
    """
    lefts, rights = top_blocks(sanitise(left)), top_blocks(sanitise(right))
    stretches = groupby(_blocks(lefts, rights), key=attrgetter("kind"))
    return [Stretch(kind, [block.html for block in blocks]) for kind, blocks in stretches]


def _blocks(lefts: Sequence[str], rights: Sequence[str]) -> Iterator[_Block]:
    i = j = 0
    for at, to in [*enumerate(aligned(lefts, rights)), (len(lefts), len(rights))]:
        if to == ALONE:
            continue
        yield from _changed(lefts[i:at], rights[j:to])
        if at < len(lefts):
            yield _Block(_shown(rights[to]), "same")
        i, j = at + 1, to + 1


def _changed(lefts: Sequence[str], rights: Sequence[str]) -> Iterator[_Block]:
    i = j = 0
    pairs = enumerate(reworded(lefts, rights, html_tokens))
    for at, to in [*pairs, (len(lefts), len(rights))]:
        if to == ALONE:
            continue
        yield from (_Block(_all_marked(block, removed), "removed") for block in lefts[i:at])
        yield from (_Block(_all_marked(block, added), "added") for block in rights[j:to])
        if at < len(lefts):
            yield _Block(_rewritten(lefts[at], rights[to]), "changed")
        i, j = at + 1, to + 1


def _rewritten(left: str, right: str) -> Markup:
    """One block with its words marked; runs of words are paired, whatever tags part them."""
    olds, _ = _runs(left)
    news, tail = _runs(right)
    pairs = list(range(len(olds)))
    if len(olds) != len(news):
        pairs = _paired([run.text for run in olds], [run.text for run in news])
    before: dict[int, list[_Word]] = {}
    partner: dict[int, list[_Word]] = {}
    following = 0
    for old, to in zip(olds, pairs, strict=True):
        if to == ALONE:
            before.setdefault(following, []).extend(old.words)
        else:
            partner[to] = old.words
            following = to + 1
    out = []
    for number, new in enumerate(news):
        out.append(new.frame)
        out.append(removed(_drawn(before.get(number, []))))
        out += _words_marked(partner.get(number, []), new.words)
    out.append(removed(_drawn(before.get(len(news), []))))
    return _safe("".join(out) + tail)


def _paired(olds: list[str], news: list[str]) -> list[int]:
    pairs = aligned(olds, news)
    i = j = 0
    for at, to in [*enumerate(list(pairs)), (len(olds), len(news))]:
        if to == ALONE:
            continue
        for one, other in enumerate(reworded(olds[i:at], news[j:to])):
            pairs[i + one] = other if other == ALONE else j + other
        i, j = at + 1, to + 1
    return pairs


def _words_marked(olds: Sequence[_Word], news: Sequence[_Word]) -> Iterator[str]:
    i = j = 0
    same: list[_Word] = []
    for at, to in [*enumerate(aligned(olds, news)), (len(olds), len(news))]:
        if to == ALONE:
            continue
        if at > i or to > j:
            yield _drawn(same)
            same = []
            yield removed(_drawn(olds[i:at]))
            yield added(_drawn(news[j:to]))
        same += news[to : to + 1]
        i, j = at + 1, to + 1
    yield _drawn(same)


def _all_marked(block: str, mark: Callable[[Markup], Markup]) -> Markup:
    runs, tail = _runs(block)
    return _safe("".join(f"{run.frame}{mark(_drawn(run.words))}" for run in runs) + tail)


def _runs(block: str) -> tuple[list[_Run], str]:
    """The runs of words of a block, and the tags that stand after the last."""
    runs: list[_Run] = []
    frame, open_run = "", False
    context: list[str] = []
    for token in html_tokens(block):
        tag = _TAG.match(token)
        if tag and tag[2] in INLINE and tag[2] not in VOID:
            context = context[:-1] if tag[1] else [*context, _unnamed(token)]
        elif (tag and not _is_word(tag[2])) or token.startswith("<!--"):
            frame += _unnamed(token)
            open_run = False
        elif not open_run and token.isspace():
            frame += token
        else:
            if not open_run:
                runs.append(_Run(frame))
                frame, open_run = "", True
            runs[-1].words.append(_Word(_unnamed(token), tuple(context)))
    return runs, frame


def _is_word(name: str) -> bool:
    """Pictures and line ends stand among the words."""
    return name in ("img", "br", "wbr")


def _drawn(words: Sequence[_Word]) -> Markup:
    out: list[str] = []
    within: tuple[str, ...] = ()
    for word in words:
        if word.context != within:
            out += [*_closing(within), *word.context]
            within = word.context
        out.append(word.text)
    return _safe("".join([*out, *_closing(within)]))


def _closing(context: tuple[str, ...]) -> list[str]:
    return [f"</{tag[2]}>" for start in reversed(context) if (tag := _TAG.match(start))]


def _shown(block: str) -> Markup:
    return _safe("".join(map(_unnamed, html_tokens(block))))


def _unnamed(token: str) -> str:
    """The tag without what may stand in a page only once; words, which may look so, as they are."""
    if not _TAG.match(token):
        return token
    return _ATTRIBUTE.sub(lambda found: "" if found[1] in _ONCE else found[0], token)


def _safe(html: str) -> Markup:
    # Cut out of sanitised HTML and put together tag by tag: each that opens is closed.
    return Markup(html)  # noqa: S704
