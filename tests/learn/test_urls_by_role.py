"""Every address, asked by everyone: a new one without a row here fails."""

from collections.abc import Callable
from copy import deepcopy
from http.cookies import SimpleCookie
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from cards.models import Card, CareQuestion, Fact
from learn.accounts.models import User
from tests.conftest import NOON
from tests.learn.addresses_by_role import EXPECTED, ROLES, SENT_TO

pytestmark = pytest.mark.django_db


def routes(patterns: list[Any], prefix: str = "") -> set[str]:
    found = set()
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found |= routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            found.add(route)
    return found


def test_every_address_has_its_rows() -> None:
    everything = {(route, method) for route in routes(get_resolver().url_patterns) for method in ("GET", "POST")}
    assert everything == set(EXPECTED)


@pytest.fixture
def cast(make_learner: Callable[..., User]) -> dict[str, User | None]:
    staff = make_learner()
    User.objects.filter(pk=staff.pk).update(is_staff=True, is_superuser=True)
    holder = make_learner()
    User.objects.filter(pk__in=[holder.pk, staff.pk]).update(is_guest=False, password=make_password("a password"))
    holders = {name: User.objects.get(pk=user.pk) for name, user in {"other learner": holder, "staff": staff}.items()}
    return {"anonymous": None, "guest": make_learner()} | holders


@pytest.fixture
def world(cast: dict[str, User | None]) -> dict[str, Any]:
    """What the addresses are about: some of it belongs to the guest."""
    from learn.classrooms.models import Classroom
    from learn.notebook.actions import add_question
    from learn.quizzes.actions import start_attempt
    from learn.quizzes.ask import Ask
    from learn.reminders.actions import make_calendar
    from learn.reminders.calendars import token_of
    from learn.reminders.models import CalendarFeed, Digest
    from learn.reports.actions import report_card
    from learn.reports.models import Correction, Kind
    from learn.reviews.actions import answer_card, suspend_card
    from learn.reviews.marks import write_note

    guest = cast["guest"]
    answered, suspended, card = Card.objects.filter(fact__for_caregivers=True, fact__sensitivity="none")[:3]
    target = uuid4()
    # Done now: only what was done in the current study day can be undone.
    from django.utils import timezone

    answer_card(
        learner=guest, card_id=answered.pk, grade=4, client_id=target, seen_row_at=None, time_ms=1, now=timezone.now()
    )
    suspend_card(learner=guest, card_id=suspended.pk, client_id=uuid4(), now=NOON)
    write_note(learner=guest, card_id=card.pk, note="Mine.", seen="", now=NOON)
    attempt = start_attempt(learner=guest, attempt_id=uuid4(), ask=Ask(number=5), now=timezone.now(), seed=1)
    said = {"kind": Kind.OTHER, "text": "It is not so.", "client_id": uuid4()}
    report = report_card(learner=guest, card_id=card.pk, now=NOON, **said)
    correction = Correction.objects.create(card=card, text="It is so.", made_at=NOON)
    classroom = Classroom.objects.create(name="A class that none of them is in", opened_at=NOON)
    kept = uuid4()
    add_question(learner=guest, text="Mine?", client_id=kept, now=NOON)
    make_calendar(learner=guest, now=NOON)
    return {
        "calendar": token_of(CalendarFeed.objects.get()),
        "digest": Digest.objects.create(learner=guest, rhythm="daily", next_at=NOON, changed_at=NOON).token,
        "target": target,
        "suspended": suspended.pk,
        "card": card.pk,
        "answered": answered.pk,
        "kept": kept,
        "attempt": str(attempt.attempt_id),
        "question": CareQuestion.objects.first().pk,
        "ticket": str(report.ticket),
        "correction": correction.pk,
        "classroom": str(classroom.pk),
    }


@pytest.mark.parametrize("place", range(4), ids=ROLES)
def test_who_gets_what(place: int, cast: dict, world: dict) -> None:
    """Each address is asked in a world that is as it was: what an address does is taken back before the next."""
    wrong = {}
    cookies = signed_in(cast[ROLES[place]])
    for (route, method), row in EXPECTED.items():
        with transaction.atomic():
            got = asked(route, method, cookies, world)
            transaction.set_rollback(True)
        expected = row[place]
        if expected in SENT_TO:
            got, expected = (got.partition("?")[0] if isinstance(got, str) else got), SENT_TO[expected]
        if got != expected:
            wrong[route, method] = f"{got}, not {expected}"
    assert wrong == {}


