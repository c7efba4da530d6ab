"""A learner's own marks: flags and notes, through the actions and over HTTP with and without a script."""

import re
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from cards.models import Card, Deck
from learn.accounts.actions import merge_guest
from learn.accounts.models import User
from learn.reviews import queue
from learn.reviews.actions import NoSuchCardError, answer_card
from learn.reviews.marks import NoteTooLongError, StaleNoteError, both_notes, digest_of, mark_of, set_flag, write_note
from learn.reviews.models import CardMark, Flag
from tests.conftest import NOON, Clock
from tests.learn.reviews.test_views import forms

pytestmark = pytest.mark.django_db


def some_card() -> Card:
    return Deck.objects.get(uid="nursing").cards.order_by("deckcard__position").first()


def mark(learner: User, card: Card) -> tuple[int, str]:
    found = mark_of(learner_id=learner.pk, card_id=card.pk)
    return found.flag, found.note


class TestActions:
    def test_a_flag_goes_on_changes_and_comes_off(self, learner: User, clock: Clock) -> None:
        card = some_card()
        for flag in (Flag.ONE, Flag.ONE, Flag.THREE):
            set_flag(learner=learner, card_id=card.pk, flag=flag, now=clock())
            assert mark(learner, card) == (flag, "")
        set_flag(learner=learner, card_id=card.pk, flag=Flag.NONE, now=clock())
        assert not CardMark.objects.exists(), "nothing is kept of what is empty"

    def test_the_same_once_more_changes_nothing(self, learner: User, clock: Clock) -> None:
        card = some_card()
        set_flag(learner=learner, card_id=card.pk, flag=Flag.ONE, now=NOON)
        write_note(learner=learner, card_id=card.pk, note="Hips.", seen="", now=NOON)
        set_flag(learner=learner, card_id=card.pk, flag=Flag.ONE, now=clock())
        write_note(learner=learner, card_id=card.pk, note="Hips.", seen="", now=clock())
        assert CardMark.objects.get().updated_at == NOON

    def test_a_flag_leaves_the_note_and_a_note_the_flag(self, learner: User) -> None:
        card = some_card()
        set_flag(learner=learner, card_id=card.pk, flag=Flag.TWO, now=NOON)
        write_note(learner=learner, card_id=card.pk, note="Hips.", seen="", now=NOON)
        set_flag(learner=learner, card_id=card.pk, flag=Flag.NONE, now=NOON)
        assert mark(learner, card) == (0, "Hips.")
        write_note(learner=learner, card_id=card.pk, note="", seen=digest_of("Hips."), now=NOON)
        assert not CardMark.objects.exists()

    def test_a_newer_note_is_not_written_over(self, learner: User) -> None:
        card = some_card()
        write_note(learner=learner, card_id=card.pk, note="First.", seen="", now=NOON)
        set_flag(learner=learner, card_id=card.pk, flag=Flag.TWO, now=NOON)
        for seen in ("", digest_of("Something else.")):
            with pytest.raises(StaleNoteError) as told:
                write_note(learner=learner, card_id=card.pk, note="Second.", seen=seen, now=NOON)
            assert told.value.kept == "First."
        write_note(learner=learner, card_id=card.pk, note="Second.", seen=digest_of("First."), now=NOON)
        assert mark(learner, card) == (2, "Second."), "a flag makes no note stale"

    def test_a_note_ends_at_2000_characters(self, learner: User) -> None:
        card = some_card()
        write_note(learner=learner, card_id=card.pk, note="x" * 2000, seen="", now=NOON)
        with pytest.raises(NoteTooLongError):
            write_note(learner=learner, card_id=card.pk, note="x" * 2001, seen=digest_of("x" * 2000), now=NOON)

    def test_hidden_looks_like_missing(self, make_learner) -> None:
        caregiver = make_learner("caregiver")
        hidden = Card.objects.filter(fact__sensitivity="survival").first()
        for card_id in (hidden.pk, 10**9):
            with pytest.raises(NoSuchCardError):
                set_flag(learner=caregiver, card_id=card_id, flag=Flag.ONE, now=NOON)
            with pytest.raises(NoSuchCardError):
                write_note(learner=caregiver, card_id=card_id, note="x", seen="", now=NOON)

    def test_the_database_refuses_what_cannot_be(self, learner: User) -> None:
        set_flag(learner=learner, card_id=some_card().pk, flag=Flag.ONE, now=NOON)
        for change in ({"flag": 5}, {"flag": 0}):
            with pytest.raises(IntegrityError), transaction.atomic():
                CardMark.objects.update(**change)

    def test_the_next_card_comes_with_its_mark(self, learner: User, classmate: User, clock: Clock) -> None:
        card = queue.next_question(learner=learner, now=clock()).card
        set_flag(learner=classmate, card_id=card.pk, flag=Flag.FOUR, now=NOON)
        assert queue.next_question(learner=learner, now=clock()).mark == (0, "")
        set_flag(learner=learner, card_id=card.pk, flag=Flag.TWO, now=NOON)
        write_note(learner=learner, card_id=card.pk, note="Hips.", seen="", now=NOON)
        assert queue.next_question(learner=learner, now=clock()).mark == (2, "Hips.")


