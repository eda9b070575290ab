"""Every select over posts, pages, terms, media and settings, each with a total order."""
