"""Typed numbers against known answers and stated properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learn.answers import Comparison, Verdict, compare_number
from learn.answers.numbers import why_unreadable

PEOPLE = {"number": 330_000, "unit": "people", "units": ("people", "persons")}
PERCENT = {"number": 10, "unit": "percent", "units": ("percent", "%", "per cent")}
MONTHS = {"number": 6, "unit": "months", "units": ("months", "month", "mo")}

UNIT_WRONG = "the number is right, the unit is not: it is {}"
NO_RANGE = "give one number, not a range"
NO_INEQUALITY = "give the number itself, not what it is more or less than"
ONE_NUMBER = "give one number"
NO_NUMBER = "there is no number in it that can be read"

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
)
ONES += "eighteen nineteen"
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def in_words(number: int, joint: str = " ") -> str:
    """A number below a thousand million in English words; joint: what stands after hundred."""
    for scale, name in ((10**6, "million"), (1000, "thousand")):
        if number >= scale:
            rest = number % scale
            return f"{in_words(number // scale, joint)} {name}" + (f" {in_words(rest, joint)}" if rest else "")
    if number >= 100:
        rest = number % 100
        return f"{ONES.split()[number // 100]} hundred" + (f"{joint}{in_words(rest)}" if rest else "")
    if number >= 20:
        return TENS.split()[number // 10 - 2] + (f"-{ONES.split()[number % 10]}" if number % 10 else "")
    return ONES.split()[number]


def verdict(typed: str, **right: object) -> str:
    return compare_number(typed, **right).verdict.value


class TestReading:
    @pytest.mark.parametrize(
        "typed",
        [
            "330,000 people",
            "330 000 people",
            "330\u202f000 persons",
            "330.000 people",
            "330'000 people",
            "330000 people",
            "330000.0 people",
            "330k people",
            "330 K people",
            "330 thousand people",
            "0.33 million people",
            "0,33 million people",
            "zero point three three million people",
            "three hundred thirty thousand people",
            "Three hundred and thirty thousand people.",
            "three-hundred-thirty thousand individuals",
            "about 330,000 people",
            "An estimated 330,000 people in the United States",
            "it's ~330,000 people living with bone metastases",
            "\u0663\u0663\u0660\u0660\u0660\u0660 people",
        ],
    )
    def test_the_number_of_people(self, typed: str) -> None:
        assert compare_number(typed, **PEOPLE) == Comparison(Verdict.RIGHT, accepted="330000 people")

    @pytest.mark.parametrize(
        "typed",
        [
            "10 %",
            "10%",
            "10 percent",
            "ten per cent",
            "10.0 pct",
            "10 of 100",
            "10 in 100",
            "10 out of every 100 people in this study",
            "10 per 100",
            "About 10 of 100 people",
            "1 in 10",
            "one in ten",
            "one out of ten people",
            "10/100",
            "1/10",
            "10 percent of people",
            "10% survival rate",
            "10 percent survived",
        ],
    )
    def test_a_share(self, typed: str) -> None:
        assert verdict(typed, **PERCENT) == "right"

    @pytest.mark.parametrize(
        "typed",
        [
            "6 months",
            "six months",
            "6-month",
            "6mo",
            "+6 months",
            "within 6 months",
            "within the first 6 months",
            "in the first six months",
            "the first 6 months",
            "6 months within diagnosis",
            "6 months after diagnosis",
            "half a year",
            "half of a year",
            "½ year",
            "0.5 years",
            "1/2 yr",
            "half year",
        ],
    )
    def test_a_time(self, typed: str) -> None:
        assert verdict(typed, **MONTHS) == "right"

    @pytest.mark.parametrize(
        "typed", ["1.5 years", "1½ years", "1 1/2 years", "one and a half years", "eighteen months"]
    )
    def test_a_time_with_a_half(self, typed: str) -> None:
        assert verdict(typed, number=18, unit="months") == "right"

    @pytest.mark.parametrize(
        ("number", "right", "wrong"),
        [
            (330_000, "330.000", "33.000"),  # a whole number from 1000 on: points part thousands
            (330, "330.000", "330000"),
            (1.5, "1.500", "1500"),
            (1500, "1.500", "1.5"),
            (1_234_567, "1.234.567", "1.234567"),
            (1234.5, "1.234,5", "12.345"),
            (0.33, "0,330", "330"),
            (12.5, "12,5", "125"),
        ],
    )
    def test_points_and_commas(self, number: float, right: str, wrong: str) -> None:
        assert verdict(right, number=number) == "right"
        assert verdict(wrong, number=number) == "wrong"

    @given(st.integers(0, 10**9 - 1), st.data())
    def test_every_number_is_read_as_it_is_usually_written(self, number: int, data: st.DataObject) -> None:
        written = [
            str(number),
            f"{number:,}",
            f"{number:,}".replace(",", " "),
            f"{number}.0",
            in_words(number),
            in_words(number, joint=" and "),
            in_words(number).upper().replace("-", " "),
        ]
        typed = data.draw(st.sampled_from(written))
        assert verdict(typed, number=number) == "right"
        assert verdict(typed, number=number + 1) == "wrong"
        assert verdict(f"-{typed}", number=number) == ("right" if number == 0 else "wrong")

    @given(st.integers(0, 1000), st.integers(0, 20), st.integers(-30, 30))
    def test_tolerance_is_inclusive(self, number: int, tolerance: int, off: int) -> None:
        found = verdict(f"{number + off}", number=number, tolerance=tolerance)
        assert (found == "right") == (abs(off) <= tolerance)

    def test_decimals_are_exact(self) -> None:
        assert verdict("0.3", number=0.1 + 0.2) == "wrong"
        assert verdict("0.3", number=0.3) == verdict("0.4", number=0.3, tolerance=0.1) == "right"


class TestUnits:
    @pytest.mark.parametrize(
        ("typed", "right"),
        [
            ("6 weeks", MONTHS),
            ("6 years", MONTHS),
            ("six percent", MONTHS),
            ("10 people", PERCENT),
            ("10 months", PERCENT),
            ("330,000 percent", PEOPLE),
            ("330,000 bones", PEOPLE),
        ],
    )
    def test_the_right_number_with_another_unit_is_wrong_and_says_so(self, typed: str, right: dict) -> None:
        expected = Comparison(Verdict.WRONG, notice=UNIT_WRONG.format(right["unit"]))
        assert compare_number(typed, **right) == compare_number(typed, **right, unit_shown=True) == expected

    def test_without_its_unit_it_is_accepted_with_a_notice_unless_the_item_shows_it(self) -> None:
        found = compare_number("six", **MONTHS)
        assert found == Comparison(Verdict.NEARLY, accepted="6 months", notice="write the unit as well: months")
        assert compare_number("six", **MONTHS, unit_shown=True) == Comparison(Verdict.RIGHT, accepted="6 months")

    def test_a_share_is_no_number_of_percent(self) -> None:
        assert compare_number("10", **PERCENT).notice == "write the unit as well: percent"
        assert verdict("0.1", **PERCENT) == verdict("1/10 percent", **PERCENT) == "wrong"
        assert verdict("10 of 100 bones", **PERCENT) == verdict("10 percent points", **PERCENT) == "wrong"

    def test_a_slip_in_the_unit_is_accepted_with_a_notice(self) -> None:
        found = compare_number("6 monhts", **MONTHS, unit_shown=True)
        assert (found.verdict, found.notice) == ("nearly", "check the spelling: months")

    @pytest.mark.parametrize(
        ("typed", "number", "unit"),
        [
            ("2 weeks", 14, "days"),
            ("a fortnight", 14, "days"),
            ("a year", 12, "months"),
            ("90 min", 1.5, "hours"),
            ("0.5 g", 500, "mg"),
            ("500 micrograms", 0.5, "mg"),
            ("2 litres", 2000, "mL"),
            ("1000 nm", 1, "μm"),
            ("2 deciliters", 200, "ml"),
            ("5 per mille", 0.5, "percent"),
        ],
    )
    def test_units_are_converted_where_that_is_exact(self, typed: str, number: float, unit: str) -> None:
        assert verdict(typed, number=number, unit=unit) == "right"

    @pytest.mark.parametrize("typed", ["30 days", "4 weeks", "1 of 12 months", "one in one"])
    def test_and_not_where_it_is_not(self, typed: str) -> None:
        assert verdict(typed, number=1, unit="months") == "wrong"

    @pytest.mark.parametrize("typed", ["1.5 m/s", "1,5 metres per second", "1.5 meters a second"])
    def test_a_unit_of_several_words(self, typed: str) -> None:
        right = {"number": 1.5, "unit": "m/s", "units": ("metres per second", "metres a second")}
        assert verdict(typed, **right) == "right"
        assert compare_number("1.5 m", **right).notice == UNIT_WRONG.format("m/s")

    def test_a_bare_number_may_be_followed_by_what_was_counted_but_not_by_a_unit(self) -> None:
        assert verdict("3", number=3) == verdict("three types", number=3) == "right"
        assert compare_number("3 months", number=3).notice == "the number is right, the unit is not: it has none"


class TestRefused:
    @pytest.mark.parametrize(
        ("typed", "notice"),
        [
            ("6-7 months", NO_RANGE),
            ("6\u20137", NO_RANGE),
            ("6 to 7 months", NO_RANGE),
            ("six or seven", NO_RANGE),
            ("between 5 and 7", NO_RANGE),
            ("6 ± 1", NO_RANGE),
            ("6 months to a year", NO_RANGE),
            ("< 6", NO_INEQUALITY),
            ("≤6 months", NO_INEQUALITY),
            ("less than six months", NO_INEQUALITY),
            ("at least 6", NO_INEQUALITY),
            ("6 months or more", NO_INEQUALITY),
            ("6 months 2 days", ONE_NUMBER),
            ("six seven", ONE_NUMBER),
            ("6 months and half a day", ONE_NUMBER),
            ("6e3", ONE_NUMBER),
            ("months", NO_NUMBER),
            ("a", NO_NUMBER),
            ("6²", NO_NUMBER),
            ("6/0", NO_NUMBER),
            ("6 of 0", NO_NUMBER),
        ],
    )
    def test_what_is_not_one_number_is_wrong_with_the_reason(self, typed: str, notice: str) -> None:
        assert compare_number(typed, **MONTHS) == Comparison(Verdict.WRONG, notice=notice)

    @given(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(["-", " - ", " to ", "\u2014", " or "]))
    def test_no_range_is_ever_accepted(self, low: int, high: int, joint: str) -> None:
        assert verdict(f"{low}{joint}{high}", number=low) == verdict(f"{low}{joint}{high}", number=high) == "wrong"


class TestAnythingTyped:
    @pytest.mark.parametrize("typed", ["", " ", "...", "-"])
    def test_nothing_is_empty(self, typed: str) -> None:
        assert compare_number(typed, **MONTHS) == Comparison(Verdict.EMPTY)

    @given(
        st.one_of(st.text(max_size=300), st.text("0123456789.,/-½ aehknoftw%", max_size=60)),
        st.floats(-1e9, 1e9),
        st.sampled_from(["", "percent", "months", "people", "m/s"]),
    )
    def test_whatever_is_typed_gets_a_verdict(self, typed: str, number: float, unit: str) -> None:
        found = compare_number(typed, number=number, unit=unit)
        assert found.is_accepted == bool(found.accepted)

    def test_what_is_too_long_is_wrong_however_it_begins(self) -> None:
        assert verdict("6" + " " * 500 + "months", **MONTHS) == "right"
        assert verdict("6 months" + "." * 200, **MONTHS) == "wrong"
        assert verdict("9" * 10**6, **MONTHS) == "wrong"


def test_no_number_is_too_long_to_be_told_so() -> None:
    assert "at most" in why_unreadable("9" * 5000)
    assert why_unreadable("9" * 100) == ""
