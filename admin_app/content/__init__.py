"""Posts, pages, tags, categories, media and the site's settings."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Put the content screens on the desk."""
    from admin_app.content import housekeeping, models  # noqa: F401
    from admin_app.content.actions import file_uses  # noqa: F401
    from admin_app.content.actions.announce import listen
    from admin_app.content.commands import link_commands, media_commands
    from admin_app.content.desk import put_on_desk
    from admin_app.content.media.sizes import focal, key_of_width, srcset
    from admin_app.content.models.publishable import shown_status
    from admin_app.content.policy import planned, tree, webhooks  # noqa: F401
    from admin_app.content.queries.own_fields import fields_column, keep_fields
    from admin_app.content.queries.settings import announced_column, keep_announced
    from admin_app.content.queries.tallies import keep_standing, standing
    from admin_app.content.webhooks import delivery, fanning  # noqa: F401
    from admin_app.people.sign_in.store import ask_beside, ask_of_person, ask_when_saving

    app.jinja_env.globals.update(
        shown_status=shown_status, focal=focal, key_of_width=key_of_width, srcset=srcset
    )
    ask_beside(app, standing, keep_standing)
    ask_of_person(app, fields_column, keep_fields)
    ask_when_saving(app, announced_column, keep_announced)
    listen()
    put_on_desk(app)
    app.cli.add_command(link_commands)
    app.cli.add_command(media_commands)
