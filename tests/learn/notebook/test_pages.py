"""The notebook's pages, as a browser without JavaScript uses them."""

import re
from html import unescape
from itertools import pairwise
from uuid import uuid4

import pytest
from django.test import Client

from cards.glossary import entries
from cards.lens import Lens
from cards.models import CareQuestion, DeckCard
from learn.accounts.models import Preferences, User
from learn.notebook import actions
from learn.notebook.models import KeptQuestion, KeptWord
from tests.served import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def caregiver(make_learner) -> User:
    return make_learner("caregiver")


@pytest.fixture
def at_home(client: Client, caregiver: User) -> Client:
    client.force_login(caregiver)
    return client


def text(response) -> str:
    """What a reader sees of a page, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def part(response, identity: str) -> str:
    """The HTML of a list entry."""
    html = response.content.decode()
    start = html.index(f'id="{identity}"')
    return html[start : html.index("</li>", start)]


def form(response, action: str, **wanted: str) -> dict[str, str]:
    """The fields of the form that goes to `action` and holds these values."""
    for piece in response.content.decode().split("<form")[1:]:
        page = Page(200, f"<form{piece.split('</form>')[0]}</form>")
        found = page.form(action)
        if found is not None and wanted.items() <= found.fields.items():
            return found.fields
    raise AssertionError(f"no form goes to {action} with {wanted}")


# ---- words


def test_words_come_in_the_order_of_the_deck_each_with_meaning_sound_and_buttons(at_home: Client) -> None:
    page = at_home.get("/words/")
    shown = [found.partition("--")[0] for found in re.findall(r'<li id="([\w-]+)"', page.content.decode())]
    order = DeckCard.objects.filter(deck__uid="words-to-know").order_by("position")
    in_deck = list(dict.fromkeys(order.values_list("card__fact__uid", flat=True)))
    assert len(shown) >= 30
    assert list(dict.fromkeys(uid for uid in shown if uid in in_deck)) == [uid for uid in in_deck if uid in shown]
    assert shown[0] == "bone-metastasis"
    entry = part(page, "denosumab")
    assert '<h2 class="front">denosumab</h2>' in entry
    assert "deh-NOH-soo-mab" in entry
    assert "works well to prevent bone loss" in entry
    assert re.search(r'<button[^>]* class="[^"]*\bsay\b[^"]*" data-say="denosumab" hidden>', entry)
    assert "/source/" in entry


def test_what_we_explain_and_the_article_does_not_is_marked(at_home: Client) -> None:
    page = at_home.get("/words/")
    assert "we explain it" in part(page, "chronic-condition--chronic")
    assert "Lasting a long time." in part(page, "chronic-condition--chronic")
    assert "we explain it" not in part(page, "denosumab")
    assert "Also called: Herceptin" in " ".join(part(page, "trastuzumab").split())


def test_the_words_are_those_of_the_glossary_and_not_its_order(at_home: Client) -> None:
    glossary = [entry.term for entry in entries(Lens(audiences=frozenset({"caregivers"}), register="plain"))]
    shown = re.findall(r'<h2 class="front">(.*?)</h2>', at_home.get("/words/").content.decode())
    assert sorted(shown) == sorted(glossary)
    assert shown != glossary


def test_each_path_has_its_own_wording(client: Client, make_learner) -> None:
    client.force_login(make_learner("nursing"))
    page = client.get("/words/")
    assert "effective at preventing" in part(page, "denosumab")
    assert 'action="/settings/survival/"' not in page.content.decode(), "the settings are the place for that"


def test_a_word_is_kept_and_taken_off_at_its_place(at_home: Client, caregiver: User) -> None:
    page = at_home.get("/words/")
    reply = at_home.post("/words/keep/", form(page, "/words/keep/", word="denosumab"))
    assert (reply.status_code, reply["Location"]) == (302, "/words/#denosumab")
    page = at_home.get("/words/")
    assert "Kept" in part(page, "denosumab")
    assert KeptWord.objects.get().learner_id == caregiver.pk
    reply = at_home.post("/words/drop/", form(page, "/words/drop/", word="denosumab"))
    assert reply["Location"] == "/words/#denosumab"
    assert "Keep this word" in part(at_home.get("/words/"), "denosumab")


@pytest.mark.parametrize("word", ["rates-are-averages--survival-rate", "other-primaries", "no-such-word"])
def test_a_hidden_word_is_missing(at_home: Client, word: str) -> None:
    assert at_home.post("/words/keep/", {"word": word}).status_code == 404
    assert not KeptWord.objects.exists()


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("/words/keep/", {"word": "x" * 251}),
        ("/words/drop/", {}),
        ("/questions/keep/", {"question": "9" * 30}),
        ("/questions/asked/", {"client_id": "1"}),
        ("/questions/remove/", {}),
        ("/questions/add/", {"text": "Why?", "client_id": "no"}),
        ("/settings/survival/", {"show": "perhaps"}),
    ],
)
def test_what_our_forms_do_not_send_is_a_clear_400(at_home: Client, address: str, data: dict) -> None:
    assert at_home.post(address, data).status_code == 400
    assert not KeptQuestion.objects.exists()


# ---- questions


def test_questions_stand_by_topic_with_their_paragraphs(at_home: Client) -> None:
    page = at_home.get("/questions/")
    seen = text(page)
    assert seen.index("Planning the treatment") < seen.index("What are the goals of the treatment?")
    assert seen.index("What are the goals of the treatment?") < seen.index("Clinical trials")
    question = CareQuestion.objects.get(uid="goals")
    assert "Article, paragraphs 4, 39" in part(page, f"question-{question.pk}")
    assert len(re.findall(r'id="question-\d+"', page.content.decode())) == CareQuestion.objects.count() - 1
    assert "Outlook and survival figures" not in seen


def test_an_offered_question_is_kept_asked_and_removed(at_home: Client) -> None:
    question = CareQuestion.objects.get(uid="easing-pain")
    page = at_home.get("/questions/")
    data = form(page, "/questions/keep/", question=str(question.pk))
    for _ in range(2):
        reply = at_home.post("/questions/keep/", data)
        assert reply["Location"] == f"/questions/#question-{question.pk}"
    kept = str(KeptQuestion.objects.get().client_id)
    page = at_home.get("/questions/")
    assert "Kept" in part(page, f"question-{question.pk}")
    at_home.post("/questions/asked/", form(page, "/questions/asked/", client_id=kept))
    page = at_home.get("/questions/")
    assert "Still to ask" in text(page)
    at_home.post("/questions/asked/", form(page, "/questions/asked/", client_id=kept))
    page = at_home.get("/questions/")
    assert "I have asked it" in text(page)
    at_home.post("/questions/remove/", form(page, "/questions/remove/", client_id=kept))
    assert not KeptQuestion.objects.exists()
    assert "None yet." in text(at_home.get("/questions/"))


def test_a_question_of_ones_own_twice_from_one_page_is_one(at_home: Client) -> None:
    data = form(at_home.get("/questions/"), "/questions/add/") | {"text": "Who drives <b>us</b> home?"}
    for _ in range(2):
        assert at_home.post("/questions/add/", data)["Location"] == "/questions/#mine"
    assert KeptQuestion.objects.count() == 1
    html = at_home.get("/questions/").content.decode()
    assert "Who drives &lt;b&gt;us&lt;/b&gt; home?" in html
    assert "<b>us</b>" not in html


@pytest.mark.parametrize(
    ("typed", "said"),
    [("   ", "Please write your question first."), ("x" * 501, "This has 501 characters. Please keep it to 500.")],
)
def test_a_question_that_cannot_be_kept_says_why_beside_its_field(at_home: Client, typed: str, said: str) -> None:
    data = form(at_home.get("/questions/"), "/questions/add/") | {"text": typed}
    page = at_home.post("/questions/add/", data)
    html = page.content.decode()
    assert page.status_code == 422
    assert f'<p class="error" id="id_text_error">{said}</p>' in html
    field = re.search(r"<textarea[^>]*>", html).group()
    assert 'aria-invalid="true"' in field
    assert re.search(r'aria-describedby="[^"]*\bid_text_error\b', field)
    assert "<title>Error:" in html
    if typed.strip():
        assert typed in html, "what was typed is not lost"
    assert not KeptQuestion.objects.exists()


def test_no_more_room_is_said_kindly(at_home: Client, caregiver: User, monkeypatch) -> None:
    monkeypatch.setattr(actions, "MOST_QUESTIONS", 0)
    page = at_home.post("/questions/keep/", {"question": CareQuestion.objects.first().pk}, follow=True)
    assert "as many as there is room for" in text(page)
    page = at_home.post("/questions/add/", {"text": "Why?", "client_id": uuid4()})
    assert page.status_code == 422
    assert "as many as there is room for" in text(page)


def test_another_learners_question_is_out_of_reach(at_home: Client, classmate: User) -> None:
    theirs = actions.add_question(
        learner=classmate,
        text="Theirs?",
        client_id=uuid4(),
        now=classmate.preferences.day_start(classmate.date_joined.date()),
    )
    assert "Theirs?" not in text(at_home.get("/questions/"))
    assert at_home.post("/questions/asked/", {"client_id": theirs.client_id, "asked": "on"}).status_code == 404
    at_home.post("/questions/remove/", {"client_id": theirs.client_id})
    assert KeptQuestion.objects.get().is_asked is False


# ---- the page to print


def test_the_page_to_print_holds_what_was_kept_once_and_clean(at_home: Client) -> None:
    at_home.post("/words/keep/", {"word": "radiopharmaceuticals-meaning"})
    at_home.post("/questions/keep/", {"question": CareQuestion.objects.get(uid="easing-pain").pk})
    at_home.post("/questions/add/", {"text": "Who drives us home?", "client_id": uuid4()})
    page = at_home.get("/notebook/")
    html, seen = page.content.decode(), text(page)
    assert re.search(r'<body class="[^"]*\bprint-page\b', html)
    assert "My words and questions" in seen
    assert seen.index("What can help to ease the pain?") < seen.index("Who drives us home?")
    assert html.count('class="write"') == 2, "room for an answer under each question"
    assert "RAY-dee-oh-far-muh-SOO-tih-kul" in seen
    assert "find cancer cells in the bones" in seen, "all that is said of the word, not a part of it"
    assert seen.count("A study aid, not medical advice.") == 1
    assert "Cancer that has spread to the bones, Healthline" in seen
    assert re.search(r"\b20\d\d\b", seen), "the date"
    # All that leads elsewhere stays off the paper.
    for navigation in re.findall(r"<nav[^>]*>", html.split("<main")[1]):
        assert "no-print" in navigation


@pytest.mark.parametrize(
    ("show", "has_words", "has_questions"),
    [("both", True, True), ("words", True, False), ("questions", False, True), ("nonsense", True, True)],
)
def test_words_or_questions_can_be_printed_alone(at_home: Client, show, has_words, has_questions) -> None:
    at_home.post("/words/keep/", {"word": "radiation"})
    at_home.post("/questions/keep/", {"question": CareQuestion.objects.get(uid="easing-pain").pk})
    seen = text(at_home.get("/notebook/", {"show": show}))
    assert ("slow the growth of metastases" in seen) is has_words
    assert ("What can help to ease the pain?" in seen) is has_questions
    links = re.findall(r'href="\?show=(\w+)"', at_home.get("/notebook/", {"show": show}).content.decode())
    assert set(links) >= {"both", "words", "questions"} - {"both" if show == "nonsense" else show}


def test_an_empty_page_says_where_to_begin(at_home: Client) -> None:
    seen = text(at_home.get("/notebook/"))
    assert "No words kept yet." in seen
    assert "No questions kept yet." in seen


def test_a_learner_prints_only_their_own(at_home: Client, classmate: User) -> None:
    other = Client()
    other.force_login(classmate)
    other.post("/questions/add/", {"text": "Theirs?", "client_id": uuid4()})
    other.post("/words/keep/", {"word": "radiation"})
    seen = text(at_home.get("/notebook/"))
    assert "Theirs?" not in seen
    assert "No words kept yet." in seen


def test_pages_are_whole_without_content(client: Client, db) -> None:
    client.post("/start/", {"path": "caregiver"})
    for address in ("/words/", "/questions/", "/notebook/"):
        assert client.get(address).status_code == 200
    assert "no words here yet" in text(client.get("/words/"))


def test_headings_are_in_order_and_one_is_first(at_home: Client) -> None:
    at_home.post("/questions/add/", {"text": "Why?", "client_id": uuid4()})
    at_home.post("/words/keep/", {"word": "radiation"})
    for address in ("/words/", "/questions/", "/notebook/", "/notebook/?show=words"):
        levels = [int(level) for level in re.findall(r"<h(\d)", at_home.get(address).content.decode())]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


# ---- survival figures, in their place


def test_figures_are_shown_and_left_out_again_where_they_would_stand(at_home: Client, caregiver: User) -> None:
    for address in ("/words/", "/decks/understanding-care/"):
        page = at_home.get(address)
        assert "Osteon leaves out survival figures." in text(page)
        data = form(page, "/settings/survival/")
        reply = at_home.post("/settings/survival/", data | {"show": "on"})
        assert reply["Location"] == f"{address}#survival"
        assert Preferences.objects.get(user=caregiver).shows_survival is True
        page = at_home.get(address)
        assert "Leave them out again" in text(page)
        at_home.post("/settings/survival/", form(page, "/settings/survival/") | {"show": "off"})
        assert Preferences.objects.get(user=caregiver).shows_survival is False
    assert 'action="/settings/survival/"' not in at_home.get("/decks/words-to-know/").content.decode()


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_it_never_leads_off_the_site(at_home: Client, wanted: str) -> None:
    assert at_home.post("/settings/survival/", {"show": "on", "next": wanted})["Location"] == "/"


def test_the_switch_brings_the_question_about_averages(at_home: Client) -> None:
    asked = "Survival rates are about many people."
    assert asked not in text(at_home.get("/questions/"))
    at_home.post("/settings/survival/", {"show": "on", "next": "/questions/"})
    assert asked in text(at_home.get("/questions/"))
    at_home.post("/settings/survival/", {"show": "off", "next": "/questions/"})
    assert asked not in text(at_home.get("/questions/"))


def test_pages_cost_a_constant_number_of_queries(at_home: Client, django_assert_max_num_queries) -> None:
    for uid in ("radiation", "denosumab", "surgery"):
        at_home.post("/words/keep/", {"word": uid})
    for question in CareQuestion.objects.filter(topic__uid="support"):
        at_home.post("/questions/keep/", {"question": question.pk})
    with django_assert_max_num_queries(7):
        # session, learner; facts, cards, decks' order; kept
        at_home.get("/words/")
    with django_assert_max_num_queries(7):
        # session, learner; mine; offered, which are kept; sources
        at_home.get("/questions/")
    with django_assert_max_num_queries(9):
        at_home.get("/notebook/")
