"""A week or a month on one page, to look back on or to print: what was answered, how much of it was remembered."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cards.models import Topic
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.progress import charts, days
from learn.progress.dates import in_words
from learn.progress.intervals import FEWEST, Share, wilson
from learn.reviews.models import AnswerStage, DayDetail, DayTally, Facet

WEEK, MONTH = "week", "month"
_FIGURES = ("new_cards", "reviews", "reviews_passed", "early", "drills", "lapses", "time_ms")


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a week (Monday to Sunday) or a month, both ends included."""

    kind: str
    first: date
    last: date

    @property
    def title(self) -> str:
        if self.kind == MONTH:
            return in_words(self.first, "F Y")
        return f"{in_words(self.first, 'j F')} – {in_words(self.last, 'j F Y')}"

    @property
    def before(self) -> date:
        """A day of the span before this one."""
        return self.first - timedelta(days=1)

    @property
    def after(self) -> date:
        """A day of the span after this one."""
        return self.last + timedelta(days=1)


def span_of(kind: str, day: date) -> Span:
    """The week or month that the day is in."""
    if kind == MONTH:
        _weekday, length = calendar.monthrange(day.year, day.month)
        return Span(kind, day.replace(day=1), day.replace(day=length))
    first = day - timedelta(days=day.weekday())
    return Span(WEEK, first, first + timedelta(days=6))


@dataclass(frozen=True, slots=True)
class Period:
    """What a span came to. totals: sums of its tallies; studied: days on which something was answered.

    recall: of the due reviews, those remembered; None under FEWEST of them.
    """

    span: Span
    totals: dict[str, int]
    studied: int
    recall: Share | None
    fewest: int
    chart: charts.Bars
    topics: charts.Table

    @property
    def answers(self) -> int:
        return sum(self.totals[name] for name in ("new_cards", "reviews", "early", "drills"))

    @property
    def minutes(self) -> int:
        return round(self.totals["time_ms"] / 60_000)

    @property
    def percent(self) -> tuple[int, int, int]:
        """The share remembered in percent, and the ends of its interval."""
        low, share, high = (self.recall.low, self.recall.share, self.recall.high) if self.recall else (0, 0, 0)
        return round(100 * share), round(100 * low), round(100 * high)

    @property
    def tables(self) -> tuple[charts.Table, ...]:
        return self.chart.table, self.topics


def period(*, learner: User, span: Span) -> Period:
    """What the learner did in these days; costs the days."""
    tallies = days.tallies(learner.pk, span.first, span.last)
    totals = {name: sum(getattr(row, name) for row in tallies.values()) for name in _FIGURES}
    n = totals["reviews"]
    return Period(
        span=span,
        totals=totals,
        studied=sum(row.answered + row.drills > 0 for row in tallies.values()),
        recall=wilson(totals["reviews_passed"], n) if n >= FEWEST else None,
        fewest=FEWEST,
        chart=_chart(tallies, span),
        topics=_topics(learner, span),
    )


def _chart(tallies: dict[date, DayTally], span: Span) -> charts.Bars:
    every = [span.first + timedelta(days=place) for place in range((span.last - span.first).days + 1)]
    rows = [(day, tallies.get(day) or DayTally()) for day in every]
    table = charts.Table(
        "days",
        _("Day by day"),
        _("Cards answered: new ones, reviews and early ones; drills are not in it."),
        (_("Day"), _("New"), _("Reviews"), _("Early"), _("Remembered of reviews"), _("Drills"), _("Minutes")),
        tuple(
            (
                day,
                row.new_cards,
                row.reviews,
                row.early,
                row.reviews_passed,
                row.drills,
                round(row.time_ms / 60_000, 1),
            )
            for day, row in rows
        ),
    )
    values = [
        charts.Value(
            _said(day, row),
            (row.reviews + row.early, row.new_cards),
            in_words(day, "D") if span.kind == WEEK else (str(day.day) if day.day % 5 == 1 else ""),
            str(row.answered),
        )
        for day, row in rows
    ]
    return charts.bars(table, values, series=(_("reviews, early ones with them"), _("new")))


def _said(day: date, row: DayTally) -> str:
    n = row.answered
    told = ngettext("%(n)d card", "%(n)d cards", n) % {"n": n}
    return f"{in_words(day, 'D j F')}: {told}" + (_(", %(n)d of them new") % {"n": row.new_cards} if n else "")


def _topics(learner: User, span: Span) -> charts.Table:
    """By topic what was answered; a topic that the lens hides is left out."""
    rows = (
        DayDetail.objects.filter(learner_id=learner.pk, facet=Facet.TOPIC, study_date__range=(span.first, span.last))
        .values_list("key", "stage")
        .annotate(answers=Sum("answers"), passed=Sum("passed"), time_ms=Sum("time_ms"))
    )
    sums: dict[int, list[int]] = {}
    for key, stage, answers, passed, time_ms in rows:
        of_topic = sums.setdefault(key, [0, 0, 0, 0])
        is_review = stage in (AnswerStage.YOUNG, AnswerStage.MATURE)
        for place, value in enumerate((answers, answers * is_review, passed * is_review, time_ms)):
            of_topic[place] += max(0, value)
    lens = lens_for(learner)
    topics = Topic.objects.through(lens).filter(pk__in=sums)
    return charts.Table(
        "by-topic",
        _("By topic"),
        _("Answers of every kind, and of the due reviews those remembered."),
        (_("Topic"), _("Answers"), _("Due reviews"), _("Remembered"), _("Minutes")),
        tuple(
            (topic.title_in(lens.register), *sums[topic.pk][:3], round(sums[topic.pk][3] / 60_000, 1))
            for topic in topics
        ),
    )
