import subprocess
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.facts.outline import RUN_WORDS, copied_runs, normalised_words, run_hashes


def test_words_are_compared_without_case_marks_or_curly_quotes():
    assert normalised_words("It\u2019s THE \u201cBone\u201d\u2014isn't it? 330,000 (10 %)") == [
        "it's", "the", "bone", "isn't", "it", "330", "000", "10",
    ]  # fmt: skip


def test_runs_cross_lines_and_belong_to_the_paragraph_of_their_first_word():
    text = "one two three\n\nfour five six\nseven eight nine ten"
    runs = run_hashes(text)
    assert [run.paragraph for run in runs] == [1, 1, 1]
    assert runs[0].hash == sha256(b"one two three four five six seven eight").hexdigest()[:16]
    assert run_hashes("only seven words are not a run") == []


@given(st.lists(st.text("abcdefg", min_size=1), min_size=RUN_WORDS, max_size=40), st.data())
def test_a_copy_of_eight_words_is_found_wherever_it_stands(words, data):
    known = {run.hash: run.paragraph for run in run_hashes(" ".join(words))}
    start = data.draw(st.integers(0, len(words) - RUN_WORDS))
    copy = words[start : start + RUN_WORDS]
    text = "Preamble 1!\n\n" + ",\n".join(word.upper() for word in copy) + "\nand 2 more."
    assert (3, 1) in copied_runs(text, known)
    assert copied_runs("Preamble 1 2 3 4 5 6 7 8 9", known) == []


def files_of(repository: Path) -> list[Path]:
    """Every file that is in the repository or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=repository,
        capture_output=True,
        check=True,
    )
    names = [name for name in listed.stdout.decode().split("\0") if name]
    return [repository / name for name in names if (repository / name).is_file()]


def copies_in(files: list[Path], known: dict[str, int]) -> list[str]:
    found = []
    for file in files:
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{file}:{line} repeats paragraph {paragraph}" for line, paragraph in copied_runs(text, known)]
    return found


def test_no_file_of_the_repository_repeats_the_source(repository, shipped):
    known = {run.hash: run.paragraph for run in shipped.outline.runs}
    files = files_of(repository)
    assert any(file.name == "20-spread.toml" for file in files), "the scan sees the shipped facts"
    assert copies_in(files, known) == []


def test_the_scan_would_find_a_copy(tmp_path):
    known = {run.hash: run.paragraph for run in run_hashes("alpha beta gamma delta epsilon zeta eta theta iota")}
    planted = tmp_path / "planted.toml"
    planted.write_text('a = "x"\nb = "Beta gamma delta,\nepsilon zeta eta theta: iota"\n')
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff")
    assert copies_in(sorted(tmp_path.iterdir()), known) == [f"{planted}:2 repeats paragraph 1"]


def test_the_outline_is_that_of_the_source(repository, shipped):
    article = repository.parent / "shared" / "source" / "bone-metastases.txt"
    if not article.exists():
        pytest.skip("the source itself is not part of the repository")
    text = article.read_text(encoding="utf-8")
    assert list(shipped.outline.runs) == run_hashes(text)
    count = len([line for line in text.splitlines() if line.strip()])
    assert [paragraph.number for paragraph in shipped.outline.paragraphs] == list(range(1, count + 1))


def test_each_assertion_of_the_shipped_outline_has_its_fact(shipped):
    told = {assertion for fact in shipped.facts for assertion in fact.assertions}
    assert {assertion.id for _, assertion in shipped.outline.assertions()} == told
    assert len(told) > 100
