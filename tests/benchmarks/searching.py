"""Searching many cards: find() beside the same statement run by the driver alone, and the page of the card browser.

python -m tests.benchmarks.searching [--cards N] [--postgresql URL]: on SQLite, or in a database of its own, made and
dropped again, on the server of that address.
"""

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from typing import Any

from tests.benchmarks.machinery import Figure, ms, prepare, step, table, timed

VOCABULARY = 5000
EVERYWHERE, COMMON, RARE = "bone", "marrow", "xanthelasma"
QUESTIONS = {
    "in every card": EVERYWHERE,
    "in a fifth of them": COMMON,
    "in ten of them": RARE,
    "both of the first": f"{EVERYWHERE} {COMMON}",
    "beginning, two letters": COMMON[:2],
    "beginning, six letters": RARE[:6],
    "in none": "xgeva",
}
RUNS = 15


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.searching")
    parser.add_argument("--cards", type=int, default=100_000)
    parser.add_argument("--postgresql", metavar="URL", help="measure there instead of on SQLite")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="osteon-bench-") as folder:
        if options.postgresql:
            with scratch_database(options.postgresql) as url:
                _prepare_on(url, Path(folder))
                measure(options.cards, "PostgreSQL")
                from django.db import connection

                connection.close()
        else:
            prepare(Path(folder))
            measure(options.cards, "SQLite")


def _prepare_on(url: str, folder: Path) -> None:
    os.environ |= {"OSTEON_DATABASE_URL": url, "OSTEON_DATA_DIR": str(folder)}
    os.environ["DJANGO_SETTINGS_MODULE"] = "learn.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def scratch_database(url: str) -> Iterator[str]:
    """An empty database on that server, dropped afterwards; yields its address."""
    import psycopg

    name = f"osteon_bench_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{url.rpartition('/')[0]}/{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def measure(cards: int, database: str) -> None:
    """Makes the cards, asks every question, prints the table."""
    # The models can only be imported once Django is set up.
    from django.db import connection

    from cards.lens import Lens
    from cards.search import find

    with step(f"{database}: {cards} cards"):
        source = make_content(cards)
    with step("their index"):
        _index(source)
    with step("a learner who has begun every second card"):
        learner = _learner()
    lens = Lens()
    rows = []
    for name, text in QUESTIONS.items():
        hits = find(text, lens=lens).values_list("pk", flat=True)
        statement, params = hits.query.sql_with_params()
        found = len(hits)

        def bare(statement: str = statement, params: Any = params) -> None:
            with connection.cursor() as cursor:
                raw = cursor.cursor if hasattr(cursor, "cursor") else cursor
                raw.execute(statement, params)
                raw.fetchall()

        ours = _figure(lambda text=text: list(find(text, lens=lens).values_list("pk", flat=True)))
        theirs = _figure(bare)
        page = _figure(lambda text=text: _page(learner, lens, text))
        rows.append([name, found, ms(ours.wall), ms(theirs.wall), f"{ours.wall / theirs.wall:.2f}", ms(page.wall)])
    for name, look in _lists(learner, lens).items():
        page = _figure(look)
        rows.append([name, "", "", "", "", ms(page.wall)])
    heads = ["looked for", "found", "find() ms", "bare SQL ms", "x", "page's reads ms"]
    table(f"Search in {cards} cards on {database} (median of {RUNS})", heads, rows)


def _figure(work: Callable[[], object]) -> Figure:
    work()
    return Figure.of([timed(work) for _ in range(RUNS)])


def _learner() -> Any:
    """A learner with states: a tenth of them due, half of them mature."""
    from datetime import timedelta

    from cards.models import Card
    from learn.accounts.actions import create_guest
    from learn.reviews.models import CardState
    from tests.benchmarks.synthetic import NOW, TODAY

    learner = create_guest(now=NOW)
    CardState.objects.bulk_create(
        (
            CardState(
                learner=learner,
                card_id=card_id,
                repetitions=2,
                interval_days=6 if number % 2 else 60,
                ease_factor=250,
                lapses=0,
                answered_date=TODAY,
                scheduled_date=TODAY,
                due_date=TODAY + timedelta(days=number % 10),
                is_suspended=False,
                last_row_at=NOW,
            )
            for number, card_id in enumerate(Card.objects.order_by("pk").values_list("pk", flat=True)[::2])
        ),
        batch_size=2000,
    )
    _settle()
    return learner


def _page(learner: Any, lens: Any, text: str = "", **chosen: Any) -> None:
    from learn.reviews.browsing import Choice, browse
    from tests.benchmarks.synthetic import TODAY

    browse(learner=learner, lens=lens, choice=Choice(text=text, **chosen), today=TODAY)


def _lists(learner: Any, lens: Any) -> dict[str, Callable[[], None]]:
    from learn.reviews.browsing import Order, State

    return {
        "no word: order of study": lambda: _page(learner, lens),
        "no word: soonest due": lambda: _page(learner, lens, order=Order.DUE),
        "no word: new cards": lambda: _page(learner, lens, state=State.NEW),
        "no word: due cards": lambda: _page(learner, lens, state=State.DUE),
        "no word: mature cards": lambda: _page(learner, lens, state=State.MATURE),
        "in a fifth, mature": lambda: _page(learner, lens, COMMON, state=State.MATURE),
        "in a fifth, new": lambda: _page(learner, lens, COMMON, state=State.NEW),
    }


def make_content(cards: int) -> Any:
    """One source with so many cards, two a fact, two faces each, in words that are as unevenly common as real ones."""
    from cards.models import Card, Face, Fact, Source, Topic

    choice = random.Random(1)
    syllables = [a + b for a in "bcdfglmnprst" for b in "aeiou"]
    vocabulary = ["".join(choice.choices(syllables, k=choice.randint(2, 5))) for _ in range(VOCABULARY)]
    weights = list(accumulate(1 / place for place in range(1, VOCABULARY + 1)))

    def words(count: int) -> str:
        return " ".join(choice.choices(vocabulary, cum_weights=weights, k=count))

    source = Source.objects.create(uid="search-bench", title="Bench")
    topic = Topic.objects.create(source=source, uid="t", title="T", plain_title="T", position=0)
    facts = Fact.objects.bulk_create(
        (
            Fact(
                source=source,
                topic=topic,
                uid=f"search-{number}",
                kind="statement",
                for_nursing=True,
                for_caregivers=True,
                sensitivity="none",
                wording=words(20),
                plain_wording=words(20),
                digest="0" * 64,
                position=number,
            )
            for number in range(cards // 2)
        ),
        batch_size=2000,
    )
    made = Card.objects.bulk_create(
        (
            Card(fact=fact, uid=f"{fact.uid}/{place}", template="ask", position=place)
            for fact in facts
            for place in range(2)
        ),
        batch_size=2000,
    )
    every_tenth = max(1, cards // 10)
    Face.objects.bulk_create(
        (
            Face(
                card=card,
                language="en",
                register=register,
                front=f"What {EVERYWHERE} {words(10)} {COMMON if number % 5 == 0 else ''}?",
                back=f"{words(4)} {RARE if number % every_tenth == 0 else ''}",
            )
            for number, card in enumerate(made)
            for register in ("nursing", "plain")
        ),
        batch_size=2000,
    )
    return source


def _index(source: Any) -> None:
    from cards.searching.index import index_source

    index_source(source)
    _settle()


def _settle() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        # As the databases' own upkeep would have done by the next day.
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


if __name__ == "__main__":
    main()
    sys.stdout.flush()
