"""The minutes a day until an exam, as a chart."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from learn.progress import charts
from learn.progress.dates import in_words
from learn.scheduling.outlook import Day

_MOST_BARS = 60


def minutes_chart(days: list[Day], today: date) -> charts.Bars:
    """Minutes a day until the exam; where it is far, the mean of each week."""
    span = 1 if len(days) <= _MOST_BARS else 7
    rows, values = [], []
    for place in range(0, len(days), span):
        part = days[place : place + span]
        first = today + timedelta(days=place)
        minutes = sum(day.minutes for day in part) / len(part)
        new, reviews = sum(day.new for day in part), sum(day.reviews for day in part)
        rows.append((first, round(minutes, 1), round(new), round(reviews)))
        said = _("%(day)s: %(minutes)d minutes, %(new)d new, %(reviews)d reviews") % {
            "day": in_words(first, "D j F"), "minutes": round(minutes), "new": round(new), "reviews": round(reviews),
        }  # fmt: skip
        every = max(1, len(days) // span // 6)
        tick = in_words(first, "j M") if (place // span) % every == 0 else ""
        values.append(charts.Value(said, (minutes,), tick=tick))
    caption = _("Minutes to expect each day until the exam.") if span == 1 else _("Minutes a day, week by week.")
    heads = (_("Day") if span == 1 else _("Week from"), _("Minutes a day"), _("New cards"), _("Reviews"))
    return charts.bars(charts.Table("minutes", _("Until the exam"), caption, heads, tuple(rows)), values)
