"""The score learns what was decided, forgets what was taken back, and says why."""

from __future__ import annotations

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from admin_app.readers.spam import THRESHOLD, Lesson, Model, features_of, train

SPAM = (
    "Check out my channel for free money",
    "Subscribe to my page, win a gift https://win.example.com",
    "Earn cash from home, visit www.cash.example.com",
)
GOOD = (
    "The ferry was late again, and nobody told us.",
    "I remember the old pier from when I was a child.",
    "Thank you for the clear map of the harbour plan.",
)


def lessons(times: int = 4) -> list[Lesson]:
    kinds = [(text, True) for text in SPAM] + [(text, False) for text in GOOD]
    return [Lesson(features_of(text), is_spam) for text, is_spam in kinds * times]


def test_what_was_decided_is_recognised() -> None:
    model = train(lessons())
    assert model.probability(features_of("Win free money, check out my page")) > THRESHOLD
    assert model.probability(features_of("The ferry at the old pier was late")) < THRESHOLD


def test_a_decision_that_was_taken_back_is_unlearnt() -> None:
    kept = lessons()
    mistaken = Lesson(features_of("The old pier"), is_spam=True)
    with_it, without = train([*kept, mistaken]), train(kept)
    assert with_it.to_bytes() != without.to_bytes()
    assert train(lessons()).to_bytes() == without.to_bytes()


def test_decisions_of_one_kind_teach_nothing() -> None:
    model = train(lesson for lesson in lessons() if lesson.is_spam)
    assert model.probability(features_of(SPAM[0])) == 0.5


def test_the_words_that_made_the_score_are_named() -> None:
    reasons = train(lessons()).reasons("Subscribe to my page about the ferry")
    told = {reason.words: reason.weight for reason in reasons}
    assert told["subscribe"] > 0 > told["ferry"]
    assert any(reason.is_sign for reason in reasons)


def test_a_model_comes_back_as_it_was_kept() -> None:
    model = train(lessons())
    again = Model.from_bytes(model.to_bytes(), model.signs, model.bias, model.lessons)
    found = features_of("Some free words about a ferry")
    assert again.probability(found) == model.probability(found)


@cache
def _small_model() -> Model:
    return train(lessons(1))


@settings(max_examples=60)
@given(st.text(max_size=3000), st.text(max_size=200), st.text(max_size=200))
def test_any_text_gets_a_probability(body: str, name: str, url: str) -> None:
    model = _small_model()
    assert 0 <= model.probability(features_of(body, name, url)) <= 1
    assert len(model.reasons(body, name, url)) <= 6
