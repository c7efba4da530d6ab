"""Care questions and explanations: read, checked, written out again."""

import shutil

import pytest

from cards.facts.payload import fact_from_payload, fact_payload
from cards.facts.problems import BaseErrors
from cards.facts.reader import read_base, read_base_text

QUESTION = '\n[[question]]\nuid = "why-rain"\ntopic = "water"\ntext = "Why does it rain?"\n'


def test_a_care_question_is_read(sample_text):
    base = read_base_text(sample_text + QUESTION + QUESTION.replace("why-rain", "first").replace("water", "words"))
    assert [question.uid for question in base.questions] == ["why-rain", "first"]
    assert base.questions[0].text == "Why does it rain?"
    assert [question.uid for question in base.questions_in_order()] == ["first", "why-rain"], "by topic"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('topic = "water"\ntext', 'topic = "watr"\ntext'), 'topic "watr" does not exist; did you mean "water"?'),
        (('text = "Why does it rain?"', ""), "text is missing"),
        (('uid = "why-rain"', 'uid = "Why Rain"'), 'uid "Why Rain" is not a valid name'),
        (('text = "Why', 'txt = "So"\ntext = "Why'), '"txt" is not a known key; did you mean "text"?'),
        (('rain?"\n', 'rain?"\nparagraphs = [1]\n'), "paragraphs is given, but this base has no outline"),
        (('rain?"\n', f'rain?"\n{QUESTION}'), "this uid is taken twice"),
    ],
)
def test_a_mistake_in_a_care_question_is_said_with_its_line(sample_text, change, message):
    old, new = change
    assert old in QUESTION
    with pytest.raises(BaseErrors) as error:
        read_base_text(sample_text + QUESTION.replace(old, new))
    (problem,) = [problem for problem in error.value.problems if message in problem.message]
    assert problem.what == "question"
    assert str(problem).startswith("base.toml")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("paragraphs = [64]", "paragraphs = [999]", "paragraph 999 is not in the outline"),
        ('["64c"]', '["66a"]', 'assertion "66a" stands in paragraph 66, but paragraphs lists 64'),
        ('["64c"]', '["64z"]', 'assertion "64z" is not in the outline'),
        ('\nassertions = ["64c"]', "", "assertions is missing; expected where the outline says this"),
    ],
)
def test_a_care_question_that_rests_on_nothing(shipped_folder, tmp_path, old, new, message):
    folder = tmp_path / "base"
    shutil.copytree(shipped_folder, folder)
    file = folder / "95-questions.toml"
    text = file.read_text(encoding="utf-8")
    start = text.index('uid = "benefits-and-risks"')
    assert old in text[start:]
    file.write_text(text[:start] + text[start:].replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BaseErrors) as error:
        read_base(folder)
    assert any(message in str(problem) and "benefits-and-risks" in str(problem) for problem in error.value.problems)


def test_words_that_a_fact_explains_are_read_and_written_out(sample_text):
    text = sample_text.replace('term = "delta"', 'explains = { mud = "wet earth" }\nterm = "delta"', 1)
    delta = read_base_text(text).fact("delta")
    assert delta.explains["mud"].plain == "wet earth"
    assert fact_from_payload(delta.kind, fact_payload(delta)) == delta
    assert fact_from_payload(delta.kind, fact_payload(delta)).explains == delta.explains


def test_an_explanation_for_caregivers_needs_plain_words(sample_text):
    text = sample_text.replace('term = "delta"', 'explains.mud.nursing = "sediment"\nterm = "delta"', 1)
    with pytest.raises(BaseErrors, match="a fact for caregivers needs one"):
        read_base_text(text)
