"""Predicting: each method against its formula, the metrics against scikit-learn and figures by hand, the replay against
the fold.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from math import exp, floor, isclose, log, sqrt
from uuid import UUID

import pytest
from fsrs import Card, Rating, Scheduler
from hypothesis import given
from hypothesis import strategies as st

from learn.progress.predicting.answers import Answer, Asked, Undone, Void, answers_of_card, replay
from learn.progress.predicting.comparison import FEWEST, Result, best_of, compare
from learn.progress.predicting.metrics import Scorer, Scores, auc, bin_of, loss
from learn.progress.predicting.predictors import (
    Fsrs6,
    Method,
    MovingAverage,
    RunningAverage,
    Sm2Curve,
    predictors,
    rating,
)
from learn.scheduling.fold import Counted, Kind, LogRow, fold

START = datetime(2026, 1, 1, 12, tzinfo=UTC)


def row(place: int, day: int, grade: int | None, kind: str = "review", voids: int | None = None) -> LogRow:
    at = START + timedelta(days=day, seconds=place)
    return LogRow(UUID(int=place + 1), kind, at, at.date(), grade, 0, None if voids is None else UUID(int=voids + 1))


def card_log(*steps: tuple[int, int]) -> list[LogRow]:
    """A card's log of (day, grade)."""
    return [row(place, day, grade) for place, (day, grade) in enumerate(steps)]


def recall(number: int, days: int, passed: bool, lapses: int = 0, card_id: int = 1) -> Answer:
    return Answer(Asked(card_id, date(2026, 1, 1), number, days, days, lapses), 4 if passed else 1)


class TestReplay:
    def test_it_tells_what_was_known_before_each_answer(self) -> None:
        answers = list(answers_of_card(7, card_log((0, 1), (0, 4), (1, 4), (3, 1), (4, 4))))
        told = [(a.asked.number, a.asked.days, a.asked.interval_days, a.asked.lapses, a.grade) for a in answers]
        assert told == [(1, 0, 0, 0, 1), (2, 0, 1, 0, 4), (2, 1, 1, 0, 4), (3, 2, 1, 0, 1), (4, 1, 1, 1, 4)]
        # The first sight of a card tells of no memory, nor does a drill.
        assert [a.is_recall for a in answers] == [False, False, True, True, True]

    def test_an_early_answer_is_one_of_them(self) -> None:
        answers = list(answers_of_card(7, [*card_log((0, 4), (1, 4)), row(2, 3, 4, Kind.EARLY), row(3, 7, 5)]))
        assert [(a.asked.days, a.asked.interval_days, a.is_recall) for a in answers[2:]] == [(2, 6, True), (4, 6, True)]

    def test_what_was_undone_never_was(self) -> None:
        undone = [*card_log((0, 4), (1, 1)), row(5, 1, None, Kind.VOID, voids=1), row(6, 1, 5)]
        assert [a.grade for a in answers_of_card(7, undone)] == [4, 5]
        taken_back = [*undone[:3], row(6, 1, None, Kind.VOID, voids=5)]
        assert [a.grade for a in answers_of_card(7, taken_back)] == [4, 1]

    @given(st.data())
    def test_over_several_cards_it_is_what_each_card_folds_to(self, data: st.DataObject) -> None:
        rows: list[tuple[int, LogRow]] = []
        day = 0
        for place in range(data.draw(st.integers(0, 25))):
            day += data.draw(st.integers(0, 3))
            card_id = data.draw(st.integers(1, 3))
            kind = data.draw(
                st.sampled_from([Kind.REVIEW, Kind.REVIEW, Kind.EARLY, Kind.DRILL, Kind.SUSPEND, Kind.VOID])
            )
            if kind == Kind.VOID:
                # What is voided may be another card's, or stand later: the fold heeds neither.
                each = row(place, day, None, kind, voids=data.draw(st.integers(0, place + 2)))
            else:
                grade = data.draw(st.integers(0, 5)) if kind != Kind.SUSPEND else None
                each = row(place, day, grade, kind)
            rows.append((card_id, each))
        voids = [Void(card, each.client_id, each.answered_at, each.voids) for card, each in rows if each.voids]
        found: dict[int, list[tuple[date, int, bool]]] = {1: [], 2: [], 3: []}
        for answer in replay(rows, Undone(voids)):
            found[answer.asked.card_id].append((answer.asked.study_date, answer.grade, answer.is_drill))
        for card_id, told in found.items():
            _, outcomes = fold(each for card, each in rows if card == card_id)
            assert told == [
                (outcome.row.study_date, outcome.row.grade, outcome.counted == Counted.DRILL)
                for outcome in outcomes
                if outcome.counted != Counted.NOTHING
            ]


