"""What a body may contain: elements, attributes and addresses.

Kept is what real WordPress exports use to say something. What only looks (styles, most classes)
goes; what other sites would run here (scripts, frames, forms) goes, and a frame or a film leaves
a link to its source in its place.
"""

import re
from typing import Final


def words(text: str) -> frozenset[str]:
    """The set of the words in ``text``."""
    return frozenset(text.split())


VOID: Final = frozenset({"br", "col", "hr", "img", "wbr"})
INLINE: Final = words(
    "a abbr b bdi bdo cite code del dfn em i ins kbd mark q rp rt ruby s samp small span "
    "strong sub sup time u var"
)
HEADINGS: Final = frozenset({"h2", "h3", "h4", "h5", "h6"})
CELLS: Final = frozenset({"td", "th", "caption"})
ROW_GROUPS: Final = frozenset({"tbody", "thead", "tfoot"})
TABLE_PARTS: Final = CELLS | ROW_GROUPS | {"tr", "colgroup", "col"}
BLOCKS: Final = (
    HEADINGS
    | words(
        "address blockquote dd details div dl dt figcaption figure li ol p pre summary table ul"
    )
    | (TABLE_PARTS - VOID)
)
ELEMENTS: Final = VOID | INLINE | BLOCKS

# The page's own title is its h1. Elements that only divide a page say what a div says.
RENAMED: Final = {
    "h1": "h2",
    "acronym": "abbr",
    "strike": "s",
    "tt": "code",
    "dir": "ul",
    "menu": "ul",
    "listing": "pre",
    "xmp": "pre",
    "plaintext": "pre",
} | dict.fromkeys(
    words(
        "article aside body center fieldset footer form header hgroup legend main nav "
        "search section"
    ),
    "div",
)
DROPPED_WITH_CONTENT: Final = frozenset({"svg", "head", "template", "applet", "frameset"})
# Replaced by a link to the address in the attribute.
EMBEDS: Final = {
    "audio": "src",
    "embed": "src",
    "iframe": "src",
    "object": "data",
    "source": "src",
    "video": "src",
}
# Their words would run together without a gap.
SPACED: Final = frozenset({"button", "input", "optgroup", "option", "select", "textarea"})

_EVERYWHERE: Final = {"class", "dir", "id", "lang", "title"}
ATTRIBUTES: Final[dict[str, set[str]]] = {
    "*": _EVERYWHERE,
    "a": {"href", "hreflang", "name", "rel"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"cite", "datetime"},
    "details": {"open"},
    "img": {"alt", "height", "src", "width"},
    "ins": {"cite", "datetime"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "q": {"cite"},
    "td": {"colspan", "headers", "rowspan"},
    "th": {"abbr", "colspan", "headers", "rowspan", "scope"},
    "time": {"datetime"},
}
SCHEMES: Final = {"http", "https", "mailto"}

_CLASSES: Final = frozenset(
    {"aligncenter", "alignleft", "alignright", "wp-caption", "wp-caption-text"}
)
_LANGUAGE: Final = re.compile(r"language-[a-z0-9+#_-]{1,30}")
_RELATIONS: Final = words("author license me nofollow noopener noreferrer sponsored tag ugc")
_NUMBERS: Final = words("colspan height rowspan span start value width")
_NUMBER: Final = re.compile(r"-?[0-9]{1,5}")
_WEB: Final = re.compile(r"\s*https?://", re.I)
_ANCHOR: Final = "t-"


def allowed_value(element: str, attribute: str, value: str) -> str | None:
    """The value that this attribute may keep, or None when it goes."""
    if attribute == "class":
        return _kept_classes(value)
    if attribute == "rel":
        kept = [word for word in value.lower().split() if word in _RELATIONS]
        return " ".join(dict.fromkeys(kept)) or None
    if attribute in ("id", "name"):
        return _anchor(value)
    if attribute == "href" and value.startswith("#"):
        return "#" + (_anchor(value[1:]) or "")
    if attribute == "headers":
        return " ".join(filter(None, map(_anchor, value.split()))) or None
    if attribute == "src" and value.strip().lower().startswith("mailto:"):
        return None
    if attribute == "cite":  # nh3 checks the schemes of href and src only
        return value if _WEB.match(value) else None
    if attribute in _NUMBERS:
        return value.strip() if _NUMBER.fullmatch(value.strip()) else None
    if attribute == "dir":
        return value.lower() if value.lower() in ("ltr", "rtl", "auto") else None
    return value


def _kept_classes(value: str) -> str | None:
    kept = (word for word in value.split() if word in _CLASSES or _LANGUAGE.fullmatch(word))
    return " ".join(dict.fromkeys(kept)) or None


def _anchor(value: str) -> str | None:
    """A name for places in a text that cannot collide with the ids of the page around it.

    Without the prefix, ``id="search"`` in a body would take a label's or a script's element
    (DOM clobbering); links within the text are given the same prefix.
    """
    value = "".join(value.split())
    if not value:
        return None
    return value if value.startswith(_ANCHOR) else _ANCHOR + value
