"""A learner's data comes along, is handed out and goes: for every table that has a learner, none forgotten.

A model with a key to the learner that is not in OWNED fails here, and so does one in OWNED that merging, the download
or deletion passes over.
"""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import SimpleNamespace
from uuid import uuid4
from zipfile import ZipFile

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import IntegrityError
from django.db.models import Model
from django.test import Client

from cards.models import Card, CareQuestion, Fact
from learn.accounts.actions import delete_learner, merge_guest
from learn.accounts.models import Preferences, User
from learn.authoring.models import Entry, EntryVersion, ImportUpload, Picture, Publication
from learn.classrooms.models import AuditEntry, Classroom, Enrollment, RosterUpload
from learn.libraries.models import Author, Library, Share
from learn.notebook.models import KeptQuestion, KeptWord
from learn.progress.actions import compare_predictions
from learn.progress.models import PredictionScore
from learn.quizzes.actions import respond, start_attempt, submit
from learn.quizzes.ask import Ask
from learn.quizzes.models import Attempt, AttemptItem, ItemRecord, Response
from learn.reminders.actions import make_calendar
from learn.reminders.models import CalendarFeed, Digest, DigestMail
from learn.reports.actions import report_card
from learn.reports.models import Correction, Kind, Report, SeenCorrection
from learn.reviews import queue
from learn.reviews.actions import answer_card, suspend_card, undo
from learn.reviews.marks import set_flag, write_note
from learn.reviews.models import (
    CardMark,
    CardState,
    DayDetail,
    DayPlan,
    DayTally,
    Facet,
    Flag,
    PlannedCard,
    ReviewLog,
    Subscription,
)
from tests.conftest import NOON, Clock

pytestmark = pytest.mark.django_db


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


def test_every_table_with_a_learner_is_known() -> None:
    found = {model for model in apps.get_models(include_auto_created=True) if learner_field(model)}
    assert found == set(OWNED) | NOT_A_LEARNERS


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


def test_the_download_holds_every_row_with_every_field(full: Callable[..., User]) -> None:
    learner, classmate = full(is_guest=False, username="vera"), full(is_guest=False, username="otto")
    told = downloaded(learner)
    for model, owned in OWNED.items():
        count = rows(model, learner)
        assert count > 0, model
        assert len(told.json[owned.table]["rows"]) == len(told.csv[owned.table]) == count, model
        fields = {each.name for each in model._meta.concrete_fields} - {learner_field(model)} - owned.secret
        assert {owned.named.get(name, name) for name in fields} <= set(told.json[owned.table]["rows"][0])
        assert set(told.json[owned.table]["rows"][0]) == set(told.csv[owned.table][0])
        assert f"{owned.table}: " in told.texts["README.txt"]
    everything = " ".join(told.texts.values())
    assert "sealed-and-never-told" not in everything
    assert "never-told-vera" not in everything
    assert "otto" not in everything
    assert f"What of {classmate.pk}?" not in everything
    assert f"=Of {classmate.pk}" not in everything


def test_the_download_says_what_was_answered_and_runs_in_no_spreadsheet(full: Callable[..., User]) -> None:
    learner = full(is_guest=False, username="vera")
    told = downloaded(learner)
    log = {(str(row.client_id), row.card.uid, row.kind, row.grade) for row in ReviewLog.objects.all()}
    assert {(row["client_id"], row["card"], row["kind"], row["grade"]) for row in told.json["reviews"]["rows"]} == log
    assert {row["front"] for row in told.json["cards"]["rows"]} == {
        state.card.faces.get(register="nursing").front for state in CardState.objects.all()
    }
    assert [row["text"] for row in told.csv["kept_questions"]][1] == f"'=What of {learner.pk}?"
    assert [row["text"] for row in told.json["kept_questions"]["rows"]][1] == f"=What of {learner.pk}?"
    assert re.match(r'attachment; filename="osteon-\d{4}-\d\d-\d\d\.zip"$', told.response["Content-Disposition"])
    assert "no-store" in told.response["Cache-Control"]


def test_the_download_is_written_piece_by_piece(learner: User, django_assert_max_num_queries) -> None:
    cards = list(Card.objects.filter(fact__for_nursing=True))
    now = datetime(2026, 3, 2, tzinfo=UTC)
    ReviewLog.objects.bulk_create(
        ReviewLog(
            learner=learner,
            client_id=uuid4(),
            card=cards[place % len(cards)],
            kind="review",
            grade=4,
            answered_at=now,
            study_date=date(2026, 3, 2),
        )
        for place in range(12_000)
    )
    client = Client()
    client.force_login(learner)
    with django_assert_max_num_queries(100):
        pieces = list(client.get("/account/download/").streaming_content)
    assert len(pieces) > 3
    assert max(map(len, pieces)) < 300_000


