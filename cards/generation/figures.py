"""Figures in words: whether they say one number, so that a typed number is either right or wrong."""

import re

_NUMBER = re.compile(r"\d+(?:[,.\u00a0\u2009\u202f ]\d{3}(?!\d))*(?:[.,]\d+)?")
_OPEN = re.compile(
    r"\b(?:to|between|(?:less|more|fewer|greater|higher|lower|larger|smaller|longer|shorter) than|at (?:least|most)"
    r"|or (?:more|less|fewer|greater|higher|lower|above|below|over|under|longer|shorter)"
    r"|(?:over|under|above|below|beyond|exceeding)\W+\d)"
    r"|[<>\u2264\u2265]|\d\s*\+|\d\s*[\u2012-\u2015]",
    re.IGNORECASE,
)


def is_one_number(words: str, unit: str = "") -> bool:
    """Whether a figure in words is a single number and no range or bound, of which other numbers would be right, too.

    unit: may hold a digit of its own, as in "mL/min/1.73 m2".
    """
    said = words.replace(unit, " ") if unit else words
    return len(_NUMBER.findall(said)) <= 1 and not _OPEN.search(said)
