"""Progress pages over logs of 1 k, 100 k and 1 M rows of one learner among 10,000, beside Anki's graphs of as many.

python -m tests.benchmarks.progressing [--rows N ...] [--learners N]: on a database of its own (SQLite). All logs reach
over ten years and 2,000 cards, so that a page shows as many days whatever the log's size. Tallies are written as the
answers would have left them. Anki's graphs are asked for a year and for all time, which it reads from the review log
each time. They are numbers alone, so our numbers are timed beside them as well as our finished pages: those of the
overview and of the memory page together are what Anki's graphs show.
"""

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.benchmarks.machinery import Figure, ms, prepare, step, table, timed

CARDS = 2_000
DAYS = 3_650
RUNS = 15
PERIODS = ((365, 365), (DAYS, 0))
"""Days that our numbers are asked for, and Anki's, which has 0 for all."""

PAGES = ("/progress/", "/progress/memory/", "/progress/month/", "/progress/exam/")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.progressing")
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000, 100_000, 1_000_000])
    parser.add_argument("--learners", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="osteon-bench-") as name:
        folder = Path(name)
        prepare(folder / "data")
        from django.core.management import call_command

        call_command("collectstatic", verbosity=0, interactive=False)
        from tests.benchmarks import synthetic

        with step(f"content, {options.learners} learners"):
            synthetic.make_content(CARDS)
            make_others(options.learners)
        page_rows: list[list[object]] = []
        number_rows: list[list[object]] = []
        for size in sorted(options.rows):
            with step(f"log of {size} rows"):
                learner = make_learner(size)
                synthetic.settle()
            pages = [page_of(learner, path) for path in PAGES]
            assert all(queries for _, queries in pages), "a page of a learner reads something"
            page_rows.append([size, *(each for figure, queries in pages for each in (ms(figure.cpu), queries))])
            numbers = [numbers_of(learner, days) for days, _ in PERIODS]
            with step(f"Anki: log of {size} rows"):
                peer = anki(folder, size)
            number_rows.append(
                [
                    size,
                    *(
                        each
                        for ours, theirs in zip(numbers, peer, strict=True)
                        for each in (ms(ours.cpu), ms(theirs.cpu), f"{theirs.cpu / ours.cpu:.2f}")
                    ),
                ]
            )
        heads = ["log rows"]
        for path in PAGES:
            heads += [f"{path.strip('/').removeprefix('progress/')} ms", "queries"]
        table(f"CPU of a finished page (best fifth of {RUNS})", heads, page_rows)
        heads = ["log rows"]
        for name in ("a year", "all time"):
            heads += [f"{name}: ours ms", "Anki ms", "Anki / ours"]
        table(f"CPU of the numbers alone (best fifth of {RUNS})", heads, number_rows)


def make_others(learners: int) -> None:
    """People whose rows surround those that are read: a month of tallies each."""
    from learn.accounts.models import Preferences, User
    from learn.reviews.models import DayDetail, DayTally
    from tests.benchmarks.synthetic import TODAY

    users = User.objects.bulk_create(User(username=f"other-{n}", is_guest=True) for n in range(learners))
    Preferences.objects.bulk_create(Preferences(user=user, path="nursing") for user in users)
    days = [TODAY - timedelta(days=day) for day in range(30)]
    DayTally.objects.bulk_create(
        (DayTally(learner=user, study_date=day, reviews=20, time_ms=9000) for user in users for day in days[:10]),
        batch_size=2000,
    )
    DayDetail.objects.bulk_create(
        (
            DayDetail(learner=user, facet=0, study_date=day, key=4, stage=1, answers=20, passed=18)
            for user in users
            for day in days[:10]
        ),
        batch_size=2000,
    )


def make_learner(rows: int) -> Any:
    """A learner with a log of so many rows over ten years, states for every card, and the tallies of the log."""
    from learn.accounts.actions import create_guest
    from learn.accounts.models import User
    from learn.reviews.models import CardState, DayDetail, DayTally, ReviewLog, Subscription
    from tests.benchmarks.synthetic import NOW, TODAY, _insert, _make_deck

    learner = create_guest(now=NOW)
    learner.preferences.path = "nursing"
    learner.preferences.save()
    from cards.models import Deck

    deck = Deck.objects.filter(uid=f"deck-{CARDS}").first() or _make_deck(CARDS)
    Subscription.objects.create(learner=learner, deck=deck, created_at=NOW)
    choice = random.Random(1)
    _insert(CardState, (_state(learner.pk, pk, choice, TODAY) for pk in range(1, CARDS + 1)))
    log = list(_log(learner.pk, rows, TODAY))
    _insert(ReviewLog, log)
    tallies: Counter[date] = Counter()
    details: Counter[tuple[Any, ...]] = Counter()
    topics = _topics()
    for row in log:
        day, stage = row["study_date"], 1 + (row["card_id"] % 3 == 0)
        tallies[day] += 1
        for facet, key in ((0, row["grade"]), (1, row["hour"]), (2, topics[row["card_id"]])):
            details[facet, day, key, stage] += 1
    _insert(
        DayTally,
        (
            {
                "learner_id": learner.pk,
                "study_date": day,
                "reviews": n,
                "reviews_passed": n * 9 // 10,
                "time_ms": n * 5000,
            }
            for day, n in tallies.items()
        ),
    )
    _insert(
        DayDetail,
        (
            {
                "learner_id": learner.pk, "facet": facet, "study_date": day, "key": key, "stage": stage, "answers": n,
                "passed": n * 9 // 10, "time_ms": n * 5000,
            }
            for (facet, day, key, stage), n in details.items()
        ),
    )  # fmt: skip
    return User.objects.with_preferences().get(pk=learner.pk)


