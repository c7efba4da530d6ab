"""Facts without a source: told of before an import, and given one in one step, before it or after."""

import pytest
from django.test import Client
from django.urls import reverse

from learn.authoring import drafts, reading
from learn.authoring.models import Entry, EntryVersion
from tests.conftest import NOON
from tests.learn.authoring.test_importing import PASTE, confirm, facts, send

pytestmark = pytest.mark.django_db


def give_url(cast) -> str:
    return reverse("authoring:source_facts", args=[cast.library.pk])


@pytest.fixture
def unsourced(cast, write) -> list[Entry]:
    """Two facts without a source, beside one that has one."""
    write("hip", "a joint")
    entries = [write("rib", "a bone of the chest"), write("skull", "the bones of the head")]
    tables = [("fact", {key: value for key, value in each.table.items() if key != "study"}) for each in entries]
    drafts.save_entries(library=cast.library, tables=tables, act="edited", by=cast.author, now=NOON)
    return list(reading.unsourced(cast.library))


def test_an_import_without_a_source_says_so_and_takes_one(cast, as_author: Client, publish) -> None:
    page = send(as_author, cast, PASTE)
    assert "3 new facts have no source, and cannot be published so." in page.content.decode()
    set_source = reverse("authoring:source_upload", args=[cast.library.pk, page.context["upload"].pk])
    for typed in ({}, {"citation": "Handbook, 2024", "link": "nowhere"}):
        assert as_author.post(set_source, typed).status_code == 422
    again = as_author.post(set_source, {"citation": "Handbook, 2024", "link": ""}, follow=True)
    assert not again.context["unsourced"] and "have no source" not in again.content.decode()
    assert not facts()
    confirm(as_author, again)
    assert {table["study"] for table in facts().values()} == {"handbook-2024"}
    assert as_author.post(set_source, {"citation": "Another"}).status_code == 404
    assert publish().status == "done"


def test_nobody_sets_the_source_of_anothers_upload(cast, enter, as_author: Client) -> None:
    page = send(as_author, cast, PASTE)
    set_source = reverse("authoring:source_upload", args=[cast.library.pk, page.context["upload"].pk])
    for other in (cast.editor, cast.outsider, cast.student):
        assert enter(other).post(set_source, {"citation": "Mine"}).status_code == 404


def test_all_facts_without_a_source_are_given_one_in_one_step(cast, as_author: Client, unsourced, publish) -> None:
    page = as_author.get(reverse("authoring:publish", args=[cast.library.pk])).content.decode()
    assert "2 facts do not say where they are from." in page and give_url(cast) in page
    shown = as_author.get(give_url(cast))
    assert [row.entry.uid for row in shown.context["rows"]] == ["rib", "skull"]
    assert "Give it to all 2 facts" in shown.content.decode()
    for nothing in ({}, {"citation": " \u200b "}):
        assert as_author.post(give_url(cast), {"seen": shown.context["seen"]} | nothing).status_code == 422
    done = as_author.post(give_url(cast), {"seen": shown.context["seen"], "citation": "Gray, 2020"}, follow=True)
    assert "2 facts have their source now." in done.content.decode()
    assert {uid: table["study"] for uid, table in facts().items()} == {
        "hip": "handbook-2024",
        "rib": "gray-2020",
        "skull": "gray-2020",
    }
    newest = EntryVersion.objects.filter(entry__uid="rib").order_by("-number").first()
    assert (newest.number, newest.act, newest.by) == (3, "edited", cast.author)
    assert publish().status == "done"


def test_nothing_is_stored_where_other_facts_are_without_one_by_then(cast, as_author: Client, unsourced) -> None:
    shown = as_author.get(give_url(cast))
    sent = {"seen": shown.context["seen"], "study": "handbook-2024"}
    last = unsourced[-1]
    table = {**last.table, "meaning": "all bones of the head"}
    drafts.save_entry(
        library=cast.library, what="fact", uid=last.uid, table=table, act="edited", by=cast.author, now=NOON
    )
    assert as_author.post(give_url(cast), sent).status_code == 409
    assert reading.unsourced(cast.library).count() == 2
    seen = as_author.get(give_url(cast)).context["seen"]
    assert as_author.post(give_url(cast), sent | {"seen": seen}).status_code == 302
    assert not reading.unsourced(cast.library).exists()
