"""What may be put into a quiz, and what is kept from whoever is a student elsewhere."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from cards.models import Item, ItemVersion
from learn.accounts.models import User
from learn.assignments import bank, drawing, plans, quiz_actions
from learn.assignments.models import Assignment, Quiz
from learn.assignments.reading import plan_of
from learn.classrooms import joining
from learn.classrooms.actions import open_class
from learn.classrooms.models import Classroom, Enrollment
from learn.quizzes.models import HeldOut
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def teaches(instructor: User) -> Client:
    client = Client()
    client.force_login(instructor)
    return client


def pick(client: Client, classroom: Classroom, **sent: object):
    data = {"do": "search", "quiz_id": str(uuid4()), "title": "Mine"} | sent
    return client.post(f"/classes/{classroom.pk}/quizzes/pick/", data)


def picked(page) -> list[int]:
    return [each.version_id for each in page.context["picked"]]


def found(page) -> list[int]:
    return [each.version_id for each in page.context["found"].questions]


def of_caregivers() -> Item:
    inside = Item.objects.through(drawing.class_lens(uuid4())).values("pk")
    return Item.objects.exclude(pk__in=inside).filter(current__isnull=False, retired_at=None)[0]


class TestWhatMayBePicked:
    def test_not_what_a_class_is_not_asked(self, teaches: Client, classroom: Classroom, content) -> None:
        item = of_caregivers()
        assert picked(pick(teaches, classroom, do=f"add:{item.current_id}")) == []
        assert pick(teaches, classroom, do="save", version=item.current_id).status_code == 422
        assert not Quiz.objects.exists()

    def test_no_action_saves_it_either(self, classroom: Classroom, instructor: User, make_quiz, content) -> None:
        with pytest.raises(quiz_actions.NotWholeError):
            make_quiz(plans.Picked((of_caregivers().current_id,)))

    def test_what_is_retired_stays_where_it_was_and_comes_into_no_other(
        self, teaches: Client, classroom: Classroom, make_quiz
    ) -> None:
        quiz = make_quiz()
        versions = plan_of(quiz).fixed
        retired = versions[0]
        Item.objects.filter(pk=ItemVersion.objects.get(pk=retired).item_id).update(retired_at=NOON)
        assert pick(teaches, classroom, do="save", version=retired).status_code == 422
        place = f"/classes/{classroom.pk}/quizzes/{quiz.pk}/pick/"
        sent = {"do": "save", "quiz_id": str(quiz.pk), "title": "Week 1", "version": versions[:2]}
        assert teaches.post(place, sent).status_code == 302
        quiz = Quiz.objects.get(pk=quiz.pk)
        assert plan_of(quiz).fixed == versions[:2]

    def test_about_survival_where_it_was_looked_for(self, teaches: Client, classroom: Classroom, content) -> None:
        item = Item.objects.through(drawing.class_lens(uuid4())).filter(sensitivity="survival")[0]
        assert pick(teaches, classroom, do="save", version=item.current_id).status_code == 302


class TestWhatIsHeldOut:
    """A student of the class opens one of their own."""

    @pytest.fixture
    def held(self, classroom: Classroom, enrollment: Enrollment, make_quiz, assign) -> list[ItemVersion]:
        quiz = make_quiz(is_held_out=True)
        assign(quiz=quiz, due_at=None, closes_at=NOON + timedelta(days=1))
        return list(ItemVersion.objects.in_bulk(plan_of(quiz).fixed).values())

    @pytest.fixture
    def own(self, student: User) -> Classroom:
        User.objects.filter(pk=student.pk).update(is_guest=False)
        student.refresh_from_db()
        said = {"classroom_id": uuid4(), "name": "Mine", "term": "", "own_name": "Me", "zone": "UTC"}
        return open_class(learner=student, now=NOON, **said)

    @pytest.fixture
    def cheats(self, student: User, own: Classroom) -> Client:
        client = Client()
        client.force_login(student)
        return client

    def test_is_not_found_there(self, held, own, cheats: Client, teaches: Client, classroom: Classroom) -> None:
        for version in held:
            words = " ".join(sorted(set(version.item.tells["words"].split()), key=len)[-4:])
            assert version.pk not in found(pick(cheats, own, q=words))
            assert version.pk in found(pick(teaches, classroom, q=words))
            assert picked(pick(cheats, own, do=f"add:{version.pk}")) == []
            assert picked(pick(teaches, classroom, do=f"add:{version.pk}")) == [version.pk]
            assert pick(cheats, own, do="save", version=version.pk).status_code == 422

    def test_is_not_drawn_there(self, held, own, cheats: Client, student: User) -> None:
        kept = bank.kept_from(student.pk, NOON)
        lines = (plans.Line(50, formats=("multiple_choice",)),)
        for seed in range(3):
            drawn = quiz_actions.drawn_for(plans.Blueprint(lines), classroom_id=own.pk, seed=seed, without=kept)
            assert not {each.pk for each in held}.intersection(drawn.drawn)
        sent = {"quiz_id": str(uuid4()), "title": "Mine", "seed": 1, "count": 1, "line0-number": 50}
        for do in ("preview", "save"):
            page = cheats.post(f"/classes/{own.pk}/quizzes/new/", sent | {"do": do}, follow=True)
            asked = {each.version_id for each in page.context["questions"]}
            assert len(asked) > 5
            assert not asked.intersection(each.pk for each in held)

    def test_is_kept_back_where_it_was_picked_before(self, held, own, cheats: Client, student: User) -> None:
        HeldOut.objects.update(until=NOON)
        asked = tuple(each.pk for each in held)
        said = {"by": student, "classroom": own, "quiz_id": uuid4(), "title": "Mine", "now": NOON}
        quiz = quiz_actions.save_quiz(plan=plans.Picked(asked), **said)
        HeldOut.objects.update(until=NOON + timedelta(days=1))
        place = f"/classes/{own.pk}/quizzes/{quiz.pk}/"
        for page in (cheats.get(place), cheats.get(f"{place}pick/")):
            assert "5 questions are not shown to you" in page.content.decode()
        assert picked(page) == []
        assert list(cheats.get(place).context["questions"]) == []
        sent = {"do": "save", "quiz_id": str(quiz.pk), "title": "Renamed", "version": asked}
        assert cheats.post(f"{place}pick/", sent).status_code == 302
        assert plan_of(Quiz.objects.get(pk=quiz.pk)).fixed == asked

    def test_stays_so_for_who_leaves(self, held, classroom: Classroom, student: User) -> None:
        joining.leave(classroom=classroom, learner=student, now=NOON)
        assert HeldOut.objects.from_practice_of(student.pk, NOON).count() == len(held)
        assert not HeldOut.objects.from_practice_of(student.pk, NOON + timedelta(days=1)).exists()
        assert not HeldOut.objects.from_practice_of(student.pk + 1, NOON).exists()
        assert Assignment.objects.get().closes_at == NOON + timedelta(days=1)
