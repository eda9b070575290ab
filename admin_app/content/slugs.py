"""The names that posts, pages, tags and categories have in addresses: as everyone's."""

from admin_app.slugs import LONGEST, RESERVED, free_slug, is_slug, slug_from, slug_stem

__all__ = ["LONGEST", "RESERVED", "free_slug", "is_slug", "slug_from", "slug_stem"]
