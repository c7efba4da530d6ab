"""What caregivers read is easy, its hard words are explained, and no question asks what only the team can weigh."""

from dataclasses import replace

import pytest

from cards.facts.explained import explained
from cards.facts.kinds import CAREGIVERS, CareQuestion, Outline, Statement, Text
from cards.facts.outline import run_hashes
from cards.generation.audit import audit, audit_text, findings
from cards.generation.plain_rules import HARDEST_GRADE, deck_texts, listed_terms, readability
from cards.generation.reading import sentences, smog, words


def found(base) -> list[tuple[str, str]]:
    return [(finding.uid, finding.code) for finding in findings(base)]


def asking(sample, text: str, topic: str = "water"):
    return replace(sample, facts=(), questions=(CareQuestion("q", topic, text),))


def test_every_caregivers_deck_reads_at_grade_8_or_below(shipped):
    read = {each.deck: each for each in readability(shipped)}
    assert set(read) == {"words-to-know", "understanding-care"}
    for each in read.values():
        assert each.wordings <= HARDEST_GRADE
        assert each.fronts_and_notes <= HARDEST_GRADE
    for deck in shipped.decks:
        if deck.audience == CAREGIVERS:
            for texts in deck_texts(shipped, deck):
                assert sum(len(sentences(text)) for text in texts) >= 30, "SMOG needs thirty sentences"


def test_no_plain_sentence_of_the_shipped_base_has_more_than_twenty_words(shipped):
    texts = [
        text
        for deck in shipped.decks
        if deck.audience == CAREGIVERS
        for part in deck_texts(shipped, deck)
        for text in part
    ]
    texts += [deck.description for deck in shipped.decks if deck.audience == CAREGIVERS]
    texts += [question.text for question in shipped.questions]
    texts += [topic.title.plain for topic in shipped.topics]
    assert max(len(words(sentence)) for text in texts for sentence in sentences(text)) <= 20


def test_a_deck_too_hard_is_found(sample):
    hard = "Precipitation characteristically necessitates condensation."
    facts = tuple(replace(fact, wording=Text({**fact.wording.faces, "plain": hard * 4})) for fact in sample.facts)
    # Four sentences run together without a space are one: too few sentences for SMOG to be sure.
    assert ("deck:kindly", "deck-hard-to-read") not in found(replace(sample, facts=facts))
    many = " ".join([hard] * 10)
    facts = tuple(replace(fact, wording=Text({**fact.wording.faces, "plain": many})) for fact in sample.facts)
    base = replace(sample, facts=facts)
    assert ("deck:kindly", "deck-hard-to-read") in found(base)
    assert smog([many]) > HARDEST_GRADE
    assert "deck-hard-to-read" in audit_text(base)


def test_a_long_sentence_in_a_decks_description_or_a_topics_title(sample):
    long = " ".join(["rain"] * 21)
    decks = tuple(replace(deck, description=long) if deck.uid == "kindly" else deck for deck in sample.decks)
    topics = (replace(sample.topics[0], title=Text({"nursing": "Water", "plain": long})), *sample.topics[1:])
    base = replace(sample, decks=decks, topics=topics)
    assert {("deck:kindly", "long-sentence"), ("topic:words", "long-sentence")} <= set(found(base))
    assert {entry["uid"] for entry in audit(base)["findings"]} == {"deck:kindly", "topic:words"}


# ---- listed terms


def test_every_hard_word_a_caregiver_meets_is_explained_to_them(shipped):
    terms = listed_terms(shipped)
    assert {"metastases", "radiopharmaceutical", "prostate", "multidisciplinary"} <= terms
    assert "gastrointestinal" not in terms, "no caregiver meets it"
    shown = [fact for fact in shipped.facts if CAREGIVERS in fact.audiences and fact.sensitivity == "none"]
    words_explained = {each.word.plain for fact in shown for each in explained(fact)}
    assert {"chronic", "eligible", "prostate", "chemotherapy", "bone metastasis"} <= words_explained


@pytest.mark.parametrize("uid", ["chronic-condition", "most-usual-sites", "chemotherapy", "proteasome"])
def test_a_listed_term_that_nothing_explains_is_named(shipped, uid):
    facts = tuple(replace(fact, explains={}) if fact.uid == uid else fact for fact in shipped.facts)
    messages = [each.message for each in findings(replace(shipped, facts=facts)) if each.code == "unexplained-term"]
    (lost,) = shipped.fact(uid).explains
    assert any(message.startswith(f'"{lost}') for message in messages)


