"""The statements of the hot path: what the next card and an answer ask of the database, written once.

Django's ORM builds and compiles each of them anew, at about twenty times what the database itself takes; a card and its
answer would cost over 4 ms instead of about half a millisecond. So these, and only these, are SQL by hand: common to
SQLite and PostgreSQL, values always as parameters. Everything seldom (plans, undo, repair) stays with the ORM.

Standing: where a card stands with a learner. Every function takes the learner first, as every key does.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from cards.models import Card, Face, Fact, Topic
from learn.database.by_hand import every, kept_day, kept_moment, kept_uuid, one, read_day, read_moment, read_uuid, run
from learn.reviews.mark_models import Mark
from learn.reviews.models import TALLY_COUNTS, DayPlan, Stage
from learn.scheduling.fold import UNSEEN, CardFold, Kind, LogRow
from learn.scheduling.sm2 import Memory


class Standing(NamedTuple):
    """A card as an answer to it needs it: what a lens asks of its fact, and the learner's state (None before any)."""

    card_retired_at: object
    library: str
    sensitivity: str
    for_nursing: bool
    for_caregivers: bool
    is_held_out: bool
    fact_retired_at: object
    topic_id: int
    state: CardFold | None

    @property
    def retired_at(self) -> object:
        return self.card_retired_at or self.fact_retired_at


_STATE_COLUMNS = (
    "s.repetitions, s.interval_days, s.ease_factor, s.lapses, s.answered_date, s.scheduled_date, s.due_date,"
    " s.is_suspended, s.buried_until, s.last_row_at"
)

_STANDING = f"""
SELECT c.retired_at, f.library, f.sensitivity, f.for_nursing, f.for_caregivers, f.is_held_out,
f.retired_at, f.topic_id,
{_STATE_COLUMNS}
FROM cards_card c JOIN cards_fact f ON f.id = c.fact_id
LEFT JOIN reviews_cardstate s ON s.learner_id = %s AND s.card_id = c.id
WHERE c.id = %s
"""  # noqa: S608  (column names only)


class DueReview(NamedTuple):
    """A card that is due, as planning sees it."""

    card_id: int
    due_date: date
    interval_days: int
    repetitions: int

    def may_wait(self, today: date) -> bool:
        """Whether one more day costs at most a fifth of the interval."""
        return ((today - self.due_date).days + 1) * 5 <= self.interval_days


class Shown(NamedTuple):
    """A card to show, with its fact and topic; the learner's state of it, and their mark on it."""

    card: Card
    state: CardFold
    mark: Mark


_DUE_REVIEWS = """
SELECT card_id, due_date, interval_days, repetitions FROM reviews_cardstate
WHERE learner_id = %s AND due_date <= %s AND NOT is_suspended AND scheduled_date IS NOT NULL
AND (buried_until IS NULL OR buried_until <= %s)
ORDER BY {days_overdue} * 1.0 / CASE WHEN interval_days > 1 THEN interval_days ELSE 1 END DESC, due_date, card_id
LIMIT %s OFFSET %s
"""
_DAYS_OVERDUE = {"sqlite": "(julianday(%s) - julianday(due_date))", "postgresql": "(CAST(%s AS date) - due_date)"}

_APPEND = """
INSERT INTO reviews_reviewlog
(learner_id, client_id, card_id, kind, grade, answered_at, study_date, time_ms, hour, voids)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, NULL)
"""

_PUT_STATE = """
INSERT INTO reviews_cardstate
(learner_id, card_id, repetitions, interval_days, ease_factor, lapses, answered_date, scheduled_date, due_date,
 is_suspended, buried_until, last_row_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (learner_id, card_id) DO UPDATE SET
repetitions = excluded.repetitions, interval_days = excluded.interval_days, ease_factor = excluded.ease_factor,
lapses = excluded.lapses, answered_date = excluded.answered_date, scheduled_date = excluded.scheduled_date,
due_date = excluded.due_date, is_suspended = excluded.is_suspended, buried_until = excluded.buried_until,
last_row_at = excluded.last_row_at
"""

_ADD_TALLY = f"""
INSERT INTO reviews_daytally (learner_id, study_date, {", ".join(TALLY_COUNTS)})
VALUES (%s, %s, {", ".join(["%s"] * len(TALLY_COUNTS))})
ON CONFLICT (learner_id, study_date) DO UPDATE SET
{", ".join(f"{column} = reviews_daytally.{column} + excluded.{column}" for column in TALLY_COUNTS)}
"""  # noqa: S608  (column names only)

_ADD_DETAIL = """
INSERT INTO reviews_daydetail (learner_id, facet, study_date, key, stage, answers, passed, time_ms)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (learner_id, facet, study_date, key, stage) DO UPDATE SET
answers = reviews_daydetail.answers + excluded.answers, passed = reviews_daydetail.passed + excluded.passed,
time_ms = reviews_daydetail.time_ms + excluded.time_ms
"""

