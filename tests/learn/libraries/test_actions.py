"""Opening, sharing and writing libraries together: what is done, once, and what is refused."""

from uuid import uuid4

import pytest

from learn.accounts.models import User
from learn.classrooms.actions import copy_class
from learn.classrooms.models import AuditEntry, Classroom, Enrollment, Role
from learn.classrooms.trail_words import told
from learn.libraries import actions, writers
from learn.libraries.locking import ArchivedError
from learn.libraries.models import Author, AuthorRole, Library, Share
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def row(classroom: Classroom, learner: User) -> Enrollment:
    return Enrollment.objects.get(classroom=classroom, learner=learner)


class TestOpening:
    def test_two_clicks_open_one_and_its_opener_owns_it(self, account) -> None:
        ada, library_id = account("ada"), uuid4()
        for _ in range(2):
            made = actions.open_library(learner=ada, library_id=library_id, title="Mine", now=NOON)
        assert list(Library.objects.all()) == [made]
        assert Author.objects.get().role == AuthorRole.OWNER
        assert made.code.startswith("lib")

    def test_a_page_of_somebody_elses_opens_another(self, cast) -> None:
        made = actions.open_library(learner=cast.stranger, library_id=cast.library.pk, title="Hers", now=NOON)
        assert made.pk != cast.library.pk
        assert not Library.objects.written_by(cast.stranger).filter(pk=cast.library.pk).exists()

    def test_no_guest_opens_one(self, learner: User) -> None:
        with pytest.raises(actions.MayNotOpenError):
            actions.open_library(learner=learner, library_id=uuid4(), title="Mine", now=NOON)

    def test_there_is_a_limit_that_archiving_makes_room_in(self, cast, monkeypatch) -> None:
        monkeypatch.setattr(actions, "MOST_LIBRARIES", 1)
        with pytest.raises(actions.TooManyLibrariesError):
            actions.open_library(learner=cast.owner, library_id=uuid4(), title="One more", now=NOON)
        actions.archive(library=cast.library, now=NOON)
        actions.open_library(learner=cast.owner, library_id=uuid4(), title="One more", now=NOON)


class TestClasses:
    def test_only_to_a_class_that_the_author_teaches(self, cast) -> None:
        for classroom, by in ((cast.elsewhere, cast.owner), (cast.classroom, cast.student)):
            with pytest.raises(actions.NotTaughtError):
                actions.open_to_class(library=cast.library, classroom=classroom, by=by, now=NOON)
        Classroom.objects.update(archived_at=NOON)
        with pytest.raises(actions.NotTaughtError):
            actions.open_to_class(library=cast.library, classroom=cast.classroom, by=cast.owner, now=NOON)
        assert not Share.objects.exists()

    def test_opened_closed_and_opened_again_is_one_share_and_stands_in_the_trail(self, cast) -> None:
        who = {"library": cast.library, "classroom": cast.classroom, "by": cast.owner, "now": NOON}
        for do in (actions.open_to_class, actions.close_to_class, actions.open_to_class):
            do(**who)
            do(**who)
        assert Share.objects.get().ended_at is None
        trail = [(told(each).what, each.about) for each in AuditEntry.objects.order_by("pk")]
        opened, closed = "opened to the class the library", "closed to the class the library"
        assert trail == [(said, "Rivers & seas") for said in (opened, closed, opened)]

    def test_whoever_opened_it_can_close_it_after_they_left_the_class(self, cast, share) -> None:
        share(cast)
        Enrollment.objects.filter(learner=cast.owner).update(ended_at=NOON)
        who = {"library": cast.library, "classroom": cast.classroom, "now": NOON}
        with pytest.raises(actions.NotTaughtError):
            actions.close_to_class(by=cast.stranger, **who)
        actions.close_to_class(by=cast.owner, **who)
        assert not Share.objects.current().exists()
        assert AuditEntry.objects.latest("pk").by_name == "Ines"

    def test_a_copied_class_has_the_libraries_of_who_copied_it(self, cast, share) -> None:
        share(cast)
        for who, number in ((cast.co, 0), (cast.owner, 1)):
            said = {"classroom_id": uuid4(), "name": "Rivers 102", "term": "", "now": NOON}
            copy = copy_class(classroom=cast.classroom, by=who, **said)
            assert Library.objects.open_to(copy).count() == number

    def test_an_archived_library_is_opened_to_no_class_but_can_be_closed(self, cast, share) -> None:
        share(cast)
        actions.archive(library=cast.library, now=NOON)
        actions.close_to_class(library=cast.library, classroom=cast.classroom, by=cast.owner, now=NOON)
        with pytest.raises(ArchivedError):
            actions.open_to_class(library=cast.library, classroom=cast.classroom, by=cast.owner, now=NOON)
        with pytest.raises(ArchivedError):
            actions.change_library(library=cast.library, title="x", description="")
        actions.reopen(library=cast.library)
        actions.change_library(library=cast.library, title="x", description="")


