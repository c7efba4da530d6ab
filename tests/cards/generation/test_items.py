"""The quiz items that facts make: of which format, with which options, and what they carry."""

from dataclasses import replace

from cards.facts.item_sources import Because, Figure
from cards.facts.kinds import Inference
from cards.generation.items import coverage
from cards.items.kinds import ANY, Format, Option, Slot
from tests.cards.generation.builders import (
    base,
    definition,
    grid,
    item,
    members,
    passage,
    rank,
    role,
    statement,
    statistic,
    text,
    works,
    wrong,
)
from tests.cards.generation.making import TURNS, made, texts

# ---- one card


def test_a_card_with_two_distractors_is_asked_by_multiple_choice():
    asked = made(statement(distractors=tuple(TURNS[:2])))["mill/mc:ask:turns"]
    assert (asked.format, asked.register, asked.stem) == (
        Format.MULTIPLE_CHOICE,
        "nursing",
        "What turns the wheel of a mill?",
    )
    (slot,) = asked.slots
    assert texts(slot, True) == ["Flowing water"]
    assert texts(slot, False) == ["Drifting sand", "Falling dust"]
    assert {(option.why, option.false_by) for option in slot.options if not option.is_key} == {
        ("It is dry.", "pool:dry")
    }


def test_one_distractor_is_not_enough():
    assert made(statement(distractors=tuple(TURNS[:1]))) == {}


def test_a_distractor_without_a_place_belongs_to_the_first_card():
    two = (("turns", "What turns the wheel of a mill?", "Water"), ("grinds", "What does a mill grind here?", "Corn"))
    asked = made(statement(asks=two, distractors=(wrong("Sand"), wrong("Dust"))))
    assert set(asked) == {"mill/mc:ask:turns"}


def test_options_are_written_alike():
    asked = made(statement(distractors=(wrong("drifting sand.", "ask:turns"), wrong("falling dust", "ask:turns"))))
    assert texts(asked["mill/mc:ask:turns"].slots[0], False) == ["Drifting sand", "Falling dust"]


def test_five_distractors_give_an_easier_and_a_harder_item():
    five = ["Flowing sand", "Flowing dust", "Flowing stone", "Tall dunes", "Deep holes"]
    asked = made(statement(distractors=tuple(wrong(each, "ask:turns") for each in five)))
    easy, hard = asked["mill/mc:ask:turns"], asked["mill/mc:ask:turns:hard"]
    assert texts(hard.slots[0], False) == ["Flowing dust", "Flowing sand", "Flowing stone"]
    assert {"Tall dunes", "Deep holes"} < set(texts(easy.slots[0], False))
    assert easy.difficulty < hard.difficulty


def test_numbers_rise_and_stay_in_their_order():
    asked = made(
        statistic(
            distractors=(
                wrong("10 metres a second", "value"),
                wrong("1 metre a second", "value"),
                wrong("3 metres a second", "value"),
            )
        )
    )["speed/mc:value"]
    (slot,) = asked.slots
    assert [option.text.split()[0] for option in slot.options] == ["1", "2", "3", "10"]
    assert slot.is_fixed


def test_numbers_inside_options_rise_too():
    asks = (("soon", "How soon does the flood come in spring?", "Within 6 days"),)
    others = ("Within 12 days", "Within 2 days")
    asked = made(statement(asks=asks, distractors=tuple(wrong(each, "ask:soon") for each in others)))
    (slot,) = asked["mill/mc:ask:soon"].slots
    assert [option.text for option in slot.options] == ["Within 2 days", "Within 6 days", "Within 12 days"]
    assert slot.is_fixed


def test_of_four_distractors_the_closest_are_shown():
    four = ["Flowing sand", "Flowing dust", "Flowing stone", "Deep holes"]
    asked = made(statement(distractors=tuple(wrong(each, "ask:turns") for each in four)))
    assert set(asked) == {"mill/mc:ask:turns"}
    assert texts(asked["mill/mc:ask:turns"].slots[0], False) == ["Flowing dust", "Flowing sand", "Flowing stone"]


