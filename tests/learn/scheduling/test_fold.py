"""The fold: the same rows make the same state whatever order they arrive in, and one step is the fold of one more."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from learn.scheduling import sm2
from learn.scheduling.fold import (
    GRADED,
    MAXIMUM_DUE_DAYS,
    UNSEEN,
    Counted,
    Kind,
    LogRow,
    capped_date,
    fold,
    kind_now,
    step,
)

DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass
class Log:
    """Builds a card's rows one after the other."""

    rows: list[LogRow]

    def add(self, kind: Kind, day: int = 0, grade: int | None = None, voids: UUID | None = None) -> LogRow:
        number = 1 + (self.rows[-1].client_id.int if self.rows else 0)
        row = LogRow(
            UUID(int=number),
            kind,
            NOON + timedelta(days=day, minutes=number),
            DAY + timedelta(days=day),
            grade,
            voids=voids,
        )
        self.rows.append(row)
        return row


def log() -> Log:
    return Log([])


@st.composite
def logs(draw: st.DrawFn) -> list[LogRow]:
    """Rows of every kind over some days, voids of rows there and of rows that are not."""
    built, day = log(), 0
    for _ in range(draw(st.integers(0, 14))):
        day += draw(st.sampled_from([0, 0, 1, 1, 6, 15]))
        kind = draw(st.sampled_from(list(Kind)))
        grade = draw(st.integers(0, 5)) if kind in GRADED else None
        voids = UUID(int=draw(st.integers(1, 20))) if kind == Kind.VOID else None
        built.add(kind, day, grade, voids)
    return built.rows


