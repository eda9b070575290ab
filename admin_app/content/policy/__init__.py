"""Who may do what to posts, pages, terms, media and settings."""