def test_no_choice_leaves_the_key_the_longest_by_far():
    asks = (("turns", "What turns the wheel of a mill?", "Water that flows down from above"),)
    near = [wrong("Water flow", "ask:turns", "mill"), wrong("Water down", "ask:turns", "mill")]
    far = [wrong("Winds", "ask:turns"), wrong("Sand that drifts in from elsewhere", "ask:turns")]
    fact = statement(asks=asks, distractors=(*near, wrong("Water above", "ask:turns", "mill"), *far))
    for asked in made(fact).values():
        assert "Sand that drifts in from elsewhere" in texts(asked.slots[0], False)


def test_option_ids_do_not_tell_the_key():
    fact = statement(distractors=tuple(TURNS))
    options = made(fact)["mill/mc:ask:turns"].slots[0].options
    assert len({len(option.id) for option in options}) == 1
    assert [option.id for option in options] == sorted(option.id for option in options)
    for fact_word in ("mill", "turns", "water", "key"):
        assert not any(fact_word in option.id for option in options)


# ---- typed answers and numbers


def test_a_term_is_asked_for_in_writing_with_its_other_names():
    fact = replace(
        definition("delta", "delta", "land of mud at the coast", synonyms={"delta": ("mud fan",)}), also=("river fan",)
    )
    asked = made(fact)["delta/typed:term"]
    assert asked.slots[0].accepts == ("delta", "river fan", "mud fan")
    assert asked.slots[0].options == ()


def test_a_name_that_stands_in_the_question_is_no_answer():
    fact = replace(definition("delta", "delta", "a river fan of mud"), also=("river fan",))
    assert made(fact)["delta/typed:term"].slots[0].accepts == ("delta",)


def test_terms_that_look_alike_are_named():
    asked = made(definition("lytic", "osteolytic", "thin"), definition("blastic", "osteoblastic", "thick"))
    assert asked["lytic/typed:term"].slots[0].near == ("osteoblastic",)
    assert asked["blastic/typed:term"].slots[0].near == ("osteolytic",)


def test_a_right_answer_is_not_near_itself():
    fact = definition("lytic", "osteolytic", "thin", synonyms={"osteolytic": ("osteolysic",)})
    assert made(fact)["lytic/typed:term"].slots[0].near == ()


def test_an_agent_is_asked_for_in_writing_unless_its_role_has_others():
    assert "weir/typed:agent" in made(role("weir", "a weir", "slows the flow"))
    one_way = replace(role("weir", "a weir", "slows the flow"), one_way="Dams do, too.")
    assert made(one_way) == {}


def test_other_answers_are_typed_where_the_fact_says_so():
    asked = made(statement(typed={"ask:turns": ("a stream",)}))
    assert asked["mill/typed:ask:turns"].slots[0].accepts == ("Flowing water", "a stream")


def test_nobody_types_five_words():
    long = (("turns", "What turns the wheel of a mill?", "Water that flows down quickly"),)
    assert made(statement(asks=long, typed={"ask:turns": ()})) == {}


def test_a_figure_is_asked_for_with_its_unit():
    asked = made(statistic())["speed/number:value"]
    (slot,) = asked.slots
    assert (slot.number, slot.unit, slot.tolerance) == (2, "m/s", 0)
    assert "metres per second" in slot.units
    assert asked.stem == "How fast did the Lena run in that year? Give the answer in m/s."


def test_a_number_in_an_answer_is_asked_for():
    fact = statement(
        asks=(("months", "How long does the flood last?", "6 months"),), figures=(Figure("ask:months", 6, "months"),)
    )
    slot = made(fact)["mill/number:ask:months"].slots[0]
    assert (slot.number, slot.units[:2]) == (6, ("months", "month"))


# ---- sets and orders


