"""Writing what simulated learners did: their log, and answers to questions."""

from datetime import date
from random import Random

from cards.items.kinds import TYPED, Item
from cards.models import Deck, DeckCard
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.front.demo.lives import Life, live
from learn.reviews.checking import check_learner
from learn.reviews.models import ReviewLog, Subscription
from learn.reviews.planning import studied_cards

PASSWORD = "osteon-demo"  # noqa: S105  (of invented people in a database made to be looked at; serve says it)


def study(learner: User, life: Life, *, last: date, seed: int) -> None:
    """Writes the log of this life up to the study date `last`, around what quizzes have brought forward already."""
    cards = _in_deck_order(learner)
    brought = ReviewLog.objects.filter(learner_id=learner.pk).order_by("answered_at")
    forwards = [(log.card_id, log.row) for log in brought]
    lived = live(life, cards=cards, last=last, seed=seed, forwards=forwards)
    rows = (ReviewLog.made_of(learner.pk, card, row) for card, row in lived)
    ReviewLog.objects.bulk_create(rows, batch_size=1000)
    check_learner(learner.pk, repair=True)


def _in_deck_order(learner: User) -> list[int]:
    decks = Subscription.objects.filter(learner_id=learner.pk, is_paused=False).order_by("position")
    deck = Deck.objects.get(pk=decks.values_list("deck_id", flat=True)[0])
    shown = set(studied_cards(learner.pk, lens_for(learner)).values_list("pk", flat=True))
    ordered = DeckCard.objects.filter(deck=deck).order_by("position").values_list("card_id", flat=True)
    return [card for card in ordered if card in shown]


def answer(item: Item, knows: bool, chance: Random) -> dict[str, list[str]]:
    """The right answer, or one that is wrong somewhere."""
    given: dict[str, list[str]] = {}
    for slot in item.slots:
        if item.shape in TYPED:
            right = slot.accepts[0] if slot.accepts else f"{slot.number:g}" if slot.number is not None else ""
            given[slot.id] = [right if knows else "not sure"]
        else:
            keys = [option.id for option in slot.keys]
            others = [option.id for option in slot.options if not option.is_key]
            given[slot.id] = keys if knows or not others else [*keys[1:], chance.choice(others)]
    return given
