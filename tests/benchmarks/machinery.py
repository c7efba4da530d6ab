"""What every benchmark needs: a database of its own, timed samples, and tables."""

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


def prepare(folder: Path, *, database_url: str = "") -> None:
    """Sets Django up on a fresh SQLite file in `folder`, or on the empty database named, with the site's settings."""
    for name in [name for name in os.environ if name.startswith("OSTEON_")]:
        del os.environ[name]
    os.environ["OSTEON_DATA_DIR"] = str(folder)
    if database_url:
        os.environ["OSTEON_DATABASE_URL"] = database_url
    os.environ["DJANGO_SETTINGS_MODULE"] = "learn.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)


@dataclass(frozen=True, slots=True)
class Sample:
    """Seconds of one repetition."""

    cpu: float
    wall: float


def timed(work: Callable[[], object]) -> Sample:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Sample(time.process_time() - cpu, time.perf_counter() - wall)


@dataclass(frozen=True, slots=True)
class Figure:
    """What many repetitions come to, in seconds: CPU time, and the wall time's median and 99th percentile.

    cpu: the mean of the best fifth of the run, as whatever else the machine did meanwhile can only add to it.
    """

    cpu: float
    wall: float
    wall_p99: float

    @classmethod
    def of(cls, samples: Sequence[Sample]) -> "Figure":
        walls = sorted(sample.wall for sample in samples)
        size = max(1, len(samples) // 5)
        fifths = (samples[start : start + size] for start in range(0, len(samples) - size + 1, size))
        cpu = min(statistics.fmean(sample.cpu for sample in fifth) for fifth in fifths)
        return cls(cpu, statistics.median(walls), walls[int(len(walls) * 0.99)])


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Prints a table with its columns aligned."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    sys.stdout.write(f"\n{title}\n")
    for row in (list(heads), ["-" * width for width in widths], *cells):
        first, *rest = row
        line = "  ".join([first.ljust(widths[0]), *(c.rjust(w) for c, w in zip(rest, widths[1:], strict=True))])
        sys.stdout.write(f"  {line}\n")
    sys.stdout.flush()


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.3f}"


@contextmanager
def step(name: str) -> Iterator[None]:
    """Says on stderr what goes on, as making the collections takes a while."""
    start = time.perf_counter()
    sys.stderr.write(f"{name} ...")
    sys.stderr.flush()
    yield
    sys.stderr.write(f" {time.perf_counter() - start:.1f} s\n")
