"""Verbs of import and export. They change and flush; the commit is theirs who call them."""
