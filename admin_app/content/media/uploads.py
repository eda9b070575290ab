"""An upload, looked at: a picture written anew, or a PDF as it is."""

import hashlib
from dataclasses import replace
from typing import IO, Final

from admin_app.content.media.documents import inspect_document, is_document
from admin_app.content.media.pictures import (
    STANDARD,
    Limits,
    Picture,
    inspect_picture,
    plain_name,
)

LONGEST_NAME: Final = 200


def inspect_upload(stream: IO[bytes], declared_name: str, limits: Limits = STANDARD) -> Picture:
    """What the upload holds, safe to keep. Raises Refusal for the field ``file``."""
    data = stream.read(limits.bytes + 1)
    inspect = inspect_document if is_document(data) else inspect_picture
    picture = inspect(data, declared_name, limits)
    name = plain_name(declared_name)[-LONGEST_NAME:]
    return replace(picture, name=name, origin=hashlib.sha256(data).hexdigest())


def digest_of(stream: IO[bytes]) -> str:
    """The digest by which the same bytes are known; the stream stands at its beginning again."""
    stream.seek(0)
    digest = hashlib.sha256()
    while portion := stream.read(1 << 20):
        digest.update(portion)
    stream.seek(0)
    return digest.hexdigest()
