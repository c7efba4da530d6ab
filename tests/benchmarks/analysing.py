"""Item analysis of a large class: 5,000 first attempts at a quiz of 20 questions, a tenth of them followed by a second.

python -m tests.benchmarks.analysing [--attempts N] [--questions N]: on a database of its own (SQLite). The page is
timed as the test client gets it, all of the server's time in it; beside it what of that is reading and what is
reckoning, and the same correlations by numpy on arrays that are there already.
"""

import argparse
import random
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.benchmarks.gradebook import page_of
from tests.benchmarks.machinery import Figure, ms, prepare, step, table, timed

RUNS = 10


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.analysing")
    parser.add_argument("--attempts", type=int, default=5000)
    parser.add_argument("--questions", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="osteon-bench-") as name:
        prepare(Path(name) / "data")
        from django.conf import settings
        from django.core.management import call_command

        call_command("collectstatic", verbosity=0, interactive=False)
        settings.ALLOWED_HOSTS = ["testserver"]
        from tests.benchmarks import quizzing, synthetic

        with step(f"{options.attempts} attempts x {options.questions} questions"):
            quizzing.make_items(0, options.questions)
            assignment, teacher = make_attempts(options.attempts)
            synthetic.settle()
        rows = []
        base = f"/classes/{assignment.classroom_id}/gradebook/{assignment.pk}/questions/"
        for what, path in (("page", base), ("CSV of questions", f"{base}?csv=questions")):
            figure, queries, size = page_of(teacher, path, None)
            rows.append([what, ms(figure.wall), ms(figure.wall_p99), ms(figure.cpu), queries, size // 1024])
        rows += parts(assignment)
        heads = ["what", "median ms", "p99 ms", "CPU ms", "queries", "KiB"]
        table(f"{options.attempts} attempts x {options.questions} questions", heads, rows)


def make_attempts(attempts: int) -> tuple[Any, Any]:
    """A class of so many students who have all handed in the same quiz, and its instructor."""
    from cards.models import ItemVersion
    from learn.accounts.models import Preferences, User
    from learn.assignments.models import Assignment, Quiz, QuizVersion
    from learn.classrooms.models import Classroom, Enrollment
    from learn.quizzes.models import Attempt, AttemptItem
    from tests.benchmarks.synthetic import NOW

    choice = random.Random(1)
    classroom = Classroom.objects.create(name="A very large class", opened_at=NOW)
    users = User.objects.bulk_create(User(username=f"student-{n}", is_guest=True) for n in range(attempts + 1))
    Preferences.objects.bulk_create(Preferences(user=user, path="nursing") for user in users)
    Enrollment.objects.bulk_create(
        Enrollment(
            classroom=classroom, learner=user, name=f"Student {n}", sort_name=f"Student {n}", added_at=NOW,
            joined_at=NOW, role="student" if n else "instructor",
        )
        for n, user in enumerate(users)
    )  # fmt: skip
    versions = list(ItemVersion.objects.order_by("pk"))
    quiz = Quiz.objects.create(classroom=classroom, title="A quiz", made_at=NOW)
    plan = {"kind": "picked", "versions": [each.pk for each in versions]}
    quiz.current = QuizVersion.objects.create(quiz=quiz, number=1, plan=plan, made_at=NOW)
    quiz.save()
    assignment = Assignment.objects.create(classroom=classroom, kind="quiz", title="A quiz", quiz=quiz, made_at=NOW)
    made, items = [], []
    for place, user in enumerate(users[1:]):
        knows = choice.betavariate(3, 2)
        for turn in range(1 + (place % 10 == 0)):
            attempt_id, points = UUID(int=len(made) + 1), 0
            for number, version in enumerate(choice.sample(versions, len(versions)), 1):
                picked = "o0" if choice.random() < knows else f"o{choice.randrange(4)}"
                points += picked == "o0"
                items.append(
                    AttemptItem(
                        learner_id=user.pk, attempt_id=attempt_id, place=number, item_id=version.item_id,
                        version_id=version.pk, order={"": ["answer"], "answer": ["o2", "o0", "o3", "o1"]},
                        given={"answer": [picked]}, answered_at=NOW, is_checked=True, points=int(picked == "o0"),
                        possible=1,
                    )
                )  # fmt: skip
            at = NOW - timedelta(days=3 - turn)
            made.append(
                Attempt(
                    learner_id=user.pk, attempt_id=attempt_id, purpose="assigned", feedback="at_end", seed=1,
                    items_count=len(versions), started_at=at - timedelta(minutes=choice.randrange(5, 40)),
                    submitted_at=at, ended_by="learner", points=points, possible=len(versions),
                    assignment_id=assignment.pk,
                )
            )  # fmt: skip
    Attempt.objects.bulk_create(made, batch_size=2000)
    AttemptItem.objects.bulk_create(items, batch_size=2000)
    return assignment, users[0]


def parts(assignment: Any) -> list[list[object]]:
    """What of the page is reading and what is reckoning; and numpy's part of the reckoning alone."""
    import numpy as np

    from cards.models import ItemVersion
    from learn.teaching.analysing import _tried
    from learn.teaching.analysis.items import questions
    from learn.teaching.analysis.quiz import whole

    tried, places = _tried(assignment)
    items = {each.pk: each.typed for each in ItemVersion.objects.filter(pk__in=list(places))}
    points = np.array([[each[pk].points for pk in items] for each in tried], dtype=float)

    def by_numpy() -> None:
        totals = points.sum(axis=1)
        for column in points.T:
            np.corrcoef(column, totals - column)

    def reckon() -> None:
        questions(items, tried)
        whole(tried)

    rows: list[list[object]] = []
    for what, work in (
        ("reading answers", lambda: _tried(assignment)),
        ("reckoning", reckon),
        ("numpy: item-rest correlations alone", by_numpy),
    ):
        figure = Figure.of([timed(work) for _ in range(RUNS)])
        rows.append([what, ms(figure.wall), ms(figure.wall_p99), ms(figure.cpu), "", ""])
    return rows


if __name__ == "__main__":
    main()
