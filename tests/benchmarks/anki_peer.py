"""The same work done by Anki: its own collection file, its own scheduler."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from anki.collection import Collection
from anki.scheduler.v3 import CardAnswer


@contextmanager
def collection(folder: Path, cards: int, limit: int) -> Iterator[Collection]:
    """A collection with this many review cards, every one due, and a daily limit (9999 is Anki's highest)."""
    file = folder / f"anki-{cards}.anki2"
    is_new = not file.exists()
    opened = Collection(str(file))
    try:
        config = opened.decks.get_config(1)
        config["rev"]["perDay"] = limit
        opened.decks.update_config(config)
        if is_new:
            opened.db.transact(lambda: _fill(opened, cards))
        yield opened
    finally:
        opened.close()


def _fill(opened: Collection, cards: int) -> None:
    choice = random.Random(1)
    notetype = opened.models.by_name("Basic")
    now = int(time.time())
    today = opened.sched.today
    opened.db.executemany(
        "insert into notes values (?, ?, ?, ?, -1, '', ?, ?, 0, 0, '')",
        [
            (pk, f"g{pk}", notetype["id"], now, f"What does statement {pk} say?\x1fbone {pk}", f"statement {pk}")
            for pk in range(1, cards + 1)
        ],
    )
    opened.db.executemany(
        "insert into cards values (?, ?, 1, 0, ?, -1, 2, 2, ?, ?, 2500, 9, 1, 0, 0, 0, 0, '')",
        [(pk, pk, now, today - choice.randrange(10), choice.randrange(1, 60)) for pk in range(1, cards + 1)],
    )
    opened.db.executemany(
        "insert into revlog values (?, ?, -1, 3, 10, 6, 2500, 5000, 1)",
        [(pk * 10 + turn, pk) for pk in range(1, cards + 1) for turn in range(9)],
    )


def next_card(opened: Collection) -> object:
    """The next card; builds the queue at the first call of a day."""
    return opened.sched.get_queued_cards(fetch_limit=1)


def next_and_answer(opened: Collection, *, is_pass: bool, renders: bool) -> None:
    """Gets the next card, its rendered question too if asked, and answers it."""
    queued = opened.sched.get_queued_cards(fetch_limit=1).cards[0]
    if renders:
        opened.get_card(queued.card.id).render_output()
    states = queued.states
    opened.sched.answer_card(
        CardAnswer(
            card_id=queued.card.id,
            current_state=states.current,
            new_state=states.good if is_pass else states.again,
            rating=CardAnswer.GOOD if is_pass else CardAnswer.AGAIN,
            answered_at_millis=int(time.time() * 1000),
            milliseconds_taken=5000,
        )
    )