def test_what_is_hidden_stays_hidden_in_the_download(make_learner: Callable[..., User]) -> None:
    learner = make_learner("caregiver")
    hidden = Card.objects.filter(fact__sensitivity="survival", fact__for_caregivers=True).first()
    CardState.objects.create(
        learner=learner,
        card=hidden,
        repetitions=1,
        interval_days=1,
        ease_factor=250,
        lapses=0,
        is_suspended=False,
        last_row_at=NOON,
    )
    KeptWord.objects.create(learner=learner, entry="rates-are-averages--survival-rate", fact=hidden.fact, kept_at=NOON)
    correction = Correction.objects.create(card=hidden, text="Now 51 of 100", made_at=NOON)
    SeenCorrection.objects.create(learner=learner, correction=correction, seen_at=NOON)
    said = {"language": "en", "register": "plain", "kind": "other", "text": "Mine", "reported_at": NOON}
    answer = {"status": "corrected", "reply": "51, yes", "correction": correction, "closed_at": NOON}
    Report.objects.create(learner=learner, client_id=uuid4(), card=hidden, **said, **answer)
    told = downloaded(learner)
    assert told.json["cards"]["rows"] == []
    assert len(told.json["card_states"]["rows"]) == 1, "its schedule is the learner's own all the same"
    assert hidden.fact.uid not in " ".join(told.texts.values())
    assert "survival-rate" not in " ".join(told.texts.values())
    assert [row["text"] for row in told.json["reports"]["rows"]] == ["Mine"]
    assert "51 of" not in json.dumps(
        [told.json[name]["rows"][0]["correction"] for name in ("reports", "seen_corrections")]
    )
    assert "51, yes" not in " ".join(told.texts.values())


def test_no_answer_is_downloaded_before_it_may_be_seen(learner: User, clock: Clock) -> None:
    attempt = start_attempt(learner=learner, attempt_id=uuid4(), ask=Ask(number=30), now=clock(), seed=1)
    running = downloaded(learner)
    asked = AttemptItem.objects.filter(learner=learner).select_related("item", "version")
    for question in asked:
        assert question.item.uid not in " ".join(running.texts.values())
    submit(learner=learner, attempt_id=attempt.attempt_id, now=clock())
    told = downloaded(learner)
    assert {row["item"] for row in told.json["quiz_questions"]["rows"]} == {each.item.uid for each in asked}


def test_times_are_told_to_the_microsecond(full: Callable[..., User]) -> None:
    learner = full(is_guest=False, username="vera")
    log = ReviewLog.objects.filter(learner=learner).first()
    exact = log.answered_at.replace(microsecond=123456)
    ReviewLog.objects.filter(learner=learner, client_id=log.client_id).update(answered_at=exact)
    told = downloaded(learner)
    for rows_told in (told.json["reviews"]["rows"], told.csv["reviews"]):
        row = next(row for row in rows_told if row["client_id"] == str(log.client_id))
        assert row["answered_at"] == exact.isoformat()


def test_deleting_leaves_no_row_and_touches_nobody_else(full: Callable[..., User]) -> None:
    learner, classmate = full(is_guest=False, username="vera"), full(is_guest=False, username="otto")
    before = {model: rows(model, classmate) for model in OWNED}
    assert [model for model in OWNED if not rows(model, learner)] == []
    delete_learner(learner=learner, now=NOON)
    assert {model: rows(model, classmate) for model in OWNED} == before
    stay = {model: 2 * count if OWNED[model].stays else count for model, count in before.items()}
    assert {model: model._default_manager.count() for model in OWNED} == stay
    assert list(User.objects.all()) == [classmate]


def test_what_a_guest_has_comes_along(full: Callable[..., User], clock: Clock) -> None:
    guest, account = full(), User.objects.create_user("vera", password="x")
    merged = [model for model in OWNED if OWNED[model].is_merged]
    had = {model: rows(model, guest) for model in merged}
    assert [model for model in merged if not had[model]] == []
    assert [model for model in merged if rows(model, account)] == []
    merge_guest(guest=guest, account=account, keep_preferences=True, now=clock())
    # Of a plan only what was begun: what waits is planned anew.
    assert rows(PlannedCard, account) > 0
    # What an undone answer left at nothing is not carried over.
    mine = DayDetail.objects.filter(learner=account, facet=Facet.GRADE)
    log = ReviewLog.objects.filter(learner=account, grade__isnull=False)
    undone = ReviewLog.objects.filter(learner=account, kind="void").count()
    assert sum(mine.values_list("answers", flat=True)) == log.count() - undone
    whole = [model for model in merged if model not in (PlannedCard, DayDetail)]
    assert {model: rows(model, account) for model in whole} == {model: had[model] for model in whole}
    assert not User.objects.filter(is_guest=True).exists()


def test_an_accounts_reminders_stay_and_a_guests_calendar_ends(full: Callable[..., User], clock: Clock) -> None:
    guest, account = full(), full(is_guest=False, username="vera")
    kept = [list(model.objects.filter(learner=account).values()) for model in (Digest, DigestMail, CalendarFeed)]
    merge_guest(guest=guest, account=account, keep_preferences=False, now=clock())
    assert [list(model.objects.values()) for model in (Digest, DigestMail, CalendarFeed)] == kept


