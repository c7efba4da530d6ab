"""Topics, sources and decks; publishing and its history on their pages."""

from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cards.models import Deck, Fact, Source
from learn.authoring import drafts, publishing
from learn.authoring.models import Entry, Publication
from learn.libraries.models import Share
from tests.conftest import NOON
from tests.learn.authoring.conftest import definition
from tests.learn.authoring.item_pages import at, question
from tests.learn.authoring.test_importing import confirm, send

pytestmark = pytest.mark.django_db


def url(cast, name: str, *arguments: object) -> str:
    return reverse(f"authoring:{name}", args=[cast.library.pk, *arguments])


def publish_by_page(client: Client, cast, **more: object):
    sent = {"publication_id": str(uuid4()), "tells_students": "on"} | more
    return client.post(url(cast, "publish"), sent, follow=True)


def test_topics_are_added_renamed_moved_and_taken_away_when_empty(cast, write, as_author: Client) -> None:
    write()
    for _click in range(2):
        as_author.post(url(cast, "topics"), {"title": "Nerves", "plain_title": ""})
    as_author.post(url(cast, "move_topic", "nerves"), {"to": "up"})
    assert [each.title for each in as_author.get(url(cast, "topics")).context["topics"]] == ["Nerves", "Cells"]
    as_author.post(url(cast, "topic", "nerves"), {"title": "The nerves", "plain_title": "", "seen": "1"})
    as_author.post(url(cast, "retire", "topic", "cells"))
    as_author.post(url(cast, "retire", "topic", "nerves"))
    assert [each.title for each in as_author.get(url(cast, "topics")).context["topics"]] == ["Cells"]
    as_author.post(url(cast, "retire", "topic", "cells"))
    assert Entry.objects.get(uid="cells").retired_at is None
    assert as_author.post(url(cast, "retire", "fact", "osteoclast")).status_code == 404


def test_a_topic_that_was_taken_away_is_brought_back(cast, write, as_author: Client) -> None:
    write()
    topics = url(cast, "topics")
    for bring_back in (
        lambda: as_author.post(url(cast, "return_topic", "bones"), follow=True),
        lambda: as_author.post(topics, {"title": "bones"}, follow=True),
        lambda: confirm(as_author, send(as_author, cast, data=b"term,meaning,topic\nrib,a bone,Bones\n")),
    ):
        as_author.post(topics, {"title": "Bones"})
        as_author.post(url(cast, "retire", "topic", "bones"))
        page = as_author.get(topics)
        assert [each.title for each in page.context["retired"]] == ["Bones"]
        assert url(cast, "return_topic", "bones") in page.content.decode()
        assert bring_back().status_code == 200
        assert not as_author.get(topics).context["retired"]
        assert [each.uid for each in Entry.objects.filter(what="topic", table__title="Bones")] == ["bones"]


def test_a_source_is_a_doi_an_address_or_a_book(cast, as_author: Client) -> None:
    for citation, link in (("A", "doi:10.1000/182"), ("B", "https://example.org/b"), ("C", "")):
        as_author.post(url(cast, "references"), {"citation": citation, "link": link})
    refused = as_author.post(url(cast, "references"), {"citation": "D", "link": "javascript:alert(1)"})
    assert refused.status_code == 422
    links = [link for _each, link in as_author.get(url(cast, "references")).context["rows"]]
    assert links == ["https://doi.org/10.1000/182", "https://example.org/b", ""]
    as_author.post(url(cast, "retire", "study", "c"))
    assert Entry.objects.get(uid="c").retired_at is not None


def test_a_deck_holds_chosen_facts_in_their_order(cast, write, publish, as_author: Client) -> None:
    write(), write("hip", "a joint")
    sent = {"title": "Two of them", "facts": ["osteoclast", "hip"], "place-hip": "1", "place-osteoclast": "2"}
    assert as_author.post(url(cast, "new_deck"), sent).status_code == 302
    publish()
    deck = Deck.objects.get(title="Two of them")
    assert [card.fact.uid.split("-", 1)[1] for card in deck.cards.order_by("deckcard__position")][::2] == [
        "hip",
        "osteoclast",
    ]
    page = as_author.get(url(cast, "deck", Entry.objects.get(table__title="Two of them").uid))
    assert page.status_code == 200 and page.context["places"] == {"hip": 1, "osteoclast": 2}
    drafts.retire_entry(entry=Entry.objects.get(uid="hip"), by=cast.author, now=NOON)
    publish()
    assert deck.cards.count() == 2


def test_the_page_shows_what_learners_would_get_and_opens_it_to_a_class(cast, write, as_author: Client) -> None:
    entry = write()
    page = as_author.get(url(cast, "publish"))
    assert page.context["counts"]["added"] == 1
    assert "New:" in page.content.decode()
    done = publish_by_page(as_author, cast, classes=[str(cast.classroom.pk)])
    assert "Done: learners have it." in done.content.decode()
    assert Share.objects.current().get().classroom == cast.classroom
    write(meaning="a cell that takes bone away", uid=entry.uid)
    page = as_author.get(url(cast, "publish"))
    text = page.content.decode()
    assert (page.context["counts"], "<ins>takes</ins>" in text, "Reworded:" in text) == ({"edited": 1}, True, True)
    drafts.retire_entry(entry=entry, by=cast.author, now=NOON)
    assert as_author.get(url(cast, "publish")).context["counts"] == {"retired": 1}


