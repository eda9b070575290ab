"""What is looked at before a text is published: pure functions over its words.

``look`` says what is wrong and what to do; a ``blocking`` finding keeps a text from readers.
"""

from admin_app.content.checks.findings import Finding
from admin_app.content.checks.look import linked_paths, look, undescribed_picture

__all__ = ["Finding", "linked_paths", "look", "undescribed_picture"]
