"""Reading what quiz pages show. Place: one question in the strip of a quiz; Going: a quiz that is not over; Back: a
card that a miss brought forward.

Other learners' attempts look like missing ones.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import groupby
from math import ceil
from typing import TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, prefetch_related_objects

from cards.lens import SURVIVAL, Lens
from cards.models import Card, Deck, DeckCard, Fact, Item, ItemVersion, Topic
from learn.accounts.models import Path, User
from learn.quizzes import marking, statements
from learn.quizzes.ask import Ask
from learn.quizzes.models import Attempt, AttemptItem, ItemRecord, Purpose, Response
from learn.reviews.models import CardState
from learn.reviews.planning import studied_cards
from learn.reviews.queue import nearest_face

_SEEN_DIGITS = 16

TopicGroups: TypeAlias = list[tuple[str, list[tuple[int, str]]]]
"""Topics to choose from: for each library its title, and the ids and titles of its topics."""


@dataclass(frozen=True, slots=True)
class Place:
    """A question in the strip of a quiz. is_here: its page is the one shown; parts: of what it asks, those answered,
    and all: known of a question that is partly answered.
    """

    number: int
    is_answered: bool
    is_checked: bool
    is_here: bool = False
    parts: tuple[int, int] = (0, 0)

    @property
    def state(self) -> str:
        """ "done", "partly" or "open"."""
        if self.is_checked:
            return "done"
        return "partly" if self.parts[1] else "done" if self.is_answered else "open"


@dataclass(frozen=True, slots=True)
class Going:
    """A quiz that is not over. answered: how many of its questions; minutes: left of its time, rounded up.

    minutes is None without a time limit. is_time_up: it will be handed in when it is next opened; topics: titles, none
    for all.
    """

    attempt: Attempt
    answered: int
    minutes: int | None
    is_time_up: bool
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Back:
    """What a missed question brought forward: the fronts of its cards, and when the first of them comes.

    when: "today", "tomorrow", "later", or "new" for one that comes next among the new cards.
    """

    place: int
    fronts: tuple[str, ...]
    when: str


@dataclass(frozen=True, slots=True)
class Holder:
    """A deck the learner does not study now, and how many of the facts they missed and do not study it holds."""

    deck: Deck
    facts: int


def is_caregiver(learner: User) -> bool:
    """Whether the learner is here for words and not to be examined."""
    return learner.preferences.path == Path.CAREGIVER


def local(learner: User, moment: datetime) -> datetime:
    """The moment on the learner's own clock, naive, as templates print it."""
    return moment.astimezone(ZoneInfo(learner.preferences.zone)).replace(tzinfo=None)


def topics_to_ask(lens: Lens) -> TopicGroups:
    """The topics of which this lens shows an item, with their titles in its register, library by library."""
    shown = Exists(Item.objects.through(lens).filter(topic_id=OuterRef("pk")))
    topics = Topic.objects.filter(shown, source__library__in=lens.libraries).select_related("source")
    groups = groupby(topics.defer("source__outline", "source__studies"), key=lambda topic: topic.source)
    return [(source.title, [(each.pk, each.title_in(lens.register)) for each in group]) for source, group in groups]


def in_one(groups: TopicGroups) -> list[tuple[int, str]]:
    """The topics of all libraries in one list."""
    return [topic for _title, topics in groups for topic in topics]


def last_ask(learner: User) -> Ask | None:
    """What the learner last asked a quiz of their own choice to be."""
    mine = Attempt.objects.of(learner.pk).filter(purpose=Purpose.PRACTICE)
    asked = mine.order_by("-started_at").values_list("asked", flat=True).first()
    return Ask.from_payload(asked) if asked is not None else None


def has_mistakes(learner: User) -> bool:
    """Whether there is an item that the learner missed when they were last asked it."""
    return ItemRecord.objects.filter(learner_id=learner.pk, last_points__lt=F("last_possible")).exists()


def has_evidence(learner: User) -> bool:
    """Whether anything is known of what the learner is weak at."""
    states = CardState.objects.filter(learner_id=learner.pk, scheduled_date__isnull=False)
    return states.exists() or ItemRecord.objects.filter(learner_id=learner.pk).exists()


def attempt_of(learner: User, attempt_id: UUID) -> Attempt:
    """Raises Attempt.DoesNotExist."""
    return Attempt.objects.of(learner.pk).get(attempt_id=attempt_id)


