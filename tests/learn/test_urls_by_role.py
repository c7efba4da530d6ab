"""Every address, asked by everyone: a new one without a row here fails."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from cards.models import Card, CareQuestion, Fact, Topic
from learn.accounts.models import User
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "guest", "other learner", "staff")
# Where one is sent: the front door; signing in, or making an account, for what only account holders have; showing once
# more that it is oneself.
SENT_TO = {
    "login": "/",
    "sign in": "/account/login/",
    "sign up": "/account/signup/",
    "again": "/account/reauthenticate/",
}

# (route, method): what anonymous, guest, other learner and staff get; the last two have accounts.
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
    # Where mail would be needed there is nothing here: the tests' site sends none.
    ("account/", "GET"): ("sign in", "sign up", 200, 200),
    ("account/", "POST"): ("sign in", "sign up", 405, 405),
    ("account/add/", "GET"): ("sign in", "sign up", "/", "/"),
    ("account/add/", "POST"): ("sign in", "sign up", "/", "/"),
    ("account/download/", "GET"): ("login", 200, 200, 200),
    ("account/download/", "POST"): ("login", 405, 405, 405),
    ("account/delete/", "GET"): ("login", 200, "again", "again"),
    ("account/delete/", "POST"): ("login", 422, "/account/delete/", "/account/delete/"),
    ("account/signup/", "GET"): (200, 200, "/", "/"),
    ("account/signup/", "POST"): (422, 422, "/", "/"),
    ("account/login/", "GET"): (200, 200, "/", "/"),
    ("account/login/", "POST"): (422, 422, "/", "/"),
    ("account/login/passkey/", "GET"): ("sign in", "sign in", "/", "/"),
    ("account/login/passkey/", "POST"): ("sign in", "sign in", "/", "/"),
    ("account/login/code/", "GET"): ("sign in", "sign in", "/", "/"),
    ("account/login/code/", "POST"): ("sign in", "sign in", "/", "/"),
    ("account/logout/", "GET"): ("/", 200, 200, 200),
    ("account/logout/", "POST"): ("/", "/", "/", "/"),
    ("account/inactive/", "GET"): (200, 200, 200, 200),
    ("account/inactive/", "POST"): (405, 405, 405, 405),
    ("account/reauthenticate/", "GET"): ("sign in", "sign up", 200, 200),
    ("account/reauthenticate/", "POST"): ("sign in", "sign up", 422, 422),
    # Whoever has no second step and no passkey shows by password that it is them.
    ("account/reauthenticate/code/", "GET"): ("sign in", "sign up", "again", "again"),
    ("account/reauthenticate/code/", "POST"): ("sign in", "sign up", "again", "again"),
    ("account/reauthenticate/passkey/", "GET"): ("sign in", "sign up", "again", "again"),
    ("account/reauthenticate/passkey/", "POST"): ("sign in", "sign up", "again", "again"),
    ("account/email/", "GET"): ("sign in", 404, 404, 404),
    ("account/email/", "POST"): ("sign in", 404, 404, 404),
    ("account/email/code/", "GET"): (404, 404, 404, 404),
    ("account/email/code/", "POST"): (404, 404, 404, 404),
    ("account/password/reset/", "GET"): (200, 200, 200, 200),
    ("account/password/reset/", "POST"): (405, 405, 405, 405),
    ("account/password/reset/code/", "GET"): (404, 404, 404, 404),
    ("account/password/reset/code/", "POST"): (404, 404, 404, 404),
    ("account/password/reset/new/", "GET"): (404, 404, 404, 404),
    ("account/password/reset/new/", "POST"): (404, 404, 404, 404),
    ("account/password/reset/done/", "GET"): (404, 404, 404, 404),
    ("account/password/reset/done/", "POST"): (404, 404, 404, 404),
    ("account/password/change/", "GET"): ("sign in", "sign up", 200, 200),
    ("account/password/change/", "POST"): ("sign in", "sign up", 422, 422),
    ("account/password/set/", "GET"): ("sign in", "sign up", "/account/password/change/", "/account/password/change/"),
    ("account/password/set/", "POST"): ("sign in", "sign up", "/account/password/change/", "/account/password/change/"),
    ("account/two-step/", "GET"): ("sign in", "sign up", 200, 200),
    ("account/two-step/", "POST"): ("sign in", "sign up", 405, 405),
    ("account/two-step/on/", "GET"): ("sign in", "sign up", "again", "again"),
    ("account/two-step/on/", "POST"): ("sign in", "sign up", "again", "again"),
    ("account/two-step/off/", "GET"): ("sign in", "sign up", 404, 404),
    ("account/two-step/off/", "POST"): ("sign in", "sign up", 404, 404),
    ("account/two-step/codes/", "GET"): ("sign in", "sign up", 404, 404),
    ("account/two-step/codes/", "POST"): ("sign in", "sign up", 405, 405),
    ("account/two-step/codes/new/", "GET"): ("sign in", "sign up", "again", "again"),
    ("account/two-step/codes/new/", "POST"): ("sign in", "sign up", "again", "again"),
    ("account/two-step/codes/download/", "GET"): ("sign in", "sign up", 404, 404),
    ("account/two-step/codes/download/", "POST"): ("sign in", "sign up", 404, 404),
    ("account/passkeys/", "GET"): ("sign in", "sign up", 200, 200),
    ("account/passkeys/", "POST"): ("sign in", "sign up", 405, 405),
    ("account/passkeys/add/", "GET"): ("sign in", "sign up", "again", "again"),
    ("account/passkeys/add/", "POST"): ("sign in", "sign up", "again", "again"),
    ("account/passkeys/<int:pk>/rename/", "GET"): ("sign in", "sign up", "again", "again"),
    ("account/passkeys/<int:pk>/rename/", "POST"): ("sign in", "sign up", "again", "again"),
    ("account/passkeys/<int:pk>/remove/", "GET"): ("sign in", "sign up", "again", "again"),
    ("account/passkeys/<int:pk>/remove/", "POST"): ("sign in", "sign up", "again", "again"),
    ("settings/", "GET"): ("login", 200, 200, 200),
    ("settings/", "POST"): ("login", 422, 422, 422),
    ("settings/browser-zone/", "GET"): ("login", 405, 405, 405),
    ("settings/browser-zone/", "POST"): ("login", 204, 204, 204),
    ("settings/survival/", "GET"): ("login", 405, 405, 405),
    ("settings/survival/", "POST"): ("login", "/", "/", "/"),
    ("words/", "GET"): ("login", 200, 200, 200),
    ("words/", "POST"): ("login", 405, 405, 405),
    ("words/keep/", "GET"): ("login", 405, 405, 405),
    ("words/keep/", "POST"): ("login", "/words/", "/words/", "/words/"),
    ("words/drop/", "GET"): ("login", 405, 405, 405),
    ("words/drop/", "POST"): ("login", "/words/", "/words/", "/words/"),
    ("questions/", "GET"): ("login", 200, 200, 200),
    ("questions/", "POST"): ("login", 405, 405, 405),
    ("questions/keep/", "GET"): ("login", 405, 405, 405),
    ("questions/keep/", "POST"): ("login", "/questions/", "/questions/", "/questions/"),
    ("questions/add/", "GET"): ("login", "/questions/", "/questions/", "/questions/"),
    ("questions/add/", "POST"): ("login", "/questions/", "/questions/", "/questions/"),
    ("questions/asked/", "GET"): ("login", 405, 405, 405),
    # The kept question is the guest's: to everyone else it does not exist.
    ("questions/asked/", "POST"): ("login", "/questions/", 404, 404),
    ("questions/remove/", "GET"): ("login", 405, 405, 405),
    ("questions/remove/", "POST"): ("login", "/questions/", "/questions/", "/questions/"),
    ("notebook/", "GET"): ("login", 200, 200, 200),
    ("notebook/", "POST"): ("login", 405, 405, 405),
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
    ("cards/", "GET"): ("login", 200, 200, 200),
    ("cards/", "POST"): ("login", 405, 405, 405),
    ("glossary/", "GET"): (200, 200, 200, 200),
    ("glossary/", "POST"): (405, 405, 405, 405),
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
    holder = make_learner()
    User.objects.filter(pk__in=[holder.pk, staff.pk]).update(is_guest=False, password=make_password("a password"))
    holders = {name: User.objects.get(pk=user.pk) for name, user in {"other learner": holder, "staff": staff}.items()}
    return {"anonymous": None, "guest": make_learner()} | holders


@pytest.fixture
def world(cast: dict[str, User | None]) -> dict[str, Any]:
    """What the addresses are about: some of it belongs to the guest."""
    from learn.notebook.actions import add_question
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
    kept = uuid4()
    add_question(learner=guest, text="Mine?", client_id=kept, now=NOON)
    return {
        "target": target,
        "suspended": suspended.pk,
        "card": card.pk,
        "topic": Topic.objects.first().pk,
        "kept": kept,
        "question": CareQuestion.objects.first().pk,
    }


@pytest.mark.parametrize("place", range(4), ids=ROLES)
def test_who_gets_what(place: int, cast: dict, world: dict) -> None:
    """Each address is asked in a world that is as it was: what an address does is taken back before the next."""
    wrong = {}
    for (route, method), row in EXPECTED.items():
        with transaction.atomic():
            got = asked(route, method, cast[ROLES[place]], world)
            transaction.set_rollback(True)
        expected = row[place]
        if expected in SENT_TO:
            got, expected = (got.partition("?")[0] if isinstance(got, str) else got), SENT_TO[expected]
        if got != expected:
            wrong[route, method] = f"{got}, not {expected}"
    assert wrong == {}


def asked(route: str, method: str, person: User | None, world: dict) -> int | str:
    """What this person gets: a status, or the place they are sent to."""
    client = Client()
    if person is not None:
        client.force_login(person)
    path = "/" + (
        route.replace("<int:topic_id>", str(world["topic"]))
        .replace("<int:card_id>", str(world["card"]))
        .replace("<int:pk>", "1")
        .replace("<slug:uid>", "bone-metastases" if route.startswith("sources") else "nursing")
    )
    data = {"client_id": str(uuid4()), "card": world["card"], "grade": 4, "target": str(world["target"])}
    data |= (
        {"path": "nursing", "zone": "Europe/Berlin"} if not route.startswith("settings/") else {"zone": "Asia/Tokyo"}
    )
    data["to"] = "up"
    data |= {"word": "radiation", "question": world["question"], "text": "Why?", "show": "on"}
    if route == "questions/asked/":
        data["client_id"] = str(world["kept"])
    if route == "study/resume/":
        data["card"] = world["suspended"]
    response = client.get(path) if method == "GET" else client.post(path, data)
    return response["Location"].partition("#")[0] if response.status_code == 302 else response.status_code


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
