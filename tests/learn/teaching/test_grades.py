"""Grades by a second way of reckoning."""

import statistics
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learn.assignments.counting import Decision, percent
from learn.teaching.grades import Cell, Done, Row, State, cell, figures, gradebook, mean, median

shares = st.builds(lambda top, bottom: Fraction(min(top, bottom), bottom), st.integers(0, 60), st.integers(1, 60))
cells = st.builds(
    cell,
    st.none() | st.builds(Done, shares, st.booleans(), st.just(1), st.just(1), st.just(1)),
    is_due=st.booleans(),
    is_exempt=st.booleans(),
    decision=st.none() | st.builds(Decision, st.none() | shares),
    is_study=st.booleans(),
)


@given(st.lists(shares, max_size=40))
def test_mean_and_median_are_those_of_the_standard_library(some: list[Fraction]) -> None:
    if not some:
        assert mean(some) is None and median(some) is None
        return
    assert mean(some) == statistics.mean(some)
    assert median(some) == statistics.median(some)


@given(st.integers(1, 6).flatmap(lambda n: st.lists(st.lists(cells, min_size=n, max_size=n), max_size=12)))
def test_a_gradebook_counts_what_its_words_say(grid: list[list[Cell]]) -> None:
    width = len(grid[0]) if grid else 0
    made = gradebook([Row(number, tuple(line)) for number, line in enumerate(grid)], width)
    for row in made.rows:
        counted = []
        for each in row.cells:
            if each.state == "missing":
                counted.append(Fraction(0))
            elif each.state in ("in_time", "late", "overridden"):
                counted.append(each.share)
        assert row.mean == (statistics.mean(counted) if counted else None)
    for place, found in enumerate(made.figures):
        column = [line[place] for line in grid]
        graded = [each.share for each in column if each.state not in ("missing", "exempt", "not_yet")]
        assert found.handed_in == len(graded)
        assert found.of == len([each for each in column if each.state != "exempt"])
        assert found.median == (statistics.median(graded) if graded else None)
        assert found.mean == (statistics.mean(graded) if graded else None)


@given(cells)
def test_a_cell_never_counts_outside_what_is_possible(each: Cell) -> None:
    for share in (each.counted, each.graded):
        assert share is None or 0 <= share <= 1
    assert (each.counted is None) == (each.state in (State.NOT_YET, State.EXEMPT))


@given(shares)
def test_percent_is_the_nearest_tenth_and_whole_only_for_all(share: Fraction) -> None:
    said = Fraction(percent(share))
    assert abs(said - 100 * share) <= Fraction(1, 10)
    assert (said == 100) == (share == 1)
    assert (said == 0) == (share == 0)


HALF, WHOLE = Fraction(1, 2), Fraction(1)


@pytest.mark.parametrize(
    ("values", "state", "share"),
    [
        ({"done": None, "is_due": False}, State.NOT_YET, None),
        ({"done": None, "is_due": True}, State.MISSING, None),
        ({"done": Done(HALF), "is_due": True}, State.IN_TIME, HALF),
        ({"done": Done(HALF, is_late=True), "is_due": True}, State.LATE, HALF),
        ({"done": Done(HALF), "is_due": True, "is_exempt": True}, State.EXEMPT, None),
        ({"done": None, "is_due": True, "decision": Decision(None)}, State.EXEMPT, None),
        ({"done": None, "is_due": True, "decision": Decision(HALF)}, State.OVERRIDDEN, HALF),
        # A grade set by hand goes before an exemption: it was decided for this one.
        ({"done": None, "is_due": True, "is_exempt": True, "decision": Decision(HALF)}, State.OVERRIDDEN, HALF),
        # A deck: half the days are no grade before it is due, and are one afterwards.
        ({"done": Done(HALF), "is_due": False, "is_study": True}, State.NOT_YET, HALF),
        ({"done": Done(HALF), "is_due": True, "is_study": True}, State.IN_TIME, HALF),
        ({"done": Done(WHOLE), "is_due": False, "is_study": True}, State.IN_TIME, WHOLE),
        ({"done": Done(Fraction(0)), "is_due": True, "is_study": True}, State.MISSING, Fraction(0)),
    ],
)
def test_how_a_grade_comes_about(values: dict, state: State, share: Fraction | None) -> None:
    made = cell(**values)
    assert (made.state, made.share) == (state, share)


def test_no_student_no_figures() -> None:
    assert figures([]).mean is None and figures([]).handed_in == 0