def questions_of(attempt: Attempt) -> list[AttemptItem]:
    """All questions of an attempt in order, without what they ask."""
    questions = AttemptItem.objects.filter(learner_id=attempt.learner_id, attempt_id=attempt.attempt_id)
    return list(questions.order_by("place"))


def asked(learner: User, attempt_id: UUID, place: int) -> tuple[Attempt, AttemptItem]:
    """An attempt and one of its questions with what that asks. Raises their DoesNotExist."""
    return statements.asked(learner.pk, attempt_id, place)


def with_versions(questions: Sequence[AttemptItem]) -> Sequence[AttemptItem]:
    """The same questions, each with what it asks."""
    prefetch_related_objects(list(questions), "version")
    return questions


def question_at(questions: Sequence[AttemptItem], place: int) -> AttemptItem:
    """Raises AttemptItem.DoesNotExist."""
    for question in questions:
        if question.place == place:
            return question
    raise AttemptItem.DoesNotExist


def versions_of(questions: Iterable[AttemptItem]) -> dict[int, ItemVersion]:
    """What the questions ask, by the id of the version; each with its item, topic and source."""
    versions = ItemVersion.objects.select_related("item__topic", "item__source")
    return versions.in_bulk([question.version_id for question in questions])


def is_answered(question: AttemptItem) -> bool:
    """Whether anything was chosen or typed."""
    return any((question.given or {}).values())


def seen_of(given: Mapping[str, Sequence[str]] | None, confidence: str) -> str:
    """A short name of an answer and its confidence: two pages that hold the same have the same."""
    plain = {slot: [" ".join(value.split()) for value in values] for slot, values in (given or {}).items()}
    kept = sorted((slot, said) for slot, values in plain.items() if (said := [value for value in values if value]))
    return sha256(json.dumps([kept, confidence]).encode()).hexdigest()[:_SEEN_DIGITS]


def response_named(learner: User, client_id: UUID) -> Response | None:
    """The answer that a page with this id sent before."""
    return Response.objects.filter(learner_id=learner.pk, client_id=client_id).first()


def is_left_out(version: ItemVersion, lens: Lens) -> bool:
    """Whether the question is about survival, and its learner has switched survival figures off since."""
    return version.item.sensitivity == SURVIVAL and not lens.survival


def places(questions: Sequence[AttemptItem], here: int = 0) -> list[Place]:
    """The strip of places."""
    # Reads nothing where the version came with the question.
    prefetch_related_objects([each for each in questions if is_answered(each) and not each.is_checked], "version")
    return [
        Place(each.place, is_answered(each), each.is_checked, each.place == here, _parts(each)) for each in questions
    ]


def _parts(question: AttemptItem) -> tuple[int, int]:
    """The parts answered and all of them, where there are both (marking.is_complete); else (0, 0)."""
    given = question.given or {}
    if question.is_checked or not is_answered(question):
        return 0, 0
    item = question.version.typed
    if marking.is_complete(item, given):
        return 0, 0
    wanted = {slot.id: slot.choose or 1 for slot in item.slots}
    return sum(min(len(given.get(slot, ())), number) for slot, number in wanted.items()), sum(wanted.values())


def going(learner: User, attempts: Iterable[Attempt], *, register: str, now: datetime) -> list[Going]:
    """How far these quizzes of the learner are; a few reads for one and for twenty."""
    mine = list(attempts)
    rows = AttemptItem.objects.filter(learner_id=learner.pk, attempt_id__in=[each.attempt_id for each in mine])
    answered = Counter(
        attempt_id
        for attempt_id, given, is_checked in rows.values_list("attempt_id", "given", "is_checked")
        if is_checked or any((given or {}).values())
    )
    asked = {each.attempt_id: Ask.from_payload(each.asked).topics for each in mine}
    topics = Topic.objects.in_bulk({pk for pks in asked.values() for pk in pks})
    return [
        Going(
            each,
            answered[each.attempt_id],
            max(0, ceil((each.ends_at - now) / timedelta(minutes=1))) if each.ends_at else None,
            each.ends_at is not None and each.ends_at <= now,
            tuple(topics[pk].title_in(register) for pk in asked[each.attempt_id] if pk in topics),
        )
        for each in mine
    ]


def unfinished(learner: User, *, now: datetime) -> Going | None:
    """The quiz that the learner began last and has not handed in; a word game is none."""
    mine = Attempt.objects.of(learner.pk).exclude(purpose=Purpose.WORDS)
    return next(iter(going(learner, mine.unfinished()[:1], register="", now=now)), None)


