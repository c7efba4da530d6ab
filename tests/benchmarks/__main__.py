"""python -m tests.benchmarks [--quick] [--only answers|serving]"""

import argparse
import tempfile
from pathlib import Path

from tests.benchmarks import machinery


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--quick", action="store_true", help="smaller collections, fewer repetitions")
    parser.add_argument("--only", choices=("answers", "serving"), help="measure only these")
    options = parser.parse_args()
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


if __name__ == "__main__":
    main()
