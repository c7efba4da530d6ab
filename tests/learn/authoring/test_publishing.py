"""Publishing: schedules stand, nothing half done, told once, undone, and one at a time."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cards.models import Card, Deck, Fact, Item
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.authoring import drafts, publishing
from learn.authoring.models import Entry, Publication, Status
from learn.libraries.actions import open_to_class
from learn.libraries.models import Author
from learn.reports.actions import see_correction
from learn.reports.models import Correction
from learn.reports.reading import corrections_for
from learn.reviews import queue
from learn.reviews.actions import answer_card
from learn.reviews.models import CardState
from learn.reviews.subscribing import subscribe
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def uid(cast, name: str) -> str:
    return f"{cast.library.code}-{name}"


def study_first_card(learner: User, cast) -> CardState:
    """Subscribes to the library's deck and answers its first card."""
    learner = User.objects.get(pk=learner.pk)
    subscribe(learner=learner, deck=Deck.objects.get(uid=uid(cast, "all")), now=NOON)
    question = queue.next_question(learner=learner, now=NOON)
    answer_card(
        learner=learner, card_id=question.card.pk, grade=4, client_id=uuid4(), now=NOON, seen_row_at=None, time_ms=1000
    )
    return CardState.objects.get(learner=learner, card=question.card)


def test_what_is_published_is_studied_by_its_class_and_its_author_alone(cast, write, publish) -> None:
    write()
    open_to_class(library=cast.library, classroom=cast.classroom, by=cast.author, now=NOON)
    assert publish().status == Status.DONE
    for learner, sees in ((cast.student, True), (cast.author, True), (cast.outsider, False)):
        lens = lens_for(User.objects.get(pk=learner.pk))
        assert Card.objects.through(lens).filter(fact__library=cast.library.code).exists() is sees
    deck = Deck.objects.get(uid=uid(cast, "all"))
    assert deck.title == "All cards of Bone notes"
    assert deck.cards.count() == 2


def test_drafts_are_seen_by_nobody_before(cast, write) -> None:
    write()
    assert not Fact.objects.filter(library=cast.library.code).exists()


def test_a_schedule_stands_through_edit_retire_return_and_undo(cast, write, publish) -> None:
    entry = write()
    publish()
    state = study_first_card(cast.author, cast)

    def kept() -> bool:
        now = CardState.objects.get(learner=cast.author, card_id=state.card_id)
        return (now.repetitions, now.due_date) == (state.repetitions, state.due_date)

    write(meaning="a cell that takes bone away", uid=entry.uid)
    publish()
    assert kept() and Card.objects.get(pk=state.card_id).retired_at is None
    drafts.retire_entry(entry=entry, by=cast.author, now=NOON)
    assert publish().report["retired"] == 1
    assert kept() and Card.objects.get(pk=state.card_id).retired_at is not None
    drafts.return_entry(entry=entry, by=cast.author, now=NOON)
    assert publish().report["returned"] == 1
    assert kept() and Card.objects.get(pk=state.card_id).retired_at is None
    target = publishing.to_undo(cast.library)
    asked = publishing.ask_to_undo(
        library=cast.library, publication_id=uuid4(), number=target.number, by=cast.author, now=NOON
    )
    publishing.carry_out(publication_id=asked.pk, now=NOON)
    assert kept() and Card.objects.get(pk=state.card_id).retired_at is not None


def test_a_correction_is_told_once_to_who_answered_and_never_at_first(cast, write, publish) -> None:
    entry = write()
    open_to_class(library=cast.library, classroom=cast.classroom, by=cast.author, now=NOON)
    publish()
    assert not Correction.objects.exists()
    study_first_card(cast.student, cast)
    later = NOON + timedelta(hours=1)
    write(meaning="a cell that takes bone away", uid=entry.uid)
    publish(now=later)
    student = User.objects.get(pk=cast.student.pk)
    told = corrections_for(learner=student, lens=lens_for(student), now=later)
    assert [each.correction.text for each in told] == [
        "The answer was “A cell that breaks down bone”; it is now “A cell that takes bone away”."
    ]
    author = User.objects.get(pk=cast.author.pk)
    assert corrections_for(learner=author, lens=lens_for(author), now=later) == []
    count = Correction.objects.count()
    publish(now=later)
    assert Correction.objects.count() == count


