"""What a picture's first bytes say, read without decoding any of it."""

import re
import struct
from dataclasses import dataclass
from typing import Final, Literal

from admin_app.content.media.avif import brands_of, size_of

Kind = Literal["JPEG", "PNG", "WEBP", "GIF", "AVIF"]

_SIGNATURES: Final[tuple[tuple[Kind, bytes], ...]] = (
    ("JPEG", b"\xff\xd8\xff"),
    ("PNG", b"\x89PNG\r\n\x1a\n"),
    ("GIF", b"GIF87a"),
    ("GIF", b"GIF89a"),
)
# Pillow goes through what stands before the pixels piece by piece, and keeps much of it.
_MOST_PIECES: Final = 10_000
# Each scan of a JPEG is a walk over all its pixels, were it written in ten bytes; cameras write
# one, and programs up to about 20.
_MOST_SCANS: Final = 64
# The next piece of a JPEG, as decoders find it: over padding, restarts and what is none.
_PIECE: Final = re.compile(rb"\xff([\x02-\xcf\xd8-\xfe])")


class NotReadable(Exception):
    """The bytes break off, or do not follow their format."""


@dataclass(frozen=True, slots=True)
class Header:
    """A picture as its header describes it: pixels, and how many frames (at most those asked)."""

    width: int
    height: int
    frames: int = 1


def kind_of(data: bytes) -> Kind | None:
    """The format by content, whatever the file is called; None when it is none that is kept."""
    for kind, signature in _SIGNATURES:
        if data.startswith(signature):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return "AVIF" if b"avif" in brands_of(data) else None


def header_of(data: bytes, kind: Kind, most_frames: int) -> Header:
    """Size and frames; counting stops one frame after ``most_frames``. Raises NotReadable.

    Read here because Pillow counts a GIF's frames to the end of the file, allocates a WebP's whole
    canvas on opening, and only warns of what is refused here.
    """
    try:
        if kind == "GIF":
            return _gif(data, most_frames)
        if kind == "WEBP":
            return _webp(data, most_frames)
        if kind == "AVIF":
            return Header(*size_of(data))
        return _png(data) if kind == "PNG" else _jpeg(data)
    except (IndexError, struct.error) as error:
        raise NotReadable from error


def _png(data: bytes) -> Header:
    """https://www.w3.org/TR/png-3/ (acTL tells the frames, and stands before the pixels)"""
    width, height = struct.unpack_from(">II", data, 16)
    at = 8
    for _ in range(_MOST_PIECES):
        length, name = struct.unpack_from(">I4s", data, at)
        if name == b"acTL":
            return Header(width, height, max(1, struct.unpack_from(">I", data, at + 8)[0]))
        if name in (b"IDAT", b"IEND"):
            return Header(width, height)
        at += 12 + length
    raise NotReadable


def _jpeg(data: bytes) -> Header:
    at, scans = 2, 0
    found: Header | None = None
    for _ in range(_MOST_PIECES):
        piece = _PIECE.search(data, at)
        if piece is None or piece[1] == b"\xd9":  # the end
            break
        marker, at = piece[1][0], piece.end()
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):  # a start of frame
            height, width = struct.unpack_from(">HH", data, at + 3)
            found = found or Header(width, height)
        at += int(struct.unpack_from(">H", data, at)[0])
        scans += marker == 0xDA
    else:
        raise NotReadable
    if found is None or scans > _MOST_SCANS:
        raise NotReadable
    return found


def _gif(data: bytes, most_frames: int) -> Header:
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    at = 13 + _colours(flags)
    frames = 0
    while frames <= most_frames and data[at] != 0x3B:  # the trailer
        if data[at] == 0x21:  # an extension
            at = _after_blocks(data, at + 2)
        elif data[at] == 0x2C:  # an image, which may reach beyond the screen
            left, top, wide, high, flags = struct.unpack_from("<HHHHB", data, at + 1)
            width, height = max(width, left + wide), max(height, top + high)
            at = _after_blocks(data, at + 11 + _colours(flags))
            frames += 1
        else:
            raise NotReadable
    return Header(width, height, frames)


def _colours(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    while size := data[at]:
        at += size + 1
    return at + 1


def _webp(data: bytes, most_frames: int) -> Header:
    """https://developers.google.com/speed/webp/docs/riff_container"""
    first, body = data[12:16], data[20:]
    if first == b"VP8X":
        size = (
            1 + int.from_bytes(body[4:7], "little"),
            1 + int.from_bytes(body[7:10], "little"),
        )
        return Header(*size, max(1, _webp_frames(data, most_frames)))
    if first == b"VP8 ":
        width, height = struct.unpack_from("<HH", body, 6)
        return Header(width & 0x3FFF, height & 0x3FFF)
    if first == b"VP8L":
        bits = struct.unpack_from("<I", body, 1)[0]
        return Header(1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    raise NotReadable


def _webp_frames(data: bytes, most_frames: int) -> int:
    at, frames = 12, 0
    while at + 8 <= len(data) and frames <= most_frames:
        name, size = struct.unpack_from("<4sI", data, at)
        frames += name == b"ANMF"
        at += 8 + size + (size & 1)
    return frames
