"""Uploaded pictures: what may be kept, and where the files lie."""

from admin_app.content.media.pictures import Limits, Picture, Rendition, inspect_upload
from admin_app.content.media.storage import LocalStorage, Storage

__all__ = ["Limits", "LocalStorage", "Picture", "Rendition", "Storage", "inspect_upload"]