def test_two_clicks_publish_once(cast, write, as_author: Client) -> None:
    write()
    same = str(uuid4())
    first, second = (publish_by_page(as_author, cast, publication_id=same) for _click in range(2))
    assert first.request["PATH_INFO"] == second.request["PATH_INFO"]
    assert Publication.objects.count() == 1


def test_problems_are_told_with_the_way_to_their_facts(cast, write, as_author: Client) -> None:
    entry = write()
    drafts.save_entry(
        library=cast.library,
        what="fact",
        uid=entry.uid,
        table=definition(uid=entry.uid, topic="cells", study=entry.table["study"], hedge="often"),
        act="edited",
        by=cast.author,
        now=NOON,
    )
    page = as_author.get(url(cast, "publish"))
    problem = page.context["problems"][0]
    assert (problem.name, problem.url) == ("osteoclast", url(cast, "fact", entry.uid))
    assert "“often” must stand in the fact" in problem.words
    refused = publish_by_page(as_author, cast)
    assert refused.context["publication"].status == "failed"
    assert not Fact.objects.filter(library=cast.library.code).exists()


def test_a_question_that_rests_on_a_retired_fact_says_so(cast, write, as_author: Client) -> None:
    entry = write()
    option = {"id": "a", "text": "A cell", "right": True}
    item = {
        "uid": "what-is-it",
        "format": "multiple_choice",
        "register": "nursing",
        "topic": "cells",
        "audiences": ["nursing"],
        "stem": "What is an osteoclast?",
        "facts": [entry.uid],
        "rationale": "It is a cell.",
        "slots": [{"id": "x", "options": [option, *({"id": i, "text": i, "why": "No."} for i in "bc")]}],
    }
    drafts.save_entry(
        library=cast.library, what="item", uid="what-is-it", table=item, act="written", by=cast.author, now=NOON
    )
    write("hip", "a joint")
    drafts.retire_entry(entry=entry, by=cast.author, now=NOON)
    problems = as_author.get(url(cast, "publish")).context["problems"]
    assert any("rests on a fact that is retired" in each.words for each in problems)


def test_a_large_library_is_published_in_the_background_with_its_progress(
    cast, write, as_author: Client, monkeypatch
) -> None:
    write()
    monkeypatch.setattr(publishing, "AT_ONCE", 0)
    waiting = publish_by_page(as_author, cast)
    text = waiting.content.decode()
    assert "it waits for its turn" in text and 'hx-trigger="every 2s"' in text
    assert not Fact.objects.filter(library=cast.library.code).exists()
    publishing.carry_out_waiting(NOON)
    assert "Done: learners have it." in as_author.get(waiting.request["PATH_INFO"]).content.decode()


def test_undoing_is_told_before_and_leads_back(cast, write, as_author: Client) -> None:
    entry = write()
    publish_by_page(as_author, cast)
    write(meaning="a cell that takes bone away", uid=entry.uid)
    publish_by_page(as_author, cast)
    page = as_author.get(url(cast, "undo"))
    assert (page.context["gone"], page.context["back"], page.context["otherwise"]) == (0, 0, 1)
    sent = {"publication_id": str(uuid4()), "undoes": "2"}
    for _click in range(2):
        done = as_author.post(url(cast, "undo"), sent, follow=True)
    assert "learners have what they had before" in done.content.decode()
    assert "breaks down" in Fact.objects.get(library=cast.library.code).wording
    history = as_author.get(url(cast, "history")).content.decode()
    assert "Publication 2 undone" in history
    assert as_author.get(url(cast, "publish")).context["counts"] == {"edited": 1}


