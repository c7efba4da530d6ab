"""Writing facts in the form: every kind, its preview, its mistakes, its history; and who may."""

from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cards.facts.payload import payload_digest
from cards.facts.reader import read_one_fact
from learn.authoring import drafts
from learn.authoring.fact_fields import KIND_FORMS
from learn.authoring.fact_tables import repeated_rows, table_of, typed_of
from learn.authoring.models import Entry
from learn.authoring.previews import NEIGHBOURS
from learn.authoring.proposals import completed, without_proposed
from tests.conftest import NOON
from tests.learn.authoring.conftest import definition
from tests.learn.authoring.samples import SOURCE, TYPED

pytestmark = pytest.mark.django_db


def new_url(cast, kind: str) -> str:
    return f"{reverse('authoring:new_fact', args=[cast.library.pk])}?kind={kind}"


def fact_url(cast, uid: str) -> str:
    return reverse("authoring:fact", args=[cast.library.pk, uid])


def words(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def inputs_of(response) -> dict[str, str]:
    """What the browser would send from the page's form."""
    form = response.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: "on" if value is True else str(value) for name, value in values.items() if value}


@pytest.mark.parametrize("kind", KIND_FORMS)
def test_each_kind_goes_from_its_form_to_the_table_and_back(kind: str, cast, as_author: Client) -> None:
    saved = as_author.post(new_url(cast, kind), TYPED[kind] | SOURCE)
    assert saved.status_code == 302, words(saved)
    entry = Entry.objects.get(library=cast.library, what="fact")
    fact = read_one_fact(entry.table)
    assert (fact.kind, fact.topic, fact.as_of) == (kind, "cells", "2024")
    page = as_author.get(saved["Location"])
    assert page.status_code == 200
    assert page.context["preview"].cards
    again = as_author.post(saved["Location"], inputs_of(page))
    assert again.status_code == 302
    entry.refresh_from_db()
    assert entry.version == 1
    assert payload_digest(read_one_fact(entry.table)) == payload_digest(fact)


@pytest.mark.one_database
def test_every_shipped_fact_survives_the_form(shipped_tables) -> None:
    for table in shipped_tables:
        kind = table["kind"]
        back = table_of(kind, typed_of(kind, table), table).table
        assert read_one_fact(back) == read_one_fact(dict(table)), table["uid"]
        assert not list(repeated_rows(back)), table["uid"]
        proposed = completed(without_proposed(back))
        assert read_one_fact(proposed) == read_one_fact(dict(table)), table["uid"]


@pytest.fixture(scope="module")
def shipped_tables() -> list[dict]:
    import tomllib

    from tests.conftest import SHIPPED_BASE

    files = sorted(SHIPPED_BASE.glob("*.toml"))
    return [table for file in files for table in tomllib.loads(file.read_text()).get("fact", [])]


def test_few_fields_are_enough_and_the_sentence_is_made(cast, as_author: Client) -> None:
    as_author.post(new_url(cast, "definition"), TYPED["definition"] | SOURCE)
    entry = Entry.objects.get(what="fact")
    assert (entry.uid, entry.table["wording"]) == ("osteoclast", "Osteoclast means a cell that breaks down bone.")
    data = inputs_of(as_author.get(fact_url(cast, "osteoclast")))
    assert "wording" not in data
    as_author.post(fact_url(cast, "osteoclast"), data | {"meaning": "a cell that takes bone away"})
    entry.refresh_from_db()
    assert entry.table["wording"] == "Osteoclast means a cell that takes bone away."
    assert entry.uid == "osteoclast"


def test_a_question_is_made_of_wrong_answers_and_the_preview_shows_it(cast, as_author: Client) -> None:
    page = as_author.post(new_url(cast, "role"), TYPED["role"] | SOURCE | {"do": "preview"})
    assert page.status_code == 200
    said = words(page)
    assert "Multiple choice" in said and "Kills bacteria" in said
    assert not Entry.objects.exists()


def test_the_preview_comes_alone_for_htmx_and_stores_nothing(cast, as_author: Client) -> None:
    data = TYPED["definition"] | SOURCE | {"do": "preview"}
    part = as_author.post(new_url(cast, "definition"), data, headers={"hx-request": "true"})
    assert part.status_code == 200
    assert "<html" not in part.content.decode()
    assert "A cell that breaks down bone" in words(part)
    empty = as_author.post(new_url(cast, "definition"), {"do": "preview"}, headers={"hx-request": "true"})
    assert "Still to be filled in" in words(empty)
    assert not Entry.objects.exists()


