"""What the worker does for the figures now and then."""

from __future__ import annotations

from admin_app.extensions import db
from admin_app.outbox.registry import housekeeping
from admin_app.readers.actions.figures import fold_figures
from admin_app.readers.models import CommentFigure, DecisionFigure
from admin_app.readers.queries.figures import many_to_fold
from admin_app.unit_of_work import one_commit


@housekeeping(every=600)
def fold() -> None:
    """Make one row of the differences of each hour and day, where many have come together."""
    for figure in (CommentFigure, DecisionFigure):
        due = many_to_fold(figure)
        db.session.rollback()  # the read ends here
        if due:
            with one_commit("Folded the figures", record=False):
                fold_figures(figure)
