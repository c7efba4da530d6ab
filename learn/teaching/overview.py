"""Where a class stands. Standing: one student's, as their instructors and they themselves see it; ClassTopic: what the
class knows of a topic.

All is of assigned decks and quizzes, and of nothing else that a student studies.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from cards.models import Topic
from learn.assignments.models import Assignment
from learn.classrooms.models import Classroom, Enrollment, Section
from learn.scheduling import study_day
from learn.teaching import results
from learn.teaching.actions import rules_of
from learn.teaching.assigned import cards_of
from learn.teaching.behind import Facts, Missed, Reason, Rules, TopicRecall, Why, reasons
from learn.teaching.gradebook import Column, NoSuchSectionError
from learn.teaching.grades import Cell, Row, State, gradebook
from learn.teaching.knowledge import STATES, Known, known_by

FEWEST_STUDENTS = 3
"""What fewer students know is not told as the class's: it would be theirs by name."""

NEED, NAME, SECTION = "need", "name", "section"
"""Orders of those who are behind. NEED: by the kind of the first reason, and who has more of that kind first."""


@dataclass(frozen=True, slots=True)
class TopicStanding:
    """A topic's assigned cards of one student by maturity, and the due reviews of the last behind.RECENT_DAYS."""

    topic: Topic
    counts: tuple[tuple[str, int], ...]
    answers: int
    passed: int

    @property
    def cards(self) -> int:
        return sum(n for _, n in self.counts)

    @property
    def remembered(self) -> Fraction | None:
        return Fraction(self.passed, self.answers) if self.answers else None


@dataclass(frozen=True, slots=True)
class Standing:
    """last_date: when an assigned card was last answered; days: of the last behind.RECENT_DAYS, those studied."""

    student: Enrollment
    reasons: tuple[Reason, ...]
    last_date: date | None
    days: int
    topics: tuple[TopicStanding, ...]

    @property
    def why(self) -> Why | None:
        """The kind of the reason that is told first; None for somebody who is not behind."""
        return self.reasons[0].why if self.reasons else None


@dataclass(frozen=True, slots=True)
class ClassTopic:
    """What the present students know of a topic: the shares of all their assigned cards of it, by maturity.

    students: how many have any; remembered: of `answers` due reviews of the last behind.RECENT_DAYS. Where fewer than
    FEWEST_STUDENTS have cards, or answered any, nothing of it is told.
    """

    topic: Topic
    students: int
    shares: tuple[tuple[str, Fraction], ...] = ()
    answers: int = 0
    remembered: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """behind: those who are, in the order asked for; expected: how many have not come; coming: what is due next."""

    students: int
    expected: int
    behind: tuple[Standing, ...]
    topics: tuple[ClassTopic, ...]
    coming: tuple[Column, ...]
    rules: Rules
    sections: tuple[Section, ...]
    section: Section | None
    is_anything_assigned: bool


def overview(classroom: Classroom, *, now: datetime, section: str = "", order: str = NEED) -> Overview:
    """The class, or a section of it; as many reads for five hundred students as for one. order: NEED if unknown.

    Raises gradebook.NoSuchSectionError.
    """
    sections = tuple(Section.objects.filter(classroom=classroom))
    shown = next((each for each in sections if str(each.pk) == section), None)
    if section and shown is None:
        raise NoSuchSectionError
    students = [each for each in results.students_of(classroom) if shown is None or each.section_id == shown.pk]
    present = [each for each in students if each.is_present]
    work = _Work(classroom, present, now=now)
    standings = work.standings()
    behind = [each for each in standings if each.reasons]
    if order == SECTION:
        # Sorting keeps the order by name within a section; those in none come last.
        behind.sort(key=lambda each: (each.student.section is None, str(each.student.section or "")))
    elif order != NAME:
        behind.sort(key=_need)
    return Overview(
        len(present),
        len(students) - len(present),
        tuple(behind),
        tuple(_class_topics(standings)),
        tuple(work.coming()),
        work.rules,
        sections,
        shown,
        bool(work.assignments),
    )


def _need(standing: Standing) -> tuple[int, int]:
    kinds = [each.why for each in standing.reasons]
    return list(Why).index(kinds[0]), -kinds.count(kinds[0])


@dataclass(frozen=True, slots=True)
class OfOne:
    """One student's standing, the rules that it is told by, and what each assignment came to with them."""

    standing: Standing
    rules: Rules
    grades: tuple[tuple[Assignment, Cell], ...]


def standing_of(classroom: Classroom, student: Enrollment, *, now: datetime) -> OfOne:
    """A present student's. The grades are those that instructors see, released or not."""
    work = _Work(classroom, [student], now=now)
    return OfOne(work.standings()[0], work.rules, tuple(work.grades()))


