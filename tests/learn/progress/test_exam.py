"""An exam date: everything seen and met three times before, without a pile-up, and no date of SM-2's touched.

`OSTEON_SIMULATED_LEARNERS=20 python -m pytest tests/learn/progress/test_exam.py` lets so many live a whole year.
"""

import os
import random
import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from cards.models import Card
from learn.accounts.actions import change_preferences
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.reviews import queue
from learn.reviews.actions import answer_card
from learn.reviews.checking import check_learner
from learn.reviews.models import CardState, DayTally, ReviewLog
from learn.reviews.planning import exam_pace
from learn.scheduling import sm2
from tests.conftest import Clock
from tests.learn.reviews.test_views import answer

pytestmark = pytest.mark.django_db

LEARNERS = int(os.environ.get("OSTEON_SIMULATED_LEARNERS", "0"))
DAYS = 365 if LEARNERS else 75


@pytest.mark.long
@pytest.mark.parametrize("seed", range(LEARNERS or 1))
def test_every_card_is_seen_and_comes_back_three_times_before_the_exam(learner: User, clock: Clock, seed: int) -> None:
    chance = random.Random(seed)
    today = learner.preferences.study_date(clock())
    exam = today + timedelta(days=DAYS)
    change_preferences(learner=learner, changes={"exam_date": exam, "rest_days": "7"}, now=clock())
    promised = exam_pace(learner=learner, today=today)
    assert promised.is_enough
    for day in range(DAYS):
        # A day is missed now and then: the pace makes up for it.
        if day % 17 != 16:
            _study(learner, clock, chance)
        clock.advance(days=1)
    reviews: dict[int, set[date]] = defaultdict(set)
    for card_id, on in ReviewLog.objects.filter(learner=learner, kind="review").values_list("card_id", "study_date"):
        assert on < exam
        reviews[card_id].add(on)
    shown = set(Card.objects.through(lens_for(learner)).values_list("pk", flat=True))
    assert set(reviews) == shown
    assert {card_id for card_id, dates in reviews.items() if len(dates) < 1 + 3} == set()
    _assert_no_pile_up(learner, exam)
    _assert_sm2_alone_decides_when(learner)


def _study(learner: User, clock: Clock, chance: random.Random) -> None:
    while (question := queue.next_question(learner=learner, now=clock())) is not None:
        answer_card(
            learner=learner,
            card_id=question.card.pk,
            grade=chance.choices((1, 3, 4, 5), (15, 10, 60, 15))[0],
            client_id=uuid4(),
            seen_row_at=question.state.last_row_at,
            time_ms=8000,
            now=clock(),
        )


def _assert_no_pile_up(learner: User, exam: date) -> None:
    load: Counter[date] = Counter()
    for row in DayTally.objects.filter(learner=learner):
        load[row.study_date] = row.new_cards + row.reviews
    days = sorted(load)
    busiest = [sum(load[day] for day in days[place : place + 7]) for place in range(len(days) - 6)]
    last_week = sum(n for day, n in load.items() if day >= exam - timedelta(days=7))
    assert last_week < max(busiest)
    last_new = max(row.study_date for row in DayTally.objects.filter(learner=learner, new_cards__gt=0))
    assert (exam - last_new).days > 14


def _assert_sm2_alone_decides_when(learner: User) -> None:
    assert check_learner(learner.pk) == []
    for state in CardState.objects.filter(learner=learner):
        memory = sm2.NEW
        rows = ReviewLog.objects.filter(learner=learner, card=state.card_id, kind="review").order_by("answered_at")
        for row in rows:
            memory = sm2.review(memory, row.grade)
        assert state.fold.memory == memory
        assert state.due_date == row.study_date + timedelta(days=memory.interval_days)


def test_the_exam_decides_how_many_new_cards_come_and_then_again_the_settings(learner: User, clock: Clock) -> None:
    today = learner.preferences.study_date(clock())

    def new_today() -> int:
        queue.next_question(learner=learner, now=clock())
        return queue.ahead(learner_id=learner.pk, today=learner.preferences.study_date(clock())).new

    assert new_today() == 10
    change_preferences(learner=learner, changes={"exam_date": today + timedelta(days=40)}, now=clock())
    expected = exam_pace(learner=learner, today=today).per_day
    assert expected != 10
    assert new_today() == expected
    # Nothing new in the last weeks, and the old number from the exam day on.
    clock.advance(days=30)
    assert new_today() == 0 or not exam_pace(learner=learner, today=today + timedelta(days=30)).is_enough
    clock.advance(days=10)
    assert new_today() == 10


