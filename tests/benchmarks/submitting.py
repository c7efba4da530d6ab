"""A class of 300 takes one quiz within a minute: what each request waits, and that nothing is lost.

python -m tests.benchmarks.submitting [--students N] [--seconds N] [--postgresql URL]: on a database of its own, SQLite
or one made on that PostgreSQL server. Every student has started; answers come spread over the first five sixths of the
time, and all hand in within the last sixth. What was acknowledged is compared with what is stored, and every mark with
one made from what was sent.
"""

import argparse
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from tests.benchmarks.machinery import ms, prepare, step, table

QUESTIONS = 10


@dataclass
class Student:
    """One student with an attempt, their cookie, what they will answer, and what came of each request."""

    learner: Any
    attempt_id: UUID
    cookie: str
    answers: dict[int, dict[str, list[str]]]
    waits: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.submitting")
    parser.add_argument("--students", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--postgresql", metavar="URL", help="measure on this server instead of SQLite")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="osteon-bench-") as name, database(options.postgresql) as url:
        data = Path(name) / "data"
        prepare(data, database_url=url)
        from django.db import connection

        with step(f"{options.students} students"):
            students = make_class(options.students)
        connection.close()
        took = take(students, data, options.seconds, url)
        check(students)
    waits = sorted(wait for student in students for wait in student.waits)
    handed_in = sorted(student.waits[-1] for student in students)
    rows = [
        [kind, len(of), ms(of[len(of) // 2]), ms(of[int(len(of) * 0.99)]), ms(of[-1])]
        for kind, of in (("all requests", waits), ("handing in", handed_in))
    ]
    where = "PostgreSQL" if url else "SQLite"
    title = f"{options.students} students, {QUESTIONS} questions each, in {took:.0f} s ({where}); nothing lost"
    table(title, ["", "requests", "p50 ms", "p99 ms", "longest ms"], rows)


@contextmanager
def database(server: str | None) -> Iterator[str]:
    """The address of a database that is there only meanwhile; empty for SQLite."""
    if server is None:
        yield ""
        return
    import psycopg

    name = f"osteon_bench_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    try:
        yield server.rpartition("/")[0] + f"/{name}"
    finally:
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def make_class(size: int) -> list[Student]:
    """A class whose students have each started the same quiz, with draws of their own."""
    from django.core.management import call_command
    from django.utils import timezone

    from learn.accounts.actions import create_guest
    from learn.assignments import actions, plans, quiz_actions
    from learn.classrooms.models import Classroom, Enrollment, Role
    from tests.benchmarks.serving import cookies_of

    call_command("createcachetable", verbosity=0)
    call_command("import_facts", verbosity=0)
    now = timezone.now()
    teacher = create_guest(path="nursing", now=now)
    classroom = Classroom.objects.create(name="Benchmark", opened_at=now)
    _enroll(classroom, teacher, Role.INSTRUCTOR, "Teacher", now)
    plan = plans.Blueprint((plans.Line(QUESTIONS),), is_per_student=True)
    quiz = quiz_actions.save_quiz(by=teacher, classroom=classroom, quiz_id=uuid4(), title="Quiz", plan=plan, now=now)
    terms = actions.Terms(title="Quiz", quiz=quiz, minutes=30)
    assignment = actions.assign(by=teacher, classroom=classroom, assignment_id=uuid4(), terms=terms, now=now)
    students = []
    for number in range(size):
        learner = create_guest(path="nursing", now=now)
        enrollment = _enroll(classroom, learner, Role.STUDENT, f"Student {number}", now)
        attempt = actions.start(
            learner=learner, enrollment=enrollment, assignment=assignment, attempt_id=uuid4(), now=now, seed=number
        )
        students.append(Student(learner, attempt.attempt_id, cookies_of(learner), _answers(attempt, number)))
    assert Enrollment.objects.count() == size + 1
    return students


def _enroll(classroom: Any, learner: Any, role: str, name: str, now: Any) -> Any:
    from learn.classrooms.models import Enrollment

    return Enrollment.objects.create(
        classroom=classroom, learner=learner, role=role, name=name, sort_name=name, added_at=now, joined_at=now
    )


def _answers(attempt: Any, seed: int) -> dict[int, dict[str, list[str]]]:
    """An answer to each question: right or wrong by chance."""
    from learn.front.demo.writing import answer
    from learn.quizzes.models import AttemptItem

    chance = random.Random(seed)
    questions = AttemptItem.objects.filter(learner_id=attempt.learner_id, attempt_id=attempt.attempt_id)
    return {
        each.place: answer(each.version.typed, chance.random() < 0.7, chance)
        for each in questions.select_related("version")
    }


def take(students: Sequence[Student], data: Path, seconds: float, url: str) -> float:
    """Lets all of them answer and hand in over HTTP; returns the seconds it took."""
    from tests.served import Site

    extra = {"OSTEON_DATABASE_URL": url} if url else {}
    with step("taking it"), Site(data, **extra) as site:
        begin = time.perf_counter() + 1
        threads = [
            threading.Thread(target=_take, args=(student, site.port, begin, seconds, seed))
            for seed, student in enumerate(students)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.perf_counter() - begin
        assert "Traceback" not in site.said(), site.said()
    return took


def _take(student: Student, port: int, begin: float, seconds: float, seed: int) -> None:
    from tests.benchmarks.serving import CSRF

    chance = random.Random(seed)
    base = f"/quizzes/{student.attempt_id}/"
    times = sorted(chance.random() * seconds * 5 / 6 for _ in student.answers)
    for (place, answer), at in zip(student.answers.items(), times, strict=True):
        slots = [(f"slot-{slot}", value) for slot, values in answer.items() for value in values]
        form = [("csrfmiddlewaretoken", CSRF), ("client_id", str(uuid4())), ("to", "next"), *slots]
        _send(student, port, begin + at, f"{base}{place}/", form)
    at = seconds * (5 + chance.random()) / 6
    _send(student, port, begin + at, f"{base}finish/", [("csrfmiddlewaretoken", CSRF)])


def _send(student: Student, port: int, at: float, path: str, form: list[tuple[str, str]]) -> None:
    time.sleep(max(0, at - time.perf_counter()))
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": student.cookie, "Connection": "close"}
    start = time.perf_counter()
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", path, urlencode(form), headers)
    reply = connection.getresponse()
    reply.read()
    connection.close()
    student.waits.append(time.perf_counter() - start)
    student.statuses[f"{reply.status} {reply.getheader('Location', '').rpartition('/quizzes/')[0]}"] += 1


def check(students: Sequence[Student]) -> None:
    """Fails where an answer that was acknowledged is not stored, or an attempt is not marked by what was sent."""
    from learn.quizzes import marking
    from learn.quizzes.models import Attempt, AttemptItem, KeptAs, Response

    for student in students:
        assert set(student.statuses) == {"302 "}, student.statuses
        of = {"learner_id": student.learner.pk, "attempt_id": student.attempt_id}
        assert Response.objects.filter(**of, kept_as=KeptAs.COUNTED).count() == len(student.answers)
        questions = AttemptItem.objects.filter(**of).select_related("version")
        points = sum(marking.mark(each.version.typed, student.answers[each.place]).points for each in questions)
        attempt = Attempt.objects.get(**of)
        assert attempt.submitted_at is not None
        assert attempt.points == points, (attempt.points, points)


if __name__ == "__main__":
    main()
    sys.stdout.flush()
