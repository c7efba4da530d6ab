"""SM-2 against its known answers, its stated properties, and two other implementations."""

import math
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sm_2 import Card as PeerCard
from sm_2 import Scheduler as PeerScheduler
from supermemo2 import review as peer_review

from learn.scheduling import sm2
from learn.scheduling.sm2 import NEW, GradeError, Memory, review

VECTORS = tomllib.loads((Path(__file__).parent / "sm2-vectors.toml").read_text())

grades = st.integers(0, 5)


@st.composite
def reached(draw: st.DrawFn) -> Memory:
    """A memory that random grades lead to."""
    memory = NEW
    for grade in draw(st.lists(grades, max_size=12)):
        memory = review(memory, grade)
    return memory


@pytest.mark.parametrize("vector", VECTORS["vector"], ids=lambda vector: "".join(map(str, vector["grades"])))
def test_every_known_answer_state_by_state(vector: dict) -> None:
    memory, states = NEW, []
    for grade in vector["grades"]:
        memory = review(memory, grade)
        states.append(list(memory))
    assert states == vector["states"]


@pytest.mark.parametrize("drill", VECTORS["drill"])
def test_the_drill_asks_until_a_four_and_changes_nothing(drill: dict) -> None:
    memory = NEW
    for grade in drill["grades"]:
        memory = review(memory, grade)
    assert [sm2.wants_drill(grade) for grade in drill["drill_grades"]] == [True, True, False]
    assert list(memory) == drill["state_after"]


@given(reached(), st.integers(3, 5))
def test_from_the_second_repetition_on_a_pass_gives_a_longer_interval(memory: Memory, grade: int) -> None:
    if memory.repetitions >= 2:
        assert review(memory, grade).interval_days > memory.interval_days


@given(reached())
def test_passing_grades_differ_only_in_ease(memory: Memory) -> None:
    hard, good, easy = (review(memory, grade) for grade in (3, 4, 5))
    assert hard[:2] == good[:2] == easy[:2] == (memory.repetitions + 1, sm2.next_interval_days(memory))
    assert hard.ease_factor <= good.ease_factor == memory.ease_factor < easy.ease_factor


@given(reached(), st.integers(0, 2))
def test_a_fail_restarts_and_leaves_the_ease(memory: Memory, grade: int) -> None:
    assert review(memory, grade) == Memory(0, 1, memory.ease_factor)


@given(reached())
def test_ease_never_falls_under_its_floor(memory: Memory) -> None:
    assert memory.ease_factor >= 130
    assert all(review(memory, grade).ease_factor >= 130 for grade in range(6))


@pytest.mark.parametrize("grade", [-1, 6, 3.0, 4.5, True, False, "4", None, float("nan"), 10**30])
def test_what_is_no_grade_is_refused(grade: object) -> None:
    with pytest.raises(GradeError, match="0 to 5"):
        review(NEW, grade)  # type: ignore[arg-type]


class TestBesideOtherImplementations:
    """Where PyPI's `supermemo2` and `sm-2` differ from the known answers, and why.

    `supermemo2`: the same ease (of before the grade) on a pass, but binary floats, so an interval whose exact product
    is whole can come out a day long; and a fail lowers the ease, where the published text leaves it alone.
    `sm-2`: the interval takes the ease of AFTER the grade; a fail gives no interval (the card is due at once).
    """

    @given(reached(), st.integers(3, 5))
    def test_supermemo2_passes_differ_by_float_rounding_only(self, memory: Memory, grade: int) -> None:
        ours = review(memory, grade)
        peer = peer_review(grade, memory.ease_factor / 100, memory.interval_days, memory.repetitions, DAY)
        assert peer["repetitions"] == ours.repetitions
        assert peer["easiness"] == pytest.approx(ours.ease_factor / 100)
        if peer["interval"] != ours.interval_days:
            assert memory.interval_days * memory.ease_factor % 100 == 0
            assert peer["interval"] == ours.interval_days + 1

    def test_supermemo2_shows_the_day_too_long(self) -> None:
        memory = Memory(repetitions=3, interval_days=50, ease_factor=222)
        assert review(memory, 4).interval_days == 111
        assert peer_review(4, 2.22, 50, 3, DAY)["interval"] == math.ceil(50 * 2.22) == 112

    @given(reached(), st.integers(0, 2))
    def test_supermemo2_lowers_the_ease_on_a_fail(self, memory: Memory, grade: int) -> None:
        peer = peer_review(grade, memory.ease_factor / 100, memory.interval_days, memory.repetitions, DAY)
        ours = review(memory, grade)
        assert (peer["repetitions"], peer["interval"]) == ours[:2] == (0, 1)
        lowered = memory.ease_factor + 10 - (5 - grade) * (8 + (5 - grade) * 2)
        assert peer["easiness"] == pytest.approx(max(130, lowered) / 100)

    @given(reached(), st.integers(3, 5))
    def test_sm_2_takes_the_ease_of_after_the_grade(self, memory: Memory, grade: int) -> None:
        ours = review(memory, grade)
        peer, _ = PeerScheduler.review_card(peer_card(memory), grade, NOON)
        assert (peer.n, round(peer.EF * 100)) == (ours.repetitions, ours.ease_factor)
        if memory.repetitions < 2:
            assert ours.interval_days == peer.I
        else:
            assert peer.I - -(-memory.interval_days * ours.ease_factor // 100) in (0, 1)

    @given(reached(), st.integers(0, 2))
    def test_sm_2_gives_a_fail_no_interval(self, memory: Memory, grade: int) -> None:
        peer, _ = PeerScheduler.review_card(peer_card(memory), grade, NOON)
        assert (peer.n, peer.I, round(peer.EF * 100)) == (0, 0, memory.ease_factor)
        assert review(memory, grade).interval_days == 1


DAY = datetime(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def peer_card(memory: Memory) -> PeerCard:
    card = PeerCard()
    card.n, card.I, card.EF, card.due = memory.repetitions, memory.interval_days, memory.ease_factor / 100, NOON
    return card