class TestMerging:
    @pytest.mark.parametrize(
        ("guests", "accounts", "merged"),
        [
            ((1, "Mine."), None, (1, "Mine.")),
            ((1, "Mine."), (2, ""), (2, "Mine.")),
            ((1, "Mine."), (0, "Ours."), (1, "Ours.\n\nMine.")),
            ((3, "Same."), (0, "Same."), (3, "Same.")),
            (None, (2, "Ours."), (2, "Ours.")),
        ],
    )
    def test_the_guests_go_to_the_account(self, learner: User, clock: Clock, guests, accounts, merged) -> None:
        account = User.objects.create_user("vera", password="x")
        card = some_card()
        for who, values in ((learner, guests), (account, accounts)):
            if values:
                CardMark.objects.create(learner=who, card=card, flag=values[0], note=values[1], updated_at=clock())
        merge_guest(guest=learner, account=account, keep_preferences=True, now=clock())
        assert mark(account, card) == merged
        assert CardMark.objects.count() == 1

    def test_two_long_notes_both_come_along(self) -> None:
        assert len(both_notes("a" * 2000, "b" * 2000)) == 4002
        assert both_notes("One.\n\nTwo.", "Two.") == "One.\n\nTwo."
        assert both_notes("hips", "hip") == "hips\n\nhip"


@pytest.fixture
def studying(client: Client, learner: User) -> Client:
    client.force_login(learner)
    return client


def tap(client: Client, page, **headers):
    """One tap on the flag of a page."""
    return client.post("/study/flag/", forms(page).forms["/study/flag/"], headers=headers)


class TestFlagOnTheScreen:
    def test_taps_go_round_without_a_script(self, studying: Client) -> None:
        seen = []
        for _ in range(6):
            reply = tap(studying, studying.get("/study/"))
            assert reply["Location"] == "/study/"
            seen.append(CardMark.objects.values_list("flag", flat=True).first())
        assert seen == [1, 2, 3, 4, None, 1]
        assert "flag 1</span>" in studying.get("/study/").content.decode()

    def test_a_script_gets_the_flag_alone_and_the_answer_stays_open(self, studying: Client) -> None:
        reply = tap(studying, studying.get("/study/"), hx_request="true")
        html = reply.content.decode()
        assert html.strip().startswith('<form id="mark"')
        assert 'data-status="flag 1"' in html
        assert 'id="flagged" class="chip" hx-swap-oob="true"' in html
        assert "<article" not in html
        again = tap(studying, reply, hx_request="true").content.decode()
        assert 'data-status="flag 2"' in again

    def test_a_double_tap_is_one(self, studying: Client) -> None:
        page = studying.get("/study/")
        for _ in range(2):
            tap(studying, page)
        assert CardMark.objects.get().flag == 1

    @pytest.mark.parametrize("change", [{"flag": "5"}, {"flag": "-1"}, {"flag": "x"}, {"card": "0"}, {"card": ""}])
    def test_wrong_input_is_a_clear_400(self, studying: Client, change: dict) -> None:
        fields = forms(studying.get("/study/")).forms["/study/flag/"] | {"flag": "1"} | change
        assert studying.post("/study/flag/", fields).status_code == 400
        assert not CardMark.objects.exists()

    def test_a_card_that_is_not_there_is_missing(self, studying: Client) -> None:
        assert studying.post("/study/flag/", {"card": 999999, "flag": 1}).status_code == 404


