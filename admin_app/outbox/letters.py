"""Mails made of a pair of templates."""

from __future__ import annotations

import re
from typing import Any

from flask import render_template

from admin_app.outbox.actions import post_mail
from admin_app.outbox.models import OutboxMessage

_GAPS = re.compile(r"\n{3,}")


def post_letter(
    to: str,
    subject: str,
    template: str,
    *,
    key: str | None = None,
    unsubscribe: str = "",
    **facts: Any,
) -> OutboxMessage:
    """A mail as plain text and as HTML, of `template`.txt and `template`.html, with these facts.

    Posted like `post_mail`, in the open unit of work, of a request or of the worker. Templates
    extend `components/email/letter.txt` and `.html`, and make links by `link_to`. Raises `Refusal`
    as `post_mail` does, and `NoTrustedAddress` where a link would lead nobody knows where.
    """
    facts = {"subject": subject, "unsubscribe": unsubscribe, **facts}
    text = _GAPS.sub("\n\n", render_template(f"{template}.txt", **facts)).strip() + "\n"
    html = render_template(f"{template}.html", **facts)
    return post_mail(to, subject, text, html, key=key, unsubscribe=unsubscribe)
