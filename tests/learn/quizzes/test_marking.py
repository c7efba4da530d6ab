"""Marking against known answers with their sources."""

from dataclasses import replace

import pytest

from cards.items.kinds import ANY, Format, Slot
from learn.quizzes.marking import (
    BadResponseError,
    clean_response,
    is_complete,
    is_empty,
    mark,
    missed_facts,
    possible,
    right_response,
)
from tests.learn.quizzes.items_to_mark import blank, make_item, make_slot, points, told


class TestZeroOne:
    """A point for each correct part and no penalty: NCSBN, "What are the current scoring models?"."""

    @pytest.mark.parametrize(("chosen", "earned"), [(["a"], 1), (["b"], 0), ([], 0)])
    def test_multiple_choice(self, chosen: list[str], earned: int) -> None:
        assert points(make_item(Format.MULTIPLE_CHOICE, make_slot("a", "bcd")), {"s": chosen}) == (earned, 1)

    @pytest.mark.parametrize(
        ("chosen", "earned"), [("abc", 3), ("abd", 2), ("ade", 1), ("def", 0), ("ab", 2), ("d", 0)]
    )
    def test_select_n_takes_nothing_away(self, chosen: str, earned: int) -> None:
        item = make_item(Format.SELECT_N, make_slot("abc", "def", choose=3))
        assert points(item, {"s": list(chosen)}) == (earned, 3)

    @pytest.mark.parametrize("shape", [Format.MATRIX_CHOICE, Format.DROPDOWN, Format.MATCHING])
    def test_a_point_for_each_row_blank_or_prompt(self, shape: Format) -> None:
        """The maximum of a matrix with one choice is its number of rows, of a cloze its number of blanks."""
        item = make_item(shape, *map(blank, "1234"))
        assert points(item, {"1": ["r"], "2": ["x"], "3": ["r"]}) == (2, 4)

    def test_a_bow_tie_has_five_points(self) -> None:
        """One for each correct choice: 2 actions, 1 condition, 2 parameters."""
        item = make_item(
            Format.BOW_TIE,
            make_slot("ab", "cde", slot_id="actions", choose=2),
            make_slot("f", "ghi", slot_id="condition"),
            make_slot("jk", "lmn", slot_id="parameters", choose=2),
        )
        assert possible(item) == 5
        assert points(item, {"actions": ["a", "c"], "condition": ["f"], "parameters": ["k", "j"]}) == (4, 5)
        assert points(item, {"actions": ["d", "c"], "condition": ["g"], "parameters": ["j"]}) == (1, 5)

    def test_its_parts_say_what_was_right_wrong_and_missed(self) -> None:
        select = mark(make_item(Format.SELECT_N, make_slot("ab", "cd", choose=2)), {"s": ["c", "a"]})
        assert told(select.parts) == [("s", "a", "right", 1), ("s", "b", "missed", 0), ("s", "c", "wrong", 0)]
        rows = mark(make_item(Format.MATRIX_CHOICE, *map(blank, "123")), {"1": ["r"], "2": ["y"]})
        assert told(rows.parts) == [("1", "", "right", 1), ("2", "", "wrong", 0), ("3", "", "missed", 0)]
        assert told(rows.parts_of("2")) == [("2", "", "wrong", 0)]