_PUT_STAGE = """
INSERT INTO reviews_plannedcard (learner_id, study_date, card_id, stage, place, first_place)
VALUES (%s, %s, %s, %s, %s, NULL)
ON CONFLICT (learner_id, study_date, card_id) DO UPDATE SET stage = excluded.stage, place = excluded.place
"""

_ADD_PLANNED = """
INSERT INTO reviews_plannedcard (learner_id, study_date, card_id, stage, place, first_place)
VALUES (%s, %s, %s, 0, %s, %s)
"""

_PLAN = "SELECT made_at, backlog FROM reviews_dayplan WHERE learner_id = %s AND study_date = %s"

_CARD_COLUMNS = ("id", "uid", "answer_mode", "retired_at", "accepts")
_FACT_COLUMNS = (
    "id",
    "uid",
    "library",
    "sensitivity",
    "for_nursing",
    "for_caregivers",
    "is_held_out",
    "retired_at",
    "wording",
    "plain_wording",
    "hedge",
    "respell",
)

_SHOWN = f"""
{", ".join(f"c.{column}" for column in _CARD_COLUMNS)}, {", ".join(f"f.{column}" for column in _FACT_COLUMNS)},
t.id, t.title, t.plain_title, m.flag, m.note, {_STATE_COLUMNS}
"""

_NEXT = f"""
SELECT p.stage, {_SHOWN}
FROM reviews_plannedcard p
JOIN cards_card c ON c.id = p.card_id JOIN cards_fact f ON f.id = c.fact_id JOIN cards_topic t ON t.id = f.topic_id
LEFT JOIN reviews_cardstate s ON s.learner_id = p.learner_id AND s.card_id = p.card_id
LEFT JOIN reviews_cardmark m ON m.learner_id = p.learner_id AND m.card_id = p.card_id
WHERE p.learner_id = %s AND p.study_date = %s AND p.stage < 2
ORDER BY p.stage, p.place LIMIT 1
"""  # noqa: S608  (column names only)

_ONE = f"""
SELECT {_SHOWN}
FROM cards_card c JOIN cards_fact f ON f.id = c.fact_id JOIN cards_topic t ON t.id = f.topic_id
LEFT JOIN reviews_cardstate s ON s.learner_id = %s AND s.card_id = c.id
LEFT JOIN reviews_cardmark m ON m.learner_id = %s AND m.card_id = c.id
WHERE c.id = %s
"""  # noqa: S608  (column names only)

_FACES = "SELECT language, register, front, back, note FROM cards_face WHERE card_id = %s"

_COUNT_STAGES = """
SELECT p.stage, COUNT(*) FROM reviews_plannedcard p
JOIN cards_card c ON c.id = p.card_id JOIN cards_fact f ON f.id = c.fact_id
WHERE p.learner_id = %s AND p.study_date = %s AND c.retired_at IS NULL AND f.retired_at IS NULL
GROUP BY p.stage
"""

_LAST_STEP = """
SELECT r.client_id, r.kind, r.grade FROM reviews_reviewlog r
WHERE r.learner_id = %s AND r.study_date = %s AND r.kind IN ('review', 'drill', 'early', 'suspend', 'bury')
AND NOT EXISTS (
    SELECT 1 FROM reviews_reviewlog v
    WHERE v.learner_id = r.learner_id AND v.study_date = r.study_date AND v.answered_at >= r.answered_at
    AND v.kind = 'void' AND v.voids = r.client_id
)
AND NOT (r.kind = 'suspend' AND EXISTS (
    SELECT 1 FROM reviews_reviewlog b
    WHERE b.learner_id = r.learner_id AND b.card_id = r.card_id AND b.answered_at > r.answered_at AND b.kind = 'resume'
))
ORDER BY r.answered_at DESC LIMIT 1
"""


def standing(learner_id: int, card_id: int) -> Standing | None:
    """Where a card stands with a learner; None if there is no such card."""
    row = one(_STANDING, learner_id, card_id)
    if row is None:
        return None
    return Standing._make([*row[:8], None if row[8] is None else _fold(row[8:])])


def due_reviews(learner_id: int, today: date, limit: int, offset: int) -> list[DueReview]:
    """The reviews due today, those first that are longest overdue in proportion to their interval."""
    sql = _DUE_REVIEWS.format(days_overdue=_DAYS_OVERDUE[connection.vendor])
    day = kept_day(today)
    return [
        DueReview(card_id, _known_day(due_date), interval_days, repetitions)
        for card_id, due_date, interval_days, repetitions in every(sql, learner_id, day, day, day, limit, offset)
    ]


def append(learner_id: int, card_id: int, row: LogRow) -> None:
    """Adds an answer to the log. Raises IntegrityError if its client id is taken."""
    run(
        _APPEND,
        learner_id,
        kept_uuid(row.client_id),
        card_id,
        str(row.kind),
        row.grade,
        kept_moment(row.answered_at),
        kept_day(row.study_date),
        row.time_ms,
        row.hour,
    )


def put_state(learner_id: int, card_id: int, state: CardFold) -> None:
    """Stores a card's state over the one that is there, or as the first."""
    run(_PUT_STATE, *_state_row(learner_id, card_id, state))


