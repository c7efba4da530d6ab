"""A class of thirty with a term behind it: roster, weekly quizzes, a deck to study, late and missing work, extensions.

Its students study through the term as learn.front.demo.lives do, around what their quizzes bring forward.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction

from cards.models import Deck, Topic
from learn.accounts.actions import change_preferences
from learn.accounts.models import User
from learn.assignments import actions, extending, plans, quiz_actions
from learn.assignments.actions import NotStartedError, Terms
from learn.assignments.models import Assignment, Counts, Goal, Reveal
from learn.classrooms import joining, people
from learn.classrooms.actions import add_section, open_class
from learn.classrooms.models import Classroom, Enrollment
from learn.front.demo import shelf
from learn.front.demo.lives import Life
from learn.front.demo.writing import PASSWORD, answer, study
from learn.quizzes.actions import respond, submit
from learn.quizzes.models import AttemptItem

INSTRUCTOR, STUDENT = "ines", "student-1"

_NAMES = UUID("0f6b8d4e-3c55-4a0c-9f41-7a5a2f0d9b3e")
_ZONE = "Europe/Berlin"
_WEEKS = 12
_SAME_FOR_ALL = 2
"""The number of the quiz that has one draw for all."""
_STUDENTS = (
    "Aisha Rahman", "Anton Weber", "Bea Novak", "Carlos Ortega", "Chiara Conti", "Daniel Okafor", "Elif Yilmaz",
    "Emma Larsen", "Farid Haddad", "Grace Mensah", "Hanna Kowalska", "Igor Petrov", "Jana Fischer", "Jonas Berg",
    "Kaori Tanaka", "Lea Martin", "Liam Byrne", "Lucia Romero", "Mateo Silva", "Mei Chen", "Nadia Popescu",
    "Nils Holm", "Noah Schmidt", "Olga Ivanova", "Paul Dubois", "Priya Nair", "Rosa Lindgren", "Samuel Asante",
    "Sara Cohen", "Tomas Horak",
)  # fmt: skip
MOST_STUDENTS = len(_STUDENTS)


@dataclass(frozen=True, slots=True)
class _Student:
    """Someone of the class. life: how they study; late: how often they hand in late; misses: how often not at all."""

    enrollment: Enrollment
    life: Life
    late: float
    misses: float


@transaction.atomic
def make(*, now: datetime, told: Callable[[str], None] = lambda line: None, students: int = MOST_STUDENTS) -> None:
    """Makes the class with all that lies behind it, once. students: how many."""
    if User.objects.filter(username=INSTRUCTOR).exists():
        return
    told(f"{INSTRUCTOR}: a class of {students} over {_WEEKS} weeks")
    began = _at(now, -7 * _WEEKS, 9)
    instructor = _account(INSTRUCTOR, began)
    classroom = open_class(
        learner=instructor,
        classroom_id=uuid5(_NAMES, "class"),
        name="Oncology nursing",
        term=f"{began:%B} to {now:%B %Y}",
        own_name="Ines Vogel",
        zone=_ZONE,
        now=began,
    )
    found = _join(classroom, instructor, students, began)
    shelf.make(classroom=classroom, author=instructor, began=began, now=now)
    assignments = _assign(classroom, instructor, began, now)
    for seed, student in enumerate(found):
        for assignment in assignments:
            _take(student, assignment, seed, now)
    # What the quizzes bring forward stands in the log by then, and is asked.
    _live(found, now)


def _at(now: datetime, days: int, hour: int) -> datetime:
    """That hour of the class's clock, so many days from now."""
    day = now.astimezone(ZoneInfo(_ZONE)).date() + timedelta(days=days)
    return datetime.combine(day, time(hour), tzinfo=ZoneInfo(_ZONE))


def _account(name: str, now: datetime) -> User:
    user = User.objects.create_user(name, password=PASSWORD)
    user = User.objects.get(pk=user.pk)
    changes = {"path": "nursing", "zone": _ZONE, "zone_is_chosen": True, "new_per_day": 4}
    change_preferences(learner=user, changes=changes, now=now)
    return user


def _join(classroom: Classroom, instructor: User, students: int, began: datetime) -> list[_Student]:
    sections = [
        add_section(classroom=classroom, by=instructor, name=name, now=began) for name in ("Group A", "Group B")
    ]
    code = classroom.codes.get(revoked_at=None).code
    chance = Random(1)  # noqa: S311  (no secret: the same class every time)
    found = []
    for number, name in enumerate(_STUDENTS[:students]):
        username = f"student-{number + 1}"
        learner = _account(username, began)
        own = joining.join_class(learner=learner, code=code, name=name, now=began + timedelta(minutes=number))
        people.change_person(
            classroom=classroom,
            by=instructor,
            enrollment_id=own.pk,
            name=own.name,
            email="",
            student_number=f"{20_260_100 + number}",
            section_id=sections[number % 2].pk,
            time_percent=150 if number == 5 else 100,
            accommodations="Quiet room, half as much time again" if number == 5 else "",
            now=began + timedelta(hours=2),
        )
        own.refresh_from_db()
        found.append(_student(own, username, chance, number))
    return found


def _student(own: Enrollment, name: str, chance: Random, number: int) -> _Student:
    comes, remembers = chance.uniform(0.55, 0.95), chance.uniform(0.84, 0.97)
    away: tuple[tuple[int, int], ...] = ()
    if number % 9 == 4:
        # Some have fallen silent.
        away = ((chance.randrange(12, 30), 40),)
    life = Life(name, "nursing", _ZONE, 4, remembers, comes, (7, 12, 18, 21), 9, days=7 * _WEEKS - 2, away=away)
    return _Student(own, life, late=0.3 if number % 5 == 3 else 0.04, misses=0.35 if away else 0.03)


