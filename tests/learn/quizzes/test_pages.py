"""The pages of quizzes, as a browser without JavaScript uses them."""

import re
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from cards.items.kinds import Format
from cards.models import Deck, Fact, Item, Topic
from learn.accounts.models import User
from learn.quizzes import actions, marking
from learn.quizzes.models import Attempt, AttemptItem, Purpose, Response
from learn.quizzes.overview import percent
from learn.reviews.models import CardState, ReviewLog
from learn.reviews.subscribing import pause
from tests.conftest import NOON
from tests.learn.quizzes.pages import address, begin, miss, question, right, row_of, sent, text, three
from tests.learn.quizzes.samples import SAMPLES, place_of, quiz_of, stored

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


# ---- starting


def test_one_press_starts_ten_questions(at_home: Client) -> None:
    html = at_home.get("/quizzes/").content.decode()
    form = html.split('action="/quizzes/begin/"')[1].split("</form>")[0]
    fields = dict(re.findall(r'name="([\w]+)"[^>]*? value="([^"]*)"', form.split("<details")[0]))
    fields |= {"number": re.search(r'name="number" value="(\d+)"', form)[1]}
    for name in ("level", "feedback"):
        fields[name] = re.search(rf'name="{name}" value="(\w+)"[^>]* checked', form)[1]
    response = at_home.post("/quizzes/begin/", fields)
    attempt = Attempt.objects.get()
    assert response["Location"] == address(attempt)
    assert attempt.items_count == 10
    assert at_home.get(address(attempt))["Location"] == address(attempt, 1)


def test_two_clicks_start_one_quiz(at_home: Client) -> None:
    attempt_id = str(uuid4())
    both = [begin(at_home, attempt_id=attempt_id)["Location"] for _ in range(2)]
    assert both[0] == both[1]
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("number", "4", "at least 5"),
        ("number", "51", "at most 50"),
        ("number", "", "Please give a number"),
        ("minutes", "0", "at least one minute"),
        ("minutes", "241", "at most 240"),
    ],
)
def test_a_mistake_in_the_form_is_said_beside_it_and_the_rest_is_kept(at_home: Client, field, value, said) -> None:
    topic = Topic.objects.get(uid="bone-drugs")
    page = begin(at_home, **{"topics": [topic.pk], field: value})
    assert page.status_code == 422
    assert said in text(page)
    assert f'name="topics" value="{topic.pk}" checked' in page.content.decode()
    assert "<details open>" in page.content.decode()
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("fields", [{"attempt_id": "x"}, {"level": "x"}, {"feedback": ""}])
def test_what_no_form_of_ours_sends_is_a_bad_request(at_home: Client, fields: dict) -> None:
    assert begin(at_home, **fields).status_code == 400
    assert not Attempt.objects.exists()


def test_what_was_chosen_last_time_is_proposed(at_home: Client) -> None:
    begin(at_home, number=7, level="hard", formats=["dropdown"], feedback="at_once", asks_confidence="on", minutes=9)
    html = at_home.get("/quizzes/").content.decode()
    for held in (
        'name="number" value="7"',
        'name="formats" value="dropdown" checked',
        'name="minutes" value="9"',
    ):
        assert held in html, held
    assert re.search(r'name="asks_confidence"[^>]* checked', html)
    assert re.search(r'name="level" value="hard"[^>]* checked', html)
    assert "7 questions, all topics, 1 format, harder, answers after each question, 9 minutes" in text(
        at_home.get("/quizzes/")
    )


def test_topics_and_formats_are_named_and_ngn_is_called_what_it_is(at_home: Client) -> None:
    page = text(at_home.get("/quizzes/"))
    assert "NGN-format practice: recall, not clinical judgement" in page
    assert Topic.objects.get(uid="bone-drugs").title in page
    assert "Highlight in a text" in page
    assert "Bow-tie" not in page, "there is no question of that format"


def test_fewer_than_asked_for_is_said_once(at_home: Client) -> None:
    stored(SAMPLES[Format.BOW_TIE])
    page = at_home.get(begin(at_home, formats=["bow_tie"])["Location"], follow=True)
    assert "You asked for 5; there is 1 that fits." in text(page)
    assert "You asked for" not in text(at_home.get(page.request["PATH_INFO"]))


def test_where_nothing_fits_the_form_says_so(at_home: Client) -> None:
    row = stored(SAMPLES[Format.BOW_TIE])
    other = Topic.objects.exclude(pk=row.topic_id).first()
    page = begin(at_home, formats=["bow_tie"], topics=[other.pk])
    assert page.status_code == 422
    assert "No question fits this choice" in text(page)


