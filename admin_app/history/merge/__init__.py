"""Two people's work on one row made into one: values, names and texts, without a database."""

from admin_app.history.merge.aligned import ALONE, aligned
from admin_app.history.merge.pieces import Clash, Merged, Settled, Side
from admin_app.history.merge.texts import LINES, Cut, merge_texts, reworded, words
from admin_app.history.merge.values import merge_names, merge_values

__all__ = [
    "ALONE",
    "LINES",
    "Clash",
    "Cut",
    "Merged",
    "Settled",
    "Side",
    "aligned",
    "merge_names",
    "merge_texts",
    "merge_values",
    "reworded",
    "words",
]
