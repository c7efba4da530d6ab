"""TOML with mistakes: what is told as left out is left out, and what is there all the same breaks no page."""

import pytest
from django.test import Client
from django.urls import reverse

from learn.authoring import drafts
from learn.authoring.models import Entry
from tests.conftest import NOON
from tests.learn.authoring.test_importing import confirm, send

pytestmark = pytest.mark.django_db

FACT = '[[fact]]\nuid = "{uid}"\nkind = "definition"\nterm = "{uid}"\nmeaning = "a bone"\n'

ROWS = [{"slug": 5, "name": [1], "rank": {}, "ask": 3, "values": 4, "text": {}, "false_by": 6}, 7]
MALFORMED = [
    ("topic", {"uid": "m1", "title": 5}),
    ("topic", {"uid": "m2", "title": ["a"]}),
    ("study", {"uid": "m3", "citation": {"a": 1}, "url": 5, "doi": ["x"]}),
    ("deck", {"uid": "m4", "title": 5, "facts": "x", "kinds": 5, "description": []}),
    ("deck", {"uid": "m5", "facts": [5, {}], "audience": {}}),
    ("pool", {"uid": "m6", "members": 5}),
    ("grid", {"uid": "m7"}),
    ("passage", {"uid": "m8", "sentences": 5}),
    ("question", {"uid": "m9", "topic": 5}),
    ("fact", {"uid": "n1"}),
    ("fact", {"uid": "n2", "kind": ["definition"], "term": 5}),
    ("fact", {"uid": "n3", "kind": "definition", "term": 5, "meaning": [1], "also": 5, "tags": [1, {}], "note": 3}),
    ("fact", {"uid": "n4", "kind": "definition", "term": {"nursing": 5}, "also": {"a": 1}, "study": [1], "topic": {}}),
    ("fact", {"uid": "n5", "kind": "definition", "tags": 5, "audiences": 5, "hedge": 5, "as_of": {}}),
    *(
        (
            "fact",
            {"uid": f"n-{kind}", "kind": kind, "distractors": ROWS, "audiences": [5, {}], "inference": 5, "value": []}
            | dict.fromkeys(("members", "places", "subjects", "attributes", "asks", "accepts", "why"), ROWS),
        )
        for kind in ("set", "rank", "role", "contrast", "statistic", "recommendation", "statement")
    ),
    ("fact", {"uid": "n6", "kind": "contrast", "subjects": {"a": 1}, "attributes": 5, "asks": "x"}),
    ("item", {"uid": "i1"}),
    ("item", {"uid": "i2", "format": ["x"], "slots": 5, "stem": 5, "facts": 5, "tags": 5, "topic": []}),
    ("item", {"uid": "i3", "format": "multiple_choice", "slots": [5, {"options": 5}], "stem": [], "exhibits": 5}),
    (
        "item",
        {
            "uid": "i4",
            "format": "matrix_multiple",
            "slots": [{"options": [5, {"id": [], "text": 5}], "id": {}}],
            "tags": [1, {}],
            "facts": [5, {}],
            "exhibits": [5, {"text": 5, "label": {}}],
            "topic": "general",
            "audiences": 5,
            "difficulty": {},
            "order": [],
            "rationale": 5,
        },
    ),
]


def take(client: Client, cast, text: str):
    """What the preview tells; then it is confirmed."""
    page = send(client, cast, data=text.encode(), name="library.toml")
    told = [row.what for row in page.context["left_out"]]
    if page.context["does_something"]:
        confirm(client, page)
    return told


def stored() -> set[tuple[str, str]]:
    return set(Entry.objects.exclude(uid__in=["all", "general"]).values_list("what", "uid"))


