"""`make bench`: the product timed at size, beside a floor measured in the same run.

    python -m tests.bench [--database postgresql|sqlite|both] [--posts N] [--comments N]
                          [--folder DIR] [--quick]

Builds a data set, loads it, serves it as `make run` does, and prints what each page takes. The
loaded databases stay in DIR (build/bench by default), so that a second run starts at once.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.bench.databases import Loaded, load
from tests.bench.floor import floor_served
from tests.bench.product import measure_product
from tests.bench.report import Report

LARGE = (200_000, 2_000_000)


def main() -> None:
    """Measure what is asked for and print it."""
    asked = _arguments()
    folder = Path(asked.folder).absolute()
    names = ("postgresql", "sqlite") if asked.database == "both" else (asked.database,)
    for name in names:
        with load(name, folder, asked.posts, asked.comments) as loaded:
            report = Report(name, asked.posts, asked.comments)
            _measure(loaded, report, asked.quick)
            report.show()


def _measure(loaded: Loaded, report: Report, quick: bool) -> None:
    report.loading(loaded)
    with floor_served(loaded, report, 100 if quick else 300):
        measure_product(loaded, report, 30 if quick else 200)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("--database", choices=("postgresql", "sqlite", "both"), default="both")
    parser.add_argument("--posts", type=int, default=LARGE[0])
    parser.add_argument("--comments", type=int, default=LARGE[1])
    parser.add_argument("--folder", default="build/bench")
    parser.add_argument("--quick", action="store_true", help="fewer requests, rougher figures")
    return parser.parse_args()


if __name__ == "__main__":
    main()
