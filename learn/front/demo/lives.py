"""Lives: how a simulated learner studies, and the log that a year of it leaves. Pure, and the same for the same seed.

Cards are asked as the day plan would have it, in deck order, due ones first; grades fall by chance, by how well the
learner does and how hard the card is.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from learn.scheduling.fold import UNSEEN, CardFold, Kind, LogRow, kind_now, step

_LONGEST_MS = 60_000
_HARD_SHARE = 0.08
"""How many of a deck's cards give trouble: those become leeches."""


@dataclass(frozen=True, slots=True)
class Life:
    """How someone studies. remembers: share of due cards passed, 0-1; comes: share of days on which they do;

    hours: of their day, at which they begin; away: days before the last on which a pause begins, and its length;
    seconds: an answer takes them.
    """

    name: str
    path: str
    zone: str
    new_per_day: int
    remembers: float
    comes: float
    hours: tuple[int, ...]
    seconds: float
    days: int = 365
    limit: int = 100
    away: tuple[tuple[int, int], ...] = ()
    exam_in: int | None = None


LIVES = (
    Life("ana", "nursing", "Europe/Berlin", 2, 0.92, 0.95, (7, 7, 8, 19), 7, exam_in=41),
    Life("ben", "nursing", "America/Chicago", 5, 0.74, 0.6, (22, 23, 0, 1), 12, away=((200, 30), (60, 12)), limit=40),
    Life("cora", "caregiver", "Europe/London", 2, 0.85, 0.4, (10, 15, 20), 15, days=90),
    Life("dan", "nursing", "Asia/Kolkata", 10, 0.86, 0.9, (6, 13), 8, days=21),
)


def live(
    life: Life, *, cards: Sequence[int], last: date, seed: int, forwards: Iterable[tuple[int, LogRow]] = ()
) -> Iterator[tuple[int, LogRow]]:
    """The rows of this life up to and with the study date `last`, each with its card, in the order they were given.

    forwards: what quizzes brought forward meanwhile, each with its card, the earliest first; they are not given again.
    """
    chance = Random(seed)  # noqa: S311  (no secret: the same life every time)
    hard = {card for card in cards if chance.random() < _HARD_SHARE}
    states: dict[int, CardFold] = defaultdict(lambda: UNSEEN)
    waiting = list(cards)
    number = 0
    pending = deque(forwards)
    for ago in range(life.days, -1, -1):
        if any(begin >= ago > begin - length for begin, length in life.away) or chance.random() > life.comes:
            continue
        day = last - timedelta(days=ago)
        now = _morning(life, day, chance)
        while pending and pending[0][1].answered_at < now:
            card, row = pending.popleft()
            states[card], _ = step(states[card], row)
        due = sorted(
            (card for card, state in states.items() if _is_due(state, day)),
            key=lambda card: states[card].due_date or day,
        )
        new, waiting = waiting[: life.new_per_day], waiting[life.new_per_day :]
        asked = [*due[: life.limit], *new]
        while asked:
            again = []
            for card in asked:
                number += 1
                row = _row(life, states[card], day, now, card in hard, chance, UUID(int=seed * 10**9 + number))
                states[card], _ = step(states[card], row)
                now += timedelta(milliseconds=row.time_ms, seconds=2)
                if row.grade is not None and row.grade < 4:
                    again.append(card)
                yield card, row
            asked = again


def _is_due(state: CardFold, day: date) -> bool:
    return state.scheduled_date is not None and state.due_date is not None and state.due_date <= day


def _morning(life: Life, day: date, chance: Random) -> datetime:
    """When the learner begins that day; an hour after midnight belongs to the study date before it."""
    hour = chance.choice(life.hours)
    start = datetime.combine(day, time(hour, chance.randrange(60)), tzinfo=ZoneInfo(life.zone))
    return (start + timedelta(days=hour < 4)).astimezone(UTC)


def _row(life: Life, state: CardFold, day: date, now: datetime, is_hard: bool, chance: Random, name: UUID) -> LogRow:
    kind = kind_now(state, day)
    share = life.remembers - (0.45 if is_hard else 0) if kind == Kind.REVIEW else 0.9
    grade = chance.choices((3, 4, 5), (1, 6, 2))[0] if chance.random() < share else 1
    seconds = life.seconds * chance.lognormvariate(0, 0.5) * (1.6 if is_hard else 1)
    hour = now.astimezone(ZoneInfo(life.zone)).hour
    return LogRow(name, kind, now, day, grade, min(_LONGEST_MS, round(1000 * seconds)), hour=hour)