@given(logs(), st.randoms())
def test_order_of_arrival_and_double_sends_do_not_matter(rows: list[LogRow], random) -> None:
    shuffled = rows + random.sample(rows, len(rows) // 2)
    random.shuffle(shuffled)
    assert fold(shuffled) == fold(rows)


@given(logs())
def test_one_step_more_is_the_fold_of_one_row_more(rows: list[LogRow]) -> None:
    state = UNSEEN
    for end, row in enumerate(rows):
        if row.kind == Kind.VOID and any(row.voids == earlier.client_id for earlier in rows[:end]):
            return
        state, _ = step(state, row)
        assert state == fold(rows[: end + 1])[0]


@given(logs())
def test_only_the_first_answer_of_a_date_moves_the_memory(rows: list[LogRow]) -> None:
    _, outcomes = fold(rows)
    counted = [o.row.study_date for o in outcomes if o.counted in (Counted.NEW, Counted.REVIEW, Counted.EARLY)]
    assert len(counted) == len(set(counted))


@given(logs())
def test_the_memory_is_sm2_of_the_grades_that_count(rows: list[LogRow]) -> None:
    state, outcomes = fold(rows)
    memory = sm2.NEW
    for row, counted, passed, *_ in outcomes:
        if counted in (Counted.NEW, Counted.REVIEW) or (counted == Counted.EARLY and not passed):
            memory = sm2.review(memory, row.grade)
    assert state.memory == memory


@given(logs(), st.integers(0, 13))
def test_undoing_the_last_row_gives_the_state_before_but_for_the_time(rows: list[LogRow], at: int) -> None:
    rows = [row for row in rows if row.kind != Kind.VOID][: at + 1]
    if not rows:
        return
    built = Log(list(rows))
    undo = built.add(Kind.VOID, 400, voids=rows[-1].client_id)
    state, _ = fold(built.rows)
    before, _ = fold(rows[:-1])
    assert state.last_row_at == undo.answered_at
    assert state.memory == before.memory
    assert (state.scheduled_date, state.lapses, state.suspended) == (
        before.scheduled_date,
        before.lapses,
        before.suspended,
    )
    if before.scheduled_date is not None:
        assert state._replace(last_row_at=None) == before._replace(last_row_at=None)


def test_a_void_of_a_void_puts_the_answer_back() -> None:
    built = log()
    answer = built.add(Kind.REVIEW, grade=4)
    undo = built.add(Kind.VOID, voids=answer.client_id)
    assert fold(built.rows)[0].memory == sm2.NEW
    built.add(Kind.VOID, voids=undo.client_id)
    assert fold(built.rows)[0].memory == sm2.review(sm2.NEW, 4)


def test_a_void_of_what_is_not_there_changes_nothing() -> None:
    built = log()
    built.add(Kind.REVIEW, grade=4)
    before, _ = fold(built.rows)
    void = built.add(Kind.VOID, voids=UUID(int=999))
    assert fold(built.rows)[0] == before._replace(last_row_at=void.answered_at)


def test_a_void_does_not_reach_rows_after_it() -> None:
    built = log()
    built.add(Kind.VOID, voids=UUID(int=2))
    built.add(Kind.REVIEW, grade=4)
    assert fold(built.rows)[0].memory == sm2.review(sm2.NEW, 4)


def test_early_pass_leaves_memory_and_dates_early_fail_is_a_lapse() -> None:
    built = log()
    built.add(Kind.REVIEW, 0, 4)
    built.add(Kind.REVIEW, 1, 4)
    before, _ = fold(built.rows)
    assert before.due_date == DAY + timedelta(days=7)
    passed, _ = step(before, built.add(Kind.EARLY, 3, 5))
    assert passed._replace(answered_date=None, last_row_at=None) == before._replace(
        answered_date=None, last_row_at=None
    )
    failed, outcome = step(before, built.add(Kind.EARLY, 4, 1))
    assert failed.memory == (0, 1, 250)
    assert failed.due_date == DAY + timedelta(days=5)
    assert (failed.lapses, outcome.lapsed) == (1, True)


def test_brought_forward_is_due_today_or_tomorrow_and_goes_back_after_an_early_pass() -> None:
    built = log()
    built.add(Kind.REVIEW, 0, 4)
    built.add(Kind.REVIEW, 1, 4)
    built.add(Kind.FORWARD, 1)
    assert fold(built.rows)[0].due_date == DAY + timedelta(days=2)
    built.add(Kind.FORWARD, 3)
    state, _ = fold(built.rows)
    assert state.due_date == DAY + timedelta(days=2)  # never later than it was
    assert kind_now(state, DAY + timedelta(days=3)) == Kind.EARLY
    built.add(Kind.EARLY, 3, 4)
    assert fold(built.rows)[0].due_date == DAY + timedelta(days=7)


def test_kind_of_an_answer_by_its_day() -> None:
    assert kind_now(UNSEEN, DAY) == Kind.REVIEW
    state, _ = step(UNSEEN, log().add(Kind.REVIEW, 0, 4))
    assert kind_now(state, DAY) == Kind.DRILL
    assert kind_now(state, DAY - timedelta(days=1)) == Kind.DRILL  # travelled west over the day's end
    assert kind_now(state, DAY + timedelta(days=1)) == Kind.REVIEW


def test_lapses_count_only_what_was_remembered_and_make_a_leech() -> None:
    built = log()
    built.add(Kind.REVIEW, 0, 1)
    assert fold(built.rows)[0].lapses == 0
    for turn in range(8):
        built.add(Kind.REVIEW, 2 * turn + 1, 4)
        assert not fold(built.rows)[0].is_leech
        built.add(Kind.REVIEW, 2 * turn + 2, 2)
    state, _ = fold(built.rows)
    assert (state.lapses, state.is_leech) == (8, True)


def test_suspend_resume_bury() -> None:
    built = log()
    built.add(Kind.REVIEW, 0, 4)
    built.add(Kind.BURY, 1)
    state, _ = fold(built.rows)
    assert (state.buried_until, state.due_date) == (DAY + timedelta(days=2), DAY + timedelta(days=1))
    built.add(Kind.SUSPEND, 1)
    assert fold(built.rows)[0].suspended
    built.add(Kind.RESUME, 2)
    assert not fold(built.rows)[0].suspended


def test_a_never_reviewed_card_waits_from_its_last_row_on() -> None:
    built = log()
    built.add(Kind.BURY, 0)
    assert fold(built.rows)[0].due_date == DAY + timedelta(days=1)
    built.add(Kind.SUSPEND, 3)
    built.add(Kind.RESUME, 5)
    assert fold(built.rows)[0].due_date == DAY + timedelta(days=5)


def test_due_dates_are_capped_and_memory_is_not() -> None:
    assert capped_date(DAY, 10**12) == DAY + timedelta(days=MAXIMUM_DUE_DAYS)
    built, day, state = log(), 0, UNSEEN
    for _ in range(30):
        state, _ = step(state, built.add(Kind.REVIEW, day, 5))
        day = min(day + state.memory.interval_days, 700_000)
        if day == 700_000:
            break
    assert state.memory.interval_days > MAXIMUM_DUE_DAYS
    assert state.due_date == built.rows[-1].study_date + timedelta(days=MAXIMUM_DUE_DAYS)


def test_an_outcome_says_which_interval_the_answer_found() -> None:
    """What tells a young card's review from a mature one's."""
    rows, day = [], NOON.date()
    for number, (grade, days) in enumerate([(4, 1), (4, 6), (4, 15), (1, 1), (4, 1)]):
        rows.append(LogRow(UUID(int=number), Kind.REVIEW, NOON + timedelta(minutes=number), day, grade))
        day += timedelta(days=days)
    _, outcomes = fold(rows)
    assert [outcome.interval_days for outcome in outcomes] == [0, 1, 6, 15, 1]
