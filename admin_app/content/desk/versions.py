"""How bodies are merged and compared."""

from __future__ import annotations

from admin_app.content.markup import one_block_a_line, sanitise
from admin_app.content.markup.marked import marked
from admin_app.content.markup.merging import HTML
from admin_app.desk.views.manners import Manner
from admin_app.history.merge import Merged, merge_texts
from admin_app.web.text import clean_characters


def _merge(base: str, mine: str, theirs: str) -> Merged:
    if clean_characters(mine) == clean_characters(base):
        # As it was shown: laid out anew it would look changed.
        return merge_texts(base, base, theirs, HTML)
    return merge_texts(_laid_out(base), _laid_out(mine), _laid_out(theirs), HTML)


def _laid_out(body: str) -> str:
    return one_block_a_line(sanitise(body))


BODY = Manner(_merge, marked, sanitise, rich=True, long=True, part="paragraph")
