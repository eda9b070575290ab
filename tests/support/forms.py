"""An HTML form as a browser would send it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import lxml.html
from lxml.html import HtmlElement
from werkzeug.datastructures import FileStorage, MultiDict

# What a field is filled in with: text; True or False for a box; several for a list; a file.
Value = (
    str
    | int
    | bool
    | Sequence[str | int]
    | Sequence[FileStorage]
    | Path
    | FileStorage
    | tuple[Any, ...]
)


@dataclass
class Form:
    """A form on a page, with its fields as they are prefilled."""

    element: HtmlElement
    page: str

    @property
    def action(self) -> str:
        """Where it is sent, as a path with its query."""
        button = self._button
        action = (button is not None and button.get("formaction")) or self.element.get("action")
        return urljoin(self.page, action or self.page)

    @property
    def method(self) -> str:
        """GET or POST."""
        button = self._button
        method = (button is not None and button.get("formmethod")) or self.element.get("method")
        return (method or "get").upper()

    @property
    def names(self) -> set[str]:
        """The names of all its fields and buttons."""
        return {control.get("name") for control in self._controls if control.get("name")}

    def press(self, button: str | None) -> None:
        """Send it by the button with this name, name=value, or label; otherwise by the first."""
        self._pressed = button

    _pressed: str | None = None

    def data(self, fields: Mapping[str, Value]) -> MultiDict[str, Any]:
        """What is sent, filled in with these fields. Raises `KeyError` for one it hasn't."""
        missing = set(fields) - self.names
        if missing:
            raise KeyError(f"no field {sorted(missing)} in the form; it has {sorted(self.names)}")
        sent: MultiDict[str, Any] = MultiDict()
        filled = set()
        for control in self._controls:
            name = control.get("name")
            if not name or control.get("disabled") is not None or _is_button(control):
                continue
            if name in fields:
                if name not in filled:
                    filled.add(name)
                    sent.setlist(name, self._chosen(name, fields[name]))
            else:
                for value in _prefilled(control):
                    sent.add(name, value)
        if self._button is not None and self._button.get("name"):
            sent.add(self._button.get("name"), self._button.get("value") or "")
        return sent

    @cached_property
    def _controls(self) -> list[HtmlElement]:
        """Its fields, those outside of it that name it included, in the order of the page."""
        own = self.element.get("id")
        found = self.element.getroottree().xpath("//input | //select | //textarea | //button")
        return [
            control
            for control in found
            if (control.get("form") == own if control.get("form") else self._holds(control))
        ]

    def _holds(self, control: HtmlElement) -> bool:
        return next(control.iterancestors("form"), None) is self.element

    @property
    def _button(self) -> HtmlElement | None:
        buttons = [control for control in self._controls if _is_button(control)]
        if self._pressed is None:
            return buttons[0] if buttons else None
        for button in buttons:
            name, value = button.get("name") or "", button.get("value") or ""
            label = " ".join(button.text_content().split()) or value
            if self._pressed in {name, f"{name}={value}", label}:
                return button
        raise KeyError(f"no button {self._pressed!r} in the form")

    def _chosen(self, name: str, value: Value) -> list[Any]:
        boxes = [
            control
            for control in self._controls
            if control.get("name") == name and control.get("type") in {"checkbox", "radio"}
        ]
        if isinstance(value, bool):
            return [box.get("value", "on") for box in boxes[:1]] if value else []
        if isinstance(value, Path):
            return [FileStorage(value.open("rb"), value.name)]
        if isinstance(value, (list, set)):
            return [one if isinstance(one, FileStorage) else str(one) for one in value]
        return [value if isinstance(value, (FileStorage, tuple)) else str(value)]


def forms_of(html: str, page: str) -> list[Form]:
    """All forms of a page that was fetched from this path."""
    return [Form(element, page) for element in lxml.html.document_fromstring(html).iter("form")]


def find_form(html: str, page: str, which: str | None, fields: Mapping[str, Value]) -> Form:
    """The form with this id, action or path of its action; else the first POST form that fits.

    It fits if it has all these fields. Raises `LookupError` when there is none.
    """
    found = forms_of(html, page)
    for form in found:
        if which is not None:
            if which in {form.element.get("id"), form.action, form.action.partition("?")[0]}:
                return form
        elif form.method == "POST" and set(fields) <= form.names and not _signs_out(form):
            return form
    raise LookupError(
        f"no form {which or ''} with {sorted(fields)} on {page}; it has "
        + ", ".join(f"{form.method} {form.action} {sorted(form.names)}" for form in found)
    )


def _signs_out(form: Form) -> bool:
    return form.action.endswith("/logout")


def _is_button(control: HtmlElement) -> bool:
    if control.tag == "button":
        return (control.get("type") or "submit") == "submit"
    return control.tag == "input" and control.get("type") in {"submit", "image"}


def _prefilled(control: HtmlElement) -> list[Any]:
    if control.tag == "textarea":
        # The parser keeps the newline that HTML lets stand after <textarea>; browsers send CRLF.
        text = (control.text or "").removeprefix("\n")
        return ["\r\n".join(text.replace("\r\n", "\n").split("\n"))]
    if control.tag == "select":
        return _options(control)
    kind = (control.get("type") or "text").lower()
    if kind in {"checkbox", "radio"}:
        return [control.get("value", "on")] if control.get("checked") is not None else []
    if kind in {"button", "reset", "file"} or control.tag == "button":
        return []
    return [control.get("value") or ""]


def _options(select: HtmlElement) -> list[str]:
    options = list(select.iter("option"))
    chosen = [option for option in options if option.get("selected") is not None]
    if not chosen and select.get("multiple") is None:
        chosen = options[:1]
    values = [option.get("value", " ".join(option.text_content().split())) for option in chosen]
    return values if select.get("multiple") is not None else values[-1:]
