"""Editorial HTML: what may stand in a post, and plain text of it.

``sanitise`` is the last step before a body is stored; what it returns is safe to show as it is.
"""

from admin_app.content.markup.plain import plain_text
from admin_app.content.markup.sanitise import DEEPEST, LONGEST, sanitise
from admin_app.content.markup.wordpress import from_wordpress, paragraphs

__all__ = ["DEEPEST", "LONGEST", "from_wordpress", "paragraphs", "plain_text", "sanitise"]
