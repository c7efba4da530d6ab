"""What quizzes do when another room says something."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import F, Q
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from cards.models import Item
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.accounts.signals import guest_described, learner_deleting, learner_exporting, learner_merging
from learn.accounts.tables import Table
from learn.accounts.traces import Trace
from learn.quizzes import rescored
from learn.quizzes.models import Attempt, AttemptItem, ItemRecord, Response

_BATCH = 500
_OWN = (Response, AttemptItem, Attempt, ItemRecord)


@receiver(learner_merging, dispatch_uid="quizzes.merge")
def merge(guest: User, account: User, now: datetime, **kwargs: Any) -> None:
    """The guest's attempts go to the account with all that was answered; records of an item add up."""
    known = set(Attempt.objects.of(account.pk).values_list("attempt_id", flat=True))
    # Two browsers cannot make the same UUID; a copied one would be the same attempt in two places.
    new_ids = {each: uuid4() for each in known.intersection(_ids(guest))}
    for model in (Attempt, AttemptItem):
        _move(model, guest, account, new_ids)
    _move(Response, guest, account, new_ids, _taken_responses(guest, account))
    _merge_records(guest, account)
    _delete_rows(guest)


def _ids(learner: User) -> Iterator[UUID]:
    return iter(Attempt.objects.of(learner.pk).values_list("attempt_id", flat=True))


def _taken_responses(guest: User, account: User) -> set[UUID]:
    theirs = Response.objects.filter(learner_id=guest.pk).values("client_id")
    return set(Response.objects.filter(learner_id=account.pk, client_id__in=theirs).values_list("client_id", flat=True))


def _move(
    model: type[Attempt] | type[AttemptItem] | type[Response],
    guest: User,
    account: User,
    new_ids: dict[UUID, UUID],
    taken: Collection[UUID] = (),
) -> None:
    batch = []
    for row in model._default_manager.filter(learner_id=guest.pk).iterator(_BATCH):
        row.learner_id = account.pk
        row.attempt_id = new_ids.get(row.attempt_id, row.attempt_id)
        if isinstance(row, Response) and row.client_id in taken:
            row.client_id = uuid4()
        batch.append(row)
    model._default_manager.bulk_create(batch, batch_size=_BATCH)  # type: ignore[arg-type]


def _merge_records(guest: User, account: User) -> None:
    own = {record.item_id: record for record in ItemRecord.objects.filter(learner_id=account.pk)}
    brought = []
    for record in ItemRecord.objects.filter(learner_id=guest.pk):
        twin = own.get(record.item_id)
        if twin is None:
            record.learner_id = account.pk
            brought.append(record)
            continue
        mine = ItemRecord.objects.filter(learner_id=account.pk, item_id=record.item_id)
        mine.update(times=F("times") + record.times)
        if record.last_at > twin.last_at:
            mine.update(last_at=record.last_at, last_points=record.last_points, last_possible=record.last_possible)
    ItemRecord.objects.bulk_create(brought, batch_size=_BATCH)


@receiver(learner_exporting, dispatch_uid="quizzes.export")
def export(learner: User, **kwargs: Any) -> list[Table]:
    """The learner's quizzes: attempts, questions, every answer, and how they fared with each item."""
    return [
        Table(
            "quiz_attempts",
            _(
                "The quizzes you took. points is empty until one is handed in; counted_points, of counted_possible, is"
                " what counts for your class, which may have re-scored questions."
            ),
            (*_ATTEMPT_COLUMNS, "counted_points", "counted_possible"),
            lambda: _attempts(learner),
        ),
        Table(
            "quiz_questions",
            _("Their questions in order, each with the answer that counts and what it brought."),
            _QUESTION_COLUMNS,
            lambda: _questions(learner),
        ),
        Table(
            "quiz_responses",
            _("Every answer as it came in. kept_as says whether it counted."),
            _RESPONSE_COLUMNS,
            lambda: _responses(learner),
        ),
        Table(
            "quiz_items",
            _("How often you were asked each question, when last, and what it brought then."),
            ("item", "times", "last_at", "last_points", "last_possible"),
            lambda: _records(learner),
        ),
    ]


_ATTEMPT_COLUMNS = (
    "attempt_id",
    "purpose",
    "feedback",
    "asks_confidence",
    "asked",
    "seed",
    "items_count",
    "started_at",
    "ends_at",
    "submitted_at",
    "ended_by",
    "points",
    "possible",
    "assignment_id",
    "answers_at",
    "is_one_page",
    "is_withheld",
)
_QUESTION_COLUMNS = (
    "attempt_id",
    "place",
    "item",
    "version",
    "stem",
    "order",
    "given",
    "confidence",
    "answered_at",
    "is_checked",
    "points",
    "possible",
    "forwarded",
    "is_taken_back",
)
_RESPONSE_COLUMNS = ("client_id", "attempt_id", "place", "given", "confidence", "received_at", "kept_as")


