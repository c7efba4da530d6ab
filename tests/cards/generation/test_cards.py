from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.facts.kinds import Definition, Inference, Member, SetMembership, Text
from cards.facts.reader import read_base_text
from cards.generation import frames
from cards.generation.cards import cards_for, decks_of
from cards.generation.frames import BLANK
from cards.generation.frames_en import EnglishFrames


def faces_of(base, register="nursing"):
    """Front and back of every card by its uid."""
    cards = [card for fact in base.facts for card in cards_for(fact)]
    return {card.uid: (face.front, face.back) for card in cards if (face := card.face(register))}


NURSING = {
    "parts-of-a-river/all": (
        "Which three parts does a river often have?",
        "A source, a middle course and a mouth",
    ),
    "parts-of-a-river/member:middle": (
        "Fill in the blank: A river often has a source, ____ and a mouth.",
        "a middle course",
    ),
    "delta/meaning": ("What does “delta” mean?", "Land built up by mud at the coast"),
    "delta/term": ("Which term means land built up by mud at the coast?", "delta"),
    "longest/rank:ob": (
        "At which place does the Ob rank among the longest rivers here?",
        "Among the first two, with the Amur; no order is stated",
    ),
    "longest/rank:lena": ("Where does the Lena stand by length?", "Third"),
    "longest/at:amur-ob": (
        "Which are the first two among the longest rivers here (their order is not stated)?",
        "The Ob and the Amur",
    ),
    "longest/at:lena": ("Which is third among the longest rivers here?", "The Lena"),
    "weir/role": ("What does a weir (a barrier) do?", "Slows the flow"),
    "weir/agent": ("Which barrier slows the flow?", "A weir"),
    "locks/role": ("What do locks (barriers) do?", "Lift boats"),
    "banks/value:change-outer": ("What usually happens to the outer bank of a bend?", "It is worn away"),
    "banks/which:change-outer": ("Of which side of a bend is it usually true that it is worn away?", "Outer bank"),
    "speed/value": ("How fast did the Lena run in 1999?", "2 metres a second"),
    "speed/measures": ("What does the figure “2 metres a second” measure?", "The speed of the Lena in 1999"),
    "flood/action": ("Where should one go in a flood?", "Uphill"),
    "flood/why": ("Why should one go uphill in a flood?", "Water collects below"),
    "rain/ask:feeds": ("What is fed by rain?", "Streams"),
    "rain/cloze:small": ("Fill in the blank: Rain feeds ____, and streams feed rivers.", "streams"),
    "rain/cloze:2": ("Fill in the blank: Rain feeds streams, and streams feed ____.", "rivers"),
}


@pytest.mark.parametrize("uid", NURSING)
def test_each_template_in_the_nursing_register(sample, uid):
    assert faces_of(sample)[uid] == NURSING[uid]


def test_no_card_but_the_ones_of_the_templates(sample):
    # The dam and the waters by size are there for quiz items; their cards are of templates that others show.
    for_items = ("dam/", "by-size/")
    others = {uid for uid in faces_of(sample) if uid not in NURSING and not uid.startswith(for_items)}
    assert others == {
        "parts-of-a-river/member:source",
        "parts-of-a-river/member:mouth",
        "longest/rank:amur",
        "banks/value:change-inner",
        "banks/which:change-inner",
    }, "among others, locks/agent is missing: its fact says why it is one-way"


def test_the_plain_register_has_words_and_frames_of_its_own(sample):
    told = replace(sample.fact("rain"), audiences=("nursing", "caregivers"))
    plain = faces_of(replace(sample, facts=(*sample.facts, told)), "plain")
    assert plain["delta/term"] == ("Which word means: land made of mud at the sea?", "delta")
    assert plain["rain/cloze:small"][1] == "brooks"
    assert plain["parts-of-a-river/member:mouth"][1] == "an end"


def test_a_term_is_typed_and_its_other_names_are_accepted(sample):
    meaning, term = cards_for(sample.fact("delta"))
    assert (meaning.answer_mode, term.answer_mode) == ("recall", "typed")
    assert term.accepts == ("river fan", "mud fan")
    assert meaning.accepts == ()