class TestPredictors:
    def test_sm2_says_nine_tenths_at_the_end_of_its_interval(self) -> None:
        sm2 = Sm2Curve()
        assert sm2.predict(Asked(1, date(2026, 1, 7), 3, days=6, interval_days=6)) == pytest.approx(0.9)
        assert sm2.predict(Asked(1, date(2026, 1, 7), 3, days=12, interval_days=6)) == pytest.approx(0.81)

    def test_the_running_average_begins_at_nine_tenths_of_one(self) -> None:
        average = RunningAverage()
        assert average.level == pytest.approx(0.9)
        for answer in (recall(2, 1, True), recall(2, 1, False), recall(1, 0, False)):
            average.learn(answer)
        # The last one was a new card's and does not count.
        assert average.level == pytest.approx((0.9 + 1) / 3)

    def test_the_moving_average_takes_one_gradient_step_an_answer(self) -> None:
        average, x = MovingAverage(), 1.2
        assert average.level == pytest.approx(1 / (1 + exp(-1.2)))
        for passed in (True, False, True, True):
            average.learn(recall(2, 1, passed))
            p = 1 / (1 + exp(-x))
            x = x + 0.3 * (1 - p) if passed else x - 0.3 * p
        assert average.level == pytest.approx(1 / (1 + exp(-x)))

    def test_fsrs_is_the_package_by_study_dates(self) -> None:
        scheduler, card = Scheduler(enable_fuzzing=False), Card(card_id=1)
        fsrs = Fsrs6()
        for answer in answers_of_card(1, card_log((0, 4), (0, 3), (1, 4), (7, 1), (8, 5))):
            now = datetime.combine(answer.asked.study_date, datetime.min.time(), tzinfo=UTC)
            if answer.asked.number > 1:
                assert fsrs.predict(answer.asked) == scheduler.get_card_retrievability(card, now)
            fsrs.learn(answer)
            card, _ = scheduler.review_card(card, rating(answer.grade), now)
        assert fsrs.predict(Asked(1, date(2026, 1, 20), 5)) < fsrs.predict(Asked(1, date(2026, 1, 12), 5)) < 1

    def test_fails_are_again_and_passes_what_their_buttons_say(self) -> None:
        named = [Rating.Again, Rating.Again, Rating.Again, Rating.Hard, Rating.Good, Rating.Easy]
        assert [rating(grade) for grade in range(6)] == named

    @given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 5)), max_size=20))
    def test_every_prediction_is_a_chance(self, steps: Sequence[tuple[int, int]]) -> None:
        days = 0
        rows = []
        for place, (gap, grade) in enumerate(steps):
            days += gap
            rows.append(row(place, days, grade))
        methods = predictors()
        for answer in answers_of_card(1, rows):
            for predictor in methods.values():
                if answer.is_recall:
                    assert 0 <= predictor.predict(answer.asked) <= 1
                predictor.learn(answer)


