"""Structure: whether an item has the slots, options and keys of its format, as the table in `kinds` says.

A problem is told in words, for whoever wrote the item; nothing is said of wording or truth.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from cards.items import markup
from cards.items.kinds import ANY, IN_TEXT, TYPED, Exhibit, Format, Item, Slot

FEWEST_CHOICES = 3
MOST_CHOICES = 4
MOST_SLOTS = 12
MOST_BLANKS = 8
MOST_OPTIONS = 12
MOST_EXHIBITS = 8
MOST_FACTS = 12
"""In one item (options: in one slot): what a phone can show, a person overlook and a form hold."""

BOW_TIE_CHOOSES: Mapping[str, int] = {"actions": 2, "condition": 1, "parameters": 2}
"""The slots of a bow-tie, with how many to choose."""

# The same as of facts (cards.facts.texts), which stands above this room.
REGISTERS = ("nursing", "plain")
AUDIENCES = ("nursing", "caregivers")
SENSITIVITIES = ("none", "survival")
"""What an item is for, and for whom: the words known for each."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def structure_problems(item: Item) -> list[str]:
    """What keeps the item from being shown and marked, in words; empty where nothing does."""
    checks = (_belonging, _common, _CHECKS[item.shape], _text, _exhibits, _marked)
    return [problem for check in checks for problem in check(item)]


def _belonging(item: Item) -> Iterator[str]:
    """Whom it is for and what it rests on, as far as that is known without the facts themselves."""
    yield from _unknown("register", [item.register], REGISTERS)
    yield from _unknown("sensitivity", [item.sensitivity], SENSITIVITIES)
    for what, names in (("audience", item.audiences), ("fact", item.facts)):
        if not names:
            yield f"the item has no {what}; expected at least one"
        yield from _twins(what, names)
    yield from _unknown("audience", item.audiences, AUDIENCES)


def _unknown(what: str, names: Sequence[str], known: Collection[str]) -> Iterator[str]:
    for name in dict.fromkeys(names):
        if name not in known:
            yield f'{what} "{name}" is not known; expected {" or ".join(known)}'


def _common(item: Item) -> Iterator[str]:
    if not item.stem.strip():
        yield "the stem is empty"
    if not 0 <= item.difficulty <= 100:
        yield f"difficulty is {item.difficulty}; expected 0 to 100"
    if not item.slots:
        yield "the item has no slot; expected at least one"
    most_slots = MOST_BLANKS if item.shape in IN_TEXT else MOST_SLOTS
    for what, count, most in (
        ("slots", len(item.slots), most_slots),
        ("exhibits", len(item.exhibits), MOST_EXHIBITS),
        ("facts", len(item.facts), MOST_FACTS),
    ):
        if count > most:
            yield f"the item has {count} {what}; expected at most {most}"
    yield from _twins("slot", [slot.id for slot in item.slots])
    for slot in item.slots:
        name = f'slot "{slot.id}"'
        if len(slot.options) > MOST_OPTIONS:
            yield f"{name} has {len(slot.options)} options; expected at most {MOST_OPTIONS}"
        yield from _twins(f"{name}: option", [option.id for option in slot.options])
        yield from _twins(f"{name}: the text", [option.text.strip().casefold() for option in slot.options])
        if item.shape in TYPED:
            if slot.options:
                yield f"{name} has options, but {item.shape} is typed; expected none"
        elif not slot.options:
            yield f"{name} has no options; expected some to choose from"
        elif slot.accepts or slot.number is not None:
            yield f"{name} has a typed answer, but {item.shape} is chosen; expected none"


def _twins(what: str, names: Sequence[str]) -> Iterator[str]:
    for name, count in Counter(names).items():
        if not name:
            yield f"{what} is empty"
        elif count > 1:
            yield f'{what} "{name}" stands {count} times; expected once'


def _slots(item: Item, least: int, most: int | None = None) -> Iterator[str]:
    count = len(item.slots)
    if count < least or (most is not None and count > most):
        wanted = str(least) if least == most else f"at least {least}" if most is None else f"{least} to {most}"
        yield f"{item.shape} has {count} slot(s); expected {wanted}"


