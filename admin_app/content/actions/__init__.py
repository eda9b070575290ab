"""What can be done to posts, pages, terms, media and settings: check, change, flush."""