class TestAuthors:
    def test_whoever_teaches_with_the_owner_can_be_added_once(self, cast) -> None:
        enrollment_id = row(cast.classroom, cast.co).pk
        for _ in range(2):
            made = writers.add_author(library=cast.library, by=cast.owner, enrollment_id=enrollment_id, now=NOON)
        assert (made.learner, made.role) == (cast.co, AuthorRole.EDITOR)
        assert Author.objects.filter(library=cast.library).count() == 2

    def test_nobody_else_can(self, cast) -> None:
        refused = [row(cast.classroom, cast.student), row(cast.elsewhere, cast.stranger)]
        for each in (*refused, Enrollment(pk=uuid4())):
            with pytest.raises(writers.NotACoInstructorError):
                writers.add_author(library=cast.library, by=cast.owner, enrollment_id=each.pk, now=NOON)
        Enrollment.objects.filter(learner=cast.co).update(ended_at=NOON)
        with pytest.raises(writers.NotACoInstructorError):
            writers.add_author(
                library=cast.library, by=cast.owner, enrollment_id=row(cast.classroom, cast.co).pk, now=NOON
            )

    def test_the_last_owner_stays_until_there_is_another(self, cast) -> None:
        own = Author.objects.get(learner=cast.owner)
        added = {"library": cast.library, "by": cast.owner, "now": NOON}
        other = writers.add_author(enrollment_id=row(cast.classroom, cast.co).pk, **added)
        for do in (
            lambda: writers.leave(library=cast.library, learner=cast.owner),
            lambda: writers.remove_author(library=cast.library, author_id=own.pk),
            lambda: writers.change_role(library=cast.library, author_id=own.pk, role=AuthorRole.EDITOR),
        ):
            with pytest.raises(writers.LastOwnerError):
                do()
        writers.change_role(library=cast.library, author_id=other.pk, role=AuthorRole.OWNER)
        writers.leave(library=cast.library, learner=cast.owner)
        assert Author.objects.get().learner == cast.co

    def test_an_author_of_another_library_is_none_of_this(self, cast, account) -> None:
        actions.open_library(learner=cast.stranger, library_id=uuid4(), title="Hers", now=NOON)
        theirs = Author.objects.get(learner=cast.stranger)
        with pytest.raises(writers.NoSuchAuthorError):
            writers.remove_author(library=cast.library, author_id=theirs.pk)
        with pytest.raises(writers.NoSuchAuthorError):
            writers.change_role(library=cast.library, author_id=theirs.pk, role=AuthorRole.OWNER)


def test_who_teaches_two_classes_with_the_owner_is_offered_by_each(cast, enroll) -> None:
    second = Classroom.objects.create(name="Seas 101", opened_at=NOON)
    for who in (cast.owner, cast.co):
        enroll(second, who, Role.INSTRUCTOR)
    offered = writers.co_instructors(cast.owner, cast.library)
    assert {(each.learner, each.classroom) for each in offered} == {(cast.co, cast.classroom), (cast.co, second)}