def test_delete_my_account_asks_and_then_is_immediate(full: Callable[..., User], client: Client) -> None:
    guest = full()
    client.force_login(guest)
    page = client.get("/account/delete/").content.decode()
    assert "What goes" in page
    assert "What stays" in page
    unsure = client.post("/account/delete/")
    assert unsure.status_code == 422
    assert "Tick this first. Nothing was deleted." in unsure.content.decode()
    assert User.objects.filter(pk=guest.pk).exists()
    done = client.post("/account/delete/", {"sure": "yes"}, follow=True)
    assert "Everything was deleted." in done.content.decode()
    assert "I study nursing" in done.content.decode()
    assert not User.objects.exists()
    assert client.get("/study/").status_code == 302


def test_who_has_a_password_gives_it_before_everything_goes(client: Client, content) -> None:
    vera = User.objects.create_user("vera", password="long enough, they say")
    client.force_login(vera)
    asked = client.get("/account/delete/")["Location"]
    assert asked.startswith("/account/reauthenticate/")
    assert client.post("/account/delete/", {"sure": "yes"})["Location"] == "/account/delete/"
    # The form that was sent before does not wait for the password: it must be sent again.
    page = client.post(asked, {"password": "long enough, they say"}, follow=True)
    assert "Delete for good" in page.content.decode()
    assert User.objects.filter(pk=vera.pk).exists()
    client.post("/account/delete/", {"sure": "yes"})
    assert not User.objects.exists()


def test_a_guest_who_waits_behind_a_deleted_account_is_back(client: Client, full: Callable[..., User]) -> None:
    guest, password = full(), "long enough, they say"
    User.objects.create_user("vera", password=password)
    client.force_login(guest)
    asked = client.post("/account/login/", {"login": "vera", "password": password})
    assert asked["Location"].startswith("/account/add/")
    client.post(client.get("/account/delete/")["Location"], {"password": password})
    gone = client.post("/account/delete/", {"sure": "yes"})
    assert gone["Location"] == "/"
    assert list(User.objects.all()) == [guest]
    assert client.get("/settings/").status_code == 200
    assert rows(ReviewLog, guest) > 0


@pytest.fixture
def over_a_guest(client: Client, full: Callable[..., User]) -> tuple[Client, User, User]:
    """A browser in which an account is signed in, behind which a guest waits; the account has proved itself."""
    guest, password = full(), "long enough, they say"
    vera = User.objects.create_user("vera", password=password)
    client.force_login(guest)
    client.post("/account/login/", {"login": "vera", "password": password})
    client.post(client.get("/account/delete/")["Location"], {"password": password})
    return client, vera, guest


def test_a_second_click_on_delete_spares_the_guest(over_a_guest: tuple[Client, User, User]) -> None:
    client, _, guest = over_a_guest
    before = client.cookies["sessionid"].value
    client.post("/account/delete/", {"sure": "yes"})
    client.cookies["sessionid"] = before
    assert client.post("/account/delete/", {"sure": "yes"})["Location"] == "/"
    assert list(User.objects.all()) == [guest]
    assert rows(ReviewLog, guest) > 0


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("path", ["/questions/add/", "/account/delete/"])
def test_what_an_accounts_page_sends_is_not_done_to_the_guest(
    over_a_guest: tuple[Client, User, User], path: str, htmx: bool
) -> None:
    """The account's session ended elsewhere while its page was open; the guest may be another person."""
    client, vera, guest = over_a_guest
    vera.set_password("another one, elsewhere")
    vera.save()
    had = rows(KeptQuestion, guest)
    headers = {"hx-request": "true"} if htmx else {}
    data = {"client_id": str(uuid4()), "text": "Private?", "sure": "yes"}
    reply = client.post(path, data, headers=headers)
    assert reply.headers.get("HX-Redirect" if htmx else "Location") == "/"
    assert User.objects.count() == 2
    assert rows(KeptQuestion, guest) == had


def test_who_is_deleted_while_a_request_is_on_its_way_is_led_to_the_door(client: Client, learner: User, monkeypatch):
    client.force_login(learner)
    question = queue.next_question(learner=learner, now=NOON)

    def answer_too_late(**values):
        User.objects.filter(pk=learner.pk).delete()
        raise IntegrityError("FOREIGN KEY constraint failed")

    monkeypatch.setattr("learn.reviews.actions.answer_card", answer_too_late)
    data = {"card": question.card.pk, "grade": 4, "client_id": str(uuid4())}
    assert client.post("/study/answer/", data)["Location"] == "/"


def test_an_error_that_is_the_sites_own_is_not_hidden(client: Client, learner: User, monkeypatch) -> None:
    client.force_login(learner)
    monkeypatch.setattr("learn.reviews.queue.next_question", lambda **values: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        client.get("/study/")
