"""Posts, pages, tags, categories, media and the site's settings."""

from admin_app.content.models.custom_field import CustomField, FieldKind
from admin_app.content.models.kept import Autosave, Presence
from admin_app.content.models.media import Media, MediaKey, TextFile, TextFileDue
from admin_app.content.models.merged_term import MergedTerm, merged_key
from admin_app.content.models.note import Note
from admin_app.content.models.page import Page
from admin_app.content.models.planned import OPEN, ChangeState, PlannedChange
from admin_app.content.models.post import Post, post_category, post_tag
from admin_app.content.models.publishable import Publishable, Status
from admin_app.content.models.redirect import Redirect
from admin_app.content.models.review_link import ReviewLink
from admin_app.content.models.setting import CommentsMode, Setting
from admin_app.content.models.tally import Tally
from admin_app.content.models.terms import Category, Tag
from admin_app.content.models.text_link import TextLink, TextLinkDue
from admin_app.content.models.text_template import TextTemplate
from admin_app.content.models.webhook import Event, Webhook

__all__ = [
    "OPEN",
    "Autosave",
    "Category",
    "ChangeState",
    "CommentsMode",
    "CustomField",
    "Event",
    "FieldKind",
    "Media",
    "MediaKey",
    "MergedTerm",
    "Note",
    "Page",
    "PlannedChange",
    "Post",
    "Presence",
    "Publishable",
    "Redirect",
    "ReviewLink",
    "Setting",
    "Status",
    "Tag",
    "Tally",
    "TextFile",
    "TextFileDue",
    "TextLink",
    "TextLinkDue",
    "TextTemplate",
    "Webhook",
    "merged_key",
    "post_category",
    "post_tag",
]
