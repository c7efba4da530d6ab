"""Big collections, made in bulk: learners with many cards, each with a history, all of it due.

Histories come in a few patterns that are folded once, so every state equals the fold of its log, as check_states wants.
"""

import json
import random
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, models, transaction

from cards.models import Card, Deck, DeckCard, Face, Fact, Source, Topic
from learn.accounts.actions import create_guest
from learn.accounts.models import User
from learn.reviews import tallying
from learn.reviews.models import CardState, ReviewLog, Subscription
from learn.scheduling.fold import UNSEEN, CardFold, Kind, LogRow, Outcome, fold, kind_now, step

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
REVIEWS_PER_CARD = 9
FACES = (("en", "nursing"), ("en", "plain"))
CARDS_PER_FACT = 2


def make_content(cards: int) -> None:
    """One source with `cards` cards, two a fact, each with its faces."""
    source = Source.objects.create(uid="bench", title="Bench")
    topics = [
        Topic.objects.create(
            source=source, uid=f"t{number}", title=f"T{number}", plain_title=f"P{number}", position=number
        )
        for number in range(20)
    ]
    facts = range(1, cards // CARDS_PER_FACT + 1)
    _insert(
        Fact,
        (
            {
                "id": pk,
                "uid": f"bench-{pk}",
                "source_id": source.pk,
                "topic_id": topics[pk * len(topics) // (len(facts) + 1)].pk,
                "kind": "statement",
                "for_nursing": True,
                "for_caregivers": True,
                "sensitivity": "none",
                "wording": f"Statement number {pk} says something about a drug and about a bone.",
                "plain_wording": f"Statement number {pk} says it plainly.",
                "payload": {"uid": f"bench-{pk}", "text": "x" * 400},
                "paragraphs": [pk % 50],
                "digest": "0" * 64,
                "position": pk,
            }
            for pk in facts
        ),
    )
    _insert(
        Card,
        (
            {
                "id": pk,
                "uid": f"bench-card-{pk}",
                "fact_id": (pk - 1) // CARDS_PER_FACT + 1,
                "template": "statement",
                "position": pk % CARDS_PER_FACT,
            }
            for pk in range(1, cards + 1)
        ),
    )
    _insert(
        Face,
        (
            {
                "card_id": pk,
                "language": language,
                "register": register,
                "front": f"What does statement {pk} say about a drug and ______?",
                "back": f"bone {pk}",
            }
            for pk in range(1, cards + 1)
            for language, register in FACES
        ),
    )


def make_learner(cards: int) -> User:
    """A learner of the first `cards` cards (a deck of just these), every one reviewed before and due by TODAY."""
    # Without a path, so that this deck is the only one: a path brings all that are made for it.
    learner = create_guest(now=NOW)
    learner.preferences.survival = True
    learner.preferences.save()
    deck = Deck.objects.filter(uid=f"deck-{cards}").first() or _make_deck(cards)
    learner.preferences.reviews_per_day = 9999
    learner.preferences.content_changed_at = None
    learner.preferences.save()
    Subscription.objects.create(learner=learner, deck=deck, created_at=NOW)
    patterns = [_pattern(number) for number in range(30)]
    _insert(
        CardState,
        (
            {"learner_id": learner.pk, "card_id": pk} | CardState.columns(patterns[pk % len(patterns)][1])
            for pk in range(1, cards + 1)
        ),
    )
    _insert(ReviewLog, (values for pk in range(1, cards + 1) for values in _log(learner.pk, pk, patterns)))
    tally = tallying.Tally()
    topics = Card.objects.filter(pk__lte=cards).values_list("pk", "fact__topic_id")
    for (number, topic_id), times in Counter((pk % len(patterns), topic_id) for pk, topic_id in topics).items():
        tally.count(patterns[number][2], topic_id, times)
    tallying.add(learner.pk, tally)
    return User.objects.with_preferences().get(pk=learner.pk)


def settle() -> None:
    """Moves what was made from the write-ahead log into the file."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _make_deck(cards: int) -> Deck:
    deck = Deck.objects.create(
        uid=f"deck-{cards}",
        source=Source.objects.get(uid="bench"),
        title=f"{cards} cards",
        register="nursing",
        audience="nursing",
        position=cards,
    )
    _insert(DeckCard, ({"deck_id": deck.pk, "card_id": pk, "position": pk} for pk in range(1, cards + 1)))
    return deck


def _pattern(number: int) -> tuple[list[LogRow], CardFold, tuple[Outcome, ...]]:
    """A history of REVIEWS_PER_CARD answers whose card is due on TODAY or up to nine days before."""
    choice = random.Random(number)  # the same at every run
    grades = [4 if choice.random() < 0.85 else 1 for _ in range(REVIEWS_PER_CARD - 1)] + [4]
    rows = _answers(grades, NOW - timedelta(days=36_500), choice)
    due_date = fold(rows)[0].due_date
    assert due_date is not None
    shift = TODAY - timedelta(days=number % 10) - due_date
    rows = [row._replace(answered_at=row.answered_at + shift, study_date=row.study_date + shift) for row in rows]
    return rows, *fold(rows)


def _answers(grades: list[int], when: datetime, choice: random.Random) -> list[LogRow]:
    state, rows = UNSEEN, []
    for turn, grade in enumerate(grades):
        row = LogRow(UUID(int=turn), kind_now(state, when.date()), when, when.date(), grade, 5000)
        rows.append(row)
        state, _ = step(state, row)
        assert state.due_date is not None
        when = datetime.combine(state.due_date, when.timetz()) + timedelta(days=choice.randrange(3))
    return rows


def _log(learner_id: int, card_id: int, patterns: list[Any]) -> Iterable[dict[str, Any]]:
    for row in patterns[card_id % len(patterns)][0]:
        yield {
            "learner_id": learner_id,
            "client_id": uuid4().hex,
            "card_id": card_id,
            "kind": row.kind,
            "grade": row.grade,
            "answered_at": row.answered_at,
            "study_date": row.study_date,
            "time_ms": row.time_ms,
        }


def _insert(model: type[models.Model], rows: Iterable[dict[str, Any]]) -> None:
    """Many rows at once, past the ORM: a million take seconds. Columns not named get the field's default."""
    fields = [field for field in model._meta.local_concrete_fields if field.column]
    rows = iter(rows)
    first = next(rows)
    fields = [field for field in fields if field.attname in first or not field.primary_key]
    defaults = {field.attname: None if field.null else field.get_default() for field in fields}
    names = [field.attname for field in fields]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join("?" for _ in fields)

    def values() -> Iterable[list[Any]]:
        yield [_bare((defaults | first)[name]) for name in names]
        for row in rows:
            yield [_bare(row[name] if name in row else defaults[name]) for name in names]

    with transaction.atomic():
        raw = connection.connection
        raw.executemany(f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})', values())


def _bare(value: Any) -> Any:
    """The value as Django stores it in SQLite."""
    if isinstance(value, Kind):
        return value.value
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, dict)):
        return json.dumps(value)
    return value
