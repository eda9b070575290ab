"""`flask spam evaluate` measures the score on comments whose class is known."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from admin_app.readers.spam.evaluation import evaluated, figures, read_lessons


def test_figures_are_those_of_the_definitions() -> None:
    found = figures([True, True, True, False, False], [0.9, 0.8, 0.2, 0.6, 0.1])
    assert found.accuracy == pytest.approx(3 / 5)
    assert found.spam_caught == pytest.approx(2 / 3)
    assert found.ham_blocked == pytest.approx(1 / 2)
    assert found.auc == pytest.approx(5 / 6)
    assert found.mcc == pytest.approx((2 * 1 - 1 * 1) / (3 * 3 * 2 * 2) ** 0.5)


def test_equal_scores_count_half() -> None:
    assert figures([True, False], [0.5, 0.5]).auc == pytest.approx(0.5)


def test_the_score_holds_on_real_comments(shared: Path) -> None:
    files = sorted((shared / "data" / "spam").glob("*.csv"))
    assert len(files) >= 2
    lessons = [read_lessons(file) for file in files]
    whole = [evaluated(one) for one in lessons]
    early = [evaluated(one, 50) for one in lessons]
    assert _mean([one.accuracy for one in whole]) >= 0.98
    assert _mean([one.auc or 0 for one in whole]) >= 0.998
    assert _mean([one.ham_blocked for one in whole]) <= 0.01
    assert _mean([one.auc or 0 for one in early]) >= 0.93


def test_the_command_tells_figures_and_the_learning_curve(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "comments.csv"
    good, spam = "A word about the ferry,0", "Free money at my page,1"
    file.write_text("CONTENT,CLASS\n" + "\n".join([good, spam] * 20) + "\n")
    told = app.test_cli_runner().invoke(args=["spam", "evaluate", str(file)])
    assert told.exit_code == 0
    for words in ("accuracy", "MCC", "AUC", "spam caught", "ham blocked", "after decisions"):
        assert words in told.output


@pytest.mark.parametrize(
    "content", ["CONTENT,CLASS\nhello,maybe\n", "A,B\n1,2\n", "CONTENT,CLASS\n", "\0\xff"]
)
def test_a_file_of_another_kind_is_refused_in_a_sentence(
    app: Flask, tmp_path: Path, content: str
) -> None:
    file = tmp_path / "comments.csv"
    file.write_text(content)
    told = app.test_cli_runner().invoke(args=["spam", "evaluate", str(file)])
    assert told.exit_code == 1
    assert told.output.startswith("Error: ")
    assert "Traceback" not in told.output


def _mean(numbers: list[float]) -> float:
    return sum(numbers) / len(numbers)
