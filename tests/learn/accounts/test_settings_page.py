"""The settings page: what is chosen is kept, what is wrong is refused whole."""

import pytest
from django.test import Client

from learn.accounts.models import Preferences, User

pytestmark = pytest.mark.django_db

GOOD = {
    "path": "nursing",
    "zone": "Europe/Berlin",
    "day_end_hour": "4",
    "new_per_day": "7",
    "reviews_per_day": "50",
    "buttons": "6",
    "survival": "off",
}


@pytest.fixture
def signed_in(client: Client, learner: User) -> Client:
    client.force_login(learner)
    return client


def test_choices_are_kept(signed_in: Client, learner: User) -> None:
    assert signed_in.post("/settings/", GOOD).status_code == 302
    kept = Preferences.objects.get(user=learner)
    assert (kept.zone, kept.zone_is_chosen, kept.new_per_day, kept.buttons) == ("Europe/Berlin", True, 7, 6)
    assert (kept.shortcuts, kept.survival, kept.shows_survival) == (False, False, False)
    assert "Saved." in signed_in.get("/settings/").content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("zone", "Mars/Olympus"),
        ("new_per_day", "-1"),
        ("new_per_day", "100000"),
        ("reviews_per_day", "0"),
        ("buttons", "3"),
        ("day_end_hour", "24"),
        ("path", "doctor"),
        ("survival", "perhaps"),
    ],
)
def test_a_mistake_is_named_and_nothing_is_saved(signed_in: Client, learner: User, field: str, value: str) -> None:
    before = Preferences.objects.filter(user=learner).values().get()
    page = signed_in.post("/settings/", GOOD | {field: value})
    assert page.status_code == 422
    assert f'id="id_{field}_error"' in page.content.decode()
    assert Preferences.objects.filter(user=learner).values().get() == before


def test_the_browsers_zone_is_followed_until_one_is_chosen(signed_in: Client, learner: User) -> None:
    signed_in.post("/settings/browser-zone/", {"zone": "Asia/Tokyo"})
    assert Preferences.objects.get(user=learner).zone == "Asia/Tokyo"
    signed_in.post("/settings/browser-zone/", {"zone": "Nowhere/At-all"})
    assert Preferences.objects.get(user=learner).zone == "Asia/Tokyo"
    signed_in.post("/settings/", GOOD)
    signed_in.post("/settings/browser-zone/", {"zone": "Asia/Tokyo"})
    assert Preferences.objects.get(user=learner).zone == "Europe/Berlin"
