"""Keeping words and questions: once each, as far as the lens shows them, and never more than there is room for."""

import threading
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from cards.models import CareQuestion
from learn.accounts.actions import change_preferences, create_guest, delete_learner, merge_guest
from learn.accounts.models import User
from learn.accounts.signals import learner_exporting
from learn.notebook import actions, reading
from learn.notebook.models import LONGEST_QUESTION, KeptQuestion, KeptWord
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def caregiver(make_learner) -> User:
    return make_learner("caregiver")


def asked(uid: str) -> int:
    return CareQuestion.objects.get(uid=uid).pk


def add(learner: User, text: str, client_id=None) -> KeptQuestion:
    return actions.add_question(learner=learner, text=text, client_id=client_id or uuid4(), now=NOON)


def lens(learner: User):
    from learn.accounts.lens import lens_for

    return lens_for(learner)


def words_of(learner: User) -> list[str]:
    return [word.term for word in reading.kept_words(learner=learner, lens=lens(learner))]


def questions_of(learner: User) -> list[str]:
    return [kept.wording for kept in reading.kept_questions(learner=learner, lens=lens(learner))]


# ---- words


def test_a_word_kept_twice_is_kept_once_and_dropped_twice_is_gone(caregiver: User, classmate: User) -> None:
    for _ in range(2):
        actions.keep_word(learner=caregiver, entry="denosumab", now=NOON)
    actions.keep_word(learner=caregiver, entry="radiation", now=NOON)
    assert words_of(caregiver) == ["radiation", "denosumab"], "in the order of the deck"
    assert words_of(classmate) == []
    for _ in range(2):
        actions.drop_word(learner=caregiver, entry="denosumab")
    assert words_of(caregiver) == ["radiation"]


def test_each_word_of_a_fact_is_kept_alone(caregiver: User) -> None:
    actions.keep_word(learner=caregiver, entry="chemotherapy--tumor", now=NOON)
    assert words_of(caregiver) == ["tumor"]
    actions.keep_word(learner=caregiver, entry="chemotherapy", now=NOON)
    assert words_of(caregiver) == ["chemotherapy", "tumor"]


@pytest.mark.parametrize("uid", ["caregivers-too", "other-primaries", "rates-are-averages--survival-rate", ""])
def test_what_is_no_word_or_not_shown_cannot_be_kept(caregiver: User, uid: str) -> None:
    """A fact that explains nothing, one that caregivers do not see, a word about survival, none at all."""
    with pytest.raises(actions.NoSuchWordError):
        actions.keep_word(learner=caregiver, entry=uid, now=NOON)
    with pytest.raises(actions.NoSuchWordError):
        actions.keep_word(learner=caregiver, entry="no-such-word", now=NOON)
    assert not KeptWord.objects.exists()


def test_a_word_about_survival_goes_and_comes_with_the_figures(caregiver: User) -> None:
    change_preferences(learner=caregiver, changes={"survival": True}, now=NOON)
    actions.keep_word(learner=caregiver, entry="rates-are-averages--survival-rate", now=NOON)
    assert words_of(caregiver) == ["survival rate"]
    change_preferences(learner=caregiver, changes={"survival": False}, now=NOON)
    assert words_of(caregiver) == []
    change_preferences(learner=caregiver, changes={"survival": True}, now=NOON)
    assert words_of(caregiver) == ["survival rate"], "it was only hidden"


# ---- questions


def test_a_care_question_is_kept_once(caregiver: User, classmate: User) -> None:
    first, second = (
        actions.keep_question(learner=caregiver, care_question_id=asked("goals"), now=NOON) for _ in range(2)
    )
    assert first.client_id == second.client_id
    assert questions_of(caregiver) == ["What are the goals of the treatment?"]
    assert questions_of(classmate) == []


def test_a_question_of_ones_own_sent_twice_counts_once(caregiver: User) -> None:
    client_id = uuid4()
    for _ in range(2):
        add(caregiver, "  Who  drives\nus home? ", client_id)
    assert questions_of(caregiver) == ["Who drives us home?"]


