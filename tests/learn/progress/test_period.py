"""A week and a month: their figures are those of the log."""

from datetime import date

import pytest
from django.test import Client

from learn.accounts.models import User
from learn.progress.period import MONTH, WEEK, period, span_of
from tests.conftest import Clock
from tests.learn.reviews.test_actions import ask_and_give


@pytest.mark.parametrize(
    ("kind", "day", "first", "last"),
    [
        (WEEK, date(2026, 3, 4), date(2026, 3, 2), date(2026, 3, 8)),
        (WEEK, date(2027, 1, 1), date(2026, 12, 28), date(2027, 1, 3)),
        (MONTH, date(2028, 2, 10), date(2028, 2, 1), date(2028, 2, 29)),
        (MONTH, date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_the_days_of_a_week_and_of_a_month(kind: str, day: date, first: date, last: date) -> None:
    span = span_of(kind, day)
    assert (span.first, span.last) == (first, last)
    assert span_of(kind, span.before).last == span.before
    assert span_of(kind, span.after).first == span.after


@pytest.mark.django_db
class TestPage:
    def test_its_figures_are_those_of_the_log(self, learner: User, classmate: User, clock: Clock) -> None:
        for grades in ((4, 1, 5, 4), (4, 4, 1), ()):
            for grade in grades:
                ask_and_give(learner, clock, grade)
                ask_and_give(classmate, clock, 1)
            clock.advance(days=1)
        shown = period(learner=learner, span=span_of(WEEK, date(2026, 3, 4)))
        assert (shown.studied, shown.answers) == (2, 7)
        days = {row[0]: row[1:6] for row in shown.chart.table.rows}
        assert len(days) == 7
        assert days[date(2026, 3, 2)] == (4, 0, 0, 0, 0)
        assert sum(days[date(2026, 3, 3)][:2]) == 3
        assert shown.recall is None, "three reviews say too little"
        assert sum(row[1] for row in shown.topics.rows) == 7
        other = period(learner=learner, span=span_of(WEEK, date(2026, 2, 25)))
        assert other.answers == 0

    def test_it_can_be_walked_printed_and_saved(self, client: Client, learner: User, clock: Clock) -> None:
        ask_and_give(learner, clock, 4)
        client.force_login(learner)
        page = client.get("/progress/month/?day=2026-03-15").content.decode()
        assert "March 2026" in page
        assert "data-print" in page
        assert "?day=2026-02-28" in page
        sheet = client.get("/progress/month/?day=2026-03-01&csv=days")
        assert len(b"".join(sheet.streaming_content).decode().splitlines()) == 1 + 31
        assert "Nothing was answered in these days." in client.get("/progress/week/?day=2026-01-15").content.decode()

    @pytest.mark.parametrize("path", ["/progress/year/", "/progress/week/?day=soon", "/progress/month/?day=0001-01-01"])
    def test_what_is_no_week_or_month_is_missing(self, client: Client, learner: User, path: str) -> None:
        client.force_login(learner)
        assert client.get(path).status_code == 404

    def test_it_costs_the_same_for_a_week_and_a_month(
        self, client: Client, learner: User, clock: Clock, django_assert_max_num_queries
    ) -> None:
        for _ in range(3):
            ask_and_give(learner, clock, 4)
        client.force_login(learner)
        client.get("/progress/week/")
        for path in ("/progress/week/?day=2026-03-02", "/progress/month/?day=2026-03-02"):
            with django_assert_max_num_queries(6):
                client.get(path)
