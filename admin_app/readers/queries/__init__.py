"""Every select over comments, each with a total order."""
