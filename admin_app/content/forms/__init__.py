"""The forms of posts, pages, terms, media and settings."""