class TestPages:
    def test_a_date_is_kept_explained_and_taken_away(self, client: Client, learner: User) -> None:
        client.force_login(learner)
        far = date.today() + timedelta(days=100)
        assert client.post("/progress/exam/", {"exam_date": far.isoformat()}).status_code == 302
        page = client.get("/progress/exam/").content.decode()
        assert "new cards a day" in page
        assert "There is not enough time" not in page
        assert client.get("/progress/exam/?csv=minutes").status_code == 200
        client.post("/progress/exam/", {"exam_date": ""})
        learner.preferences.refresh_from_db()
        assert learner.preferences.exam_date is None

    def test_it_counts_the_same_cards_as_the_page_of_costs(self, client: Client, learner: User) -> None:
        client.force_login(learner)
        client.post("/progress/exam/", {"exam_date": (date.today() + timedelta(days=100)).isoformat()})
        page = client.get("/study/")
        for _ in range(3):
            page = client.get(answer(client, page, 4)["Location"])

        def left(address: str) -> int:
            return int(re.search(r"(\d+) cards are not begun yet", client.get(address).content.decode())[1])

        begun = CardState.objects.of(learner.pk).filter(scheduled_date__isnull=False).count()
        every = Card.objects.through(lens_for(learner)).filter(decks__uid="nursing").count()
        assert left("/progress/exam/") == left("/progress/cost/") == every - begun == every - 3

    def test_it_warns_where_the_time_is_short(self, client: Client, learner: User) -> None:
        client.force_login(learner)
        client.post("/progress/exam/", {"exam_date": (date.today() + timedelta(days=9)).isoformat()})
        assert "There is not enough time" in client.get("/progress/exam/").content.decode()

    @pytest.mark.parametrize(
        ("value", "said"),
        [
            ("", "Choose the day of your exam."),
            ("yesterday", "Write a date like 2027-05-31."),
            ("2020-01-01", "This day is past, or today."),
            ("2999-01-01", "more than two years ahead"),
        ],
    )
    def test_a_date_that_cannot_be_is_refused(self, client: Client, learner: User, value: str, said: str) -> None:
        client.force_login(learner)
        reply = client.post("/progress/exam/", {"exam_date": value})
        assert reply.status_code == 422
        assert said in reply.content.decode()
        learner.preferences.refresh_from_db()
        assert learner.preferences.exam_date is None

    def test_nobody_examines_caregivers(self, client: Client, make_learner) -> None:
        client.force_login(make_learner("caregiver"))
        assert client.get("/progress/exam/").status_code == 404
        assert "/progress/exam/" not in client.get("/progress/").content.decode()

    def test_the_cost_of_new_cards_is_shown_before_one_is_chosen(self, client: Client, learner: User) -> None:
        client.force_login(learner)
        page = client.get("/progress/cost/").content.decode()
        assert "until yours are enough to tell" in page
        assert 'value="10" checked' in page
        line = client.get("/progress/cost/?new_per_day=30", headers={"hx-request": "true"}).content.decode()
        assert line.startswith("At 30 a day, the minutes a day will be about")
        assert client.post("/progress/cost/", {"new_per_day": "15"}).status_code == 302
        learner.preferences.refresh_from_db()
        assert learner.preferences.new_per_day == 15
        reply = client.post("/progress/cost/", {"new_per_day": "-1"})
        assert (reply.status_code, "whole number from 0 to 999" in reply.content.decode()) == (422, True)

    def test_with_nothing_left_to_begin_no_cost_is_made_up(self, client: Client, learner: User) -> None:
        learner.subscriptions.all().delete()
        client.force_login(learner)
        page = client.get("/progress/cost/").content.decode()
        assert "Every card of your decks has been begun." in page
        assert "Take this number" not in page
        line = client.get("/progress/cost/?new_per_day=30", headers={"hx-request": "true"}).content.decode()
        assert "minutes" not in line

    def test_more_new_cards_cost_more_minutes(self, client: Client, learner: User) -> None:
        client.force_login(learner)
        sheet = b"".join(client.get("/progress/cost/?csv=cost").streaming_content).decode()
        minutes = [float(line.split(",")[1]) for line in sheet.splitlines()[1:]]
        # 3, 5 and 10 a day; with more, all are begun before the week is over.
        assert minutes[0] < minutes[1] < minutes[2]
