"""What the tests of quiz pages read from a page, send to it and start from."""

import re
from html import unescape
from uuid import uuid4

from django.test import Client

from cards.items.kinds import Format
from cards.models import Item
from learn.accounts.models import User
from learn.quizzes import marking
from learn.quizzes.models import Attempt, AttemptItem
from tests.learn.quizzes.samples import SAMPLES, quiz_of, stored


def text(response) -> str:
    """What a reader sees of a page, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def address(attempt: Attempt, rest: object = "") -> str:
    return f"/quizzes/{attempt.attempt_id}/{rest}{'' if rest == '' else '/'}"


def sent(given: dict[str, list[str]], **values: object) -> dict[str, object]:
    """What the form of a question sends."""
    fields = {f"slot-{slot}": chosen for slot, chosen in given.items()}
    return fields | {"client_id": str(uuid4())} | values


def right(attempt: Attempt, place: int) -> dict[str, list[str]]:
    return marking.right_response(question(attempt, place).version.typed)


def question(attempt: Attempt, place: int) -> AttemptItem:
    rows = AttemptItem.objects.select_related("version", "item")
    return rows.get(learner_id=attempt.learner_id, attempt_id=attempt.attempt_id, place=place)


def holds(page, slot: str, value: str) -> bool:
    """Whether a field of the page holds this answer."""
    html = page.content.decode()
    if f'name="slot-{slot}" value="{value}" checked' in html or f'name="slot-{slot}" value="{value}" maxlength' in html:
        return True
    lists = re.findall(rf'<select[^>]*name="slot-{slot}".*?</select>', html, re.DOTALL)
    return any(f'<option value="{value}" selected>' in each for each in lists)


def begin(client: Client, **fields: object):
    values = {"attempt_id": str(uuid4()), "number": 5, "level": "mixed", "feedback": "at_end"}
    return client.post("/quizzes/begin/", values | fields)


def miss(client: Client, attempt: Attempt) -> None:
    """Answers the first question, a multiple choice one, wrongly and hands in."""
    client.post(address(attempt, 1), sent({"s1": ["o-place-north"]}, to="next"))
    client.post(address(attempt, "finish"))


def three(learner: User, **ask: object) -> Attempt:
    return quiz_of(learner, *(row_of(fmt) for fmt in list(Format)[:3]), **ask)


def row_of(fmt: Format) -> Item:
    return Item.objects.filter(uid=SAMPLES[fmt].uid).first() or stored(SAMPLES[fmt])
