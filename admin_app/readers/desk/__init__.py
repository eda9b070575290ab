"""The moderation queue on the desk, and what Today tells of comments."""

from __future__ import annotations

from flask import Flask


def put_on_desk(app: Flask) -> None:
    """Serve comments, decisions, rules and readers under /admin/, and add the panels of Today."""
    from admin_app import desk
    from admin_app.desk.keys import Key, add_keys
    from admin_app.desk.today import Panel, add_panel
    from admin_app.people.sign_in.store import ask_of_person
    from admin_app.readers import policy  # noqa: F401 - registers who may undo what
    from admin_app.readers.desk.appeals import AppealView
    from admin_app.readers.desk.erasing import ErasureView
    from admin_app.readers.desk.figures import FiguresView
    from admin_app.readers.desk.log import LogView
    from admin_app.readers.desk.palette import put_in_palette
    from admin_app.readers.desk.reader import ReaderView
    from admin_app.readers.desk.rules import RuleView
    from admin_app.readers.desk.today import month_of_comments, waiting_tile
    from admin_app.readers.desk.view import CommentView
    from admin_app.readers.models import Comment, Decision, Rule
    from admin_app.readers.queries.appeals import keep_open, open_count

    put_in_palette(app)
    ask_of_person(app, open_count, keep_open)
    desk.add(CommentView(Comment, endpoint="comment"), app)
    desk.add(AppealView(name="Appeals", endpoint="appeal", url="/admin/appeal"), app)
    desk.add(LogView(Decision, endpoint="decision", url="/admin/comment/log"), app)
    figures = FiguresView(name="Figures", endpoint="figures", url="/admin/comment/figures")
    desk.add(figures, app)
    desk.add(RuleView(Rule), app)
    desk.add(ReaderView(name="Find a reader", endpoint="reader", url="/admin/reader"), app)
    desk.add(ErasureView(name="Erase", endpoint="reader_data", url="/admin/reader-data"), app)
    add_panel(app, Panel("tile", 10, waiting_tile))
    add_panel(app, Panel("wide", 20, month_of_comments, "readers/month_panel.html"))
    add_keys(
        app,
        "Comments",
        Key("J", "To the next comment"),
        Key("K", "To the one before"),
        Key("A", "Approve"),
        Key("S", "Mark as spam"),
        Key("D", "Remove"),
        Key("U", "Restore, in Spam and Removed"),
        Key("R", "Reply; what waits is approved with it"),
        Key("Ctrl Enter", "Send the reply, or save the edit"),
        Key("E", "Edit"),
        Key("X", "Select; A, S and D are then about all that are selected"),
        Key("Shift X", "Select all on the page"),
        Key("H", "All comments of this reader"),
        Key("Z", "Undo what was decided last"),
    )
