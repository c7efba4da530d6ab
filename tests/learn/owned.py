"""Every table that has a learner, the rows that are theirs, and their download."""

import csv
import io
import json
from dataclasses import dataclass, field
from types import SimpleNamespace
from zipfile import ZipFile

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Model
from django.test import Client

from learn.accounts.models import Preferences, User
from learn.authoring.models import Entry, EntryVersion, ImportUpload, Picture, Publication
from learn.classrooms.models import AuditEntry, Enrollment, RosterUpload
from learn.libraries.models import Author, Share
from learn.notebook.models import KeptQuestion, KeptWord
from learn.progress.models import PredictionScore
from learn.quizzes.models import Attempt, AttemptItem, ItemRecord, Response
from learn.reminders.models import CalendarFeed, Digest, DigestMail
from learn.reports.models import Report, SeenCorrection
from learn.reviews.models import (
    CardMark,
    CardState,
    DayDetail,
    DayPlan,
    DayTally,
    PlannedCard,
    ReviewLog,
    Subscription,
)


@dataclass(frozen=True)
class Owned:
    """How a model of a learner's is handed out. named: {field: column} where the file names it otherwise.

    secret: fields that are not given out. is_merged: whether a guest can have such rows that an account takes in.
    stays: kept without its learner when they are deleted.
    """

    table: str
    named: dict[str, str] = field(default_factory=dict)
    secret: frozenset[str] = frozenset()
    is_merged: bool = True
    stays: bool = False


OWNED: dict[type[Model], Owned] = {
    Preferences: Owned("preferences", is_merged=False),  # the account's own stay
    EmailAddress: Owned("email_addresses", secret=frozenset({"id"}), is_merged=False),  # a guest has none
    Authenticator: Owned("sign_in_methods", secret=frozenset({"id", "data"}), is_merged=False),  # nor any of these
    Enrollment: Owned("classes"),
    # Whom and what it was about is other people's; the class's other instructors keep the trail.
    AuditEntry: Owned("class_acts", secret=frozenset({"about", "details", "person"}), is_merged=False, stays=True),
    RosterUpload: Owned("roster_uploads", secret=frozenset({"sheet"}), is_merged=False),  # a guest teaches nobody
    Subscription: Owned("decks"),
    ReviewLog: Owned("reviews"),
    CardState: Owned("card_states"),
    CardMark: Owned("card_marks"),
    DayTally: Owned("days"),
    DayDetail: Owned("day_details"),
    DayPlan: Owned("day_plans", is_merged=False),  # the account's day is planned anew
    PlannedCard: Owned("planned_cards"),
    KeptWord: Owned("kept_words", named={"entry": "word"}),
    KeptQuestion: Owned("kept_questions"),
    Attempt: Owned("quiz_attempts"),
    AttemptItem: Owned("quiz_questions"),
    Response: Owned("quiz_responses"),
    ItemRecord: Owned("quiz_items"),
    Report: Owned("reports", secret=frozenset({"closed_by"})),  # who of staff, is told to staff
    SeenCorrection: Owned("seen_corrections"),
    PredictionScore: Owned("predictions", is_merged=False),  # two logs made one are compared anew
    Digest: Owned("reminders", secret=frozenset({"token"}), is_merged=False),  # a guest has no mail
    DigestMail: Owned("reminder_mails", is_merged=False),  # nor this
    # A guest's ends: who was given its address was not given the account's.
    CalendarFeed: Owned("calendars", secret=frozenset({"token_hash", "sealed_token"}), is_merged=False),
    Author: Owned("libraries"),
    # The class keeps what it was given, and who gave it is nobody then.
    Share: Owned("library_classes", stays=True),
    # Of a library whose only author leaves, the drafts go; with others in it they stay, which is tested with libraries.
    Entry: Owned("library_entries"),
    EntryVersion: Owned("library_entry_versions"),
    Publication: Owned("library_publications"),
    Picture: Owned("library_pictures"),
    ImportUpload: Owned("library_uploads"),
}


NOT_A_LEARNERS = {
    User.groups.through,  # rights, which nobody who studies has
    User.user_permissions.through,
}


def learner_field(model: type[Model]) -> str | None:
    fields = (each for each in model._meta.concrete_fields if each.remote_field)
    return next((each.name for each in fields if each.remote_field.model is User), None)


def rows(model: type[Model], learner: User) -> int:
    return model._default_manager.filter(**{learner_field(model): learner.pk}).count()


def downloaded(learner: User) -> SimpleNamespace:
    client = Client()
    client.force_login(learner)
    response = client.get("/account/download/")
    assert response.streaming
    with ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        assert archive.testzip() is None
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    sheets = {
        name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
        for name, text in texts.items()
        if name.endswith(".csv")
    }
    return SimpleNamespace(response=response, texts=texts, json=json.loads(texts["osteon.json"])["tables"], csv=sheets)
