"""Taking many facts in: pastes, CSV, TOML; found again, told of row by row, all or nothing; and giving them out."""

import codecs
import csv
import io
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from learn.authoring import drafts, importing
from learn.authoring.models import Entry, EntryVersion, ImportUpload
from learn.authoring.sheets import COLUMNS, incoming_from, is_storable, read_csv, read_paste
from learn.classrooms.roster.refusal import RefusedError
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

PASTE = "osteoclast\ta cell that breaks down bone\nosteoblast\ta cell that builds bone\nWhat is a rib?\tA bone\n"


def send(client: Client, cast, text: str = "", data: bytes | None = None, name: str = "terms.csv", **more: str):
    """Uploads, and gives the page of the preview."""
    files = {"file": SimpleUploadedFile(name, data)} if data is not None else {}
    sent = {"upload_id": str(uuid4()), "text": text, "topic": "", "study": ""} | more | files
    url = reverse("authoring:import", args=[cast.library.pk])
    topics = client.get(url).context["form"].fields["topic"].choices
    sent["topic"] = sent["topic"] or topics[0][0]
    return client.post(url, sent, follow=True)


def confirm(client: Client, page):
    return client.post(page.request["PATH_INFO"], {"seen": page.context["seen"]}, follow=True)


def facts() -> dict[str, dict]:
    return {entry.uid: entry.table for entry in Entry.objects.live().filter(what="fact")}


def test_a_paste_is_shown_first_and_stored_when_confirmed(cast, as_author: Client) -> None:
    page = send(as_author, cast, PASTE, citation="Handbook, 2024", new_topic="Cells", as_of="2024")
    assert page.context["added_count"] == 5  # three facts, a topic, a source
    assert page.context["examples"][0] == ("What does “osteoclast” mean?", "A cell that breaks down bone")
    assert not facts()
    done = confirm(as_author, page)
    assert done.context["upload"].status == "done"
    table = facts()["osteoclast"]
    assert (table["topic"], table["study"], table["as_of"]) == ("cells", "handbook-2024", "2024")
    assert facts()["rib"]["kind"] == "statement"
    assert set(EntryVersion.objects.filter(entry__what="fact").values_list("act", flat=True)) == {"imported"}


def test_taken_in_again_it_changes_nothing(cast, as_author: Client) -> None:
    for _time in range(2):
        confirm(as_author, send(as_author, cast, PASTE, citation="Handbook", new_topic="Cells"))
    page = send(as_author, cast, PASTE, citation="Another book", new_topic="Others")
    assert (page.context["unchanged_count"], page.context["does_something"]) == (3, False)
    assert set(Entry.objects.filter(what="fact").values_list("version", flat=True)) == {1}


def test_a_changed_meaning_is_brought_up_to_date_and_what_a_row_leaves_out_stays(cast, write, as_author) -> None:
    write(tags=["cells"])
    page = send(as_author, cast, "Osteoclasts; a cell that takes bone away")
    assert (page.context["changed_count"], page.context["added_count"]) == (1, 0)
    confirm(as_author, page)
    table = facts()["osteoclast"]
    assert table["wording"] == "Osteoclasts means a cell that takes bone away."
    assert (table["tags"], table["study"]) == (["cells"], "handbook-2024")


@pytest.mark.parametrize("between", ["\t", ",", ";", " - ", " – "])
def test_what_stands_between_is_told_by_the_lines(between: str) -> None:
    read = read_paste(f"rib{between}a bone of the chest\n\nskull{between}the bones, all of them, of the head")
    assert [line.said["term"] for line in read.lines] == ["rib", "skull"]
    assert read.lines[1].said["meaning"] == "the bones, all of them, of the head"
    assert [line.row for line in read.lines] == [1, 3]


@pytest.mark.parametrize(
    "data",
    [
        b"Term,Definition,As of\nrib,a bone,2024\n",
        codecs.BOM_UTF8 + b"term;meaning;as of\nrib;a bone;2024\n",
        "term\tmeaning\tdate\nrib\ta bone\t2024\n".encode("utf-16"),
        'sep=;\nfront;back;year\nrib;"a bone";2024\n'.encode("cp1252"),
    ],
)
def test_a_csv_file_is_read_as_spreadsheets_write_it(data: bytes, cast, as_author: Client) -> None:
    confirm(as_author, send(as_author, cast, data=data))
    assert (facts()["rib"]["meaning"], facts()["rib"]["as_of"]) == ("a bone", "2024")


