import pytest
import textstat

from cards.generation.plain_rules import deck_texts
from cards.generation.reading import grade, sentences, smog, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("It costs 3.5 dollars. “Yes.” No.", ["It costs 3.5 dollars.", "“Yes.", "No."]),
        ("no end", ["no end"]),
        ("", []),
    ],
)
def test_sentences(text, expected):
    assert sentences(text) == expected


def test_words_count_figures_and_hyphens_once():
    assert words("A six-month, 330,000-fold ____ don't") == ["A", "six-month", "330,000-fold", "____", "don't"]


def test_the_grade_is_flesch_kincaids():
    # Two sentences, six words, six syllables: 0.39 * 3 + 11.8 * 1 - 15.59.
    assert grade("The cat sat. The dog ran.") == pytest.approx(-2.62)
    hard = "Metastatic dissemination characteristically necessitates multidisciplinary individualization."
    assert grade(hard) > 20


def test_terms_that_must_be_learnt_do_not_count():
    text = "Bone metastasis is hard. Bone metastases hurt."
    easy = "Bone word is hard. Bone word hurt."
    assert grade(text, ["metastasis"]) == pytest.approx(grade(easy))
    assert grade(text, ["Bone metastasis"]) == pytest.approx(grade(easy))
    assert grade(text, ["bone", "bone metastasis"]) == pytest.approx(grade(easy)), "the longer term is taken whole"
    assert grade(text) > grade(text, ["metastasis"])
    assert grade("", ["x"]) == 0


def test_a_term_is_only_taken_as_a_word():
    assert grade("Immetastasised.", ["metastasis"]) == grade("Immetastasised.")


def test_smog_is_mclaughlins():
    # One word of three syllables in three sentences: 1.0430 * sqrt(1 * 30 / 3) + 3.1291.
    texts = ["The cat sat. It was a wonderful day.", "No"]
    assert smog(texts) == pytest.approx(1.0430 * 10**0.5 + 3.1291)
    assert smog(texts, ["wonderful"]) == pytest.approx(3.1291)
    assert smog([]) == 0


def test_terms_count_as_easy_words_in_smog_with_their_plurals():
    texts = ["Bone metastases hurt. A radiopharmaceutical is rare. Radiopharmaceuticals are rare."]
    assert smog(texts, ["metastasis", "radiopharmaceutical"]) == pytest.approx(3.1291)
    assert smog(texts) > 8


def test_smog_agrees_with_textstats_where_textstat_counts_every_sentence(shipped):
    """On the decks' wordings, of more than 30 sentences, the two are the same grade to a hundredth."""
    for deck in shipped.decks:
        if deck.audience != "caregivers":
            continue
        wordings, others = deck_texts(shipped, deck)
        for texts in (wordings, others):
            assert smog(texts) == pytest.approx(textstat.smog_index(" ".join(texts)), abs=0.05)


def test_textstats_own_smog_drops_the_shortest_sentences():
    """Why it is not used as it is: a short answer makes a text easier, and it counts for nothing there."""
    text = " ".join(["No. Radiation is another therapy."] * 30)
    assert textstat.sentence_count(text) == 30
    assert len(sentences(text)) == 60
    assert smog([text]) < textstat.smog_index(text) - 2
