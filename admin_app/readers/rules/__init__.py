"""Rules over comments: read from their sentences, and tried on a comment. No database here."""

from admin_app.readers.rules.matching import Facts, Matcher, Span, matcher
from admin_app.readers.rules.reading import read_value

__all__ = ["Facts", "Matcher", "Span", "matcher", "read_value"]
