import pytest

from cards.generation.frames_en import EnglishFrames, plural, with_article

nursing, plain = EnglishFrames("nursing"), EnglishFrames("plain")


@pytest.mark.parametrize(
    ("items", "sentence"),
    [
        (["spine"], "spine"),
        (["spine", "ribs"], "spine and ribs"),
        (["spine", "ribs", "skull"], "spine, ribs and skull"),
        (["drugs and rest", "ribs", "skull"], "drugs and rest, ribs, and skull"),
        (["heat, or cold", "rest"], "heat, or cold; and rest"),
    ],
)
def test_lists(items, sentence):
    assert nursing.joined(items) == sentence


@pytest.mark.parametrize(
    ("agent", "kind", "role", "front"),
    [
        ("denosumab", "antibody", "prevents bone loss", "What does denosumab (an antibody) do?"),
        ("bisphosphonates", "drug", "strengthen bones", "What do bisphosphonates (drugs) do?"),
        ("radiation therapy", "therapy", "slows growth", "What does radiation therapy do?"),
        ("heat or cold", "therapy", "may ease pain", "What does heat or cold (a therapy) do?"),
        ("painkillers and steroids", "therapy", "may ease pain", "What do painkillers and steroids (therapies) do?"),
    ],
)
def test_asking_what_an_agent_does(agent, kind, role, front):
    assert nursing.ask_role(agent, kind, role) == front


@pytest.mark.parametrize(
    ("kind", "role", "agent", "front"),
    [
        ("drug", "prevents bone loss", "denosumab", "Which drug prevents bone loss?"),
        ("drug", "strengthen bones", "bisphosphonates", "Which drugs strengthen bones?"),
        ("therapy", "are given by mouth", "pills", "Which therapies are given by mouth?"),
        ("therapy", "may ease pain", "cold", "Which therapy may ease pain?"),
    ],
)
def test_asking_for_an_agent(kind, role, agent, front):
    assert nursing.ask_agent(kind, role, agent) == front


def test_a_rank_and_a_tie():
    assert nursing.rank([3], []) == "third"
    assert nursing.rank([1, 2], ["the liver"]) == "among the first two, with the liver; no order is stated"
    assert nursing.rank([2, 3], ["the liver"]) == "among second and third, with the liver; no order is stated"
    assert plain.rank([1, 2], ["the liver"]) == "among the first two, with the liver; which comes first is not said"
    assert nursing.ask_name([3], "sites") == "Which is third among the sites?"
    assert nursing.ask_name([1, 2], "sites") == "Which are the first two among the sites (their order is not stated)?"
    assert nursing.ask_rank("the lungs", "sites") == "At which place do the lungs rank among the sites?"
    assert plain.ask_rank("bone", "sites") == "Where does bone come among the sites?"
    assert nursing.rank([12], []) == "12th"


def test_plain_asks_for_a_word_and_nursing_for_a_term():
    assert nursing.ask_term("weak bone.", "osteolysis") == "Which term means weak bone?"
    assert plain.ask_term("weak bone", "osteolysis") == "Which word means: weak bone?"
    assert plain.ask_term("weak bone", "bone loss") == "Which words mean: weak bone?"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("the spine", "The spine"), ("pH is low", "pH is low"), ("10 percent", "10 percent"), ("", "")],
)
def test_a_sentence_begins_with_a_capital(text, sentence):
    assert nursing.sentence(text) == sentence


@pytest.mark.parametrize(
    ("noun", "phrase"),
    [("antibody", "an antibody"), ("drug", "a drug"), ("unit", "a unit"), ("hour", "an hour"), ("X-ray", "an X-ray")],
)
def test_articles(noun, phrase):
    assert with_article(noun) == phrase


@pytest.mark.parametrize(
    ("noun", "many"),
    [
        ("drug", "drugs"),
        ("therapy", "therapies"),
        ("day", "days"),
        ("metastasis", "metastases"),
        ("mass", "masses"),
        ("drugs", "drugs"),
    ],
)
def test_plurals(noun, many):
    assert plural(noun) == many


def test_what_is_ours_is_said_kindly_in_plain_words():
    assert plain.inference("the word.") == "We added this: the word."
    assert nursing.inference("the word.") == "Our addition, not the article’s words: the word."


def test_other_names():
    assert nursing.also(["a"]) == "Other name: a."
    assert nursing.also(["a", "b", "c"]) == "Other names: a; b; c."
