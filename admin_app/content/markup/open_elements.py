"""The elements that are open at a place in the markup, found by name in constant time.

Looking through the stack for each tag would cost the depth of the markup for every one of them:
a hundred steps for each "</b>" that closes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable

from admin_app.content.markup.allowed import BLOCKS


class OpenElement:
    """An open element; ``ending`` when its end tag came while a block inside was still open."""

    __slots__ = ("ending", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self.ending = False


class OpenElements:
    """A stack of open elements, the outermost at 0."""

    def __init__(self) -> None:
        self._stack: list[OpenElement] = []
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        self._blocks: list[int] = []

    def __len__(self) -> int:
        return len(self._stack)

    def __getitem__(self, at: int) -> OpenElement:
        return self._stack[at]

    @property
    def innermost(self) -> str:
        """The name of the innermost open element, "" when none is open."""
        return self._stack[-1].name if self._stack else ""

    def push(self, name: str) -> None:
        """Open an element inside the others."""
        at = len(self._stack)
        self._stack.append(OpenElement(name))
        self._places[name].append(at)
        if name in BLOCKS:
            self._blocks.append(at)

    def pop(self) -> OpenElement:
        """Close the innermost element. Raises IndexError when none is open."""
        closed = self._stack.pop()
        self._places[closed.name].pop()
        if closed.name in BLOCKS:
            self._blocks.pop()
        return closed

    def find(self, name: str, barriers: Iterable[str]) -> int | None:
        """Where the innermost ``name`` stands; None when there is none this side of a barrier."""
        at = self._place(name)
        if at < 0 or any(self._place(barrier) > at for barrier in barriers):
            return None
        return at

    def has_block_above(self, at: int) -> bool:
        """Whether a block is open inside the element at ``at``."""
        return bool(self._blocks) and self._blocks[-1] > at

    def _place(self, name: str) -> int:
        places = self._places.get(name)
        return places[-1] if places else -1
