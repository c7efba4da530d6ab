"""Marking: points for a response to an item, by the scoring rules of the licensing exam. Pure.

Marked is what a response earned, out of what was possible; a Part is one thing in it that was right, wrong, nearly
right or missed. The rules are those of the NCSBN, who make the exam:

- "0/1": a point for each correct part, and nothing taken away for a wrong one. Where one option or a stated number of
  them is chosen: multiple choice, select N, each row of a matrix with one choice, each blank of a drop-down cloze, each
  of the five places of a bow-tie. Matching and typed answers follow it here.
- "+/-": a point for each correct choice, one taken away for each incorrect one, never below 0. Where any number may be
  chosen: select all that apply, highlight; in a matrix with several choices each column is scored so by itself.
- "rationale": a point for a pair, X because of Y, if both are right. A dyad is one such pair.
- Ordered response is a single item of the exam's old kind: a point for the whole order, or none.

Sources: NCSBN, "What are the current scoring models?", NCLEX help centre,
https://ncsbn.zendesk.com/hc/en-us/articles/14690447982359-What-are-the-current-scoring-models (0/1 and its formats);
W. Muntean, NCSBN, "Next Generation NCLEX (NGN): Item Types and Scoring", slides of 2022 (the three rules, their
formats); ExamSoft, "How Plus/Minus +/- Scoring Is Calculated for Matrix Questions", and Learnosity, "Matrix Multiple
Response (Choice matrix - NCLEX scoring)" (column by column). For ordered response only publishers of practice items say
so, and not all of them; it is the stricter reading.

A triad is a sentence with one cause and two effects, for 2 points. The slides say that a pair earns its point if both
its parts are right, and do not spell out the pairs of a triad. Here they are the first blank with the second and the
first with the third, since the first is what the others give the reason for: with it wrong there is no point. Others
read the rule as "two of the three right earn 1 point".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cards.items.kinds import ANY, TYPED, Format, Item, Option, Response, Slot
from cards.items.markup import as_plain
from learn.answers import LONGEST_ANSWER, Comparison, Verdict, compare, compare_number, fold
from learn.answers.numbers import plainly

PLUS_MINUS = frozenset({Format.SELECT_ALL, Format.HIGHLIGHT, Format.MATRIX_RESPONSE})
RATIONALE = frozenset({Format.DYAD, Format.TRIAD})


class BadResponseError(ValueError):
    """A response that no form of the item sends: an unknown slot or option, one chosen twice, or too many."""


class PartVerdict(StrEnum):
    RIGHT = "right"
    NEARLY = "nearly"
    WRONG = "wrong"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was asked for, or chosen though it is wrong. An option that was rightly left is none.

    slot, option: their ids; option is "" where the slot is one part as a whole. points: what it adds, -1 where a wrong
    choice costs a point; possible: what it could add. fact: the uid of the fact it is about, "" if the item has none.
    Of a typed answer, accepted: the right one it was taken for; near: the other term; notice: what to tell its writer.
    """

    slot: str
    option: str
    verdict: PartVerdict
    points: int
    possible: int
    fact: str
    accepted: str = ""
    near: str = ""
    notice: str = ""

    @property
    def is_right(self) -> bool:
        """Whether nothing about it has to be learned again; a misspelt right answer counts as right."""
        return self.verdict in (PartVerdict.RIGHT, PartVerdict.NEARLY)


@dataclass(frozen=True, slots=True)
class Marked:
    """A response with its points. The points of each slot are those of its parts, but never below 0."""

    points: int
    possible: int
    parts: tuple[Part, ...]

    @property
    def is_full(self) -> bool:
        return self.points == self.possible

    def parts_of(self, slot_id: str) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.slot == slot_id)


def mark(item: Item, response: Mapping[str, Sequence[str]]) -> Marked:
    """What the response earns. What was omitted earns 0. Raises BadResponseError as clean_response does."""
    cleaned = clean_response(item, response)
    by_slot = list(_parts_by_slot(item, cleaned))
    points = sum(max(0, sum(part.points for part in parts)) for parts in by_slot)
    return Marked(points, possible(item), tuple(part for parts in by_slot for part in parts))


def possible(item: Item) -> int:
    """The points of a response that is all right."""
    shape = _shape(item)
    if shape in RATIONALE:
        return len(item.slots) - 1
    if shape in TYPED or shape == Format.ORDERED:
        return len(item.slots)
    return sum(len(slot.keys) for slot in item.slots)


