"""What the page "How well do we predict you?" shows: every method with how near it came, the losing ones included."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from learn.accounts.models import User
from learn.progress.charts import Table
from learn.progress.models import METHOD_NAMES, PredictionScore
from learn.progress.predicting.comparison import FEWEST
from learn.progress.predicting.predictors import Method

_PLACES = 3


@dataclass(frozen=True, slots=True)
class MethodRow:
    """One method. about: how it predicts, in a sentence; score: None where nothing was compared yet."""

    name: str
    about: str
    score: PredictionScore | None
    is_used: bool

    @property
    def figures(self) -> tuple[tuple[str, str], ...]:
        """(what, figure) as they are read, in the order of the page; "none" where one is not defined."""
        score = self.score
        figures = (score.log_loss, score.rmse_bins, score.auc) if score else (None, None, None)
        told = (_("none") if figure is None else f"{figure:.{_PLACES}f}" for figure in figures)
        return tuple(zip(_figure_names(), told, strict=True))


@dataclass(frozen=True, slots=True)
class Predictions:
    """as_of: the day on which they were compared, by the learner's calendar, None if never; n: over how many answers;
    used: the method that estimates take.
    """

    as_of: date | None
    n: int
    rows: tuple[MethodRow, ...]
    table: Table
    fewest: int = FEWEST

    @property
    def is_enough(self) -> bool:
        return self.n >= self.fewest

    @property
    def heads(self) -> tuple[str, ...]:
        """The columns of the page; the file has more."""
        return _("Method"), *_figure_names()

    @property
    def used(self) -> MethodRow:
        return next(row for row in self.rows if row.is_used)


def predictions(*, learner: User) -> Predictions:
    """The learner's comparison as it was last worked out; reads no log."""
    scores = {Method(score.method): score for score in PredictionScore.objects.of(learner.pk)}
    best = next((method for method, score in scores.items() if score.is_best), Method.SM2)
    abouts = _abouts()
    rows = tuple(
        MethodRow(str(METHOD_NAMES[method]), abouts[method], scores.get(method), method == best) for method in Method
    )
    any_score = next(iter(scores.values()), None)
    as_of = any_score.as_of.astimezone(ZoneInfo(learner.preferences.zone)).date() if any_score else None
    return Predictions(
        as_of=as_of,
        n=any_score.n if any_score else 0,
        rows=rows,
        table=_table(rows, as_of),
    )


def _abouts() -> dict[Method, str]:
    return {
        Method.SM2: _(
            "SM-2 plans a card’s next day so that about nine in ten are remembered then. Taken as a curve: 90 % at the"
            " end of the interval, 81 % after twice as long."
        ),
        Method.RUNNING: _("The share of reviews you remembered so far, the same for every card."),
        Method.MOVING: _("The same, but the latest answers weigh more."),
        Method.FSRS: _(
            "A published model of memory with two figures a card, stability and difficulty. With its default weights:"
            " it is not fitted to you."
        ),
    }


def _table(rows: tuple[MethodRow, ...], as_of: date | None) -> Table:
    return Table(
        "methods",
        _("Every method, as it fared"),
        _(
            "Each due or early answer to a card you had met before, predicted only from your answers before it."
            " Log loss and RMSE (bins): the lower, the better. AUC: the higher, the better; 0.5 is chance."
        ),
        (_("Method"), *_figure_names(), _("Predictions"), _("As of"), _("Used now")),
        tuple(_cells(row, as_of) for row in rows),
    )


def _cells(row: MethodRow, as_of: date | None) -> tuple[object, ...]:
    figures = (figure for _name, figure in row.figures)
    return row.name, *figures, row.score.n if row.score else 0, as_of or "", _("yes") if row.is_used else _("no")


def _figure_names() -> tuple[str, str, str]:
    return _("Log loss"), _("RMSE (bins)"), _("AUC")