def _assign(classroom: Classroom, instructor: User, began: datetime, now: datetime) -> list[Assignment]:
    """A deck over the whole term, a quiz every other week, one that is open now, and one to come.

    One of the quizzes asks all the same questions, so that there is something to tell of each of these.
    """
    topics = list(Topic.objects.filter(source__library="shipped").order_by("position", "pk"))
    deck = Deck.objects.get(uid="nursing")
    study_terms = Terms(
        title="Study on 40 days",
        deck=deck,
        goal=Goal.DAYS,
        goal_number=40,
        opens_at=began,
        due_at=_at(now, 6, 18),
    )
    actions.assign(
        by=instructor, classroom=classroom, assignment_id=uuid5(_NAMES, "study"), terms=study_terms, now=began
    )
    made = []
    for number in range(1, 8):
        opens = _at(began, 14 * number - 4, 8)
        asked = topics[number - 1 : number + 1] or topics[:2]
        quiz = quiz_actions.save_quiz(
            by=instructor,
            classroom=classroom,
            quiz_id=uuid5(_NAMES, f"quiz {number}"),
            title=f"Quiz {number}: {asked[0].title_in('nursing')}",
            plan=_plan(classroom, [each.pk for each in asked], number),
            now=min(opens, now) - timedelta(days=2),
        )
        terms = Terms(
            title=quiz.title,
            quiz=quiz,
            opens_at=opens,
            due_at=opens + timedelta(days=7, hours=12),
            closes_at=opens + timedelta(days=10),
            minutes=20,
            attempts=2 if number % 3 == 0 else 1,
            counts=Counts.HIGHEST,
            reveal=Reveal.AFTER_CLOSING if number == 4 else Reveal.ON_SUBMISSION,
            late_percent=10,
            pass_percent=60,
        )
        made.append(
            actions.assign(
                by=instructor,
                classroom=classroom,
                assignment_id=uuid5(_NAMES, f"assignment {number}"),
                terms=terms,
                now=min(opens, now) - timedelta(days=1),
            )
        )
    return made


def _plan(classroom: Classroom, topics: Sequence[int], number: int) -> plans.Blueprint:
    plan = plans.Blueprint((plans.Line(8, topics=tuple(topics)),), is_per_student=number != _SAME_FOR_ALL)
    return quiz_actions.drawn_for(plan, classroom_id=classroom.pk, seed=number)


def _live(students: Sequence[_Student], now: datetime) -> None:
    """The term's study."""
    for seed, student in enumerate(students, start=1000):
        learner = User.objects.get(username=student.life.name)
        study(learner, student.life, last=_yesterday(learner, now), seed=seed)


def _yesterday(learner: User, now: datetime) -> date:
    return learner.preferences.study_date(now) - timedelta(days=1)


def _take(student: _Student, assignment: Assignment, seed: int, now: datetime) -> None:
    """The student's attempts at a quiz, each as it would have been made then."""
    chance = Random(f"{seed} {assignment.pk}")  # noqa: S311  (no secret)
    opens, due, closes = assignment.opens_at, assignment.due_at, assignment.closes_at
    if opens is None or due is None or closes is None or chance.random() < student.misses:
        return
    if chance.random() < student.late:
        at = due + (closes - due) * chance.random() * 0.9
        if chance.random() < 0.3:
            grant = extending.Grant(due_at=due + timedelta(days=2), reason="Was ill")
            by = User.objects.get(username=INSTRUCTOR)
            extending.grant_to(by=by, assignment=assignment, to=student.enrollment, grant=grant, now=due)
    else:
        at = opens + (due - opens) * chance.random()
    for turn in range(assignment.attempts or 1):
        at += timedelta(hours=3 * turn)
        if at >= min(now, closes) or (turn and chance.random() < 0.5):
            return
        _attempt(student, assignment, turn, chance, at)


def _hardness(item_id: int) -> float:
    """How much less often a question is answered rightly than an easy one; the same for everyone."""
    return Random(item_id).uniform(0, 0.35)  # noqa: S311  (no secret)


def _attempt(student: _Student, assignment: Assignment, turn: int, chance: Random, at: datetime) -> None:
    learner = User.objects.with_preferences().get(enrollments=student.enrollment)
    attempt_id = uuid5(assignment.pk, f"{learner.username} {turn}")
    try:
        attempt = actions.start(
            learner=learner,
            enrollment=student.enrollment,
            assignment=assignment,
            attempt_id=attempt_id,
            now=at,
            seed=chance.randrange(10**6),
        )
    except NotStartedError:
        return
    questions = AttemptItem.objects.filter(learner_id=learner.pk, attempt_id=attempt.attempt_id)
    for question in questions.select_related("version").order_by("place"):
        at += timedelta(seconds=chance.randrange(20, 70))
        knows = chance.random() < student.life.remembers - 0.05 + 0.08 * turn - _hardness(question.item_id)
        respond(
            learner=learner,
            attempt_id=attempt_id,
            place=question.place,
            given=answer(question.version.typed, knows, chance),
            client_id=uuid5(attempt_id, str(question.place)),
            now=at,
        )
    submit(learner=learner, attempt_id=attempt_id, now=at)
