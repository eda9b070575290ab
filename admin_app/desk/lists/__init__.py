"""Lists: keyset pages, tabs, filters and search, with their whole state in the URL."""

from admin_app.desk.lists.listing import make_listing, one_page
from admin_app.desk.lists.spec import Column, Filter, Sort, Tab
from admin_app.desk.lists.state import ListState

__all__ = ["Column", "Filter", "ListState", "Sort", "Tab", "make_listing", "one_page"]
