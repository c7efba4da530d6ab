"""Extensions by file: what spreadsheets write is understood, and what is not is said."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learn.assignments.extension_file import UnreadableError, read
from learn.classrooms.roster.decoding import decoded
from learn.classrooms.roster.refusal import RefusedError


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_as_spreadsheets_write_it(encoding: str, mark: str) -> None:
    text = (
        mark.join(["E-Mail", "Due", "More attempts", "Müll"]) + "\r\n" + mark.join(["A@b.org", "2026-03-20", "2", "ü"])
    )
    [row] = read(decoded(text.encode(encoding)))
    assert (row.email, row.told, row.more_attempts) == ("a@b.org", {"due_at": datetime(2026, 3, 20, 23, 59)}, 2)
    assert not row.problems


def test_what_is_wrong_is_told_by_column() -> None:
    sheet = "student number,due,closes,minutes,exempt\n,soon,03/04/2026,many,perhaps\n007,20.03.2026 9:30,,5,yes\n\n"
    bad, good = read(sheet)
    assert bad.problems == {
        "due_at": "time",
        "closes_at": "time",
        "minutes": "number",
        "is_exempt": "yes",
        "who": "who",
    }
    assert (good.line, good.number, good.minutes, good.is_exempt) == (3, "007", 5, True)


@pytest.mark.parametrize(("text", "why"), [("email,due\n", "empty"), ("a,b\n1,2", "columns")])
def test_what_is_no_table_of_extensions(text: str, why: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(text)
    assert caught.value.why == why


@given(st.binary(max_size=300))
def test_any_file_is_read_or_refused(data: bytes) -> None:
    try:
        read(decoded(data))
    except (UnreadableError, RefusedError):
        pass
