"""What a class does with a library that is open to it: its quizzes, its decks, and what stays once it is closed."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from cards.models import Item, Topic
from learn.assignments import actions, bank, drawing, plans, quiz_actions
from learn.assignments.models import Assignment, Goal
from learn.assignments.reading import study_progress
from learn.classrooms.models import Classroom, Enrollment
from learn.libraries import actions as libraries
from learn.quizzes import actions as taking
from learn.quizzes.models import AttemptItem
from learn.teaching.assigned import cards_of
from tests.conftest import NOON
from tests.learn.libraries.conftest import again, deck_of, study_deck
from tests.learn.libraries.test_pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(shared) -> Topic:
    return Topic.objects.get(source__library=shared.library.code)


def written(library, uid: str) -> Item:
    return Item.objects.get(uid=f"{library.code}-{uid}")


@pytest.fixture
def assigned(shared, topic) -> Callable[..., Assignment]:
    """Assigns a quiz or a deck to the class."""

    def make(plan: plans.Plan | None = None, **terms: object) -> Assignment:
        made = {"by": shared.owner, "classroom": shared.classroom, "now": NOON}
        if plan is not None:
            terms["quiz"] = quiz_actions.save_quiz(quiz_id=uuid4(), title="Rivers", plan=plan, **made)
        asked = actions.Terms(title="Rivers", **terms)
        return actions.assign(assignment_id=uuid4(), terms=asked, **made)

    return make


def start(shared, assignment: Assignment, now=NOON):
    enrollment = Enrollment.objects.get(learner=shared.student, classroom=shared.classroom)
    said = {"learner": again(shared.student), "enrollment": enrollment, "assignment": assignment}
    return actions.start(attempt_id=uuid4(), now=now, seed=1, **said)


def close(shared) -> None:
    who = {"library": shared.library, "classroom": shared.classroom, "by": shared.owner, "now": NOON}
    libraries.close_to_class(**who)


class TestQuizzes:
    def test_a_blueprint_draws_from_its_topics_held_out_ones_too(self, shared, topic) -> None:
        lens = drawing.class_lens(shared.classroom.pk)
        assert topic.pk in [pk for _title, topics in bank.topics(lens) for pk, _ in topics]
        blueprint = plans.Blueprint((plans.Line(9, topics=(topic.pk,)),))
        drawn = quiz_actions.drawn_for(blueprint, classroom_id=shared.classroom.pk, seed=1)
        items = set(Item.objects.filter(current__in=drawn.drawn).values_list("uid", flat=True))
        assert {f"{shared.library.code}-{uid}" for uid in ("which-land", "which-barrier")} <= items

    def test_another_class_draws_none_of_it(self, shared, topic) -> None:
        other = drawing.class_lens(shared.elsewhere.pk)
        assert shared.library.code not in other.libraries
        blueprint = plans.Blueprint((plans.Line(9, topics=(topic.pk,)),))
        assert quiz_actions.drawn_for(blueprint, classroom_id=shared.elsewhere.pk, seed=1).drawn == ()
        picked = plans.Picked((written(shared.library, "which-land").current_id,))
        with pytest.raises(quiz_actions.NotWholeError):
            quiz_actions.save_quiz(
                by=shared.stranger, classroom=shared.elsewhere, quiz_id=uuid4(), title="x", plan=picked, now=NOON
            )

    def test_topics_stand_under_their_librarys_title(self, shared, enter) -> None:
        client, base = enter(shared.owner), f"/classes/{shared.classroom.pk}/quizzes"
        page = client.get(f"{base}/new/").content.decode()
        assert '<p dir="auto"><b>Rivers &amp; seas</b></p>' in page
        assert '<optgroup label="Rivers &amp; seas">' in client.get(f"{base}/pick/").content.decode()
        assert "Rivers &amp; seas" in enter(shared.student).get("/quizzes/").content.decode()
        assert (
            "<optgroup"
            not in enter(shared.stranger).get(f"/classes/{shared.elsewhere.pk}/quizzes/pick/").content.decode()
        )

    def test_a_line_on_all_topics_of_two_libraries_is_a_line_on_all(self, shared, enter) -> None:
        groups = bank.topics(drawing.class_lens(shared.classroom.pk))
        every = [pk for _title, topics in groups for pk, _ in topics]
        sent = {"quiz_id": str(uuid4()), "title": "All", "seed": 1, "count": 1, "line0-number": 3, "do": "save"}
        client = enter(shared.owner)
        sent |= {"line0-level": "mixed", "line0-topics": every}
        reply = client.post(f"/classes/{shared.classroom.pk}/quizzes/new/", sent)
        assert "all topics" in text(client.get(reply["Location"]))

    @pytest.mark.parametrize(
        ("sought", "is_found"),
        [("COAST land", True), ("deltas", True), ("Which, land?", True), ("mountain", False)],
    )
    def test_picking_finds_by_any_word_it_says(self, shared, sought: str, is_found: bool) -> None:
        found = bank.find(drawing.class_lens(shared.classroom.pk), text=sought).questions
        version = written(shared.library, "which-land").current_id
        assert (version in [each.version_id for each in found]) == is_found

    def test_and_by_tag(self, shared, enter) -> None:
        lens = drawing.class_lens(shared.classroom.pk)
        assert bank.tags(lens) == ["coast"]
        [found] = bank.find(lens, tag="coast").questions
        assert found.version_id == written(shared.library, "which-land").current_id
        client, page = enter(shared.owner), f"/classes/{shared.classroom.pk}/quizzes/pick/"
        sent = {"quiz_id": str(uuid4()), "title": "", "do": "search", "tag": "coast"}
        assert "Which land does a river build" in text(client.post(page, sent))
        there = enter(shared.stranger).get(f"/classes/{shared.elsewhere.pk}/quizzes/pick/")
        assert 'name="tag"' not in there.content.decode()

    def test_picking_begins_with_what_is_ones_own_and_goes_by_library(self, shared, enter) -> None:
        lens = drawing.class_lens(shared.classroom.pk)
        (own, title), (shipped, _) = bank.libraries(lens)
        assert title == shared.library.title
        items = Item.objects.filter(library=shared.library.code, register="nursing", retired_at=None)
        mine = set(items.values_list("current_id", flat=True))

        def found(**said: object) -> list[int]:
            return [each.version_id for each in bank.find(lens, **said).questions]

        # Whoever writes it or only teaches with it: before what everyone has.
        for codes in ((), (shared.library.code,)):
            assert mine == set(found(own=codes)[: len(mine)])
        # Another one's library before theirs, as it were.
        assert mine.isdisjoint(found(own=("shipped",)))
        assert set(found(library=own)) == mine
        assert found(library=shipped) and mine.isdisjoint(found(library=shipped))
        client, page = enter(shared.owner), f"/classes/{shared.classroom.pk}/quizzes/pick/"
        shown = text(client.get(page))
        first, _, _ = shown.partition("Question and answer")
        assert "Short answer, typed · Rivers · Rivers &amp; seas" in first
        sent = {"quiz_id": str(uuid4()), "title": "", "do": "search", "library": shipped}
        assert "Which land does a river build" not in text(client.post(page, sent))
        there = enter(shared.stranger).get(f"/classes/{shared.elsewhere.pk}/quizzes/pick/")
        assert 'name="library"' not in there.content.decode()


class TestOnceItIsClosed:
    def test_what_was_picked_is_still_asked_and_marked(self, shared, assigned, enter) -> None:
        land, barrier = (written(shared.library, uid) for uid in ("which-land", "which-barrier"))
        quiz = assigned(plans.Picked((land.current_id, barrier.current_id)))
        begun = start(shared, quiz)
        close(shared)
        client = enter(shared.student)
        now = timezone.now()
        place = AttemptItem.objects.get(attempt_id=begun.attempt_id, item=barrier).place
        page = client.get(f"/quizzes/{begun.attempt_id}/{place}/")
        assert "Which barrier across a stream" in text(page)
        said = {"learner": again(shared.student), "attempt_id": begun.attempt_id}
        (slot,) = barrier.current.typed.slots
        given = {slot.id: [next(each.id for each in slot.options if not each.is_key)]}
        taking.respond(place=place, given=given, client_id=uuid4(), now=now, **said)
        taking.submit(now=now, **said)
        results = client.get(f"/quizzes/{begun.attempt_id}/results/")
        assert "A weir is low" in text(results)
        assert f"/sources/{shared.library.code}/" not in results.content.decode()
        assert "low barrier" not in results.content.decode(), "the card on it is nobody's to study"
        page = enter(shared.owner).get(f"/classes/{shared.classroom.pk}/quizzes/{quiz.quiz_id}/")
        assert "Which barrier across a stream" in text(page)
        assert client.get("/account/download/").status_code == 200

    def test_one_draw_for_each_finds_none_and_says_so(self, shared, assigned, topic, enter) -> None:
        quiz = assigned(plans.Blueprint((plans.Line(2, topics=(topic.pk,)),), is_per_student=True))
        close(shared)
        with pytest.raises(taking.NothingToAskError):
            start(shared, quiz)
        client = enter(shared.owner)
        base = f"/classes/{shared.classroom.pk}"
        assert "2 questions are wanted, and 0 are there" in text(
            client.get(f"{base}/assignments/new/quiz/{quiz.quiz_id}/")
        )
        for path in (f"{base}/quizzes/{quiz.quiz_id}/", f"{base}/quizzes/{quiz.quiz_id}/change/"):
            assert client.get(path).status_code == 200
        told = enter(shared.student).post(f"{base}/assignments/{quiz.pk}/start/", {"attempt_id": uuid4()}, follow=True)
        assert "no question in it that you may be asked" in text(told)

    def test_its_deck_is_said_to_be_closed_and_what_was_studied_counts(self, shared, assigned, enter) -> None:
        deck = deck_of(shared.library)
        work = assigned(deck=deck, goal=Goal.SEEN, goal_number=1, due_at=NOON + timedelta(days=7))
        study_deck(shared.student, shared.library)
        enrollments = list(Enrollment.objects.filter(learner=shared.student))
        before = study_progress([work], enrollments, NOON)
        assert before[work.pk, enrollments[0].pk].goal > 0
        assert cards_of([work])[work.pk]
        close(shared)
        assert study_progress([work], enrollments, NOON) == before
        assert cards_of([work])[work.pk] == (), "nobody is behind with what they cannot see"
        page = f"/classes/{shared.classroom.pk}/assignments/{work.pk}/"
        assert "not open to the class at present" in text(enter(shared.student).get(page))
        teacher = enter(shared.owner)
        assert "no longer open to the class" in text(teacher.get(page))
        for path in ("assignments/", "overview/", "gradebook/"):
            assert teacher.get(f"/classes/{shared.classroom.pk}/{path}").status_code == 200
        again_deck = f"/classes/{shared.classroom.pk}/assignments/new/deck/{deck.uid}/"
        assert teacher.get(again_deck).status_code == 404


class TestDecks:
    def test_those_of_the_class_can_be_assigned_there_alone(self, shared, enter) -> None:
        deck = deck_of(shared.library)
        for who, classroom, status in (
            (shared.owner, shared.classroom, 200),
            (shared.co, shared.classroom, 200),
            (shared.stranger, shared.elsewhere, 404),
        ):
            client = enter(who)
            listed = text(client.get(f"/classes/{classroom.pk}/assignments/"))
            assert (f"{deck.title} Rivers &amp; seas" in listed) == (status == 200)
            assert client.get(f"/classes/{classroom.pk}/assignments/new/deck/{deck.uid}/").status_code == status

    def test_held_out_facts_are_no_part_of_what_is_assigned(self, shared, assigned) -> None:
        work = assigned(deck=deck_of(shared.library), goal=Goal.SEEN, goal_number=1)
        facts = {each.card_id for each in cards_of([work])[work.pk]}
        assert (
            len(facts)
            == study_progress([work], list(Enrollment.objects.filter(learner=shared.student)), NOON)[
                work.pk, Enrollment.objects.get(learner=shared.student).pk
            ].goal
        )


class TestSources:
    def test_a_library_shows_what_its_facts_are_from(self, shared, enter) -> None:
        client: Client = enter(shared.student)
        page = client.get(f"/sources/{shared.library.code}/").content.decode()
        assert "The Atlas of Rivers, 3rd edition." in page
        assert 'href="https://example.org/atlas"' in page
        assert 'href=""' not in page

    def test_so_does_a_card_of_it(self, shared, enter) -> None:
        card = deck_of(shared.library).cards.filter(fact__is_held_out=False).first()
        for headers in ({}, {"HX-Request": "true"}):
            page = enter(shared.student).get(f"/cards/{card.pk}/source/", headers=headers).content.decode()
            assert "Atlas of Rivers" in page
            assert f'href="/sources/{shared.library.code}/"' in page
            assert 'href=""' not in page
            assert not re.search(r"<p>\s*\.", page)

    def test_home_names_those_that_one_sees(self, shared, enter) -> None:
        for who, is_named in ((shared.student, True), (shared.stranger, False)):
            page = enter(who).get("/").content.decode()
            assert ("Source: Rivers &amp; seas" in page) == is_named
        assert "Rivers" not in Client().get("/").content.decode()

    def test_caregivers_see_nothing_that_is_for_nurses(self, shared, enter) -> None:
        shared.student.preferences.path = "caregiver"
        shared.student.preferences.save()
        client = enter(shared.student)
        for path in ("/decks/", "/words/", "/cards/", "/glossary/", "/libraries/", f"/sources/{shared.library.code}/"):
            page = client.get(path)
            assert page.status_code == 200
            assert "land that a river builds" not in page.content.decode()


def test_an_archived_class_keeps_what_was_opened_to_it(shared, enter) -> None:
    Classroom.objects.filter(pk=shared.classroom.pk).update(archived_at=NOON)
    assert enter(shared.student).get(f"/decks/{deck_of(shared.library).uid}/").status_code == 200
