"""The pictures inside a text, each in the sizes that there are of it."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any, Final

from flask import url_for
from markupsafe import Markup

from admin_app.content.media.addresses import FOLDER, KEY, keys_in
from admin_app.content.media.sizes import srcset
from admin_app.content.queries.files import pictures_at

SIZES: Final = "(min-width: 46rem) 44rem, 100vw"
# A body is well-formed, and the values of its attributes stand between double quotes.
_PICTURE: Final = re.compile(f'<img(?=[^>]* src="{FOLDER}({KEY})")[^>]*>')
_ADDRESS: Final = re.compile(f'( (?:src|href)="){FOLDER}({KEY})(?=")')
_WIDTH: Final = re.compile(r' width="([0-9]{1,5})"')
_SIDE: Final = re.compile(r' (?:width|height)="[^"]*"')


def illustrated(body: str) -> Markup:
    """The body, sanitised when it was saved, with its pictures in all their sizes.

    Files that were replaced are shown as they are now. One statement, and none for a body that
    names no file.
    """
    # Sanitised when it was saved, and what is put in below is escaped or of our own making.
    keys = keys_in(body)
    found = pictures_at(keys) if keys else {}
    if not found:
        return Markup(body)  # noqa: S704
    sized = _PICTURE.sub(lambda match: _sized(match[0], found.get(match[1])), body)
    present = _ADDRESS.sub(lambda match: _present(match, found), sized)
    return Markup(present)  # noqa: S704


def _sized(tag: str, file: Any) -> str:
    if file is None:
        return tag
    if file.former and file.width:
        tag = _resized(tag, file)
    if " loading=" not in tag:
        tag = f'{tag[:-1]} loading="lazy">'
    offered = srcset(file, address_of_file)
    if not offered:
        return tag
    # The picture itself is for browsers that know no WebP.
    return (
        f'<picture><source type="image/webp" srcset="{html.escape(offered)}" sizes="{SIZES}">'
        f"{tag}</picture>"
    )


def _resized(tag: str, file: Any) -> str:
    """As wide as it was to be, and as high as the new picture then is."""
    asked = _WIDTH.search(tag)
    width = min(int(asked[1]), file.width) if asked and int(asked[1]) else file.width
    height = max(1, round(width * file.height / file.width))
    return f'{_SIDE.sub("", tag)[:-1]} width="{width}" height="{height}">'


def _present(match: re.Match[str], found: Mapping[str, Any]) -> str:
    file = found.get(match[2])
    return match[0] if file is None or not file.former else match[1] + address_of_file(file.key)


def address_of_file(key: str) -> str:
    """Where readers find a file of the library."""
    return url_for("publication.file", key=key)