def test_the_pages_cost_the_same_for_few_and_many_changes(cast, write, as_author: Client) -> None:
    write()

    def cost(name: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert as_author.get(url(cast, name)).status_code == 200
        return len(queries)

    names = ("facts", "publish", "history", "topics", "decks")
    few = [cost(name) for name in names]
    few = [cost(name) for name in names]
    for word in ("hip", "rib", "toe"):
        write(word, f"a part of the body called {word}")
    assert [cost(name) for name in names] == few


def test_a_library_with_everything_retired_can_be_emptied_for_learners(cast, write, publish, as_author) -> None:
    entry = write()
    publish()
    drafts.retire_entry(entry=entry, by=cast.author, now=NOON)
    assert "Every fact is retired" in as_author.get(url(cast, "publish")).content.decode()
    publish_by_page(as_author, cast)
    assert not Fact.objects.filter(library=cast.library.code, retired_at=None).exists()
    assert Source.objects.filter(library=cast.library.code).count() == 1


def test_an_archived_library_is_read_and_not_changed(cast, write, as_author: Client) -> None:
    entry = write()
    cast.library.archived_at = NOON
    cast.library.save()
    assert as_author.get(url(cast, "fact", entry.uid)).status_code == 200
    for name, arguments in (("publish", ()), ("topics", ()), ("import", ()), ("fact", (entry.uid,))):
        assert as_author.post(url(cast, name, *arguments), {"title": "x"}).status_code == 409
    assert as_author.post(url(cast, "retire_fact", entry.uid)).status_code == 409


def test_students_are_told_only_of_cards_that_read_otherwise_and_questions_are_counted(
    cast, write, publish, as_author: Client
) -> None:
    entry = write()
    publish()
    offered = "Tell students whose cards changed"
    write("hip", "a joint")
    page = as_author.get(url(cast, "publish"))
    assert offered not in page.content.decode() and "<button" in page.content.decode()
    write(uid=entry.uid, note="Seen beside the answer.")
    assert offered in as_author.get(url(cast, "publish")).content.decode()
    drafts.save_entry(
        library=cast.library, what="item", uid="own", table={"uid": "own"}, act="written", by=cast.author, now=NOON
    )
    counts = as_author.get(url(cast, "publish")).context["counts"]
    assert counts == {"added": 1, "edited": 1, "questions_added": 1}


def test_a_publication_is_counted_the_same_before_and_after(cast, write, as_author: Client) -> None:
    entry = write()
    for term, meaning in (
        ("osteoblast", "a cell that builds bone"),
        ("hip", "a joint"),
        ("skull", "bones of the head"),
    ):
        write(term, meaning)
    sent = question("multiple_choice", facts=[entry.uid], topic=entry.topic, stem="Which cell breaks bone down?")
    as_author.post(at(cast.library, "items/new/?format=multiple_choice"), sent)
    before = as_author.get(url(cast, "publish"))
    assert before.context["counts"] == {"added": 4, "questions_added": 1, "other": 3}
    done = publish_by_page(as_author, cast)
    report = done.context["report"]
    assert report["drafts"] == before.context["counts"]
    assert report["made_added"] == report["items_added"] - 1 > 0
    figures = [page.content.decode().partition('<dl class="figures">')[2] for page in (before, done)]
    assert figures[0].partition("</dl>")[0] == figures[1].partition("</dl>")[0]


def test_after_publishing_the_next_steps_are_offered(cast, write, as_author: Client) -> None:
    write()
    closed = publish_by_page(as_author, cast)
    assert reverse("libraries:classes", args=[cast.library.pk]) + '">Classes' in closed.content.decode()
    write("hip", "a joint")
    done = publish_by_page(as_author, cast, classes=[str(cast.classroom.pk)])
    assign = reverse("assignments:assign_deck", args=[cast.classroom.pk, f"{cast.library.code}-all"])
    text = done.content.decode()
    assert f'href="{assign}"' in text and f'href="{url(cast, "undo")}"' in text
    assert as_author.get(assign).status_code == 200
    earlier = Publication.objects.get(number=1)
    assert url(cast, "undo") not in as_author.get(url(cast, "publication", earlier.pk)).content.decode()


def test_after_an_undoing_both_publications_are_told_by_their_own_times(cast, write, publish, as_author) -> None:
    cast.author.preferences.zone = "UTC"
    cast.author.preferences.save()
    entry = write()
    for hours, meaning in enumerate(("a bone eater", "a cell that takes bone away")):
        write(meaning=meaning, uid=entry.uid)
        publish(now=NOON + timedelta(hours=hours))
    page = as_author.get(url(cast, "undo")).content.decode()
    assert "Publication 2 of" in page and "13:00 is taken back." in page
    assert "again as publication 1 of" in page and "12:00 gave it." in page
    asked = publishing.ask_to_undo(
        library=cast.library, publication_id=uuid4(), number=2, by=cast.author, now=NOON + timedelta(hours=5)
    )
    publishing.carry_out(publication_id=asked.pk, now=NOON + timedelta(hours=5))
    page = as_author.get(url(cast, "publish")).content.decode()
    assert "Publication 2 was undone on" in page and "17:00." in page
    assert "Learners have the library as publication 1 of" in page and "12:00 gave it." in page


def test_history_calls_authors_by_their_class_names_and_by_the_readers_clock(
    cast, write, publish, as_author: Client
) -> None:
    cast.author.preferences.zone = "Asia/Tokyo"
    cast.author.preferences.save()
    entry = write()
    publish()
    history = as_author.get(url(cast, "history"))
    assert [by for _each, by in history.context["rows"]] == ["Ines"]
    local = f"{NOON.astimezone(ZoneInfo('Asia/Tokyo')):%H:%M}"
    assert local in history.content.decode()
    versions = as_author.get(url(cast, "versions", entry.uid))
    assert versions.context["rows"][0].by == "Ines" and local in versions.content.decode()
