"""The overview: what it says is what was answered; it costs the same whatever lies behind."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from learn.accounts.models import User
from learn.progress.charts import nice_top
from learn.progress.forecast import spread
from learn.progress.overview import overview
from learn.progress.streaks import Streak, streak
from learn.reviews.actions import bury_card
from learn.reviews.models import Maturity
from learn.reviews.queue import next_question
from tests.conftest import Clock
from tests.learn.reviews.test_actions import ask_and_give

DAY = date(2026, 3, 2)


def days(*numbers: int) -> list[date]:
    return [DAY + timedelta(days=number) for number in numbers]


class TestStreak:
    def test_days_in_a_row_are_counted_and_today_breaks_nothing(self) -> None:
        assert streak(days(0, 1, 2), today=DAY + timedelta(days=3)) == Streak(3, 3, 0, False)
        assert streak(days(0, 1, 2, 3), today=DAY + timedelta(days=3)) == Streak(4, 4, 0, True)

    def test_a_missed_day_ends_it(self) -> None:
        assert streak(days(0, 1, 2, 4), today=DAY + timedelta(days=4)) == Streak(1, 3, 0, True)

    def test_seven_days_earn_a_freeze_that_a_missed_day_uses_up(self) -> None:
        week = days(*range(7))
        assert streak(week, today=week[-1]) == Streak(7, 7, 1, True)
        assert streak([*week, *days(8)], today=DAY + timedelta(days=8)) == Streak(8, 8, 0, True)
        assert streak([*week, *days(8, 10)], today=DAY + timedelta(days=10)) == Streak(1, 8, 0, True)

    def test_two_freezes_are_kept_at_most(self) -> None:
        month = days(*range(28))
        assert streak(month, today=month[-1]).freezes == 2

    def test_a_rest_day_neither_counts_nor_breaks(self) -> None:
        # 7 and 8 March 2026 are Saturday and Sunday.
        studied = days(0, 1, 2, 3, 4, 7)
        assert streak(studied, today=studied[-1], rest_days={6, 7}) == Streak(6, 6, 0, True)
        assert streak(studied, today=studied[-1]) == Streak(1, 5, 0, True)

    def test_nothing_studied_is_no_streak(self) -> None:
        assert streak([], today=DAY) == Streak()


class TestForecast:
    def test_what_is_over_the_limit_is_carried_and_no_review_is_lost(self) -> None:
        due = {DAY - timedelta(days=9): 5, DAY: 3, DAY + timedelta(days=1): 2}
        ahead = spread(due, today=DAY, days=4, limit=4, planned_today=4)
        assert [(day.due, day.carried, day.planned) for day in ahead] == [(8, 0, 4), (2, 4, 4), (0, 2, 2), (0, 0, 0)]
        assert sum(day.planned for day in ahead) == sum(due.values())

    def test_what_today_holds_back_comes_tomorrow(self) -> None:
        ahead = spread({DAY: 6}, today=DAY, days=3, limit=5, planned_today=2)
        assert [(day.due, day.carried, day.planned) for day in ahead] == [(6, 0, 2), (0, 4, 4), (0, 0, 0)]


@pytest.mark.parametrize(("highest", "top"), [(0, 2), (2, 2), (3, 4), (5, 10), (11, 20), (41, 100), (101, 200)])
def test_a_chart_ends_at_a_round_number(highest: int, top: int) -> None:
    assert nice_top(highest) == top


@pytest.mark.django_db
class TestPage:
    def test_it_says_what_was_answered(self, learner: User, classmate: User, clock: Clock) -> None:
        for grade in (4, 1, 5):
            ask_and_give(learner, clock, grade)
        ask_and_give(classmate, clock, 4)
        shown = overview(learner=learner, now=clock())
        assert (shown.today.new_cards, shown.today.new_passed, shown.today.drills) == (3, 2, 0)
        assert shown.streak == Streak(1, 1, 0, True)
        assert shown.calendar.table.rows == ((DAY, 3, 3, 0, 0, 0, 0.2),)
        # Two passed and one failed: each is wanted tomorrow.
        assert [row[1] for row in shown.forecast.table.rows[:3]] == [0, 3, 0]
        learning = sum(row.counts[Maturity.LEARNING] for row in shown.topics)
        unseen = sum(row.counts[Maturity.UNSEEN] for row in shown.topics)
        assert learning == 3
        assert learning + unseen == sum(row.cards for row in shown.topics)

    def test_caregivers_and_who_switched_it_off_have_no_streak(self, make_learner, clock: Clock) -> None:
        for learner in (make_learner("caregiver"), make_learner(streak=False)):
            ask_and_give(learner, clock, 4)
            assert overview(learner=learner, now=clock()).streak is None

    def test_today_is_what_home_says_whatever_is_held_back_or_put_off(self, learner: User, clock: Clock) -> None:
        """Cards of one fact come on different days, a limit holds back more, and one is put off by hand."""
        for _ in range(10):
            ask_and_give(learner, clock, 4)
        learner.preferences.reviews_per_day = 4
        learner.preferences.save()
        clock.advance(days=1)
        shown = overview(learner=learner, now=clock())
        assert (shown.forecast.table.rows[0][1:], shown.ahead.due) == ((10, 0, 4, 6), 4)
        question = next_question(learner=learner, now=clock())
        bury_card(learner=learner, card_id=question.card.pk, client_id=uuid4(), now=clock())
        ask_and_give(learner, clock, 4)
        shown = overview(learner=learner, now=clock())
        today, tomorrow = shown.forecast.table.rows[:2]
        assert today[3] == shown.ahead.due == 2
        assert (today[1], today[4]) == (8, 6)
        # The one put off comes tomorrow, beside those that were held back.
        assert tomorrow[1:3] == (1, 6)

    def test_caregivers_are_told_nothing_of_how_well_they_did(self, client: Client, make_learner, clock: Clock) -> None:
        caregiver = make_learner("caregiver")
        for grade in (4, 1, 4):
            ask_and_give(caregiver, clock, grade)
        client.force_login(caregiver)
        pages = [client.get("/progress/").content.decode(), client.get("/progress/cost/").content.decode()]
        sheet = b"".join(client.get("/progress/?csv=calendar").streaming_content).decode()
        for said in ("Remembered", "mature", "lapsed", "answers passed", " %"):
            assert not any(said in page for page in (*pages, sheet)), said
        assert "just begun" in pages[0]

    def test_every_chart_has_its_table_as_csv(self, client: Client, learner: User) -> None:
        client.force_login(learner)
        page = client.get("/progress/").content.decode()
        for uid in ("forecast", "calendar", "topics"):
            assert f'href="?csv={uid}"' in page
            reply = client.get(f"/progress/?csv={uid}")
            assert reply["Content-Type"] == "text/csv; charset=utf-8"
            assert reply["Content-Disposition"] == f'attachment; filename="osteon-{uid}.csv"'
        assert client.get("/progress/?csv=other").status_code == 404

    def test_it_costs_these_queries_whatever_was_answered(
        self, client: Client, learner: User, clock: Clock, django_assert_max_num_queries
    ) -> None:
        client.force_login(learner)
        client.get("/progress/")
        with django_assert_max_num_queries(13):
            client.get("/progress/")
        for _ in range(5):
            for _ in range(3):
                ask_and_give(learner, clock, 4)
            clock.advance(days=1)
        with django_assert_max_num_queries(13):
            client.get("/progress/")
