"""One question of each format, made up, whose answers can be told from everything else on a page.

Every text that must not be seen before the answer holds the word SECRET in it, facts and what makes an option false
included. `stored` puts them into the database, `quiz_of` starts a quiz of them.
"""

from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

from cards.generation.cueing import Tells
from cards.items.kinds import Exhibit, Format, Option, Slot
from cards.items.kinds import Item as TypedItem
from cards.items.payload import item_digest, item_payload
from cards.models import Fact, Item, ItemFact, ItemVersion, Topic
from learn.accounts.models import User
from learn.quizzes import actions
from learn.quizzes.ask import Ask
from learn.quizzes.models import Attempt, AttemptItem
from tests.conftest import NOON


def options(*texts: str, keys: Sequence[str]) -> tuple[Option, ...]:
    return tuple(
        Option(
            id=f"o-{text.lower().replace(' ', '-')}",
            text=text,
            is_key=text in keys,
            why=f"SECRET reason of {text}.",
            false_by="" if text in keys else "SECRET-false",
        )
        for text in texts
    )


def question(fmt: Format, stem: str, *slots: Slot, **values: object) -> TypedItem:
    return TypedItem(
        uid=f"sample/{fmt.value}",
        format=fmt,
        register="nursing",
        topic="",
        stem=stem,
        slots=slots,
        rationale="SECRET rationale.",
        hedge="SECRET hedge",
        note="SECRET note.",
        paragraphs=(3, 4),
        **values,
    )


AREAS = options("Area one", "Area two", "Area three", "Area four", keys=["Area one", "Area three"])
KINDS = ("Kind alpha", "Kind beta")
MEANINGS = ("Meaning red", "Meaning blue", "Meaning green")

SAMPLES = {
    item.format: item
    for item in (
        question(
            Format.MULTIPLE_CHOICE,
            "Which place is meant?",
            Slot("s1", options=options("Place north", "Place south", "Place east", keys=["Place east"])),
        ),
        question(Format.SELECT_ALL, "Which areas are named?", Slot("s1", options=AREAS, choose=0)),
        question(Format.SELECT_N, "Select the two areas.", Slot("s1", options=AREAS, choose=2)),
        question(
            Format.MATRIX_CHOICE,
            "Which kind goes with each row?",
            Slot("row-1", "Row first", options(*KINDS, keys=["Kind alpha"])),
            Slot("row-2", "Row second", options(*KINDS, keys=["Kind beta"])),
        ),
        question(
            Format.MATRIX_RESPONSE,
            "What holds for each column?",
            Slot("col-1", "Column left", options("Line one", "Line two", keys=["Line one"]), 0),
            Slot("col-2", "Column right", options("Line one", "Line two", keys=["Line one", "Line two"]), 0),
        ),
        question(
            Format.DROPDOWN,
            "Complete the sentence.",
            Slot("b1", options=options("grows", "shrinks", "rests", keys=["grows"])),
            Slot("b2", options=options("slowly", "quickly", "never yet", keys=["slowly"])),
            text="Here the bone {b1} and does so {b2} in time.",
        ),
        question(
            Format.DYAD,
            "Complete the sentence about pressure.",
            Slot("claim", "Claim", options("pain rises", "pain falls", "pain stays", keys=["pain rises"])),
            Slot("reason", "Reason", options("cells press", "cells rest", "cells leave", keys=["cells press"])),
            text="In this case {claim} because {reason}.",
        ),
        question(
            Format.TRIAD,
            "Complete the sentence about rest.",
            Slot("claim", "Claim", options("sleep helps", "sleep harms", keys=["sleep helps"])),
            Slot("r1", "Reason", options("muscles ease", "muscles tire", keys=["muscles ease"])),
            Slot("r2", "Reason", options("nerves calm", "nerves wake", keys=["nerves calm"])),
            text="They say {claim} because {r1} and {r2}.",
        ),
        question(
            Format.HIGHLIGHT,
            "Mark what the person noticed first.",
            Slot("s1", options=(Option("p1", "a dull ache", True), Option("p2", "a new book", why="SECRET: no sign."))),
            text="In May there was {p1} in the hip, and on the table {p2} lay open.",
        ),
        question(
            Format.MATCHING,
            "What does each word mean?",
            Slot("w1", "Word apple", options(*MEANINGS, keys=["Meaning red"])),
            Slot("w2", "Word sky", options(*MEANINGS, keys=["Meaning blue"])),
            Slot("w3", "Word grass", options(*MEANINGS, keys=["Meaning green"])),
        ),
        question(
            Format.SHORT_ANSWER,
            "What is the word for this?",
            Slot("s1", accepts=("hidden growth", "SECRET other"), near=("SECRET near",)),
        ),
        question(
            Format.NUMERIC,
            "How many months were counted?",
            Slot("s1", number=7391, unit="months", units=("months", "month")),
        ),
        question(
            Format.ORDERED,
            "Put the steps in order.",
            Slot(
                "s1",
                options=options("Step wash", "Step dry", "Step dress", keys=["Step wash", "Step dry", "Step dress"]),
                choose=3,
            ),
        ),
        question(
            Format.BOW_TIE,
            "What is going on, what is done, what is watched?",
            Slot("actions", "Actions", options("Act call", "Act wait", "Act lift", keys=["Act call", "Act lift"]), 2),
            Slot("condition", "Condition", options("State calm", "State storm", keys=["State storm"]), 1),
            Slot(
                "watch",
                "Parameters",
                options("Watch heat", "Watch beat", "Watch breath", keys=["Watch heat", "Watch beat"]),
                2,
            ),
            exhibits=(Exhibit("Notes", text="The person came in at noon."),),
        ),
        question(
            Format.TREND,
            "Which value changed?",
            Slot("s1", options=options("Value calcium", "Value sodium", "Value iron", keys=["Value calcium"])),
            exhibits=(Exhibit("Values", rows=(("Time", "Calcium"), ("08:00", "2.4"), ("12:00", "3.1"))),),
            marked_as=Format.MULTIPLE_CHOICE,
        ),
    )
}


