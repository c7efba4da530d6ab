"""Another subject from nothing: ten facts of cardiology written, published, studied, asked in a quiz, one mended."""

import re
from pathlib import Path
from uuid import uuid4

from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from cards.facts.kinds import Definition
from cards.facts.reader import read_base
from cards.models import Card
from learn.accounts.models import User
from learn.classrooms import joining
from learn.classrooms.actions import open_class
from learn.quizzes.models import AttemptItem
from learn.reviews.models import CardState, ReviewLog
from tests.journeys.conftest import assert_accessible
from tests.journeys.test_classes import enter, send
from tests.journeys.test_first_visit import grade

CARDIOLOGY = Path(__file__).parents[1] / "cards" / "generation" / "cardiology.toml"


def account(name: str) -> User:
    user = User.objects.create_user(name, password="x")
    user.preferences.path = "nursing"
    user.preferences.save()
    return user


def test_ten_facts_of_cardiology(page_at, content) -> None:
    cache.clear()
    facts = [fact for fact in read_base(CARDIOLOGY).facts if isinstance(fact, Definition)]
    assert len(facts) == 10
    ines, sam = account("ines"), account("sam")
    now = timezone.now()
    nursing = open_class(
        learner=ines, classroom_id=uuid4(), name="Nursing 201", term="", own_name="Ines", zone="UTC", now=now
    )
    joining.join_class(learner=sam, code=nursing.codes.get().code, name="Sam", now=now)

    desk = page_at(1280)
    enter(desk, ines)
    open_library(desk)
    write_one(desk, facts[0])
    paste(desk, facts[1:])
    publish(desk, "10", nursing.name)

    phone = page_at(360, "dark")
    enter(phone, sam)
    study(phone)
    answered = ReviewLog.objects.filter(learner_id=sam.pk).order_by("answered_at").first()
    state = CardState.objects.get(learner_id=sam.pk, card_id=answered.card_id)
    take_a_quiz(phone, sam)

    fact = Card.objects.get(pk=answered.card_id).fact
    mended = "a pulse at rest of fewer than 60 beats a minute"
    mend(desk, fact.payload["term"], mended)
    publish(desk, None, None)
    card = Card.objects.get(pk=answered.card_id)
    after = CardState.objects.get(learner_id=sam.pk, card_id=card.pk)
    kept = [name for name in vars(state) if not name.startswith("_")]
    assert [getattr(after, name) for name in kept] == [getattr(state, name) for name in kept]
    said = " ".join(f"{face.front} {face.back}" for face in card.faces.all())
    assert mended in said.lower()
    phone.goto("/")
    told = phone.get_by_role("region", name="A corrected card")
    expect(told).to_contain_text("fewer than 60 beats")
    assert_accessible(phone)


def tab(desk: Page, name: str) -> None:
    desk.get_by_role("navigation", name="Library").get_by_role("link", name=name, exact=True).click()


def open_library(desk: Page) -> None:
    desk.goto("/libraries/")
    desk.get_by_role("main").get_by_role("link", name="Make a library").click()
    desk.get_by_label("Title").fill("Cardiology terms")
    assert_accessible(desk)
    desk.get_by_role("button", name="Make the library").dblclick()
    expect(desk.get_by_role("heading", name="Overview")).to_be_visible()
    assert_accessible(desk)


def write_one(desk: Page, fact: Definition) -> None:
    """The first by hand: what is made of it is shown beside the form as it is typed."""
    tab(desk, "Facts")
    desk.get_by_role("main").get_by_role("link", name="Write a fact").first.click()
    desk.get_by_role("button", name="Go on").click()
    # A person does not type before the page is there; a script does.
    desk.wait_for_load_state()
    desk.get_by_label("Term", exact=True).fill(fact.term.nursing)
    desk.get_by_label("Meaning", exact=True).fill(fact.meaning.nursing)
    desk.get_by_label("Topic", exact=True).select_option("A new topic, named below")
    desk.get_by_label("New topic", exact=True).fill("Words of the heart")
    desk.get_by_label("Where it is from", exact=True).select_option("A new source, named below")
    desk.get_by_label("New source", exact=True).fill("Lecture notes, unit 3")
    desk.get_by_label("As of", exact=True).fill("2026-11")
    made = desk.get_by_role("region", name="What is made of it")
    expect(made.get_by_role("heading", name=re.compile("2 cards"))).to_be_visible()
    expect(made).to_contain_text(fact.meaning.nursing)
    assert_accessible(desk)
    send(desk, "Save")
    expect(desk.get_by_role("heading", name="This fact")).to_be_visible()
    assert_accessible(desk)


def paste(desk: Page, facts: list[Definition]) -> None:
    """The others from a table, looked through before they are taken."""
    tab(desk, "Import")
    rows = [f"{fact.term.nursing}\t{fact.meaning.nursing}" for fact in facts]
    desk.get_by_label(re.compile("^Paste")).fill("\n".join(rows))
    desk.get_by_label("Topic for rows that name none").select_option("Words of the heart")
    desk.get_by_label("Source for rows that name none").select_option("Lecture notes, unit 3")
    desk.get_by_label("As of, for rows that do not say").fill("2026-11")
    assert_accessible(desk)
    send(desk, "Look through it")
    expect(desk.get_by_text("Nothing of this is in the library yet.")).to_be_visible()
    assert_accessible(desk)
    desk.get_by_role("button", name="Take this in").dblclick()
    expect(desk.locator("#main")).to_contain_text("9")


def publish(desk: Page, added: str | None, classroom: str | None) -> None:
    tab(desk, "Publish")
    if added:
        expect(desk.locator("dl.figures")).to_contain_text(added)
    if classroom:
        desk.get_by_label(classroom).check()
    assert_accessible(desk)
    desk.get_by_role("main").get_by_role("button", name="Publish", exact=True).dblclick()
    expect(desk.get_by_text("Done: learners have it.")).to_be_visible()
    assert_accessible(desk)


def study(phone: Page) -> None:
    phone.goto("/decks/")
    phone.get_by_role("link", name=re.compile("Cardiology terms")).first.click()
    send(phone, "Study this deck")
    phone.get_by_role("main").get_by_role("link", name=re.compile("^Study now")).first.click()
    grade(phone, "Good")


def take_a_quiz(phone: Page, sam: User) -> None:
    phone.goto("/quizzes/")
    phone.get_by_text("Change what it asks").click()
    phone.get_by_label("Words of the heart").check()
    phone.get_by_label("How many questions").fill("5")
    send(phone, "Start")
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    assert_accessible(phone)
    asked = AttemptItem.objects.filter(learner_id=sam.pk).select_related("version__item")
    assert len(asked) == 5
    assert {row.version.item.topic.title for row in asked} == {"Words of the heart"}
    assert "multiple_choice" in {row.version.item.format for row in asked}


def mend(desk: Page, term: str, meaning: str) -> None:
    tab(desk, "Facts")
    for name in ("Search the facts", "Topic", "Sort of fact", "Which"):
        expect(desk.locator("label", has_text=name)).to_be_visible()
        assert desk.get_by_label(name, exact=True).bounding_box()["width"] > 150, name
    desk.get_by_role("main").get_by_role("link", name=term).first.click()
    desk.get_by_label("Meaning", exact=True).fill(meaning)
    send(desk, "Save")
    expect(desk.get_by_role("heading", name="This fact")).to_be_visible()
