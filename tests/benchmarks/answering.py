"""Next card and answer, through the actions, beside Anki and beside the bare statements."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.db import connection

from learn.accounts.models import User
from learn.reviews.actions import answer_card
from learn.reviews.planning import make_plan
from learn.reviews.queue import next_question
from tests.benchmarks import anki_peer, bare_sql, synthetic
from tests.benchmarks.machinery import Figure, ms, step, table, timed

WARM_UP = 30
USUAL_LIMIT = 200  # Anki's own default
HIGHEST_LIMIT = 9999


def grades(count: int) -> Iterator[int]:
    """Mostly Good, every seventh Again: those go into the day's final drill, behind what waits."""
    return (1 if turn % 7 == 3 else 4 for turn in range(count))


def clock(start: datetime = synthetic.NOW) -> Iterator[datetime]:
    while True:
        start += timedelta(seconds=7)
        yield start


def study(learner: User, grade: int, now: datetime) -> None:
    """What one press of a button comes to: the card that comes next is read and answered."""
    question = next_question(learner=learner, now=now)
    assert question is not None, "the day's plan ran out of cards"
    answer_card(
        learner=learner,
        card_id=question.card.pk,
        grade=grade,
        client_id=uuid4(),
        seen_row_at=question.state.last_row_at,
        time_ms=5000,
        now=now,
    )


def measure(sizes: Sequence[int], folder: Path, *, answers: int) -> None:
    """Makes the collections, measures the answers on each, prints the table."""
    rows, plans = [], []
    learners = {}
    for size in sizes:
        with step(f"learner with {size} cards and {size * synthetic.REVIEWS_PER_CARD} log rows"):
            learners[size] = synthetic.make_learner(size)
    synthetic.settle()
    for size, learner in learners.items():
        with step(f"plans and {answers} answers with {size} cards"):
            plans += [_compare_plans(learner, size, folder, limit) for limit in (USUAL_LIMIT, HIGHEST_LIMIT)]
            rows.append(_compare(learner, size, folder, answers))
    heads = ["cards", "CPU ms", "wall ms", "wall p99", "queries", "Anki CPU", "x", "Anki+render", "x", "bare SQL", "x"]
    heads += ["bare wall", "Anki wall"]
    table("1. Next card and answer, for one (CPU: best fifth of the run; wall: median)", heads, rows)
    heads = ["cards due", "daily limit", "CPU ms", "wall ms", "queries", "Anki CPU", "Anki wall", "x CPU"]
    table("2. The day's plan beside Anki's queue, at the same daily limit", heads, plans)


def _compare_plans(learner: User, size: int, folder: Path, limit: int) -> list[object]:
    """Both make their day from the same number of due cards; the best of three, as the first one warms caches."""
    now, trace = clock(), []
    learner.preferences.reviews_per_day = limit
    with bare_sql.recorded(trace):
        make_plan(learner=learner, now=next(now))
    ours = min((timed(lambda: make_plan(learner=learner, now=next(now))) for _ in range(3)), key=lambda it: it.cpu)
    queues = []
    for _ in range(3):
        # A queue is built once a collection is open.
        with anki_peer.collection(folder, size, limit) as opened:
            queues.append(timed(lambda: anki_peer.next_card(opened)))
    theirs = min(queues, key=lambda it: it.cpu)
    figures: list[object] = [size, limit, ms(ours.cpu), ms(ours.wall), len(trace)]
    return [*figures, ms(theirs.cpu), ms(theirs.wall), f"{ours.cpu / theirs.cpu:.1f}"]


def _compare(learner: User, size: int, folder: Path, answers: int) -> list[object]:
    now = clock()
    trace: bare_sql.Trace = []
    for grade in grades(WARM_UP):
        study(learner, grade, next(now))
    ours = Figure.of([timed(lambda grade=grade: study(learner, grade, next(now))) for grade in grades(answers)])
    copy = bare_sql.copy_database(folder / "replay.sqlite3")
    traces: list[bare_sql.Trace] = []
    for grade in grades(WARM_UP + answers):
        trace = []
        with bare_sql.recorded(trace):
            study(learner, grade, next(now))
        traces.append(trace)
    connection.close()
    bare = Figure.of(bare_sql.replayed(copy, traces)[WARM_UP:])
    queries = sum(len(trace) for trace in traces) / len(traces)
    with anki_peer.collection(folder, size, HIGHEST_LIMIT) as opened:
        anki, rendered = (
            Figure.of(
                [
                    timed(
                        lambda grade=grade, renders=renders: anki_peer.next_and_answer(
                            opened, is_pass=grade > 3, renders=renders
                        )
                    )
                    for grade in grades(WARM_UP + answers)
                ][WARM_UP:]
            )
            for renders in (False, True)
        )
    row: list[object] = [size, ms(ours.cpu), ms(ours.wall), ms(ours.wall_p99), f"{queries:.1f}"]
    row += [ms(anki.cpu), f"{ours.cpu / anki.cpu:.1f}", ms(rendered.cpu), f"{ours.cpu / rendered.cpu:.1f}"]
    return [*row, ms(bare.cpu), f"{ours.cpu / bare.cpu:.1f}", ms(bare.wall), ms(anki.wall)]
