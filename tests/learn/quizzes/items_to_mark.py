"""Small items for marking, written or drawn, and what marking gives for them."""

from collections.abc import Sequence

from hypothesis import strategies as st

from cards.items.kinds import ANY, Format, Item, Option, Response, Slot
from learn.quizzes.marking import (
    Part,
    mark,
)

ADDITIVE = [Format.MULTIPLE_CHOICE, Format.SELECT_N, Format.MATRIX_CHOICE, Format.DROPDOWN, Format.MATCHING]


PENALISED = [Format.SELECT_ALL, Format.HIGHLIGHT, Format.MATRIX_RESPONSE]


def make_slot(keys: str, wrong: str = "", *, slot_id: str = "s", choose: int = 1, **values: object) -> Slot:
    """A slot whose options are letters; each is about a fact of its own letter unless `fact` is given."""
    options = [
        Option(each, each, is_key=each in keys, fact="" if "fact" in values else f"fact-{each}")
        for each in keys + wrong
    ]
    return Slot(slot_id, options=tuple(options), choose=choose, **values)


def make_item(shape: Format, *slots: Slot, **values: object) -> Item:
    values = {"facts": ("main",), "stem": "Which?"} | values
    return Item(uid="i", format=shape, register="nursing", topic="t", slots=slots, **values)


def points(item: Item, response: Response) -> tuple[int, int]:
    marked = mark(item, response)
    return marked.points, marked.possible


def told(parts: Sequence[Part]) -> list[tuple[str, str, str, int]]:
    return [(part.slot, part.option, part.verdict.value, part.points) for part in parts]


def blank(slot_id: str) -> Slot:
    return make_slot("r", "xy", slot_id=slot_id, fact=f"fact-{slot_id}")


SLOTS = {Format.DYAD: (2, 2), Format.TRIAD: (3, 3), Format.BOW_TIE: (3, 3), Format.MATRIX_RESPONSE: (1, 4)}


@st.composite
def items(draw: st.DrawFn, shapes: Sequence[Format] = tuple(ADDITIVE + PENALISED)) -> Item:
    """An item of one of these formats, or a trend item that is marked as one."""
    shape = draw(st.sampled_from(shapes))
    slots = []
    for number in range(draw(st.integers(*SLOTS.get(shape, (1, 1))))):
        slot_id = f"s{number}"
        if shape == Format.SHORT_ANSWER:
            slots.append(Slot(slot_id, accepts=("osteoblastic", "blastic"), near=("osteolytic",)))
            continue
        if shape == Format.NUMERIC:
            slots.append(Slot(slot_id, number=draw(st.integers(0, 10**6)), unit=draw(st.sampled_from(["", "percent"]))))
            continue
        keys = "abcd"[: draw(st.integers(1, 4))]
        choose = 1
        if shape in PENALISED:
            choose = ANY
        elif shape in (Format.SELECT_N, Format.ORDERED) or (shape == Format.BOW_TIE and number != 1):
            choose = len(keys)
        else:
            keys = "a"
        wrong = "" if shape == Format.ORDERED else "efgh"[: draw(st.integers(1, 4))]
        slots.append(make_slot(keys, wrong, slot_id=slot_id, choose=choose))
    if draw(st.booleans()):
        return make_item(Format.TREND, *slots, marked_as=shape)
    return make_item(shape, *slots)


@st.composite
def answered(draw: st.DrawFn, shapes: Sequence[Format] = tuple(ADDITIVE + PENALISED)) -> tuple[Item, Response]:
    """An item with a response that its form can send."""
    item = draw(items(shapes))
    response = {}
    for slot in item.slots:
        if slot.options:
            order = draw(st.permutations([option.id for option in slot.options]))
            response[slot.id] = order[: draw(st.integers(0, slot.choose or len(order)))]
        else:
            response[slot.id] = draw(st.sampled_from([[], ["osteoblastic"], ["osteolytic"], ["7 percent"], ["12"]]))
    return item, response