class TestNotePage:
    @pytest.fixture
    def address(self, studying: Client) -> str:
        return re.search(r'href="(/study/cards/\d+/note/\?next=[^"]+)"', studying.get("/study/").content.decode())[1]

    def hidden(self, page) -> dict[str, str]:
        return {name: value for name, value in forms(page).forms[""].items() if name != "csrfmiddlewaretoken"}

    def test_there_and_back_and_shown_with_the_answer_only(self, studying: Client, address: str) -> None:
        page = studying.get(address)
        reply = studying.post(address, self.hidden(page) | {"note": " One <i>line</i>,\r\nand two. "})
        assert reply["Location"] == "/study/"
        assert CardMark.objects.get().note == "One <i>line</i>,\nand two."
        html = studying.get("/study/").content.decode()
        assert "Your note is kept." in html
        assert html.count("One &lt;i&gt;line") == 1
        assert html.index('<details class="reveal">') < html.index("One &lt;i&gt;line") < html.index('class="grades"')
        assert "One &lt;i&gt;line" in studying.get(address).content.decode()
        studying.post(address, self.hidden(studying.get(address)) | {"note": "  "})
        assert not CardMark.objects.exists()

    def test_a_stale_page_shows_both_and_lets_one_choose(self, studying: Client, address: str) -> None:
        here, there = studying.get(address), studying.get(address)
        studying.post(address, self.hidden(here) | {"note": "From the phone."})
        reply = studying.post(address, self.hidden(there) | {"note": "From the laptop."})
        assert reply.status_code == 409
        html = reply.content.decode()
        assert "From the phone." in html
        assert "From the laptop.</textarea>" in html
        assert CardMark.objects.get().note == "From the phone."
        fields = self.hidden(reply)
        joined = studying.post(address, fields | {"note": "From the laptop.", "join": "1"})
        assert joined["Location"] == "/study/"
        assert CardMark.objects.get().note == "From the phone.\n\nFrom the laptop."
        stale_once_more = studying.post(address, fields | {"note": "Mine alone."})
        assert stale_once_more.status_code == 409, "what was chosen between has changed again"
        studying.post(address, self.hidden(stale_once_more) | {"note": "Mine alone."})
        assert CardMark.objects.get().note == "Mine alone."

    def test_sent_twice_it_is_kept_once(self, studying: Client, address: str) -> None:
        fields = self.hidden(studying.get(address)) | {"note": "Once."}
        assert [studying.post(address, fields).status_code for _ in range(2)] == [302, 302]

    def test_too_long_is_said_and_nothing_of_it_lost(self, studying: Client, address: str) -> None:
        reply = studying.post(address, self.hidden(studying.get(address)) | {"note": "é\r\n" * 1200})
        assert reply.status_code == 422
        html = reply.content.decode()
        assert "This has 2399 characters. Please keep it to 2000." in html
        assert html.count("é") >= 1200
        assert not CardMark.objects.exists()
        nul = studying.post(address, self.hidden(reply) | {"note": "a\0b"})
        assert nul.status_code == 422

    @pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
    def test_it_goes_back_to_pages_of_ours_only(self, studying: Client, address: str, elsewhere: str) -> None:
        address = address.partition("?")[0]
        page = studying.get(address, {"next": elsewhere})
        assert elsewhere not in page.content.decode()
        reply = studying.post(address, {"note": "x", "next": elsewhere})
        assert reply["Location"] == "/study/"

    def test_a_classmates_note_is_never_shown(self, studying: Client, address: str, classmate: User) -> None:
        card_id = int(re.search(r"\d+", address).group())
        write_note(learner=classmate, card_id=card_id, note="Not yours.", seen="", now=NOON)
        for path in (address, "/study/", "/cards/", f"/cards/{card_id}/source/"):
            assert "Not yours." not in studying.get(path).content.decode()


def test_a_mark_leaves_schedule_and_log_alone(learner: User, clock: Clock) -> None:
    question = queue.next_question(learner=learner, now=clock())
    set_flag(learner=learner, card_id=question.card.pk, flag=Flag.ONE, now=clock())
    answered = answer_card(
        learner=learner,
        card_id=question.card.pk,
        grade=4,
        client_id=uuid4(),
        seen_row_at=question.state.last_row_at,
        time_ms=1,
        now=clock(),
    )
    assert answered.kind == "review"
    assert mark(learner, question.card) == (1, "")
