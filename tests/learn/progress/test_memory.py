"""Memory: what the page says is what was answered, counted by hand from a small log."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.progress import charts
from learn.progress.intervals import FEWEST, share_of, wilson
from learn.progress.memory import Memory, memory, period
from learn.progress.quiz_shares import QuizPoints, points_by_topic, sureness
from learn.progress.recall import Count, recalled
from learn.progress.spreads import EASE_STEPS, INTERVAL_STEPS, spreads
from learn.quizzes.actions import submit
from learn.quizzes.models import AttemptItem
from learn.reviews.models import AnswerStage, DayDetail, Facet
from tests.conftest import Clock
from tests.learn.progress.conftest import DAY

NOW = datetime(2026, 3, 30, 12, tzinfo=UTC)
SOME = 24
"""Cards enough for a share to be told."""


def shown(learner: User, days: int = 30, now: datetime = NOW) -> Memory:
    return memory(learner=learner, lens=lens_for(learner), now=now, days=days)


def table(page: Memory, uid: str) -> dict[object, tuple[object, ...]]:
    """The rows of one table by their first cell."""
    found = next(each for each in page.tables if each.uid == uid)
    return {row[0]: row[1:] for row in found.rows}


@pytest.fixture
def studied(learner: User, study: Callable) -> User:
    """SOME cards: new on the first day, due on the second (four forgotten), young on the eighth."""
    first = [(card, 0, 4) for card in range(SOME)]
    second = [(card, 1, 1 if card < 4 else 5) for card in range(SOME)]
    again = [(card, 1, 4) for card in range(4)]
    study(learner, [*first, *second, *again, *((card, 7, 3) for card in range(4, SOME))], time_ms=6000)
    return learner


@pytest.mark.django_db
class TestPage:
    def test_recall_counts_due_reviews_and_nothing_else(self, studied: User) -> None:
        page = shown(studied)
        # 24 on the second day of which 4 were forgotten, 20 on the eighth: no new card, no drill.
        assert page.due == Count(44, 40, 44 * 6000)
        low, high = (round(100 * end, 1) for end in wilson(40, 44)[1:])
        maturity = table(page, "maturity")
        assert list(maturity.values()) == [
            (44, 40, 90.9, low, high),
            (0, 0, "not enough yet", "", ""),
            (44, 40, 90.9, low, high),
        ]

    def test_weekdays_hours_and_topics_are_those_of_the_answers(self, studied: User) -> None:
        page = shown(studied)
        weekdays = table(page, "weekdays")
        assert weekdays["Tuesday"][:3] == (24, 20, 83.3)
        assert weekdays["Monday"][:3] == (20, 20, 100.0)
        assert weekdays["Friday"][:3] == (0, 0, "not enough yet")
        assert table(page, "hours")["10:00"][:2] == (44, 40)
        topics = table(page, "topics")
        assert sum(row[0] for row in topics.values()) == 44
        assert sum(row[1] for row in topics.values()) == 40

    def test_mature_is_by_the_interval_before_the_answer(self, learner: User, study: Callable) -> None:
        # 1, 6, 15 and 38 days: the answers on the 22nd and the 60th day are young and mature.
        study(learner, [(0, day, 4) for day in (0, 1, 7, 22, 60)])
        counts = recalled(learner.pk, DAY, DAY + timedelta(days=100)).by_stage
        assert counts == {AnswerStage.YOUNG: Count(3, 3, 12_000), AnswerStage.MATURE: Count(1, 1, 4000)}

    def test_buttons_time_and_speed(self, studied: User) -> None:
        page = shown(studied)
        assert table(page, "buttons") == {
            "Again": (0, 4, 0, 0, 0),
            "Hard": (0, 20, 0, 0, 0),
            "Good": (24, 0, 0, 0, 4),
            "Easy": (0, 20, 0, 0, 0),
        }
        minutes = table(page, "minutes")
        assert (minutes[DAY], minutes[DAY + timedelta(days=1)]) == ((2.4,), (2.8,))
        assert len(minutes) == 30
        assert {seconds for n, seconds in table(page, "speed").values() if n >= FEWEST} <= {6.0}

    def test_a_year_is_told_by_the_week_and_loses_no_minute(self, studied: User) -> None:
        weeks = table(shown(studied, days=365), "minutes")
        assert len(weeks) == 53
        assert sum(spent for (spent,) in weeks.values()) == pytest.approx((24 + 28 + 20) * 0.1)

    def test_spreads_count_every_card_once(self, studied: User) -> None:
        found = spreads(studied.pk, lens_for(studied))
        assert sum(bucket.n for bucket in found.ease) == sum(bucket.n for bucket in found.intervals) == SOME
        # Four were forgotten and start again with a day; the others have come to six days and then to 16.
        assert {bucket.low: bucket.n for bucket in found.intervals if bucket.n} == {1: 4, 7: 20}
        # 2.50 + 0.10 - 0.14 for Good, Easy, Hard; a fail leaves the ease alone.
        assert {bucket.low: bucket.n for bucket in found.ease if bucket.n} == {230: 20, 250: 4}

    def test_only_the_period_asked_for_is_counted(self, studied: User) -> None:
        assert shown(studied, days=30, now=NOW + timedelta(days=30)).due.n == 0
        assert shown(studied, days=90, now=NOW + timedelta(days=30)).due.n == 44

    def test_a_classmates_answers_are_nowhere_in_it(self, studied: User, classmate: User) -> None:
        page = shown(classmate)
        assert page.due.n == 0
        assert all(not any(row[1:]) for each in page.tables if each.uid == "minutes" for row in each.rows)

    def test_a_topic_that_is_hidden_is_left_out(self, learner: User, study: Callable) -> None:
        cards = study(learner, [])
        hidden = [place for place, card in enumerate(cards) if card.fact.topic.uid == "outlook"][:3]
        study(learner, [(place, day, 4) for day in (0, 1) for place in hidden])
        assert "Outlook and survival figures" in table(shown(learner), "topics")
        learner.preferences.survival = False
        page = shown(learner)
        every = str([each.rows for each in page.tables])
        assert "Outlook" not in every
        assert sum(row[0] for row in table(page, "intervals").values()) == sum(
            cards[place].fact.sensitivity != "survival" for place in hidden
        )

    def test_quizzes_stand_beside_recall(
        self, learner: User, classmate: User, start: Callable, questions: Callable, answer: Callable, clock: Clock
    ) -> None:
        def take(who: User, right: int) -> list[AttemptItem]:
            attempt = start(who, number=8, asks_confidence=True)
            for place, each in enumerate(questions(attempt)):
                answer(who, each, "right" if place < right else "nothing", confidence="sure" if place < 6 else "guess")
            return questions(submit(learner=who, attempt_id=attempt.attempt_id, now=clock()))

        taken = take(learner, 5)
        take(classmate, 8)
        start(learner, number=8)
        found = points_by_topic(learner.pk, clock() - timedelta(days=1), clock())
        assert sum(points.questions for points in found.values()) == 8
        for topic_id, points in found.items():
            mine = [each for each in taken if each.item.topic_id == topic_id]
            assert points == QuizPoints(len(mine), sum(q.points for q in mine), sum(q.possible for q in mine))
        sure = sureness(learner.pk, clock() - timedelta(days=1), clock())
        assert {each: tuple(figures) for each, figures in sure.items()} == {"sure": (6, 5), "guess": (2, 0)}
        assert points_by_topic(learner.pk, clock(), clock() + timedelta(days=1)) == {}

    def test_every_table_is_there_as_csv(self, client: Client, studied: User) -> None:
        client.force_login(studied)
        page = client.get("/progress/memory/?days=365").content.decode()
        assert 'href="?days=365&amp;csv=minutes"' in page
        for each in shown(studied).tables:
            reply = client.get(f"/progress/memory/?days=365&csv={each.uid}")
            assert reply["Content-Disposition"] == f'attachment; filename="osteon-{each.uid}.csv"'
        assert client.get("/progress/memory/?csv=other").status_code == 404

    def test_it_costs_these_queries_whatever_was_answered(
        self, client: Client, learner: User, study: Callable, django_assert_num_queries
    ) -> None:
        client.force_login(learner)
        client.get("/progress/memory/")
        # Session, learner; details by grade, hour and topic; topics; states; two of quizzes; tallies.
        queries = 10
        with django_assert_num_queries(queries):
            client.get("/progress/memory/")
        since = (timezone.now().date() - DAY).days - 28
        study(learner, [(card, since + day, 4) for day in (0, 1, 7, 22) for card in range(40)])
        for days in (30, 90, 365):
            with django_assert_num_queries(queries):
                assert b"120 answers" in client.get(f"/progress/memory/?days={days}").content

    def test_caregivers_are_not_examined(self, client: Client, make_learner: Callable[..., User]) -> None:
        client.force_login(make_learner("caregiver"))
        assert client.get("/progress/memory/").status_code == 404
        assert client.get("/progress/predictions/").status_code == 404
        assert "/progress/memory/" not in client.get("/progress/").content.decode()

    def test_who_has_done_nothing_is_told_what_to_do(self, client: Client, learner: User) -> None:
        client.force_login(learner)
        page = client.get("/progress/memory/").content.decode()
        assert "A card you answer today comes back tomorrow" in page
        assert "Take a quiz" in page
        assert "data-chart" not in page

    def test_a_detail_gone_negative_breaks_nothing(self, learner: User) -> None:
        DayDetail.objects.create(
            learner=learner, facet=Facet.TOPIC, study_date=DAY, key=1, stage=1, answers=-1, passed=-2, time_ms=-5
        )
        assert recalled(learner.pk, DAY, DAY).by_topic == {1: Count(0, 0, 0)}


@pytest.mark.parametrize(("asked", "days"), [("30", 30), ("365", 365), ("", 90), ("7", 90), ("x", 90), ("030", 90)])
def test_an_unknown_period_is_the_usual_one(asked: str, days: int) -> None:
    assert period(asked) == days


class TestShares:
    @given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
    def test_the_interval_holds_the_share(self, counts: tuple[int, int]) -> None:
        share, low, high = wilson(*counts)
        assert 0 <= low <= share + 1e-12
        assert share - 1e-12 <= high <= 1

    def test_few_answers_have_no_share(self) -> None:
        assert share_of(FEWEST - 1, FEWEST - 1) is None
        assert share_of(FEWEST, FEWEST) == wilson(FEWEST, FEWEST)

    @given(st.integers(-5, 50), st.integers(-5, 50), st.integers(-5, 50))
    def test_a_count_held_to_what_can_be_true_has_a_share_or_none(self, n: int, passed: int, ms: int) -> None:
        held = Count(n, passed, ms).held
        assert 0 <= held.passed <= held.n
        assert (held.share is None) == (held.n < FEWEST)


class TestCharts:
    TABLE = charts.Table("t", "T", "", ("a", "b"))

    def test_an_interval_is_a_line_through_the_top_of_its_bar(self) -> None:
        drawn = charts.bars(
            self.TABLE, [charts.Value("x", (50.0,), low=40, high=60), charts.Value("y", (50.0,))], most=100
        )
        first, second = drawn.bars
        middle = (drawn.floor + charts.bars(self.TABLE, [charts.Value("", (100.0,))], most=100).bars[0].top) / 2
        assert second.top == pytest.approx(middle)
        low, high = (float(y) for y in first.interval.partition(" ")[2].split("V"))
        assert low > second.top > high == first.top
        assert second.interval == ""

    def test_strips_are_as_long_as_their_values_and_leave_the_unknown_out(self) -> None:
        rows = [("a", [charts.Value("", (50.0,), low=40, high=60)]), ("b", [charts.Value("", (None,), number="7")])]
        drawn = charts.strips(self.TABLE, rows, most=100)
        assert [(name, strips[0].width, strips[0].interval) for name, strips in drawn.rows] == [
            ("a", 50.0, "M40.0 4H60.0")
        ]
        assert drawn.unknown == (("b", "7"),)
        longest = charts.strips(self.TABLE, [("a", [charts.Value("", (3.0,))]), ("b", [charts.Value("", (6.0,))])])
        assert [strips[0].width for _, strips in longest.rows] == [50.0, 100.0]


def test_buckets_begin_where_sm2_does() -> None:
    assert (EASE_STEPS[0], INTERVAL_STEPS[0]) == (130, 1)
    assert 21 in INTERVAL_STEPS