def test_a_set_is_asked_for_by_select_all_and_select_n():
    fact = members(distractors=(wrong("dune", "all"), wrong("desert", "all")))
    asked = made(fact)
    every, three = asked["parts/all"], asked["parts/n"]
    assert every.stem == "Which parts does every river have? Select all that apply."
    assert three.stem == "Which three parts does every river have? Select three."
    assert (every.slots[0].choose, three.slots[0].choose) == (ANY, 3)
    for each in (every, three):
        assert texts(each.slots[0], True) == ["Middle", "Mouth", "Source"]
        assert texts(each.slots[0], False) == ["Desert", "Dune"]
    assert not any(uid.startswith("parts/mc:all") for uid in asked)


def test_an_open_set_asks_for_what_is_named():
    fact = members(is_open=True, distractors=(wrong("dune", "all"), wrong("desert", "all")))
    asked = made(fact)
    assert asked["parts/all"].stem.endswith("Select all that are named in the article.")
    assert asked["parts/n"].stem.endswith("Select the three that are named in the article.")


def test_only_an_untied_order_is_asked_for():
    asked = made(rank())["longest/order"]
    (slot,) = asked.slots
    assert [option.text for option in slot.options] == ["The nile", "The amazon", "The lena", "The rhine"]
    assert slot.choose == 4
    assert all(option.is_key for option in slot.options)
    tied = rank(places=(("nile", (1, 2)), ("amazon", (1, 2)), ("lena", 3), ("rhine", 4)))
    assert "longest/order" not in made(tied)


# ---- sentences


def test_a_sentence_with_marks_becomes_a_drop_down_cloze():
    fact = statement(
        dropdown=text("A [[work|mill]] is turned by [[what|water]] that [[how|flows]]."),
        distractors=(
            wrong("weir", "dropdown:work"),
            wrong("lock", "dropdown:work"),
            wrong("sand", "dropdown:what"),
            wrong("dust", "dropdown:what"),
            wrong("stands", "dropdown:how"),
        ),
    )
    asked = made(fact)["mill/dropdown"]
    # A mark with one distractor stays the word it is.
    assert asked.text == "A {work} is turned by {what} that flows."
    assert [(slot.id, slot.keys[0].text) for slot in asked.slots] == [("work", "mill"), ("what", "water")]


def test_a_reason_becomes_a_dyad():
    fact = statement(
        because=Because(text("a mill turns"), text("water flows")),
        distractors=tuple(
            wrong(words, f"because:{part}")
            for part, words in (
                ("claim", "a mill rests"),
                ("claim", "a mill burns"),
                ("reason", "sand drifts"),
                ("reason", "dust falls"),
            )
        ),
    )
    asked = made(fact)["mill/dyad"]
    assert asked.text == "{claim} because {reason}."
    assert texts(asked.slots[0], True) == ["A mill turns"]
    assert texts(asked.slots[1], True) == ["water flows"]


# ---- grids and passages


def test_a_grid_becomes_matching_and_a_matrix():
    asked = made(*works(), grids=(grid(extra=("freezes",)),))
    matching, matrix = asked["grid:works/matching"], asked["grid:works/matrix_choice"]
    assert [slot.label for slot in matching.slots] == ["A weir", "A lock", "A mill"]
    assert [slot.keys[0].text for slot in matching.slots] == [
        "Slows something",
        "Lifts something",
        "Grinds something",
    ]
    assert {option.text for option in matching.slots[0].options} >= {"Freezes something"}
    assert [slot.fact for slot in matrix.slots] == ["weir", "lock", "mill"]
    assert matrix.rationale == "A weir: A weir slows. A lock: A lock lifts. A mill: A mill grinds."
    assert {option.false_by for option in matrix.slots[0].options if not option.is_key} == {"weir"}


