"""What students know of the cards they were assigned, and when they last answered one. Known: of one student.

Answers are kept by topic and not by deck, so that one to a card of an assigned topic counts although its student has
that card from another deck, too.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Max, Sum

from cards.lens import SURVIVAL
from learn.progress.topics import ASIDE, as_maturity
from learn.reviews.models import AnswerStage, CardState, DayDetail, Facet, Maturity
from learn.teaching.assigned import AssignedCard, Sight, Trait, sights_of
from learn.teaching.behind import RECENT_DAYS

_DUE_REVIEWS = (AnswerStage.YOUNG, AnswerStage.MATURE)


@dataclass(slots=True)
class Known:
    """cards: of each topic by maturity ("aside" for those set aside), all that the student is shown.

    waiting: (due date, how many) of those due before today; recall: of each topic, due reviews of the last RECENT_DAYS
    and how many were remembered; days: of these, on which an assigned topic was studied.
    """

    cards: dict[int, dict[str, int]] = field(default_factory=dict)
    waiting: list[tuple[date, int]] = field(default_factory=list)
    recall: dict[int, tuple[int, int]] = field(default_factory=dict)
    last_date: date | None = None
    days: int = 0


def known_by(learners: Iterable[int], cards: Iterable[AssignedCard], *, today: date) -> dict[int, Known]:
    """What each of these learners knows of these cards; as many reads for five hundred as for one."""
    ids, assigned = list(learners), list(cards)
    found = {learner_id: Known() for learner_id in ids}
    if not assigned or not ids:
        return found
    sights = sights_of(ids)
    _count_cards(found, sights, assigned)
    _count_states(found, sights, [card.card_id for card in assigned])
    _find_waiting(found, sights, [card.card_id for card in assigned], today)
    _count_answers(found, {card.topic_id for card in assigned}, today - timedelta(days=RECENT_DAYS - 1))
    return found


def _count_cards(found: dict[int, Known], sights: dict[int, Sight], assigned: list[AssignedCard]) -> None:
    """All cards as unseen at first."""
    totals: dict[tuple[int, Trait], int] = {}
    for card in assigned:
        totals[card.topic_id, card.trait] = totals.get((card.topic_id, card.trait), 0) + 1
    for learner_id, known in found.items():
        for (topic_id, trait), n in totals.items():
            if sights[learner_id].admits(trait):
                counts = known.cards.setdefault(topic_id, {Maturity.UNSEEN.value: 0})
                counts[Maturity.UNSEEN.value] += n


def _count_states(found: dict[int, Known], sights: dict[int, Sight], card_ids: list[int]) -> None:
    rows = (
        CardState.objects.filter(learner_id__in=found, card_id__in=card_ids)
        .order_by()
        .annotate(maturity=as_maturity())
        .values_list("learner_id", "card__fact__topic_id", *_TRAIT, "maturity")
        .annotate(n=Count("card_id"), last=Max("answered_date"))
    )
    for learner_id, topic_id, *trait, state, n, last in rows:
        known = found[learner_id]
        if not sights[learner_id].admits(_trait(*trait)):
            continue
        if last is not None and (known.last_date is None or known.last_date < last):
            known.last_date = last
        counts = known.cards[topic_id]
        counts[Maturity.UNSEEN.value] -= n
        counts[state] = counts.get(state, 0) + n


def _find_waiting(found: dict[int, Known], sights: dict[int, Sight], card_ids: list[int], today: date) -> None:
    waiting = CardState.objects.filter(
        learner_id__in=found, card_id__in=card_ids, scheduled_date__isnull=False, due_date__lt=today
    ).due(today)
    rows = waiting.order_by().values_list("learner_id", "due_date", *_TRAIT).annotate(n=Count("card_id"))
    for learner_id, due_date, *trait, n in rows:
        if due_date is not None and sights[learner_id].admits(_trait(*trait)):
            found[learner_id].waiting.append((due_date, n))


def _count_answers(found: dict[int, Known], topics: set[int], since: date) -> None:
    answered = DayDetail.objects.filter(
        learner_id__in=found, facet=Facet.TOPIC, study_date__gte=since, key__in=topics, answers__gt=0
    ).order_by()
    for learner_id, days in answered.values_list("learner_id").annotate(days=Count("study_date", distinct=True)):
        found[learner_id].days = days
    reviews = answered.filter(stage__in=_DUE_REVIEWS).values_list("learner_id", "key")
    for learner_id, topic_id, answers, passed in reviews.annotate(n=Sum("answers"), right=Sum("passed")):
        found[learner_id].recall[topic_id] = (answers, passed)


_TRAIT = ("card__fact__sensitivity", "card__fact__for_nursing", "card__fact__for_caregivers")


def _trait(sensitivity: str, for_nursing: bool, for_caregivers: bool) -> Trait:
    return sensitivity == SURVIVAL, for_nursing, for_caregivers


STATES: tuple[str, ...] = (*(each.value for each in Maturity), ASIDE)
"""In the order in which a card passes through them."""