def _one_key(slot: Slot, least: int = FEWEST_CHOICES, most: int | None = None) -> Iterator[str]:
    count = len(slot.options)
    if count < least or (most is not None and count > most):
        wanted = f"at least {least}" if most is None else f"{least} to {most}"
        yield f'slot "{slot.id}" has {count} options; expected {wanted}'
    if len(slot.keys) != 1:
        yield f'slot "{slot.id}" has {len(slot.keys)} keys; expected 1'
    yield from _chosen(slot, 1)


def _some_keys(slot: Slot, choose: int) -> Iterator[str]:
    """At least one key and one wrong option."""
    if not slot.keys:
        yield f'slot "{slot.id}" has no key; expected at least one'
    if len(slot.keys) == len(slot.options):
        yield f'slot "{slot.id}" has no wrong option; expected at least one'
    yield from _chosen(slot, choose)


def _chosen(slot: Slot, wanted: int) -> Iterator[str]:
    if slot.choose != wanted:
        told = f"{ANY} (any number)" if wanted == ANY else str(wanted)
        yield f'slot "{slot.id}" lets choose {slot.choose}; expected {told}'


def _same_options(item: Item) -> Iterator[str]:
    first = item.slots[0] if item.slots else None
    for slot in item.slots[1:]:
        if first and {(each.id, each.text) for each in slot.options} != {
            (each.id, each.text) for each in first.options
        }:
            yield f'slot "{slot.id}" has other options than slot "{first.id}"; expected the same'


def _multiple_choice(item: Item) -> Iterator[str]:
    yield from _slots(item, 1, 1)
    for slot in item.slots:
        yield from _one_key(slot, FEWEST_CHOICES, MOST_CHOICES)


def _select_all(item: Item) -> Iterator[str]:
    yield from _slots(item, 1, 1)
    for slot in item.slots:
        yield from _some_keys(slot, ANY)


def _select_n(item: Item) -> Iterator[str]:
    yield from _slots(item, 1, 1)
    for slot in item.slots:
        yield from _some_keys(slot, len(slot.keys))
        if len(slot.keys) == 1:
            yield f'slot "{slot.id}" has 1 key; expected 2 or more, else it is a multiple_choice'


def _matrix_choice(item: Item) -> Iterator[str]:
    yield from _slots(item, 2)
    yield from _same_options(item)
    for slot in item.slots:
        yield from _one_key(slot, least=2)


def _matrix_response(item: Item) -> Iterator[str]:
    yield from _slots(item, 2)
    yield from _same_options(item)
    for slot in item.slots:
        if not slot.keys:
            yield f'slot "{slot.id}" has no key; expected at least one'
        yield from _chosen(slot, ANY)


def _blanks(least: int, most: int | None) -> Callable[[Item], Iterator[str]]:
    def check(item: Item) -> Iterator[str]:
        yield from _slots(item, least, most)
        for slot in item.slots:
            yield from _one_key(slot)

    return check


def _matching(item: Item) -> Iterator[str]:
    yield from _slots(item, 2)
    yield from _same_options(item)
    takers: dict[str, str] = {}
    for slot in item.slots:
        yield from _one_key(slot, least=2)
        for key in slot.keys:
            if key.id in takers:
                yield f'option "{key.id}" is the key of slots "{takers[key.id]}" and "{slot.id}"; expected of one'
            takers.setdefault(key.id, slot.id)


def _short_answer(item: Item) -> Iterator[str]:
    yield from _slots(item, 1, 1)
    for slot in item.slots:
        if not any(each.strip() for each in slot.accepts):
            yield f'slot "{slot.id}" accepts nothing; expected at least one right answer'


def _numeric(item: Item) -> Iterator[str]:
    yield from _slots(item, 1, 1)
    for slot in item.slots:
        if slot.number is None:
            yield f'slot "{slot.id}" has no number; expected the right one'
        if not slot.unit:
            yield f'slot "{slot.id}" has no unit; expected one'
        if slot.tolerance < 0:
            yield f'slot "{slot.id}" has the tolerance {slot.tolerance}; expected 0 or more'


