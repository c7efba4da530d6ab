"""Reading for whole classes: right, and with the same few questions for one student as for many."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cards.models import Card, Deck, Topic
from learn.accounts.models import Preferences, User
from learn.assignments import overview
from learn.assignments.models import Assignment, Extension, FormerResult, Kind
from learn.assignments.reading import results_of, study_progress, windows_of
from learn.assignments.work import due_soon, shown_to_students, work_of
from learn.classrooms.models import Enrollment
from learn.quizzes.models import Attempt, Ended, Feedback, Purpose
from learn.reviews.actions import answer_card
from learn.reviews.models import CardState
from tests.conftest import NOON
from tests.learn.assignments.conftest import hand_in

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
STUDENTS = 200


def queries(act) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        act()
    return len(seen)


@pytest.fixture
def large(assign, classroom, make_quiz, enroll) -> tuple[list[Assignment], list[Enrollment]]:
    """40 assignments and a hall of students, each of whom handed in each quiz twice."""
    quiz = make_quiz()
    assignments = [assign(quiz=quiz, title=f"Week {number}", late_percent=5) for number in range(20)]
    deck = Deck.objects.get(uid="nursing")
    goals = [("days", 3), ("seen", 1), ("seen", 2)]
    for number in range(20):
        goal, goal_number = goals[number % 3]
        assignments.append(assign(deck=deck, title=f"Read {number}", goal=goal, goal_number=goal_number))
    people = User.objects.bulk_create(User(username=f"guest-{number}", is_guest=True) for number in range(STUDENTS))
    Preferences.objects.bulk_create(Preferences(user=each) for each in people)
    students = Enrollment.objects.bulk_create(
        Enrollment(
            classroom=classroom,
            learner=each,
            name=f"S {each.pk}",
            sort_name=f"S {each.pk}",
            added_at=NOON,
            joined_at=NOON,
        )
        for each in people
    )
    Attempt.objects.bulk_create(
        (
            Attempt(
                learner=each,
                attempt_id=uuid4(),
                purpose=Purpose.ASSIGNED,
                feedback=Feedback.AT_END,
                seed=1,
                items_count=5,
                possible=5,
                points=each.pk % 6,
                started_at=NOON,
                submitted_at=NOON + number * DAY,
                ended_by=Ended.LEARNER,
                assignment_id=assignment.pk,
            )
            for each in people
            for assignment in assignments[:20]
            for number in (1, 9)
        ),
        batch_size=500,
    )
    Extension.objects.bulk_create(
        Extension(assignment=each, enrollment=students[0], due_at=NOON + 20 * DAY, made_at=NOON) for each in assignments
    )
    return assignments, students


def test_a_large_class_is_read_with_few_questions(large) -> None:
    assignments, students = large
    assert queries(lambda: windows_of(assignments, students)) == 1
    # Extensions, attempts, decisions, and whether anything was re-scored.
    assert queries(lambda: results_of(assignments, students)) == 4
    # Extensions; days, cards seen once, cards seen often, how many cards there are.
    assert queries(lambda: study_progress(assignments, students, NOON + DAY)) == 5
    found = results_of(assignments, students)
    assert len(found) == STUDENTS * 20
    first = found[assignments[0].pk, students[0].pk]
    assert (first.counted.tries, first.is_late) == (2, False)


def test_a_students_pages_ask_as_little(large, classroom) -> None:
    _, students = large
    learner = students[3].learner

    def page():
        work_of(learner=learner, enrollment=students[3], assignments=shown_to_students(classroom), now=NOON + DAY)

    # Assignments; extensions, twice; attempts, rescorings; days, cards seen once, cards seen often, how many cards.
    assert queries(page) == 10
    assert queries(lambda: due_soon(learner=learner, now=NOON + DAY)) <= 11
    assert queries(lambda: overview.rows(classroom, now=NOON)) == 3


def test_the_home_page_of_who_is_in_no_class_asks_once(learner: User) -> None:
    assert queries(lambda: due_soon(learner=learner, now=NOON)) == 1


def _study(learner: User, cards, day: int) -> None:
    for number, card in enumerate(cards):
        state = CardState.objects.filter(learner_id=learner.pk, card_id=card.pk).first()
        answer_card(
            learner=learner,
            card_id=card.pk,
            grade=4,
            client_id=uuid4(),
            seen_row_at=state.last_row_at if state is not None else None,
            time_ms=1,
            now=NOON + day * DAY + timedelta(minutes=number),
        )


def test_days_studied_by_the_date(assign, enrollment, student: User) -> None:
    deck = Deck.objects.get(uid="nursing")
    cards = list(Card.objects.filter(decks=deck, fact__sensitivity="none").order_by("deckcard__position")[:6])
    topic = Topic.objects.get(pk=cards[0].fact.topic_id)
    other = Card.objects.filter(decks=deck).exclude(fact__topic=topic).first()
    assignment = assign(deck=deck, topics=(topic.pk,), goal="days", goal_number=3, due_at=NOON + 3 * DAY)
    assert assignment.kind == Kind.STUDY

    def done(now=NOON + 10 * DAY) -> int:
        return study_progress([assignment], [enrollment], now)[assignment.pk, enrollment.pk].done

    _study(student, cards[:1], 0)
    _study(student, cards[1:2], 0)
    assert done() == 1
    # A card of another topic is none of what was assigned.
    _study(student, [other], 1)
    assert done() == 1
    mine = [card for card in cards if card.fact.topic_id == topic.pk]
    _study(student, mine[:1], 2)
    assert done() == 2
    # Too late; and with an extension it is not.
    _study(student, mine[:1], 5)
    assert done() == 2
    Extension.objects.create(assignment=assignment, enrollment=enrollment, due_at=NOON + 6 * DAY, made_at=NOON)
    assert done() == 3


def test_cards_seen_once_and_often(assign, enrollment, student: User) -> None:
    deck = Deck.objects.get(uid="nursing")
    once = assign(deck=deck, goal="seen", goal_number=1)
    twice = assign(deck=deck, goal="seen", goal_number=2)
    cards = list(Card.objects.filter(decks=deck, fact__sensitivity="none")[:3])
    _study(student, cards, 0)
    _study(student, cards[:2], 1)
    found = study_progress([once, twice], [enrollment], NOON + 2 * DAY)
    assert found[once.pk, enrollment.pk].done == 3
    assert found[twice.pk, enrollment.pk].done == 2
    assert found[once.pk, enrollment.pk].goal == found[twice.pk, enrollment.pk].goal > 50


def test_who_deletes_their_account_leaves_figures_and_nothing_else(assign, begin, enrollment, student: User) -> None:
    from learn.accounts.signals import learner_deleting

    assignment = assign()
    hand_in(begin(enrollment, assignment), right=3)
    learner_deleting.send(sender=User, learner=student, now=NOON)
    former = FormerResult.objects.get()
    assert (former.assignment, former.points, former.possible) == (assignment, 3, 5)
    assert sorted(points for _, points, _ in former.items) == [0, 0, 1, 1, 1]
    assert not Attempt.objects.exists()
    fields = {each.name for each in FormerResult._meta.concrete_fields}
    assert fields == {"id", "assignment", "points", "possible", "items"}


@pytest.mark.parametrize(("rule", "points", "possible"), [("highest", 4, 5), ("first", 1, 5), ("average", 8, 15)])
def test_of_several_attempts_what_counted_remains(assign, begin, enrollment, student, rule, points, possible) -> None:
    from learn.accounts.signals import learner_deleting

    assignment = assign(attempts=3, counts=rule)
    for number, right in enumerate((1, 4, 3)):
        at = NOON + number * timedelta(hours=1)
        hand_in(begin(enrollment, assignment, now=at), right=right, now=at)
    learner_deleting.send(sender=User, learner=student, now=NOON)
    former = FormerResult.objects.get()
    assert (former.points, former.possible) == (points, possible)


def test_who_had_left_the_class_leaves_nothing_to_it(assign, begin, enrollment, student: User) -> None:
    from learn.accounts.signals import learner_deleting

    hand_in(begin(enrollment, assign()), right=3)
    Enrollment.objects.filter(pk=enrollment.pk).update(ended_at=NOON)
    learner_deleting.send(sender=User, learner=student, now=NOON)
    assert not FormerResult.objects.exists()


def test_the_download_tells_what_was_granted(assign, enrollment, student: User, classroom) -> None:
    from learn.assignments.receivers import export

    given = Extension.objects.create(assignment=assign(), enrollment=enrollment, minutes=5, reason="ill", made_at=NOON)
    [table] = export(learner=student)
    [row] = table.rows()
    assert dict(zip(table.columns, row, strict=True)) == {
        "class": str(classroom),
        "assignment": "Week 1",
        "assignment_id": given.assignment_id,
        "opens_at": None,
        "due_at": None,
        "closes_at": None,
        "minutes": 5,
        "more_attempts": 0,
        "is_exempt": False,
        "reason": "ill",
        "made_at": NOON,
    }


def test_a_guest_who_signs_up_keeps_their_attempts(assign, begin, enrollment, student: User, make_learner) -> None:
    from learn.accounts.signals import learner_merging

    assignment = assign()
    hand_in(begin(enrollment, assignment))
    account = make_learner()
    Enrollment.objects.filter(pk=enrollment.pk).update(learner=account)
    learner_merging.send(sender=User, guest=student, account=account, now=NOON)
    enrollment.refresh_from_db()
    assert results_of([assignment], [enrollment])[assignment.pk, enrollment.pk].counted.share == 1