def test_mistakes_and_weaknesses_are_offered_once_there_are_any(at_home: Client, learner: User) -> None:
    assert "My mistakes" not in text(at_home.get("/quizzes/"))
    nothing = at_home.post("/quizzes/begin/at-once/", {"attempt_id": str(uuid4()), "kind": "mistakes"}, follow=True)
    assert "You have no mistakes to go over." in text(nothing)
    attempt = quiz_of(learner, stored(SAMPLES[Format.MULTIPLE_CHOICE]))
    miss(at_home, attempt)
    html = at_home.get("/quizzes/").content.decode()
    for kind in ("mistakes", "weakest"):
        form = next(each for each in html.split("<form") if f'name="kind" value="{kind}"' in each)
        attempt_id = re.search(r'name="attempt_id" value="([^"]+)"', form)[1]
        response = at_home.post("/quizzes/begin/at-once/", {"attempt_id": attempt_id, "kind": kind})
        made = Attempt.objects.get(attempt_id=attempt_id)
        assert response["Location"] == address(made)
        assert made.purpose == kind
        page = text(at_home.get(address(made, 1)))
        assert ("The one question you missed." in page) == (kind == "mistakes")
        assert "You asked for" not in page, "no number was asked for"


def test_unfinished_ones_can_be_gone_on_with_or_put_away(at_home: Client, learner: User) -> None:
    attempt = quiz_of(learner, stored(SAMPLES[Format.NUMERIC]))
    page = at_home.get("/quizzes/")
    assert f'href="{address(attempt)}"' in page.content.decode()
    asked = page.content.decode().split('<details class="put-away">')[1].split("</details>")[0]
    assert "This cannot be undone." in asked
    assert address(attempt, "put-away") in asked
    told = [text(at_home.post(address(attempt, "put-away"), follow=True)) for _ in range(2)]
    assert ["are put away" in each for each in told] == [True, False]
    assert not Attempt.objects.exists()


def test_an_unfinished_quiz_tells_how_far_it_is_here_and_on_the_first_page(at_home: Client, learner: User) -> None:
    assert "Go on with your quiz" not in text(at_home.get("/"))
    topic = Topic.objects.get(uid="bone-drugs")
    attempt = three(learner, now=timezone.now(), minutes=30, topics=(topic.pk,))
    at_home.post(address(attempt, 1), sent(right(attempt, 1), to="next"))
    assert f"1 of 3 answered; {topic.title}; 30 minutes left, and the clock runs on" in text(at_home.get("/quizzes/"))
    assert "Go on with your quiz 1 of 3 answered; 30 minutes left, and the clock runs on" in text(at_home.get("/"))
    Attempt.objects.update(ends_at=timezone.now() - timedelta(minutes=1))
    assert "Time is up. See the results" in text(at_home.get("/quizzes/"))
    assert "The time of your quiz is up see the results" in text(at_home.get("/"))
    at_home.get(address(attempt))
    assert "your quiz" not in text(at_home.get("/")), "it is over"


def test_a_quiz_of_all_topics_says_so(at_home: Client, learner: User) -> None:
    three(learner)
    assert "0 of 3 answered; all topics" in text(at_home.get("/quizzes/"))


def test_finished_ones_stand_newest_first_twenty_a_page(at_home: Client, learner: User) -> None:
    row = stored(SAMPLES[Format.NUMERIC])
    for hour in range(21):
        attempt = quiz_of(learner, row, now=NOON + timedelta(hours=hour))
        actions.submit(learner=learner, attempt_id=attempt.attempt_id, now=NOON + timedelta(hours=hour))
    found = [
        UUID(each) for each in re.findall(r"/quizzes/([\w-]{36})/results/", at_home.get("/quizzes/").content.decode())
    ]
    newest = Attempt.objects.finished().values_list("attempt_id", flat=True)
    assert found == list(newest[:20])
    second = at_home.get("/quizzes/?page=2").content.decode()
    assert re.findall(r"/quizzes/([\w-]{36})/results/", second) == [str(newest[20])]
    assert "0 of 1 point" in text(at_home.get("/quizzes/"))


# ---- time