def test_the_authors_own_words_are_told_and_silence_is_kept(cast, write, publish) -> None:
    entry = write()
    publish()
    write(meaning="a cell that takes bone away", uid=entry.uid)
    publish(note="We mended a meaning.")
    assert set(Correction.objects.values_list("text", flat=True)) == {"We mended a meaning."}
    Correction.objects.all().delete()
    write(meaning="a cell that breaks bone down", uid=entry.uid)
    publish(tells_students=False)
    assert not Correction.objects.exists()


def test_long_answers_are_cut_to_fit_a_correction(cast, write, publish) -> None:
    entry = write(meaning="a cell " + "that goes on " * 30)
    publish()
    write(meaning="a cell " + "which goes on " * 30, uid=entry.uid)
    publish()
    assert all(len(text) <= 300 for text in Correction.objects.values_list("text", flat=True))
    assert Correction.objects.exists()


def test_nothing_is_half_published(cast, write, publish, monkeypatch) -> None:
    entry = write()
    publish()
    write(meaning="a cell that takes bone away", uid=entry.uid)
    write("osteoblast", "a cell that builds bone")

    def broken(*args: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(publishing, "_mark_published", broken)
    failed = publish()
    assert failed.status == Status.FAILED and "Nothing was changed" in failed.problem
    assert Fact.objects.filter(library=cast.library.code).count() == 1
    assert "breaks down" in Fact.objects.get(uid=uid(cast, entry.uid)).wording
    monkeypatch.undo()
    again = publishing.try_again(library=cast.library, publication_id=failed.pk, now=NOON)
    publishing.carry_out(publication_id=again.pk, now=NOON)
    again.refresh_from_db()
    assert again.status == Status.DONE
    assert Fact.objects.filter(library=cast.library.code).count() == 2


def test_a_large_one_that_breaks_off_is_seen_by_nobody_and_tried_again_counts_as_new(
    cast, write, publish, monkeypatch
) -> None:
    write()
    write("osteoblast", "a cell that builds bone")
    # From here on any library is a large one, of which much is written before the rest.
    monkeypatch.setattr(publishing, "AT_ONCE", 0)
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "import_facts", lambda **_: 1 / 0)
        failed = publish()
    assert failed.status == Status.FAILED and "Nothing was changed" in failed.problem
    lens = lens_for(User.objects.get(pk=cast.author.pk))
    assert Fact.objects.filter(library=cast.library.code).exists()
    assert not Card.objects.through(lens).filter(fact__library=cast.library.code).exists()
    assert not Item.objects.through(lens).filter(library=cast.library.code).exists()
    again = publishing.try_again(library=cast.library, publication_id=failed.pk, now=NOON)
    publishing.carry_out(publication_id=again.pk, now=NOON)
    again.refresh_from_db()
    assert again.status == Status.DONE
    assert again.report["added"] == 2 and "returned" not in again.report
    assert Card.objects.through(lens).filter(fact__library=cast.library.code).count() == again.report["cards_added"]


@pytest.mark.parametrize("at", ["begun", "laid"])
@pytest.mark.parametrize("is_shared", [False, True])
def test_nothing_unpublished_stays_of_an_author_who_leaves_meanwhile(
    cast, write, publish, monkeypatch, at: str, is_shared: bool
) -> None:
    from learn.accounts.actions import delete_learner

    write()
    Author.objects.filter(library=cast.library).exclude(learner=cast.author).delete()
    if is_shared:
        open_to_class(library=cast.library, classroom=cast.classroom, by=cast.author, now=NOON)
    monkeypatch.setattr(publishing, "AT_ONCE", 0)
    lay = publishing.lay

    def left(**work: object) -> frozenset[str]:
        laid = lay(**work) if at == "laid" else frozenset()
        delete_learner(learner=User.objects.get(pk=cast.author.pk), now=NOON)
        return laid or lay(**work)

    monkeypatch.setattr(publishing, "lay", left)
    asked = publishing.ask_to_publish(library=cast.library, publication_id=uuid4(), by=cast.author, now=NOON)
    publishing.carry_out(publication_id=asked.pk, now=NOON)
    for model in (Fact, Item):
        assert not model.objects.filter(library=cast.library.code).exists()
    assert not Card.objects.filter(fact__library=cast.library.code).exists()


