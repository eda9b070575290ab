"""The components: what stands in the page that each of them makes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from lxml import html
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    Form,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

MARKED = "<b>“O’Neill” & co</b>"


class Paper(Form):
    """One field of each kind that the desk has."""

    title = StringField("Title", [InputRequired("Give it a title.")], description="In one line.")
    body = TextAreaField("Body")
    status = SelectField("State", choices=[("draft", "Draft"), ("published", "Published")])
    published_at = DateTimeLocalField("Publish at")
    sticky = BooleanField("Stays on top", description="On the front page.")
    mode = RadioField("New comments", choices=[("hold", "wait"), ("open", "appear")])


@pytest.fixture
def draw(app: Flask) -> Any:
    """`draw("chip", "chip('draft')", **values)`: what a macro makes, parsed."""

    def drawn(component: str, call: str, block: str = "", **values: Any) -> html.HtmlElement:
        name = call.partition("(")[0]
        body = f"{{% call {call} %}}{block}{{% endcall %}}" if block else f"{{{{ {call} }}}}"
        source = f'{{% from "components/{component}.html" import {name} %}}<main>{body}</main>'
        with app.test_request_context("/admin/"):
            return html.fromstring(app.jinja_env.from_string(source).render(**values))

    return drawn


@pytest.fixture
def refused() -> Paper:
    """A form that was sent without a title and without a choice."""
    form = Paper(data={"status": "draft"})
    assert not form.validate()
    return form


def test_a_field_is_tied_to_its_label_help_and_error(draw: Any, refused: Paper) -> None:
    page = draw("field", "field(form.title)", form=refused)
    (control,) = page.xpath("//input")
    assert control.get("aria-invalid") == "true"
    assert control.get("required") is not None
    told = [page.get_element_by_id(name).text_content() for name in control_told(control)]
    assert told == ["In one line.", "Give it a title."]
    (label,) = page.xpath("//label")
    assert label.get("for") == control.get("id")
    assert "Title" in label.text_content()


def control_told(control: html.HtmlElement) -> list[str]:
    """The ids that describe a control."""
    return (control.get("aria-describedby") or "").split()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("body", "//textarea[contains(@class, 'input')]"),
        ("status", "//select/option[2]"),
        ("published_at", "//input[@type='datetime-local']"),
        ("sticky", "//label[contains(., 'Stays on top')]/input[@type='checkbox']"),
        ("mode", "//fieldset[legend]/label/input[@type='radio']"),
    ],
)
def test_each_kind_of_field_is_drawn(draw: Any, name: str, expected: str) -> None:
    page = draw("field", "field(form[name])", form=Paper(), name=name)
    assert page.xpath(expected)
    assert not page.xpath("//*[@aria-invalid]")


def test_the_summary_of_errors_leads_to_the_fields(draw: Any, refused: Paper) -> None:
    page = draw("errors", "errors(form, ['The file is too large.'])", form=refused)
    (box,) = page.xpath("//*[@role='alert']")
    assert "3 things need your attention" in box.text_content()
    assert page.xpath("//a/@href") == ["#title", "#mode"]


def test_a_group_can_be_led_to(draw: Any) -> None:
    assert (
        draw("field", "field(form.mode)", form=Paper()).get_element_by_id("mode").tag == "fieldset"
    )


def test_nothing_wrong_needs_no_summary(draw: Any) -> None:
    assert draw("errors", "errors(form)", form=Paper()).text_content() == ""


@pytest.mark.parametrize(
    ("component", "call"),
    [
        ("chip", "chip('draft', marked)"),
        ("empty", "empty(marked, marked, '/')"),
        ("feed_item", "feed_item(marked, marked, about=marked, moment='2026-11-22', ago=marked)"),
        ("notice", "notice(marked, changeset=1)"),
        ("chart", "chart([(marked, 3)], marked)"),
        ("compare", "compare([{'label': marked, 'left': marked, 'right': ''}], marked, marked)"),
        ("confirm", "confirm(marked, '/', marked, '/', goes=[(1, marked)], typed=marked)"),
        ("tabs", "tabs([{'label': marked, 'url': '/', 'count': marked}], marked)"),
        ("bulk_bar", "bulk_bar([{'value': 'a', 'label': marked}], marked, 3, marked)"),
        ("when", "when('2026-11-22', marked, marked)"),
    ],
)
def test_words_never_become_markup(draw: Any, component: str, call: str) -> None:
    page = draw(component, call, marked=MARKED)
    assert MARKED in page.text_content()
    assert not page.xpath("//b")


def test_undo_is_a_post_with_a_token(draw: Any) -> None:
    page = draw("notice", "notice('Saved.', 'success', changeset=7)")
    (form,) = page.forms
    assert form.method == "POST"
    assert form.action == "/admin/activity/undo/"
    assert form.fields["id"] == "7"
    assert form.fields["csrf_token"]


def test_a_form_carries_its_key_and_version(draw: Any) -> None:
    page = draw("hidden", "hidden(form_key='k', version=0)")
    assert page.xpath("//input/@name") == ["csrf_token", "form_key", "version"]
    assert page.xpath("//input[@name='version']/@value") == ["0"]


def test_a_chart_is_also_a_table(draw: Any) -> None:
    page = draw("chart", "chart([('1 Nov', 4), ('2 Nov', 0), ('3 Nov', 8)], 'Comments a day')")
    heights = [float(height) for height in page.xpath("//rect/@height")]
    assert heights == [62.0, 0.0, 124.0]
    assert page.xpath("//svg/@aria-hidden") == ["true"]
    assert page.xpath("//tbody/tr/td/text()") == ["4", "0", "8"]


@pytest.mark.parametrize("bars", [[], [("1 Nov", 0)]])
def test_a_chart_of_nothing_is_drawn(draw: Any, bars: list[Any]) -> None:
    page = draw("chart", "chart(bars, 'Comments a day')", bars=bars)
    assert all(float(height) == 0 for height in page.xpath("//rect/@height"))


def test_versions_are_compared_field_by_field(draw: Any) -> None:
    rows = [
        {"label": "Title", "left": "Old", "right": "New", "name": "pick-title"},
        {"label": "Tags", "left": "sea", "right": "sea", "name": "pick-tags"},
    ]
    page = draw("compare", "compare(rows)", rows=rows)
    assert page.xpath("//tr[@class='same']/th/text()") == ["Tags "]
    assert page.xpath("//input/@name") == ["pick-title", "pick-title"]
    assert page.xpath("//input[@checked]/@value") == ["left"]


def test_what_goes_is_listed_and_typing_is_asked_for(draw: Any) -> None:
    page = draw(
        "confirm",
        "confirm('Empty?', '/go', 'Delete 3 posts', '/back', goes=[(3, 'posts')], typed='3 posts')",
        block="<input type=hidden name=id value=5>",
    )
    (form,) = page.forms
    assert form.action == "/go"
    assert sorted(form.fields) == ["confirm", "id"]
    assert form.inputs["confirm"].get("required") is not None
    assert [" ".join(row.text_content().split()) for row in page.xpath("//li")] == ["3 posts"]


def test_the_ends_of_a_list_have_no_dead_links(draw: Any) -> None:
    assert draw("pager", "pager(3, noun='posts')").xpath("//a") == []
    page = draw("pager", "pager(25, '10k+', 'posts', older='?after=x')")
    assert page.xpath("//a/@rel") == ["next"]
    assert "25 of 10k+ posts" in page.text_content()


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Ana Moreno", "AM"), ("seo king 88", "SK"), ("Mirela", "M"), ("", "?"), ("  ", "?")],
)
def test_initials(draw: Any, name: str, initials: str) -> None:
    assert draw("face", "face(name)", name=name).text_content() == initials


def test_a_moment_is_given_to_machines_too(draw: Any) -> None:
    moment = datetime(2026, 11, 22, 9, 12, tzinfo=UTC)
    page = draw("when", "when(moment, 'Today 09:12')", moment=moment)
    assert page.xpath("//time/@datetime") == ["2026-11-22T09:12+00:00"]
    assert draw("when", "when(none, '')").text_content() == "—"