def _topics() -> dict[int, int]:
    from cards.models import Card

    return dict(Card.objects.filter(pk__lte=CARDS).values_list("pk", "fact__topic_id"))


def _state(learner_id: int, pk: int, choice: random.Random, today: date) -> dict[str, Any]:
    interval = choice.choice((1, 6, 15, 38, 95, 200))
    answered = today - timedelta(days=choice.randrange(interval))
    due = answered + timedelta(days=interval)
    return {
        "learner_id": learner_id, "card_id": pk, "repetitions": 3, "interval_days": interval,
        "ease_factor": choice.randrange(130, 270), "lapses": 0, "answered_date": answered, "scheduled_date": due,
        "due_date": due, "is_suspended": False, "buried_until": None,
        "last_row_at": datetime.combine(answered, time(12)).astimezone(),
    }  # fmt: skip


def _log(learner_id: int, rows: int, today: date) -> Iterator[dict[str, Any]]:
    choice = random.Random(2)
    for number in range(rows):
        day = today - timedelta(days=number % DAYS)
        hour = choice.randrange(6, 23)
        at = datetime.combine(day, time(hour, number // DAYS % 60, choice.randrange(60))).astimezone()
        yield {
            "learner_id": learner_id, "client_id": UUID(int=(learner_id << 64) + number).hex,
            "card_id": number % CARDS + 1, "kind": "review", "grade": choice.choice((4, 4, 4, 4, 5, 3, 1)),
            "answered_at": at + timedelta(microseconds=number // DAYS), "study_date": day, "time_ms": 5000,
            "hour": hour,
        }  # fmt: skip


def page_of(learner: Any, path: str) -> tuple[Figure, int]:
    """The CPU of a page as the test client gets it, and its queries; at the time the logs end."""
    from unittest.mock import patch

    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.benchmarks.synthetic import NOW

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(learner)
    with patch("django.utils.timezone.now", return_value=NOW):
        client.get(path)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path).status_code == 200, path
            queries = len(caught)
        return Figure.of([timed(lambda: client.get(path)) for _ in range(RUNS)]), queries


def numbers_of(learner: Any, days: int) -> Figure:
    """The CPU of what the overview and the memory page say of so many days, not yet rendered."""
    from learn.accounts.lens import lens_for
    from learn.progress.memory import memory
    from learn.progress.overview import overview
    from tests.benchmarks.synthetic import NOW

    def numbers() -> object:
        return overview(learner=learner, now=NOW), memory(learner=learner, lens=lens_for(learner), now=NOW, days=days)

    numbers()
    return Figure.of([timed(numbers) for _ in range(RUNS)])


def anki(folder: Path, rows: int) -> list[Figure]:
    """Anki's graphs of each period over as many review log rows of as many cards."""
    from anki.collection import Collection

    opened = Collection(str(folder / f"graphs-{rows}.anki2"))
    try:
        opened.db.transact(lambda: _fill_anki(opened, rows))

        def graphs(days: int) -> object:
            return opened._backend.graphs(search="", days=days)

        graphs(0)
        return [Figure.of([timed(lambda days=days: graphs(days)) for _ in range(RUNS)]) for _, days in PERIODS]
    finally:
        opened.close()


def _fill_anki(opened: Any, rows: int) -> None:
    choice = random.Random(1)
    notetype = opened.models.by_name("Basic")
    now = int(datetime.now().timestamp())
    opened.db.executemany(
        "insert into notes values (?, ?, ?, ?, -1, '', ?, ?, 0, 0, '')",
        [
            (pk, f"g{pk}", notetype["id"], now, f"statement {pk}\x1fbone {pk}", f"statement {pk}")
            for pk in range(1, CARDS + 1)
        ],
    )
    today = opened.sched.today
    opened.db.executemany(
        "insert into cards values (?, ?, 1, 0, ?, -1, 2, 2, ?, ?, 2500, 9, 1, 0, 0, 0, 0, '')",
        [(pk, pk, now, today + choice.randrange(-5, 60), choice.randrange(1, 200)) for pk in range(1, CARDS + 1)],
    )

    def log() -> Iterable[tuple[Any, ...]]:
        for number in range(rows):
            moment = (now - number % DAYS * 86_400 - number // DAYS % 40_000) * 1000 + number // DAYS % 1000
            yield moment, number % CARDS + 1, choice.choice((1, 2, 3, 3, 3, 4)), choice.randrange(1, 200)

    opened.db.executemany("insert or ignore into revlog values (?, ?, -1, ?, ?, 6, 2500, 5000, 1)", log())


if __name__ == "__main__":
    main()
