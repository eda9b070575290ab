"""Taking a save back, as one save of its own."""

from admin_app.history.undo.policy import may_undo, undo_check, undo_policy
from admin_app.history.undo.take_back import TakenBack, take_back

__all__ = ["TakenBack", "may_undo", "take_back", "undo_check", "undo_policy"]