def put_states(learner_id: int, states: Mapping[int, CardFold]) -> None:
    """The same for several cards, by card id."""
    if states:
        with connection.cursor() as cursor:
            cursor.executemany(_PUT_STATE, [_state_row(learner_id, *each) for each in states.items()])


def add_to_tally(learner_id: int, study_date: date, counts: Mapping[str, int]) -> None:
    """Adds counts, none of them negative, to a day's tally; makes the row that is missing."""
    run(_ADD_TALLY, learner_id, kept_day(study_date), *(counts.get(column, 0) for column in TALLY_COUNTS))


def add_to_details(learner_id: int, details: Iterable[tuple[tuple[int, date, int, int], int, int, int]]) -> None:
    """Adds answers, passed, time_ms to rows of DayDetail (facet, study date, key, stage); makes those missing."""
    rows = [
        (learner_id, facet, kept_day(study_date), key, stage, answers, passed, time_ms)
        for (facet, study_date, key, stage), answers, passed, time_ms in details
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_ADD_DETAIL, rows)


def put_stage(learner_id: int, study_date: date, card_id: int, stage: Stage, place: int) -> None:
    """Moves a card of the day, or adds one that was answered without being planned."""
    run(_PUT_STAGE, learner_id, kept_day(study_date), card_id, int(stage), place)


def add_planned(learner_id: int, study_date: date, card_ids: Sequence[int], first_place: int) -> None:
    """Lets these cards wait in the day, in this order, from first_place on."""
    day = kept_day(study_date)
    rows = [(learner_id, day, card_id, place, place) for place, card_id in enumerate(card_ids, start=first_place)]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_ADD_PLANNED, rows)


def plan(learner_id: int, study_date: date) -> DayPlan | None:
    """The plan of a study date, if it was made."""
    row = one(_PLAN, learner_id, kept_day(study_date))
    if row is None:
        return None
    return DayPlan(learner_id=learner_id, study_date=study_date, made_at=read_moment(row[0]), backlog=row[1])


def next_planned(learner_id: int, study_date: date) -> tuple[Stage, Shown] | None:
    """The card of the day that comes next, and its stage."""
    row = one(_NEXT, learner_id, kept_day(study_date))
    return (Stage(row[0]), _shown(row[1:])) if row is not None else None


def shown(learner_id: int, card_id: int) -> Shown | None:
    """A card to show; None if there is no such card."""
    row = one(_ONE, learner_id, learner_id, card_id)
    return _shown(row) if row is not None else None


def _shown(row: Any) -> Shown:
    card_columns, fact_columns, topic_columns = row[:5], row[5:17], row[17:20]
    mark_columns, state_columns = row[20:22], row[22:]
    topic = Topic(id=topic_columns[0], title=topic_columns[1], plain_title=topic_columns[2])
    fact = Fact(topic=topic, **dict(zip(_FACT_COLUMNS, fact_columns, strict=True)))
    # Text on PostgreSQL too: Django's cursors leave JSON undecoded.
    fact.respell = json.loads(fact.respell)
    card = Card(fact=fact, **dict(zip(_CARD_COLUMNS, card_columns, strict=True)))
    card.accepts = json.loads(card.accepts)
    state = UNSEEN if state_columns[0] is None else _fold(state_columns)
    return Shown(card, state, Mark() if mark_columns[0] is None else Mark(*mark_columns))


def faces(card: Card) -> list[Face]:
    """All faces of a card."""
    return [
        Face(card=card, language=language, register=register, front=front, back=back, note=note)
        for language, register, front, back, note in every(_FACES, card.pk)
    ]


def count_stages(learner_id: int, study_date: date) -> dict[int, int]:
    """How many cards of the day are in each stage."""
    return dict(every(_COUNT_STAGES, learner_id, kept_day(study_date)))


def last_step(learner_id: int, study_date: date) -> tuple[UUID, Kind, int | None] | None:
    """The client id, kind and grade of the day's last row that is the learner's own step and was not undone."""
    row = one(_LAST_STEP, learner_id, kept_day(study_date))
    if row is None:
        return None
    return read_uuid(row[0]), Kind(row[1]), row[2]


def _state_row(learner_id: int, card_id: int, state: CardFold) -> tuple[Any, ...]:
    return (
        learner_id,
        card_id,
        *state.memory,
        state.lapses,
        kept_day(state.answered_date),
        kept_day(state.scheduled_date),
        kept_day(state.due_date),
        state.suspended,
        kept_day(state.buried_until),
        kept_moment(state.last_row_at),
    )


def _fold(row: Any) -> CardFold:
    return CardFold(
        Memory(row[0], row[1], row[2]),
        row[3],
        read_day(row[4]),
        read_day(row[5]),
        read_day(row[6]),
        bool(row[7]),
        read_day(row[8]),
        read_moment(row[9]),
    )


def _known_day(value: Any) -> date:
    day = read_day(value)
    assert day is not None  # the statement asks for rows that have one
    return day
