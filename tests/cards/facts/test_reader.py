from collections.abc import Callable

import pytest

from cards.facts.kinds import Definition, Rank, SetMembership, Statistic, Text
from cards.facts.problems import BaseErrors, Problem
from cards.facts.reader import read_base, read_base_text


def problems_of(read: Callable[[], object]) -> list[Problem]:
    with pytest.raises(BaseErrors) as caught:
        read()
    return caught.value.problems


def test_the_sample_is_read_into_typed_facts(sample):
    delta = sample.fact("delta")
    assert isinstance(delta, Definition)
    assert delta.meaning == Text(
        {"nursing": "land built up by mud at the coast", "plain": "land made of mud at the sea"}
    )
    assert delta.term.plain == "delta", "a plain string suits every register"
    assert delta.synonyms == {"delta": ("mud fan",)}
    parts = sample.fact("parts-of-a-river")
    assert isinstance(parts, SetMembership)
    assert [member.slug for member in parts.members] == ["source", "middle", "mouth"]
    ranked = sample.fact("longest")
    assert isinstance(ranked, Rank)
    assert [[place.slug for place in group] for group in ranked.groups()] == [["ob", "amur"], ["lena"]]
    speed = sample.fact("speed")
    assert isinstance(speed, Statistic)
    assert (speed.number, speed.unit, speed.study) == (2, "m/s", "gauge-1999")
    assert sample.studies[0].url == "https://doi.org/10.1000/gauge"
    assert sample.outline is None


def test_a_note_in_one_wording_is_that_of_every_register(sample_text):
    given = sample_text.replace('inference = "the valley is ours."', 'note = "Stay calm."')
    assert read_base_text(given).fact("flood").note == {"nursing": "Stay calm.", "plain": "Stay calm."}
    given = sample_text.replace('inference = "the valley is ours."', 'note.plain = "Stay calm."')
    assert read_base_text(given).fact("flood").note == {"plain": "Stay calm."}


def test_facts_in_order_follow_the_topics(sample):
    assert [fact.uid for fact in sample.facts_in_order()][:3] == ["delta", "rain", "parts-of-a-river"]


def test_a_problem_reads_as_one_line(sample_text):
    (problem,) = problems_of(lambda: read_base_text(sample_text.replace('kind = "statistic"', 'kind = "stat"')))
    assert str(problem) == (
        f'base.toml:{problem.line}: fact "speed": kind "stat" is unknown; expected one of definition, set, rank, role, '
        "contrast, statistic, recommendation, statement"
    )


def test_a_set_of_one_is_refused(sample_text):
    lines = [line for line in sample_text.splitlines() if 'slug = "m' not in line]
    problems = problems_of(lambda: read_base_text("\n".join(lines)))
    assert any("members has 1 entry; a set needs at least 2" in str(problem) for problem in problems)


def test_a_statement_that_asks_nothing_is_refused(sample_text):
    head = sample_text[: sample_text.index("asks = [{")]
    (problem,) = problems_of(lambda: read_base_text(head))
    assert "a statement needs asks or a cloze" in problem.message
    assert problem.uid == "rain"


def test_a_syntax_error_is_named_with_its_line(sample_text):
    spoiled = sample_text.replace('uid = "weir"', "uid = weir")
    (problem,) = problems_of(lambda: read_base_text(spoiled))
    assert problem.line is not None
    assert "uid = weir" in spoiled.splitlines()[problem.line - 1]
    assert "is not valid TOML" in problem.message


def test_every_mistake_of_every_file_comes_at_once(tmp_path, sample_text):
    head, _, tail = sample_text.partition('[[fact]]\nuid = "speed"')
    (tmp_path / "00.toml").write_text(head.replace('kind = "role"', 'kind = "rol"', 1).replace('"words"', '"Words"', 1))
    (tmp_path / "10.toml").write_text(('[[fact]]\nuid = "weir"' + tail).replace('unit = "m/s"', "unit = 1"))
    problems = problems_of(lambda: read_base(tmp_path))
    assert [problem.file for problem in problems] == sorted(problem.file for problem in problems)
    text = "\n".join(map(str, problems))
    assert 'fact "weir": kind "rol" is unknown' in text
    assert 'topic "Words": uid "Words" is not a valid name' in text
    assert 'fact "weir": unit is 1; expected a string' in text
    first = next(problem.line for problem in problems if '"rol"' in problem.message)
    # In the sample the kind stands on the line below the uid.
    assert f"this uid is already taken at 00.toml:{(first or 0) - 1}" in text


def test_a_file_that_cannot_be_parsed_does_not_hide_the_others_or_make_false_alarms(tmp_path, sample_text):
    head, _, tail = sample_text.partition('[[fact]]\nuid = "speed"')
    (tmp_path / "00.toml").write_text(head + "\nbroken")
    (tmp_path / "10.toml").write_text(('[[fact]]\nuid = "speed"' + tail).replace('unit = "m/s"', "unit = 1"))
    messages = [str(problem) for problem in problems_of(lambda: read_base(tmp_path))]
    assert len(messages) == 2, messages
    assert "00.toml" in messages[0]
    assert "is not valid TOML" in messages[0]
    assert "unit is 1" in messages[1]


def test_a_folder_is_read_as_one_base_in_name_order(tmp_path, sample_text, sample):
    head, mark, tail = sample_text.partition('[[fact]]\nuid = "speed"')
    (tmp_path / "10.toml").write_text(mark + tail)
    (tmp_path / "00.toml").write_text(head)
    assert read_base(tmp_path) == sample


def test_a_file_that_is_no_text_is_a_problem(tmp_path):
    (tmp_path / "base.toml").write_bytes(b"\xff\xfe")
    (problem,) = problems_of(lambda: read_base(tmp_path))
    assert "is not UTF-8" in problem.message


def test_nothing_there_is_no_base(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_base(tmp_path)
    with pytest.raises(FileNotFoundError):
        read_base(tmp_path / "base.toml")
