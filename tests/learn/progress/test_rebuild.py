"""What is kept beside the log equals what the log comes to, whatever happened: undo, late rows, another zone."""

from datetime import timedelta
from io import StringIO
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learn.accounts.actions import change_preferences, create_guest
from learn.accounts.models import User
from learn.reviews import bookkeeping, queue
from learn.reviews.actions import answer_card, undo
from learn.reviews.checking import check_learner
from learn.reviews.models import CardState, DayDetail, DayTally, Facet, ReviewLog
from learn.scheduling.fold import Kind, LogRow
from tests.conftest import NOON, Clock
from tests.learn.reviews.test_actions import ask_and_give

pytestmark = pytest.mark.django_db


def details(learner: User) -> list[tuple]:
    columns = ("facet", "study_date", "key", "stage", "answers", "passed", "time_ms")
    rows = DayDetail.objects.filter(learner=learner).values_list(*columns)
    return sorted(row for row in rows if any(row[4:]))


def tallies(learner: User) -> list[dict]:
    rows = DayTally.objects.filter(learner=learner).order_by("study_date").values()
    return [
        row for row in rows if any(value for name, value in row.items() if name not in ("learner_id", "study_date"))
    ]


def late_row(learner: User, clock: Clock, grade: int, days_ago: int) -> None:
    """A row that an offline client sends days after it was given: between others of its card, or before all."""
    state = CardState.objects.filter(learner=learner).order_by("card_id").first()
    if state is None:
        return
    then = clock() - timedelta(days=days_ago, minutes=7)
    row = LogRow(uuid4(), Kind.REVIEW, then, learner.preferences.study_date(then), grade, 3000, hour=3)
    ReviewLog.made_of(learner.pk, state.card_id, row).save(force_insert=True)
    bookkeeping.refold(learner.pk, state.card_id, added=row)


steps = st.one_of(
    st.tuples(st.just("answer"), st.integers(0, 5)),
    st.tuples(st.just("undo"), st.just(0)),
    st.tuples(st.just("late"), st.integers(0, 5)),
    st.tuples(st.just("zone"), st.sampled_from(["Asia/Kolkata", "America/Los_Angeles", "Europe/Berlin"])),
    st.tuples(st.just("sleep"), st.integers(1, 40)),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, max_size=25))
def test_kept_with_each_answer_or_made_anew_it_is_the_same(content, done: list[tuple]) -> None:
    learner, clock = create_guest(path="nursing", now=NOON), Clock()
    last: UUID | None = None
    for what, value in done:
        if what == "answer" and (question := queue.next_question(learner=learner, now=clock())) is not None:
            last = uuid4()
            answer_card(
                learner=learner,
                card_id=question.card.pk,
                grade=value,
                client_id=last,
                seen_row_at=question.state.last_row_at,
                time_ms=2000,
                now=clock(),
            )
        elif what == "undo" and last is not None:
            undo(learner=learner, target=last, client_id=uuid4(), now=clock())
            last = None
        elif what == "late":
            late_row(learner, clock, value, days_ago=value)
        elif what == "zone":
            change_preferences(learner=learner, changes={"zone": value}, now=clock())
            last = None
        elif what == "sleep":
            clock.advance(days=value)
            last = None
    assert check_learner(learner.pk) == []
    kept = details(learner), tallies(learner)
    call_command("rebuild_progress", verbosity=0)
    assert (details(learner), tallies(learner)) == kept
    learner.delete()


def test_the_command_mends_what_was_spoiled_and_says_for_how_many(learner: User, classmate: User, clock: Clock) -> None:
    for who in (learner, classmate):
        for grade in (4, 1, 5):
            ask_and_give(who, clock, grade)
    kept = details(learner), tallies(learner), details(classmate)
    DayDetail.objects.filter(learner=learner, facet=Facet.HOUR).delete()
    DayTally.objects.filter(learner=learner).update(reviews=99)
    out = StringIO()
    call_command("rebuild_progress", stdout=out)
    assert "Made anew for 2 learners." in out.getvalue()
    assert (details(learner), tallies(learner), details(classmate)) == kept


def test_only_those_who_answered_before_details_were_kept(learner: User, classmate: User, clock: Clock) -> None:
    for who in (learner, classmate):
        ask_and_give(who, clock, 4)
    kept = details(learner)
    DayDetail.objects.filter(learner=learner).delete()
    out = StringIO()
    call_command("rebuild_progress", missing=True, stdout=out)
    assert "Made anew for 1 learner." in out.getvalue()
    assert details(learner) == kept
    again = StringIO()
    call_command("rebuild_progress", missing=True, stdout=again)
    assert again.getvalue() == ""