def test_the_same_id_of_another_learner_is_another_question(caregiver: User, classmate: User) -> None:
    client_id = uuid4()
    add(caregiver, "Mine?", client_id)
    add(classmate, "Theirs?", client_id)
    assert (questions_of(caregiver), questions_of(classmate)) == (["Mine?"], ["Theirs?"])


def test_limits_are_said_by_name(caregiver: User, monkeypatch) -> None:
    with pytest.raises(actions.EmptyQuestionError):
        add(caregiver, " \n ")
    with pytest.raises(actions.QuestionTooLongError):
        add(caregiver, "x" * (LONGEST_QUESTION + 1))
    add(caregiver, "x" * LONGEST_QUESTION)
    monkeypatch.setattr(actions, "MOST_QUESTIONS", 2)
    client_id = uuid4()
    add(caregiver, "The last one?", client_id)
    for refused in (
        lambda: add(caregiver, "One more?"),
        lambda: actions.keep_question(learner=caregiver, care_question_id=asked("goals"), now=NOON),
    ):
        with pytest.raises(actions.TooManyQuestionsError):
            refused()
    # Sent again, it is still the one that was kept.
    assert add(caregiver, "The last one?", client_id).wording == "The last one?"
    assert KeptQuestion.objects.count() == 2


def test_the_room_is_for_two_hundred() -> None:
    assert (actions.MOST_QUESTIONS, LONGEST_QUESTION) == (200, 500)


def test_what_is_not_shown_cannot_be_kept(caregiver: User) -> None:
    for pk in (asked("beyond-averages"), 10**9):
        with pytest.raises(actions.NoSuchQuestionError):
            actions.keep_question(learner=caregiver, care_question_id=pk, now=NOON)
    CareQuestion.objects.filter(uid="goals").update(retired_at=NOON)
    with pytest.raises(actions.NoSuchQuestionError):
        actions.keep_question(learner=caregiver, care_question_id=asked("goals"), now=NOON)


def test_asked_is_marked_and_unmarked_by_its_owner_alone(caregiver: User, classmate: User) -> None:
    kept = add(caregiver, "Mine?")
    for is_asked in (True, True, False):
        actions.mark_asked(learner=caregiver, client_id=kept.client_id, is_asked=is_asked)
        assert KeptQuestion.objects.get().is_asked is is_asked
    with pytest.raises(actions.NoSuchQuestionError):
        actions.mark_asked(learner=classmate, client_id=kept.client_id, is_asked=True)
    actions.remove_question(learner=classmate, client_id=kept.client_id)
    assert questions_of(caregiver) == ["Mine?"]
    for _ in range(2):
        actions.remove_question(learner=caregiver, client_id=kept.client_id)
    assert questions_of(caregiver) == []


def test_a_question_about_survival_goes_and_comes_with_the_figures(caregiver: User) -> None:
    change_preferences(learner=caregiver, changes={"survival": True}, now=NOON)
    kept = actions.keep_question(learner=caregiver, care_question_id=asked("beyond-averages"), now=NOON)
    assert len(questions_of(caregiver)) == 1
    change_preferences(learner=caregiver, changes={"survival": False}, now=NOON)
    assert questions_of(caregiver) == []
    with pytest.raises(actions.NoSuchQuestionError):
        actions.mark_asked(learner=caregiver, client_id=kept.client_id, is_asked=True)


@pytest.mark.parametrize("wrong", [{"text": ""}, {"text": "x", "care": True}])
def test_the_database_refuses_a_question_that_is_neither_or_both(caregiver: User, wrong: dict) -> None:
    care = asked("goals") if wrong.pop("care", False) else None
    with pytest.raises(IntegrityError), transaction.atomic():
        KeptQuestion.objects.create(
            learner=caregiver, client_id=uuid4(), care_question_id=care, kept_at=NOON, position=0, **wrong
        )


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_keep_one_question(caregiver: User) -> None:
    failures: list[Exception] = []
    start = threading.Barrier(4)

    def click() -> None:
        try:
            start.wait()
            actions.keep_question(learner=caregiver, care_question_id=asked("goals"), now=NOON)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert KeptQuestion.objects.count() == 1