class TestPlusMinus:
    """A point for each correct choice, one off for each incorrect one, never below 0: W. Muntean, NCSBN, 2022."""

    @pytest.mark.parametrize("shape", [Format.SELECT_ALL, Format.HIGHLIGHT])
    @pytest.mark.parametrize(
        ("chosen", "earned"),
        [
            (
                "abcdef",
                2,
            ),  # NCSBN's example of the rule, in ACHIEVE's guide for the NCLEX-PN: 4 right, 2 wrong is 2 of 4
            ("abcd", 4),
            ("abc", 3),
            ("abe", 1),
            ("ae", 0),
            ("aef", 0),
            ("ef", 0),
            ("", 0),
        ],
    )
    def test_wrong_choices_take_away(self, shape: Format, chosen: str, earned: int) -> None:
        item = make_item(shape, make_slot("abcd", "ef", choose=ANY))
        assert points(item, {"s": list(chosen)}) == (earned, 4)

    def test_each_column_of_a_matrix_is_floored_before_they_are_summed(self) -> None:
        """Learnosity's author guide, "Matrix Multiple Response (Choice matrix - NCLEX scoring)": 3 + 2 + 0 is 5 of 8.

        Pneumonia: three of four found; urinary tract infection: both; influenza: one found, one missed, one wrong.
        """
        item = make_item(
            Format.MATRIX_RESPONSE,
            make_slot("abcd", "ef", slot_id="pneumonia", choose=ANY),
            make_slot("ab", "cdef", slot_id="uti", choose=ANY),
            make_slot("ab", "cdef", slot_id="influenza", choose=ANY),
        )
        assert points(item, {"pneumonia": list("abc"), "uti": list("ab"), "influenza": list("ac")}) == (5, 8)
        # A column below 0 would take from the others if they were summed first.
        assert points(item, {"pneumonia": list("abc"), "uti": list("ab"), "influenza": list("acdef")}) == (5, 8)

    def test_its_parts_say_what_each_choice_did(self) -> None:
        marked = mark(make_item(Format.SELECT_ALL, make_slot("ab", "cd", choose=ANY)), {"s": ["d", "a"]})
        assert told(marked.parts) == [("s", "a", "right", 1), ("s", "b", "missed", 0), ("s", "d", "wrong", -1)]
        assert (marked.points, marked.is_full) == (0, False)


class TestRationale:
    """X because of Y: a point if both are right (W. Muntean, NCSBN, 2022)."""

    @pytest.mark.parametrize(
        ("claim", "reason", "earned"), [("r", "r", 1), ("r", "x", 0), ("x", "r", 0), ("x", "y", 0)]
    )
    def test_a_dyad_is_both_or_nothing(self, claim: str, reason: str, earned: int) -> None:
        item = make_item(Format.DYAD, blank("claim"), blank("reason"))
        assert points(item, {"claim": [claim], "reason": [reason]}) == (earned, 1)
        assert points(item, {"claim": [claim]}) == (0, 1)

    @pytest.mark.parametrize(
        ("chosen", "earned"), [("rrr", 2), ("rrx", 1), ("rxr", 1), ("rxx", 0), ("xrr", 0), ("xrx", 0), ("xxx", 0)]
    )
    def test_a_triad_is_two_pairs_that_share_its_first_blank(self, chosen: str, earned: int) -> None:
        item = make_item(Format.TRIAD, *map(blank, "123"))
        assert points(item, {slot: [each] for slot, each in zip("123", chosen, strict=True)}) == (earned, 2)

    def test_a_right_reason_for_a_wrong_claim_earns_nothing_and_is_not_missed(self) -> None:
        item = make_item(Format.DYAD, blank("claim"), blank("reason"))
        marked = mark(item, {"claim": ["x"], "reason": ["r"]})
        assert told(marked.parts) == [("claim", "", "wrong", 0), ("reason", "", "right", 0)]
        assert missed_facts(item, marked) == ("fact-claim",)


class TestOrdered:
    """The exam's ordered response is one point for the whole order."""

    item = make_item(Format.ORDERED, make_slot("abc", choose=3))

    @pytest.mark.parametrize(("chosen", "earned"), [("abc", 1), ("acb", 0), ("ab", 0), ("", 0)])
    def test_all_in_order_or_nothing(self, chosen: str, earned: int) -> None:
        assert points(self.item, {"s": list(chosen)}) == (earned, 1)

    def test_its_parts_say_what_stood_in_its_place(self) -> None:
        parts = mark(self.item, {"s": ["a", "c"]}).parts
        assert [(part.option, part.verdict.value) for part in parts] == [
            ("", "wrong"),
            ("a", "right"),
            ("b", "missed"),
            ("c", "wrong"),
        ]

    def test_options_need_not_be_marked_as_keys(self) -> None:
        slot = self.item.slots[0]
        bare = replace(slot, options=tuple(replace(option, is_key=False) for option in slot.options))
        assert points(replace(self.item, slots=(bare,)), {"s": ["a", "b", "c"]}) == (1, 1)


