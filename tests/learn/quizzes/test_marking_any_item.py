"""Marking against stated properties over items of every format."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cards.items.kinds import Format, Item
from learn.quizzes.marking import (
    clean_response,
    is_complete,
    is_empty,
    mark,
    missed_facts,
    possible,
    right_response,
)
from tests.learn.quizzes.items_to_mark import ADDITIVE, PENALISED, answered, items


class TestAnyItem:
    @given(answered())
    def test_points_lie_between_none_and_all_and_each_slot_is_what_its_parts_are(self, pair) -> None:
        item, response = pair
        marked = mark(item, response)
        assert 0 <= marked.points <= marked.possible == possible(item)
        by_slot = [sum(part.points for part in marked.parts_of(slot.id)) for slot in item.slots]
        assert marked.points == sum(max(0, each) for each in by_slot)
        assert sum(part.possible for part in marked.parts) == marked.possible

    @given(answered(ADDITIVE))
    def test_where_nothing_is_taken_away_the_parts_add_up(self, pair) -> None:
        marked = mark(*pair)
        assert sum(part.points for part in marked.parts) == marked.points

    @given(items())
    def test_the_right_response_earns_all_is_complete_and_misses_nothing(self, item: Item) -> None:
        response = right_response(item)
        marked = mark(item, response)
        assert marked.is_full and marked.points == possible(item) > 0
        assert clean_response(item, response) == response
        assert is_complete(item, response) and not is_empty(response)
        assert missed_facts(item, marked) == ()

    @given(items())
    def test_what_is_omitted_earns_nothing_and_is_missed(self, item: Item) -> None:
        marked = mark(item, {})
        assert marked.points == 0
        assert {part.verdict.value for part in marked.parts} == {"missed"}
        assert {part.slot for part in marked.parts} == {slot.id for slot in item.slots}
        assert not is_complete(item, {}) and is_empty({})

    @given(answered(), st.randoms(use_true_random=False))
    def test_the_order_of_options_slots_and_choices_makes_no_difference(self, pair, random) -> None:
        item, response = pair
        is_ordered = item.shape == Format.ORDERED
        slots = [
            slot if is_ordered else replace(slot, options=tuple(random.sample(slot.options, len(slot.options))))
            for slot in item.slots
        ]
        if item.shape not in (Format.DYAD, Format.TRIAD):
            random.shuffle(slots)
        turned = {slot.id: response[slot.id] for slot in slots}
        if not is_ordered:
            turned = {slot_id: chosen[::-1] for slot_id, chosen in turned.items()}
        here, there = mark(item, response), mark(replace(item, slots=tuple(slots)), turned)
        assert here.points == there.points
        assert set(here.parts) == set(there.parts)

    @given(answered(PENALISED), st.data())
    def test_a_wrong_choice_more_never_helps_and_a_right_one_never_harms(self, pair, data: st.DataObject) -> None:
        item, response = pair
        before = mark(item, response).points
        left = [(slot, each) for slot in item.slots for each in slot.options if each.id not in response[slot.id]]
        if left:
            slot, option = data.draw(st.sampled_from(left))
            after = mark(item, response | {slot.id: [*response[slot.id], option.id]}).points
            assert after in ((before, before + 1) if option.is_key else (before - 1, before))

    @given(answered())
    def test_a_cleaned_response_is_clean_and_is_marked_alike(self, pair) -> None:
        item, response = pair
        cleaned = clean_response(item, response)
        assert clean_response(item, cleaned) == cleaned
        assert mark(item, cleaned) == mark(item, response)
