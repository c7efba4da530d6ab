"""One question over several assignments. Asked: what a first attempt holds of it; Group: those of one assignment. Pure.

Facility and shares of options are those of all first attempts together. Discrimination cannot be told so: what else was
asked, and how hard that was, differs from one assignment to the next, and classes that differ would pass for a
question that discriminates. It is worked out within each assignment and pooled then (numbers.pool), for the question
and for each option. Assignments with fewer than FEWEST_IN_GROUP pairs, or in which all are alike, say nothing of it;
and it is told only if those that do hold FEWEST_FOR_CORRELATIONS pairs together.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cards.items.kinds import Item
from learn.teaching.analysis.items import (
    FEWEST_FOR_CORRELATIONS,
    OptionFigures,
    QuestionFigures,
    Scored,
    question,
)
from learn.teaching.analysis.numbers import Figure, Why, pool

FEWEST_IN_GROUP = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """What a first attempt holds of the question, and of all its questions: points of those possible."""

    scored: Scored
    points: int
    possible: int


Group = Sequence[Asked]


@dataclass(frozen=True, slots=True)
class Pooled:
    """figures: of all together; paired there is what one group would have to hold to say as much. groups: of each
    assignment by itself; pooled: from how many of these the discrimination is.
    """

    figures: QuestionFigures
    groups: tuple[QuestionFigures, ...]
    pooled: int


def pooled(item: Item, groups: Sequence[Group]) -> Pooled:
    """The figures of a question from the first attempts of each of several assignments."""
    together = _figures(item, [each for group in groups for each in group])
    apart = [_figures(item, group, FEWEST_IN_GROUP) for group in groups]
    whole = _pooled([(each.discrimination, each.paired) for each in apart])
    figures = replace(
        together,
        paired=whole.paired,
        discrimination=whole.figure,
        efficiency=Figure(why=Why.APART),
        options=tuple(_options(together, apart)),
    )
    return Pooled(figures, tuple(_figures(item, group) for group in groups), whole.groups)


def _figures(item: Item, group: Group, fewest: int = FEWEST_FOR_CORRELATIONS) -> QuestionFigures:
    held = [(each.scored, place) for place, each in enumerate(group)]
    return question(item, held, [(each.points, each.possible) for each in group], fewest=fewest)


def _options(together: QuestionFigures, apart: Sequence[QuestionFigures]) -> Iterator[OptionFigures]:
    for place, option in enumerate(together.options):
        found = _pooled([(each.options[place].discrimination, each.paired) for each in apart])
        yield replace(option, discrimination=found.figure, paired=found.paired)


@dataclass(frozen=True, slots=True)
class _Found:
    figure: Figure
    paired: int = 0
    groups: int = 0


def _pooled(correlations: Sequence[tuple[Figure, int]]) -> _Found:
    told = [(each.value, n) for each, n in correlations if each.value is not None]
    found = pool(told)
    if found is None:
        reasons = [each.why for each, _ in correlations if each.why is not None]
        # Of several reasons, the one that more students would mend.
        return _Found(Figure(why=Why.FEW if Why.FEW in reasons or not reasons else reasons[0]))
    if sum(n for _, n in told) < FEWEST_FOR_CORRELATIONS:
        return _Found(Figure(why=Why.FEW))
    return _Found(Figure(found.r), found.weight + 3, found.groups)