class TestTyped:
    term = make_item(Format.SHORT_ANSWER, Slot("s", accepts=("osteoblastic",), near=("osteolytic",), fact="blastic"))
    figure = Slot("s", number=6, unit="months", units=("month",))

    @pytest.mark.parametrize(
        ("typed", "expected", "earned"),
        [("Osteoblastic", "right", 1), ("osteoblatsic", "nearly", 1), ("osteolytic", "wrong", 0), ("  ", "missed", 0)],
    )
    def test_a_term(self, typed: str, expected: str, earned: int) -> None:
        assert told(mark(self.term, {"s": [typed]}).parts) == [("s", "", expected, earned)]

    def test_the_part_says_what_to_tell(self) -> None:
        part = mark(self.term, {"s": ["osteoblatsic"]}).parts[0]
        assert (part.accepted, part.notice) == ("osteoblastic", "check the spelling: osteoblastic")
        assert mark(self.term, {"s": ["osteolytic"]}).parts[0].near == "osteolytic"

    def test_a_misspelt_term_is_not_missed(self) -> None:
        assert missed_facts(self.term, mark(self.term, {"s": ["osteoblatsic"]})) == ()
        assert missed_facts(self.term, mark(self.term, {"s": ["osteolytic"]})) == ("blastic",)

    def test_a_number_wants_its_unit_unless_the_question_names_it(self) -> None:
        bare = make_item(Format.NUMERIC, self.figure, stem="How soon?")
        assert told(mark(bare, {"s": ["6"]}).parts) == [("s", "", "nearly", 1)]
        # However long the question is.
        asked = replace(bare, stem=f"{'Was it so? ' * 50} How soon? Give the answer in months.")
        assert told(mark(asked, {"s": ["6"]}).parts) == [("s", "", "right", 1)]
        assert (
            told(mark(replace(bare, slots=(replace(self.figure, label="Months"),)), {"s": ["6"]}).parts)[0][2]
            == "right"
        )
        assert mark(asked, {"s": ["6 weeks"]}).parts[0].notice == "the number is right, the unit is not: it is months"

    def test_the_words_for_its_unit(self) -> None:
        item = make_item(Format.NUMERIC, replace(self.figure, units=("moons",)))
        assert points(item, {"s": ["six moons"]}) == (1, 1)

    def test_tolerance(self) -> None:
        item = make_item(Format.NUMERIC, replace(self.figure, tolerance=0.5))
        assert points(item, {"s": ["6.5 months"]}) == (1, 1)
        assert points(item, {"s": ["6.6 months"]}) == (0, 1)

    @pytest.mark.parametrize(
        ("number", "text"), [(330_000, "330000 months"), (0.5, "0.5 months"), (1e16, f"{10**16} months")]
    )
    def test_the_right_number_is_written_out(self, number: float, text: str) -> None:
        item = make_item(Format.NUMERIC, replace(self.figure, number=number))
        assert right_response(item) == {"s": [text]}

    def test_an_item_without_its_number_cannot_be_marked(self) -> None:
        with pytest.raises(ValueError, match="asks for a number and holds none"):
            mark(make_item(Format.NUMERIC, Slot("s")), {"s": ["6"]})


class TestTrend:
    def test_it_is_marked_as_the_item_inside_it(self) -> None:
        inside = make_item(Format.SELECT_ALL, make_slot("ab", "cd", choose=ANY))
        trend = replace(inside, format=Format.TREND, marked_as=Format.SELECT_ALL)
        response = {"s": ["a", "b", "c"]}
        assert mark(trend, response) == mark(inside, response)
        assert points(trend, response) == (1, 2)

    def test_one_that_does_not_say_as_what_cannot_be_marked(self) -> None:
        with pytest.raises(ValueError, match="does not say as what"):
            mark(make_item(Format.TREND, make_slot("a", "b")), {})


