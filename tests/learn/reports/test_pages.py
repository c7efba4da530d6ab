"""A learner's pages of reports, as a browser without JavaScript uses them."""

import re
from itertools import pairwise
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from cards.models import Card
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.reports import actions
from learn.reports.models import Correction, Report, SeenCorrection
from learn.reports.reading import news_for
from tests.learn.reports.conftest import study
from tests.learn.reports.pages import HOSTILE, client_of, fields, filled, report_page, text

pytestmark = pytest.mark.django_db


# ---- reporting


def test_a_report_is_sent_once_and_leads_back(at_home: Client, card: Card) -> None:
    here = f"/cards/?q=bone&page=2#card-{card.pk}"
    page = at_home.get(report_page(card, here))
    assert f'href="{here.replace("&", "&amp;")}"' in page.content.decode()
    data = filled(page, card)
    for _ in range(2):
        reply = at_home.post(report_page(card), data)
        assert reply["Location"] == f"/reports/thanks/?next={quote(here, safe='')}"
    assert Report.objects.count() == 1
    page = at_home.get(reply["Location"])
    assert "Thank you" in text(page)
    assert f'class="button" href="{here.replace("&", "&amp;")}"' in page.content.decode()


def test_it_is_reached_from_study_browser_and_source(at_home: Client, card: Card) -> None:
    study_page = at_home.get("/study/").content.decode()
    link = re.search(r'href="(/reports/cards/\d+/\?next=[^"]*)">Report a problem', study_page)[1]
    assert link.endswith("?next=/study/")
    topic = card.fact.topic_id
    assert f"?next=/study/now/%3Ftopic%3D{topic}%26on%3D1" in at_home.get(f"/study/now/?topic={topic}").content.decode()
    browser = at_home.get("/cards/?order=study").content.decode()
    links = re.findall(r'href="/reports/cards/(\d+)/\?next=([^"]*)"', browser)
    assert len(links) == 25
    assert links[0][1] == quote(f"/cards/?order=study#card-{links[0][0]}", safe="")
    source = at_home.get(f"/cards/{card.pk}/source/", headers={"referer": "http://testserver/study/"})
    assert f'href="/reports/cards/{card.pk}/?next=%2Fstudy%2F"' in source.content.decode()
    assert "/reports/" not in Client().get(f"/cards/{card.pk}/source/").content.decode(), "a visitor has no reports"


def test_the_answer_is_not_given_away(at_home: Client, card: Card) -> None:
    face = card.faces.get(register="nursing")
    seen = text(at_home.get(report_page(card)))
    assert face.front in seen
    assert face.back not in seen


def test_caregivers_are_asked_in_their_words(make_learner, card: Card) -> None:
    client = client_of(make_learner("caregiver"))
    page = client.get(report_page(card))
    seen = text(page)
    assert "Something is not right with this card" in seen
    assert "It is hard to understand" in seen
    assert "typed" not in seen, "they are never asked to type an answer"
    assert "Something is not right" in text(client.get("/study/"))
    assert client.post(report_page(card), filled(page, card, kind="unclear")).status_code == 302


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("  \n ", "Please write a few words on what is not right."),
        ("x" * 1001, "This has 1001 characters. Please keep it to 1000."),
    ],
)
def test_what_cannot_be_kept_says_why_beside_its_field(at_home: Client, card: Card, typed: str, said: str) -> None:
    came_from = "/decks/"
    data = filled(at_home.get(report_page(card, came_from)), card, text=typed)
    page = at_home.post(report_page(card), data)
    html = page.content.decode()
    assert page.status_code == 422
    assert f'<p class="error" id="id_text_error">{said}</p>' in html
    field = re.search(r"<textarea[^>]*>", html).group()
    assert 'aria-invalid="true"' in field
    assert "maxlength" not in field, "a browser would cut off what is pasted, and say nothing"
    assert re.search(r'aria-describedby="[^"]*\bid_text_error\b', field)
    assert "<title>Error:" in html
    assert typed.strip() in html, "what was typed is not lost"
    assert re.search(r'value="wrong_fact"[^>]* checked', html)
    assert fields(page, "")["next"] == came_from
    assert not Report.objects.exists()


