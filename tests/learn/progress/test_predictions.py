"""Predictions as they are kept and shown: worked out from the learner's own log, and used for one card."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from math import log
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from learn.accounts.actions import delete_learner, merge_guest
from learn.accounts.models import User
from learn.progress.actions import compare_predictions
from learn.progress.history import answers_of, stale_learners
from learn.progress.models import PredictionScore
from learn.progress.predicting.answers import Asked, answers_of_card
from learn.progress.predicting.comparison import FEWEST
from learn.progress.predicting.predictors import Fsrs6, Method
from learn.progress.predictions import predictions
from learn.progress.retrieval import Likelihood, likelihood
from learn.reviews.actions import undo
from learn.reviews.models import CardState, ReviewLog
from tests.conftest import NOON, Clock
from tests.learn.progress.conftest import DAY
from tests.learn.reviews.test_actions import ask, give

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
# A pass, a pass, a fail and a pass: three answers to predict.
SMALL = [(0, 0, 4), (0, 1, 4), (0, 7, 1), (0, 8, 4)]
# Fifty cards, each remembered twice and forgotten once: a hundred and fifty answers to predict.
ENOUGH = [(card, day, 1 if day == 22 else 4) for day in (0, 1, 7, 22) for card in range(50)]


def scores(learner: User) -> dict[str, PredictionScore]:
    return {score.method: score for score in PredictionScore.objects.of(learner.pk)}


class TestCompare:
    def test_what_is_kept_is_what_a_small_log_comes_to_by_hand(self, learner: User, study: Callable) -> None:
        study(learner, SMALL)
        compare_predictions(learner=learner, now=NOW)
        kept = scores(learner)
        assert set(kept) == {method.value for method in Method}
        assert {(score.n, score.as_of, score.is_best) for score in kept.values()} == {(3, NOW, False)}
        assert kept["sm2"].log_loss == pytest.approx(-(log(0.9) + log(1 - 0.9) + log(0.9)) / 3)
        # SM-2 said the same each time: there is no AUC of that.
        assert (kept["sm2"].auc, kept["sm2"].level) == (None, None)
        assert kept["running"].level == pytest.approx(2.9 / 4)
        # 0.9, 0.95, 0.633 for a pass, a fail, a pass: the fail was given the best chance.
        assert kept["running"].auc == 0

    def test_an_undone_answer_is_not_predicted(self, learner: User, clock: Clock) -> None:
        target = uuid4()
        give(learner, ask(learner, clock), 4, clock, target)
        undo(learner=learner, target=target, client_id=uuid4(), now=clock())
        give(learner, ask(learner, clock), 1, clock)
        assert [answer.grade for answer in answers_of(learner.pk)] == [1]

    def test_a_best_there_is_only_once_there_are_enough(self, learner: User, study: Callable) -> None:
        study(learner, ENOUGH[: FEWEST + 50 - 1])
        compare_predictions(learner=learner, now=NOW)
        assert not any(score.is_best for score in scores(learner).values())
        ReviewLog.objects.filter(learner=learner).delete()
        study(learner, ENOUGH)
        compare_predictions(learner=learner, now=NOW)
        best = min(scores(learner).values(), key=lambda score: score.log_loss)
        assert [score.method for score in scores(learner).values() if score.is_best] == [best.method]

    def test_nothing_answered_is_no_score(self, learner: User) -> None:
        compare_predictions(learner=learner, now=NOW)
        assert {(score.n, score.log_loss, score.auc) for score in scores(learner).values()} == {(0, None, None)}

    def test_each_learner_has_only_their_own(self, learner: User, classmate: User, study: Callable) -> None:
        study(learner, SMALL)
        study(classmate, [(0, 0, 4), (0, 1, 4)])
        compare_predictions(learner=learner, now=NOW)
        assert scores(classmate) == {}
        compare_predictions(learner=classmate, now=NOW)
        assert (scores(learner)["sm2"].n, scores(classmate)["sm2"].n) == (3, 1)

    def test_who_left_meanwhile_gets_none(self, learner: User, study: Callable) -> None:
        study(learner, SMALL)
        gone = User.objects.get(pk=learner.pk)
        delete_learner(learner=learner, now=NOW)
        assert compare_predictions(learner=gone, now=NOW) == []

    def test_the_database_takes_one_best_and_no_score_of_nothing(self, learner: User) -> None:
        values = {"learner": learner, "as_of": NOW, "log_loss": 0.1, "rmse_bins": 0.1, "is_best": True}
        PredictionScore.objects.create(method="sm2", n=1, **values)
        for method, n in (("fsrs", 1), ("running", 0), ("guess", 1)):
            with pytest.raises(IntegrityError), transaction.atomic():
                PredictionScore.objects.create(method=method, n=n, **values)

    def test_merging_makes_them_anew(self, make_learner: Callable[..., User], study: Callable) -> None:
        guest, account = make_learner(), User.objects.create_user("vera", password="x")
        study(guest, SMALL)
        study(account, [(1, 0, 4), (1, 1, 4)])
        for each in (guest, account):
            compare_predictions(learner=each, now=NOW)
        merge_guest(guest=guest, account=account, keep_preferences=True, now=NOW)
        assert not PredictionScore.objects.exists()
        assert stale_learners(NOW) == [account.pk]
        compare_predictions(learner=account, now=NOW)
        assert scores(account)["sm2"].n == 4


class TestStale:
    def test_who_answered_since_and_only_after_a_day(self, learner: User, study: Callable, classmate: User) -> None:
        study(learner, SMALL)
        assert stale_learners(NOW) == [learner.pk]
        compare_predictions(learner=learner, now=NOON + timedelta(days=2))
        assert stale_learners(NOON + timedelta(days=2, hours=23)) == []
        assert stale_learners(NOON + timedelta(days=3)) == [learner.pk]
        compare_predictions(learner=learner, now=NOW)
        assert stale_learners(NOW + timedelta(days=30)) == []

    def test_caregivers_are_not_examined(self, make_learner: Callable[..., User], clock: Clock) -> None:
        caregiver = make_learner("caregiver")
        give(caregiver, ask(caregiver, clock), 4, clock)
        assert stale_learners(NOW) == []

    def test_it_reads_the_end_of_each_log_in_one_query(
        self, learner: User, study: Callable, django_assert_num_queries
    ) -> None:
        study(learner, ENOUGH)
        with django_assert_num_queries(1):
            stale_learners(NOW)


class TestCommand:
    def told(self, **options: object) -> str:
        out = StringIO()
        call_command("compare_predictions", stdout=out, **options)
        return out.getvalue().strip()

    def test_everyone_the_stale_or_one(self, learner: User, classmate: User, study: Callable) -> None:
        for each in (learner, classmate):
            study(each, SMALL)
        assert self.told(learner=classmate.pk) == "Compared for 1 learner."
        assert (len(scores(learner)), len(scores(classmate))) == (0, 4)
        assert self.told(stale=True) == "Compared for 1 learner."
        assert self.told(stale=True) == "Compared for 0 learners."
        assert self.told() == "Compared for 2 learners."
        with pytest.raises(CommandError, match="no learner 0"):
            self.told(learner=0)


class TestLikelihood:
    TODAY = DAY + timedelta(days=14)

    def state(self, learner: User) -> CardState:
        return CardState.objects.of(learner.pk).order_by("card_id").first()

    def best(self, learner: User, method: Method, level: float | None = None) -> None:
        PredictionScore.objects.create(
            learner=learner, method=method, as_of=NOW, n=1, log_loss=0, rmse_bins=0, level=level, is_best=True
        )

    def test_by_sm2_where_none_is_known_to_be_best(self, learner: User, study: Callable) -> None:
        study(learner, SMALL[:2])
        # 13 days after an answer that set an interval of six.
        assert likelihood(state=self.state(learner), today=self.TODAY) == (pytest.approx(0.9 ** (13 / 6)), Method.SM2)

    def test_by_an_average_it_is_the_learners_level(self, learner: User, study: Callable) -> None:
        study(learner, SMALL)
        self.best(learner, Method.MOVING, level=0.8)
        assert likelihood(state=self.state(learner), today=self.TODAY) == Likelihood(0.8, Method.MOVING)

    def test_by_fsrs_it_is_of_the_cards_own_rows(
        self, learner: User, study: Callable, django_assert_num_queries
    ) -> None:
        study(learner, [*SMALL, (1, 9, 4), (1, 10, 1)])
        self.best(learner, Method.FSRS)
        state = self.state(learner)
        rows = [each.row for each in ReviewLog.objects.filter(learner=learner, card_id=state.card_id)]
        fsrs = Fsrs6()
        for answer in answers_of_card(state.card_id, rows):
            fsrs.learn(answer)
        expected = Likelihood(fsrs.predict(Asked(state.card_id, self.TODAY, 5)), Method.FSRS)
        with django_assert_num_queries(2):
            assert likelihood(state=state, today=self.TODAY) == expected
        with django_assert_num_queries(1):
            assert likelihood(state=state, today=self.TODAY, rows=rows) == expected
        assert likelihood(state=state, today=self.TODAY + timedelta(days=30)).p < expected.p < 1

    def test_a_card_never_answered_has_none(self, learner: User) -> None:
        assert likelihood(state=CardState(learner=learner, answered_date=None), today=self.TODAY) is None

    def test_a_classmates_best_is_not_mine(self, learner: User, classmate: User, study: Callable) -> None:
        study(learner, SMALL)
        self.best(classmate, Method.MOVING, level=0.1)
        assert likelihood(state=self.state(learner), today=self.TODAY).method == Method.SM2


class TestPage:
    def test_every_method_is_told_the_losing_ones_too(
        self, client: Client, learner: User, study: Callable, django_assert_num_queries
    ) -> None:
        study(learner, ENOUGH)
        compare_predictions(learner=learner, now=NOW)
        shown = predictions(learner=learner)
        best = next(score for score in scores(learner).values() if score.is_best)
        assert [row[0] for row in shown.table.rows] == [
            "SM-2’s own aim",
            "Your average so far",
            "Your average of late",
            "FSRS-6",
        ]
        assert shown.used.score == best
        for row, score in zip(shown.table.rows, (scores(learner)[method] for method in Method), strict=True):
            auc = "none" if score.auc is None else f"{score.auc:.3f}"
            told = (f"{score.log_loss:.3f}", f"{score.rmse_bins:.3f}", auc, 150, NOW.date())
            assert row[1:] == (*told, "yes" if score == best else "no")
        client.force_login(learner)
        client.get("/progress/predictions/")
        # Session, learner, scores.
        with django_assert_num_queries(3):
            page = client.get("/progress/predictions/").content.decode()
        assert f"<b>{shown.used.name}</b>" in page
        assert "1 June 2026" in page
        reply = client.get("/progress/predictions/?csv=methods")
        assert reply["Content-Type"] == "text/csv; charset=utf-8"

    def test_with_few_it_says_not_enough_yet(self, client: Client, learner: User, study: Callable) -> None:
        study(learner, SMALL)
        client.force_login(learner)
        assert "Nothing was compared yet" in client.get("/progress/predictions/").content.decode()
        compare_predictions(learner=learner, now=NOW)
        page = client.get("/progress/predictions/").content.decode()
        assert "Not enough yet." in page
        assert "3 answers could be predicted so far" in page
        assert predictions(learner=learner).used.name == "SM-2’s own aim"