def test_a_survival_fact_explains_nothing_to_those_who_do_not_see_it(shipped):
    facts = tuple(
        replace(fact, sensitivity="survival") if fact.uid == "chronic-condition" else fact for fact in shipped.facts
    )
    messages = [each.message for each in findings(replace(shipped, facts=facts)) if each.code == "unexplained-term"]
    assert [message.split('"')[1] for message in messages] == ["chronic"]


def test_an_explanation_of_a_word_that_stands_nowhere(sample):
    delta = replace(sample.fact("delta"), explains={"glacier": Text.shared("a river of ice")})
    assert ("delta", "idle-explanation") in found(replace(sample, facts=(delta,)))
    said = replace(delta, note={"plain": "A glacier can end in one."})
    assert ("delta", "idle-explanation") not in found(replace(sample, facts=(said,)))


def test_what_a_fact_explains(sample):
    delta, weir = explained(sample.fact("delta"))[0], explained(sample.fact("weir"))[0]
    assert (delta.word.plain, delta.is_ours) == ("delta", False)
    assert "river fan" in delta.also
    assert weir.meaning == sample.fact("weir").wording
    rain = replace(sample.fact("rain"), explains={"brook": Text.shared("a small stream")})
    assert isinstance(rain, Statement)
    (brook,) = explained(rain)
    assert (brook.word.plain, brook.meaning.plain, brook.is_ours) == ("brook", "a small stream", True)


# ---- care questions


def test_the_shipped_questions_rest_on_the_articles_advice(shipped):
    said = {assertion.id for _, assertion in shipped.outline.assertions()}
    assert len(shipped.questions) >= 25
    for question in shipped.questions:
        assert question.paragraphs
        assert question.assertions
        assert set(question.assertions) <= said
    assert {question.topic for question in shipped.questions} >= {"care-plan", "therapies", "trials", "support"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Tell us about the plan.", "no-question"),
        ("How much of this drug should she take?", "asks-dose"),
        ("What dose is usual?", "asks-dose"),
        ("How many pills are there?", "asks-dose"),
        ("Which treatment is best for us?", "asks-choice"),
        ("Should we stop the chemo?", "asks-choice"),
        ("Would you prefer surgery?", "asks-choice"),
        ("How long does he have?", "asks-time"),
        ("What are the chances?", "asks-time"),
        ("Are there months left?", "asks-time"),
        ("Does this pain mean that it is worse?", "asks-symptom"),
        ("Which symptoms should we look for?", "asks-symptom"),
        ("What is the survival rate?", "shows-survival"),
        (f"Can we talk about {'very ' * 20}much?", "long-sentence"),
        ("Is multidisciplinary individualization characteristically necessitated?", "hard-to-read"),
    ],
)
def test_a_question_that_no_one_here_should_put(sample, text, code):
    base = asking(sample, text)
    assert ("question:q", code) in found(base)
    assert f"! {code}: question:q" in audit_text(base)
    (entry,) = audit(base)["questions"]
    assert code in {finding["code"] for finding in entry["findings"]}


@pytest.mark.parametrize("text", ["What are the goals of the treatment?", "How soon can it begin?", "Who can help us?"])
def test_a_sound_question_has_no_finding(sample, text):
    assert found(asking(sample, text)) == []


def test_survival_may_be_asked_about_only_in_a_topic_that_hides_with_it(shipped):
    (asked,) = (question for question in shipped.questions if "urvival" in question.text)
    assert asked.topic == "outlook"
    moved = tuple(replace(each, topic="care-plan") if each is asked else each for each in shipped.questions)
    assert (f"question:{asked.uid}", "shows-survival") in found(replace(shipped, questions=moved))


def test_a_question_in_the_sources_own_words_is_found(sample):
    outline = Outline((), (), tuple(run_hashes("what does the river bring to the wide sea")))
    base = replace(asking(sample, "What does the river bring to the wide sea?"), outline=outline)
    assert ("question:q", "copied") in found(base)


def test_the_audit_lists_questions_by_topic_with_their_paragraphs(shipped):
    entries = audit(shipped)["questions"]
    assert [entry["uid"] for entry in entries] == [question.uid for question in shipped.questions_in_order()]
    text = audit_text(shipped)
    for question in shipped.questions:
        assert f"  {question.text}\n" in text
    assert "which-side-effects (care-plan; paragraphs 64)" in text
    assert "words-to-know: SMOG grade" in text