# ---- signals


@pytest.fixture
def account(make_learner) -> User:
    learner = make_learner("caregiver")
    learner.is_guest = False
    learner.save()
    return learner


def test_a_guests_words_and_questions_move_to_the_account_without_doubles(caregiver: User, account: User) -> None:
    for learner in (caregiver, account):
        actions.keep_word(learner=learner, entry="radiation", now=NOON)
        actions.keep_question(learner=learner, care_question_id=asked("goals"), now=NOON)
    same_id = add(account, "Mine?").client_id
    actions.keep_word(learner=caregiver, entry="denosumab", now=NOON)
    add(caregiver, "mine?")
    own = add(caregiver, "Theirs?", same_id)
    actions.mark_asked(learner=caregiver, client_id=own.client_id, is_asked=True)
    goals = KeptQuestion.objects.of(caregiver.pk).get(care_question__uid="goals")
    actions.mark_asked(learner=caregiver, client_id=goals.client_id, is_asked=True)
    merge_guest(guest=caregiver, account=account, keep_preferences=False, now=NOON)
    assert words_of(account) == ["radiation", "denosumab"]
    kept = reading.kept_questions(learner=account, lens=lens(account))
    assert [(each.wording, each.is_asked) for each in kept] == [
        ("What are the goals of the treatment?", True),
        ("Mine?", False),
        ("Theirs?", True),
    ]
    assert KeptQuestion.objects.count() == 3
    assert KeptWord.objects.count() == 2


def test_a_merge_loses_nothing_over_the_limit(caregiver: User, account: User, monkeypatch) -> None:
    monkeypatch.setattr(actions, "MOST_QUESTIONS", 1)
    add(caregiver, "One?")
    add(account, "Two?")
    merge_guest(guest=caregiver, account=account, keep_preferences=False, now=NOON)
    assert questions_of(account) == ["Two?", "One?"]


def exported(learner: User) -> dict[str, list[tuple]]:
    told = learner_exporting.send(sender=User, learner=learner)
    return {table.name: list(table.rows()) for _, tables in told for table in tables}


def test_words_and_questions_are_in_the_download(caregiver: User, classmate: User) -> None:
    actions.keep_word(learner=caregiver, entry="radiation", now=NOON)
    own = add(caregiver, "Mine?")
    actions.keep_question(learner=caregiver, care_question_id=asked("goals"), now=NOON)
    tables = exported(caregiver)
    assert tables["kept_words"] == [("radiation", "radiation", NOON)]
    assert tables["kept_questions"][0] == (own.client_id, "", "Mine?", NOON, False, 0)
    assert [row[1:3] for row in tables["kept_questions"]] == [
        ("", "Mine?"),
        ("goals", "What are the goals of the treatment?"),
    ]
    assert exported(classmate)["kept_questions"] == []


def test_the_download_words_no_question_that_the_lens_hides(caregiver: User) -> None:
    change_preferences(learner=caregiver, changes={"survival": True}, now=NOON)
    actions.keep_question(learner=caregiver, care_question_id=asked("beyond-averages"), now=NOON)
    change_preferences(learner=caregiver, changes={"survival": False}, now=NOON)
    (row,) = exported(caregiver)["kept_questions"]
    assert (row[1], row[2]) == ("", "")


def test_a_learner_who_leaves_takes_the_notebook_along(caregiver: User, classmate: User) -> None:
    for learner in (caregiver, classmate):
        actions.keep_word(learner=learner, entry="radiation", now=NOON)
        add(learner, "Mine?")
    delete_learner(learner=caregiver, now=NOON)
    assert list(KeptWord.objects.values_list("learner_id", flat=True)) == [classmate.pk]
    assert list(KeptQuestion.objects.values_list("learner_id", flat=True)) == [classmate.pk]


def test_a_new_guest_keeps_nothing(content) -> None:
    guest = create_guest(path="caregiver", now=NOON)
    assert (words_of(guest), questions_of(guest)) == ([], [])