class TestMissedFacts:
    def test_the_options_fact_goes_before_the_slots_and_that_before_the_items(self) -> None:
        chosen = {"s": ["c"]}
        own = make_item(Format.SELECT_ALL, make_slot("ab", "c", choose=ANY))
        assert missed_facts(own, mark(own, chosen)) == ("fact-a", "fact-b", "fact-c")
        slots = make_item(Format.SELECT_ALL, make_slot("ab", "c", choose=ANY, fact="slot"))
        assert missed_facts(slots, mark(slots, chosen)) == ("slot",)
        items = make_item(Format.SELECT_ALL, make_slot("ab", "c", choose=ANY, fact=""))
        assert missed_facts(items, mark(items, chosen)) == ("main",)
        none = replace(items, facts=())
        assert missed_facts(none, mark(none, chosen)) == ()

    def test_the_items_own_facts_come_first_in_their_order_each_once(self) -> None:
        slots = [replace(blank(each), fact=fact) for each, fact in zip("1234", ["z", "b", "a", "b"], strict=True)]
        item = make_item(Format.DROPDOWN, *slots, facts=("a", "b"))
        assert missed_facts(item, mark(item, {})) == ("a", "b", "z")
        assert missed_facts(item, mark(item, {"2": ["r"], "3": ["r"]})) == ("b", "z")


class TestCleaning:
    item = make_item(Format.SELECT_N, make_slot("ab", "cd", choose=2))
    typed = make_item(Format.SHORT_ANSWER, Slot("s", accepts=("rib",)))

    @pytest.mark.parametrize(
        ("raw", "says"),
        [
            ({"t": ["a"]}, "no slot 't'"),
            ({"s": ["x"]}, "no option 'x'"),
            ({"s": ["a", "a"]}, "'a' is chosen more than once"),
            ({"s": ["a", "b", "c"]}, "3 are chosen for the slot 's', at most 2 may be"),
            ({"s": "a"}, "a list of texts"),
            ({"s": [1]}, "a list of texts"),
        ],
    )
    def test_what_no_form_sends_is_refused(self, raw: dict, says: str) -> None:
        for refusing in (clean_response, mark):
            with pytest.raises(BadResponseError, match=says):
                refusing(self.item, raw)

    def test_a_choice_of_one_is_one(self) -> None:
        with pytest.raises(BadResponseError, match="at most 1"):
            clean_response(make_item(Format.MULTIPLE_CHOICE, make_slot("a", "b")), {"s": ["a", "b"]})
        with pytest.raises(BadResponseError, match="at most 1"):
            clean_response(self.typed, {"s": ["rib", "hip"]})

    def test_any_number_is_any_number(self) -> None:
        item = make_item(Format.SELECT_ALL, make_slot("ab", "cd", choose=ANY))
        assert clean_response(item, {"s": list("dcba")}) == {"s": list("dcba")}

    def test_what_was_not_sent_or_left_empty_is_nothing_chosen(self) -> None:
        assert clean_response(self.item, {}) == clean_response(self.item, {"s": [""]}) == {"s": []}
        assert clean_response(self.typed, {"s": ["  "]}) == {"s": []}

    def test_text_has_single_spaces_and_is_cut(self) -> None:
        assert clean_response(self.typed, {"s": ["  a \n rib "]}) == {"s": ["a rib"]}
        assert clean_response(self.typed, {"s": ["x" * 999]}) == {"s": ["x" * 200]}

    def test_complete_and_empty(self) -> None:
        assert not is_complete(self.item, {"s": ["a"]})
        assert is_complete(self.item, {"s": ["a", "c"]})
        assert not is_complete(self.typed, {})
        matrix = make_item(Format.MATRIX_RESPONSE, *(make_slot("a", "bc", slot_id=each, choose=ANY) for each in "12"))
        assert not is_complete(matrix, {"1": ["a", "b"]})
        assert is_complete(matrix, {"1": ["b"], "2": ["c"]})
        assert is_empty({}) and is_empty({"1": [], "2": [""]})
        assert not is_empty({"1": [], "2": ["c"]})
