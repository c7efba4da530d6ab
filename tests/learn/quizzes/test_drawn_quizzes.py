"""Quizzes drawn from the shipped bank: from their make-up a careful test-taker learns nothing.

OSTEON_DRAWN_QUIZZES says how many (300 in the suite).
"""

import os
from collections import Counter
from math import ceil
from random import Random

import pytest

from cards.facts.kinds import Base
from cards.generation.cueing import cues, near_duplicates, tells
from cards.generation.difficulty import level_of
from cards.generation.items import items_of
from cards.generation.word_stems import generic_stems
from cards.items.kinds import Format, Item
from learn.quizzes.arranging import arrange
from learn.quizzes.choosing import Candidate, choose

QUIZZES = int(os.environ.get("OSTEON_DRAWN_QUIZZES", "300"))

CHI_SQUARE_999 = {2: 10.83, 3: 13.82, 4: 16.27, 5: 18.47, 6: 20.52, 7: 22.46, 8: 24.32, 9: 26.12, 10: 27.88}
"""The 0.999 quantile for so many places (degrees of freedom: one less)."""

ONE_KEY_SHUFFLED = {Format.MULTIPLE_CHOICE, Format.DROPDOWN, Format.DYAD}


@pytest.fixture(scope="module")
def items(shipped_base: Base) -> dict[int, Item]:
    nursing = [item for item in items_of(shipped_base) if item.register == "nursing"]
    return dict(enumerate(nursing))


@pytest.fixture(scope="module")
def bank(items: dict[int, Item], shipped_base: Base) -> list[Candidate]:
    topics = [topic.uid for topic in shipped_base.topics]
    generic = generic_stems(shipped_base)
    return [
        Candidate(
            item_id=number,
            version_id=number,
            topic_id=topics.index(item.topic),
            format=item.format.value,
            level=level_of(item.difficulty),
            tells=tells(item, generic),
        )
        for number, item in items.items()
    ]


@pytest.fixture(scope="module")
def quizzes(bank: list[Candidate], items: dict[int, Item]):
    """[(candidates, items, orders)] of quizzes of 5 to 30 questions."""
    drawn = []
    for seed in range(QUIZZES):
        random = Random(seed)
        chosen = choose(bank, number=random.choice([5, 10, 15, 20, 30]), level="mixed", random=random)
        typed = [items[each.item_id] for each in chosen]
        drawn.append((chosen, typed, arrange(typed, random)))
    return drawn


def key_places(quiz) -> list[tuple[int, int]]:
    """(number of options, place of the key) of each shuffled slot with one key."""
    _, typed, orders = quiz
    return [
        (len(slot.options), order[slot.id].index(slot.keys[0].id))
        for item, order in zip(typed, orders, strict=True)
        if item.shape in ONE_KEY_SHUFFLED
        for slot in item.slots
        if not slot.is_fixed
    ]


def test_a_quiz_is_as_long_as_asked_for(quizzes) -> None:
    for seed, (chosen, _, _) in enumerate(quizzes):
        assert len(chosen) == Random(seed).choice([5, 10, 15, 20, 30])


def test_no_place_of_the_key_is_used_too_often_in_a_quiz(quizzes) -> None:
    for quiz in quizzes:
        by_size: dict[int, Counter[int]] = {}
        for size, place in key_places(quiz):
            by_size.setdefault(size, Counter())[place] += 1
        for size, places in by_size.items():
            assert max(places.values()) <= ceil(places.total() / size) + 1


def test_over_all_quizzes_every_place_is_right_equally_often(quizzes) -> None:
    by_size: dict[int, Counter[int]] = {}
    for quiz in quizzes:
        for size, place in key_places(quiz):
            by_size.setdefault(size, Counter())[place] += 1
    assert by_size
    for size, places in by_size.items():
        expected = places.total() / size
        assert sum((places[place] - expected) ** 2 / expected for place in range(size)) < CHI_SQUARE_999[size]


def test_the_longest_option_is_the_key_no_more_often_than_chance(quizzes) -> None:
    longest = total = 0
    expected = 0.0
    for _, typed, _ in quizzes:
        for item in typed:
            if item.shape is not Format.MULTIPLE_CHOICE:
                continue
            slot = item.slots[0]
            most = max(len(option.text) for option in slot.options)
            longest += len(slot.keys[0].text) == most and sum(len(each.text) == most for each in slot.options) == 1
            total += 1
            expected += 1 / len(slot.options)
    assert total
    assert longest <= expected + 3.1 * (expected * (1 - expected / total)) ** 0.5


def test_no_item_tells_anothers_answer_and_none_is_asked_twice(quizzes) -> None:
    for chosen, _, _ in quizzes:
        for one in chosen:
            for other in chosen:
                if one is not other:
                    assert not cues(one.tells, other.tells), (one, other)
                    assert not near_duplicates(one.tells, other.tells), (one, other)


def test_within_a_topic_every_item_is_asked_about_as_often_as_the_others(quizzes, bank) -> None:
    asked = Counter(each.item_id for chosen, _, _ in quizzes for each in chosen)
    for topic in {each.topic_id for each in bank}:
        counts = [asked[each.item_id] for each in bank if each.topic_id == topic]
        mean = sum(counts) / len(counts)
        assert max(counts) <= 3 * mean
        assert min(counts) >= mean / 4


@pytest.mark.parametrize("topic", range(10))
def test_a_hard_quiz_of_a_topic_is_harder_than_an_easy_one(bank, items, topic: int) -> None:
    def mean(level: str) -> float:
        drawn = [
            items[each.item_id].difficulty
            for seed in range(20)
            for each in choose(
                [each for each in bank if each.topic_id == topic], number=5, level=level, random=Random(seed)
            )
        ]
        return sum(drawn) / len(drawn)

    assert mean("hard") > mean("easy") + 5