def test_the_end_of_a_line_counts_as_one_character(at_home: Client, card: Card) -> None:
    lines = "\r\n".join("x" * 500)
    data = filled(at_home.get(report_page(card)), card, text=f"{lines}x")
    assert at_home.post(report_page(card), data).status_code == 302
    assert len(Report.objects.get().text) == 1000


def test_a_kind_is_asked_for(at_home: Client, card: Card) -> None:
    for kind in ("", "rude"):
        page = at_home.post(report_page(card), filled(at_home.get(report_page(card)), card, kind=kind))
        assert page.status_code == 422
        assert 'id="id_kind_error"' in page.content.decode()
        assert "It says north." in text(page)


def test_a_page_used_before_keeps_the_new_words_and_sends_them_at_the_second_press(at_home: Client, card: Card) -> None:
    data = filled(at_home.get(report_page(card)), card)
    at_home.post(report_page(card), data)
    page = at_home.post(report_page(card), data | {"text": "And it says south."})
    assert page.status_code == 422
    assert "And it says south." in text(page)
    again = fields(page, "") | {"kind": "wrong_fact", "text": "And it says south."}
    assert at_home.post(report_page(card), again).status_code == 302
    assert Report.objects.count() == 2


def test_the_limit_of_a_day_is_said_kindly(at_home: Client, card: Card, monkeypatch) -> None:
    monkeypatch.setattr(actions, "MOST_A_DAY", 0)
    page = at_home.post(report_page(card), filled(at_home.get(report_page(card)), card))
    assert page.status_code == 422
    assert "reports today, thank you. Please send this one tomorrow." in text(page)
    assert "It says north." in text(page)


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "evil", ""]
)
def test_it_never_leads_off_the_site(at_home: Client, card: Card, wanted: str) -> None:
    page = at_home.get(report_page(card, wanted))
    assert "evil" not in page.content.decode()
    data = filled(page, card, next=wanted)
    assert at_home.post(report_page(card), data)["Location"] == "/reports/thanks/"
    assert 'class="button" href="/"' in at_home.get("/reports/thanks/", {"next": wanted}).content.decode()


def test_hidden_looks_like_missing(make_learner, survival_card: Card) -> None:
    client = client_of(make_learner("caregiver"))
    pages = [client.get(f"/reports/cards/{pk}/") for pk in (survival_card.pk, 999999)]
    assert [page.status_code for page in pages] == [404, 404]
    assert pages[0].content == pages[1].content
    assert client.post(f"/reports/cards/{survival_card.pk}/", {"client_id": uuid4()}).status_code == 404


def test_what_our_form_does_not_send_is_a_clear_400(at_home: Client, card: Card) -> None:
    data = filled(at_home.get(report_page(card)), card, client_id="no")
    assert at_home.post(report_page(card), data).status_code == 400


# ---- one's own


def test_own_reports_with_their_answers_are_read_by_being_opened(at_home, learner, classmate, reported, corrected):
    report = reported(learner, HOSTILE)
    reported(classmate, "Theirs")
    assert "answer to what you reported" not in text(at_home.get("/"))
    corrected(report, reply="Well seen.", at=timezone.now())
    assert "1 answer to what you reported" in text(at_home.get("/"))
    at_home.head("/reports/")
    assert Report.objects.of(learner.pk).unread().exists(), "nobody has seen a page without a body"
    page = at_home.get("/reports/")
    seen = text(page)
    for each in (HOSTILE, "corrected", "new", "Well seen.", "The place is the spine.", "2 March 2026"):
        assert each in seen
    assert "<script>alert" not in page.content.decode()
    assert "minna" not in seen, "who of staff answered is told to staff only"
    assert "Theirs" not in seen
    assert "answer to what you reported" not in text(at_home.get("/"))
    assert '<span class="chip">new</span>' not in at_home.get("/reports/").content.decode()