class TestMetrics:
    @given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=2, max_size=60))
    def test_log_loss_and_auc_are_scikit_learns(self, told: Sequence[tuple[float, bool]]) -> None:
        # Not at the top: it takes longer to load than all else here, in each worker and whichever files that is given.
        from sklearn.metrics import log_loss, roc_auc_score

        predicted, passed = [p for p, _ in told], [int(y) for _, y in told]
        mine = sum(loss(p, bool(y)) for p, y in zip(predicted, passed, strict=True)) / len(told)
        assert isclose(mine, log_loss(passed, predicted, labels=[0, 1]), rel_tol=1e-9, abs_tol=1e-12)
        if len(set(passed)) == 2 and len(set(predicted)) > 1:
            assert auc(predicted, passed) == pytest.approx(roc_auc_score(passed, predicted))
        else:
            assert auc(predicted, passed) is None

    def test_auc_of_who_knows_all_is_one(self) -> None:
        assert auc([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1]) == 1
        assert auc([0.9, 0.8, 0.2, 0.1], [0, 0, 1, 1]) == 0
        assert auc([0.1, 0.5, 0.5, 0.9], [0, 0, 1, 1]) == pytest.approx(3.5 / 4)

    def test_auc_is_none_where_nothing_is_told_apart(self) -> None:
        assert auc([0.9, 0.9, 0.9], [1, 0, 1]) is None
        assert auc([0.1, 0.5, 0.9], [1, 1, 1]) is None
        assert auc([0.1, 0.5, 0.9], [0, 0, 0]) is None

    def test_rmse_takes_answers_of_like_history_together(self) -> None:
        scorer = Scorer()
        # Days 4 and 12 are one bin (3.62 to 13.1), day 1 another, a lapse a third.
        for days, lapses, p, passed in [(4, 0, 0.9, True), (12, 0, 0.7, False), (1, 0, 0.8, True), (4, 1, 0.6, True)]:
            scorer.add(bin_of(recall(2, days, passed, lapses).asked), p, passed)
        by_hand = sqrt((2 * (0.8 - 0.5) ** 2 + 1 * (0.8 - 1) ** 2 + 1 * (0.6 - 1) ** 2) / 4)
        assert scorer.scores.rmse_bins == pytest.approx(by_hand)
        assert scorer.scores.n == 4
        assert scorer.scores.log_loss == pytest.approx(-(log(0.9) + log(0.3) + log(0.8) + log(0.6)) / 4)

    def test_the_bins_part_where_the_benchmarks_do(self) -> None:
        def named(asked: Asked) -> tuple[float, float, float]:
            lapses = round(1.65 * 1.73 ** floor(log(asked.lapses) / log(1.73))) if asked.lapses else 0
            days = round(2.48 * 3.62 ** floor(log(asked.days) / log(3.62)), 2)
            return days, round(1.99 * 1.89 ** floor(log(asked.number) / log(1.89))), lapses

        every = [Asked(1, date(2026, 1, 1), place, place, 1, place - 1) for place in range(1, 800)]
        for before, after in pairwise(every):
            for a, b in zip(named(before), named(after), strict=True):
                assert a <= b
            changed = [a != b for a, b in zip(named(before), named(after), strict=True)]
            assert changed == [a != b for a, b in zip(bin_of(before), bin_of(after), strict=True)]

    def test_no_prediction_has_no_score(self) -> None:
        assert Scorer().scores == Scores(0, None, None, None)


class TestComparison:
    def test_each_is_predicted_from_those_before_it(self) -> None:
        results = compare(answers_of_card(1, card_log((0, 4), (1, 4), (7, 1), (8, 4))))
        assert {result.scores.n for result in results.values()} == {3}
        sm2 = -(log(0.9) + log(1 - 0.9) + log(0.9)) / 3
        assert results[Method.SM2].scores.log_loss == pytest.approx(sm2)
        running = -(log(0.9) + log(1 - 1.9 / 2) + log(1.9 / 3)) / 3
        assert results[Method.RUNNING].scores.log_loss == pytest.approx(running)
        assert results[Method.RUNNING].level == pytest.approx(2.9 / 4)
        assert results[Method.SM2].level is None

    def test_the_best_has_the_least_log_loss_once_there_are_enough(self) -> None:
        def of(n: int, *losses: float) -> dict[Method, Result]:
            return {m: Result(Scores(n, x, 0.1, None), None) for m, x in zip(Method, losses, strict=True)}

        assert best_of(of(FEWEST, 0.5, 0.4, 0.3, 0.6)) == Method.MOVING
        assert best_of(of(FEWEST, 0.3, 0.4, 0.3, 0.6)) == Method.SM2
        assert best_of(of(FEWEST - 1, 0.5, 0.4, 0.3, 0.6)) is None
        assert best_of(compare([])) is None