def test_the_list_of_what_is_missing_follows_what_is_typed(cast, as_author: Client) -> None:
    """A refused part of a page is not put in place of the one before it: with htmx it comes as any other."""
    unsourced = TYPED["definition"] | SOURCE | {"citation": "", "do": "preview"}
    part = as_author.post(new_url(cast, "definition"), unsourced | {"term": ""}, headers={"hx-request": "true"})
    assert part.status_code == 200 and "<html" not in part.content.decode()
    assert 'href="#id_term"' in part.content.decode() and 'href="#id_citation"' in part.content.decode()
    part = as_author.post(new_url(cast, "definition"), unsourced, headers={"hx-request": "true"})
    assert part.status_code == 200
    assert 'href="#id_term"' not in part.content.decode() and 'href="#id_citation"' in part.content.decode()


def test_a_row_is_added_without_script_and_nothing_typed_is_lost(cast, as_author: Client) -> None:
    page = as_author.post(new_url(cast, "set"), TYPED["set"] | SOURCE | {"members-count": "3", "do": "add:members"})
    assert page.status_code == 200
    assert 'name="members-3-name"' in page.content.decode()
    assert page.context["form"]["members-2-name"].value() == "lung cancer"


def test_answers_are_labelled_by_the_things_they_are_for(cast, as_author: Client) -> None:
    fresh = words(as_author.get(new_url(cast, "contrast")))
    assert "Answer for thing 1" in fresh and "Answer for thing 2" in fresh
    typed = {"subjects-0-name": "osteolytic", "subjects-1-name": "", "do": "add:attributes"}
    grown = words(as_author.post(new_url(cast, "contrast"), typed))
    assert "Answer for “osteolytic”" in grown and "Answer for thing 2" in grown


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("kind", "typed", "field", "said"),
    [
        ("definition", {"meaning": ""}, "meaning", "Please fill this in."),
        ("definition", {"meaning": "x" * 501}, "meaning", "This has 501 characters. Please keep it to 500."),
        ("definition", {"meaning": "x" * 30_000}, "meaning", "This has 30000 characters. Please keep it to 500."),
        ("set", {"members-1-name": "", "members-1-gloss": "", "members-2-name": ""}, "", "Please add another one"),
        ("set", {"cloze": "No list here."}, "cloze", "Write {members} exactly once"),
        ("set", {"members-2-name": "Breast  Cancer"}, "members-2-name", "stands here twice"),
        ("rank", {"places-2-name": "liver"}, "places-2-name", "stands here twice"),
        ("contrast", {"subjects-1-name": "osteolytic"}, "subjects-1-name", "stands here twice"),
        ("rank", {"places-2-rank": "third"}, "places-2-rank", "Please type a rank"),
        ("rank", {"places-1-rank": "4"}, "", "The ranks do not fit together"),
        ("role", {"distractors-0-text": "prevents bone loss"}, "", "is right here, so it is no wrong answer"),
        ("role", {"distractors-1-why": ""}, "distractors-1-why", "Please fill this in."),
        ("contrast", {"attributes-0-values-1": ""}, "", "Please give the answer for each."),
        ("contrast", {"attributes-0-ask": "What does it do?"}, "attributes-0-ask", "Write {subject} exactly once"),
        ("statistic", {"number": "many"}, "number", "Please type a number in digits"),
        ("statistic", {"number": "55–70"}, "number", "type one of its ends here"),
        ("statistic", {"number": "55 to 70"}, "number", "Or write a fact for each end."),
        ("statistic", {"number": "1e309"}, "number", "Please type a number in digits"),
        ("recommendation", {"why": ""}, "why", "A reason and its question go together"),
        ("statement", {"cloze": "No gap.", "asks-0-ask": "", "asks-0-answer": ""}, "cloze", "Mark at least one word"),
        ("definition", {"hedge": "often"}, "hedge", "must stand in the fact"),
        ("definition", {"caregivers": "on", "study": ""}, "", ""),
        ("definition", {"citation": ""}, "citation", "Please name the new source"),
        ("definition", {"link": "javascript:alert(1)"}, "link", "neither an address"),
        ("definition", {"term": "\u202eosteoclast"}, "term", "hidden character"),
    ],
)
def test_mistakes_stand_at_their_fields_in_plain_words(kind, typed, field, said, cast, as_author: Client) -> None:
    page = as_author.post(new_url(cast, kind), TYPED[kind] | SOURCE | typed)
    if not said:
        assert page.status_code == 302
        return
    assert page.status_code == 422
    form = page.context["form"]
    told = form.errors.get(field, []) if field else [*form.group_errors.values(), *form.errors.values()]
    assert said in str(told), (form.errors, form.group_errors)
    assert not Entry.objects.filter(what="fact").exists()
    for name, value in (TYPED[kind] | typed).items():
        assert not value or str(form[name].value()) == value
    every = " ".join(each for group in (*form.errors.values(), *form.group_errors.values()) for each in group)
    assert "[" not in every.replace("[[word]]", "") and "_" not in every