class _Work:
    """What these students were assigned and what they did of it, read once."""

    def __init__(self, classroom: Classroom, students: Sequence[Enrollment], *, now: datetime) -> None:
        self._students, self._now, self._zone = students, now, ZoneInfo(classroom.zone)
        self._today = study_day.study_date_at(now, self._zone, study_day.DEFAULT_DAY_END_HOUR)
        self.rules = rules_of(classroom)
        self.assignments = results.assignments_of(classroom)
        self._windows = results.Windows(self.assignments)
        self._studied = results.studied_by(self.assignments, students, windows=self._windows, now=now)
        self._rows = results.rows_of(self.assignments, students, windows=self._windows, studied=self._studied, now=now)
        going = [each for each in self.assignments if not each.is_quiz and _is_going(each, now)]
        cards = {card.card_id: card for own in cards_of(going).values() for card in own}
        self._topics = list(Topic.objects.filter(pk__in={card.topic_id for card in cards.values()})) if cards else []
        learners = [each.learner_id for each in students if each.learner_id is not None]
        self._known = known_by(learners, cards.values(), today=self._today)

    def grades(self) -> Iterable[tuple[Assignment, Cell]]:
        """What each assignment came to with the first of the students."""
        return zip(self.assignments, self._rows[0].cells, strict=True)

    def coming(self) -> Iterable[Column]:
        """What is due from now on and has opened, with how many have handed it in."""
        made = gradebook(self._rows, len(self.assignments))
        for each, figures in zip(self.assignments, made.figures, strict=True):
            if each.due_at is not None and each.due_at > self._now and not _is_ahead(each, self._now):
                yield Column(each, figures)

    def standings(self) -> list[Standing]:
        """Each student's, in the order they were given in."""
        return [self._standing(student, row) for student, row in zip(self._students, self._rows, strict=True)]

    def _standing(self, student: Enrollment, row: Row) -> Standing:
        known = self._known.get(student.learner_id or 0, Known())
        topics = tuple(
            TopicStanding(
                topic,
                tuple((state, known.cards[topic.pk].get(state, 0)) for state in STATES),
                *known.recall.get(topic.pk, (0, 0)),
            )
            for topic in self._topics
            if topic.pk in known.cards
        )
        facts = Facts(
            studying_since=self._studying_since(student),
            last_date=known.last_date,
            due_dates=known.waiting,
            topics=[TopicRecall(each.topic.title, each.answers, each.passed) for each in topics],
            missed=list(self._missed(student, row)),
        )
        return Standing(student, reasons(facts, self.rules, today=self._today), known.last_date, known.days, topics)

    def _studying_since(self, student: Enrollment) -> date | None:
        """Since when the student has had a deck to study that is neither done nor over."""
        since = []
        for each, own in zip(self.assignments, self._windows.all_of(student), strict=True):
            if each.is_quiz or own.is_exempt or not own.has_opened(self._now) or results.is_over(own, self._now):
                continue
            progress = self._studied.get((each.pk, student.enrollment_id))
            if results.share_of(progress) < 1:
                opened = max(own.opens_at or each.made_at, student.joined_at or student.added_at)
                since.append(opened.astimezone(self._zone).date())
        return min(since, default=None)

    def _missed(self, student: Enrollment, row: Row) -> Iterable[Missed]:
        windows = self._windows.all_of(student)
        for each, own, cell in zip(self.assignments, windows, row.cells, strict=True):
            if each.is_quiz:
                if cell.state is State.MISSING:
                    yield Missed(each.title, key=each.pk)
            elif results.is_over(own, self._now) and _is_short(cell):
                progress = self._studied.get((each.pk, student.enrollment_id))
                done, goal = (progress.done, progress.goal) if progress is not None else (0, each.goal_number or 1)
                yield Missed(each.title, done, goal, each.pk)


def _is_ahead(assignment: Assignment, now: datetime) -> bool:
    return assignment.opens_at is not None and assignment.opens_at > now


def _is_going(assignment: Assignment, now: datetime) -> bool:
    """Whether its cards are of concern: it has opened and not closed for all."""
    has_closed = assignment.closes_at is not None and assignment.closes_at <= now
    return not _is_ahead(assignment, now) and not has_closed


def _is_short(cell: Cell) -> bool:
    """Whether less than all was done, and nobody decided otherwise."""
    return cell.state in (State.MISSING, State.IN_TIME, State.LATE) and (cell.share or Fraction(0)) < 1


def _class_topics(standings: Sequence[Standing]) -> Iterable[ClassTopic]:
    by_topic: dict[int, list[TopicStanding]] = {}
    for each in standings:
        for own in each.topics:
            by_topic.setdefault(own.topic.pk, []).append(own)
    for all_own in by_topic.values():
        topic, students = all_own[0].topic, len(all_own)
        if students < FEWEST_STUDENTS:
            yield ClassTopic(topic, students)
            continue
        total = sum(own.cards for own in all_own) or 1
        sums = {state: sum(dict(own.counts)[state] for own in all_own) for state in STATES}
        answers = sum(own.answers for own in all_own)
        is_told = sum(own.answers > 0 for own in all_own) >= FEWEST_STUDENTS
        yield ClassTopic(
            topic,
            students,
            tuple((state, Fraction(n, total)) for state, n in sums.items()),
            answers if is_told else 0,
            Fraction(sum(own.passed for own in all_own), answers) if is_told else None,
        )
