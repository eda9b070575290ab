"""An upload that is kept as it came: a PDF, which is only ever downloaded."""

import re
from typing import Final

from admin_app.content.media.addresses import PDF
from admin_app.content.media.pictures import Limits, Picture, Rendition, refusal, title_from

_HEAD: Final = re.compile(rb"%PDF-[12]\.[0-9]")
# Readers of PDF look for the end in the last 1024 bytes, and many writers pad it.
_END: Final = 2048


def is_document(data: bytes) -> bool:
    """Whether the bytes begin as a PDF does."""
    return data.startswith(b"%PDF-")


def inspect_document(data: bytes, declared_name: str, limits: Limits) -> Picture:
    """The PDF, byte for byte; it has neither size in pixels nor renditions.

    What it may run or ask for stays in it: it is served for download alone, in a sandbox.
    Raises Refusal for the field ``file`` where it is over the limit, or no whole PDF.
    """
    if len(data) > limits.bytes:
        raise refusal(f"This PDF is larger than {limits.bytes // 1_000_000} MB. Save it smaller.")
    end = data[-_END:]
    if not _HEAD.match(data) or b"%%EOF" not in end or b"startxref" not in end:
        raise refusal("This PDF file is damaged or was cut off. Save it again, then upload that.")
    full = Rendition(data, PDF, "pdf", 0, 0)
    return Picture(title_from(declared_name, "Document"), full, (), 1)