def test_a_fact_for_caregivers_needs_plain_words(cast, as_author: Client) -> None:
    typed = {"term": "osteoclast", "term__plain": "bone-eating cell", "meaning": "a cell that breaks down bone"}
    page = as_author.post(new_url(cast, "definition"), typed | SOURCE | {"caregivers": "on"})
    assert page.status_code == 302
    table = Entry.objects.get(what="fact").table
    assert table["audiences"] == ["nursing", "caregivers"]
    assert table["wording"]["plain"] == "Bone-eating cell means a cell that breaks down bone."


def test_after_a_fact_another_is_begun_with_what_it_had(cast, as_author: Client) -> None:
    saved = as_author.post(new_url(cast, "definition"), TYPED["definition"] | SOURCE)
    text = unescape(as_author.get(saved["Location"]).content.decode())
    address = f"{new_url(cast, 'definition')}&topic=cells&study=handbook-2024"
    assert f'href="{address}">Write another</a>' in text
    form = as_author.get(address).context["form"]
    assert (form["topic"].value(), form["study"].value(), form["term"].value()) == ("cells", "handbook-2024", None)


def test_two_clicks_write_one_fact(cast, as_author: Client) -> None:
    for _click in range(2):
        as_author.post(new_url(cast, "definition"), TYPED["definition"] | SOURCE)
    assert Entry.objects.filter(what="fact").count() == 1
    as_author.post(new_url(cast, "definition"), TYPED["definition"] | SOURCE | {"meaning": "something else"})
    assert set(Entry.objects.filter(what="fact").values_list("uid", flat=True)) == {"osteoclast", "osteoclast-2"}


def test_what_somebody_else_saved_meanwhile_is_not_lost(cast, write, as_author: Client) -> None:
    entry = write()
    data = inputs_of(as_author.get(fact_url(cast, entry.uid)))
    write(meaning="a cell that takes bone away", uid=entry.uid)
    page = as_author.post(fact_url(cast, entry.uid), data | {"meaning": "a cell of mine"})
    assert page.status_code == 409
    assert page.context["form"]["meaning"].value() == "a cell of mine"
    entry.refresh_from_db()
    assert "takes bone away" in entry.table["meaning"]
    seen = inputs_of(page)["seen"]
    assert "<del>" in page.content.decode()
    again = as_author.post(fact_url(cast, entry.uid), data | {"meaning": "a cell of mine", "seen": entry.version})
    assert (again.status_code, seen) == (302, data["seen"])


def test_versions_are_told_apart_and_an_older_one_is_restored(cast, write, as_author: Client) -> None:
    entry = write()
    write(meaning="a cell that takes bone away", uid=entry.uid)
    page = as_author.get(reverse("authoring:versions", args=[cast.library.pk, entry.uid]))
    text = page.content.decode()
    assert "<del>breaks down</del>" in text and "taken out:" in text
    as_author.post(reverse("authoring:restore_fact", args=[cast.library.pk, entry.uid, 1]))
    entry.refresh_from_db()
    assert (entry.version, entry.table["meaning"]) == (3, "a cell that breaks down bone")
    assert as_author.post(reverse("authoring:restore_fact", args=[cast.library.pk, entry.uid, 9])).status_code == 404


