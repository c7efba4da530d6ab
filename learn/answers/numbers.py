"""A typed number with its unit against the right one."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from learn.answers.folding import LONGEST_ANSWER, fold
from learn.answers.numerals import Amount, UnreadableNumberError, read_amount
from learn.answers.terms import TOO_LONG, compare
from learn.answers.units import KNOWN, MOST_WORDS, PEOPLE, PERCENT, Measure, measure_of
from learn.answers.verdicts import Comparison, Verdict

SMALLEST_IN_THOUSANDS = 1000

# With one of these the text after a number and its unit says more about the same thing: 51 percent of people.
_GOES_ON = frozenset(
    [
        *("of", "in", "after", "among", "with", "from", "who", "that", "are", "were", "live", "living", "within"),
        *("survival", "survive", "survived"),
    ]
)
_HUNDRED = Fraction(100)


def compare_number(
    typed: str,
    *,
    number: float,
    tolerance: float = 0,
    unit: str = "",
    units: Sequence[str] = (),
    unit_shown: bool = False,
) -> Comparison:
    """What `typed` is worth where `number` is right, give or take `tolerance`, both counted in `unit`.

    units: further words for the unit. unit_shown: the item says it itself, so that nothing is lacking without it;
    otherwise a number without its unit is nearly right. Another unit is converted where that is exact (half a year is 6
    months, 1 in 10 is 10 percent) and wrong where it is not. 330.000 is 330,000 only where the right number is a whole
    one of at least 1000. What is not one number is wrong, with the reason as its notice.
    """
    typed = " ".join(typed.split())
    if len(typed) > LONGEST_ANSWER:
        return Comparison(Verdict.WRONG, notice=TOO_LONG)
    if not fold(typed):
        return Comparison(Verdict.EMPTY)
    right = _exact(number)
    try:
        amount = read_amount(typed, points_are_thousands=right.denominator == 1 and abs(right) >= SMALLEST_IN_THOUSANDS)
    except UnreadableNumberError as error:
        return Comparison(Verdict.WRONG, notice=error.notice)
    given = _unit_given(amount, unit, units)
    accepted, allowed = f"{plainly(number)} {unit}".strip(), _exact(tolerance)
    if given.worth is not None and abs(amount.value * given.worth - right) <= allowed:
        notice = given.notice if not unit_shown or given.is_written else ""
        return Comparison(Verdict.NEARLY if notice else Verdict.RIGHT, accepted=accepted, notice=notice)
    if given.is_written and abs(amount.value - right) <= allowed:
        it_is = f"it is {unit}" if unit else "it has none"
        return Comparison(Verdict.WRONG, notice=f"the number is right, the unit is not: {it_is}")
    # Who wrote it in words sees which number was taken.
    in_words = not any(letter.isdigit() for letter in typed) and amount.value.denominator == 1
    return Comparison(Verdict.WRONG, notice=f"it was read as {amount.value}" if in_words else "")


def why_unreadable(typed: str) -> str:
    """Why this is not one number, as a clause; empty where it can be read as one."""
    if len(typed) > LONGEST_ANSWER:
        return TOO_LONG
    try:
        read_amount(" ".join(typed.split()), points_are_thousands=False)
    except UnreadableNumberError as error:
        return error.notice
    return ""


def plainly(number: float) -> str:
    """A number in digits, without an exponent or needless zeros."""
    text = format(Decimal(str(number)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


class _UnitGiven(NamedTuple):
    """The unit that stands after a number. worth: in the right unit, None where it has none in it.

    is_written: there is one; notice: what it lacks.
    """

    worth: Fraction | None
    is_written: bool = True
    notice: str = ""


_THE_SAME = _UnitGiven(Fraction(1))
_ANOTHER = _UnitGiven(None)


def _unit_given(amount: Amount, unit: str, units: Sequence[str]) -> _UnitGiven:
    names = [folded for name in (unit, *units) if (folded := fold(name))]
    expected = measure_of(names)
    words = fold(amount.rest).split()
    if amount.is_share:
        return _UnitGiven(_percent_of_one(expected) if _are_counted(words) else None)
    if not words or words[0] in _GOES_ON:
        if amount.is_part and _percent_of_one(expected):
            return _UnitGiven(_percent_of_one(expected))
        return _UnitGiven(Fraction(1), is_written=False, notice=f"write the unit as well: {unit}" if unit else "")
    for length in range(min(MOST_WORDS, len(words)), 0, -1):
        if len(words) > length and words[length] not in _GOES_ON:
            continue
        name = " ".join(words[:length])
        if name in names:
            return _THE_SAME
        if name in KNOWN:
            return _UnitGiven(_worth_in(KNOWN[name], expected))
    if not names:
        # What was counted, said again: 2 types.
        return _THE_SAME
    spelled = compare(amount.rest, accepts=[unit, *units])
    return _UnitGiven(Fraction(1), notice=spelled.notice) if spelled.is_accepted else _ANOTHER


def _worth_in(given: Measure, expected: Measure | None) -> Fraction | None:
    if expected is None or given.kind != expected.kind:
        return None
    return given.worth / expected.worth


def _percent_of_one(expected: Measure | None) -> Fraction | None:
    """What a whole is in the expected unit, if that is percent: 1 in 10 is a tenth of it."""
    return _HUNDRED / expected.worth if expected and expected.kind == PERCENT else None


def _are_counted(words: Sequence[str]) -> bool:
    """Whether the words after "10 of 100" say of whom: nothing, people, "in this study"."""
    return not words or words[0] in _GOES_ON or (words[0] in KNOWN and KNOWN[words[0]].kind == PEOPLE)


def _exact(number: float) -> Fraction:
    """The number as it is written, not as a binary float has it: 0.1 is a tenth."""
    return Fraction(str(number))
