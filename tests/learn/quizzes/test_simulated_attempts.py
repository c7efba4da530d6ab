"""Many attempts of many kinds from end to end: none fails, marks add up, exposure is even.

OSTEON_SIMULATED_ATTEMPTS says how many (15 in the suite).
"""

import os
from collections import Counter
from random import Random
from uuid import uuid4

import pytest

from cards.items.kinds import TYPED, Item
from cards.models import Topic
from learn.quizzes import actions, marking
from learn.quizzes.ask import Ask
from learn.quizzes.models import Attempt, AttemptItem, Response
from learn.reviews.models import ReviewLog

pytestmark = pytest.mark.django_db

ATTEMPTS = int(os.environ.get("OSTEON_SIMULATED_ATTEMPTS", "15"))


def some_answer(item: Item, order: dict[str, list[str]], random: Random) -> dict[str, list[str]]:
    """What a learner might give: right, partly right, anything, or nothing."""
    mood = random.random()
    if mood < 0.1:
        return {}
    if mood < 0.5:
        return marking.right_response(item)
    given: dict[str, list[str]] = {}
    for slot in item.slots:
        if item.shape in TYPED:
            given[slot.id] = [random.choice(["bone", "10", "6 months", "", *slot.accepts[:1]])]
        elif slot.choose == 0:
            given[slot.id] = [each for each in order[slot.id] if random.random() < 0.5]
        else:
            given[slot.id] = random.sample(order[slot.id], min(slot.choose, len(order[slot.id])))
    return given


def some_ask(topics: list[int], random: Random) -> Ask:
    return Ask(
        topics=tuple(random.sample(topics, random.randint(0, len(topics)))),
        number=random.choice([5, 10, 20, 50]),
        level=random.choice(["mixed", "easy", "medium", "hard"]),
        feedback=random.choice(["at_once", "at_end"]),
        asks_confidence=random.random() < 0.3,
        minutes=random.choice([None, 30]),
    )


def test_attempts_from_end_to_end(make_learner, clock) -> None:
    learners = [make_learner() for _ in range(max(2, ATTEMPTS // 20))]
    topics = list(Topic.objects.values_list("pk", flat=True))
    shown: Counter[int] = Counter()
    for number in range(ATTEMPTS):
        random = Random(number)
        learner = random.choice(learners)
        ask = some_ask(topics, random)
        attempt = actions.start_attempt(learner=learner, attempt_id=uuid4(), ask=ask, now=clock(), seed=number)
        own = AttemptItem.objects.filter(learner_id=learner.pk, attempt_id=attempt.attempt_id)
        questions = list(own.select_related("version").order_by("place"))
        assert 1 <= len(questions) <= ask.number
        for question in questions:
            given = some_answer(question.version.typed, question.order, random)
            for _ in range(random.choice([1, 1, 2])):
                actions.respond(
                    learner=learner,
                    attempt_id=attempt.attempt_id,
                    place=question.place,
                    given=given,
                    confidence=random.choice(["", "sure", "guess"]),
                    check=random.random() < 0.5,
                    client_id=uuid4(),
                    now=clock(),
                )
        done = actions.submit(learner=learner, attempt_id=attempt.attempt_id, now=clock())
        marked = list(own.select_related("version").order_by("place"))
        assert done.points == sum(each.points for each in marked)
        assert done.possible == sum(each.possible for each in marked) > 0
        for each in marked:
            assert each.points == marking.mark(each.version.typed, each.given or {}).points
        if not ask.topics and ask.number == 10:
            shown.update(each.item_id for each in marked)
        clock.advance(hours=random.randint(1, 30))
    assert Attempt.objects.filter(submitted_at=None).count() == 0
    assert Response.objects.filter(kept_as="too_late").count() == 0
    assert ReviewLog.objects.filter(kind="forward", grade__isnull=False).count() == 0