def test_the_time_is_told_on_the_learners_own_clock(at_home: Client, learner: User) -> None:
    learner.preferences.zone = "Europe/Berlin"
    learner.preferences.save()
    attempt = quiz_of(learner, stored(SAMPLES[Format.NUMERIC]), now=timezone.now(), minutes=30)
    Attempt.objects.update(ends_at=timezone.now().replace(hour=13, minute=5) + timedelta(days=1))
    attempt.refresh_from_db()
    hour = attempt.ends_at.astimezone(learner.preferences.day_start(NOON.date()).tzinfo).hour
    assert hour == 13
    page = at_home.get(address(attempt, 1))
    assert re.search(r"until 1[45]:05", text(page))
    left = int(re.search(r'data-left="(\d+)"', page.content.decode())[1]) / 1000
    assert left == pytest.approx((attempt.ends_at - timezone.now()).total_seconds(), abs=30)


def test_after_its_end_a_quiz_shows_its_results_and_takes_no_answer(at_home: Client, learner: User) -> None:
    attempt = quiz_of(learner, stored(SAMPLES[Format.NUMERIC]), now=NOON, minutes=65)
    answer = sent({"s1": ["7391"]}, to="next")
    late = at_home.post(address(attempt, 1), answer)
    assert late.status_code == 409
    assert "Time was up at 13:05. Your answer came after it; it is kept but does not count." in text(late)
    assert at_home.post(address(attempt, 1), answer | {"to": "save"}).status_code == 409
    assert Response.objects.get().kept_as == "too_late"
    assert at_home.get(address(attempt, 1))["Location"] == f"{address(attempt, 'results')}#question-1"
    assert "0 of 1 point (0 %)" in text(at_home.get(address(attempt, "results")))


def test_opened_after_its_end_any_page_leads_to_the_results(at_home: Client, learner: User) -> None:
    for rest in ("", 1, "finish"):
        attempt = quiz_of(learner, row_of(Format.NUMERIC), now=NOON, minutes=5)
        assert at_home.get(address(attempt, rest))["Location"].partition("#")[0] == address(attempt, "results")
        assert Attempt.objects.get(attempt_id=attempt.attempt_id).ended_by == "time"


# ---- handing in and results


def test_handing_in_says_what_has_no_answer(at_home: Client, learner: User) -> None:
    attempt = three(learner)
    at_home.post(address(attempt, 2), sent(right(attempt, 2), to="next"))
    page = at_home.get(address(attempt, "finish"))
    assert "2 questions without an answer." in text(page)
    assert f'href="{address(attempt, 1)}"' in page.content.decode()
    assert at_home.get(address(attempt, "results"))["Location"] == address(attempt)
    for _ in range(2):
        assert at_home.post(address(attempt, "finish"))["Location"] == address(attempt, "results")
    late = at_home.post(address(attempt, 1), sent(right(attempt, 1), to="next"))
    assert late.status_code == 409
    assert "You handed this in at" in text(late)


def test_results_tell_points_topics_formats_and_every_question(at_home: Client, learner: User) -> None:
    attempt = quiz_of(learner, *(stored(item) for item in SAMPLES.values()), asks_confidence=True)
    for place in range(1, attempt.items_count + 1):
        if question(attempt, place).item.format != Format.SELECT_ALL:
            at_home.post(address(attempt, place), sent(right(attempt, place), to="next", confidence="sure"))
    place = place_of(attempt, Format.SELECT_ALL)
    at_home.post(address(attempt, place), sent({"s1": ["o-area-one"]}, to="next", confidence="sure"))
    page = at_home.get(at_home.post(address(attempt, "finish"))["Location"])
    possible = sum(marking.possible(item) for item in SAMPLES.values())
    assert f"{possible - 1} of {possible} points ({percent(possible - 1, possible)} %)" in text(page)
    assert "Select all that apply 1 1 of 2 (50 %)" in text(page)
    assert "Matching 1 3 of 3 (100 %)" in text(page)
    assert f"{Fact.objects.order_by('position').first().topic.title} 15 {possible - 1} of {possible}" in text(page)
    assert f"Sure, and not right: 1 question. It is worth reading first. Question {place}" in text(page)
    assert f'href="#question-{place}"' in page.content.decode()
    for item in SAMPLES.values():
        assert item.stem in text(page)
        for option in (option for slot in item.slots for option in slot.options):
            assert option.why in text(page)
    assert "data-print" in page.content.decode()


def test_only_who_was_sure_is_told_that_it_was_right(at_home: Client, learner: User) -> None:
    for confidence, said in (("", "You did not say how sure you were."), ("guess", ""), ("sure", "Whatever you were")):
        attempt = quiz_of(learner, row_of(Format.NUMERIC), asks_confidence=True)
        at_home.post(address(attempt, 1), sent({"s1": ["7391"]}, to="next", confidence=confidence))
        at_home.post(address(attempt, "finish"))
        page = text(at_home.get(address(attempt, "results")))
        for each in ("You did not say how sure", "Whatever you were sure of was right."):
            assert (each in page) == (bool(said) and each.startswith(said[:17])), (confidence, each)