def signed_in(person: User | None) -> SimpleCookie:
    """The cookies of this person's browser."""
    client = Client()
    if person is not None:
        client.force_login(person)
    return client.cookies


def asked(route: str, method: str, cookies: SimpleCookie, world: dict) -> int | str:
    """What the browser with these cookies gets: a status, or the place it is sent to."""
    client = Client()
    client.cookies = deepcopy(cookies)
    path = "/" + (
        route.replace("progress/cards/<int:card_id>", f"progress/cards/{world['answered']}")
        .replace("<int:card_id>", str(world["card"]))
        .replace("<int:pk>", "1")
        .replace("<slug:token>", world["calendar" if route.startswith("calendar/") else "digest"])
        .replace("<uuid:attempt_id>", world["attempt"])
        .replace("<uuid:classroom_id>", str(uuid4()))
        .replace("<uuid:assignment_id>", str(uuid4()))
        .replace("<uuid:quiz_id>", str(uuid4()))
        .replace("<int:extension_id>", "1")
        .replace("<int:place>", "1")
        .replace("<slug:kind>", "week")
        .replace("<slug:code>", "XXXXXXXX")
        .replace("<uuid:classroom_id>", world["classroom"])
        .replace("<uuid:enrollment_id>", str(uuid4()))
        .replace("<uuid:upload_id>", str(uuid4()))
        .replace("<uuid:message_id>", str(uuid4()))
        .replace("<uuid:library_id>", str(uuid4()))
        .replace("<int:author_id>", "1")
        .replace("<int:section_id>", "1")
        .replace("<int:version_id>", "1")
        .replace("<int:item_id>", "1")
        .replace("<uuid:rescoring_id>", str(uuid4()))
        .replace("<uuid:picture_id>", str(uuid4()))
        .replace("<uuid:ticket>", world["ticket"])
        .replace("<int:correction_id>", str(world["correction"]))
        .replace("<slug:what>", "topic")
        .replace("<int:number>", "1")
        .replace("<uuid:publication_id>", str(uuid4()))
        .replace("<slug:uid>", "bone-metastases" if route.startswith("sources") else "nursing")
    )
    data = {"client_id": str(uuid4()), "card": world["card"], "grade": 4, "target": str(world["target"])}
    data |= (
        {"path": "nursing", "zone": "Europe/Berlin"} if not route.startswith("settings/") else {"zone": "Asia/Tokyo"}
    )
    data["to"] = "up"
    data |= {"word": "radiation", "question": world["question"], "text": "Why?", "show": "on"}
    data |= {"flag": 1, "note": "Why?"}
    data["attempt_id"] = str(uuid4())
    data |= {"rhythm": "daily", "weekday": 1, "hour": 8}
    if route.startswith("quizzes/"):
        data |= {"kind": "mistakes", "to": "next", "number": 5, "level": "mixed", "feedback": "at_end"}
    if route.startswith("reports/"):
        data |= {"kind": "other", "status": "answered", "reply": "It is so."}
    if route == "questions/asked/":
        data["client_id"] = str(world["kept"])
    if route == "study/resume/":
        data["card"] = world["suspended"]
    response = client.get(path) if method == "GET" else client.post(path, data)
    if response.status_code != 302:
        return response.status_code
    place = response["Location"].partition("#")[0]
    return place.replace(world["attempt"], "ATTEMPT").replace(data["attempt_id"], "ANOTHER")


@pytest.mark.parametrize(
    "path",
    [
        "/study/now/?topic=999999",
        "/study/cards/999999/note/",
        "/decks/none/",
        "/cards/999999/source/",
        "/sources/none/",
        "/nowhere/",
    ],
)
def test_what_is_missing_is_404_in_the_sites_own_look(client: Client, learner: User, path: str) -> None:
    client.force_login(learner)
    response = client.get(path)
    assert response.status_code == 404
    assert b"There is no such page here" in response.content


def test_hidden_looks_like_missing(client: Client, make_learner: Callable[..., User]) -> None:
    client.force_login(make_learner("caregiver"))
    hidden = Fact.objects.filter(sensitivity="survival").first().cards.first()
    pages = [client.get(f"/cards/{pk}/source/") for pk in (hidden.pk, 999999)]
    assert [page.status_code for page in pages] == [404, 404]
    assert pages[0].content == pages[1].content
