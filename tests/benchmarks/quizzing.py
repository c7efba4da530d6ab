"""Quizzes: drawing from banks of 10 k and 100 k items, marking 1,000 attempts, POST of a response at 16 connections.

python -m tests.benchmarks.quizzing [--items N ...] [--attempts N] [--seconds N]: on a database of its own (SQLite).
Drawing stands beside the same choice made after reading the whole bank's keys; marking beside the pure marking alone;
the POST beside a bare view under the same gunicorn.
"""

import argparse
import itertools
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from tests.benchmarks import load
from tests.benchmarks.machinery import Figure, ms, prepare, step, table, timed

RUNS = 30
TOPICS = 20
QUESTIONS = 50
CONNECTIONS = 16
SYLLABLES = [a + b for a in "bcdfglmnprst" for b in "aeiou"]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.quizzing")
    parser.add_argument("--items", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--attempts", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="osteon-bench-") as name:
        data = Path(name) / "data"
        prepare(data)
        rows: list[list[object]] = []
        made = 0
        for items in sorted(options.items):
            with step(f"bank: {items} items"):
                make_items(made, items)
            made = items
            rows.append(drawing(items))
        heads = ["bank of items", "start ms", "p99 ms", "draw ms", "whole bank ms", "whole / draw", "queries"]
        table(f"1. Drawing {QUESTIONS} items of {TOPICS} topics (median of {RUNS})", heads, rows)
        marking(options.attempts)
        responding(data, options.seconds)


def _words(choice: random.Random, count: int) -> str:
    return " ".join("".join(choice.choices(SYLLABLES, k=choice.randint(2, 4))) for _ in range(count))


def make_items(start: int, end: int) -> None:
    """Multiple choice items in words of their own, each on a fact of its own, evenly over the topics."""
    from django.utils import timezone

    from cards.generation.cueing import tells
    from cards.generation.difficulty import level_of
    from cards.item_actions import draw_key
    from cards.items.kinds import Format, Option, Slot
    from cards.items.kinds import Item as TypedItem
    from cards.items.payload import item_digest, item_payload
    from cards.models import Fact, Item, ItemFact, ItemVersion, Source, Topic

    source, _ = Source.objects.get_or_create(uid="quiz-bench", defaults={"title": "Bench"})
    topics = [
        Topic.objects.get_or_create(
            source=source, uid=f"t{n}", defaults={"title": f"T{n}", "plain_title": f"T{n}", "position": n}
        )[0]
        for n in range(TOPICS)
    ]
    now = timezone.now()
    for first in range(start, end, 2000):
        facts, rows, bodies = [], [], []
        for number in range(first, min(first + 2000, end)):
            choice = random.Random(number)
            topic = topics[number % TOPICS]
            fact = Fact(
                source=source, topic=topic, uid=f"quiz-{number}", kind="statement", for_nursing=True,
                for_caregivers=True, sensitivity="none", wording=_words(choice, 12), plain_wording=_words(choice, 12),
                digest="0" * 64, position=number,
            )  # fmt: skip
            options = tuple(Option(f"o{n}", _words(choice, 5), is_key=n == 0, why=_words(choice, 8)) for n in range(4))
            typed = TypedItem(
                uid=f"quiz-{number}/mc:ask", format=Format.MULTIPLE_CHOICE, register="nursing", topic=topic.uid,
                stem=f"What {_words(choice, 10)}?", slots=(Slot("answer", options=options, fact=fact.uid),),
                facts=(fact.uid,), rationale=fact.wording, difficulty=choice.randrange(101),
            )  # fmt: skip
            facts.append(fact)
            rows.append(
                Item(
                    uid=typed.uid,
                    source=source,
                    topic=topic,
                    format=typed.format,
                    register="nursing",
                    for_nursing=True,
                    for_caregivers=False,
                    sensitivity="none",
                    difficulty=typed.difficulty,
                    level=level_of(typed.difficulty),
                    draw_key=draw_key(typed.uid),
                    tells=tells(typed).payload(),
                    made_digest=item_digest(typed),
                    position=number,
                )
            )
            bodies.append(typed)
        Fact.objects.bulk_create(facts)
        Item.objects.bulk_create(rows)
        versions = ItemVersion.objects.bulk_create(
            ItemVersion(item=row, number=1, body=item_payload(typed), digest=row.made_digest, made_at=now)
            for row, typed in zip(rows, bodies, strict=True)
        )
        for row, version in zip(rows, versions, strict=True):
            row.current = version
        Item.objects.bulk_update(rows, ["current"])
        ItemFact.objects.bulk_create(
            ItemFact(item=row, fact=fact, position=0) for row, fact in zip(rows, facts, strict=True)
        )


def _learner() -> Any:
    from django.utils import timezone

    from learn.accounts.actions import create_guest

    return create_guest(path="nursing", now=timezone.now())


def _start(learner: Any, number: int = QUESTIONS, seed: int = 1) -> Any:
    from django.utils import timezone

    from learn.quizzes.actions import start_attempt
    from learn.quizzes.ask import Ask

    return start_attempt(learner=learner, attempt_id=uuid4(), ask=Ask(number=number), now=timezone.now(), seed=seed)


def drawing(items: int) -> list[object]:
    """A row: starting a quiz; the draw alone; the same draw from the keys of the whole bank; the queries of a start."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from cards.models import Item
    from learn.accounts.lens import lens_for
    from learn.quizzes.ask import Ask
    from learn.quizzes.bank import candidates
    from learn.quizzes.choosing import choose

    learner = _learner()
    lens = lens_for(learner)
    ask = Ask(number=QUESTIONS)
    seeds = itertools.count()

    def draw() -> None:
        choice = random.Random(next(seeds))
        found = candidates(learner_id=learner.pk, lens=lens, ask=ask, random=choice)
        assert len(choose(found, number=QUESTIONS, level="mixed", random=choice)) == QUESTIONS

    def whole() -> None:
        choice = random.Random(next(seeds))
        keys = list(Item.objects.through(lens).values_list("pk", "topic_id", "tells"))
        choice.shuffle(keys)

    _start(learner)
    start = Figure.of([timed(lambda: _start(learner, seed=next(seeds))) for _ in range(RUNS)])
    alone = Figure.of([timed(draw) for _ in range(RUNS)])
    everything = Figure.of([timed(whole) for _ in range(5)])
    with CaptureQueriesContext(connection) as queries:
        _start(learner)
    ratio = f"{everything.wall / alone.wall:.1f}"
    return [items, ms(start.wall), ms(start.wall_p99), ms(alone.wall), ms(everything.wall), ratio, len(queries)]


def marking(attempts: int) -> None:
    """Hands in so many attempts of 20 questions, and marks the same answers without storing anything."""
    from django.utils import timezone

    from learn.answers import compare
    from learn.quizzes import marking as pure
    from learn.quizzes.actions import submit
    from learn.quizzes.models import AttemptItem

    learner = _learner()
    with step(f"{attempts} attempts"):
        made = [_start(learner, 20, seed) for seed in range(attempts)]
        questions = list(AttemptItem.objects.filter(learner=learner).select_related("version"))
        for question in questions:
            question.given = pure.right_response(question.version.typed) if question.place % 3 else {}
        AttemptItem.objects.bulk_update(questions, ["given"], batch_size=500)
    handing_in = timed(
        lambda: [submit(learner=learner, attempt_id=each.attempt_id, now=timezone.now()) for each in made]
    )
    alone = timed(lambda: [pure.mark(each.version.typed, each.given or {}) for each in questions])
    rows = [
        ["handed in, marked, stored", f"{handing_in.wall:.2f}", f"{attempts / handing_in.wall:.0f}"],
        ["marked only", f"{alone.wall:.2f}", f"{attempts / alone.wall:.0f}"],
    ]
    terms = [f"osteo{first}{second}stic" for first in "abcdefghijklmnop" for second in "abcdefghijklmnopqrstuvwxyz"]
    near = ["osteolytic", "osteoporosis"]
    typed = timed(lambda: [compare(each, accepts=["osteoblastic"], near=near) for each in terms])
    rows.append(["typed answers compared", f"{typed.wall:.2f}", f"{len(terms) / typed.wall:.0f} answers"])
    table(f"2. Marking {attempts} attempts of 20 questions", ["", "seconds", "attempts per second"], rows)


def responding(data: Path, seconds: float) -> None:
    """Sends answers to a served site: one learner a connection, each to a quiz of their own."""
    from django.db import connection

    from learn.quizzes.models import Response
    from tests.benchmarks.serving import bare_site, cookies_of
    from tests.served import Site

    with step(f"{CONNECTIONS} learners"):
        learners = [_learner() for _ in range(CONNECTIONS)]
        attempts = [_start(learner) for learner in learners]
        cookies = [cookies_of(learner) for learner in learners]
        first = [_forms(learner, attempt.attempt_id) for learner, attempt in zip(learners, attempts, strict=True)]
    connection.close()
    was = Response.objects.count()
    outcomes: dict[str, load.Outcome] = {}
    with step("bare view"), bare_site() as port:
        endless = [itertools.repeat(load.request(port, {"next": "/"}, {})) for _ in range(CONNECTIONS)]
        load.run(port, endless, 1)
        outcomes["bare Django view"] = load.run(port, endless, seconds)
    with step("responses"), Site(data) as site:
        requests = [_requests(site.port, *each) for each in zip(first, cookies, strict=True)]
        load.run(site.port, requests, 1)
        outcomes["response, form"] = load.run(site.port, requests, seconds)
        assert "Traceback" not in site.said(), site.said()
    bare = outcomes["bare Django view"]
    rows: list[Sequence[object]] = []
    for name, outcome in outcomes.items():
        assert not outcome.statuses.keys() - {200, 204, 302}, outcome.statuses
        slower = f"{bare.per_second / outcome.per_second:.1f}"
        rows.append([name, f"{outcome.per_second:.0f}", ms(outcome.p50), ms(outcome.p99), slower])
    table("3. Responses over HTTP, 16 connections", ["", "per second", "p50 ms", "p99 ms", "x slower"], rows)
    stored, sent = Response.objects.count() - was, len(outcomes["response, form"].waits)
    assert stored >= sent, f"{sent} responses were acknowledged, {stored} stored"


def _requests(port: int, forms: Iterator[tuple[str, dict[str, str]]], cookie: str) -> Iterator[bytes]:
    return (load.request(port, form, {"Cookie": cookie}, path) for path, form in forms)


def _forms(learner: Any, attempt_id: UUID) -> Iterator[tuple[str, dict[str, str]]]:
    """The answers to a quiz's questions over and over, as its pages would send them."""
    from learn.quizzes.models import AttemptItem
    from tests.benchmarks.serving import CSRF

    own = AttemptItem.objects.filter(learner=learner, attempt_id=attempt_id).order_by("place")
    orders = list(own.values_list("place", "order"))
    for turn in itertools.count():
        for place, order in orders:
            slots = {f"slot-{slot}": options[turn % len(options)] for slot, options in order.items() if slot}
            form = {"csrfmiddlewaretoken": CSRF, "client_id": str(uuid4()), "to": "next"} | slots
            yield f"/quizzes/{attempt_id}/{place}/", form


if __name__ == "__main__":
    main()
    sys.stdout.flush()
