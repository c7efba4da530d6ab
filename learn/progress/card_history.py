"""A card's history: its log row by row, with interval and ease before and after, and the SM-2 step in words."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cards.lens import Lens
from cards.models import Card, Face
from learn.accounts.models import User
from learn.progress import charts
from learn.progress.dates import in_words
from learn.reviews.models import CardState, ReviewLog
from learn.reviews.queue import nearest_face
from learn.scheduling import sm2
from learn.scheduling.fold import Counted, Kind, Step, walk


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the log. answered_at: on the learner's clock, naive; why: the SM-2 step in words."""

    answered_at: datetime
    what: str
    is_undone: bool
    before: str
    after: str
    due: date | None
    why: str
    seconds: float


@dataclass(frozen=True, slots=True)
class History:
    """A card with all that was done to it, the latest first."""

    card: Card
    face: Face
    topic: str
    state: CardState
    rows: tuple[Row, ...]
    chart: charts.Bars
    table: charts.Table


def history(*, learner: User, lens: Lens, card_id: int) -> History | None:
    """The learner's history of a card; None where this lens shows no such card, or the learner has no log of it."""
    card = Card.objects.through(lens).filter(pk=card_id).with_fact().prefetch_related("faces").first()
    # By the card that was found: a number in an address may be larger than any that the database can compare.
    state = CardState.objects.of(learner.pk).filter(card_id=card.pk).first() if card is not None else None
    if card is None or state is None:
        return None
    steps = walk(log.row for log in ReviewLog.objects.filter(learner_id=learner.pk, card_id=card_id))
    zone = ZoneInfo(learner.preferences.zone)
    rows = tuple(_row(step, zone) for step in reversed(steps))
    face = nearest_face(card.faces.all(), lens)
    return History(card, face, card.fact.topic.title_in(face.register), state, rows, _intervals(steps), _table(rows))


def _row(step: Step, zone: ZoneInfo) -> Row:
    return Row(
        answered_at=step.row.answered_at.astimezone(zone).replace(tzinfo=None),
        what=_what(step),
        is_undone=step.outcome is None,
        before=_memory(step.before.memory),
        after=_memory(step.after.memory),
        due=step.after.due_date,
        why=_why(step),
        seconds=round(step.row.time_ms / 1000, 1),
    )


def _what(step: Step) -> str:
    kind, grade = step.row.kind, step.row.grade
    named = {1: _("Again"), 3: _("Hard"), 4: _("Good"), 5: _("Easy")}
    if grade is not None:
        button = named.get(grade)
        told = f"{button} ({grade})" if button else _("Grade %(grade)d") % {"grade": grade}
        counted = step.outcome.counted if step.outcome else Counted.NOTHING
        return {
            Counted.NEW: _("%(grade)s, first review"),
            Counted.EARLY: _("%(grade)s, early"),
            Counted.DRILL: _("%(grade)s, drill"),
        }.get(counted, "%(grade)s") % {"grade": told}
    return {
        Kind.FORWARD: _("Missed in a quiz: brought forward"),
        Kind.SUSPEND: _("Set aside"),
        Kind.RESUME: _("Taken back into study"),
        Kind.BURY: _("Put off until tomorrow"),
        Kind.VOID: _("Undone: an earlier step"),
    }[Kind(kind)]


def _memory(memory: sm2.Memory) -> str:
    if not memory.interval_days:
        return _("new")
    days = ngettext("%(n)d day", "%(n)d days", memory.interval_days) % {"n": memory.interval_days}
    return f"{days}, {memory.ease_factor / 100:.2f}"


def _why(step: Step) -> str:
    """How SM-2 came to the interval and the ease after this row; empty where it was not asked."""
    if step.outcome is None:
        return _("Undone since: it counts for nothing.")
    grade = step.row.grade
    if grade is None:
        return ""
    counted = step.outcome.counted
    if counted == Counted.DRILL:
        return _("A drill changes nothing: the day’s first answer counts.")
    if counted == Counted.EARLY and step.outcome.passed:
        return _("Before its date: a pass leaves interval and ease as they were.")
    before, after = step.before.memory, step.after.memory
    if not step.outcome.passed:
        return _("Forgotten: the first interval again, 1 day; the ease stays.")
    return f"{_interval_said(before, after)} {_ease_said(before, after)}"


def _interval_said(before: sm2.Memory, after: sm2.Memory) -> str:
    if before.repetitions == 0:
        return _("First pass in a row: 1 day.")
    if before.repetitions == 1:
        return _("Second pass in a row: 6 days.")
    return _("%(days)d days × %(ease)s, rounded up: %(after)d days.") % {
        "days": before.interval_days, "ease": f"{before.ease_factor / 100:.2f}", "after": after.interval_days,
    }  # fmt: skip


def _ease_said(before: sm2.Memory, after: sm2.Memory) -> str:
    change = after.ease_factor - before.ease_factor
    if not change:
        return _("The ease stays.")
    return _("Ease %(change)s.") % {"change": f"{change / 100:+.2f}".replace("-", "−")}


def _intervals(steps: list[Step]) -> charts.Bars:
    """The interval after each review that changed it, the last thirty."""
    told = [step for step in steps if step.outcome and step.before.scheduled_date != step.after.scheduled_date][-30:]
    rows = tuple((step.row.study_date, step.after.memory.interval_days) for step in told)
    table = charts.Table(
        "intervals",
        _("Interval after each review"),
        _("Days until the next review, as SM-2 set them."),
        (_("Day"), _("Interval in days")),
        rows,
    )
    return charts.bars(
        table,
        [charts.Value(f"{in_words(day, 'j F Y')}: {_days(n)}", (n,), in_words(day, "j M"), str(n)) for day, n in rows],
    )


def _days(n: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", n) % {"n": n}


def _table(rows: tuple[Row, ...]) -> charts.Table:
    heads = (
        _("When"),
        _("What"),
        _("Undone"),
        _("Interval and ease before"),
        _("After"),
        _("Due"),
        _("Why"),
        _("Seconds"),
    )
    return charts.Table(
        "history",
        _("History of this card"),
        _("Every row of the log, the latest first."),
        heads,
        tuple(
            (
                row.answered_at.isoformat(" ", "seconds"),
                row.what,
                _("yes") if row.is_undone else "",
                row.before,
                row.after,
                row.due or "",
                row.why,
                row.seconds,
            )
            for row in rows
        ),
    )