def test_notes_say_what_belongs_after_the_answer(sample):
    notes = {
        card.uid: card.face("nursing").note for fact in sample.facts for card in cards_for(fact) if card.face("nursing")
    }
    assert notes["delta/term"] == "Other name: river fan."
    assert notes["parts-of-a-river/all"] == "A source: where water rises."
    assert notes["parts-of-a-river/member:source"] == "Where water rises."
    assert notes["speed/value"] == "Measured in 1999 at one gauge."
    assert notes["flood/why"] == "Our addition, not the article’s words: the valley is ours."
    assert notes["weir/role"] == ""


def note_of(fact, name, register):
    card = next(card for card in cards_for(fact) if card.uid == f"{fact.uid}/{name}")
    return card.face(register).note


def test_notes_are_sentences_one_after_another(sample):
    parts = replace(sample.fact("parts-of-a-river"), as_of="Seen in 1999", inference=Inference("the mud"))
    assert note_of(parts, "member:source", "nursing") == (
        "Where water rises. Seen in 1999. Our addition, not the article’s words: the mud."
    )
    assert note_of(parts, "member:source", "plain") == "Where it begins. Seen in 1999. We added this: the mud."


def test_an_inference_stands_only_where_it_matters(sample):
    flood = replace(sample.fact("flood"), inference=Inference("the valley", cards=("why",), faces=("plain",)))
    assert note_of(flood, "why", "plain") == "We added this: the valley."
    assert [note_of(flood, *where) for where in (("why", "nursing"), ("action", "plain"))] == ["", ""]


def test_a_fact_can_have_a_note_of_its_own_in_each_face(sample):
    flood = replace(sample.fact("flood"), inference=Inference(), note={"plain": "You are not alone"})
    assert [note_of(flood, "why", register) for register in ("nursing", "plain")] == ["", "You are not alone."]


def test_what_is_for_nursing_alone_has_no_plain_face(sample):
    weir = replace(sample.fact("weir"), audiences=("nursing",))
    assert weir.role.plain
    assert [[face.register for face in card.faces] for card in cards_for(weir)] == [["nursing"], ["nursing"]]


def test_no_face_where_a_text_has_no_wording_for_it(sample):
    delta = replace(sample.fact("delta"), meaning=Text({"nursing": "land built up by mud"}))
    assert [[face.register for face in card.faces] for card in cards_for(delta)] == [["nursing"], ["nursing"]]


def test_a_further_language_needs_texts_and_frames(sample, monkeypatch):
    def spanish(text):
        return Text({**text.faces, "plain-es": f"es {text.nursing}"})

    delta = sample.fact("delta")
    translated = replace(
        delta, wording=spanish(delta.wording), term=spanish(delta.term), meaning=spanish(delta.meaning), as_of="1999."
    )
    assert [card.face("plain", "es") for card in cards_for(translated)] == [None, None]
    monkeypatch.setitem(frames.FRAMES, "es", EnglishFrames)
    meaning, term = (card.face("plain", "es") for card in cards_for(translated))
    assert (term.back, term.note) == ("es delta", ""), "notes are written in English only"
    assert meaning.back == "Es land built up by mud at the coast"
    half = replace(translated, meaning=delta.meaning)
    assert [card.face("plain", "es") for card in cards_for(half)] == [None, None]


def test_the_same_base_makes_the_same_cards(sample, sample_text):
    again = read_base_text(sample_text)
    assert [cards_for(fact) for fact in again.facts] == [cards_for(fact) for fact in sample.facts]


def test_positions_count_a_facts_cards(sample, shipped):
    for fact in (*sample.facts, *shipped.facts):
        cards = cards_for(fact)
        assert [card.position for card in cards] == list(range(len(cards)))
        assert len({card.uid for card in cards}) == len(cards)


def test_cards_keep_their_identity_when_everything_is_reworded(sample_text, sample):
    reworded = sample_text
    for old, new in (
        ("longest rivers here", "streams by length"),
        ('term = "delta"', 'term = "estuary"'),
        ("streams", "becks"),
        ("rivers]]", "torrents]]"),
        ('"a weir"', '"a dam"'),
        ("2 metres a second", "3 metres a second"),
        ("worn away", "eaten up"),
        ('"uphill"', '"up"'),
        ("a middle course", "a trunk"),
    ):
        assert old in reworded
        reworded = reworded.replace(old, new)
    changed = read_base_text(reworded)
    before, after = faces_of(sample), faces_of(changed)
    assert list(after) == list(before)
    assert sum(before[uid] != after[uid] for uid in before) > len(before) / 2


