"""`flask spam`: the score, measured and made anew. `flask figures`: those of moderation."""

from __future__ import annotations

from pathlib import Path

import click

from admin_app.errors import Refusal
from admin_app.readers.actions.figures import recount
from admin_app.readers.learning import learn
from admin_app.readers.spam.evaluation import Figures, evaluated, learning_curve, read_lessons
from admin_app.unit_of_work import one_commit, retrying
from admin_app.web.commands import CommandGroup

spam_commands = CommandGroup("spam", help="The spam score of comments.")
figures_commands = CommandGroup("figures", help="The figures of moderation.")

_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@spam_commands.command("evaluate")
@click.argument("file", type=_FILE)
def evaluate(file: Path) -> None:
    """Measure the score on a CSV FILE with the columns CONTENT and CLASS (1 is spam), AUTHOR too.

    It learns the first 70 % of the lines, in their order, and judges the rest. Nothing is stored.
    """
    try:
        lessons = read_lessons(file)
        whole, curve = evaluated(lessons), learning_curve(lessons)
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(f"{len(lessons):,} comments, {len(lessons) - whole.judged:,} learnt from")
    click.echo(f"accuracy     {whole.accuracy:.4f}")
    click.echo(f"MCC          {whole.mcc:.4f}")
    click.echo(f"AUC          {_area(whole)}")
    click.echo(f"spam caught  {whole.spam_caught:.4f}")
    click.echo(f"ham blocked  {whole.ham_blocked:.4f}")
    click.echo("\nafter decisions  accuracy     AUC  ham blocked")
    for learnt, then in curve:
        click.echo(f"{learnt:>15,}  {then.accuracy:8.4f}  {_area(then)}  {then.ham_blocked:11.4f}")


@spam_commands.command("rebuild")
def rebuild() -> None:
    """Make the score anew of all stored decisions, and score what waits."""
    learnt = learn()
    click.echo(f"Learnt from {learnt.lessons:,} decisions; scored {learnt.scored:,} comments.")


@figures_commands.command("rebuild")
def rebuild_figures() -> None:
    """Count anew what the figures are made of. Decisions wait meanwhile, some seconds at most."""

    def count() -> None:
        with one_commit("Counted the figures anew", record=False):
            recount()

    retrying(count)
    click.echo("Counted all comments and decisions anew.")


def _area(figures: Figures) -> str:
    return "     –" if figures.auc is None else f"{figures.auc:.4f}"
