"""Editorial HTML: what may stand in a post, and plain text of it.

``sanitise`` is the last step before a body is stored; what it returns is safe to show as it is.
"""

from admin_app.content.markup.blocks import blocks, one_block_a_line
from admin_app.content.markup.plain import plain_text
from admin_app.content.markup.sanitise import DEEPEST, LONGEST, refuse_large, sanitise
from admin_app.content.markup.wordpress import from_wordpress, paragraphs

__all__ = [
    "DEEPEST",
    "LONGEST",
    "blocks",
    "from_wordpress",
    "one_block_a_line",
    "paragraphs",
    "plain_text",
    "refuse_large",
    "sanitise",
]
