"""Every write to a learner's notebook. Each does nothing the second time, so that a double click is a click."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max

from cards.models import CareQuestion, Fact
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.notebook.models import LONGEST_QUESTION, KeptQuestion, KeptWord
from learn.notebook.words import fact_uid, words_you_may_hear

MOST_QUESTIONS = 200
"""Questions that one learner may keep, the article's and their own together."""


class NoSuchWordError(Exception):
    """There is no such word in the glossary as this learner sees it; nothing was kept."""


class NoSuchQuestionError(Exception):
    """There is no such question, or it is not shown to this learner; nothing was changed."""


class EmptyQuestionError(Exception):
    """A question without words; nothing was kept."""


class QuestionTooLongError(Exception):
    """A question of more than LONGEST_QUESTION characters; nothing was kept."""


class TooManyQuestionsError(Exception):
    """The learner keeps MOST_QUESTIONS already; nothing was kept."""


@transaction.atomic
def keep_word(*, learner: User, entry: str, now: datetime) -> None:
    """Keeps a word, by its uid in the glossary. Raises NoSuchWordError."""
    if entry not in {word.uid for word in words_you_may_hear(lens_for(learner))}:
        raise NoSuchWordError
    fact = Fact.objects.only("pk").get(uid=fact_uid(entry))
    KeptWord.objects.get_or_create(learner_id=learner.pk, entry=entry, defaults={"fact_id": fact.pk, "kept_at": now})


@transaction.atomic
def drop_word(*, learner: User, entry: str) -> None:
    """The word is kept no longer."""
    KeptWord.objects.filter(learner_id=learner.pk, entry=entry).delete()


@transaction.atomic
def keep_question(*, learner: User, care_question_id: int, now: datetime) -> KeptQuestion:
    """Keeps one of the article's questions. Raises NoSuchQuestionError and TooManyQuestionsError."""
    _lock(learner)
    if not CareQuestion.objects.through(lens_for(learner)).filter(pk=care_question_id).exists():
        raise NoSuchQuestionError
    kept = KeptQuestion.objects.of(learner.pk).filter(care_question_id=care_question_id).first()
    return kept or _add(learner, uuid4(), now, care_question_id=care_question_id)


@transaction.atomic
def add_question(*, learner: User, text: str, client_id: UUID, now: datetime) -> KeptQuestion:
    """Keeps a question of the learner's own, white space tidied; the same client id twice is the same question.

    Raises EmptyQuestionError, QuestionTooLongError and TooManyQuestionsError.
    """
    _lock(learner)
    kept = KeptQuestion.objects.of(learner.pk).filter(client_id=client_id).first()
    if kept is not None:
        return kept
    tidy = " ".join(text.split())
    if not tidy:
        raise EmptyQuestionError
    if len(tidy) > LONGEST_QUESTION:
        raise QuestionTooLongError
    return _add(learner, client_id, now, text=tidy)


@transaction.atomic
def mark_asked(*, learner: User, client_id: UUID, is_asked: bool) -> None:
    """Marks a kept question as asked, or as still to ask. Raises NoSuchQuestionError."""
    kept = KeptQuestion.objects.of(learner.pk).through(lens_for(learner)).filter(client_id=client_id)
    # By the key alone: an update through the lens would lock the questions of everyone.
    if not kept.exists():
        raise NoSuchQuestionError
    KeptQuestion.objects.of(learner.pk).filter(client_id=client_id).update(is_asked=is_asked)


@transaction.atomic
def remove_question(*, learner: User, client_id: UUID) -> None:
    """The question is kept no longer; one's own is gone with that."""
    KeptQuestion.objects.of(learner.pk).filter(client_id=client_id).delete()


def _add(
    learner: User, client_id: UUID, now: datetime, *, care_question_id: int | None = None, text: str = ""
) -> KeptQuestion:
    kept = KeptQuestion.objects.of(learner.pk)
    if kept.count() >= MOST_QUESTIONS:
        raise TooManyQuestionsError
    return KeptQuestion.objects.create(
        learner_id=learner.pk,
        client_id=client_id,
        care_question_id=care_question_id,
        text=text,
        kept_at=now,
        position=next_position(learner.pk),
    )


def next_position(learner_id: int) -> int:
    """The place after the last question that the learner keeps."""
    last = KeptQuestion.objects.of(learner_id).aggregate(last=Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def _lock(learner: User) -> None:
    # Two clicks at once must not both find the question missing. SQLite has one writer at a time anyway.
    list(User.objects.select_for_update().filter(pk=learner.pk).values_list("pk"))
