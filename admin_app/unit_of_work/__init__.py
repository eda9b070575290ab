"""The only place that commits.

`with one_commit("Edited …") as unit:` is one transaction from its first statement to its COMMIT;
`retrying(work)` runs work again when only the moment was wrong. Everything else is refused by the
guard.
"""

from __future__ import annotations

from admin_app.unit_of_work.form_keys import (
    AlreadyAnswered,
    Answer,
    FormKey,
    forget_form_keys,
    is_answered,
    new_form_key,
)
from admin_app.unit_of_work.guard import WriteOutsideUnit, install_guard
from admin_app.unit_of_work.retry import is_passing, reading, retrying
from admin_app.unit_of_work.unit import (
    NestedUnit,
    Unit,
    adopt,
    answer_again,
    before_commit,
    current_unit,
    one_commit,
    reading_alone,
)

__all__ = [
    "AlreadyAnswered",
    "Answer",
    "FormKey",
    "NestedUnit",
    "Unit",
    "WriteOutsideUnit",
    "adopt",
    "answer_again",
    "before_commit",
    "current_unit",
    "forget_form_keys",
    "install_guard",
    "is_answered",
    "is_passing",
    "new_form_key",
    "one_commit",
    "reading",
    "reading_alone",
    "retrying",
]
