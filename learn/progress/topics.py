"""The map of topics: how many of each topic's cards are unseen, learning, young, mature, lapsed."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Case, Count, OuterRef, Q, Subquery, Value, When

from cards.models import Topic
from learn.accounts.lens import lens_for
from learn.accounts.models import Path, User
from learn.reviews.models import CardState, Maturity
from learn.reviews.planning import studied_cards
from learn.reviews.selections import Selection
from learn.reviews.words import state_choices
from learn.scheduling.fold import MATURE_DAYS


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic and its cards by maturity. aside: those set aside, which are in no other count; names: of maturities."""

    topic: Topic
    title: str
    counts: dict[str, int]
    aside: int
    names: dict[str, str]

    @property
    def cards(self) -> int:
        return sum(self.counts.values()) + self.aside

    @property
    def query(self) -> str:
        """The address's query for these very cards: the map counts the decks studied now and no others."""
        return Selection(topic=self.topic, is_mine=True).query

    @property
    def by_maturity(self) -> list[tuple[str, str, int]]:
        """(maturity, its name, how many cards), in the order in which a card passes through them."""
        return [(each.value, self.names[each.value], self.counts.get(each.value, 0)) for each in Maturity]


ASIDE = "aside"


def topic_map(learner: User) -> list[TopicRow]:
    """Every topic of the decks studied now; reads each of their cards once, and no log."""
    lens = lens_for(learner)
    state = CardState.objects.of(learner.pk).filter(card_id=OuterRef("pk"))
    standing = state.annotate(maturity=as_maturity()).values("maturity")[:1]
    rows = (
        studied_cards(learner.pk, lens)
        .annotate(maturity=Subquery(standing))
        .order_by()
        .values_list("fact__topic_id", "maturity")
        .annotate(n=Count("pk"))
    )
    counts: dict[int, Counter[str]] = {}
    for topic_id, maturity, n in rows:
        counts.setdefault(topic_id, Counter())[maturity or Maturity.UNSEEN.value] += n
    topics = Topic.objects.through(lens).filter(pk__in=counts)
    names = maturity_names(learner)
    return [_row(topic, topic.title_in(lens.register), counts[topic.pk], names) for topic in topics]


def maturity_names(learner: User) -> dict[str, str]:
    """How each maturity is called to this learner; kindly to caregivers, as in the card browser."""
    names = dict(state_choices(is_caregiver=learner.preferences.path == Path.CAREGIVER))
    return {each.value: names[each.value] for each in Maturity}


def _row(topic: Topic, title: str, counts: Counter[str], names: dict[str, str]) -> TopicRow:
    return TopicRow(topic, title, {each.value: counts[each.value] for each in Maturity}, counts[ASIDE], names)


def as_maturity() -> Case:
    """The maturity of a state, as CardStateQuerySet.at has it; "aside" for a card set aside."""
    return Case(
        When(is_suspended=True, then=Value(ASIDE)),
        When(scheduled_date=None, then=Value(Maturity.UNSEEN.value)),
        When(Q(repetitions=0, lapses__gt=0), then=Value(Maturity.LAPSED.value)),
        When(Q(repetitions__lte=1), then=Value(Maturity.LEARNING.value)),
        When(interval_days__lt=MATURE_DAYS, then=Value(Maturity.YOUNG.value)),
        default=Value(Maturity.MATURE.value),
    )
