"""Choosing the items of a quiz from candidates. Candidate: an item as choosing needs it, without its words.

Pure, and the same for the same seed. What is wanted, in this order: no item that gives another away and no question
twice (never given up); items of the facts asked for first; the level asked for; what the learner has seen least; each
fact once, as long as there are enough; topics in turn; formats that the quiz has few of.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from cards.generation.cueing import Tells, clash

_LEVELS = ("easy", "medium", "hard")

_AT_RANDOM = 2
"""Of so many equally fitting items the one whose format is rarest so far is taken: more would wear out rare formats."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that could be asked. times: how often the learner was asked it; rank: 0 before 1 before 2."""

    item_id: int
    version_id: int
    topic_id: int
    format: str
    level: str
    tells: Tells
    times: int = 0
    rank: int = 0


def choose(
    candidates: Sequence[Candidate], *, number: int, level: str, random: Random, beside: Sequence[Candidate] = ()
) -> list[Candidate]:
    """Up to `number` of the candidates, in the order in which they are asked; fewer where no more fit together.

    level: "easy", "medium", "hard", or anything else for all alike. beside: what the quiz asks already; what is chosen
    fits with it, too.
    """
    shuffled = list(candidates)
    random.shuffle(shuffled)
    quiz = _Quiz(number, level, beside)
    by_topic: dict[int, list[Candidate]] = {}
    for candidate in sorted(shuffled, key=quiz.wish):
        by_topic.setdefault(candidate.topic_id, []).append(candidate)
    for may_repeat_facts in (False, True):
        # What was asked for comes before what merely fits, whatever its topic.
        for rank in sorted({candidate.rank for candidate in shuffled}):
            of_rank = {topic: [each for each in group if each.rank == rank] for topic, group in by_topic.items()}
            quiz.fill(of_rank, may_repeat_facts=may_repeat_facts)
    random.shuffle(quiz.chosen)
    return quiz.chosen


class _Quiz:
    """A quiz in the making."""

    def __init__(self, number: int, level: str, beside: Sequence[Candidate] = ()) -> None:
        self.number = number
        self.level = level
        self.beside = tuple(beside)
        self.chosen: list[Candidate] = []
        self.facts: set[str] = {uid for each in beside for uid in each.tells.facts}
        self.formats: Counter[str] = Counter(each.format for each in beside)
        self.topics: Counter[int] = Counter()

    def wish(self, candidate: Candidate) -> tuple[int, int, int]:
        """What comes first: the smaller, the better the candidate fits."""
        return candidate.rank, self._distance(candidate.level), candidate.times

    def fill(self, by_topic: dict[int, list[Candidate]], *, may_repeat_facts: bool) -> None:
        """Takes from the topics in turn, those first that have had fewest, until it is full or nothing fits."""
        waiting = {topic: list(group) for topic, group in by_topic.items() if group}
        while waiting and len(self.chosen) < self.number:
            topic = min(waiting, key=lambda each: self.topics[each])
            candidate = self._next(waiting[topic], may_repeat_facts=may_repeat_facts)
            if candidate is None:
                del waiting[topic]
                continue
            waiting[topic].remove(candidate)
            self.chosen.append(candidate)
            self.facts.update(candidate.tells.facts)
            self.formats[candidate.format] += 1
            self.topics[topic] += 1

    def _next(self, group: Sequence[Candidate], *, may_repeat_facts: bool) -> Candidate | None:
        fitting = self._fitting(group, may_repeat_facts=may_repeat_facts)
        first = next(fitting, None)
        if first is None:
            return None
        equals = [first]
        for candidate in fitting:
            if len(equals) == _AT_RANDOM or self.wish(candidate) != self.wish(first):
                break
            equals.append(candidate)
        return min(equals, key=lambda candidate: self.formats[candidate.format])

    def _fitting(self, group: Sequence[Candidate], *, may_repeat_facts: bool) -> Iterator[Candidate]:
        there = {other.item_id for other in self.beside}
        for candidate in group:
            if candidate in self.chosen or candidate.item_id in there:
                continue
            if not may_repeat_facts and not self.facts.isdisjoint(candidate.tells.facts):
                continue
            if not any(clash(candidate.tells, other.tells) for other in (*self.beside, *self.chosen)):
                yield candidate

    def _distance(self, level: str) -> int:
        if self.level not in _LEVELS or level not in _LEVELS:
            return 0
        return abs(_LEVELS.index(level) - _LEVELS.index(self.level))
