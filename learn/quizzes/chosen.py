"""A quiz on the facts of chosen cards: what the card browser lists, and what a chip of the topic map counts."""

from collections.abc import Sequence
from datetime import date
from random import Random

from cards.items.kinds import Format
from cards.models import Item, ItemFact
from learn.accounts.lens import lens_for
from learn.accounts.models import Path, User
from learn.quizzes.ask import FEWEST, Ask
from learn.quizzes.models import Feedback, Purpose
from learn.reviews.selections import Selection, selected

MOST_QUESTIONS = 20
WORDS_A_GAME = 5

_FACTS_A_QUESTION = 2
"""Facts to choose from for each question: some of their items give each other away."""


def facts_to_ask(learner: User, selection: Selection, *, today: date) -> list[int]:
    """The ids of the facts of these cards on which there is a question for this learner."""
    lens = lens_for(learner)
    cards = selected(selection, learner_id=learner.pk, lens=lens, today=today).order_by()
    items = Item.objects.through(lens)
    if learner.preferences.path == Path.CAREGIVER:
        items = items.filter(format=Format.MULTIPLE_CHOICE.value)
    rests_on = ItemFact.objects.filter(fact_id__in=cards.values("fact_id"), item_id__in=items.values("pk"))
    return sorted(rests_on.order_by().values_list("fact_id", flat=True).distinct())


def most_questions(learner: User, facts: Sequence[int]) -> int:
    """How many questions a quiz on these facts has at most."""
    most = WORDS_A_GAME if learner.preferences.path == Path.CAREGIVER else MOST_QUESTIONS
    return min(most, max(FEWEST, len(facts)))


def chosen_of(learner: User, facts: Sequence[int], random: Random) -> Ask | None:
    """A quiz on these facts and no others, for a caregiver a word game; None without any."""
    if not facts:
        return None
    is_game = learner.preferences.path == Path.CAREGIVER
    number = most_questions(learner, facts)
    some = random.sample(facts, min(len(facts), _FACTS_A_QUESTION * number))
    return Ask(
        purpose=Purpose.WORDS if is_game else Purpose.CHOSEN,
        formats=(Format.MULTIPLE_CHOICE.value,) if is_game else (),
        number=number,
        feedback=Feedback.AT_ONCE.value,
        facts=tuple(sorted(some)),
        is_strict=True,
    )
