"""The bank of a library: found, filtered, labelled at once; questions that ask the same."""

import pytest

from cards.models import Item, ItemTag
from learn.authoring.models import Entry, What
from tests.learn.authoring.item_pages import at, question

pytestmark = pytest.mark.django_db

STEMS = {
    "thirst": "Which value tells most of her thirst?",
    "bones": "Which mineral leaves the bones of this patient?",
    "held": "Which cell breaks bone down in this exam?",
}


@pytest.fixture
def bank(cast, as_author, write, publish) -> dict[str, str]:
    """Three written questions, two of them tagged and one held out, beside what is made of four facts; published."""
    fact = write()
    for term, meaning in (("osteoblast", "a cell that builds bone"), ("osteocyte", "a cell that dwells in bone")):
        write(term, meaning)
    write("marrow", "the soft tissue inside bones", held_out=True)
    more = {"thirst": {"tags": "exam, Thirst"}, "bones": {"tags": "exam"}, "held": {"held_out": "on"}}
    uids = {}
    for name, stem in STEMS.items():
        made = "select_all" if name == "bones" else "multiple_choice"
        sent = question(made, facts=[fact.uid], topic=fact.table["topic"], stem=stem, **more[name])
        response = as_author.post(at(cast.library, f"items/new/?format={made}"), sent)
        uids[name] = response["Location"].split("/")[-3]
    publish()
    return uids


@pytest.fixture
def stems(cast, as_author):
    """Which of the written questions a search lists, and how many are listed in all."""

    def look(query: str = "") -> set[str]:
        page = as_author.get(at(cast.library, f"bank/?{query}"))
        assert page.status_code == 200
        listed = page.content.decode()
        return {name for name, stem in STEMS.items() if stem in listed}

    return look


SEARCHES = [
    ("", {"thirst", "bones", "held"}),
    ("q=patient+mineral", {"bones"}),
    ("q=PATIENTS", {"bones"}),
    ("q=thir", {"thirst"}),
    ("q=nothing+like+it", set()),
    ("q=%22_%00", {"thirst", "bones", "held"}),
    ("q=%25", set()),
    ("tag=exam", {"thirst", "bones"}),
    ("tag=Thirst", {"thirst"}),
    ("tag=none", set()),
    ("tag=%00", {"thirst", "bones", "held"}),
    ("format=select_all", {"bones"}),
    ("held_out=yes", {"held"}),
    ("held_out=no&made=written", {"thirst", "bones"}),
    ("made=facts", set()),
    ("topic=cells&made=written", {"thirst", "bones", "held"}),
    ("topic=elsewhere", set()),
    ("show=drafts", set()),
    ("page=99", {"thirst", "bones", "held"}),
    ("page=x", {"thirst", "bones", "held"}),
]


def test_questions_are_found(bank, stems):
    assert {query: stems(query) for query, _ in SEARCHES} == dict(SEARCHES)


def test_before_the_first_publication_the_bank_opens_at_what_was_written(cast, as_author, write) -> None:
    fact = write()
    sent = question("multiple_choice", facts=[fact.uid], topic=fact.table["topic"], stem=STEMS["thirst"])
    as_author.post(at(cast.library, "items/new/?format=multiple_choice"), sent)
    page = as_author.get(at(cast.library, "bank/"))
    assert page.context["shows_drafts"] and STEMS["thirst"] in page.content.decode()
    published = as_author.get(at(cast.library, "bank/?show=published")).content.decode()
    assert STEMS["thirst"] not in published and "1 question is not published yet" in published


def test_made_and_held_out_questions_are_told_apart(cast, as_author, bank):
    page = as_author.get(at(cast.library, "bank/?made=facts")).content.decode()
    assert "made from a fact" in page
    assert "Copy as a written question" in page
    assert 'name="uid"' not in page, "what is made from facts follows its fact"
    kept = as_author.get(at(cast.library, "bank/?held_out=yes&made=facts")).content.decode()
    assert "kept for assigned quizzes" in kept


