"""What those who teach see of assignments. Row: one in their list; Page: one with each of its students."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from cards.lens import SHIPPED, Lens
from cards.models import Deck, Topic
from learn.accounts.models import User
from learn.assignments import words
from learn.assignments.counting import percent
from learn.assignments.drawing import class_lens
from learn.assignments.extending import whose as whose_name
from learn.assignments.models import Assignment, Extension, Quiz
from learn.assignments.reading import (
    Result,
    granted,
    results_of,
    students_of,
    study_progress,
    times_of,
    windows_of,
)
from learn.assignments.studying import Progress, cards_of
from learn.assignments.windows import Window, window
from learn.classrooms.access import Member
from learn.classrooms.models import Classroom, Enrollment
from learn.libraries.granted import open_to
from learn.quizzes.models import Attempt
from learn.reviews.selections import Selection, wanted_of
from learn.reviews.subscribing import decks_in_order


@dataclass(frozen=True, slots=True)
class Row:
    """done: how many of the students who are in the class have handed in; 0 for a deck."""

    assignment: Assignment
    due: str
    state: str
    done: int
    students: int

    @property
    def is_withdrawn(self) -> bool:
        return self.assignment.withdrawn_at is not None


@dataclass(frozen=True, slots=True)
class Person:
    """A student on an assignment's page. other: what differs from what holds for all, in words."""

    enrollment: Enrollment
    result: Result | None
    percent: str
    progress: Progress | None
    other: str
    is_going: bool = False


@dataclass(frozen=True, slots=True)
class Granted:
    """An extension, and for whom it is."""

    extension: Extension
    name: str
    told: str


@dataclass(frozen=True, slots=True)
class Page:
    """An assignment with all its students."""

    people: tuple[Person, ...]
    granted: tuple[Granted, ...]


@dataclass(frozen=True, slots=True)
class DeckNow:
    """The deck of an assignment as its student stands to it. cards: how many are assigned; is_first: new cards come
    from it before any other deck; wanted: what is to be studied of it now; is_shown: to this student, or else is_closed
    says whether that is because its library is not open to them any more.
    """

    deck: Deck
    cards: int
    is_studied: bool
    is_first: bool
    wanted: Selection
    is_shown: bool
    is_closed: bool


def assignment_of(member: Member, assignment_id: UUID) -> Assignment:
    """An assignment of the member's class; to anyone else it is missing."""
    found = Assignment.objects.select_related("classroom", "quiz__current", "deck")
    try:
        return found.get(pk=assignment_id, classroom=member.classroom)
    except Assignment.DoesNotExist as error:
        raise Http404 from error


def window_for_all(assignment: Assignment) -> Window:
    """What holds where nothing else was granted."""
    return window(times_of(assignment))


def rows(classroom: Classroom, *, now: datetime) -> list[Row]:
    """The class's assignments by date; three queries however many there are."""
    students = Enrollment.objects.present().students().filter(classroom=classroom)
    number = students.count()
    every = list(Assignment.objects.filter(classroom=classroom).by_date().select_related("quiz", "deck"))
    attempts = Attempt.objects.filter(
        learner_id__in=students.order_by().values("learner_id"), submitted_at__isnull=False
    ).for_assignments([each.pk for each in every])
    done = dict(attempts.order_by().values_list("assignment_id").annotate(n=Count("learner_id", distinct=True)))
    return [
        Row(
            each,
            words.told(each.due_at, classroom.zone) if each.due_at is not None else "",
            _state(each, now),
            done.get(each.pk, 0),
            number,
        )
        for each in every
    ]


def _state(assignment: Assignment, now: datetime) -> str:
    """ "withdrawn", "not_open", "closed", "past_due" or "open"."""
    if assignment.withdrawn_at is not None:
        return "withdrawn"
    whole = window_for_all(assignment)
    if not whole.has_opened(now):
        return "not_open"
    if whole.has_closed(now):
        return "closed"
    return "past_due" if assignment.due_at is not None and assignment.due_at < now else "open"