def test_an_answer_about_what_is_hidden_now_waits(make_learner, survival_card, reported, corrected) -> None:
    learner = make_learner("caregiver", survival=True)
    client = client_of(learner)
    corrected(reported(learner, on=survival_card), "51 of 100 people")
    learner.preferences.survival = False
    learner.preferences.save()
    seen = text(client.get("/reports/"))
    assert "A card that is left out for you now" in seen
    assert "It says north." in seen, "their own words"
    assert "51 of 100" not in seen
    assert survival_card.faces.get(register="plain").front not in seen
    assert Report.objects.get().read_at is None


def test_none_yet_says_how(at_home: Client) -> None:
    assert "“More” and then “Report a problem”" in text(at_home.get("/reports/"))


def test_many_reports_come_page_by_page_the_news_first(at_home, learner, reported, corrected) -> None:
    first = reported(learner, "The first")
    for place in range(26):
        reported(learner, f"Report {place}", at=first.reported_at.replace(minute=place + 1))
    corrected(first)
    page = at_home.get("/reports/")
    assert text(page).index("The first") < text(page).index("Report 25")
    assert "Page 1 of 2" in text(page)
    assert at_home.get("/reports/", {"page": "nonsense"}).status_code == 200
    assert "Page 2 of 2" in text(at_home.get("/reports/", {"page": "9"}))


# ---- corrections at home


def test_a_correction_is_told_at_home_until_it_is_taken_note_of(at_home, learner, classmate, card, reported, corrected):
    study(learner, card, timezone.now())
    corrected(reported(classmate), HOSTILE, at=timezone.now())
    page = at_home.get("/")
    html, seen = page.content.decode(), text(page)
    front = card.faces.get(register="nursing").front
    assert f"A card you study was corrected: {front} {HOSTILE}" in seen
    assert "<script>alert" not in html
    assert f'href="/cards/{card.pk}/source/"' in html
    address = f"/reports/corrections/{Correction.objects.get().pk}/seen/"
    for _ in range(2):
        reply = at_home.post(address, fields(page, address))
        assert reply["Location"] == "/"
    assert SeenCorrection.objects.count() == 1
    assert "was corrected" not in text(at_home.get("/"))
    assert "was corrected" not in text(client_of(classmate).get("/")), "who never studied it, or reads it elsewhere"


def test_a_correction_of_what_is_hidden_is_missing(make_learner, classmate, survival_card, reported, corrected) -> None:
    client = client_of(make_learner("caregiver"))
    corrected(reported(classmate, on=survival_card))
    for pk in (Correction.objects.get().pk, 999999):
        assert client.post(f"/reports/corrections/{pk}/seen/").status_code == 404


# ---- all of them


def test_the_pages_cost_the_same_for_1_and_25(desk, at_home, learner, reported, django_assert_max_num_queries) -> None:
    cards = Card.objects.filter(fact__for_nursing=True)[:25]
    pages = [(desk, "/reports/inbox/"), (at_home, "/reports/")]
    for client, address in pages:
        client.get(address)  # the first page of a session writes it
    costs = []
    for some in (cards[:1], cards[1:]):
        for each in some:
            reported(learner, on=each)
        for client, address in pages:
            # session, learner; how many; reports with card and fact, faces; in the inbox, how many on each card
            with django_assert_max_num_queries(6) as asked:
                client.get(address)
            costs.append(len(asked))
    assert costs[:2] == costs[2:] == [6, 5]


def test_home_asks_two_questions_more(learner: User, django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        news_for(learner=learner, lens=lens_for(learner), now=timezone.now())


def test_headings_are_in_order_and_one_is_first(at_home, desk, learner, card, reported, corrected) -> None:
    corrected(reported(learner))
    report = reported(learner)
    own = [(at_home, address) for address in ("/reports/", "/reports/thanks/", report_page(card))]
    for client, address in [*own, (desk, "/reports/inbox/"), (desk, f"/reports/inbox/{report.ticket}/")]:
        levels = [int(level) for level in re.findall(r"<h(\d)", client.get(address).content.decode())]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
