"""Invented learners to look at: the same every time, their states what their logs come to."""

import itertools
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.core.management import call_command
from django.test import Client

from cards.models import Card
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.assignments.models import Quiz
from learn.assignments.reading import plan_of
from learn.classrooms.models import Classroom
from learn.front.demo import filling, school
from learn.front.demo.lives import LIVES, live
from learn.libraries.models import Library
from learn.quizzes.models import Attempt
from learn.reviews.checking import check_learner
from learn.reviews.models import DayTally, ReviewLog
from learn.scheduling.fold import Kind, LogRow, fold
from tests.conftest import NOON

LAST = date(2026, 3, 1)


def test_a_life_is_the_same_every_time_and_holds_what_a_real_one_does() -> None:
    ben = next(life for life in LIVES if life.name == "ben")
    rows = list(live(ben, cards=range(1, 189), last=LAST, seed=2))
    assert rows == list(live(ben, cards=range(1, 189), last=LAST, seed=2))
    assert {row.kind for _, row in rows} >= {"review", "drill"}
    days = sorted({row.study_date for _, row in rows})
    assert max((after - before).days for before, after in itertools.pairwise(days)) > 20, "weeks away"
    assert days[-1] <= LAST
    lapses = [fold(row for card, row in rows if card == each)[0].lapses for each in range(1, 189)]
    assert max(lapses) >= 8, "a leech"


def test_what_a_quiz_brought_forward_is_asked_at_the_next_sitting() -> None:
    ana = next(life for life in LIVES if life.name == "ana")
    before = [row for card, row in live(ana, cards=range(1, 30), last=LAST, seed=1) if card == 1]
    # Between two reviews that are weeks apart.
    first, then = next((a, b) for a, b in itertools.pairwise(before) if (b.study_date - a.study_date).days > 20)
    at = first.answered_at + timedelta(days=3)
    forward = LogRow(UUID(int=1), Kind.FORWARD, at, at.date())
    after = [
        row for card, row in live(ana, cards=range(1, 30), last=LAST, seed=1, forwards=[(1, forward)]) if card == 1
    ]
    early = next(row for row in after if row.answered_at > at)
    assert (early.kind, early.study_date - at.date() <= timedelta(days=3)) == (Kind.EARLY, True)
    assert early.study_date < then.study_date


@pytest.mark.one_database
@pytest.mark.django_db
def test_filling_makes_each_learner_once_and_all_of_a_piece(content, monkeypatch, client: Client) -> None:
    few = tuple(replace(life, days=min(life.days, 30), away=()) for life in LIVES)
    monkeypatch.setattr(filling, "LIVES", few)
    filling.fill(now=NOON, students=6)
    count = ReviewLog.objects.count()
    filling.fill(now=NOON, students=6)
    assert ReviewLog.objects.count() == count
    for life in few:
        learner = User.objects.get(username=life.name)
        assert check_learner(learner.pk) == []
        assert DayTally.objects.filter(learner=learner, study_date__lte=NOON.date()).count() > 5
        assert Attempt.objects.filter(learner=learner, submitted_at=None).count() == 0
        assert Attempt.objects.filter(learner=learner).exists() == (life.name in ("ana", "ben"))
    class_of_six = Classroom.objects.get()
    assert class_of_six.enrollments.present().students().count() == 6
    assert Attempt.objects.filter(assignment_id__isnull=False, submitted_at__isnull=False).count() > 12
    client.force_login(User.objects.get(username=school.INSTRUCTOR))
    assert client.get(class_of_six.get_absolute_url(), follow=True).status_code == 200
    plans = [plan_of(quiz) for quiz in Quiz.objects.all()]
    assert [plan.is_per_student for plan in plans].count(False) == 1, "one whose questions can be told of"
    library = Library.objects.get()
    shelf = client.get(f"/libraries/{library.pk}/facts/")
    assert shelf.status_code == 200 and "ambulation" in shelf.content.decode()
    shown = Card.objects.through(lens_for(User.objects.get(username="student-1"))).filter(fact__library=library.code)
    assert shown.filter(faces__back__contains="be it alone, with aids").exists()
    assert not shown.filter(fact__wording__contains="Erythema").exists(), "a draft"
    assert User.objects.get(username="staff").is_staff
    client.force_login(User.objects.get(username="ana"))
    assert client.get("/progress/").status_code == 200


def test_a_demo_never_touches_the_site_s_own_data(settings, monkeypatch) -> None:
    seen = {}

    def replaced(program: str, arguments: list[str], environment: dict[str, str]) -> None:
        seen.update(environment)
        raise SystemExit

    monkeypatch.setenv("OSTEON_DATABASE_URL", "postgres://user:password@host/real")
    monkeypatch.setattr("os.execve", replaced)
    with pytest.raises(SystemExit):
        call_command("serve", demo=True)
    assert seen["OSTEON_DATA_DIR"] == str(settings.DATA_DIR / "demo")
    assert "OSTEON_DATABASE_URL" not in seen
