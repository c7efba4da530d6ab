"""python -m tests.benchmarks [--quick] [--only answers|serving|searching|quizzing|progressing|gradebook|analysing|
submitting|authoring]

Where OSTEON_DATABASE_URL is set, searching and a class handing in at once are measured on that PostgreSQL server, too
(in databases of their own).
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks import machinery

APART = ("searching", "quizzing", "progressing", "gradebook", "analysing", "submitting", "authoring")
"""Measured in processes of their own."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--quick", action="store_true", help="smaller collections, fewer repetitions")
    choices = ("answers", "serving", *APART)
    parser.add_argument("--only", choices=choices, help="measure only these")
    options = parser.parse_args()
    if options.only in (None, "searching"):
        search("10000" if options.quick else "100000")
    if options.only in (None, "quizzing"):
        quizzing(options.quick)
    if options.only in (None, "progressing"):
        progressing(options.quick)
    if options.only in (None, "gradebook"):
        gradebook(options.quick)
    if options.only in (None, "analysing"):
        analysing(options.quick)
    if options.only in (None, "submitting"):
        submitting(options.quick)
    if options.only in (None, "authoring"):
        authoring(options.quick)
    if options.only in APART:
        return
    with tempfile.TemporaryDirectory(prefix="osteon-bench-") as name:
        folder = Path(name)
        machinery.prepare(folder / "data")
        # The models can only be imported once Django is set up.
        from tests.benchmarks import answering, serving, synthetic

        sizes = (1_000, 10_000) if options.quick else (1_000, 10_000, 100_000)
        if options.only == "serving":
            sizes = sizes[:1]
        with machinery.step(f"content: {max(sizes)} cards"):
            synthetic.make_content(max(sizes))
        if options.only != "serving":
            answering.measure(sizes, folder, answers=100 if options.quick else 200)
        if options.only != "answers":
            serving.measure(folder / "data", seconds=3 if options.quick else 10)


def search(cards: str) -> None:
    """Searching, in processes of their own: a process can know one database only."""
    command = [sys.executable, "-m", "tests.benchmarks.searching", "--cards", cards]
    url = os.environ.get("OSTEON_DATABASE_URL", "")
    for more in ([], *([["--postgresql", url]] if url.startswith("postgres") else [])):
        subprocess.run([*command, *more], check=True)


def submitting(is_quick: bool) -> None:
    """A class that hands in at once, in processes of their own."""
    size = ["--students", "30", "--seconds", "10"] if is_quick else []
    url = os.environ.get("OSTEON_DATABASE_URL", "")
    for more in ([], *([["--postgresql", url]] if url.startswith("postgres") else [])):
        subprocess.run([sys.executable, "-m", "tests.benchmarks.submitting", *size, *more], check=True)


def quizzing(is_quick: bool) -> None:
    """Quizzes, in a process of its own: its bank is no part of the other measurements' content."""
    sizes = ["--items", "1000", "--attempts", "100", "--seconds", "3"] if is_quick else []
    subprocess.run([sys.executable, "-m", "tests.benchmarks.quizzing", *sizes], check=True)


def progressing(is_quick: bool) -> None:
    """Pages of progress, in a process of its own as well: its logs would be in the others' way."""
    sizes = ["--rows", "1000", "100000", "--learners", "1000"] if is_quick else []
    subprocess.run([sys.executable, "-m", "tests.benchmarks.progressing", *sizes], check=True)


def gradebook(is_quick: bool) -> None:
    """Pages of a large class, in a process of its own, too."""
    sizes = ["--students", "100", "--assignments", "20"] if is_quick else []
    subprocess.run([sys.executable, "-m", "tests.benchmarks.gradebook", *sizes], check=True)


def analysing(is_quick: bool) -> None:
    """The analysis of a quiz that very many took, in a process of its own like the others."""
    sizes = ["--attempts", "500"] if is_quick else []
    subprocess.run([sys.executable, "-m", "tests.benchmarks.analysing", *sizes], check=True)


def authoring(is_quick: bool) -> None:
    """Libraries, in a process of its own like the others."""
    subprocess.run([sys.executable, "-m", "tests.benchmarks.authoring", *(["--quick"] if is_quick else [])], check=True)


if __name__ == "__main__":
    main()
