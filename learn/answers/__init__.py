"""Typed answers: a Comparison says whether what was typed is right, nearly right, wrong or empty. Pure.

`compare` takes words, `compare_number` takes a number with its unit. `fold` is the form in which texts are compared.
"""

from learn.answers.folding import LONGEST_ANSWER, fold
from learn.answers.numbers import compare_number
from learn.answers.terms import compare
from learn.answers.verdicts import Comparison, Verdict

__all__ = ["LONGEST_ANSWER", "Comparison", "Verdict", "compare", "compare_number", "fold"]