def test_the_order_of_tied_places_in_the_file_is_no_part_of_a_card(sample):
    longest = sample.fact("longest")
    turned = replace(longest, places=longest.places[::-1])
    assert {card.uid for card in cards_for(turned)} == {card.uid for card in cards_for(longest)}


words = st.text("abcdefgh ,{}[]|_", min_size=1, max_size=20)


@given(st.lists(words, min_size=2, max_size=6))
def test_a_set_blanks_each_member_once(names):
    fact = SetMembership(
        uid="f",
        topic="t",
        audiences=("nursing",),
        wording=Text.shared("x"),
        question=Text.shared("Which?"),
        members=tuple(Member(f"m{number}", Text.shared(name)) for number, name in enumerate(names)),
        cloze=Text.shared("These: {members}."),
    )
    whole, *members = cards_for(fact)
    assert [card.uid for card in members] == [f"f/member:m{number}" for number in range(len(names))]
    for name, card in zip(names, members, strict=True):
        assert card.face("nursing").back == name
        assert BLANK in card.face("nursing").front
    assert len(whole.faces) == 1


@given(words, words)
def test_a_definition_asks_both_ways(term, meaning):
    fact = Definition(
        uid="f",
        topic="t",
        audiences=("nursing",),
        wording=Text.shared("x"),
        term=Text.shared(term),
        meaning=Text.shared(meaning),
    )
    by_term, by_meaning = cards_for(fact)
    assert term in by_term.face("nursing").front
    assert by_meaning.face("nursing").back == term


def test_decks_follow_topics_and_files(sample):
    decks = decks_of(sample)
    assert decks["everything"][:3] == ("delta/meaning", "delta/term", "rain/ask:feeds")
    assert decks["everything"].index("flood/why") < decks["everything"].index("dam/ask:forms")
    assert decks["everything"][-1] == "by-size/at:river"
    assert set(decks["everything"]) == set(faces_of(sample))
    assert decks["vocabulary"] == ("delta/meaning", "delta/term")


def test_a_deck_holds_what_is_for_its_audience_in_its_register(sample):
    facts = {uid.split("/")[0] for uid in decks_of(sample)["kindly"]}
    assert facts == {"delta", "parts-of-a-river", "weir", "flood"}
    delta = replace(sample.fact("delta"), meaning=Text({"nursing": "land"}))
    base = replace(sample, facts=(delta,))
    assert decks_of(base)["kindly"] == ()
    assert len(decks_of(base)["everything"]) == 2


def test_a_deck_may_list_its_facts_in_an_order_of_its_own(sample):
    assert decks_of(sample)["chosen"] == ("weir/role", "weir/agent", "delta/meaning", "delta/term")
    without = replace(sample, facts=tuple(fact for fact in sample.facts if fact.uid != "weir"))
    assert decks_of(without)["chosen"] == ("delta/meaning", "delta/term")


def test_the_shipped_decks_hold_every_fact_of_their_audience(shipped):
    decks = {deck.uid: deck for deck in shipped.decks}
    for_caregivers = {fact.uid for fact in shipped.facts if "caregivers" in fact.audiences}
    listed = (*decks["words-to-know"].facts, *decks["understanding-care"].facts)
    assert (len(listed), set(listed)) == (len(for_caregivers), for_caregivers)
    assert len(decks_of(shipped)["nursing"]) == sum(len(cards_for(fact)) for fact in shipped.facts)


def test_each_plain_survival_card_says_that_it_foretells_nothing(shipped):
    cards = [card for fact in shipped.facts if fact.sensitivity == "survival" for card in cards_for(fact)]
    notes = {card.uid: face.note for card in cards if (face := card.face("plain"))}
    assert len(notes) > 10
    assert [uid for uid, note in notes.items() if "cannot say what will happen to one person" not in note] == []


def test_caregivers_begin_with_the_words(sample):
    later = replace(sample, facts=tuple(replace(fact, topic="water") for fact in sample.facts))
    assert decks_of(later)["kindly"][:2] == ("delta/meaning", "delta/term")
    assert decks_of(later)["everything"][0] == "parts-of-a-river/all"
