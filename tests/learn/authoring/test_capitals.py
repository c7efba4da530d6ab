"""Names with the capital of a beginning within a sentence: their author is told, and asked; nothing is changed."""

import pytest
from django.test import Client

from learn.authoring.capitals import in_small, within
from learn.authoring.models import Entry
from tests.learn.authoring.samples import SOURCE, TYPED
from tests.learn.authoring.test_fact_pages import new_url

CONTRAST = {
    "subjects-0-name": "Left-sided heart failure",
    "subjects-1-name": "ACE inhibitors",
    "attributes-0-ask": "Where does fluid back up in {subject}?",
    "attributes-0-values-0": "in the lungs",
    "attributes-0-values-1": "nowhere",
}


@pytest.mark.parametrize(
    ("name", "small"),
    [
        ("Left-sided heart failure", "left-sided heart failure"),
        ("Digoxin", "digoxin"),
        ("Type 2 diabetes", "type 2 diabetes"),
        ("digoxin", ""),
        ("ACE inhibitors", ""),
        ("Parkinson's disease", ""),
        ("Parkinson’s disease", ""),
        ("New York Heart Association class", ""),
        ("X-ray", ""),
        ("Na", ""),
        ("pH", ""),
        ("β-blockers", ""),
        ("", ""),
    ],
)
def test_only_a_capital_that_may_be_that_of_a_beginning_is_asked_about(name: str, small: str) -> None:
    assert in_small(name) == small


@pytest.mark.parametrize(
    ("text", "is_within"),
    [
        ("What is the antidote of Digoxin?", True),
        ("Digoxin", False),
        ("Fill in: Digoxin and ____.", False),
        ("It is toxic. Digoxin is meant.", False),
        ("What does “Digoxin” mean?", False),
        ("What is a Digoxins?", False),
    ],
)
def test_where_a_sentence_begins_a_capital_stands_rightly(text: str, is_within: bool) -> None:
    assert bool(within("Digoxin", [text])) is is_within


@pytest.mark.django_db
def test_an_author_is_told_of_it_at_its_row_and_nothing_is_changed(cast, as_author: Client) -> None:
    page = as_author.post(new_url(cast, "contrast"), CONTRAST | SOURCE | {"do": "preview"})
    [told] = [each for each in page.context["preview"].advice if each.field.startswith("subjects")]
    assert told.field == "subjects-0-name"
    assert "“Where does fluid back up in Left-sided heart failure?”" in told.words
    assert "write: left-sided heart failure" in told.words
    assert as_author.post(new_url(cast, "contrast"), CONTRAST | SOURCE).status_code == 302
    assert Entry.objects.get(what="fact").table["subjects"][0]["name"] == "Left-sided heart failure"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        ("set", {"members-1-name": "Prostate cancer"}, "members-1-name"),
        ("rank", {"places-1-name": "Liver"}, "places-1-name"),
        ("role", {"agent": "Denosumab"}, "agent"),
        ("set", {}, ""),
        ("role", {"agent": "denosumab"}, ""),
    ],
)
def test_each_sort_of_fact_with_names_is_looked_through(kind, typed, field, cast, as_author: Client) -> None:
    page = as_author.post(new_url(cast, kind), TYPED[kind] | typed | SOURCE | {"do": "preview"})
    found = [each.field for each in page.context["preview"].advice if "proper name" in each.words]
    assert found == ([field] if field else [])
