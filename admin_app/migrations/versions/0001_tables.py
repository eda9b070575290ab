"""The tables of the first release

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from admin_app.columns import Id, Json, Slug, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A row of what history keeps has its id for good, also when it is deleted: Undo brings it back
    # under that id. SQLite gives the highest one away again, unless it is told not to.
    op.create_table(
        "category",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("slug", Slug, nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("parent_id", Id, nullable=True),
        sa.Column("post_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["category.id"], name=op.f("fk_category_parent_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sa.UniqueConstraint("name_key", name=op.f("uq_category_name_key")),
        sa.UniqueConstraint("slug", name=op.f("uq_category_slug")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_category_name_id", "category", ["name", "id"], unique=False)
    op.create_index("ix_category_parent_id", "category", ["parent_id"], unique=False)
    op.create_table(
        "form_key",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("answer", Json, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_form_key")),
    )
    op.create_index("ix_form_key_at", "form_key", ["at"], unique=False)
    op.create_table(
        "setting",
        sa.Column("site_title", sa.String(length=120), nullable=False),
        sa.Column("tagline", sa.String(length=300), nullable=False),
        sa.Column("footer", sa.Text(), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("posts_per_page", sa.Integer(), nullable=False),
        sa.Column("comments_mode", sa.String(length=12), nullable=False),
        sa.Column("comments_close_after_days", sa.Integer(), nullable=False),
        sa.Column("comment_floods_per_minute", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "comments_mode IN ('hold_first', 'hold_all', 'open', 'closed')",
            name=op.f("ck_setting_comments_mode"),
        ),
        sa.CheckConstraint("id = 1", name=op.f("ck_setting_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "tag",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("slug", Slug, nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("post_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("name_key", name=op.f("uq_tag_name_key")),
        sa.UniqueConstraint("slug", name=op.f("uq_tag_slug")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_tag_name_id", "tag", ["name", "id"], unique=False)
    op.create_index("ix_tag_post_count_id", "tag", ["post_count", "id"], unique=False)
    op.create_table(
        "tally",
        sa.Column("id", Id, nullable=False),
        sa.Column("entity", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally")),
    )
    op.create_index("ix_tally_entity_state", "tally", ["entity", "state"], unique=False)
    op.create_table(
        "user",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("slug", Slug, nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "role IN ('owner', 'editor', 'author', 'contributor', 'moderator')",
            name=op.f("ck_user_role"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_user_fs_uniquifier")),
        sa.UniqueConstraint("slug", name=op.f("uq_user_slug")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_user_name_id", "user", ["name", "id"], unique=False)
    op.create_table(
        "changeset",
        sa.Column("id", Id, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", Id, nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=500), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=True),
        sa.Column("form_key", sa.String(length=200), nullable=True),
        sa.Column("undoes_id", Id, nullable=True),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["user.id"], name=op.f("fk_changeset_actor_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["undoes_id"], ["changeset.id"], name=op.f("fk_changeset_undoes_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changeset")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_changeset_undoes_id")),
    )
    op.create_index("ix_changeset_actor_id_id", "changeset", ["actor_id", "id"], unique=False)
    op.create_table(
        "media",
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("alt", sa.Text(), nullable=False),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("mime", sa.String(length=60), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("renditions", Json, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("uploaded_by_id", Id, nullable=True),
        sa.Column("id", Id, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"],
            ["user.id"],
            name=op.f("fk_media_uploaded_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_media_created_at_id", "media", ["created_at", "id"], unique=False)
    op.create_index("ix_media_key", "media", ["key"], unique=False)
    op.create_index(
        "ix_media_uploaded_by_id_created_at_id",
        "media",
        ["uploaded_by_id", "created_at", "id"],
        unique=False,
    )
    op.create_table(
        "page",
        sa.Column("parent_id", Id, nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("slug", Slug, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("status_before_trash", sa.String(length=12), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("comments_open", sa.Boolean(), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("comment_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("author_id", Id, nullable=True),
        sa.CheckConstraint(
            "status IN ('draft', 'in_review', 'scheduled', 'published', 'trash')",
            name=op.f("ck_page_status"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('scheduled', 'published') OR published_at IS NOT NULL",
            name=op.f("ck_page_dated"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_page_author_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["page.id"], name=op.f("fk_page_parent_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page")),
        sa.UniqueConstraint("slug", name=op.f("uq_page_slug")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_page_kept",
        "page",
        ["updated_at", "id"],
        unique=False,
        postgresql_where=sa.text("status <> 'trash'"),
        sqlite_where=sa.text("status <> 'trash'"),
    )
    op.create_index(
        "ix_page_live",
        "page",
        ["published_at", "id"],
        unique=False,
        postgresql_where=sa.text("status IN ('published', 'scheduled')"),
        sqlite_where=sa.text("status IN ('published', 'scheduled')"),
    )
    op.create_index(
        "ix_page_parent_id_position_id", "page", ["parent_id", "position", "id"], unique=False
    )
    op.create_index(
        "ix_page_due",
        "page",
        ["published_at"],
        unique=False,
        postgresql_where=sa.text("status = 'scheduled'"),
        sqlite_where=sa.text("status = 'scheduled'"),
    )
    op.create_index(
        "ix_page_status_updated_at_id", "page", ["status", "updated_at", "id"], unique=False
    )
    op.create_index(
        "ix_page_title_id",
        "page",
        ["title", "id"],
        unique=False,
        postgresql_where=sa.text("status <> 'trash'"),
        sqlite_where=sa.text("status <> 'trash'"),
    )
    op.create_table(
        "change",
        sa.Column("id", Id, nullable=False),
        sa.Column("changeset_id", Id, nullable=False),
        sa.Column("entity", sa.String(length=64), nullable=False),
        sa.Column("entity_id", Id, nullable=False),
        sa.Column("last_id", Id, nullable=True),
        sa.Column("verb", sa.String(length=8), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("before", Json, nullable=True),
        sa.Column("after", Json, nullable=True),
        sa.ForeignKeyConstraint(
            ["changeset_id"],
            ["changeset.id"],
            name=op.f("fk_change_changeset_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    op.create_index("ix_change_changeset_id_id", "change", ["changeset_id", "id"], unique=False)
    op.create_index(
        "ix_change_entity_entity_id_id", "change", ["entity", "entity_id", "id"], unique=False
    )
    op.create_index(
        "ix_change_ranges",
        "change",
        ["entity", "last_id"],
        unique=False,
        postgresql_where=sa.text("last_id IS NOT NULL"),
        sqlite_where=sa.text("last_id IS NOT NULL"),
    )
    op.create_table(
        "post",
        sa.Column("sticky", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("picture_id", Id, nullable=True),
        sa.Column("id", Id, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("slug", Slug, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("status_before_trash", sa.String(length=12), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("comments_open", sa.Boolean(), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("comment_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("author_id", Id, nullable=True),
        sa.CheckConstraint(
            "status IN ('draft', 'in_review', 'scheduled', 'published', 'trash')",
            name=op.f("ck_post_status"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('scheduled', 'published') OR published_at IS NOT NULL",
            name=op.f("ck_post_dated"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_post_author_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["media.id"], name=op.f("fk_post_picture_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("slug", name=op.f("uq_post_slug")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_post_author_id_updated_at_id", "post", ["author_id", "updated_at", "id"], unique=False
    )
    op.create_index(
        "ix_post_kept",
        "post",
        ["updated_at", "id"],
        unique=False,
        postgresql_where=sa.text("status <> 'trash'"),
        sqlite_where=sa.text("status <> 'trash'"),
    )
    op.create_index(
        "ix_post_live",
        "post",
        ["published_at", "id"],
        unique=False,
        postgresql_where=sa.text("status IN ('published', 'scheduled')"),
        sqlite_where=sa.text("status IN ('published', 'scheduled')"),
    )
    op.create_index("ix_post_picture_id", "post", ["picture_id"], unique=False)
    op.create_index(
        "ix_post_due",
        "post",
        ["published_at"],
        unique=False,
        postgresql_where=sa.text("status = 'scheduled'"),
        sqlite_where=sa.text("status = 'scheduled'"),
    )
    op.create_index(
        "ix_post_status_updated_at_id", "post", ["status", "updated_at", "id"], unique=False
    )
    op.create_index(
        "ix_post_title_id",
        "post",
        ["title", "id"],
        unique=False,
        postgresql_where=sa.text("status <> 'trash'"),
        sqlite_where=sa.text("status <> 'trash'"),
    )
    op.create_table(
        "comment",
        sa.Column("post_id", Id, nullable=True),
        sa.Column("page_id", Id, nullable=True),
        sa.Column("parent_id", Id, nullable=True),
        sa.Column("depth", sa.Integer(), server_default="1", nullable=False),
        sa.Column("user_id", Id, nullable=True),
        sa.Column("author_name", sa.String(length=100), nullable=False),
        sa.Column("author_email", sa.String(length=254), nullable=False),
        sa.Column("author_url", sa.String(length=500), nullable=False),
        sa.Column("author_ip", sa.String(length=45), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by_id", Id, nullable=True),
        sa.Column("id", Id, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "status IN ('pending', 'approved', 'spam', 'removed')", name=op.f("ck_comment_status")
        ),
        sa.CheckConstraint(
            "(post_id IS NULL) <> (page_id IS NULL)", name=op.f("ck_comment_one_parent")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["user.id"],
            name=op.f("fk_comment_decided_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["page_id"], ["page.id"], name=op.f("fk_comment_page_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["comment.id"], name=op.f("fk_comment_parent_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_comment_post_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_comment_user_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_comment_author_ip_created_at", "comment", ["author_ip", "created_at"], unique=False
    )
    op.create_index(
        "ix_comment_page_id_status_created_at_id",
        "comment",
        ["page_id", "status", "created_at", "id"],
        unique=False,
        postgresql_where=sa.text("page_id IS NOT NULL"),
        sqlite_where=sa.text("page_id IS NOT NULL"),
    )
    op.create_index(
        "ix_comment_parent_id",
        "comment",
        ["parent_id"],
        unique=False,
        postgresql_where=sa.text("parent_id IS NOT NULL"),
        sqlite_where=sa.text("parent_id IS NOT NULL"),
    )
    op.create_index(
        "ix_comment_post_id_status_created_at_id",
        "comment",
        ["post_id", "status", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_comment_status_created_at_id", "comment", ["status", "created_at", "id"], unique=False
    )
    op.create_index(
        "ix_comment_user_id",
        "comment",
        ["user_id"],
        unique=False,
        postgresql_where=sa.text("user_id IS NOT NULL"),
        sqlite_where=sa.text("user_id IS NOT NULL"),
    )
    op.create_table(
        "post_category",
        sa.Column("post_id", Id, nullable=False),
        sa.Column("category_id", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["category.id"],
            name=op.f("fk_post_category_category_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_post_category_post_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "category_id", name=op.f("pk_post_category")),
    )
    op.create_index(
        "ix_post_category_category_id_post_id",
        "post_category",
        ["category_id", "post_id"],
        unique=False,
    )
    op.create_table(
        "post_tag",
        sa.Column("post_id", Id, nullable=False),
        sa.Column("tag_id", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_post_tag_post_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"], ["tag.id"], name=op.f("fk_post_tag_tag_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "tag_id", name=op.f("pk_post_tag")),
    )
    op.create_index("ix_post_tag_tag_id_post_id", "post_tag", ["tag_id", "post_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_post_tag_tag_id_post_id", table_name="post_tag")
    op.drop_table("post_tag")
    op.drop_index("ix_post_category_category_id_post_id", table_name="post_category")
    op.drop_table("post_category")
    op.drop_index(
        "ix_comment_user_id",
        table_name="comment",
        postgresql_where=sa.text("user_id IS NOT NULL"),
        sqlite_where=sa.text("user_id IS NOT NULL"),
    )
    op.drop_index("ix_comment_status_created_at_id", table_name="comment")
    op.drop_index("ix_comment_post_id_status_created_at_id", table_name="comment")
    op.drop_index(
        "ix_comment_parent_id",
        table_name="comment",
        postgresql_where=sa.text("parent_id IS NOT NULL"),
        sqlite_where=sa.text("parent_id IS NOT NULL"),
    )
    op.drop_index(
        "ix_comment_page_id_status_created_at_id",
        table_name="comment",
        postgresql_where=sa.text("page_id IS NOT NULL"),
        sqlite_where=sa.text("page_id IS NOT NULL"),
    )
    op.drop_index("ix_comment_author_ip_created_at", table_name="comment")
    op.drop_table("comment")
    op.drop_index(
        "ix_post_title_id",
        table_name="post",
        postgresql_where=sa.text("status <> 'trash'"),
        sqlite_where=sa.text("status <> 'trash'"),
    )
    op.drop_index("ix_post_status_updated_at_id", table_name="post")
    op.drop_index("ix_post_picture_id", table_name="post")
    op.drop_index(
        "ix_post_live",
        table_name="post",
        postgresql_where=sa.text("status IN ('published', 'scheduled')"),
        sqlite_where=sa.text("status IN ('published', 'scheduled')"),
    )
    op.drop_index(
        "ix_post_kept",
        table_name="post",
        postgresql_where=sa.text("status <> 'trash'"),
        sqlite_where=sa.text("status <> 'trash'"),
    )
    op.drop_index("ix_post_author_id_updated_at_id", table_name="post")
    op.drop_table("post")
    op.drop_index(
        "ix_change_ranges",
        table_name="change",
        postgresql_where=sa.text("last_id IS NOT NULL"),
        sqlite_where=sa.text("last_id IS NOT NULL"),
    )
    op.drop_index("ix_change_entity_entity_id_id", table_name="change")
    op.drop_index("ix_change_changeset_id_id", table_name="change")
    op.drop_table("change")
    op.drop_index(
        "ix_page_title_id",
        table_name="page",
        postgresql_where=sa.text("status <> 'trash'"),
        sqlite_where=sa.text("status <> 'trash'"),
    )
    op.drop_index("ix_page_status_updated_at_id", table_name="page")
    op.drop_index("ix_page_parent_id_position_id", table_name="page")
    op.drop_index(
        "ix_page_live",
        table_name="page",
        postgresql_where=sa.text("status IN ('published', 'scheduled')"),
        sqlite_where=sa.text("status IN ('published', 'scheduled')"),
    )
    op.drop_index(
        "ix_page_kept",
        table_name="page",
        postgresql_where=sa.text("status <> 'trash'"),
        sqlite_where=sa.text("status <> 'trash'"),
    )
    op.drop_table("page")
    op.drop_index("ix_media_uploaded_by_id_created_at_id", table_name="media")
    op.drop_index("ix_media_key", table_name="media")
    op.drop_index("ix_media_created_at_id", table_name="media")
    op.drop_table("media")
    op.drop_index("ix_changeset_actor_id_id", table_name="changeset")
    op.drop_table("changeset")
    op.drop_index("ix_user_name_id", table_name="user")
    op.drop_table("user")
    op.drop_index("ix_tally_entity_state", table_name="tally")
    op.drop_table("tally")
    op.drop_index("ix_tag_post_count_id", table_name="tag")
    op.drop_index("ix_tag_name_id", table_name="tag")
    op.drop_table("tag")
    op.drop_table("setting")
    op.drop_index("ix_form_key_at", table_name="form_key")
    op.drop_table("form_key")
    op.drop_index("ix_category_parent_id", table_name="category")
    op.drop_index("ix_category_name_id", table_name="category")
    op.drop_table("category")