@pytest.mark.one_database
@pytest.mark.parametrize(
    "wrong",
    [
        '[[grid]]\nuid = "g"\n',
        '[[passage]]\nuid = "p"\n',
        '[[question]]\nuid = "q"\n',
        '[[pool]]\nuid = "l"\n',
        '[[fact]]\nuid = "a b/c"\nkind = "definition"\nterm = "x"\nmeaning = "y"\n',
        '[[fact]]\nuid = true\nkind = "definition"\nterm = "x"\nmeaning = "y"\n',
        '[[fact]]\nuid = ["x"]\nkind = "definition"\nterm = "x"\nmeaning = "y"\n',
        "[[fact]]\nuid = {a = 1}\n",
        '[[topic]]\ntitle = "No uid"\n',
        '[[topic]]\nuid = 5\ntitle = "Five"\n',
        f'[[topic]]\nuid = "{"t" * 81}"\ntitle = "Long"\n',
        '[[fact]]\nuid = "x"\nkind = ["definition"]\n',
        '[[fact]]\nuid = "x"\nkind = "definition"\nterm = 5\nmeaning = {a = [1]}\ntags = [1]\nalso = "a"\n',
        '[[deck]]\nuid = "d"\nregister = 5\nfacts = "x"\n',
        '[[item]]\nuid = "i"\nformat = []\nslots = 5\n',
    ],
)
def test_a_table_with_a_mistake_is_left_out_alone(wrong: str, cast, as_author: Client) -> None:
    told = take(as_author, cast, wrong + FACT.format(uid="rib"))
    assert told
    assert stored() == {("fact", "rib")}


def test_what_names_a_table_that_is_left_out_is_left_out_too(cast, as_author: Client) -> None:
    resting = FACT.format(uid="toe") + 'topic = "feet"\n'
    told = take(as_author, cast, '[[topic]]\nuid = "feet"\ntitle = ""\n' + resting + FACT.format(uid="rib"))
    assert len(told) == 2
    assert stored() == {("fact", "rib")}


def test_of_two_with_one_uid_the_first_is_taken(cast, as_author: Client) -> None:
    told = take(as_author, cast, FACT.format(uid="rib") + FACT.format(uid="rib").replace("bone", "joint"))
    assert told == ["“rib” stands there twice."]
    assert Entry.objects.get(what="fact").table["meaning"] == "a bone"


def test_one_without_uid_is_not_the_one_that_another_table_names(cast, write, as_author: Client) -> None:
    write("rib", "a bone")
    nameless = '[[fact]]\nkind = "definition"\nterm = "rib"\nmeaning = "another bone"\n'
    other = FACT.format(uid="rib").replace('term = "rib"', 'term = "costa"') + 'topic = "cells"\n'
    told = take(as_author, cast, nameless + other)
    assert not told
    assert Entry.objects.get(what="fact", uid="rib").table["term"] == "costa"
    assert Entry.objects.filter(what="fact").count() == 2


def test_a_number_without_end_is_told(cast, as_author: Client) -> None:
    page = send(as_author, cast, data=f"[[fact]]\nnumber = {'9' * 5000}\n".encode(), name="library.toml")
    assert page.status_code == 422
    assert "thousands of digits" in str(page.context["form"].errors)


def test_no_page_breaks_on_what_is_malformed_all_the_same(cast, as_author: Client) -> None:
    drafts.save_entries(library=cast.library, tables=MALFORMED, act="imported", by=cast.author, now=NOON)
    pk = cast.library.pk
    lists = "facts new_fact topics references decks new_deck import publish history pictures as_toml as_csv bank alike"
    urls = [reverse(f"authoring:{name}", args=[pk]) for name in lists.split()]
    urls += [reverse("authoring:bank", args=[pk]) + "?show=drafts", urls[0] + "?show=unsourced"]
    editors = {"fact": "fact", "topic": "topic", "study": "reference", "deck": "deck", "item": "item"}
    urls += [reverse(f"authoring:{editors[what]}", args=[pk, t["uid"]]) for what, t in MALFORMED if what in editors]
    urls += [reverse("authoring:versions", args=[pk, t["uid"]]) for what, t in MALFORMED if what == "fact"]
    assert {as_author.get(url).status_code for url in urls} == {200}


@pytest.mark.parametrize(("what", "uid"), [("grid", "m7"), ("passage", "m8"), ("pool", "m6"), ("question", "m9")])
def test_what_no_form_shows_can_be_retired_from_the_page_that_tells_of_it(what: str, uid: str, cast, as_author) -> None:
    drafts.save_entries(library=cast.library, tables=MALFORMED[5:9], act="imported", by=cast.author, now=NOON)
    url = reverse("authoring:retire", args=[cast.library.pk, what, uid])
    publish = reverse("authoring:publish", args=[cast.library.pk])
    assert url in as_author.get(publish).content.decode()
    assert as_author.post(url, follow=True).status_code == 200
    assert Entry.objects.get(what=what).retired_at is not None
    assert url not in as_author.get(publish).content.decode()