def test_a_matrix_response_asks_column_by_column():
    rows = {"weir": ("slows", "grinds"), "lock": ("lifts",), "mill": ("grinds",)}
    asked = made(*works(), grids=(grid(formats=("matrix_response",), rows=rows),))["grid:works/matrix_response"]
    assert [slot.id for slot in asked.slots] == ["slows", "grinds", "lifts"]
    assert texts(asked.slots[1], True) == ["A mill", "A weir"]
    assert [option.fact for option in asked.slots[0].options] == ["weir", "lock", "mill"]
    assert asked.facts == ("weir", "lock", "mill")


def test_no_id_of_a_grid_matches_its_row_to_its_column():
    rows = {"weir": ("weir",), "lock": ("lock",), "mill": ("mill",)}
    asked = made(*works(), grids=(grid(formats=("matching",), rows=rows),))["grid:works/matching"]
    assert not any(slot.id in option.id for slot in asked.slots for option in slot.options)


def test_a_passage_is_highlighted():
    asked = made(*works(), passages=(passage(),))["passage:valley/highlight"]
    (slot,) = asked.slots
    assert texts(slot, True) == ["a weir"]
    weir, lock, mill = (f"{{{option.id}}}" for option in slot.options)
    assert asked.text == f"The town built {weir} below {lock} and beside {mill}."
    # The fact that is asked for comes first.
    assert asked.facts == ("weir", "lock", "mill")
    *others, last = (replace(phrase, is_key=phrase.slug == "mill") for phrase in passage().phrases)
    turned = made(*works(), passages=(replace(passage(), phrases=(*others, last)),))["passage:valley/highlight"]
    assert turned.facts == ("mill", "weir", "lock")


# ---- what every item takes from its facts


def test_an_item_carries_what_its_facts_say():
    fact = statement(
        distractors=tuple(TURNS),
        wording="Water often turns a mill.",
        paragraphs=(8, 3),
        hedge="often",
        as_of="As of 1999",
        inference=Inference("the wheel is ours."),
        sensitivity="survival",
        topic="words",
    )
    asked = made(fact)["mill/mc:ask:turns"]
    assert asked.rationale == "Water often turns a mill."
    assert asked.paragraphs == (3, 8)
    assert (asked.hedge, asked.sensitivity, asked.topic, asked.facts) == ("often", "survival", "words", ("mill",))
    assert asked.note == "As of 1999. Our addition, not the article’s words: the wheel is ours."


def test_one_survival_fact_makes_an_item_a_survival_item():
    weir, lock, mill = works()
    asked = made(weir, replace(lock, sensitivity="survival"), mill, grids=(grid(),))
    assert asked["grid:works/matching"].sensitivity == "survival"


def test_a_fact_with_a_reason_for_none_gives_none():
    assert made(statement(distractors=tuple(TURNS), no_item="Too easy.")) == {}


def test_coverage_names_what_is_not_asked():
    asked = statement(distractors=tuple(TURNS))
    excused = statement("dike", no_item="Too easy.")
    forgotten = statement("ford")
    assert coverage(base(asked, excused, forgotten)) == ("ford",)
    weir, lock, mill = (replace(each, one_way="Others do, too.") for each in works())
    assert coverage(base(weir, lock, mill, grids=(grid(),))) == ()


def test_written_items_keep_their_uid_and_a_difficulty_that_was_given():
    options = (Option("k", "Flow", is_key=True), Option("w", "Sand", false_by="pool:dry"))
    plain = item(uid="our-own-question", slots=(Slot("answer", options=options),))
    asked = made(*works(), items=(plain, replace(plain, uid="weighed", difficulty=80)))
    assert asked["weighed"].difficulty == 80
    assert asked["our-own-question"].difficulty < 34


def test_what_rests_on_a_fact_that_is_gone_goes_with_it():
    weir, lock, _ = works()
    written = item(uid="our-own-question", slots=(), facts=("mill",))
    asked = made(weir, lock, grids=(grid(),), passages=(passage(),), items=(written,))
    assert set(asked) == {"weir/typed:agent", "lock/typed:agent"}
