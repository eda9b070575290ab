"""A field is drawn once, and again as soon as anything that it tells is other."""

from __future__ import annotations

from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, StringField

from admin_app.desk.forms import drawn
from admin_app.desk.forms.fields import ChoiceField
from admin_app.desk.forms.form import DeskForm


class Small(DeskForm):
    """A form with a field of each kind that is kept."""

    name = StringField("Name", description="As readers see it.")
    state = ChoiceField("State", choices=[("a", "Draft"), ("b", "Live")])
    on = BooleanField("On")


def shown(app: Flask, sent: dict[str, str] | None = None, **kwargs: str) -> str:
    source = """{% from "components/field.html" import field %}
        {{ field(form.name, **given) }}{{ field(form.state) }}{{ field(form.on) }}"""
    with app.test_request_context():
        form = Small(MultiDict(sent) if sent is not None else None)
        return render_template_string(source, form=form, given=kwargs)


def test_what_is_told_is_drawn(one_app: Flask) -> None:
    drawn._kept.clear()
    first = shown(one_app)
    assert 'id="name"' in first
    assert "As readers see it." in first
    assert len(drawn._kept) == 3
    assert shown(one_app) == first
    assert len(drawn._kept) == 3


def test_whatever_is_other_is_drawn_anew(one_app: Flask) -> None:
    plain = shown(one_app)
    assert 'value="Ana &amp; Ben"' in shown(one_app, {"name": "Ana & Ben"})
    for state in ("a", "b"):
        assert f'<option selected value="{state}">' in shown(one_app, {"state": state})
    assert "checked" in shown(one_app, {"on": "y"})
    for words in ("One help.", "Another help."):
        assert words in shown(one_app, help=words)
    for css in ("wide", "code"):
        assert f'class="input {css}"' in shown(one_app, css=css)
    assert "required" in shown(one_app, required="yes")
    assert shown(one_app) == plain


def test_so_is_one_of_another_form(one_app: Flask) -> None:
    class Other(Small):
        """The same names, otherwise called."""

        name = StringField("Title", description="As editors see it.")
        state = ChoiceField("State", choices=[("a", "Draft"), ("b", "Published")])

    shown(one_app)
    with one_app.test_request_context():
        source = """{% from "components/field.html" import field %}
            {{ field(form.name) }}{{ field(form.state) }}"""
        other = render_template_string(source, form=Other())
    for words in ("Title", "As editors see it.", "Published"):
        assert words in other


def test_a_refusal_stands_beside_a_field_that_was_drawn_before(one_app: Flask) -> None:
    shown(one_app)
    with one_app.test_request_context():
        form = Small()
        form.name.errors = ["Write a <name>."]
        source = '{% from "components/field.html" import field %}{{ field(form.name) }}'
        refused = render_template_string(source, form=form)
    assert "Write a &lt;name&gt;." in refused
    assert 'aria-invalid="true"' in refused