def missed_facts(item: Item, marked: Marked) -> tuple[str, ...]:
    """The uids of the facts that a wrong or a missed part is about, each once; the item's own first, in its order."""
    missed = dict.fromkeys(part.fact for part in marked.parts if part.fact and not part.is_right)
    own = [uid for uid in item.facts if uid in missed]
    return tuple(dict.fromkeys([*own, *missed]))


def right_response(item: Item) -> Response:
    """A response that earns full marks."""
    return {slot.id: _right_choice(item, slot) for slot in item.slots}


def is_complete(item: Item, response: Mapping[str, Sequence[str]]) -> bool:
    """Whether every slot has its answer: the stated number of choices, or one at least where any number may be made."""
    least = {slot.id: 1 if slot.choose == ANY else _most(item, slot) for slot in item.slots}
    return all(len(response.get(slot_id, ())) >= number for slot_id, number in least.items())


def is_empty(response: Mapping[str, Sequence[str]]) -> bool:
    """Whether nothing was chosen or typed at all."""
    return not any(chosen for values in response.values() for chosen in values)


def clean_response(item: Item, raw: Mapping[str, Sequence[str]]) -> Response:
    """What a form sent, made safe: every slot of the item with what was chosen or typed for it.

    A slot that was not sent, and an empty choice, is nothing chosen. Typed text has single spaces and at most
    LONGEST_ANSWER characters. Raises BadResponseError for an unknown slot or option, one chosen twice, and more than
    may be chosen: the exam's forms do not let anybody select more than N.
    """
    for slot_id in raw:
        if item.slot(slot_id) is None:
            raise BadResponseError(f"{item.uid} has no slot {slot_id!r}.")
    return {slot.id: _cleaned(item, slot, raw.get(slot.id, ())) for slot in item.slots}


def _cleaned(item: Item, slot: Slot, values: Sequence[str]) -> list[str]:
    if isinstance(values, str) or not all(isinstance(value, str) for value in values):
        raise BadResponseError(f"{item.uid}: what is sent for the slot {slot.id!r} is a list of texts.")
    if _shape(item) in TYPED:
        chosen = [text for value in values if (text := _printable(value)[:LONGEST_ANSWER].rstrip())]
    else:
        chosen = [value for value in values if value]
        for option_id in chosen:
            if slot.option(option_id) is None:
                raise BadResponseError(f"{item.uid}: the slot {slot.id!r} has no option {option_id!r}.")
            if chosen.count(option_id) > 1:
                raise BadResponseError(f"{item.uid}: {option_id!r} is chosen more than once for the slot {slot.id!r}.")
    most = _most(item, slot)
    if len(chosen) > most:
        raise BadResponseError(f"{item.uid}: {len(chosen)} are chosen for the slot {slot.id!r}, at most {most} may be.")
    return chosen


