"""A class's pages at their largest: 500 students and 40 assignments, a tenth of them decks, with what they handed in.

python -m tests.benchmarks.gradebook [--students N] [--assignments N]: on a database of its own (SQLite). Nine of ten
students handed each quiz in, a tenth of them late, some twice; some grades are set by hand, some students have more
time. Pages are timed as the test client gets them, all of the server's time in it.
"""

import argparse
import random
import tempfile
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.benchmarks.machinery import Figure, ms, prepare, step, table, timed

RUNS = 10
CARDS = 200
DAYS = 60


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.gradebook")
    parser.add_argument("--students", type=int, default=500)
    parser.add_argument("--assignments", type=int, default=40)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="osteon-bench-") as name:
        prepare(Path(name) / "data")
        from django.conf import settings
        from django.core.management import call_command

        call_command("collectstatic", verbosity=0, interactive=False)
        settings.ALLOWED_HOSTS = ["testserver"]
        from tests.benchmarks import synthetic

        with step(f"{options.students} students, {options.assignments} assignments"):
            synthetic.make_content(CARDS)
            classroom, teacher = make_class(options.students, options.assignments)
            synthetic.settle()
        # As the served site does when it has started.
        from learn import wsgi  # noqa: F401

        base = f"/classes/{classroom.pk}"
        rows = []
        for what, path, data in (
            ("gradebook, first page", f"{base}/gradebook/", None),
            ("gradebook, last page", f"{base}/gradebook/?page=99", None),
            ("for printing, all rows", f"{base}/gradebook/print/", None),
            *((f"CSV, {each}", f"{base}/gradebook/export/", {"format": each}) for each in FORMATS),
            *((what, base + path, None) for what, path in PAGES),
        ):
            figure, queries, size = page_of(teacher, path, data)
            rows.append([what, ms(figure.wall), ms(figure.wall_p99), ms(figure.cpu), queries, size // 1024])
        heads = ["page", "median ms", "p99 ms", "CPU ms", "queries", "KiB"]
        table(f"{options.students} students x {options.assignments} assignments", heads, rows)


FORMATS = ("plain", "moodle", "canvas", "blackboard")
PAGES = (("overview", "/overview/"), ("messages", "/messages/"))


def make_class(students: int, assignments: int) -> tuple[Any, Any]:
    """A class with a term behind it, and its instructor."""
    from cards.models import Deck
    from learn.accounts.models import Preferences, User
    from learn.assignments.models import Assignment, Extension, Quiz
    from learn.classrooms.models import Classroom, Enrollment
    from learn.quizzes.models import Attempt
    from learn.teaching.models import GradeChange
    from tests.benchmarks.synthetic import NOW, _make_deck

    choice = random.Random(1)
    deck = Deck.objects.filter(uid=f"deck-{CARDS}").first() or _make_deck(CARDS)
    classroom = Classroom.objects.create(name="A large class", opened_at=NOW)
    users = User.objects.bulk_create(User(username=f"student-{n}", is_guest=True) for n in range(students + 1))
    # A bulk sends no signal, so that each still needs its own.
    Preferences.objects.bulk_create(Preferences(user=user, path="nursing") for user in users)
    enrollments = Enrollment.objects.bulk_create(
        Enrollment(
            classroom=classroom, learner=user, name=f"Student {n:03}", sort_name=f"Student {n:03}", added_at=NOW,
            joined_at=NOW, time_percent=150 if n % 25 == 0 else 100, role="student" if n else "instructor",
        )
        for n, user in enumerate(users)
    )  # fmt: skip
    quiz = Quiz.objects.create(classroom=classroom, title="A quiz", made_at=NOW)
    given = []
    for n in range(assignments):
        due_at = NOW - timedelta(days=DAYS - 1.5 * n)
        common = {"classroom": classroom, "title": f"Assignment {n + 1}", "made_at": NOW - timedelta(days=DAYS + 7)}
        if n % 10 == 9:
            common["opens_at"] = due_at - timedelta(days=14)
            made = Assignment(kind="study", deck=deck, goal="days", goal_number=5, due_at=due_at, **common)
        else:
            made = Assignment(kind="quiz", quiz=quiz, minutes=20, due_at=due_at, late_percent=n % 2 * 10, **common)
        given.append(made)
    given = Assignment.objects.bulk_create(given)
    people = enrollments[1:]
    attempts, changes = [], []
    for assignment in given:
        for place, person in enumerate(people):
            if assignment.due_at > NOW or assignment.kind != "quiz" or choice.random() > 0.9:
                continue
            for _turn in range(1 + (place % 20 == 0)):
                at = assignment.due_at + timedelta(hours=choice.choice((-40, -30, -20, -10, -5, -4, -3, -2, -1, 30)))
                attempts.append(
                    Attempt(
                        learner_id=person.learner_id, attempt_id=UUID(int=len(attempts) + 1), purpose="assigned",
                        feedback="at_end", seed=1, items_count=10, started_at=at, submitted_at=at, ended_by="learner",
                        points=choice.randrange(4, 21), possible=20, assignment_id=assignment.pk,
                    )
                )  # fmt: skip
            if choice.random() < 0.02:
                changes.append(
                    GradeChange(
                        assignment=assignment, enrollment=person, graded_as="percent", percent=80, reason="So.", at=NOW,
                        by_name="T",
                    )
                )  # fmt: skip
    Attempt.objects.bulk_create(attempts, batch_size=2000)
    GradeChange.objects.bulk_create(changes, batch_size=2000)
    Extension.objects.bulk_create(
        Extension(assignment=each, enrollment=people[place], due_at=each.due_at + timedelta(days=3), made_at=NOW)
        for place, each in enumerate(given[: len(people)])
    )
    study(people)
    return classroom, users[0]


def study(people: list[Any]) -> None:
    """Each student's states of all cards, and their answers by topic of the last days."""
    from cards.models import Topic
    from learn.reviews.models import CardState, DayDetail
    from tests.benchmarks.synthetic import NOW, TODAY, _insert

    choice = random.Random(2)
    topics = list(Topic.objects.values_list("pk", flat=True))

    def states() -> Any:
        for person in people:
            for card_id in range(1, CARDS + 1):
                interval = choice.choice((1, 6, 15, 38))
                answered = TODAY - timedelta(days=choice.randrange(20))
                due = answered + timedelta(days=interval)
                yield {
                    "learner_id": person.learner_id, "card_id": card_id, "repetitions": 2, "interval_days": interval,
                    "ease_factor": 250, "lapses": 0, "answered_date": answered, "scheduled_date": due, "due_date": due,
                    "is_suspended": False, "buried_until": None,
                    "last_row_at": datetime.combine(answered, time(12)).replace(tzinfo=NOW.tzinfo),
                }  # fmt: skip

    def details() -> Any:
        for person in people:
            for day in range(DAYS):
                for topic in choice.sample(topics, 4):
                    yield {
                        "learner_id": person.learner_id, "facet": 2, "study_date": TODAY - timedelta(days=day),
                        "key": topic, "stage": 1, "answers": 6, "passed": choice.randrange(3, 7), "time_ms": 9000,
                    }  # fmt: skip

    _insert(CardState, states())
    _insert(DayDetail, details())


def page_of(teacher: Any, path: str, data: dict[str, str] | None) -> tuple[Figure, int, int]:
    """The time a page takes as the test client gets it, its queries and its size; at the time the term ends."""
    from unittest.mock import patch

    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.benchmarks.synthetic import NOW

    client = Client()
    client.force_login(teacher)

    def fetch() -> bytes:
        response = client.get(path) if data is None else client.post(path, data)
        assert response.status_code == 200, (path, response.status_code)
        return b"".join(response.streaming_content) if response.streaming else response.content

    with patch("django.utils.timezone.now", return_value=NOW):
        size = len(fetch())
        with CaptureQueriesContext(connection) as caught:
            fetch()
            queries = len(caught)
        return Figure.of([timed(fetch) for _ in range(RUNS)]), queries, size


if __name__ == "__main__":
    main()