def test_what_was_missed_stands_first_with_the_start_of_its_text(at_home: Client, learner: User) -> None:
    attempt = quiz_of(learner, *(stored(SAMPLES[each]) for each in (Format.DROPDOWN, Format.NUMERIC, Format.MATCHING)))
    place = place_of(attempt, Format.DROPDOWN)
    for each in {1, 2, 3} - {place}:
        at_home.post(address(attempt, each), sent(right(attempt, each), to="next"))
    at_home.post(address(attempt, "finish"))
    page = at_home.get(address(attempt, "results"))
    order = re.findall(r'<li id="question-(\d)"', page.content.decode())
    assert order == [str(place), *sorted(str(each) for each in {1, 2, 3} - {place})]
    assert "Here the bone … and does so … in time." in text(page)
    assert sorted(re.search(r"(Word \w+; Word \w+; Word \w+)", text(page))[1].split("; ")) == [
        "Word apple", "Word grass", "Word sky",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("points", "possible", "said"), [(0, 3, 0), (1, 3, 33), (2, 3, 67), (199, 200, 99), (200, 200, 100), (0, 0, 0)]
)
def test_percent_is_rounded_and_all_is_all(points: int, possible: int, said: int) -> None:
    assert percent(points, possible) == said


def test_what_a_miss_brought_forward_is_told_and_can_be_undone(at_home: Client, learner: User, clock) -> None:
    from learn.reviews.actions import answer_card

    now = timezone.now()
    fact = Fact.objects.order_by("position").first()
    card = fact.cards.order_by("position").first()
    answer_card(
        learner=learner, card_id=card.pk, grade=4, client_id=uuid4(), seen_row_at=None, time_ms=1,
        now=now - timedelta(hours=30),
    )  # fmt: skip
    answer_card(
        learner=learner, card_id=card.pk, grade=4, client_id=uuid4(), time_ms=1, now=now - timedelta(hours=25),
        seen_row_at=CardState.objects.get(card=card).last_row_at,
    )  # fmt: skip
    CardState.objects.filter(card=card).update(due_date=learner.preferences.study_date(now) + timedelta(days=5))
    attempt = quiz_of(learner, stored(SAMPLES[Format.MULTIPLE_CHOICE], fact=fact))
    miss(at_home, attempt)
    page = at_home.get(address(attempt, "results"))
    front = card.faces.get(register="nursing").front
    assert "What comes back" in text(page)
    assert front in text(page)
    assert re.search(r"cards? comes? back today", text(page))
    assert ReviewLog.objects.filter(kind="forward").exists()
    assert "among your next cards already" not in text(page)
    again = quiz_of(learner, AttemptItem.objects.get(attempt_id=attempt.attempt_id).item)
    miss(at_home, again)
    assert "1 fact that you missed is among your next cards already." in text(at_home.get(address(again, "results")))
    for _ in range(2):
        assert at_home.post(address(attempt, "take-back"), {"place": "1"})["Location"].endswith("#back")
    assert "What comes back" not in text(at_home.get(address(attempt, "results")))
    assert ReviewLog.objects.filter(kind="void").count() == ReviewLog.objects.filter(kind="forward").count()


def test_of_what_was_not_answered_nothing_is_said_to_come_back(at_home: Client, learner: User) -> None:
    attempt = quiz_of(learner, stored(SAMPLES[Format.MULTIPLE_CHOICE]))
    at_home.post(address(attempt, "finish"))
    page = text(at_home.get(address(attempt, "results")))
    assert "0 of 1 point" in page
    for claim in ("that you missed", "What comes back", "in no deck of yours", "My mistakes"):
        assert claim not in page
    assert not ReviewLog.objects.filter(kind="forward").exists()


def test_a_missed_fact_that_comes_later_is_not_said_to_come_next(at_home: Client, learner: User) -> None:
    """Its deck was taken up only after the quiz: nothing was brought forward."""
    deck = Deck.objects.get(uid="nursing")
    pause(learner=learner, deck=deck, now=timezone.now())
    attempt = quiz_of(learner, stored(SAMPLES[Format.MULTIPLE_CHOICE]))
    miss(at_home, attempt)
    at_home.post("/decks/nursing/study/")
    page = text(at_home.get(address(attempt, "results")))
    assert "among your next cards" not in page and "in no deck of yours" not in page