def _ordered(item: Item) -> Iterator[str]:
    yield from _slots(item, 1, 1)
    for slot in item.slots:
        if len(slot.options) < FEWEST_CHOICES:
            yield f'slot "{slot.id}" has {len(slot.options)} elements; expected at least {FEWEST_CHOICES} to order'
        if len(slot.keys) != len(slot.options):
            yield f'slot "{slot.id}" has wrong options; expected that each element has its place'
        yield from _chosen(slot, len(slot.options))


def _bow_tie(item: Item) -> Iterator[str]:
    if [slot.id for slot in item.slots] != list(BOW_TIE_CHOOSES):
        found = ", ".join(slot.id for slot in item.slots)
        yield f"bow_tie has the slots {found}; expected {', '.join(BOW_TIE_CHOOSES)}"
        return
    for slot in item.slots:
        wanted = BOW_TIE_CHOOSES[slot.id]
        if len(slot.keys) != wanted:
            yield f'slot "{slot.id}" has {len(slot.keys)} keys; expected {wanted}'
        if len(slot.options) < wanted + 2:
            yield f'slot "{slot.id}" has {len(slot.options)} options; expected at least {wanted + 2}'
        yield from _chosen(slot, wanted)


def _trend(item: Item) -> Iterator[str]:
    """Reached only by a trend item that does not say how it is marked."""
    yield f'{item.format} needs marked_as; expected the format of the item beside the exhibits of "{item.uid}"'


def _text(item: Item) -> Iterator[str]:
    """The places in the text, where the format has any."""
    if item.shape not in IN_TEXT:
        return
    wanted = [slot.id for slot in item.slots]
    if item.shape is Format.HIGHLIGHT:
        wanted = [option.id for slot in item.slots for option in slot.options]
    found = Counter(_PLACEHOLDER.findall(item.text))
    for name in wanted:
        if found[name] != 1:
            yield f"the text holds {{{name}}} {found[name]} times; expected once"
    for name in found:
        if name not in wanted:
            yield f"the text holds {{{name}}}, which is nothing of this item"


def _exhibits(item: Item) -> Iterator[str]:
    yield from _twins("the exhibit", [exhibit.label for exhibit in item.exhibits])
    for exhibit in item.exhibits:
        if not exhibit.text and not exhibit.rows:
            yield f'exhibit "{exhibit.label}" shows nothing; expected a text or rows'
        if len({len(row) for row in exhibit.rows}) > 1:
            yield f'exhibit "{exhibit.label}" has rows of different lengths; expected a cell for each heading'
    if item.format is Format.TREND:
        if item.marked_as in (Format.TREND, Format.BOW_TIE):
            yield f"a trend item is marked as {item.marked_as}; expected another format"
        if not _tells_times(item.exhibits):
            yield "a trend item shows one time; expected an exhibit from each of several, or a table with several rows"
    elif item.marked_as:
        yield f"marked_as is {item.marked_as}; expected it on a trend item alone"


def _marked(item: Item) -> Iterator[str]:
    """What of its Markdown cannot be shown as it is meant."""
    if item.is_marked_up:
        for name, text in markup.texts_of(item):
            for problem in markup.problems(text):
                yield f"{name}: {problem}"


def _tells_times(exhibits: Sequence[Exhibit]) -> bool:
    """Whether there are several times: an exhibit each, or a row each below the heading."""
    return len(exhibits) > 1 or any(len(exhibit.rows) > 2 for exhibit in exhibits)


_CHECKS: Mapping[Format, Callable[[Item], Iterator[str]]] = {
    Format.MULTIPLE_CHOICE: _multiple_choice,
    Format.SELECT_ALL: _select_all,
    Format.SELECT_N: _select_n,
    Format.MATRIX_CHOICE: _matrix_choice,
    Format.MATRIX_RESPONSE: _matrix_response,
    Format.DROPDOWN: _blanks(1, None),
    Format.DYAD: _blanks(2, 2),
    Format.TRIAD: _blanks(3, 3),
    Format.HIGHLIGHT: _select_all,
    Format.MATCHING: _matching,
    Format.SHORT_ANSWER: _short_answer,
    Format.NUMERIC: _numeric,
    Format.ORDERED: _ordered,
    Format.BOW_TIE: _bow_tie,
    Format.TREND: _trend,
}
