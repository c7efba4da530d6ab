"""What the overview shows: today, the streak, the days ahead, the year behind, the topics."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learn.accounts.models import Path, User
from learn.progress import charts, days, forecast, topics
from learn.progress.dates import in_words
from learn.progress.forecast import DayAhead
from learn.progress.streaks import Streak
from learn.progress.topics import TopicRow
from learn.reviews import queue
from learn.reviews.models import DayTally
from learn.reviews.planning import plan_for

FORECAST_DAYS = 30
CALENDAR_WEEKS = 53


@dataclass(frozen=True, slots=True)
class Overview:
    """today: what the study date came to so far; ahead: what is left of it."""

    study_date: date
    today: DayTally
    ahead: queue.Ahead
    streak: Streak | None
    forecast: charts.Bars
    calendar: charts.Grid
    topics: list[TopicRow]
    topic_table: charts.Table

    @property
    def tables(self) -> tuple[charts.Table, ...]:
        """Every table of the page."""
        return self.forecast.table, self.calendar.table, self.topic_table


def overview(*, learner: User, now: datetime) -> Overview:
    """The learner's overview; costs the days and cards it shows."""
    today = plan_for(learner=learner, now=now).study_date
    first = today - timedelta(weeks=CALENDAR_WEEKS - 1, days=today.weekday())
    tallies = days.tallies(learner.pk, first, today)
    rows = topics.topic_map(learner)
    is_caregiver = learner.preferences.path == Path.CAREGIVER
    return Overview(
        study_date=today,
        today=tallies.get(today) or DayTally(),
        ahead=queue.ahead(learner_id=learner.pk, today=today),
        streak=days.streak_of(learner, today),
        forecast=_forecast_chart(forecast.forecast(learner=learner, now=now, days=FORECAST_DAYS)),
        calendar=_calendar(tallies, first, today, is_judged=not is_caregiver),
        topics=rows,
        topic_table=_topic_table(rows, topics.maturity_names(learner), is_judged=not is_caregiver),
    )


def _forecast_chart(ahead: list[DayAhead]) -> charts.Bars:
    table = charts.Table(
        "forecast",
        _("The next 30 days"),
        _("Reviews that have a date now. What you answer meanwhile adds to them; new cards are not in it."),
        (_("Day"), _("Due"), _("Carried over"), _("Planned"), _("Left for the next day")),
        tuple((day.study_date, day.due, day.carried, day.planned, day.left_over) for day in ahead),
    )
    values = [
        charts.Value(_said_of_day(day), (day.planned, day.left_over), tick=_tick(day.study_date, place))
        for place, day in enumerate(ahead)
    ]
    return charts.bars(table, values, series=(_("planned"), _("waiting for a later day")))


def _said_of_day(day: DayAhead) -> str:
    said = ngettext("%(n)d review", "%(n)d reviews", day.planned) % {"n": day.planned}
    if day.left_over:
        said += ", " + _("%(n)d more wait") % {"n": day.left_over}
    return f"{in_words(day.study_date, 'D j F')}: {said}"


def _tick(day: date, place: int) -> str:
    """A date below the first day and below each Monday after it that has room."""
    return in_words(day, "j M") if place == 0 or (day.weekday() == 0 and place > 3) else ""


def _calendar(tallies: dict[date, DayTally], first: date, today: date, *, is_judged: bool) -> charts.Grid:
    """is_judged: whether it is told how much was remembered."""
    every = list(_dates(first, today))
    table = charts.Table(
        "calendar",
        _("The last year"),
        _("Answers a day: new cards, reviews, early ones and drills."),
        (
            _("Day"),
            _("Answers"),
            _("New"),
            _("Reviews"),
            *((_("Remembered"),) if is_judged else ()),
            _("Drills"),
            _("Minutes"),
        ),
        tuple(
            (
                day,
                _answers(row),
                row.new_cards,
                row.reviews,
                *((row.reviews_passed,) if is_judged else ()),
                row.drills,
                round(row.time_ms / 60_000, 1),
            )
            for day, row in sorted(tallies.items(), reverse=True)
            if _answers(row)
        ),
    )
    cells = [(_said_of_past(day, tallies.get(day)), day.weekday(), _answers(tallies.get(day))) for day in every]
    marks = [(place // 7, in_words(day, "M")) for place, day in enumerate(every) if day.weekday() == 0 and day.day <= 7]
    return charts.grid(table, cells, marks)


def _dates(first: date, last: date) -> Iterator[date]:
    for place in range((last - first).days + 1):
        yield first + timedelta(days=place)


def _answers(row: DayTally | None) -> int:
    return row.answered + row.drills if row is not None else 0


def _said_of_past(day: date, row: DayTally | None) -> str:
    n = _answers(row)
    return f"{in_words(day, 'D j F Y')}: " + (ngettext("%(n)d answer", "%(n)d answers", n) % {"n": n})


def _topic_table(rows: list[TopicRow], names: dict[str, str], *, is_judged: bool) -> charts.Table:
    caption = _("Your cards of each topic by how well they are known.")
    if is_judged:
        caption += " " + _("Mature: an interval of 21 days or more.")
    return charts.Table(
        "topics",
        _("Topics"),
        caption,
        (_("Topic"), *names.values(), _("set aside"), _("all")),
        tuple((row.title, *(n for _name, _label, n in row.by_maturity), row.aside, row.cards) for row in rows),
    )
