"""Uploaded files: what may be kept, and where the files lie."""

from admin_app.content.media.pictures import Limits, Picture, Rendition
from admin_app.content.media.storage import LocalStorage, Storage
from admin_app.content.media.uploads import inspect_upload

__all__ = ["Limits", "LocalStorage", "Picture", "Rendition", "Storage", "inspect_upload"]