def test_two_clicks_and_two_workers_are_one_publication(cast, write) -> None:
    write()
    same = uuid4()
    first = publishing.ask_to_publish(library=cast.library, publication_id=same, by=cast.author, now=NOON)
    second = publishing.ask_to_publish(library=cast.library, publication_id=same, by=cast.author, now=NOON)
    third = publishing.ask_to_publish(library=cast.library, publication_id=uuid4(), by=cast.editor, now=NOON)
    assert first == second == third
    publishing.carry_out(publication_id=same, now=NOON)
    publishing.carry_out(publication_id=same, now=NOON)
    assert Publication.objects.count() == 1
    assert Entry.objects.filter(published_version=None).count() == 0


def test_one_whose_process_died_is_told_and_tried_again(cast, write) -> None:
    write()
    asked = publishing.ask_to_publish(library=cast.library, publication_id=uuid4(), by=cast.author, now=NOON)
    Publication.objects.filter(pk=asked.pk).update(status=Status.RUNNING, touched_at=NOON)
    much_later = NOON + publishing.GIVEN_UP + timedelta(seconds=1)
    publishing.carry_out_waiting(much_later)
    asked.refresh_from_db()
    assert asked.status == Status.FAILED and "interrupted" in asked.problem
    publishing.try_again(library=cast.library, publication_id=asked.pk, now=much_later)
    publishing.carry_out_waiting(much_later)
    asked.refresh_from_db()
    assert asked.status == Status.DONE


def test_one_that_was_given_up_rolls_back_what_it_did(cast, write, monkeypatch) -> None:
    write()
    asked = publishing.ask_to_publish(library=cast.library, publication_id=uuid4(), by=cast.author, now=NOON)
    mark = publishing._mark_published

    def given_up_meanwhile(*args: object) -> None:
        mark(*args)
        Publication.objects.filter(pk=asked.pk).update(status=Status.FAILED)

    monkeypatch.setattr(publishing, "_mark_published", given_up_meanwhile)
    publishing.carry_out(publication_id=asked.pk, now=NOON)
    assert not Fact.objects.filter(library=cast.library.code).exists()


def test_a_fact_without_a_source_keeps_all_from_being_published(cast, write, publish) -> None:
    entry = write()
    table = {key: value for key, value in entry.table.items() if key != "study"}
    drafts.save_entry(
        library=cast.library, what="fact", uid=entry.uid, table=table, act="edited", by=cast.author, now=NOON
    )
    failed = publish()
    assert failed.status == Status.FAILED
    assert failed.report["problems"] == [["fact", entry.uid, "unsourced"]]
    assert not Fact.objects.filter(library=cast.library.code).exists()


def test_undoing_the_first_leaves_learners_nothing_and_publishing_brings_it_back(cast, write, publish) -> None:
    write()
    publish()
    asked = publishing.ask_to_undo(library=cast.library, publication_id=uuid4(), number=1, by=cast.author, now=NOON)
    publishing.carry_out(publication_id=asked.pk, now=NOON)
    assert not Fact.objects.filter(library=cast.library.code, retired_at=None).exists()
    assert Publication.objects.get(number=1).status == Status.UNDONE
    assert publishing.to_undo(cast.library) is None
    assert publish().report["returned"] == 1


def test_undoing_brings_back_what_was_before_and_leaves_drafts(cast, write, publish) -> None:
    entry = write()
    publish()
    write(meaning="a cell that takes bone away", uid=entry.uid)
    publish()
    asked = publishing.ask_to_undo(library=cast.library, publication_id=uuid4(), number=2, by=cast.author, now=NOON)
    publishing.carry_out(publication_id=asked.pk, now=NOON)
    assert "breaks down" in Fact.objects.get(uid=uid(cast, entry.uid)).wording
    entry.refresh_from_db()
    assert "takes bone away" in entry.table["wording"]
    assert (entry.version, entry.published_version) == (2, 1)
    with pytest.raises(publishing.NoSuchPublicationError):
        publishing.ask_to_undo(library=cast.library, publication_id=uuid4(), number=2, by=cast.author, now=NOON)


