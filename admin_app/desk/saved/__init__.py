"""Saved views: a list as somebody likes it, by a name, in the sidebar under its screen."""
