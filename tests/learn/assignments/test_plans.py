"""What a quiz asks, as it is kept."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learn.assignments.plans import LEVELS, BadPlanError, Blueprint, Line, Picked, from_payload

IDS = st.lists(st.integers(1, 10**6), max_size=6, unique=True).map(tuple)
LINES = st.builds(
    Line,
    number=st.integers(1, 10),
    topics=IDS,
    formats=st.lists(st.sampled_from(["multiple_choice", "numeric"]), unique=True).map(tuple),
    level=st.sampled_from(LEVELS),
)
PLANS = st.one_of(
    st.builds(Blueprint, lines=st.lists(LINES, min_size=1, max_size=8).map(tuple), asks_survival=st.booleans()),
    st.builds(Picked, versions=IDS.filter(bool)),
)


@given(PLANS)
def test_a_plan_comes_back_as_it_was_kept(plan) -> None:
    assert from_payload(json.loads(json.dumps(plan.payload()))) == plan


@pytest.mark.parametrize(
    "make",
    [
        lambda: Blueprint(()),
        lambda: Blueprint((Line(0),)),
        lambda: Blueprint((Line(60), Line(60))),
        lambda: Blueprint((Line(5, level="very hard"),)),
        lambda: Blueprint((Line(5),), is_per_student=True, drawn=(1,)),
        lambda: Picked(()),
        lambda: Picked((1, 1)),
        lambda: from_payload({}),
        lambda: from_payload({"kind": "blueprint", "lines": None}),
    ],
)
def test_what_is_no_plan_is_refused(make) -> None:
    with pytest.raises(BadPlanError):
        make()


def test_what_everyone_is_asked() -> None:
    assert Picked((3, 1)).fixed == (3, 1)
    assert Blueprint((Line(2),), drawn=(3, 1)).fixed == (3, 1)
    assert Blueprint((Line(2),), is_per_student=True).fixed is None
