"""The front door, help, and the pages for what goes wrong."""

import pytest
from django.test import Client, RequestFactory

from cards.models import Card, Deck
from learn.accounts.models import User
from learn.front import views
from learn.reviews.models import CardState, Subscription
from tests.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize(
    ("path", "decks"),
    [
        ("nursing", {"nursing"}),
        ("caregiver", {"words-to-know", "understanding-care"}),
        ("both", {"nursing", "words-to-know", "understanding-care"}),
    ],
)
def test_a_path_brings_its_decks(client: Client, content, path: str, decks: set[str]) -> None:
    client.post("/start/", {"path": path})
    assert set(Subscription.objects.values_list("deck__uid", flat=True)) == decks
    home = text(client.get("/"))
    for deck in Deck.objects.all():
        assert (deck.title in home) == (deck.uid in decks)


def test_without_a_path_nobody_is_made_and_it_is_said(client: Client, content) -> None:
    for data in ({}, {"path": "doctor"}, {"path": "nursing\0"}):
        page = client.post("/start/", data, follow=True)
        assert "choose one of the three" in text(page)
    assert not User.objects.exists()


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "x" * 1000, "../../etc/passwd", "a\0b", "Europe/Berlin"])
def test_any_zone_lets_one_start(client: Client, content, zone: str) -> None:
    client.post("/start/", {"path": "nursing", "zone": zone})
    assert User.objects.get().preferences.zone == ("Europe/Berlin" if zone == "Europe/Berlin" else "UTC")


def test_an_empty_site_says_what_to_do(client: Client) -> None:
    client.post("/start/", {"path": "nursing"})
    assert "There are no decks here yet." in text(client.get("/"))
    assert "import_facts" not in text(client.get("/"))
    User.objects.update(is_staff=True)
    for path in ("/", "/decks/", "/cards/", "/glossary/"):
        assert "python manage.py import_facts" in text(client.get(path)), path
    assert client.get("/study/").status_code == 200


def test_help_names_the_variant_and_the_learners_own_hour(client: Client, learner) -> None:
    assert "SM-2" in text(client.get("/help/"))
    assert "ends at 04:00" in text(client.get("/help/"))
    client.force_login(learner)
    User.objects.get(pk=learner.pk)
    learner.preferences.day_end_hour = 2
    learner.preferences.save()
    assert "ends at 02:00" in text(client.get("/help/"))


def test_a_wrong_host_learns_nothing_of_our_settings(client: Client) -> None:
    page = client.get("/", headers={"host": "evil.example"})
    assert page.status_code == 400
    assert "ALLOWED_HOSTS" not in text(page)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"path": "x" * 2_700_000}, "send it as a file"),
        ({f"field-{n}": "x" for n in range(1_100)}, "more fields than can be read"),
    ],
)
def test_what_is_too_much_to_be_read_is_answered_in_words(sent: dict, said: str, client: Client, content) -> None:
    page = client.post("/start/", sent)
    assert page.status_code == 400
    assert said in text(page)


def test_a_form_without_its_secret_says_what_to_do(content) -> None:
    page = Client(enforce_csrf_checks=True).post("/start/", {"path": "nursing"})
    assert page.status_code == 403
    assert "Open the page again" in text(page)
    assert not User.objects.exists()


def test_when_all_fails_the_page_needs_nothing(rf: RequestFactory, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        page = views.server_error(rf.get("/"))
    assert page.status_code == 500
    assert "What was saved before is safe" in text(page)


def test_pages_answer_head(client: Client, learner) -> None:
    client.force_login(learner)
    for path in ("/", "/help/", "/study/", "/settings/", "/decks/nursing/", "/sources/bone-metastases/"):
        assert client.head(path).status_code == 200


def test_pages_for_one_person_are_not_kept_by_caches(client: Client, learner) -> None:
    client.force_login(learner)
    for path in ("/", "/study/", "/settings/", "/decks/nursing/", "/study/set-aside/"):
        assert "no-store" in client.get(path)["Cache-Control"]


def test_who_teaches_is_offered_a_class_and_own_content_first(client: Client, content, settings) -> None:
    client.post("/start/", {"path": "both"})
    learner, today = User.objects.get(), client.get("/")
    offers = [text(today).index(f'href="{place}"') for place in ("/classes/new/", "/libraries/")]
    assert max(offers) < text(today).index("Take a quiz")
    settings.CLASSES_BY = "staff"
    assert 'href="/classes/new/"' not in text(client.get("/")) and 'href="/libraries/"' in text(client.get("/"))
    # Whoever wants both studies in the end: then it stands below, as for others.
    day = NOON.date()
    CardState.objects.create(
        learner=learner, card=Card.objects.filter(decks__uid="nursing")[0], repetitions=1, interval_days=15,
        ease_factor=250, lapses=0, answered_date=day, due_date=day, scheduled_date=day, is_suspended=False,
        last_row_at=NOON,
    )  # fmt: skip
    assert "If you teach" not in text(client.get("/")) and "Join a class, or open one" in text(client.get("/"))


@pytest.mark.parametrize(("path", "is_there"), [("nursing", True), ("both", True), ("caregiver", False)])
def test_the_menu_leads_to_classes_and_says_that_one_is_in_them(client: Client, content, path, is_there) -> None:
    client.post("/start/", {"path": path})
    entry = '<a href="/classes/"%s>Classes</a>'
    assert (entry % "" in text(client.get("/"))) == is_there
    assert (entry % ' aria-current="page"' in text(client.get("/classes/"))) == is_there
    assert (entry % ' aria-current="true"' in text(client.get("/libraries/"))) == is_there
    assert entry % "" not in text(client.get("/classes/"))


def test_the_demo_names_its_accounts_and_no_other_site_does(client: Client, content, settings) -> None:
    assert "osteon-demo" not in text(client.get("/"))
    settings.IS_DEMO = True
    said = text(client.get("/"))
    for name in ("ines", "student-1", "ana", "staff", "osteon-demo"):
        assert name in said


def test_an_account_without_a_path_chooses_one(client: Client, content) -> None:
    vera = User.objects.create_user("vera", password="x")
    client.force_login(vera)
    page = text(client.get("/"))
    assert "Which fits you?" in page
    assert "No account needed" not in page
    client.post("/start/", {"path": "caregiver", "zone": "Europe/Berlin"})
    assert "For your next talk with the care team" in text(client.get("/"))
    assert User.objects.count() == 1


def test_who_is_sent_to_the_front_door_can_sign_in_and_go_on(client: Client, content) -> None:
    door = client.get("/decks/", follow=True)
    assert "/account/login/?next=/decks/" in text(door)
