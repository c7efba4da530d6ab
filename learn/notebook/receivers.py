"""What the notebook does when another room says something."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.dispatch import receiver
from django.utils.translation import gettext as _

from cards.glossary import entries
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.accounts.signals import guest_described, learner_deleting, learner_exporting, learner_merging
from learn.accounts.tables import Table
from learn.accounts.traces import Trace
from learn.notebook.actions import next_position
from learn.notebook.models import KeptQuestion, KeptWord


@receiver(learner_merging, dispatch_uid="notebook.merge")
def merge(guest: User, account: User, now: datetime, **kwargs: Any) -> None:
    """The guest's words and questions go to the account, after its own; what both keep is kept once."""
    known = set(KeptWord.objects.filter(learner_id=account.pk).values_list("entry", flat=True))
    KeptWord.objects.bulk_create(
        KeptWord(learner_id=account.pk, entry=word.entry, fact_id=word.fact_id, kept_at=word.kept_at)
        for word in KeptWord.objects.filter(learner_id=guest.pk).exclude(entry__in=known)
    )
    _merge_questions(guest, account)
    _delete_rows(guest)


def _merge_questions(guest: User, account: User) -> None:
    own = list(KeptQuestion.objects.of(account.pk).in_order())
    known = {_same(question): question for question in own}
    client_ids = {question.client_id for question in own}
    position = next_position(account.pk)
    brought: list[KeptQuestion] = []
    for question in KeptQuestion.objects.of(guest.pk).in_order():
        twin = known.get(_same(question))
        if twin is not None:
            # Asked by the one is asked by the other: they are the same person.
            if question.is_asked and not twin.is_asked:
                KeptQuestion.objects.of(account.pk).filter(client_id=twin.client_id).update(is_asked=True)
            continue
        # The limit is for adding: what a guest kept is not lost by signing in.
        client_id = uuid4() if question.client_id in client_ids else question.client_id
        brought.append(
            KeptQuestion(
                learner_id=account.pk,
                client_id=client_id,
                care_question_id=question.care_question_id,
                text=question.text,
                kept_at=question.kept_at,
                is_asked=question.is_asked,
                position=position + len(brought),
            )
        )
        client_ids.add(client_id)
    KeptQuestion.objects.bulk_create(brought)


def _same(question: KeptQuestion) -> object:
    """What makes two kept questions one: the article's question, or the same words."""
    return question.care_question_id or question.text.casefold()


@receiver(learner_exporting, dispatch_uid="notebook.export")
def export(learner: User, **kwargs: Any) -> list[Table]:
    """The learner's words and questions."""
    return [
        Table(
            "kept_words",
            _("The words you keep, named by their place in the glossary."),
            ("word", "fact", "kept_at"),
            lambda: _words(learner),
        ),
        Table(
            "kept_questions",
            _("The questions you keep for the care team. care_question: which one of the article’s, if it is one."),
            ("client_id", "care_question", "text", "kept_at", "is_asked", "position"),
            lambda: _questions(learner),
        ),
    ]


def _words(learner: User) -> Iterator[tuple[Any, ...]]:
    # A word's name says what it is about: one about survival has none while that is left out.
    shown = {entry.uid for entry in entries(lens_for(learner))}
    for word in KeptWord.objects.filter(learner_id=learner.pk).select_related("fact").order_by("kept_at"):
        is_shown = word.entry in shown
        yield word.entry if is_shown else "", word.fact.uid if is_shown else "", word.kept_at


def _questions(learner: User) -> Iterator[tuple[Any, ...]]:
    # Every row, but worded as the learner sees it: one about survival stays without words while that is left out.
    mine = KeptQuestion.objects.of(learner.pk)
    shown = set(mine.through(lens_for(learner)).values_list("client_id", flat=True))
    for kept in mine.in_order():
        is_shown = kept.client_id in shown
        uid = kept.care_question.uid if kept.care_question and is_shown else ""
        text = kept.wording if is_shown else ""
        yield kept.client_id, uid, text, kept.kept_at, kept.is_asked, kept.position


@receiver(learner_deleting, dispatch_uid="notebook.delete")
def delete(learner: User, **kwargs: Any) -> None:
    """Words and questions go with their learner."""
    _delete_rows(learner)


@receiver(guest_described, dispatch_uid="notebook.describe_guest")
def describe_guest(guest: User, **kwargs: Any) -> Trace:
    """How many words and questions the guest keeps."""
    kept = KeptWord.objects.filter(learner_id=guest.pk).count() + KeptQuestion.objects.of(guest.pk).count()
    return Trace(kept=kept)


def _delete_rows(learner: User) -> None:
    KeptWord.objects.filter(learner_id=learner.pk).delete()
    KeptQuestion.objects.of(learner.pk).delete()