def test_facts_are_found_by_words_topic_and_state(cast, write, as_author: Client) -> None:
    write()
    write("rib", "a bone of the chest", tags=["anatomy"])
    url = reverse("authoring:facts", args=[cast.library.pk])

    def found(query: str) -> list[str]:
        return [row.heading for row in as_author.get(f"{url}?{query}").context["rows"]]

    assert found("") == ["osteoclast", "rib"]
    assert found("q=CELLS") == ["osteoclast"]
    assert found("q=anat") == ["rib"]
    assert found("topic=cells&kind=definition&show=unpublished") == ["osteoclast", "rib"]
    assert found("show=retired") == [] and found("show=unsourced") == [] and found("kind=set") == []


def test_a_preview_costs_the_same_in_a_small_and_a_large_library(cast, write, as_author: Client) -> None:
    write()
    data = TYPED["definition"] | {"topic": "cells", "study": "", "do": "preview", "term": "marrow"}

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            as_author.post(new_url(cast, "definition"), data, headers={"hx-request": "true"})
        return len(queries)

    cost()
    small = cost()
    tables = [
        ("fact", {"uid": f"f{n}", **definition(f"word{n} alpha", "a thing of some sort", topic="cells")})
        for n in range(3 * NEIGHBOURS)
    ]
    drafts.save_entries(library=cast.library, tables=tables, act="imported", by=cast.author, now=NOON)
    assert cost() == small <= 14


def test_a_fact_with_more_rows_than_the_form_shows_is_not_cut(cast, write, as_author: Client) -> None:
    entry = write(distractors=[{"text": f"wrong {n}", "why": "No.", "false_by": "osteoclast"} for n in range(25)])
    page = as_author.get(fact_url(cast, entry.uid))
    assert "more rows than the form shows" in words(page)
    as_author.post(fact_url(cast, entry.uid), TYPED["definition"])
    entry.refresh_from_db()
    assert len(entry.table["distractors"]) == 25


PAGES = (
    ("facts", ()),
    ("new_fact", ()),
    ("fact", ("osteoclast",)),
    ("versions", ("osteoclast",)),
    ("topics", ()),
    ("topic", ("cells",)),
    ("references", ()),
    ("reference", ("handbook-2024",)),
    ("decks", ()),
    ("new_deck", ()),
    ("deck", ("all",)),
    ("import", ()),
    ("as_toml", ()),
    ("as_csv", ()),
    ("publish", ()),
    ("history", ()),
)


@pytest.mark.parametrize(("name", "arguments"), PAGES)
def test_pages_are_their_authors_alone(name, arguments, cast, write, enter) -> None:
    write()
    url = reverse(f"authoring:{name}", args=[cast.library.pk, *arguments])
    answers = [enter(who).get(url).status_code for who in (cast.author, cast.editor, cast.outsider, cast.student)]
    assert answers == [200, 200, 404, 404]


def test_another_librarys_fact_is_missing_here(cast, write, enter) -> None:
    entry = write()
    olga = enter(cast.outsider)
    assert olga.get(reverse("authoring:fact", args=[cast.elsewhere.pk, entry.uid])).status_code == 404
    assert olga.post(reverse("authoring:retire_fact", args=[cast.elsewhere.pk, entry.uid])).status_code == 404
    entry.refresh_from_db()
    assert entry.retired_at is None


def test_what_the_fact_lacks_is_told_together_with_its_source(cast, as_author: Client) -> None:
    page = as_author.post(new_url(cast, "definition"), SOURCE | {"citation": ""})
    assert page.status_code == 422
    assert {"citation", "term", "meaning"} <= page.context["form"].errors.keys()
    assert not Entry.objects.filter(library=cast.library, what="fact").exists()


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("contrast", {"attributes-0-ask": "What does it do?"}, "Write {subject} exactly once"),
        ("statement", {"cloze": "Pressure {raises} the pulse."}, "Mark at least one word"),
    ],
)
def test_a_mistake_is_told_once_and_again_beside_the_form(kind, typed, said, cast, as_author: Client) -> None:
    page = as_author.post(new_url(cast, kind), TYPED[kind] | SOURCE | typed)
    form = page.context["form"]
    told = [each for errors in (*form.errors.values(), *form.group_errors.values()) for each in errors]
    assert [said in each for each in told] == [True], told
    assert not any(name.endswith("__plain") for name in form.errors)
    assert [said in each.words for each in page.context["preview"].problems] == [True]
    assert "Still to be filled in or mended" in words(page)
    part = as_author.post(
        new_url(cast, kind), TYPED[kind] | SOURCE | typed | {"do": "preview"}, headers={"hx-request": "true"}
    )
    assert words(part).count(said) == 1
