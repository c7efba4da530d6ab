"""The settings page: what is chosen is kept, what is wrong is refused whole."""

import pytest
from django.test import Client

from learn.accounts.models import Preferences, User

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

GOOD = {
    "path": "nursing",
    "zone": "Europe/Berlin",
    "day_end_hour": "4",
    "new_per_day": "7",
    "reviews_per_day": "50",
    "buttons": "6",
    "survival": "off",
    "rest_days": ["7", "6"],
    "theme": "dark",
    "text_size": "135",
    "voice": "A voice",
    "voice_speed": "85",
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
    assert (kept.rest_days, kept.theme, kept.text_size) == ("67", "dark", 135)
    assert (kept.voice, kept.voice_speed) == ("A voice", 85)
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
        ("rest_days", "8"),
        ("theme", "pink"),
        ("text_size", "900"),
        ("voice", "v" * 201),
        ("voice_speed", "0"),
    ],
)
def test_a_mistake_is_named_and_nothing_is_saved(signed_in: Client, learner: User, field: str, value: str) -> None:
    before = Preferences.objects.filter(user=learner).values().get()
    page = signed_in.post("/settings/", GOOD | {field: value})
    assert page.status_code == 422
    text = page.content.decode()
    assert f'id="id_{field}_error"' in text
    # The page opens at the field that is to be mended, and says so to those who hear it.
    assert text.count("autofocus") == (0 if field == "rest_days" else 1)
    assert Preferences.objects.filter(user=learner).values().get() == before


def test_the_browsers_zone_is_followed_until_one_is_chosen(signed_in: Client, learner: User) -> None:
    signed_in.post("/settings/browser-zone/", {"zone": "Asia/Tokyo"})
    assert Preferences.objects.get(user=learner).zone == "Asia/Tokyo"
    signed_in.post("/settings/browser-zone/", {"zone": "Nowhere/At-all"})
    assert Preferences.objects.get(user=learner).zone == "Asia/Tokyo"
    signed_in.post("/settings/", GOOD)
    signed_in.post("/settings/browser-zone/", {"zone": "Asia/Tokyo"})
    assert Preferences.objects.get(user=learner).zone == "Europe/Berlin"


def test_the_look_chosen_is_on_every_page(signed_in: Client, learner: User) -> None:
    assert 'data-theme="auto" data-text="100"' in signed_in.get("/help/").content.decode()
    signed_in.post("/settings/", GOOD)
    for path in ("/", "/help/", "/study/", "/settings/", "/no-such-page/"):
        assert 'data-theme="dark" data-text="135"' in signed_in.get(path).content.decode(), path


def test_zones_are_offered_by_part_of_the_world_and_a_rare_one_is_kept(signed_in: Client, learner: User) -> None:
    Preferences.objects.filter(user=learner).update(zone="Etc/GMT+5")
    text = signed_in.get("/settings/").content.decode()
    assert '<option value="Etc/GMT+5" selected>' in text
    assert '<optgroup label="Europe">' in text
    assert '<option value="America/Argentina/Buenos_Aires">Argentina, Buenos Aires</option>' in text