def test_decks_that_hold_what_was_missed_are_offered(at_home: Client, learner: User) -> None:
    deck = Deck.objects.get(uid="nursing")
    pause(learner=learner, deck=deck, now=timezone.now())
    attempt = quiz_of(learner, stored(SAMPLES[Format.MULTIPLE_CHOICE]))
    miss(at_home, attempt)
    page = at_home.get(address(attempt, "results"))
    assert "holds 1 fact that you missed" in text(page)
    back = at_home.post("/decks/nursing/study/", {"next": address(attempt, "results")})["Location"]
    assert back == address(attempt, "results")
    assert "in no deck of yours" not in text(at_home.get(back))


def test_another_quiz_on_the_same_facts(at_home: Client, learner: User) -> None:
    attempt = quiz_of(learner, stored(SAMPLES[Format.MULTIPLE_CHOICE]))
    at_home.post(address(attempt, "finish"))
    html = at_home.get(address(attempt, "results")).content.decode()
    form = html.split(f'action="{address(attempt, "again")}"')[1].split("</form>")[0]
    attempt_id = re.search(r'name="attempt_id" value="([^"]+)"', form)[1]
    again = [at_home.post(address(attempt, "again"), {"attempt_id": attempt_id})["Location"] for _ in range(2)]
    made = Attempt.objects.get(attempt_id=attempt_id)
    assert again == [address(made)] * 2
    assert made.purpose == Purpose.RETAKE
    asked = set(AttemptItem.objects.filter(attempt_id=attempt_id).values_list("item__facts", flat=True))
    assert Fact.objects.order_by("position").first().pk in asked


def test_survival_is_gone_from_a_quiz_once_it_is_switched_off(at_home: Client, learner: User) -> None:
    item = replace(SAMPLES[Format.MULTIPLE_CHOICE], stem="How long do they live?")
    attempt = quiz_of(learner, stored(item, sensitivity="survival"), stored(SAMPLES[Format.NUMERIC]))
    place = place_of(attempt, Format.MULTIPLE_CHOICE)
    assert "How long do they live?" in text(at_home.get(address(attempt, place)))
    learner.preferences.survival = False
    learner.preferences.save()
    pages = [at_home.get(address(attempt, place))]
    at_home.post(address(attempt, "finish"))
    pages.append(at_home.get(address(attempt, "results")))
    assert "Multiple choice" not in text(pages[1]), "its rows are left out of the tables"
    assert "A number with its unit 1" in text(pages[1])
    for page in pages:
        assert "How long" not in text(page)
        assert "Place east" not in text(page)
        assert "survival figures, which you have switched off" in text(page)


# ---- whose it is


def test_another_learners_quiz_looks_like_a_missing_one(client: Client, learner: User, classmate: User) -> None:
    attempt = three(learner)
    finished = quiz_of(learner, *Item.objects.filter(uid__startswith="sample/")[:1])
    actions.submit(learner=learner, attempt_id=finished.attempt_id, now=timezone.now())
    client.force_login(classmate)
    nobodys = Attempt(attempt_id=uuid4())
    asked = [("get", ""), ("get", 1), ("get", "finish"), ("get", "results")]
    asked += [("post", 1), ("post", "finish"), ("post", "again"), ("post", "take-back")]
    for method, rest in asked:
        for theirs in (attempt, finished):
            data = {"client_id": str(uuid4()), "attempt_id": str(uuid4()), "slot-s1": "o-place-east"}
            pages = [getattr(client, method)(address(each, rest), data) for each in (theirs, nobodys)]
            assert [page.status_code for page in pages] == [404, 404], (method, rest)
            assert pages[0].content == pages[1].content
    client.post(address(attempt, "put-away"))
    assert Attempt.objects.filter(learner=learner).count() == 2
    assert not Response.objects.exists()
    assert "Go on where you stopped" not in text(client.get("/quizzes/"))


def test_a_place_that_is_not_there_is_missing(at_home: Client, learner: User) -> None:
    attempt = three(learner)
    for place in (0, 4, 99999):
        assert at_home.get(address(attempt, place)).status_code == 404
        assert at_home.post(address(attempt, place), sent({})).status_code == 404


def test_quizzes_are_a_tab_and_on_the_first_page(at_home: Client) -> None:
    home = at_home.get("/").content.decode()
    assert home.count('href="/quizzes/"') == 2
    assert '<a href="/quizzes/" aria-current="page">' in at_home.get("/quizzes/").content.decode()