def stored(item: TypedItem, *, fact: Fact | None = None, **values: object) -> Item:
    """The item's row with its one version; about `fact`, the first of the base where none is given."""
    fact = fact or Fact.objects.order_by("position").first()
    topic = Topic.objects.get(pk=fact.topic_id)
    item = replace(item, topic=topic.uid, facts=(fact.uid,), sensitivity=values.get("sensitivity", "none"))
    row = Item.objects.create(
        uid=item.uid,
        source_id=fact.source_id,
        topic=topic,
        format=item.format.value,
        register=item.register,
        made_digest=item_digest(item),
        tells=Tells(words=f" {item.uid} ").payload(),
        **{"for_nursing": True, "for_caregivers": False, "sensitivity": "none"} | values,
        difficulty=50,
        level="medium",
        draw_key=1,
        position=0,
    )
    version = ItemVersion.objects.create(
        item=row, number=1, body=item_payload(item), digest=item_digest(item), made_at=NOON
    )
    Item.objects.filter(pk=row.pk).update(current=version)
    ItemFact.objects.create(item=row, fact=fact, position=0)
    return row


def quiz_of(learner: User, *rows: Item, now=NOON, **ask: object) -> Attempt:
    """A quiz of these items and no others."""
    asked = Ask(items=tuple(row.pk for row in rows), number=len(rows), is_strict=True, **ask)
    attempt = actions.start_attempt(learner=learner, attempt_id=uuid4(), ask=asked, now=now, seed=7)
    assert attempt.items_count == len(rows)
    return attempt


def place_of(attempt: Attempt, fmt: Format) -> int:
    """Where the quiz asks the sample of this format."""
    questions = AttemptItem.objects.filter(learner_id=attempt.learner_id, attempt_id=attempt.attempt_id)
    return questions.get(item__uid=SAMPLES[fmt].uid).place
