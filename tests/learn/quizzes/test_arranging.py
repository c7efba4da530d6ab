"""Where the right option stands tells nothing."""

from collections import Counter
from math import ceil
from random import Random

import pytest

from cards.items.kinds import Format, Item, Option, Slot
from learn.quizzes.arranging import arrange


def options(count: int, keys: int = 1) -> tuple[Option, ...]:
    return tuple(Option(f"o{n}", f"Option {n}", is_key=n < keys) for n in range(count))


def item(number: int = 0, item_format: Format = Format.MULTIPLE_CHOICE, **values: object) -> Item:
    values.setdefault("slots", (Slot("answer", options=options(4)),))
    return Item(uid=f"item{number}", format=item_format, register="nursing", topic="t", stem="What?", **values)


@pytest.mark.parametrize("size", [3, 4])
def test_no_place_is_right_more_often_than_its_share(size: int) -> None:
    for count in (5, 7, 10, 23, 50):
        for seed in range(30):
            items = [item(n, slots=(Slot("answer", options=options(size)),)) for n in range(count)]
            places = Counter(order["answer"].index("o0") for order in arrange(items, Random(seed)))
            assert max(places.values()) <= ceil(count / size)


def test_over_thousands_of_quizzes_each_place_is_right_equally_often() -> None:
    places: Counter[int] = Counter()
    for seed in range(2000):
        places.update(order["answer"].index("o0") for order in arrange([item(n) for n in range(5)], Random(seed)))
    expected = sum(places.values()) / 4
    chi_square = sum((places[place] - expected) ** 2 / expected for place in range(4))
    # The 0.999 quantile at 3 degrees of freedom.
    assert chi_square < 16.27


def test_every_option_is_there_once_and_the_wrong_ones_move_too() -> None:
    orders = [arrange([item()], Random(seed))[0]["answer"] for seed in range(60)]
    assert all(sorted(order) == ["o0", "o1", "o2", "o3"] for order in orders)
    assert len({tuple(order) for order in orders}) > 10


def test_what_has_an_order_of_its_own_keeps_it() -> None:
    numbers = item(slots=(Slot("answer", options=options(4), is_fixed=True),))
    phrases = item(item_format=Format.HIGHLIGHT, slots=(Slot("text", options=options(5, 2), choose=0),))
    for seed in range(10):
        assert arrange([numbers], Random(seed))[0]["answer"] == ["o0", "o1", "o2", "o3"]
        assert arrange([phrases], Random(seed))[0]["text"] == [f"o{n}" for n in range(5)]


def test_an_order_to_find_is_never_shown_already_found() -> None:
    steps = item(item_format=Format.ORDERED, slots=(Slot("order", options=options(3, 3), choose=3),))
    for seed in range(60):
        order = arrange([steps], Random(seed))[0]["order"]
        assert sorted(order) == ["o0", "o1", "o2"]
        assert order != ["o0", "o1", "o2"]


@pytest.mark.parametrize("item_format", [Format.MATCHING, Format.MATRIX_CHOICE, Format.MATRIX_RESPONSE])
def test_rows_share_one_order_of_options(item_format: Format) -> None:
    rows = tuple(Slot(f"row{n}", options=options(3)) for n in range(4))
    seen = set()
    for seed in range(40):
        order = arrange([item(item_format=item_format, slots=rows)], Random(seed))[0]
        assert len({tuple(order[f"row{n}"]) for n in range(4)}) == 1
        assert sorted(order[""]) == [f"row{n}" for n in range(4)]
        seen.add((tuple(order[""]), tuple(order["row0"])))
    assert len(seen) > 3
    if item_format == Format.MATRIX_CHOICE:
        assert {columns for _, columns in seen} == {("o0", "o1", "o2")}