def next_open(attempt: Attempt, questions: Sequence[AttemptItem], after: int = 0) -> int | None:
    """The place of the next question without an answer (where answers are shown at once: not yet shown).

    Looks on from `after` and then from the beginning; None if there is none.
    """
    waiting = [
        each.place for each in questions if not each.is_checked and (attempt.checks_at_once or not is_answered(each))
    ]
    return min((place for place in waiting if place > after), default=min(waiting, default=None))


def first_cards(lens: Lens, fact_uids: Iterable[str]) -> dict[str, Card]:
    """The first card of each fact that this lens shows, by the fact's uid."""
    cards = Card.objects.through(lens).filter(fact__uid__in=set(fact_uids)).with_fact()
    found: dict[str, Card] = {}
    for card in cards.prefetch_related("faces").order_by("fact__position", "position"):
        found.setdefault(card.fact.uid, card)
    return found


def respellings(lens: Lens, fact_uids: Iterable[str]) -> dict[str, str]:
    """How the hard words of these facts sound."""
    facts = Fact.objects.filter(uid__in=set(fact_uids), library__in=lens.libraries)
    return {word: sound for fact in facts for word, sound in fact.respell.items()}


def brought_back(learner: User, lens: Lens, questions: Iterable[AttemptItem], today: date) -> list[Back]:
    """What the misses of these questions brought forward and was not taken back, question by question."""
    moved = {
        each.place: [card_id for ids in each.forwarded.values() for card_id in ids]
        for each in questions
        if not each.is_taken_back
    }
    card_ids = [card_id for ids in moved.values() for card_id in ids]
    if not card_ids:
        return []
    cards = Card.objects.through(lens).filter(pk__in=card_ids).prefetch_related("faces").in_bulk()
    due = dict(
        CardState.objects.filter(learner_id=learner.pk, card_id__in=card_ids, scheduled_date__isnull=False).values_list(
            "card_id", "due_date"
        )
    )
    backs = []
    for place, ids in moved.items():
        shown = [card_id for card_id in ids if card_id in cards]
        if not shown:
            continue
        dates = [day for card_id in shown if (day := due.get(card_id)) is not None]
        fronts = tuple(nearest_face(cards[card_id].faces.all(), lens).front for card_id in shown)
        backs.append(Back(place, fronts, _when(min(dates, default=None), today)))
    return backs


def come_anyway(
    learner: User, lens: Lens, questions: Iterable[AttemptItem], missed: Collection[str], today: date
) -> int:
    """How many of the missed facts (their uids) have cards that come as soon as could be without this quiz: cards
    that the learner studies, wanted by tomorrow, not set aside, and not moved here.
    """
    next_ones = CardState.objects.of(learner.pk).filter(
        card_id=OuterRef("pk"), is_suspended=False, due_date__lte=today + timedelta(days=1)
    )
    moved = {int(fact_id) for each in questions for fact_id in each.forwarded}
    cards = studied_cards(learner.pk, lens).filter(Exists(next_ones), fact__uid__in=missed).exclude(fact_id__in=moved)
    return cards.order_by().values("fact_id").distinct().count() if missed else 0


def _when(due: date | None, today: date) -> str:
    if due is None:
        return "new"
    return "today" if due <= today else "tomorrow" if due == today + timedelta(days=1) else "later"


def decks_that_hold(learner: User, lens: Lens, fact_uids: Iterable[str]) -> list[Holder]:
    """The decks with cards of those of these facts that no deck of the learner holds; the most such facts first."""
    wanted = set(fact_uids)
    studied = set(studied_cards(learner.pk, lens).filter(fact__uid__in=wanted).values_list("fact__uid", flat=True))
    outside = wanted - studied
    if not outside:
        return []
    rows = DeckCard.objects.filter(
        Exists(Card.objects.through(lens).filter(pk=OuterRef("card_id"))), card__fact__uid__in=outside
    ).values_list("deck_id", "card__fact__uid")
    facts: dict[int, set[str]] = {}
    for deck_id, uid in rows:
        facts.setdefault(deck_id, set()).add(uid)
    decks = Deck.objects.through(lens).in_bulk(list(facts))
    holders = [Holder(deck, len(facts[pk])) for pk, deck in decks.items()]
    return sorted(holders, key=lambda holder: (-holder.facts, holder.deck.position))
