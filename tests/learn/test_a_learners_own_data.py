"""A learner's data comes along, is handed out and goes: for every table that has a learner, none forgotten.

A model with a key to the learner that is not in OWNED fails here, and so does one in OWNED that merging, the download
or deletion passes over."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.apps import apps
from django.test import Client

from cards.models import Card
from learn.accounts.actions import merge_guest
from learn.accounts.models import User
from learn.notebook.models import KeptWord
from learn.quizzes.actions import start_attempt, submit
from learn.quizzes.ask import Ask
from learn.quizzes.models import AttemptItem
from learn.reminders.models import CalendarFeed, Digest, DigestMail
from learn.reports.models import Correction, Report, SeenCorrection
from learn.reviews.models import (
    CardState,
    DayDetail,
    Facet,
    PlannedCard,
    ReviewLog,
)
from tests.conftest import NOON, Clock
from tests.learn.owned import NOT_A_LEARNERS, OWNED, downloaded, learner_field, rows

pytestmark = pytest.mark.django_db


def test_every_table_with_a_learner_is_known() -> None:
    found = {model for model in apps.get_models(include_auto_created=True) if learner_field(model)}
    assert found == set(OWNED) | NOT_A_LEARNERS


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