def quizzes_of(classroom: Classroom) -> list[Quiz]:
    """The quizzes of a class that were not put away, by title."""
    return list(Quiz.objects.filter(classroom=classroom, retired_at=None).select_related("current").order_by("title"))


def decks_to_assign(classroom: Classroom) -> QuerySet[Deck]:
    """The decks that a class can be asked to study, those of the libraries open to it after the shipped ones."""
    # Without what is kept for quizzes: no student has cards of that.
    lens = replace(class_lens(classroom.pk, survival=False), held_out=False)
    return Deck.objects.through(lens).select_related("source").order_by("source", "position")


def is_closed(assignment: Assignment) -> bool:
    """Whether its deck is of a library that is no longer open to the class, whose students then cannot study it."""
    library = assignment.deck.source.library if assignment.deck is not None else SHIPPED
    return library != SHIPPED and library not in open_to(assignment.classroom_id)


def topics_of(deck: Deck) -> list[tuple[int, str]]:
    """The topics of a deck, as a form offers them."""
    held = cards_of(Assignment(deck=deck)).order_by().values("fact__topic_id")
    return [(each.pk, each.title) for each in Topic.objects.filter(pk__in=held).order_by("source", "position")]


def page_of(assignment: Assignment, *, now: datetime) -> Page:
    """Each student by name, with what came of it; never ranked."""
    students = students_of([assignment.classroom_id])
    windows = windows_of([assignment], students)
    results = results_of([assignment], students) if assignment.is_quiz else {}
    progress = study_progress([assignment], students, now) if not assignment.is_quiz else {}
    whose = [each.learner_id for each in students if each.learner_id is not None]
    running = set(
        Attempt.objects.filter(learner_id__in=whose, assignment_id=assignment.pk, submitted_at=None).values_list(
            "learner_id", flat=True
        )
    )
    zone = assignment.classroom.zone
    people = []
    for each in students:
        key = (assignment.pk, each.pk)
        result = results.get(key)
        share = result.share if result is not None else None
        other = "; ".join(words.differences(windows[key], window_for_all(assignment), zone))
        shown = percent(share) if share is not None else ""
        people.append(Person(each, result, shown, progress.get(key), other, each.learner_id in running))
    given = Extension.objects.filter(assignment=assignment).select_related("enrollment", "section")
    extensions = [Granted(each, whose_name(each), _in_words(assignment, each)) for each in given]
    return Page(tuple(people), tuple(sorted(extensions, key=lambda each: each.name)))


def _in_words(assignment: Assignment, extension: Extension) -> str:
    found = window(times_of(assignment), [granted(extension)])
    return "; ".join(words.differences(found, window_for_all(assignment), assignment.classroom.zone))


def reasons_of(assignment: Assignment, enrollment: Enrollment) -> list[str]:
    """Why a student, or their section, was granted something; as the instructor wrote it."""
    theirs = Q(enrollment=enrollment)
    if enrollment.section_id is not None:
        theirs |= Q(section_id=enrollment.section_id)
    given = Extension.objects.filter(theirs, assignment=assignment).exclude(reason="")
    return list(given.values_list("reason", flat=True))


def deck_for(learner: User, lens: Lens, assignment: Assignment) -> DeckNow | None:
    """The deck of an assignment, for its student's page; None for a quiz."""
    if assignment.deck is None:
        return None
    studied = decks_in_order(learner.pk)
    topics = list(Topic.objects.through(lens).filter(pk__in=assignment.topics)) if assignment.topics else []
    # Where none of the topics is shown, nothing of what is assigned is.
    is_shown = Deck.objects.through(lens).filter(pk=assignment.deck.pk).exists() and bool(
        topics or not assignment.topics
    )
    return DeckNow(
        assignment.deck,
        cards_of(assignment).count(),
        assignment.deck.pk in studied,
        studied[:1] == [assignment.deck.pk],
        wanted_of(assignment.deck, topics),
        is_shown,
        not is_shown and assignment.deck.source.library not in lens.libraries,
    )
