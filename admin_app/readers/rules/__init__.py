"""Rules over comments: read from their sentences, and tried on a comment. No database here."""

from admin_app.readers.networks import networks_of, shortened
from admin_app.readers.rules.matching import Facts, Matcher, Span, matcher
from admin_app.readers.rules.reading import read_value

__all__ = ["Facts", "Matcher", "Span", "matcher", "networks_of", "read_value", "shortened"]
