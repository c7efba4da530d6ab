"""python -m tests.benchmarks [--quick] [--only answers|serving|searching]

Where OSTEON_DATABASE_URL is set, searching is measured on that PostgreSQL server, too (in a database of its own).
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks import machinery


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--quick", action="store_true", help="smaller collections, fewer repetitions")
    parser.add_argument("--only", choices=("answers", "serving", "searching"), help="measure only these")
    options = parser.parse_args()
    if options.only in (None, "searching"):
        search("10000" if options.quick else "100000")
    if options.only == "searching":
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


if __name__ == "__main__":
    main()
