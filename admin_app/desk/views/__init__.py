"""The base of every screen over a model."""

from admin_app.desk.views.model import ModelView
from admin_app.desk.views.page import PageView
from admin_app.desk.views.quick import QuickEdit

__all__ = ["ModelView", "PageView", "QuickEdit"]
