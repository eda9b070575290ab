"""What tells of one reader, found and taken out of texts. No database here."""

from admin_app.readers.erasing.traces import ERASED, NAMELESS, Traces

__all__ = ["ERASED", "NAMELESS", "Traces"]
