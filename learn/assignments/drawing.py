"""Drawing what a quiz asks from the bank. LineDraw: what one line of a blueprint came to; Draw: all of them.

A class's quizzes are made of what nursing students may be asked. Questions about survival figures are in none that
does not ask for them, and reach no student who has switched them off.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from random import Random
from uuid import UUID

from django.db.models import QuerySet

from cards.generation.cueing import clash
from cards.lens import SHIPPED, SURVIVAL, Lens
from cards.models import Item, ItemVersion
from learn.assignments.plans import MIXED, BadPlanError, Blueprint, Line, Plan
from learn.libraries.granted import open_to
from learn.quizzes import bank
from learn.quizzes.ask import Ask
from learn.quizzes.choosing import Candidate, choose
from learn.quizzes.models import HeldOut


@dataclass(frozen=True, slots=True)
class LineDraw:
    """What a line came to: fewer than it wants where the bank holds no more that fit together."""

    line: Line
    chosen: tuple[Candidate, ...]

    @property
    def is_thin(self) -> bool:
        return len(self.chosen) < self.line.number


@dataclass(frozen=True, slots=True)
class Draw:
    """What a blueprint came to, line by line."""

    lines: tuple[LineDraw, ...]

    @property
    def chosen(self) -> tuple[Candidate, ...]:
        return tuple(each for line in self.lines for each in line.chosen)

    @property
    def versions(self) -> tuple[int, ...]:
        return tuple(each.version_id for each in self.chosen)

    @property
    def is_thin(self) -> bool:
        return any(line.is_thin for line in self.lines)


def class_lens(classroom_id: UUID, *, survival: bool = True) -> Lens:
    """What a class may be asked, whoever of its instructors looks: the libraries that are open to it, too, and what
    their authors keep for assigned quizzes. One query.
    """
    return Lens(
        audiences=frozenset({"nursing"}),
        register="nursing",
        survival=survival,
        libraries=open_to(classroom_id) | {SHIPPED},
        held_out=True,
    )


def draw(
    blueprint: Blueprint,
    *,
    lens: Lens,
    random: Random,
    learner_id: int | None = None,
    survival: bool = True,
    without: QuerySet[HeldOut] | None = None,
) -> Draw:
    """Draws line by line; nothing of a later line gives away what an earlier one asks, or asks it again.

    lens: the class's. learner_id: for whom, so that what they have seen least comes first; survival: whether they may
    be asked about it. without: what is kept from who looks at the draw.
    """
    lens = replace(lens, survival=lens.survival and blueprint.asks_survival and survival)
    drawn: list[LineDraw] = []
    beside: list[Candidate] = []
    for line in blueprint.lines:
        ask = Ask(topics=line.topics, formats=line.formats, number=line.number, level=line.level)
        found = bank.candidates(
            learner_id=learner_id,
            lens=lens,
            ask=ask,
            random=random,
            without=without,
            is_level_strict=line.level != MIXED,
        )
        chosen = choose(found, number=line.number, level=line.level, random=random, beside=beside)
        drawn.append(LineDraw(line, tuple(chosen)))
        beside += chosen
    return Draw(tuple(drawn))


def asked(plan: Plan, *, quiz_id: UUID, classroom_id: UUID) -> tuple[int, ...]:
    """The item versions that everyone is asked; where each student gets others, one draw as an example.

    quiz_id: by which that draw is the same each time; classroom_id: whose quiz it is. The bank may give fewer than the
    plan wants.
    """
    if plan.fixed is not None:
        return plan.fixed
    if not isinstance(plan, Blueprint):
        raise BadPlanError("drawn by no blueprint")
    return draw(plan, lens=class_lens(classroom_id), random=Random(str(quiz_id))).versions  # noqa: S311  (an example)


def fixed(version_ids: Sequence[int], *, survival: bool = True) -> list[Candidate]:
    """These item versions in order; without those about survival where survival is False.

    Whether their library is still open to the class is not asked: what was chosen stays.
    """
    versions = ItemVersion.objects.select_related("item").in_bulk(version_ids)
    found = [versions[pk] for pk in version_ids if pk in versions]
    kept = [each for each in found if survival or each.item.sensitivity != SURVIVAL]
    return [bank.candidate(each.item, each.pk) for each in kept]


def addable(version_ids: Iterable[int], *, lens: Lens, without: QuerySet[HeldOut] | None = None) -> set[int]:
    """Those of these item versions that may be put into a quiz: what the class of this lens may be asked.

    without: what is kept from who puts them there.
    """
    items = Item.objects.through(lens)
    if without is not None:
        items = items.exclude(pk__in=without.order_by().values("item_id"))
    return set(ItemVersion.objects.filter(pk__in=list(version_ids), item__in=items).values_list("pk", flat=True))


def clashes(candidates: Iterable[Candidate]) -> list[tuple[int, int]]:
    """The places (from 1) of every two questions of which one gives the other away, or that ask the same."""
    numbered = list(enumerate(candidates, 1))
    return [(a, b) for (a, one), (b, other) in combinations(numbered, 2) if clash(one.tells, other.tells)]