def _attempts(learner: User) -> Iterator[tuple[Any, ...]]:
    untold = _untold(learner)
    assigned = Attempt.objects.of(learner.pk).filter(assignment_id__isnull=False).order_by()
    rulings = rescored.rulings_of({pk for pk in assigned.values_list("assignment_id", flat=True) if pk is not None})
    changed = rescored.changes(rulings, [learner.pk])
    for attempt in Attempt.objects.of(learner.pk).order_by("started_at").iterator(_BATCH):
        if attempt.attempt_id in untold:
            # As on the page of its results, which waits for the class's date.
            attempt.points = None
        own = tuple(getattr(attempt, name) for name in _ATTEMPT_COLUMNS)
        if attempt.points is None:
            yield (*own, None, None)
        else:
            name = [attempt.attempt_id.hex]
            yield (*own, *rescored.counting(changed, learner.pk, attempt.points, attempt.possible, name))


def _questions(learner: User) -> Iterator[tuple[Any, ...]]:
    # Every row; but an item that is hidden now (about survival, say) has neither name nor words.
    shown = set(Item.objects.through(lens_for(learner)).filter(pk__in=_asked(learner)).values_list("pk", flat=True))
    untold = _untold(learner)
    rows = AttemptItem.objects.filter(learner_id=learner.pk).select_related("item", "version")
    for row in rows.order_by("attempt_id", "place").iterator(_BATCH):
        is_shown = row.item_id in shown
        is_checked = row.is_checked and row.attempt_id not in untold
        yield (
            row.attempt_id,
            row.place,
            # An item's name may be its answer.
            row.item.uid if is_shown and is_checked else "",
            row.version.number,
            row.version.body["stem"] if is_shown else "",
            row.order if is_shown and is_checked else {},
            row.given if is_shown else None,
            row.confidence,
            row.answered_at,
            is_checked,
            row.points if row.attempt_id not in untold else None,
            row.possible,
            row.forwarded,
            row.is_taken_back,
        )


def _untold(learner: User) -> set[UUID]:
    """The attempts whose answers and points wait for a date, those included whose date was put off afterwards."""
    # The learner alone asks for this, so that it is now.
    waiting = Q(is_withheld=True) | Q(answers_at__gt=timezone.now())
    return set(Attempt.objects.of(learner.pk).filter(waiting).values_list("attempt_id", flat=True))


def _asked(learner: User) -> Any:
    return AttemptItem.objects.filter(learner_id=learner.pk).values("item_id")


def _responses(learner: User) -> Iterator[tuple[Any, ...]]:
    hidden = AttemptItem.objects.filter(learner_id=learner.pk).exclude(item__in=Item.objects.through(lens_for(learner)))
    left_out = set(hidden.values_list("attempt_id", "place"))
    responses = Response.objects.filter(learner_id=learner.pk).order_by("received_at")
    for row in responses.iterator(_BATCH):
        given = None if (row.attempt_id, row.place) in left_out else row.given
        yield row.client_id, row.attempt_id, row.place, given, row.confidence, row.received_at, row.kept_as


def _records(learner: User) -> Iterator[tuple[Any, ...]]:
    shown = set(Item.objects.through(lens_for(learner)).values_list("pk", flat=True))
    # What was marked before its date was put off.
    marked = AttemptItem.objects.filter(learner_id=learner.pk, attempt_id__in=_untold(learner), points__isnull=False)
    untold = set(marked.values_list("item_id", flat=True))
    for record in ItemRecord.objects.filter(learner_id=learner.pk).select_related("item").order_by("last_at"):
        name = record.item.uid if record.item_id in shown - untold else ""
        points = record.last_points if record.item_id not in untold else None
        yield name, record.times, record.last_at, points, record.last_possible


@receiver(learner_deleting, dispatch_uid="quizzes.delete")
def delete(learner: User, **kwargs: Any) -> None:
    """Quizzes go with their learner; no class's figures rest on a practice quiz."""
    _delete_rows(learner)


@receiver(guest_described, dispatch_uid="quizzes.describe_guest")
def describe_guest(guest: User, **kwargs: Any) -> Trace:
    """How many questions the guest answered in quizzes."""
    answered = AttemptItem.objects.filter(learner_id=guest.pk, answered_at__isnull=False).count()
    return Trace(answers=answered)


def _delete_rows(learner: User) -> None:
    for model in _OWN:
        model._default_manager.filter(learner_id=learner.pk).delete()
