"""The statements of the hot path: what an answer to a question asks of the database, written once.

As in learn.reviews.statements: building and compiling these anew with Django's ORM took most of the time of an answer.
So these, and only these, are SQL by hand, common to SQLite and PostgreSQL; they give and take whole rows of the models.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import connection, models

from cards.models import ItemVersion
from learn.database.by_hand import kept_moment, kept_uuid, one, read_moment, read_uuid, run
from learn.quizzes.models import Attempt, AttemptItem, Response


class Sent(NamedTuple):
    """What came in with a client id: an answer to which question, and what became of it."""

    attempt_id: UUID
    place: int
    kept_as: str


_Row = TypeVar("_Row", bound=models.Model)

_READ: dict[type[Any], Callable[[Any], Any]] = {
    models.BooleanField: bool,
    models.DateTimeField: read_moment,
    models.JSONField: json.loads,
    models.UUIDField: read_uuid,
}


def _columns(alias: str, model: type[models.Model]) -> str:
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


_ASKED = f"""
SELECT {_columns("a", Attempt)}, {_columns("q", AttemptItem)}, {_columns("v", ItemVersion)}
FROM quizzes_attempt a
LEFT JOIN quizzes_attemptitem q ON q.learner_id = a.learner_id AND q.attempt_id = a.attempt_id AND q.place = %s
LEFT JOIN cards_itemversion v ON v.id = q.version_id
WHERE a.learner_id = %s AND a.attempt_id = %s
"""  # noqa: S608  (column names only)

_SENT = "SELECT attempt_id, place, kept_as FROM quizzes_response WHERE learner_id = %s AND client_id = %s"

_APPEND = """
INSERT INTO quizzes_response (learner_id, client_id, attempt_id, place, given, confidence, received_at, kept_as)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""

_PUT_ANSWER = """
UPDATE quizzes_attemptitem SET given = %s, confidence = %s, answered_at = %s
WHERE learner_id = %s AND attempt_id = %s AND place = %s
"""

_PUT_END = """
UPDATE quizzes_attempt SET ends_at = %s WHERE learner_id = %s AND attempt_id = %s AND submitted_at IS NULL
"""


def asked(learner_id: int, attempt_id: UUID, place: int) -> tuple[Attempt, AttemptItem]:
    """An attempt and one of its questions with what that asks.

    Raises Attempt.DoesNotExist, and AttemptItem.DoesNotExist where the attempt has no question at this place.
    """
    row = one(_ASKED, place, learner_id, kept_uuid(attempt_id))
    if row is None:
        raise Attempt.DoesNotExist
    values = iter(row)
    attempt, question, version = _next(Attempt, values), _next(AttemptItem, values), _next(ItemVersion, values)
    if question.place is None:
        raise AttemptItem.DoesNotExist
    question.version = version
    return attempt, question


def sent(learner_id: int, client_id: UUID) -> Sent | None:
    """What came in with this id; None before anything did."""
    row = one(_SENT, learner_id, kept_uuid(client_id))
    return Sent(read_uuid(row[0]), row[1], row[2]) if row is not None else None


def append(response: Response) -> None:
    """Adds a response to the trail. Raises IntegrityError if its client id is taken."""
    run(
        _APPEND,
        response.learner_id,
        kept_uuid(response.client_id),
        kept_uuid(response.attempt_id),
        response.place,
        json.dumps(response.given),
        response.confidence,
        kept_moment(response.received_at),
        response.kept_as,
    )


def put_answer(question: AttemptItem) -> None:
    """Stores the answer that a question holds now, with its confidence and its time."""
    run(
        _PUT_ANSWER,
        json.dumps(question.given),
        question.confidence,
        kept_moment(question.answered_at),
        question.learner_id,
        kept_uuid(question.attempt_id),
        question.place,
    )


def put_ends(ends: Iterable[tuple[Attempt, datetime | None]]) -> None:
    """Gives attempts under way another end; one that was handed in stays."""
    rows = [(kept_moment(at), each.learner_id, kept_uuid(each.attempt_id)) for each, at in ends]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_PUT_END, rows)


def _next(model: type[_Row], values: Iterator[Any]) -> _Row:
    """The row that these values begin with."""
    fields = model._meta.concrete_fields
    read = [_value(field, next(values)) for field in fields]
    return model.from_db(connection.alias, [field.attname for field in fields], read)


def _value(field: "models.Field[Any, Any]", value: Any) -> Any:
    convert = _READ.get(type(field))
    return value if value is None or convert is None else convert(value)
