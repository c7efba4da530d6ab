"""Who is taken for whom when they join, and codes."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from learn.classrooms import joining, people
from learn.classrooms.codes import ALPHABET, made_code, tidied
from learn.classrooms.joining import CodeRefusedError, WasRemovedError, class_of_code, join_class
from learn.classrooms.models import Enrollment, Role
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


class TestCodes:
    def test_a_code_has_nothing_that_looks_like_something_else(self) -> None:
        codes = {made_code() for _ in range(500)}
        assert len(codes) == 500
        assert all(len(code) == 8 and set(code) <= set(ALPHABET) for code in codes)
        assert not set(ALPHABET) & set("01258OILZSBUAE")

    @given(st.text(ALPHABET, min_size=8, max_size=8), st.sampled_from(["", "-", " ", " – "]))
    def test_it_is_forgiven_how_a_code_is_written(self, code: str, between: str) -> None:
        assert tidied(f" {code[:4].lower()}{between}{code[4:]}\n") == code

    @given(st.text(max_size=30))
    def test_whatever_is_typed_is_a_code_or_none(self, typed: str) -> None:
        code = tidied(typed)
        assert code == "" or (len(code) == 8 and set(code) <= set(ALPHABET))

    def test_a_code_ends_when_it_says_so(self, cast) -> None:
        code = cast.classroom.codes.get()
        assert class_of_code(code.code, now=code.expires_at - timedelta(seconds=1)) == cast.classroom
        with pytest.raises(CodeRefusedError):
            class_of_code(code.code, now=code.expires_at)


@pytest.fixture
def join(cast):
    def come(learner, name: str = "Nils New", number: str = "") -> Enrollment:
        return join_class(learner=learner, code=cast.code, name=name, student_number=number, now=timezone.now())

    return come


class TestTheRoster:
    def test_a_proved_address_is_known_again(self, cast, join, account, expect) -> None:
        line = expect(cast.classroom, "Nils Newman", email="nils@example.org", student_number="1", time_percent=150)
        nils = account("nils")
        EmailAddress.objects.create(user=nils, email="Nils@Example.org", verified=True)
        own = join(nils, "Nils N.")
        assert own.pk == line.pk
        assert (own.name, own.joined_as, own.student_number, own.time_percent) == ("Nils Newman", "Nils N.", "1", 150)

    def test_an_address_that_was_not_proved_is_not(self, cast, join, account, expect) -> None:
        line = expect(cast.classroom, "Nils New", email="nils@example.org")
        nils = account("nils", email="nils@example.org")
        EmailAddress.objects.create(user=nils, email="nils@example.org", verified=False)
        assert join(nils).pk != line.pk
        assert Enrollment.objects.get(pk=line.pk).is_expected

    def test_a_number_is_known_again_with_a_name_alike(self, cast, join, account, expect) -> None:
        line = expect(cast.classroom, "Nils Newman", student_number="A17")
        assert join(account("nils"), "nils", "a17").pk == line.pk

    def test_a_number_alone_makes_nobody_somebody_else(self, cast, join, account, expect) -> None:
        line = expect(cast.classroom, "Olga Orlova", student_number="A17")
        own = join(account("nils"), "Nils", "A17")
        assert own.pk != line.pk
        assert (own.name, own.student_number) == ("Nils", "")

    def test_a_line_that_somebody_came_for_is_theirs(self, cast, join, account, expect) -> None:
        line = expect(cast.classroom, "Nils Newman", student_number="A17")
        first, second = join(account("nils"), "Nils", "A17"), join(account("nina"), "Nils", "A17")
        assert first.pk == line.pk
        assert second.pk != line.pk
        assert second.student_number == ""

    def test_a_new_number_is_kept(self, join, account) -> None:
        assert join(account("nils"), "Nils", "Z1").student_number == "Z1"


class TestComingBack:
    def test_twice_is_once(self, cast, join) -> None:
        assert join(cast.student).pk == join(cast.student).pk
        assert join(cast.instructor).role == Role.INSTRUCTOR

    def test_an_instructor_who_left_comes_back_as_a_student(self, cast, join) -> None:
        joining.leave(classroom=cast.classroom, learner=cast.co, now=NOON)
        assert join(cast.co).role == Role.STUDENT

    def test_not_after_being_removed(self, cast, join, row) -> None:
        own = row(cast.classroom, cast.student)
        joining.leave(classroom=cast.classroom, learner=cast.student, now=NOON)
        people.remove(classroom=cast.classroom, by=cast.instructor, enrollment_id=own.pk, now=NOON)
        with pytest.raises(WasRemovedError):
            join(cast.student)
