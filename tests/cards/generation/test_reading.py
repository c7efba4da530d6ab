import pytest

from cards.generation.reading import grade, sentences, words


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