def test_what_is_not_published_yet_is_listed_apart(cast, as_author, bank, write):
    fact = write()
    sent = question(facts=[fact.uid], topic=fact.table["topic"], stem="Which draft is this one here?")
    as_author.post(at(cast.library, "items/new/?format=multiple_choice"), sent)
    as_author.post(at(cast.library, f"items/{bank['bones']}/retire/"))
    page = as_author.get(at(cast.library, "bank/?show=drafts")).content.decode()
    assert "Which draft is this one here?" in page
    assert "not published yet" in page
    assert STEMS["bones"] in page
    assert "Which draft is this one here?" not in as_author.get(at(cast.library, "bank/")).content.decode()


def test_several_are_tagged_and_held_out_at_once_and_it_counts_once_published(cast, as_author, bank, publish):
    labels = {"uid": [bank["thirst"], bank["bones"]], "add": "week 3, EXAM", "remove": "thirst", "hold_out": "yes"}
    response = as_author.post(at(cast.library, "bank/labels/"), labels | {"query": "tag=exam"})
    assert response["Location"].endswith("bank/?tag=exam")
    assert "2 questions changed. It takes effect" in as_author.get(response["Location"]).content.decode()
    table = Entry.objects.get(library=cast.library, uid=bank["thirst"]).table
    assert table["tags"] == ["exam", "week 3"]
    row = Item.objects.get(uid=f"{cast.library.code}-{bank['thirst']}")
    assert not row.is_held_out
    publish()
    row.refresh_from_db()
    assert row.is_held_out
    assert set(ItemTag.objects.filter(item=row).values_list("tag", flat=True)) == {"exam", "week 3"}
    as_author.post(at(cast.library, "bank/labels/"), {"uid": bank["thirst"], "hold_out": "no"})
    assert "held_out" not in Entry.objects.get(library=cast.library, uid=bank["thirst"]).table


def test_labels_that_cannot_be_are_refused(cast, as_author, bank):
    one = {"uid": bank["bones"]}
    for labels, said in (
        ({"add": "x"}, "Tick the questions first."),
        (one | {"add": "x" * 41}, "A tag has 40 characters at most."),
        (one | {"add": ",".join("abcdefghijklmn")}, "A question can have 12 tags."),
        ({"uid": "nothing", "add": "x"}, "0 questions changed."),
    ):
        response = as_author.post(at(cast.library, "bank/labels/"), labels, follow=True)
        assert said in response.content.decode()
    assert Entry.objects.get(library=cast.library, uid=bank["bones"]).table["tags"] == ["exam"]


def test_other_peoples_questions_are_not_labelled(cast, enter, bank):
    client = enter(cast.outsider)
    assert client.post(at(cast.library, "bank/labels/"), {"uid": bank["bones"], "add": "x"}).status_code == 404
    client.post(at(cast.elsewhere, "bank/labels/"), {"uid": bank["bones"], "add": "x"})
    assert Entry.objects.get(library=cast.library, uid=bank["bones"]).table["tags"] == ["exam"]


def test_questions_that_ask_the_same_are_listed(cast, as_author, bank, write):
    assert "No two questions ask the same." in as_author.get(at(cast.library, "bank/alike/")).content.decode()
    fact = write()
    stem = "Which mineral leaves the bone of this one patient?"
    sent = question("select_all", facts=[fact.uid], topic=fact.table["topic"], stem=stem)
    as_author.post(at(cast.library, "items/new/?format=select_all"), sent)
    page = as_author.get(at(cast.library, "bank/alike/")).content.decode()
    assert stem in page
    assert STEMS["bones"] in page
    assert "nearly the same" in page


def test_a_page_costs_the_same_however_many_there_are(cast, as_author, bank, django_assert_max_num_queries):
    entry = Entry.objects.get(library=cast.library, uid=bank["thirst"])
    Entry.objects.bulk_create(
        Entry(
            library=cast.library,
            what=What.ITEM,
            uid=f"more-{number}",
            position=number,
            table={**entry.table, "uid": f"more-{number}"},
            words=entry.words,
            topic=entry.topic,
            changed_at=entry.changed_at,
        )
        for number in range(60)
    )
    # Session (and its renewal, three), user, author, topics and their counts, drafts and published counted, the
    # page's questions, their tags and entries, formats, all tags.
    for query in ("", "show=drafts"):
        with django_assert_max_num_queries(15):
            as_author.get(at(cast.library, f"bank/?{query}"))
