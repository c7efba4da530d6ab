"""A near word for a misspelt one: which, from whose words, and what it costs."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cards.models import Card, Source, Topic
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.reviews.suggesting import suggestion
from tests.cards.test_search import add_cards, make_topic
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def near(learner: User, text: str) -> str:
    return suggestion(text, lens=lens_for(learner), among=Card.objects.all())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("osteoblstic", "osteoblastic"),
        ("Osteoblastik", "osteoblastic"),
        ("ostoeblastic", "osteoblastic"),
        ("denusomab", "denosumab"),
        ("bisphosponates", "bisphosphonates"),
        ("surgry", "surgery"),
        ("antibody denosumap", "antibody denosumab"),
        ("osteoblastic", ""),
        ("xylophone", ""),
        ("bone", ""),
        ("boen", ""),
        ("%____%", ""),
        ("", ""),
    ],
)
def test_a_near_word_is_meant(learner: User, typed: str, meant: str) -> None:
    assert near(learner, typed) == meant


def test_of_two_near_words_the_nearer_and_then_the_more_frequent(learner: User) -> None:
    add_cards(make_topic("few"), 1, "quindaril", "quandarol")
    add_cards(make_topic("more"), 2, "quindarol")
    assert near(learner, "quindarel") == "quindarol"
    assert near(learner, "quindaryl") == "quindarol"
    assert near(learner, "quindarll") == "quindarol"
    assert near(learner, "quandarel") == "quandarol"


def test_no_word_of_another_library_is_told(learner: User) -> None:
    topic = make_topic("private")
    add_cards(topic, 3, "spironolactone")
    assert near(learner, "spironolactome") == "spironolactone"
    Source.objects.filter(pk=topic.source_id).update(library="somebodys")
    topic.facts.update(library="somebodys")
    assert near(learner, "spironolactome") == ""


def test_no_word_of_a_survival_figure_is_told_to_who_has_not_asked_for_them(make_learner) -> None:
    calm, asked = make_learner(survival=False), make_learner(survival=True)
    topic = make_topic("figures")
    add_cards(topic, 1, "quindarol")
    topic.facts.update(sensitivity="survival")
    assert (near(calm, "quindarel"), near(asked, "quindarel")) == ("", "quindarol")


def test_no_word_of_a_retired_card_or_of_another_audience_is_told(learner: User) -> None:
    topic = make_topic("gone")
    add_cards(topic, 1, "quindarol")
    topic.facts.update(for_nursing=False)
    assert near(learner, "quindarel") == ""
    topic.facts.update(for_nursing=True)
    assert near(learner, "quindarel") == "quindarol"
    Card.objects.filter(fact__topic=topic).update(retired_at=NOON)
    assert near(learner, "quindarel") == ""


def test_it_looks_among_what_is_narrowed_to(learner: User) -> None:
    topics = Topic.objects.exclude(facts__wording__icontains="osteoblastic")
    among = Card.objects.filter(fact__topic=topics.order_by("pk").first())
    assert suggestion("osteoblstic", lens=lens_for(learner), among=among) == ""


def test_it_costs_a_bounded_number_of_queries(learner: User) -> None:
    with CaptureQueriesContext(connection) as captured:
        near(learner, " ".join(f"xylophone{letter}" for letter in "abcdefghijkl"))
    assert len(captured) <= 5
    with CaptureQueriesContext(connection) as captured:
        assert near(learner, "osteoblstic")
    assert len(captured) <= 5


def test_the_page_offers_it_and_leads_there(client: Client, learner: User) -> None:
    client.force_login(learner)
    page = unescape(client.get("/cards/?q=osteoblstic&state=unseen").content.decode())
    assert "Nothing found for “osteoblstic”" in page
    address, said = re.search(r'Did you mean <a class="away" href="([^"]+)">(\w+)</a>\?', page).groups()
    assert (address, said) == ("/cards/?q=osteoblastic&state=unseen", "osteoblastic")
    assert "Nothing found" not in client.get(address).content.decode()
    for text in ("osteoblastic", "xylophone", ""):
        assert "Did you mean" not in client.get("/cards/", {"q": text}).content.decode()
