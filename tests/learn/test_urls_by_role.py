"""Every address, asked by everyone: a new one without a row here fails."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from cards.models import Card, Fact, Topic
from learn.accounts.models import User
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "guest", "other learner", "staff")
HOME, LOGIN = "302 /", "302 /?next="

# (route, method): what anonymous, guest, other learner and staff get. "login" is the front door.
EXPECTED = {
    ("", "GET"): (200, 200, 200, 200),
    ("", "POST"): (405, 405, 405, 405),
    ("start/", "GET"): ("/", "/", "/", "/"),
    ("start/", "POST"): ("/study/", "/study/", "/study/", "/study/"),
    ("help/", "GET"): (200, 200, 200, 200),
    ("help/", "POST"): (405, 405, 405, 405),
    # For who builds the site; for everyone else there is no such page.
    ("style/", "GET"): ("login", 404, 404, 200),
    ("style/", "POST"): ("login", 405, 405, 405),
    ("offline/", "GET"): (200, 200, 200, 200),
    ("offline/", "POST"): (405, 405, 405, 405),
    ("manifest.webmanifest", "GET"): (200, 200, 200, 200),
    ("manifest.webmanifest", "POST"): (405, 405, 405, 405),
    ("service-worker.js", "GET"): (200, 200, 200, 200),
    ("service-worker.js", "POST"): (405, 405, 405, 405),
    ("settings/", "GET"): ("login", 200, 200, 200),
    ("settings/", "POST"): ("login", 422, 422, 422),
    ("settings/browser-zone/", "GET"): ("login", 405, 405, 405),
    ("settings/browser-zone/", "POST"): ("login", 204, 204, 204),
    ("study/", "GET"): ("login", 200, 200, 200),
    ("study/", "POST"): ("login", 405, 405, 405),
    ("study/topics/<int:topic_id>/", "GET"): ("login", 200, 200, 200),
    ("study/topics/<int:topic_id>/", "POST"): ("login", 405, 405, 405),
    ("study/answer/", "GET"): ("login", "/study/", "/study/", "/study/"),
    ("study/answer/", "POST"): ("login", "/study/", "/study/", "/study/"),
    ("study/undo/", "GET"): ("login", "/study/", "/study/", "/study/"),
    # The row to undo is the guest's: to everyone else it does not exist.
    ("study/undo/", "POST"): ("login", "/study/", 404, 404),
    ("study/suspend/", "GET"): ("login", "/study/", "/study/", "/study/"),
    ("study/suspend/", "POST"): ("login", "/study/", "/study/", "/study/"),
    ("study/bury/", "GET"): ("login", "/study/", "/study/", "/study/"),
    ("study/bury/", "POST"): ("login", "/study/", "/study/", "/study/"),
    ("study/resume/", "GET"): ("login", 405, 405, 405),
    # The card that was set aside is the guest's.
    ("study/resume/", "POST"): ("login", "/study/set-aside/", 404, 404),
    ("study/set-aside/", "GET"): ("login", 200, 200, 200),
    ("study/set-aside/", "POST"): ("login", 405, 405, 405),
    ("decks/", "GET"): ("login", 200, 200, 200),
    ("decks/", "POST"): ("login", 405, 405, 405),
    ("decks/<slug:uid>/move/", "GET"): ("login", 405, 405, 405),
    ("decks/<slug:uid>/move/", "POST"): ("login", "/decks/", "/decks/", "/decks/"),
    ("decks/<slug:uid>/", "GET"): ("login", 200, 200, 200),
    ("decks/<slug:uid>/", "POST"): ("login", 405, 405, 405),
    ("decks/<slug:uid>/study/", "GET"): ("login", 405, 405, 405),
    ("decks/<slug:uid>/study/", "POST"): ("login", "/decks/nursing/", "/decks/nursing/", "/decks/nursing/"),
    ("decks/<slug:uid>/pause/", "GET"): ("login", 405, 405, 405),
    ("decks/<slug:uid>/pause/", "POST"): ("login", "/decks/nursing/", "/decks/nursing/", "/decks/nursing/"),
    ("cards/<int:card_id>/source/", "GET"): (200, 200, 200, 200),
    ("cards/<int:card_id>/source/", "POST"): (405, 405, 405, 405),
    ("sources/<slug:uid>/", "GET"): (200, 200, 200, 200),
    ("sources/<slug:uid>/", "POST"): (405, 405, 405, 405),
}


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
    return {"anonymous": None, "guest": make_learner(), "other learner": make_learner(), "staff": staff}


@pytest.fixture
def world(cast: dict[str, User | None]) -> dict[str, Any]:
    """What the addresses are about: some of it belongs to the guest."""
    from learn.reviews.actions import answer_card, suspend_card

    guest = cast["guest"]
    answered, suspended, card = Card.objects.filter(fact__for_caregivers=True, fact__sensitivity="none")[:3]
    target = uuid4()
    # Done now: only what was done in the current study day can be undone.
    from django.utils import timezone

    answer_card(
        learner=guest, card_id=answered.pk, grade=4, client_id=target, seen_row_at=None, time_ms=1, now=timezone.now()
    )
    suspend_card(learner=guest, card_id=suspended.pk, client_id=uuid4(), now=NOON)
    return {"target": target, "suspended": suspended.pk, "card": card.pk, "topic": Topic.objects.first().pk}


@pytest.mark.parametrize("place", range(4), ids=ROLES)
@pytest.mark.parametrize(("route", "method"), list(EXPECTED), ids=lambda value: value or "home")
def test_who_gets_what(route: str, method: str, place: int, cast: dict, world: dict) -> None:
    client, person = Client(), cast[ROLES[place]]
    if person is not None:
        client.force_login(person)
    path = "/" + (
        route.replace("<int:topic_id>", str(world["topic"]))
        .replace("<int:card_id>", str(world["card"]))
        .replace("<slug:uid>", "bone-metastases" if route.startswith("sources") else "nursing")
    )
    data = {"client_id": str(uuid4()), "card": world["card"], "grade": 4, "target": str(world["target"])}
    data |= (
        {"path": "nursing", "zone": "Europe/Berlin"} if not route.startswith("settings/") else {"zone": "Asia/Tokyo"}
    )
    data["to"] = "up"
    if route == "study/resume/":
        data["card"] = world["suspended"]
    response = client.get(path) if method == "GET" else client.post(path, data)
    expected = EXPECTED[route, method][place]
    if isinstance(expected, int):
        assert response.status_code == expected
    elif expected == "login":
        assert (response.status_code, response["Location"].partition("?")[0]) == (302, "/")
    else:
        assert (response.status_code, response["Location"]) == (302, expected)


@pytest.mark.parametrize(
    "path", ["/study/topics/999999/", "/decks/none/", "/cards/999999/source/", "/sources/none/", "/nowhere/"]
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