def test_columns_fill_the_fields_they_name(cast, as_author: Client) -> None:
    head = "term,meaning,plain,topic,source,link,as of,hedge,tags,also,kind"
    row = 'rib,often a bone,a chest bone,Chest,"Gray, 2020",10.1000/182,2020,often,"a, b",costa,definition'
    confirm(as_author, send(as_author, cast, data=f"{head}\n{row}\n".encode()))
    table = facts()["rib"]
    assert table["meaning"] == {"nursing": "often a bone", "plain": "a chest bone"}
    assert (table["hedge"], table["tags"], table["also"], table["topic"]) == ("often", ["a", "b"], ["costa"], "chest")
    assert Entry.objects.get(what="study").table == {"uid": "gray-2020", "citation": "Gray, 2020", "doi": "10.1000/182"}


def test_rows_with_errors_are_left_out_and_told_with_their_numbers(cast, write, as_author: Client) -> None:
    write("hip", "a joint")
    data = (
        "term,meaning,kind,link,hedge\n"
        "rib,a bone,,,\n"
        ",a bone,,,\n"
        "skull,,,,\n"
        "Ribs,something else,,,\n"
        "rib,a bone,,,\n"
        "toe,a digit,set,,\n"
        "knee,a joint,,javascript:x,\n"
        f"arm,{'x' * 501},,,\n"
        "leg,a limb,,,often\n"
    )
    page = send(as_author, cast, data=data.encode())
    told = {row.row: row.what for row in page.context["left_out"]}
    assert set(told) == {3, 4, 5, 6, 7, 8, 9, 10}
    assert "“rib” says the same as in row 2." in told[6]
    assert "characters" in told[9] and "often" in told[10]
    assert "javascript" in told[8]
    confirm(as_author, page)
    assert set(facts()) == {"hip", "rib"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "There is nothing in it"),
        (b"PK\x03\x04rest", "Excel workbook"),
        (b"a,b,c\n1,2,3\n", "No columns are headed"),
        (b"term,meaning\n", "nothing below them"),
        (b'term,meaning\n"rib,a bone\n', "quotation mark"),
        (b"term,meaning\n" + b"x,y\n" * 10_001, "10001 rows; 10000 can be taken"),
        (b"term,meaning\n" + b"x" * 200_000 + b",y\n", "A cell of row 2 has more than 131072 characters"),
        (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
        (b"[[fact]]\nuid = ", "not valid TOML"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(data: bytes, said: str, cast, as_author: Client) -> None:
    page = send(as_author, cast, data=data)
    assert page.status_code == 422
    assert said in str(page.context["form"].errors)
    assert not ImportUpload.objects.exists()


def test_a_paste_that_is_too_large_is_told_what_to_do(cast, as_author: Client) -> None:
    page = send(as_author, cast, "a\tb\n" * (2 * 1024 * 1024 // 4 + 1))
    assert page.status_code == 422
    assert "larger than 2 MB" in str(page.context["form"].errors)
    assert not ImportUpload.objects.exists()


def test_the_library_as_toml_comes_back_to_the_same_entries(cast, write, enter, as_author: Client) -> None:
    write(tags=["cells"])
    write("hip", "a joint", hedge="")
    text = as_author.get(reverse("authoring:as_toml", args=[cast.library.pk])).content
    page = send(as_author, cast, data=text, name="library.toml")
    assert (page.context["does_something"], page.context["left_out"]) == (False, [])
    cast.library = cast.elsewhere
    olga = enter(cast.outsider)
    confirm(olga, send(olga, cast, data=text, name="library.toml"))
    entries = {each.uid: each.table for each in Entry.objects.filter(library=cast.elsewhere)}
    # But for the deck's title, which is by the library's.
    assert "title" not in entries.pop("all")
    own = {each.uid: each.table for each in Entry.objects.exclude(library=cast.elsewhere).exclude(what="deck")}
    assert own == entries


def test_the_definitions_as_csv_come_back_unchanged(cast, write, as_author: Client) -> None:
    write(tags=["cells", "bone"], also=["OC"])
    write("-ase", "=an ending, often of enzymes", hedge="often")
    text = as_author.get(reverse("authoring:as_csv", args=[cast.library.pk])).content
    page = send(as_author, cast, data=text)
    assert (page.context["unchanged_count"], page.context["left_out"]) == (2, [])


def test_what_a_spreadsheet_would_save_otherwise_is_marked_and_comes_back(cast, write, as_author: Client) -> None:
    # Seen in one: 1E5 became 1.00E+05, 0042 became 42, 1/2 a day, 20 digits became 1.23456789012346E+019.
    for term, meaning in (("1E5", "0042"), ("1/2", "12345678901234567890"), ("2026-11", "42")):
        write(term, meaning)
    text = as_author.get(reverse("authoring:as_csv", args=[cast.library.pk])).content
    rows = csv.DictReader(io.StringIO(text.decode("utf-8-sig")))
    assert {row["term"]: row["meaning"] for row in rows} == {
        "'1E5": "'0042",
        "'1/2": "'12345678901234567890",
        "'2026-11": "42",
    }
    page = send(as_author, cast, data=text)
    assert (page.context["unchanged_count"], page.context["left_out"]) == (3, [])


def test_mistakes_of_a_toml_file_are_told_with_their_lines(cast, write, as_author: Client) -> None:
    write()
    text = '[[fact]]\nkind = "definition"\nterm = "rib"\nmeaning = "a bone"\ntopic = "nowhere"\n'
    page = send(as_author, cast, data=text.encode(), name="x.toml")
    assert [(row.row, "topic" in row.what) for row in page.context["left_out"]] == [(1, True)]


def test_a_preview_that_is_no_longer_true_is_not_taken(cast, write, as_author: Client) -> None:
    page = send(as_author, cast, PASTE)
    write("hip", "a joint")
    stale = as_author.post(page.request["PATH_INFO"], {"seen": page.context["seen"]})
    assert stale.status_code == 409
    assert set(facts()) == {"hip"}
    assert confirm(as_author, stale).context["upload"].status == "done"


def test_nothing_is_half_taken(cast, as_author: Client, monkeypatch) -> None:
    page = send(as_author, cast, PASTE)
    save = drafts.save_entries

    def broken(**values: object) -> None:
        saved = save(**values)
        if len(saved.added) > 2:
            raise RuntimeError("the disk is full")
        return saved

    monkeypatch.setattr(drafts, "save_entries", broken)
    failed = confirm(as_author, page)
    assert "Nothing was taken" in failed.context["upload"].problem
    assert not Entry.objects.exists()
    monkeypatch.undo()
    assert confirm(as_author, failed).context["upload"].status == "done"


def test_two_clicks_take_it_once_and_a_large_one_waits_for_the_worker(cast, as_author: Client, monkeypatch) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 2)
    page = send(as_author, cast, PASTE)
    waiting = confirm(as_author, page)
    again = confirm(as_author, page)
    assert "waits for its turn" in waiting.content.decode()
    assert 'hx-trigger="every 2s"' in again.content.decode()
    importing.carry_out_waiting(timezone.now())
    importing.carry_out_waiting(timezone.now())
    assert len(facts()) == 3
    assert "It is in the library now." in as_author.get(page.request["PATH_INFO"]).content.decode()


def test_a_retired_fact_in_a_file_comes_back_and_nothing_else_is_retired(cast, write, as_author: Client) -> None:
    kept = write("hip", "a joint")
    drafts.retire_entry(entry=write(), by=cast.author, now=NOON)
    page = send(as_author, cast, "osteoclast\ta cell that breaks down bone")
    assert page.context["returned_count"] == 1
    confirm(as_author, page)
    assert set(facts()) == {"osteoclast", kept.uid}


def test_uploads_are_their_uploaders_alone_and_forgotten_after_a_day(cast, enter, as_author: Client) -> None:
    page = send(as_author, cast, PASTE)
    path = page.request["PATH_INFO"]
    for other in (cast.editor, cast.outsider, cast.student):
        assert enter(other).get(path).status_code == 404
        assert enter(other).post(path, {"seen": page.context["seen"]}).status_code == 404
    importing.forget_uploads(timezone.now())
    assert ImportUpload.objects.exists()
    importing.forget_uploads(timezone.now() + importing.UPLOADS_KEPT * 2)
    assert as_author.get(path).status_code == 404


def test_putting_an_upload_away_takes_nothing(cast, as_author: Client) -> None:
    page = send(as_author, cast, PASTE)
    as_author.post(f"{page.request['PATH_INFO']}discard/")
    assert not ImportUpload.objects.exists() and not Entry.objects.exists()


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20)


@given(st.lists(st.lists(words, max_size=4), max_size=6), st.sampled_from(["\t", ",", ";", " - "]))
def test_whatever_is_pasted_is_read_or_refused(rows: list[list[str]], between: str) -> None:
    text = "\n".join(between.join(row) for row in rows)
    for read in (read_paste, read_csv):
        try:
            incoming = read(text)
        except RefusedError:
            continue
        assert incoming_from(incoming.as_data()) == incoming
        assert all(line.said["term"] and line.said["meaning"] for line in incoming.lines)
        assert is_storable([dict(line.said) for line in incoming.lines])


plain_words = st.text("abcdefghij äß,;'\"-=", min_size=1, max_size=15).map(lambda text: " ".join(text.split()))
plain_words = plain_words.filter(lambda text: text[:1].isalpha())


@given(st.lists(st.tuples(plain_words, plain_words), min_size=1, max_size=5))
def test_a_csv_file_says_just_what_was_written(rows: list[tuple[str, str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([("term", "meaning"), *rows])
    assert [(line.said["term"], line.said["meaning"]) for line in read_csv(out.getvalue()).lines] == rows


def test_the_columns_given_out_are_all_understood() -> None:
    read = read_csv(",".join(COLUMNS) + "\n" + ",".join("x" for _each in COLUMNS))
    assert set(read.lines[0].said) == set(COLUMNS)


def test_a_cell_changed_in_the_exported_file_changes_the_sentence_with_it(cast, write, as_author: Client) -> None:
    write()
    write("hip", "a joint", wording="The hip is where the leg begins.")
    text = as_author.get(reverse("authoring:as_csv", args=[cast.library.pk])).content.decode()
    assert "Osteoclast means" not in text and "The hip is where the leg begins." in text
    edited = text.replace("a cell that breaks down bone", "a cell that takes bone away").replace(
        "a joint", "a big joint"
    )
    page = send(as_author, cast, data=edited.encode())
    shown = {row.heading: {change.label for change in row.changes} for row in page.context["changed"]}
    assert shown == {"osteoclast": {"Meaning", "The fact as one sentence"}, "hip": {"Meaning"}}
    assert "<del>" in page.content.decode()
    confirm(as_author, page)
    assert facts()["osteoclast"]["wording"] == "Osteoclast means a cell that takes bone away."
    assert facts()["hip"]["wording"] == "The hip is where the leg begins."


@pytest.mark.parametrize("ending", ["csv", "toml"])
def test_a_sentence_that_was_only_proposed_is_nobodys_own_in_a_file(ending: str, cast, write, as_author) -> None:
    write()
    if ending == "csv":
        data = "term,meaning,wording\nosteoclast,a bone eater,Osteoclast means a cell that breaks down bone.\n"
    else:
        whole = as_author.get(reverse("authoring:as_toml", args=[cast.library.pk])).content.decode()
        data = whole.replace('meaning = "a cell that breaks down bone"', 'meaning = "a bone eater"')
    confirm(as_author, send(as_author, cast, data=data.encode(), name=f"x.{ending}"))
    assert facts()["osteoclast"]["wording"] == "Osteoclast means a bone eater."


def test_pairs_that_are_no_meanings_are_asked_for_in_the_authors_words(cast, as_author: Client) -> None:
    wrong = send(as_author, cast, "Opioids; Naloxone", pairs="asked", pattern="What is the antidote?")
    assert wrong.status_code == 422 and "exactly once" in str(wrong.context["form"].errors["pattern"])
    empty = send(as_author, cast, "Opioids; Naloxone", pairs="asked", pattern="")
    assert "each needs its question" in str(empty.context["form"].errors["pattern"])
    assert "may be empty" not in str(empty.context["form"]["pattern"].label)
    asked = {"pairs": "asked", "pattern": "What is the antidote of {term}?"}
    page = send(as_author, cast, "Opioids; Naloxone\nWhat is a rib?; A bone", **asked)
    assert page.context["examples"] == [
        ("What is the antidote of Opioids?", "Naloxone"),
        ("What is a rib?", "A bone"),
    ]
    confirm(as_author, page)
    assert {table["kind"] for table in facts().values()} == {"statement"}
    again = send(as_author, cast, "Opioids; Naloxone", **asked)
    assert again.context["does_something"] is False


def test_capitals_within_a_question_made_of_pairs_are_told_of(cast, as_author: Client) -> None:
    asked = {"pairs": "asked", "pattern": "What is the antidote of {term}?"}
    pairs = "Digoxin; digoxin immune fab\nACE inhibitors; none\nopioids; naloxone\nWhat is Heparin?; A drug"
    page = send(as_author, cast, pairs, **asked)
    assert page.context["capitals"] == [("What is the antidote of Digoxin?", "digoxin")]
    assert "Capitals within a question" in page.content.decode()
    leading = send(as_author, cast, "Digoxin; fab", pairs="asked", pattern="{term}: what is its antidote?")
    assert not leading.context["capitals"]
    confirm(as_author, page)
    assert facts()["antidote-digoxin"]["asks"][0]["ask"] == "What is the antidote of Digoxin?"


def test_the_deck_of_all_cards_is_called_by_the_library_that_takes_it_in(cast, write, enter, as_author) -> None:
    write()
    text = as_author.get(reverse("authoring:as_toml", args=[cast.library.pk])).content
    assert b"All cards of Bone notes" in text
    olga = enter(cast.outsider)
    own = SimpleNamespace(library=cast.elsewhere)
    confirm(olga, send(olga, own, data=text, name="library.toml"))
    deck = Entry.objects.get(library=cast.elsewhere, what="deck")
    assert drafts.deck_title(cast.elsewhere, deck.table) == "All cards of Elsewhere"
    named = text.replace(b"All cards of Bone notes", b"For the exam")
    confirm(olga, send(olga, own, data=named, name="library.toml"))
    deck.refresh_from_db()
    assert drafts.deck_title(cast.elsewhere, deck.table) == "For the exam"


def test_only_pairs_can_be_asked_otherwise(cast, as_author: Client) -> None:
    hint = "Not the question that you want?"
    assert hint in send(as_author, cast, "Opioids; Naloxone").content.decode()
    toml = b'[[fact]]\nkind = "definition"\nterm = "rib"\nmeaning = "a bone"\n'
    page = send(as_author, cast, data=toml, name="library.toml")
    assert page.context["examples"] and hint not in page.content.decode()


def test_an_earlier_upload_is_there_beside_a_later_one_and_the_oldest_go(cast, as_author: Client) -> None:
    first = send(as_author, cast, "rib; a bone").request["PATH_INFO"]
    second = send(as_author, cast, "hip; a joint").request["PATH_INFO"]
    assert [as_author.get(url).status_code for url in (first, second)] == [200, 200]
    listed = as_author.get(reverse("authoring:import", args=[cast.library.pk])).content.decode()
    assert first in listed and second in listed
    for number in range(importing.MOST_WAITING - 1):
        send(as_author, cast, f"rib {number}; a bone")
    assert ImportUpload.objects.count() == importing.MOST_WAITING
    assert [as_author.get(url).status_code for url in (first, second)] == [404, 200]


def test_facts_are_counted_and_what_is_left_out_is_named(cast, as_author: Client) -> None:
    data = b"term,meaning,topic,source,mine\nrib,a bone,Chest,Gray,x\nhip,a joint,Leg,Gray,y\n"
    page = send(as_author, cast, data=data)
    counted = {"added": 2, "others": 3, "refused": 0}
    assert page.context["counts"] == counted
    assert "The column “mine” is not known and is left out." in page.content.decode()
    done = confirm(as_author, page)
    assert done.context["upload"].report == counted
    figures = [
        each.content.decode().partition('<dl class="figures">')[2].partition("</dl>")[0] for each in (page, done)
    ]
    assert figures[0] == figures[1] and "<dd>3</dd>" in figures[1]


def test_each_line_may_have_its_own_mark_between() -> None:
    read = read_paste("rib\ta bone\nhip - a joint\nskull, bones - all of the head")
    said = [tuple(line.said.values()) for line in read.lines]
    assert said == [("rib", "a bone"), ("hip", "a joint"), ("skull, bones", "all of the head")]
