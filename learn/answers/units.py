"""Units: what a number counts, the words for it, and what one is worth in another of its kind where that is exact.

A kind has one measure: years and months are one kind, days and weeks another, since months differ in their days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from learn.answers.folding import fold

PERCENT = "percent"
PEOPLE = "people"

_THOUSANDTH = Fraction(1, 1000)
_KINDS: dict[str, dict[str, Fraction]] = {
    PERCENT: {"percent, per cent, pct, pc": Fraction(1), "per mille, permille, per mil": Fraction(1, 10)},
    "calendar": {"month, mo, mos, mth": Fraction(1), "year, yr, yrs": Fraction(12), "decade": Fraction(120)},
    "time": {
        "second, sec, s": Fraction(1),
        "minute, min": Fraction(60),
        "hour, hr, hrs, h": Fraction(3600),
        "day, d": Fraction(86_400),
        "week, wk, wks": Fraction(604_800),
        "fortnight": Fraction(1_209_600),
    },
    "mass": {
        "microgram, mcg, ug, μg": _THOUSANDTH**2,
        "milligram, mg": _THOUSANDTH,
        "gram, g": Fraction(1),
        "kilogram, kg, kilo": Fraction(1000),
    },
    "length": {
        "nanometer, nm": _THOUSANDTH**3,
        "micrometer, micron, um, μm": _THOUSANDTH**2,
        "millimeter, mm": _THOUSANDTH,
        "centimeter, cm": Fraction(1, 100),
        "meter, m": Fraction(1),
        "kilometer, km": Fraction(1000),
    },
    "volume": {"milliliter, ml, cc": _THOUSANDTH, "deciliter, dl": Fraction(1, 10), "liter, l": Fraction(1)},
    PEOPLE: {"people, person, individual, human, patient": Fraction(1)},
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One unit. worth: in the measure of its kind."""

    kind: str
    worth: Fraction


KNOWN = {
    fold(name): Measure(kind, worth)
    for kind, units in _KINDS.items()
    for names, worth in units.items()
    for name in names.split(", ")
}
"""The units by their folded names."""

MOST_WORDS = 3
"""Words of the longest name of a unit that is looked for: metres per second."""


def measure_of(names: Sequence[str]) -> Measure | None:
    """The known unit that one of these folded names stands for."""
    return next((KNOWN[name] for name in names if name in KNOWN), None)
