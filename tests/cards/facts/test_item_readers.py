import json

from cards.facts.kinds import Because, Distractor, Figure, Text
from cards.facts.payload import fact_from_payload, fact_payload, payload_digest
from cards.facts.reader import read_base_text
from cards.items.kinds import ANY, Format


def test_distractors_name_the_question_they_belong_to(sample):
    dam = sample.fact("dam")
    assert dam.distractors[0] == Distractor(Text.shared("a waterfall"), "A lake forms.", "dam", at="ask:forms")
    assert dam.distractors[1].text == Text({"nursing": "a geyser"}), "a plain wording may be missing"
    assert dam.distractors[2].text == Text({"nursing": "a desert", "plain": "dunes"})
    assert [each.at for each in dam.distractors if each.at.startswith("because")] == [
        *["because:claim"] * 2,
        *["because:reason"] * 2,
    ]
    assert sample.fact("weir").distractors[0].at == "", "of the first card"


def test_what_items_need_beyond_cards_stands_in_the_fact(sample):
    dam = sample.fact("dam")
    assert dam.because == Because(
        Text({"nursing": "a lake forms behind a dam"}), Text({"nursing": "the dam holds water back"})
    )
    assert dam.dropdown == Text({"nursing": "A dam [[does|holds back]] water, and behind it [[makes|a lake]] forms."})
    assert dam.typed == {"ask:forms": ("lake", "a reservoir")}
    assert dam.figures == (Figure("ask:height", 40, "metres"),)
    assert (sample.fact("weir").because, sample.fact("weir").dropdown) == (None, None)


def test_a_fact_for_caregivers_may_say_them_to_nurses_alone(sample_text):
    """A plain wording is needed only where there is a plain item: of a meaning or a role."""
    text = sample_text.replace('text = "speeds the wind"', 'at = "role", text.nursing = "speeds the wind"').replace(
        'agent = "a weir"', 'agent = "a weir"\ntyped = { agent = [] }'
    )
    weir = read_base_text(text).fact("weir")
    assert weir.distractors[0].text.plain is None
    assert weir.typed == {"agent": ()}, "the answer of the card may be the one right answer"


def test_what_items_need_comes_back_from_a_payload(sample):
    dam = sample.fact("dam")
    payload = json.loads(json.dumps(fact_payload(dam)))
    assert payload["distractors"][1]["text"] == {"nursing": "a geyser"}
    assert payload["because"]["claim"] == {"nursing": "a lake forms behind a dam"}
    again = fact_from_payload("statement", payload)
    assert again == dam
    assert payload_digest(again) == payload_digest(dam)


def test_grids(sample):
    barriers, waters, words = sample.grids
    assert barriers.formats == ("matching", "matrix_choice")
    assert barriers.ask["matrix_choice"].nursing == "For each barrier, choose what it does."
    assert [column.slug for column in barriers.columns] == ["slows", "lifts", "holds", "freezes"]
    assert [(row.fact, row.columns) for row in waters.rows] == [
        ("delta", ("mouth",)),
        ("parts-of-a-river", ("mouth", "middle")),
        ("weir", ("middle",)),
    ]
    assert waters.note == "Seen from the source."
    assert words.audiences == ("caregivers",)
    assert words.rows[0].text.plain == "delta"


def test_passages(sample):
    (passage,) = sample.passages
    assert [(phrase.slug, phrase.fact, phrase.is_key) for phrase in passage.phrases] == [
        ("weir", "weir", True),
        ("lock", "locks", False),
        ("dam", "dam", True),
    ]
    assert "[[lock|a lock slows the wind]]" in passage.text.nursing


def test_written_items(sample):
    bow_tie, trend, numeric = sample.items
    assert bow_tie.format is Format.BOW_TIE
    assert [(slot.id, slot.choose, [key.id for key in slot.keys]) for slot in bow_tie.slots] == [
        ("actions", 2, ["open", "move"]),
        ("condition", 1, ["flood"]),
        ("parameters", 2, ["level", "rain"]),
    ]
    dig = bow_tie.slots[0].option("dig")
    assert dig is not None
    assert (dig.why, dig.false_by) == ("A delta forms by itself.", "delta")
    assert (bow_tie.difficulty, bow_tie.facts, bow_tie.sensitivity) == (80, ("dam", "weir"), "none")
    assert (trend.format, trend.marked_as, trend.shape) == (
        Format.TREND,
        Format.MULTIPLE_CHOICE,
        Format.MULTIPLE_CHOICE,
    )
    assert trend.exhibits[0].rows[1] == ("06:00", "2")
    assert trend.exhibits[1].text == "It has been raining since dawn."
    slot = numeric.slots[0]
    assert (slot.number, slot.tolerance, slot.unit, slot.units) == (3, 0.5, "boats", ("boats", "boat"))
    assert (numeric.register, numeric.hedge, numeric.note, numeric.text) == ("plain", "about", "A sum.", "Count them.")


def test_a_written_item_of_any_number_of_keys(sample_text):
    text = sample_text.replace('marked_as = "multiple_choice"', 'marked_as = "select_all"')
    text = text.replace('id = "answer"\nfact = "dam"', 'id = "answer"\nfact = "dam"\nchoose = 0')
    trend = read_base_text(text).items[1]
    assert trend.slots[0].choose == ANY


def test_the_shipped_base_covers_each_topic_for_nursing(shipped):
    """Items of the source's every topic: grids and passages too, and for caregivers grids alone."""
    topics = {topic.uid for topic in shipped.topics}
    assert {passage.topic for passage in shipped.passages} == topics
    nursing = [grid for grid in shipped.grids if grid.audiences == ("nursing",)]
    assert {grid.topic for grid in nursing} >= topics - {"care-plan"}
    assert {made for grid in nursing for made in grid.formats} == {"matching", "matrix_choice", "matrix_response"}
    plain = [grid for grid in shipped.grids if "caregivers" in grid.audiences]
    assert len(plain) >= 6
    assert {made for grid in plain for made in grid.formats} == {"matching"}


def test_no_survival_figure_comes_near_caregivers(shipped):
    for grid in shipped.grids:
        if "caregivers" in grid.audiences:
            assert {shipped.fact(row.fact).sensitivity for row in grid.rows} == {"none"}, grid.uid
    for fact in shipped.facts:
        if fact.sensitivity == "survival":
            assert [each.text.plain for each in fact.distractors if each.text.plain] == [], fact.uid


def test_each_shipped_distractor_names_its_question(shipped):
    assert [fact.uid for fact in shipped.facts for each in fact.distractors if not each.at] == []
