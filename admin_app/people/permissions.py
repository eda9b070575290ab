"""What a person may do, said once: five roles over one list of permissions."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """One thing that may be allowed. Kept in alphabetical order."""

    ACTIVITY_VIEW = "activity_view"
    CATEGORY_EDIT = "category_edit"
    COMMENT_DELETE = "comment_delete"
    COMMENT_MODERATE = "comment_moderate"
    DESK_ENTER = "desk_enter"
    EXPORT_DATA = "export_data"
    IMPORT_DATA = "import_data"
    MEDIA_EDIT_ANY = "media_edit_any"
    MEDIA_UPLOAD = "media_upload"
    OUTBOX_MANAGE = "outbox_manage"
    PAGE_EDIT = "page_edit"
    POST_EDIT_ANY = "post_edit_any"
    POST_EDIT_OWN = "post_edit_own"
    POST_PUBLISH_ANY = "post_publish_any"
    POST_PUBLISH_OWN = "post_publish_own"
    READER_DATA = "reader_data"
    RECORD_EDIT = "record_edit"
    REDIRECT_EDIT = "redirect_edit"
    SETTING_EDIT = "setting_edit"
    TAG_EDIT = "tag_edit"
    UNDO_ANY = "undo_any"
    USER_MANAGE = "user_manage"


class Role(StrEnum):
    """The five roles."""

    OWNER = "owner"
    EDITOR = "editor"
    AUTHOR = "author"
    CONTRIBUTOR = "contributor"
    MODERATOR = "moderator"

    @property
    def label(self) -> str:
        """The role as people read it."""
        return self.value.capitalize()

    def allows(self, permission: Permission) -> bool:
        """Whether a person of this role has this permission."""
        return permission in PERMISSIONS[self]


P = Permission
_CONTRIBUTOR = frozenset({P.DESK_ENTER, P.ACTIVITY_VIEW, P.POST_EDIT_OWN, P.MEDIA_UPLOAD})
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.EDITOR: _CONTRIBUTOR
    | {
        P.CATEGORY_EDIT,
        P.COMMENT_DELETE,
        P.COMMENT_MODERATE,
        P.EXPORT_DATA,
        P.MEDIA_EDIT_ANY,
        P.PAGE_EDIT,
        P.POST_EDIT_ANY,
        P.POST_PUBLISH_ANY,
        P.POST_PUBLISH_OWN,
        P.RECORD_EDIT,
        P.REDIRECT_EDIT,
        P.TAG_EDIT,
        P.UNDO_ANY,
    },
    Role.AUTHOR: _CONTRIBUTOR | {P.POST_PUBLISH_OWN},
    Role.CONTRIBUTOR: _CONTRIBUTOR,
    Role.MODERATOR: frozenset({P.DESK_ENTER, P.ACTIVITY_VIEW, P.COMMENT_MODERATE}),
}
