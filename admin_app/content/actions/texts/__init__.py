"""What can be done to posts and pages."""

from __future__ import annotations

from admin_app.content.actions.texts.many import delete, restore, set_state, trash
from admin_app.content.actions.texts.review import return_text
from admin_app.content.actions.texts.write import write

__all__ = ["delete", "restore", "return_text", "set_state", "trash", "write"]
