"""`flask import`, `flask export` and `flask dataset`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from admin_app.errors import Refusal
from admin_app.exchange.dataset.generator import generate
from admin_app.exchange.dataset.reader import DataSet
from admin_app.exchange.export_csv import export_csv
from admin_app.exchange.export_json import site_json
from admin_app.exchange.export_wxr import wxr
from admin_app.exchange.import_csv import import_csv
from admin_app.exchange.import_wxr import Imported, import_wxr
from admin_app.web.commands import CommandGroup

_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, readable=True, path_type=Path)
_NEW_FOLDER = click.Path(file_okay=False, path_type=Path)

_OUT = click.Path(dir_okay=False, allow_dash=True, path_type=Path)

import_group = CommandGroup("import", help="Take content in from files.")


@import_group.command("wxr")
@click.argument("file", type=_FILE)
@click.option("--dry-run", is_flag=True, help="Only tell what would be taken.")
def import_wxr_command(file: Path, dry_run: bool) -> None:
    """Import a WordPress export (WXR).

    Importing the same file again adds only what is new in it.
    """
    with _refusals_told(), _bar("Importing") as bar:

        def progress(more: int, total: int) -> None:
            bar.length = total
            bar.update(more)

        imported = import_wxr(file, file.name, dry_run=dry_run, progress=progress)
    if dry_run:
        click.echo("This is what would happen; nothing was stored.")
    _tell(imported)


@import_group.command("csv")
@click.argument("folder", type=_FOLDER, metavar="DIR")
def import_csv_command(folder: Path) -> None:
    """Import a folder of CSV files: authors, tags, posts, post_tags and comments."""
    with _refusals_told():
        size = DataSet(folder).size
        with _bar("Importing", size) as bar:
            imported = import_csv(folder, bar.update)
    _tell(imported)


export_group = CommandGroup("export", help="Write everything out to files.")


@export_group.command("wxr")
@click.argument("out", type=_OUT)
def export_wxr_command(out: Path) -> None:
    """Write the site as a WordPress export (WXR). OUT may be - for the standard output."""
    _write_out(out, wxr())


@export_group.command("json")
@click.argument("out", type=_OUT)
def export_json_command(out: Path) -> None:
    """Write the site as one JSON document. OUT may be - for the standard output."""
    _write_out(out, site_json())


@export_group.command("csv")
@click.argument("out", type=_NEW_FOLDER)
def export_csv_command(out: Path) -> None:
    """Write the site as a folder of CSV files. OUT must be new or empty."""
    with _refusals_told(out):
        rows = export_csv(out)
    click.echo(f"{rows:,} rows are in {out}.")


@click.command("dataset")
@click.argument("out", type=_NEW_FOLDER)
@click.option("--posts", type=click.IntRange(min=0), required=True)
@click.option("--comments", type=click.IntRange(min=0), required=True)
@click.option("--tags", type=click.IntRange(min=1), default=2000, show_default=True)
@click.option("--authors", type=click.IntRange(min=1), default=60, show_default=True)
def dataset_command(out: Path, posts: int, comments: int, tags: int, authors: int) -> None:
    """Write a made-up blog of any size as CSV files, for `flask import csv`."""
    if comments and not posts:
        raise click.ClickException("Comments need posts: give --posts 1 or more.")
    # A post has three tags on average.
    with _os_errors_told(out), _bar("Writing", authors + tags + 4 * posts + comments) as bar:
        generate(out, posts, comments, tags, authors, progress=bar.update)
    click.echo(f"{posts:,} posts and {comments:,} comments are in {out}.")


def _write_out(out: Path, pieces: Iterator[bytes]) -> None:
    """A file appears whole, or not at all."""
    if str(out) == "-":
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        return
    with _os_errors_told(out):
        beside = out.with_name(f".{out.name}.part")
        try:
            with beside.open("wb") as file:
                for piece in pieces:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(out)
        finally:
            beside.unlink(missing_ok=True)
    click.echo(f"{out} has {out.stat().st_size:,} bytes.", err=True)


def _tell(imported: Imported) -> None:
    for line in imported.report.lines():
        click.echo(line)
    if imported.changeset_id is not None:
        click.echo(
            f"It can be undone as a whole in the activity log, entry {imported.changeset_id}."
        )


def _bar(label: str, length: int = 0) -> Any:
    return click.progressbar(
        length=max(length, 1), label=label, file=sys.stderr, update_min_steps=max(length // 500, 1)
    )


@contextmanager
def _refusals_told(out: Path | None = None) -> Iterator[None]:
    try:
        with _os_errors_told(out):
            yield
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal


@contextmanager
def _os_errors_told(out: Path | None = None) -> Iterator[None]:
    """What the system refuses, told of the file that was asked for: `out`, or the one it names."""
    try:
        yield
    except OSError as error:
        where = out or error.filename
        told = f"{where}: {error.strerror}" if where else str(error.strerror or error)
        raise click.ClickException(f"{told}.") from error
