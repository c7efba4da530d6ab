"""A learner who has something in every table."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from cards.models import CareQuestion, Fact
from learn.accounts.models import User
from learn.authoring.models import Entry, EntryVersion, ImportUpload, Picture, Publication
from learn.classrooms.models import AuditEntry, Classroom, Enrollment, RosterUpload
from learn.libraries.models import Author, Library, Share
from learn.notebook.models import KeptQuestion, KeptWord
from learn.progress.actions import compare_predictions
from learn.quizzes.actions import respond, start_attempt
from learn.quizzes.ask import Ask
from learn.reminders.actions import make_calendar
from learn.reminders.models import Digest, DigestMail
from learn.reports.actions import report_card
from learn.reports.models import Correction, Kind, SeenCorrection
from learn.reviews import queue
from learn.reviews.actions import answer_card, suspend_card, undo
from learn.reviews.marks import set_flag, write_note
from learn.reviews.models import (
    Flag,
)
from tests.conftest import NOON, Clock


@pytest.fixture
def full(make_learner: Callable[..., User], clock: Clock) -> Callable[..., User]:
    """Makes a learner with at least a row in every table."""

    def make(**values: object) -> User:
        learner = make_learner("both")
        User.objects.filter(pk=learner.pk).update(**values)
        learner = User.objects.get(pk=learner.pk)
        for grade in (4, 1):
            question = queue.next_question(learner=learner, now=clock())
            target = uuid4()
            answer_card(
                learner=learner,
                card_id=question.card.pk,
                grade=grade,
                client_id=target,
                seen_row_at=question.state.last_row_at,
                time_ms=1500,
                now=clock(),
            )
        undo(learner=learner, target=target, client_id=uuid4(), now=clock())
        suspend_card(learner=learner, card_id=question.card.pk, client_id=uuid4(), now=clock())
        set_flag(learner=learner, card_id=question.card.pk, flag=Flag.TWO, now=NOON)
        write_note(learner=learner, card_id=question.card.pk, note=f"=Of {learner.pk}", seen="", now=NOON)
        KeptWord.objects.create(learner=learner, fact=Fact.objects.get(uid="bone-metastasis"), kept_at=NOON)
        KeptQuestion.objects.create(
            learner=learner, client_id=uuid4(), care_question=CareQuestion.objects.first(), kept_at=NOON, position=0
        )
        KeptQuestion.objects.create(
            learner=learner, client_id=uuid4(), text=f"=What of {learner.pk}?", kept_at=NOON, position=1
        )
        attempt = start_attempt(
            learner=learner, attempt_id=uuid4(), ask=Ask(number=5, feedback="at_once"), now=clock(), seed=1
        )
        quiz = {"learner": learner, "attempt_id": attempt.attempt_id, "place": 1, "client_id": uuid4()}
        respond(**quiz, given={}, check=True, now=clock())
        said = f"{learner.username} says it is not so."
        about = {"card_id": question.card.pk, "kind": Kind.OTHER, "client_id": uuid4()}
        report_card(learner=learner, text=said, now=clock(), **about)
        correction = Correction.objects.create(card=question.card, text="It is not so.", made_at=clock())
        SeenCorrection.objects.create(learner=learner, correction=correction, seen_at=clock())
        classroom = Classroom.objects.create(name=f"Class of {learner.pk}", opened_at=NOON)
        Enrollment.objects.create(
            classroom=classroom, learner=learner, name="Vera", accommodations="=quiet", added_at=NOON, joined_at=NOON
        )
        AuditEntry.objects.create(classroom=classroom, at=NOON, by=learner, by_name="Vera", what="changed")
        RosterUpload.objects.create(classroom=classroom, learner=learner, made_at=NOON)
        library = Library.objects.create(title=f"Of {learner.pk}", opened_at=NOON)
        Author.objects.create(library=library, learner=learner, role="owner", added_at=NOON)
        Share.objects.create(library=library, classroom=classroom, by=learner, shared_at=NOON)
        written = {"table": {"text": "=It is so."}, "uid": "so", "what": "fact"}
        entry = Entry.objects.create(library=library, position=0, changed_at=NOON, changed_by=learner, **written)
        EntryVersion.objects.create(entry=entry, number=1, table={}, act="written", at=NOON, by=learner)
        Publication.objects.create(library=library, number=1, status="done", by=learner, asked_at=NOON)
        drawn = {"alt": "A dot", "media_type": "image/png", "width": 1, "height": 1, "size": 3, "content": b"dot"}
        Picture.objects.create(library=library, digest="0", added_at=NOON, by=learner, **drawn)
        ImportUpload.objects.create(library=library, learner=learner, filename="=terms.csv", made_at=NOON)
        compare_predictions(learner=learner, now=clock())
        make_calendar(learner=learner, now=NOON)
        if not learner.is_guest:
            Digest.objects.create(
                learner=learner, rhythm="daily", next_at=NOON, changed_at=NOON, token=f"never-told-{learner.username}"
            )
            DigestMail.objects.create(
                learner=learner, local_date=NOON.date(), planned_at=NOON, claimed_at=NOON, state="sent", sent_at=NOON
            )
            EmailAddress.objects.create(user=learner, email=f"{learner.username}@example.org", verified=True)
            Authenticator.objects.create(user=learner, type="totp", data={"secret": "sealed-and-never-told"})
        return learner

    return make
