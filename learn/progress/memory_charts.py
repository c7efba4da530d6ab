"""Block: one chart of the page "Memory", or what to do where there is nothing to draw. Its table is there anyway."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learn.accounts.models import Buttons
from learn.progress.charts import Bars, Strips, Table, Value, bars, strips
from learn.progress.dates import in_words
from learn.progress.intervals import FEWEST, Share
from learn.progress.quiz_shares import SAID, QuizPoints, Sureness
from learn.progress.recall import DUE, Count, Recalled
from learn.progress.spreads import Bucket, Spreads
from learn.quizzes.forms import CONFIDENCES
from learn.reviews.models import AnswerStage

_MOST_DAYS = 90
"""Of a longer period the minutes are told by the week: a bar a day would be thinner than a line."""

_WEEK = 7


@dataclass(frozen=True, slots=True)
class Block:
    """A table with its chart; or where there is nothing to draw, a word on what to do, and a link (route, its words).

    Neither where another block says so already.
    """

    table: Table
    bars: Bars | None = None
    strips: Strips | None = None
    empty: str = ""
    route: str = ""
    link: str = ""


def recall_blocks(recalled: Recalled, titles: Mapping[int, str]) -> tuple[Block, ...]:
    """Recall by maturity, topic, weekday and hour; without any due review, one word on how to come by some."""
    if not recalled.due.n:
        table = Table("maturity", _("Recall of due cards"), _("Due reviews remembered."), _share_heads(_("Cards")))
        say = _(
            "No due card was answered in these days. A card you answer today comes back tomorrow: from then on we can"
            " say how much you remember."
        )
        return (Block(table, empty=say, route="reviews:study", link=_("Study")),)
    return _by_maturity(recalled), _by_topic(recalled, titles), _by_weekday(recalled), _by_hour(recalled)


def _by_maturity(recalled: Recalled) -> Block:
    names = {
        AnswerStage.YOUNG: _("Young: an interval under 21 days"),
        AnswerStage.MATURE: _("Mature: 21 days or more"),
    }
    rows = [(names[stage], recalled.by_stage.get(stage, Count())) for stage in DUE]
    about = _("Of the due cards you answered, the share you remembered: the first answer of each day, no new cards.")
    return _recall_strips("maturity", _("Recall of due cards"), about, _("Cards"), [*rows, (_("Both"), recalled.due)])


def _by_topic(recalled: Recalled, titles: Mapping[int, str]) -> Block:
    rows = [(title, count) for pk, title in titles.items() if (count := recalled.by_topic.get(pk, Count())).n]
    about = _("The same by topic. The thin line is where the true share lies, 95 times of 100.")
    return _recall_strips("topics", _("Recall by topic"), about, _("Topic"), rows)


def _by_weekday(recalled: Recalled) -> Block:
    rows = [(str(WEEKDAYS[day - 1]), recalled.by_weekday.get(day, Count())) for day in range(1, _WEEK + 1)]
    ticks = [name[:3] for name, _count in rows]
    return _recall_bars("weekdays", _("Recall by weekday"), _("Due cards by your study day."), _("Day"), rows, ticks)


def _by_hour(recalled: Recalled) -> Block:
    rows = [(f"{hour:02}:00", recalled.by_hour.get(hour, Count())) for hour in range(24)]
    ticks = [str(hour) if hour % 6 == 0 else "" for hour in range(24)]
    about = _("Due cards by the hour of your own clock. Answers from before hours were kept are not in it.")
    return _recall_bars("hours", _("Recall by hour"), about, _("Hour"), rows, ticks)


def _share_heads(first: str) -> tuple[str, ...]:
    return first, _("Answers"), _("Remembered"), _("Share, %"), _("95 %: from"), _("to")


def _share_cells(n: int, right: int, share: Share | None) -> tuple[object, ...]:
    if share is None:
        return n, right, _("not enough yet"), "", ""
    return n, right, *(round(100 * end, 1) for end in share)


def _share_value(n: int, share: Share | None, *, tick: str = "", name: str = "") -> Value:
    """A share to draw, in percent; said in full, with its name where the words stand alone."""
    answers = ngettext("%(n)d answer", "%(n)d answers", n) % {"n": n}
    before = f"{name}: " if name else ""
    if share is None:
        return Value(f"{before}{_('not enough yet')} ({answers})", (None,), tick=tick, number=str(n))
    middle, low, high = (100 * end for end in share)
    said = f"{before}{middle:.0f} % ({low:.0f}–{high:.0f} %), {answers}"
    return Value(said, (middle,), tick=tick, number=f"{middle:.0f}", low=low, high=high)


def _recall_strips(uid: str, title: str, about: str, head: str, rows: Sequence[tuple[str, Count]]) -> Block:
    table = _recall_table(uid, title, about, head, rows)
    return Block(table, strips=strips(table, [(name, [_share_value(c.n, c.share)]) for name, c in rows], most=100))


def _recall_bars(
    uid: str, title: str, about: str, head: str, rows: Sequence[tuple[str, Count]], ticks: Sequence[str]
) -> Block:
    table = _recall_table(uid, title, f"{about} {_few()}", head, rows)
    values = []
    for (name, count), tick in zip(rows, ticks, strict=True):
        value = _share_value(count.n, count.share, tick=tick, name=name)
        # The number of an unknown one would be read as a share.
        values.append(value if count.share else replace(value, number="–" if count.n else ""))
    return Block(table, bars=bars(table, values, unit="%", most=100))


def _few() -> str:
    return _("Under %(n)d answers a share says too little and is not drawn.") % {"n": FEWEST}


def _recall_table(uid: str, title: str, about: str, head: str, rows: Sequence[tuple[str, Count]]) -> Table:
    cells = tuple((name, *_share_cells(count.n, count.passed, count.share)) for name, count in rows)
    return Table(uid, title, about, _share_heads(head), cells)


def button_block(recalled: Recalled, buttons: int) -> Block:
    """How often each grade was given, by what it was given to."""
    names = {0: "0", 1: _("Again"), 2: "2", 3: _("Hard"), 4: _("Good"), 5: _("Easy")}
    used = {grade for (grade, _stage), n in recalled.grades.items() if n}
    # The grades between the buttons are those of who asked for all six.
    shown = [grade for grade in names if grade in used or grade not in (0, 2) or buttons == Buttons.SIX]
    stages = (AnswerStage.NEW, *DUE, AnswerStage.EARLY, AnswerStage.DRILL)
    table = Table(
        "buttons",
        _("Answer buttons"),
        _("How often you gave each grade, as a day’s first answer to a card; drills stand in the table only."),
        (_("Grade"), _("New cards"), _("Young"), _("Mature"), _("Early"), _("Drills")),
        tuple((names[grade], *(recalled.grades.get((grade, stage), 0) for stage in stages)) for grade in shown),
    )
    if not used:
        return Block(table)
    values = []
    for grade in shown:
        parts = tuple(float(recalled.grades.get((grade, stage), 0)) for stage in stages[:-1])
        values.append(Value(f"{names[grade]}: {sum(parts):.0f}", parts, tick=names[grade], number=f"{sum(parts):.0f}"))
    return Block(table, bars=bars(table, values, series=(_("new"), _("young"), _("mature"), _("early"))))


def minutes_block(minutes: Sequence[tuple[date, float]]) -> Block:
    """Minutes a day; a week, over a longer period."""
    is_weekly = len(minutes) > _MOST_DAYS
    size = _WEEK if is_weekly else 1
    # Whole weeks back from today, so that the latest is not a piece of one.
    rows = [
        (minutes[max(end - size, 0)][0], sum(each for _day, each in minutes[max(end - size, 0) : end]))
        for end in range(len(minutes), 0, -size)
    ][::-1]
    table = Table(
        "minutes",
        _("Minutes a week") if is_weekly else _("Minutes a day"),
        _("Time from seeing a card to grading it, drills included; quizzes are not in it."),
        (_("Week from") if is_weekly else _("Day"), _("Minutes")),
        tuple((day, round(spent, 1)) for day, spent in rows),
    )
    if not any(spent for _day, spent in rows):
        return Block(table)
    every = max(1, len(rows) // 4)
    values = [
        Value(
            f"{in_words(day, 'j F')}: {_minutes(round(spent))}",
            (spent,),
            tick=in_words(day, "j M") if place % every == 0 and place + every // 2 < len(rows) else "",
        )
        for place, (day, spent) in enumerate(rows)
    ]
    return Block(table, bars=bars(table, values))


def _minutes(n: int) -> str:
    return ngettext("%(n)d minute", "%(n)d minutes", n) % {"n": n}


def speed_block(recalled: Recalled, titles: Mapping[int, str]) -> Block:
    """Seconds a due card took, the slowest topic first; topics with too few answers last."""
    counts = [(title, count) for pk, title in titles.items() if (count := recalled.by_topic.get(pk, Count())).n]
    counts.sort(key=lambda row: (row[1].n < FEWEST, -row[1].time_ms / row[1].n))
    table = Table(
        "speed",
        _("Topics by speed"),
        _("Seconds from seeing a due card to grading it, on average; the slowest first."),
        (_("Topic"), _("Answers"), _("Seconds an answer")),
        tuple((title, count.n, _seconds(count) or _("not enough yet")) for title, count in counts),
    )
    if not counts:
        return Block(table)
    rows = [(title, [_speed_value(count)]) for title, count in counts]
    return Block(table, strips=strips(table, rows))


def _seconds(count: Count) -> float | None:
    return round(count.time_ms / count.n / 1000, 1) if count.n >= FEWEST else None


def _speed_value(count: Count) -> Value:
    answers = ngettext("%(n)d answer", "%(n)d answers", count.n) % {"n": count.n}
    seconds = _seconds(count)
    if seconds is None:
        return Value(f"{_('not enough yet')} ({answers})", (None,), number=str(count.n))
    return Value(f"{_('%(s).1f seconds') % {'s': seconds}}, {answers}", (seconds,))


def ease_block(spread: Spreads) -> Block:
    """Cards by ease factor."""
    rows = [(_ease_name(bucket), bucket.n) for bucket in spread.ease]
    ticks = [f"{bucket.low / 100:.1f}" for bucket in spread.ease]
    about = _("Your cards by ease: what SM-2 multiplies an interval by. Each begins at 2.50; 1.30 is the least.")
    return _spread_block("ease", _("Ease"), about, _("Ease"), rows, ticks)


def _ease_name(bucket: Bucket) -> str:
    low = f"{bucket.low / 100:.2f}"
    return f"{low}–{(bucket.end - 1) / 100:.2f}" if bucket.end else _("%(low)s and more") % {"low": low}


def interval_block(spread: Spreads) -> Block:
    """Cards by interval."""
    rows = [(_days_name(bucket), bucket.n) for bucket in spread.intervals]
    ticks = [f"{bucket.low}" if bucket.end == bucket.low + 1 else f"{bucket.low}+" for bucket in spread.intervals]
    about = _("Your cards by the days from their last review to the next. From 21 days on a card is mature.")
    return _spread_block("intervals", _("Intervals"), about, _("Days"), rows, ticks)


def _days_name(bucket: Bucket) -> str:
    if bucket.end is None:
        return _("%(low)s and more") % {"low": bucket.low}
    return str(bucket.low) if bucket.end == bucket.low + 1 else f"{bucket.low}–{bucket.end - 1}"


def _spread_block(
    uid: str, title: str, about: str, head: str, rows: Sequence[tuple[str, int]], ticks: Sequence[str]
) -> Block:
    table = Table(uid, title, about, (head, _("Cards")), tuple(rows))
    if not any(n for _name, n in rows):
        return Block(table)
    values = [
        Value(
            f"{name}: {ngettext('%(n)d card', '%(n)d cards', n) % {'n': n}}",
            (float(n),),
            tick=tick,
            number=str(n or ""),
        )
        for (name, n), tick in zip(rows, ticks, strict=True)
    ]
    return Block(table, bars=bars(table, values))


def quiz_block(recalled: Recalled, points: Mapping[int, QuizPoints], titles: Mapping[int, str]) -> Block:
    """Quiz points beside recall, topic by topic."""
    none = QuizPoints(0, 0, 0)
    shown = [(title, recalled.by_topic.get(pk, Count()), points.get(pk, none)) for pk, title in titles.items()]
    shown = [row for row in shown if row[2].questions]
    table = Table(
        "quizzes",
        _("Quizzes beside recall"),
        _("Recall of due cards, and points of the quizzes handed in. To recognise is easier than to recall."),
        (_("Topic"), _("Due cards"), _("Recall, %"), _("Questions"), _("Points"), _("Possible"), _("Points, %")),
        tuple(_quiz_cells(*row) for row in shown),
    )
    if not shown:
        say = _("You handed in no quiz in these days. Take one and see it beside what you recall.")
        return Block(table, empty=say, route="quizzes:start", link=_("Take a quiz"))
    rows = [
        (title, [_share_value(count.n, count.share, name=_("cards")), _quiz_value(quiz)])
        for title, count, quiz in shown
    ]
    return Block(table, strips=strips(table, rows, most=100))


def _quiz_cells(title: str, count: Count, quiz: QuizPoints) -> tuple[object, ...]:
    few = _("not enough yet")
    recall = few if count.share is None else round(100 * count.share.share, 1)
    share = few if quiz.share is None else round(100 * quiz.share, 1)
    return title, count.n, recall, quiz.questions, quiz.points, quiz.possible, share


def _quiz_value(quiz: QuizPoints) -> Value:
    questions = ngettext("%(n)d question", "%(n)d questions", quiz.questions) % {"n": quiz.questions}
    if quiz.share is None:
        return Value(f"{_('quiz')}: {_('not enough yet')} ({questions})", (None,))
    return Value(f"{_('quiz')}: {100 * quiz.share:.0f} %, {questions}", (100 * quiz.share,))


def sureness_block(found: Mapping[str, Sureness]) -> Block:
    """How right the quiz answers were, by how sure the learner had said they were."""
    names = {value: str(name) for value, name in CONFIDENCES}
    rows = [(names[each.value], found.get(each.value, Sureness(0, 0))) for each in SAID]
    table = Table(
        "sureness",
        _("How sure, how right"),
        _("Quiz answers with every point, by how sure you said you were. Well judged is: the surer, the more right."),
        (_("You said"), _("Answers"), _("Right"), _("Share, %"), _("95 %: from"), _("to")),
        tuple((name, *_share_cells(each.n, each.right, each.share)) for name, each in rows),
    )
    if not found:
        say = _("No answer with a word on how sure you were. Tick “Ask me how sure I am” when you start a quiz.")
        return Block(table, empty=say, route="quizzes:start", link=_("Take a quiz"))
    return Block(table, strips=strips(table, [(name, [_share_value(e.n, e.share)]) for name, e in rows], most=100))