def test_a_library_without_anything_is_not_published(cast, publish) -> None:
    with pytest.raises(publishing.NothingToPublishError):
        publish()


def test_publishing_an_edit_costs_the_same_however_many_learn(cast, write, publish, account) -> None:
    entry = write()
    open_to_class(library=cast.library, classroom=cast.classroom, by=cast.author, now=NOON)
    publish()

    def cost(meaning: str) -> list[str]:
        write(meaning=meaning, uid=entry.uid)
        with CaptureQueriesContext(connection) as queries:
            assert publish().status == Status.DONE
        return [query["sql"] for query in queries]

    few = cost("a cell that takes bone away")
    for learner in (cast.author, cast.student):
        study_first_card(learner, cast)
    many = cost("a cell that breaks bone down")
    assert len(many) == len(few)
    assert not [sql for sql in many if any(table in sql for table in ("reviewlog", "cardstate", "dayplan"))]


def test_one_notice_of_a_card_stands_and_says_what_it_says_now(cast, write, publish) -> None:
    entry = write()
    open_to_class(library=cast.library, classroom=cast.classroom, by=cast.author, now=NOON)
    publish()
    study_first_card(cast.student, cast)
    student = User.objects.get(pk=cast.student.pk)

    def told(at) -> list[str]:
        return [each.correction.text for each in corrections_for(learner=student, lens=lens_for(student), now=at)]

    def undo(at) -> None:
        number = publishing.to_undo(cast.library).number
        asked = publishing.ask_to_undo(
            library=cast.library, publication_id=uuid4(), number=number, by=cast.author, now=at
        )
        publishing.carry_out(publication_id=asked.pk, now=at)

    hours = [NOON + timedelta(hours=n) for n in range(1, 8)]
    write(meaning="a cell that takes bone away", uid=entry.uid)
    publish(now=hours[0])
    assert len(told(hours[0])) == 1
    undo(hours[1])
    assert told(hours[1]) == []  # It reads as the student learned it.
    write(meaning="a cell that eats bone", uid=entry.uid)
    publish(now=hours[2])
    assert told(hours[2]) == ["It now says: “A cell that eats bone”."]
    seen = corrections_for(learner=student, lens=lens_for(student), now=hours[3])[0].correction
    see_correction(learner=student, correction_id=seen.pk, now=hours[3])
    assert told(hours[3]) == []
    undo(hours[4])
    assert told(hours[4]) == ["It now says: “A cell that breaks down bone”."]  # They took note of what was undone.
    publish(now=hours[5], tells_students=False)
    assert told(hours[5]) == []
    assert not Correction.objects.standing().exists()


def test_the_undo_page_offers_to_tell_students_or_not(cast, write, publish, as_author) -> None:
    entry = write()
    publish()
    write(meaning="a cell that takes bone away", uid=entry.uid)
    publish()
    url = reverse("authoring:undo", args=[cast.library.pk])
    page = as_author.get(url)
    assert page.context["form"]["tells_students"].value() is True
    assert "Tell students whose cards change back" in page.content.decode()
    as_author.post(url, {"publication_id": str(uuid4()), "undoes": "2"})
    assert Publication.objects.get(number=3).tells_students is False
    assert not Correction.objects.standing().exists()


def test_a_list_of_a_file_that_names_a_member_twice_is_not_published(cast, write, publish, as_author) -> None:
    entry = write()
    members = [{"slug": "a", "name": "ACE inhibitors"}, {"slug": "b", "name": "ACE inhibitors"}]
    table = {
        "uid": "drugs",
        "kind": "set",
        "audiences": ["nursing"],
        "topic": entry.topic,
        "study": entry.table["study"],
        "question": "Which drugs lower the afterload?",
        "cloze": "The drugs are {members}.",
        "wording": "The drugs are ACE inhibitors.",
        "members": members,
    }
    drafts.save_entries(library=cast.library, tables=[("fact", table)], act="imported", by=cast.author, now=NOON)
    assert publish().status == Status.FAILED
    page = as_author.get(reverse("authoring:publish", args=[cast.library.pk]))
    assert "“ACE inhibitors” stands here twice." in page.content.decode()
