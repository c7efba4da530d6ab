"""What is longer, wider or odder than a class can hold."""

import time
from uuid import uuid4

import pytest

from learn.classrooms import actions
from learn.classrooms.models import Enrollment
from learn.classrooms.names import LONGEST_NAME, in_order
from learn.classrooms.roster.refusal import RefusedError
from learn.classrooms.roster.sheets import read_roster
from learn.classrooms.roster.tables import MOST_COLUMNS
from learn.classrooms.roster_words import refusal
from tests.conftest import NOON

AS_LONG_AS_CAN_BE = "A" * 60 + "," + "B" * (LONGEST_NAME - 61)


@pytest.mark.parametrize(
    "text",
    [
        "name,email" + ",x" * MOST_COLUMNS + "\nAnn,ann@example.org\n",
        "ann@example.org" + "," * 100_000 + "x\n" + "".join(f"a{n}@example.org\n" for n in range(2000)),
        "name,email\nAnn,ann@example.org" + ",x" * 100_000 + "\n",
    ],
)
def test_a_file_of_too_many_columns_is_refused_at_once(text: str) -> None:
    started = time.process_time()
    with pytest.raises(RefusedError) as refused:
        read_roster(text.encode())
    assert refused.value.code == "too_many_columns"
    assert "200 can be read" in refusal(refused.value)
    assert time.process_time() - started < 2


def test_empty_columns_at_the_end_are_none() -> None:
    sheet = read_roster(b"name,email" + b"," * 300 + b"\nAnn,ann@example.org" + b"," * 300 + b"\n")
    assert [each.name for each in sheet.persons] == ["Ann"]


def test_a_name_is_no_longer_for_being_sorted() -> None:
    name, sort_name = in_order(AS_LONG_AS_CAN_BE)
    assert len(name) == len(sort_name) == LONGEST_NAME


@pytest.mark.django_db
def test_the_longest_name_can_join(cast, account, enter) -> None:
    late = account("late")
    enter(late).post(f"/classes/join/{cast.code}/", {"page": uuid4(), "zone": "", "name": AS_LONG_AS_CAN_BE})
    assert len(Enrollment.objects.get(learner=late).sort_name) == LONGEST_NAME


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["q=%00", "q=Sa%00m", "show=%00", "page=%00", "show=%D9%A3", "show=999999999999999"])
def test_people_are_looked_for_whatever_is_typed(query: str, cast, enter) -> None:
    answer = enter(cast.instructor).get(f"/classes/{cast.classroom.pk}/people/?{query}")
    assert answer.status_code == 200
    assert "\x00" not in answer.content.decode()
    if query.startswith("q="):
        assert "Sam" in answer.content.decode()


@pytest.mark.django_db
def test_sections_that_a_roster_cannot_tell_apart_cannot_be(cast) -> None:
    def add(name: str):
        return actions.add_section(classroom=cast.classroom, by=cast.instructor, name=name, now=NOON)

    add("Lab E")
    other = add("Lab F")
    for name in ("Lab É", "LAB E", "lab  é"):
        with pytest.raises(actions.SectionExistsError):
            add(name)
        with pytest.raises(actions.SectionExistsError):
            actions.rename_section(
                classroom=cast.classroom, by=cast.instructor, section_id=other.pk, name=name, now=NOON
            )
    actions.rename_section(classroom=cast.classroom, by=cast.instructor, section_id=other.pk, name="LAB F", now=NOON)
