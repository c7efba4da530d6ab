"""Other wordings of a right answer: which are as right, and which say something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learn.answers import compare

NOUNS = ["cancer", "prostate", "bone", "metastasis", "kidney", "disease", "marrow", "spine"]
PARTS = ["heat", "cold", "bone pain", "the loss of bone", "painkillers", "surgery"]


def verdict(typed: str, *accepts: str) -> str:
    return compare(typed, accepts=accepts).verdict.value


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("to metastasize", "metastasize"),
        ("metastasize", "to metastasize"),
        ("it is to metastasise", "metastasizes"),
        ("the osteolytic type", "osteolytic"),
        ("osteolytic types", "osteolytic"),
        ("it's the osteolytic kind", "osteolytic"),
        ("osteolytic ones", "osteolytic"),
        ("the multidisciplinary one", "multidisciplinary"),
        ("cold or heat", "heat or cold"),
        ("heat and cold", "heat or cold"),
        ("cold and heat", "heat or cold"),
        ("heat or cold", "heat and cold"),
        ("both cold and heat", "heat or cold"),
        ("either cold or heat", "heat or cold"),
        ("cold & heat", "heat or cold"),
        ("cold/heat", "heat or cold"),
        ("it is cold, heat", "heat or cold"),
        ("cold or extreme heat", "extreme heat or cold"),
        ("lung, prostate and breast", "breast, prostate, and lung"),
        ("steroids and painkillers", "painkillers and steroids"),
        ("cancer of the prostate", "prostate cancer"),
        ("prostate cancer", "cancer of the prostate"),
        ("metastasis of bone", "bone metastasis"),
        ("Metastases of the bones", "bone metastasis"),
        ("it is a metastasis of bone", "bone metastases"),
    ],
)
def test_these_say_the_same(typed: str, accepted: str) -> None:
    assert compare(typed, accepts=["something else", accepted]).verdict == "right"
    assert compare(typed, accepts=[accepted]).accepted == accepted


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("stage one", "stage"),
        ("type one", "type"),
        ("no one", "no"),
        ("type", "type type"),
        ("loved", "loved ones"),
        ("to", "metastasize"),
        ("heat or heat", "heat or cold"),
        ("heat", "heat or cold"),
        ("heat or cold or ice", "heat or cold"),
        ("cold and not heat", "heat or cold"),
        ("heat cold", "heat or cold"),
        ("1/2 and 3", "3/2 and 1"),
        ("HER2- and ER+", "HER2+ and ER-"),
        ("bone of cancer", "cancer bone marrow"),
        ("prostate of cancer", "prostate cancer"),
        ("two of three", "three two"),
        ("10 of 100", "100 10"),
        ("cancer of the prostate gland", "prostate gland"),
    ],
)
def test_these_do_not(typed: str, accepted: str) -> None:
    assert verdict(typed, accepted) == "wrong"


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("cold or heta", "heat or cold"),
        ("cancer of the prostat", "prostate cancer"),
        ("the osteolitic type", "osteolytic"),
        ("to metastisize", "metastasize"),
    ],
)
def test_with_a_slip_they_are_nearly_right(typed: str, accepted: str) -> None:
    assert compare(typed, accepts=[accepted]).notice == f"check the spelling: {accepted}"


@given(st.permutations(PARTS), st.sampled_from(["and", "or"]), st.sampled_from(["and", "or"]), st.integers(2, 4))
def test_what_and_joins_has_no_order(parts: list[str], asked: str, said: str, count: int) -> None:
    right = f" {asked} ".join(sorted(parts[:count]))
    assert verdict(f" {said} ".join(parts[:count]), right) == "right"
    assert verdict(f" {said} ".join(parts[1 : count + 1]), right) == "wrong"


@given(st.sampled_from(NOUNS), st.sampled_from(NOUNS))
def test_x_of_y_is_y_x_and_not_x_y(one: str, other: str) -> None:
    assert (
        verdict(f"{one} of the {other}", f"{other} {one}") == verdict(f"{other} {one}", f"{one} of {other}") == "right"
    )
    if one != other:
        assert verdict(f"{one} of {other}", f"{one} {other}") == "wrong"


class TestNumbers:
    @given(
        st.sampled_from(["3", "3rd", "no. 3", "No 3", "#3", "third", "the third", "three", "number three"]), st.data()
    )
    def test_a_number_and_a_place_in_a_row_are_one(self, typed: str, data: st.DataObject) -> None:
        accepted = data.draw(st.sampled_from(["3", "third", "Third", "number three", "3rd"]))
        assert verdict(typed, accepted) == "right"
        assert verdict(typed, "4") == verdict(typed, "fourth") == verdict(typed, "13") == "wrong"

    @given(st.integers(0, 10**6), st.integers(0, 10**6))
    def test_each_is_just_itself(self, one: int, other: int) -> None:
        assert (verdict(f"no. {one}", f"{other}") == "right") == (one == other)
        assert verdict(f"{one}th", f"{one}") == "right"

    def test_only_where_it_is_the_whole_answer(self) -> None:
        assert verdict("three most common", "third most common") == "wrong"
        assert verdict("3", "three bones") == verdict("no 3 bones", "three bones") == "wrong"
