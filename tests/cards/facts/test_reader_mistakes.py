"""One mistake a line: the tables below are long, but each row is a whole test."""

# ruff: noqa: E501

from collections.abc import Callable
from pathlib import Path

import pytest

from cards.facts.problems import BaseErrors, Problem
from cards.facts.reader import read_base, read_base_text


def problems_of(read: Callable[[], object]) -> list[Problem]:
    with pytest.raises(BaseErrors) as caught:
        read()
    return caught.value.problems


# Each mistake: what is replaced in the sample, the message it must bring, and what stands on the line it must name.
MISTAKES = {
    "unknown kind": ('kind = "role"', 'kind = "rol"', 'kind "rol" is unknown; expected one of definition, ', '"rol"'),
    "unknown key": ('relation = "barrier"', 'relatoin = "barrier"', '"relatoin" is not a known key; did you mean "relation"?', "relatoin"),
    "unknown key of another kind": ('role = "slows the flow"', 'role = "slows"\nmembers = []', '"members" is not a known key', "members"),
    "unknown key inside a member": ('slug = "mouth", name', 'slug = "mouth", nmae = "x", name', '"members[3].nmae" is not a known key; did you mean "name"?', "members"),
    "unknown table": ("[[study]]", "[[studdy]]", '"studdy" is not a known table; did you mean "study"?', "studdy"),
    "missing field": ('agent_class = "barrier"\nrole = "slows', 'role = "slows', "agent_class is missing", "weir"),
    "missing field of a source": ('title = "How rivers work"\n', "", "title is missing", "rivers"),
    "empty field": ('unit = "m/s"', 'unit = " "', "unit is empty", "unit"),
    "mistyped text": ('term = "delta"', "term = 3", "term is 3; expected a string, or a table of wordings", "term"),
    "mistyped string": ('unit = "m/s"', "unit = 3", "unit is 3; expected a string", "unit"),
    "mistyped number": ("number = 2", 'number = "two"', "number is 'two'; expected a number", "number"),
    "mistyped list": ('also = ["river fan"]', 'also = "river fan"', "also is 'river fan'; expected a list of strings", "also"),
    "mistyped tables": ('subjects = [{ slug = "outer", name = "outer bank" }, { slug = "inner", name = "inner bank" }]', "subjects = 2", "subjects is 2; expected a list of tables", "subjects"),
    "mistyped table": ('respell = { delta = "DEL-tuh" }', "respell = 1", "respell is 1; expected a table", "respell"),
    "mistyped flag": ('hedge = "often"', 'hedge = "often"\nopen = "no"', "open is 'no'; expected true or false", "open"),
    "mistyped paragraphs": ('hedge = "often"', 'hedge = "often"\nparagraphs = [0]', "paragraphs is [0]; expected whole numbers from 1", "paragraphs"),
    "bad uid": ('uid = "weir"', 'uid = "Weir_1"', 'uid "Weir_1" is not a valid name; expected lower-case letters', "Weir_1"),
    "bad slug": ('slug = "middle"', 'slug = "the middle"', 'members[2].slug "the middle" is not a valid name', "the middle"),
    "blank slug": ('slug = "middle"', 'slug = ""', "members[2].slug is empty", "members"),
    "uid taken twice": ('uid = "weir"', 'uid = "delta"', "this uid is already taken at base.toml:", 'uid = "delta"'),
    "topic taken twice": ('uid = "words"', 'uid = "water"', "this uid is taken twice", None),
    "topic of nothing": ('topic = "words"', 'topic = "wordz"', 'topic "wordz" does not exist; did you mean "words"?', "wordz"),
    "study of nothing": ('study = "gauge-1999"', 'study = "gauge-1998"', 'study "gauge-1998" does not exist; did you mean "gauge-1999"?', "gauge-1998"),
    "pool of nothing": ('false_by = "pool:dry-places"', 'false_by = "pool:dry"', 'pool "dry" does not exist', "dunes"),
    "no member of the pool": ('text = "dunes"', 'text = "lakes"', 'distractor "lakes" is no member of pool "dry-places"', "lakes"),
    "false by nothing": ('false_by = "locks"', 'false_by = "lokcs"', 'false_by "lokcs" does not exist; did you mean "locks"?', "speeds the wind"),
    "paragraphs without an outline": ('hedge = "often"', 'hedge = "often"\nparagraphs = [1]', "paragraphs is given, but this base has no outline", "paragraphs"),
    "assertions without an outline": ('hedge = "often"', 'hedge = "often"\nassertions = ["1a"]', "assertions is given, but this base has no outline", "assertions"),
    "unknown sensitivity": ('sensitivity = "survival"', 'sensitivity = "high"', 'sensitivity "high" is unknown; expected one of none, survival', '"high"'),
    "unknown audience": ('audiences = ["nursing"]', 'audiences = ["nursing", "cats"]', 'audiences: "cats" is unknown; expected one of nursing, caregivers', "cats"),
    "not for nursing": ('audiences = ["nursing", "caregivers"]', 'audiences = ["caregivers"]', 'audiences lacks "nursing"', "audiences"),
    "no plain wording": ('wording.plain = "Locks lift boats."\n', "", "wording has no plain wording; every fact needs one", "wording"),
    "no plain text for caregivers": (', name.plain = "an end"', "", "members[3].name has no plain wording; a fact for caregivers needs one", "members"),
    "no nursing text": ('meaning.nursing = "land built up by mud at the coast"\n', "", "meaning has no nursing wording", "meaning"),
    "unknown face": ("meaning.plain", "meaning.plian", '"meaning.plian" is not a known wording; did you mean "plain"?', "plian"),
    "twin slugs": ('slug = "middle"', 'slug = "mouth"', 'members: slug "mouth" stands 2 times', "mouth"),
    "cloze without members": ('cloze.plain = "A river often has {members}."', 'cloze.plain = "A river often has parts."', "cloze.plain needs {members} exactly once", "cloze"),
    "no rank": (', rank = 3 }', " }", "places[3].rank is missing", None),
    "ranks with a hole": ("rank = 3 }", "rank = [3, 5] }", 'place "lena": ranks [3, 5] are not consecutive', "lena"),
    "ranks overlap": ("rank = 3 }", "rank = 2 }", 'overlap with "ob", "amur" at rank 2', "lena"),
    "two places at one rank": ('name = "the Ob", rank = [1, 2]', 'name = "the Ob", rank = 3', '"ob", "lena" overlap or leave a gap: 2 place(s) for the 1 rank(s) [3]', "ob"),
    "own front for no place": ("ask_rank.lena", "ask_rank.lenna", 'ask_rank.lenna: "lenna" is no place; expected one of amur, lena, ob', "lenna"),
    "contrast lacks a value": ('values = { outer = "it is worn away", inner', "values = { inner", 'attributes[1].values has none for subject "outer"', None),
    "contrast of an unknown subject": ("values = { outer", 'values = { upper = "x", outer', 'attributes[1].values.upper: "upper" is no subject', "upper"),
    "contrast without {subject}": ("the {subject} of a bend", "the side of a bend", "attributes[1].ask.nursing needs {subject} exactly once", "bend"),
    "reverse without {value}": ("usually true that {value}?", "usually so?", "attributes[1].reverse.nursing needs {value} exactly once", "reverse"),
    "reverse of a shared value": ('inner = "it is built up" }', 'inner = "It is worn away" }', "two subjects share a value", None),
    "one subject": ('subjects = [{ slug = "outer", name = "outer bank" }, ', "subjects = [", "subjects has 1 entry; a contrast needs at least 2", "subjects"),
    "why without ask_why": ('ask_why = "Why should one go uphill in a flood?"\n', "", "why is given but ask_why is missing", "why"),
    "cloze without a mark": ('[[small|brooks]], and brooks feed [[rivers]]', "brooks", "cloze.plain marks no blank", "cloze"),
    "mark without a slug": ("[[small|streams]]", "[[|streams]]", "cloze.nursing holds a mark whose slug or word is blank", "cloze"),
    "mark with a bad slug": ("[[small|streams]]", "[[Very Small|streams]]", 'mark "Very Small" is not a valid name', "cloze"),
    "marks that differ": ("[[small|brooks]]", "[[tiny|brooks]]", "cloze.plain marks 2, tiny but cloze.nursing marks 2, small", "cloze"),
    "distractor is the answer": ('text = "speeds the wind"', 'text = "Slows the flow"', 'distractor "Slows the flow" is an answer of this fact', "Slows"),
    "distractor is true elsewhere": ('text = "speeds the wind"', 'text = "a lock"', 'distractor "a lock" is made true by fact "locks" (relation "barrier")', "a lock"),
    "distractor is true by a synonym": ('text = "speeds the wind"', 'text = "the sluices"', 'distractor "the sluices" is made true by fact "locks"', "sluices"),
    "hedge not in the wording": ('hedge = "often"', 'hedge = "rarely"', 'hedge "rarely" stands in no wording of the fact', "rarely"),
    "one of two hedges not in the wording": ('hedge = "often"', 'hedge = "often; may"', 'hedge "may" stands in no wording of the fact', "hedge"),
    "hedge of an attribute": ('hedge = "usually"', 'hedge = "never"', 'hedge "never" of attribute "change" stands in no wording', "attributes"),
    "control character": ('unit = "m/s"', 'unit = "m\\u0000s"', "unit holds a control character or line break", "unit"),
    "text that turns around": ('unit = "m/s"', 'unit = "m\\u202es"', "unit holds a control character or line break", "unit"),
    "line break": ('unit = "m/s"', 'unit = "m\\ns"', "unit holds a control character or line break", "unit"),
    "overlong text": ('unit = "m/s"', f'unit = "{"m" * 501}"', "unit has 501 characters; expected at most 500", "unit"),
    "overlong uid": ('uid = "weir"', f'uid = "{"w" * 81}"', "is not a valid name", "www"),
    "unknown deck kind": ('kinds = ["definition"]', 'kinds = ["definitions"]', 'kinds: "definitions" is unknown; expected one of definition, set', "definitions"),
    "deck of an unknown fact": ('facts = ["weir", ', 'facts = ["wier", ', 'deck "chosen": fact "wier" does not exist; did you mean "weir"?', "wier"),
    "deck with a fact twice": ('"weir", "delta"]', '"weir", "delta", "weir"]', 'deck "chosen": fact "weir" stands 2 times; expected once', '"weir", "delta"'),
    "deck with a fact for others": ('"weir", "delta"]', '"locks", "delta"]', 'deck "chosen": fact "locks" is not for caregivers, whom the deck is for', '"locks", "delta"'),
    "deck by kinds and facts": ('"weir", "delta"]', '"weir", "delta"]\nkinds = ["role"]', "kinds and facts are both given", 'kinds = ["role"]'),
    "inference without text": ('inference = "the valley is ours."', 'inference = { cards = ["why"] }', "inference.text is missing", "inference"),
    "inference with an unknown key": ('inference = "the valley is ours."', 'inference = { text = "x", card = ["why"] }', '"inference.card" is not a known key; did you mean "cards"?', "inference"),
    "inference on an unknown face": ('inference = "the valley is ours."', 'inference = { text = "x", faces = ["plian"] }', '"inference.faces.plian" is not a known wording; did you mean "plain"?', "plian"),
    "mistyped inference": ('inference = "the valley is ours."', "inference = 3", "inference is 3; expected a string", "inference"),
    "note on an unknown face": ('inference = "the valley is ours."', 'note.plian = "x"', '"note.plian" is not a known wording; did you mean "plain"?', "plian"),
    "unknown register": ('register = "plain"', 'register = "simple"', 'register "simple" is unknown; expected one of nursing, plain', "simple"),
    "no source": ("[source]", "[[pool]]", "the base has 0 [source] tables; expected exactly one", None),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message", "on_line"), MISTAKES.values(), ids=MISTAKES.keys())
def test_each_mistake_is_named_with_its_line(sample_text, old, new, message, on_line):
    assert old in sample_text
    spoiled = sample_text.replace(old, new, 1)
    problems = problems_of(lambda: read_base_text(spoiled))
    found = [problem for problem in problems if message in str(problem)]
    assert found, "\n".join(map(str, problems))
    if on_line:
        line = found[0].line
        assert line is not None
        assert on_line in spoiled.splitlines()[line - 1]


OUTLINE = """
[[section]]
title = "All"
heading = true
[[paragraph]]
number = 1
section = "All"
assertions = [ { id = "1a", text = "Rivers have parts." }, { id = "1b", text = "A delta is land." } ]
[[paragraph]]
number = 2
section = "All"
assertions = [ { id = "2a", text = "The rest." } ]
"""


@pytest.fixture
def outlined(tmp_path: Path, sample_text: str) -> Path:
    """The sample as a folder with an outline that it covers."""
    places = {"parts-of-a-river": ("[1]", '["1a"]'), "delta": ("[1, 2]", '["1b", "2a"]')}
    lines: list[str] = []
    for line in sample_text.splitlines():
        lines.append(line)
        # Of a fact: what items are made of has no place in an outline.
        if line.startswith("audiences") and lines[-4].startswith("uid"):
            uid = lines[-4].removeprefix('uid = "').removesuffix('"')
            paragraphs, assertions = places.get(uid, ("[2]", '["2a"]'))
            lines += [f"paragraphs = {paragraphs}", f"assertions = {assertions}"]
    (tmp_path / "base.toml").write_text("\n".join(lines))
    (tmp_path / "outline").mkdir()
    (tmp_path / "outline" / "outline.toml").write_text(OUTLINE)
    (tmp_path / "outline" / "runs.txt").write_text("1 0123456789abcdef\n")
    return tmp_path


def test_a_base_with_its_outline(outlined):
    base = read_base(outlined)
    assert base.outline is not None
    assert base.fact("delta").paragraphs == (1, 2)
    assert base.outline.runs[0].paragraph == 1


OUTLINE_MISTAKES = {
    "paragraph of nothing": ("base.toml", "paragraphs = [1]", "paragraphs = [1, 7]", "paragraph 7 is not in the outline"),
    "assertion of nothing": ("base.toml", '["1a"]', '["1a", "9z"]', 'assertion "9z" is not in the outline'),
    "assertion elsewhere": ("base.toml", "paragraphs = [1]", "paragraphs = [2]", 'assertion "1a" stands in paragraph 1, but paragraphs lists 2'),
    "no paragraphs": ("base.toml", "paragraphs = [1]\n", "", "paragraphs is missing"),
    "no assertions": ("base.toml", 'assertions = ["1a"]\n', "", "assertions is missing"),
    "assertion without a fact": ("base.toml", '["1b", "2a"]', '["2a"]', 'paragraph 1: assertion "1b" ("A delta is land.") has no fact'),
    "unknown section": ("outline/outline.toml", 'number = 1\nsection = "All"', 'number = 1\nsection = "Some"', 'section "Some" is unknown; expected one of All'),
    "paragraph that asserts nothing": ("outline/outline.toml", 'assertions = [ { id = "2a", text = "The rest." } ]', "", "asserts nothing and has no note"),
    "paragraph twice": ("outline/outline.toml", "number = 2", "number = 1", "paragraph 1: stands twice"),
    "assertion twice": ("outline/outline.toml", '"2a"', '"1a"', 'assertion "1a" stands also in paragraph 1'),
    "unknown key in the outline": ("outline/outline.toml", "number = 2", "number = 2\nremark = 1", '"remark" is not a known key'),
    "broken outline": ("outline/outline.toml", "number = 2", "number = two", "cannot be read"),
    "broken run": ("outline/runs.txt", "0123456789abcdef", "xyz", 'runs.txt:1: runs: "1 xyz" is no run'),
}  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "message"), OUTLINE_MISTAKES.values(), ids=OUTLINE_MISTAKES.keys())
def test_each_mistake_about_the_outline_is_named(outlined, file, old, new, message):
    path = outlined / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    problems = [str(problem) for problem in problems_of(lambda: read_base(outlined))]
    assert any(message in problem for problem in problems), problems


def test_a_missing_runs_file_is_a_problem(outlined):
    (outlined / "outline" / "runs.txt").unlink()
    (problem,) = problems_of(lambda: read_base(outlined))
    assert "outline/runs.txt" in str(problem)
