"""What the boxes of an AVIF file say, read without decoding any of it."""

import struct
from collections.abc import Iterator
from typing import Final

# ISO/IEC 14496-12 and 23008-12: where the properties of the items in the file are found.
_PATH: Final = (b"meta", b"iprp", b"ipco")
_SIZE: Final = b"ispe"
_MOST_BOXES: Final = 10_000


def brands_of(data: bytes) -> frozenset[bytes]:
    """The brands that the file claims to follow; none, where it is no such file."""
    if data[4:8] != b"ftyp":
        return frozenset()
    length = min(int.from_bytes(data[:4]), 512)
    named = data[8:length]
    return frozenset(named[at : at + 4] for at in range(0, len(named) - 3, 4) if at != 4)


def size_of(data: bytes) -> tuple[int, int]:
    """The largest width and height that any picture in the file says it has; 0, where none does.

    Raises `struct.error` where a box breaks off.
    """
    start, end = 0, len(data)
    for wanted in _PATH:
        found = next((box for box in _boxes(data, start, end) if box[0] == wanted), None)
        if found is None:
            return 0, 0
        # "meta" has a version and flags before what it holds.
        start, end = found[1] + (4 if wanted == b"meta" else 0), found[2]
    width = height = 0
    for name, at, _ in _boxes(data, start, end):
        if name == _SIZE:
            wide, high = struct.unpack_from(">II", data, at + 4)
            width, height = max(width, wide), max(height, high)
    return width, height


def _boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and end of what each box between these places holds."""
    for _ in range(_MOST_BOXES):
        if at + 8 > end:
            return
        length, name = struct.unpack_from(">I4s", data, at)
        head = 8
        if length == 1:
            length, head = struct.unpack_from(">Q", data, at + 8)[0], 16
        elif length == 0:  # to the end of the file
            length = end - at
        if length < head:
            return
        yield name, at + head, min(at + length, end)
        at += length