def _printable(text: str) -> str:
    """The text with single spaces and without control characters, which PostgreSQL cannot even store."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())


def _most(item: Item, slot: Slot) -> int:
    """How many options may be chosen for a slot."""
    if _shape(item) in TYPED:
        return 1
    return len(slot.options) if slot.choose == ANY else slot.choose


def _shape(item: Item) -> Format:
    """The format by which the item is marked. Raises ValueError for a trend item that does not name it."""
    if item.shape == Format.TREND:
        raise ValueError(f"{item.uid} is a trend item that does not say as what it is marked.")
    return item.shape


def _parts_by_slot(item: Item, response: Response) -> Iterator[list[Part]]:
    shape = _shape(item)
    if shape in RATIONALE:
        yield from _pairs(item, response)
        return
    for slot in item.slots:
        chosen = response[slot.id]
        if shape in TYPED:
            yield [_typed(item, slot, chosen)]
        elif shape == Format.ORDERED:
            yield list(_ordered(item, slot, chosen))
        elif slot.choose == 1:
            yield [_single(item, slot, chosen)]
        else:
            yield list(_several(item, slot, chosen, cost=1 if shape in PLUS_MINUS else 0))


def _single(item: Item, slot: Slot, chosen: Sequence[str]) -> Part:
    """0/1, one choice: the slot as a whole."""
    verdict = _verdict_of_choice(slot, chosen)
    return Part(slot.id, "", verdict, int(verdict == PartVerdict.RIGHT), 1, _fact(item, slot, *slot.keys))


def _several(item: Item, slot: Slot, chosen: Sequence[str], cost: int) -> Iterator[Part]:
    """0/1 and +/-, several choices: each key, and each wrong choice, which costs nothing or a point."""
    for option in slot.options:
        fact = _fact(item, slot, option)
        if option.is_key and option.id in chosen:
            yield Part(slot.id, option.id, PartVerdict.RIGHT, 1, 1, fact)
        elif option.is_key:
            yield Part(slot.id, option.id, PartVerdict.MISSED, 0, 1, fact)
        elif option.id in chosen:
            yield Part(slot.id, option.id, PartVerdict.WRONG, -cost, 0, fact)


def _pairs(item: Item, response: Response) -> Iterator[list[Part]]:
    """Rationale: the point of a pair stands at its second blank; the first, which all pairs share, has none itself."""
    verdicts = [_verdict_of_choice(slot, response[slot.id]) for slot in item.slots]
    for place, (slot, verdict) in enumerate(zip(item.slots, verdicts, strict=True)):
        worth = int(place > 0)
        earns = verdicts[0] == verdict == PartVerdict.RIGHT
        yield [Part(slot.id, "", verdict, worth * earns, worth, _fact(item, slot, *slot.keys))]


def _ordered(item: Item, slot: Slot, chosen: Sequence[str]) -> Iterator[Part]:
    """A point for the whole order; what stands in its own place is told without points."""
    is_right = list(chosen) == [option.id for option in slot.options]
    whole = PartVerdict.RIGHT if is_right else PartVerdict.WRONG if chosen else PartVerdict.MISSED
    yield Part(slot.id, "", whole, int(is_right), 1, _fact(item, slot))
    for place, option in enumerate(slot.options):
        if option.id not in chosen:
            verdict = PartVerdict.MISSED
        else:
            verdict = PartVerdict.RIGHT if chosen.index(option.id) == place else PartVerdict.WRONG
        yield Part(slot.id, option.id, verdict, 0, 0, _fact(item, slot, option))


def _typed(item: Item, slot: Slot, chosen: Sequence[str]) -> Part:
    found = _compared(item, slot, chosen[0] if chosen else "")
    verdict = PartVerdict.MISSED if found.verdict == Verdict.EMPTY else PartVerdict(found.verdict.value)
    points = int(found.is_accepted)
    return Part(slot.id, "", verdict, points, 1, _fact(item, slot), found.accepted, found.near, found.notice)


def _compared(item: Item, slot: Slot, text: str) -> Comparison:
    if _shape(item) == Format.SHORT_ANSWER:
        return compare(text, accepts=slot.accepts, near=slot.near)
    if slot.number is None:
        raise ValueError(f"{item.uid} asks for a number and holds none.")
    return compare_number(
        text,
        number=slot.number,
        tolerance=slot.tolerance,
        unit=slot.unit,
        units=slot.units,
        unit_shown=_shows_unit(item, slot),
    )


def _shows_unit(item: Item, slot: Slot) -> bool:
    """Whether the question itself names the unit: "How many months ...?"."""
    asked = f" {fold(as_plain(item).stem)} {fold(slot.label)} {fold(item.text)} "
    return any(f" {fold(unit)} " in asked for unit in (slot.unit, *slot.units) if unit)


def _verdict_of_choice(slot: Slot, chosen: Sequence[str]) -> PartVerdict:
    if not chosen:
        return PartVerdict.MISSED
    return PartVerdict.RIGHT if chosen[0] in {key.id for key in slot.keys} else PartVerdict.WRONG


def _fact(item: Item, slot: Slot, *options: Option) -> str:
    """The fact that a part is about: its option's own, or its slot's, or the item's main one."""
    own = [option.fact for option in options if option.fact]
    return own[0] if own else slot.fact or (item.facts[0] if item.facts else "")


def _right_choice(item: Item, slot: Slot) -> list[str]:
    shape = _shape(item)
    if shape == Format.SHORT_ANSWER:
        return list(slot.accepts[:1])
    if shape == Format.NUMERIC:
        return [] if slot.number is None else [f"{plainly(slot.number)} {slot.unit}".strip()]
    return [option.id for option in (slot.options if shape == Format.ORDERED else slot.keys)]
