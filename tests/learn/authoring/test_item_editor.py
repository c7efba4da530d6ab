"""Writing questions of every format: from the form to a table and back, tried out, saved, published, changed."""

import json
import re
from uuid import uuid4

import pytest
from django.urls import reverse

from cards.items.kinds import Format
from cards.models import Item
from learn.accounts.models import User
from learn.authoring.item_forms import ItemForm
from learn.authoring.item_opening import sheet_of
from learn.authoring.models import Entry, EntryVersion, What
from learn.quizzes import actions as quizzes
from learn.quizzes.ask import Ask
from learn.quizzes.models import AttemptItem
from learn.quizzes.shown import FIELD
from tests.conftest import NOON
from tests.learn.authoring.item_pages import POINTS, RIGHT, at, choices, question, resent

pytestmark = pytest.mark.django_db


@pytest.fixture
def fact(write) -> Entry:
    return write()


@pytest.fixture
def sent(fact):
    """A whole question on the fact, as the form sends it."""
    return lambda made="multiple_choice", **more: question(made, facts=[fact.uid], topic=fact.table["topic"], **more)


@pytest.fixture
def save(cast, as_author, sent):
    """Saves a question of a format through its form."""

    def do(made="multiple_choice", **more) -> Entry:
        data = sent(made, **more)
        response = as_author.post(at(cast.library, f"items/new/?format={made}"), data)
        assert response.status_code == 302, told(response)
        return Entry.objects.get(library=cast.library, what=What.ITEM, uid=response["Location"].split("/")[-3])

    return do


def told(response) -> str:
    return " ".join(re.findall(r'<a href="#id_.*?</li>', response.content.decode()))


def tried(made: str, answers: dict[str, list[str]]) -> dict[str, list[str]]:
    return {f"try-{FIELD}{slot}": values for slot, values in answers.items()}


@pytest.mark.parametrize("made", Format)
def test_a_question_of_each_format_is_saved_and_opened_again_as_it_was(cast, as_author, save, made):
    entry = save(made)
    page = as_author.get(at(cast.library, f"items/{entry.uid}/edit/"))
    assert page.status_code == 200
    assert "Still to be filled in" not in page.content.decode()
    kept = ItemForm(sheet_of(entry.table)).kept
    again = resent(entry.table) | {"do": "save", "seen": "1", "item_id": str(uuid4()), "kept": kept}
    response = as_author.post(at(cast.library, f"items/{entry.uid}/edit/"), again)
    assert response.status_code == 302, told(response)
    entry.refresh_from_db()
    assert entry.version == 1, "saved as it was, it is no new version"


@pytest.mark.one_database
@pytest.mark.parametrize("made", Format)
def test_a_question_is_tried_out_and_marked_and_nothing_is_stored(cast, as_author, sent, made):
    before = Entry.objects.count(), AttemptItem.objects.count()
    data = sent(made) | {"do": "preview"}
    address = at(cast.library, f"items/new/?format={made}")
    shown = as_author.post(address, data, headers={"HX-Request": "true"}).content.decode()
    assert "Which value tells most of it?" in shown
    assert "<strong>thirsty</strong>" in shown
    assert "Calcium leaves the bone." not in shown, "not before it is answered"
    done = as_author.post(address, data | {"do": "try"} | tried(made, RIGHT[made]), headers={"HX-Request": "true"})
    page = done.content.decode()
    assert f"{POINTS[made]} of {POINTS[made]}" in re.sub(r"\s+", " ", page)
    assert "Calcium leaves the bone." in page
    assert (Entry.objects.count(), AttemptItem.objects.count()) == before


def test_a_wrong_answer_is_explained_where_it_is_tried(cast, as_author, sent):
    data = sent() | {"do": "try"} | tried("multiple_choice", {"answer": ["o2"]})
    page = as_author.post(at(cast.library, "items/new/?format=multiple_choice"), data).content.decode()
    assert "Not Sodium." in page
    assert "your answer, not right" in page


def test_advice_speaks_of_the_authors_own_words_and_in_whole_sentences(cast, as_author, sent):
    answers = choices("choices", "*Calcium", "All of the above", "Always iron", "Iron", one=True)
    data = sent() | answers | {"choices-3-why": "", "do": "preview"}
    page = as_author.post(at(cast.library, "items/new/?format=multiple_choice"), data)
    advice = [f"{about} {words}" for words, about in page.context["advice"]]
    for about, words in (
        ("“All of the above”", "name what is meant"),
        ("“Always iron”", "which gives it away"),
        ("“Iron”", "does not say why it is wrong"),
    ):
        assert any(each.startswith(about) and words in each for each in advice), about
    text = page.content.decode()
    for machine in ("stands for other options", "no word of the source", "nothing says why this is wrong"):
        assert machine not in text


def test_a_reason_that_leaves_out_a_blank_is_advised_on_and_keeps_nothing_from_being_published(
    cast, as_author, sent, save, publish
):
    advice = "The reason leaves out a part"
    address = at(cast.library, "items/new/?format=dropdown")
    page = as_author.post(address, sent("dropdown") | {"do": "preview"}).content.decode()
    assert advice in page
    whole = "Calcium leaves the bone: the cell breaks it down and is large."
    assert advice not in as_author.post(address, sent("dropdown", rationale=whole) | {"do": "preview"}).content.decode()
    entry = save("dropdown")
    assert publish().status == "done"
    assert Item.objects.filter(uid=f"{cast.library.code}-{entry.uid}").exists()


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("made", "change", "said"),
    [
        ("multiple_choice", {"stem": ""}, "Please write the question."),
        ("multiple_choice", {"facts": []}, "Please choose at least one fact"),
        ("multiple_choice", {"facts": ["nothing-there"]}, "Please choose at least one fact"),
        ("multiple_choice", {"topic": ""}, "Please choose a topic."),
        ("multiple_choice", {"rationale": " "}, "Please say why the right answer is right."),
        ("multiple_choice", {"choices-right": ""}, "Please mark 1 answer as right."),
        ("multiple_choice", {"choices-2-text": "sodium"}, "“sodium” stands here twice."),
        ("multiple_choice", {"choices-1-text": ""}, "Row 2 has no “Answer”."),
        ("multiple_choice", {"choices-2-text": "", "choices-2-why": ""}, "There are 2 answers; it takes 3 to 4."),
        ("multiple_choice", {"choices-0-text": "a\u202eb"}, "hidden character"),
        ("multiple_choice", {"choices-0-text": "a\x00b"}, "hidden character"),
        ("multiple_choice", {"stem": "a" * 4001}, "This has 4001 characters. Please keep it to 4000."),
        ("multiple_choice", {"stem": "x" * 1_000_000}, "characters. Please keep it to 4000."),
        ("multiple_choice", {"choices-0-text": "y" * 1501}, "This has 1501 characters. Please keep it to 1500."),
        ("multiple_choice", {"stem": "## Which?"}, "There are no headings here"),
        ("multiple_choice", {"stem": "![a](http://a.b/c.png)\n\nWhich?"}, "It shows a picture from elsewhere."),
        ("multiple_choice", {"stem": f"![a](picture:{uuid4()})\n\nWhich?"}, "picture that this library does not have"),
        ("multiple_choice", {"difficulty": "101"}, "whole number from 0"),
        ("multiple_choice", {"difficulty": "1e309"}, "whole number from 0"),
        ("multiple_choice", {"tags": ",".join("abcdefghijklm")}, "There can be 12 tags at most."),
        ("select_all", {"choices-2-right": "on"}, "At least one has to be right, and at least one wrong."),
        ("select_n", {"choices-1-right": ""}, "that is a multiple choice question"),
        ("matrix_choice", {"rows-0-right": ""}, "Please choose the right column of “Calcium”."),
        ("matrix_choice", {"rows-0-right": "7"}, "Please choose the right column of “Calcium”."),
        ("matrix_response", {"rows-0-right": ["1"]}, "The column “Measured” is right of no row."),
        ("dropdown", {"text": "No blank."}, "The sentence needs 1 blank"),
        ("dyad", {"text": "{a} only."}, "The sentence needs 2 blanks"),
        ("dropdown", {"text": "{what} and {what}, {how}."}, "A blank stands in the sentence twice."),
        ("highlight", {"text": "[[One]] only."}, "at least two phrases"),
        ("matching", {"pairs-1-answer": "Breaks bone down"}, "Two answers are the same"),
        ("matching", {"pairs-1-answer": ""}, "Please write what goes with “Osteoblast”."),
        ("short_answer", {"accepts": ""}, "at least one right answer"),
        ("numeric", {"number": "1e309"}, "Please type the right number in digits"),
        ("numeric", {"number": "9" * 12}, "too large"),
        ("numeric", {"number": "nan"}, "Please type the right number in digits"),
        ("numeric", {"tolerance": "-1"}, "Please type a number from 0"),
        ("numeric", {"unit": ""}, "Please give the unit."),
        ("ordered", {"order": "one\ntwo"}, "There are 2 lines"),
        ("bow_tie", {"actions-0-right": ""}, "Please mark 2 answers as right."),
        ("trend", {"exhibits-1-table": "Time | Calcium\n08:00"}, "rows of different lengths"),
        ("trend", {"exhibits-0-text": ""}, "The exhibit “Notes” shows nothing"),
    ],
)
def test_what_is_wrong_is_told_in_words_and_nothing_is_lost_or_stored(cast, as_author, sent, made, change, said):
    response = as_author.post(at(cast.library, f"items/new/?format={made}"), sent(made) | change)
    assert response.status_code == 422
    page = response.content.decode()
    assert said.replace("“", "“") in page
    assert "Calcium leaves the bone." in page or "rationale" in change, "what was typed stands in the form"
    assert not Entry.objects.filter(what=What.ITEM).exists()


@pytest.mark.one_database
def test_more_than_a_form_holds_is_refused_with_a_page(cast, as_author, sent):
    many = {f"choices-{number}-text": "x" for number in range(100_000)}
    response = as_author.post(at(cast.library, "items/new/?format=select_all"), sent("select_all") | many)
    assert response.status_code == 400
    assert "<h1" in response.content.decode()
    assert not Entry.objects.filter(what=What.ITEM).exists()


def test_rows_are_added_and_blanks_appear_without_script(cast, as_author, sent):
    address = at(cast.library, "items/new/?format=multiple_choice")
    grown = as_author.post(address, sent() | {"do": "more:choices"}).content.decode()
    assert 'name="choices-3-text"' in grown
    assert 'value="Sodium"' in grown
    text = {"do": "update", "text": "Where {left} meets {right}."}
    page = as_author.post(at(cast.library, "items/new/?format=dropdown"), sent("dropdown") | text).content.decode()
    assert 'name="blank-left-0-text"' in page
    assert 'name="blank-right-0-text"' in page
    marked = {"do": "update", "text": "A [[first]] and a [[second]] one."}
    page = as_author.post(at(cast.library, "items/new/?format=highlight"), sent("highlight") | marked).content.decode()
    assert 'name="phrases-1-text" value="second"' in page


def test_facts_are_looked_for_and_stay_chosen(cast, as_author, sent, write, fact):
    write("osteoblast", "a cell that builds bone")
    address = at(cast.library, "items/new/?format=multiple_choice")
    page = as_author.post(address, sent() | {"do": "facts", "fact_q": "osteoblas"}).content.decode()
    assert f'name="facts" value="{fact.uid}" checked' in page
    assert 'name="facts" value="osteoblast">' in page


def test_two_clicks_save_one_question(cast, as_author, sent):
    data = sent()
    for _ in range(2):
        assert as_author.post(at(cast.library, "items/new/?format=multiple_choice"), data).status_code == 302
    assert Entry.objects.get(library=cast.library, what=What.ITEM).version == 1


def test_what_somebody_else_saved_meanwhile_is_not_written_over_unseen(cast, enter, as_author, save):
    entry = save()
    address = at(cast.library, f"items/{entry.uid}/edit/")
    mine = resent(entry.table) | {"do": "save", "seen": "1", "item_id": str(uuid4())}
    assert enter(cast.editor).post(address, mine | {"note": "By Ed."}).status_code == 302
    response = as_author.post(address, mine | {"note": "By Ines."})
    assert response.status_code == 422
    page = response.content.decode()
    assert "Somebody else changed this question" in page
    assert "By Ines." in page
    assert 'name="seen" value="2"' in page
    assert as_author.post(address, mine | {"note": "By Ines.", "seen": "2"}).status_code == 302
    entry.refresh_from_db()
    assert entry.table["note"] == "By Ines."


def test_a_question_is_asked_once_published_and_an_attempt_keeps_what_it_was_asked(
    cast, as_author, save, publish, enter
):
    entry = save()
    assert not Item.objects.filter(library=cast.library.code).exists()
    publish(classes=[cast.classroom])
    row = Item.objects.get(uid=f"{cast.library.code}-{entry.uid}")
    assert row.current.typed.is_marked_up
    student = enter(cast.student)
    attempt_id = uuid4()
    asked = Ask(items=(row.pk,), number=1, is_strict=True)
    quizzes.start_attempt(
        learner=User.objects.get(pk=cast.student.pk), attempt_id=attempt_id, ask=asked, now=NOON, seed=7
    )
    place = AttemptItem.objects.get(learner=cast.student, attempt_id=attempt_id, item=row).place
    address = reverse("quizzes:question", args=[attempt_id, place])
    page = student.get(address).content.decode()
    assert "<bdi>Which value tells most of it?</bdi></h1>" in page
    assert "<strong>thirsty</strong>" in page
    assert "Calcium leaves the bone." not in page
    edited = resent(entry.table) | {"do": "save", "seen": "1", "item_id": str(uuid4()), "stem": "Which one, then?"}
    assert as_author.post(at(cast.library, f"items/{entry.uid}/edit/"), edited).status_code == 302
    assert "Which value tells most of it?" in student.get(address).content.decode()
    publish()
    row.refresh_from_db()
    assert row.current.number == 2
    assert row.current.typed.stem == "Which one, then?"
    assert "Which value tells most of it?" in student.get(address).content.decode()


def test_a_question_is_copied_and_a_made_one_becomes_a_written_one(cast, as_author, save, publish, write):
    entry = save(tags="bone, cells")
    copy = as_author.get(at(cast.library, f"items/new/?copy=entry:{entry.uid}")).content.decode()
    assert 'value="bone, cells"' in copy
    assert 'name="seen" value="0"' in copy
    write("osteoblast", "a cell that builds bone")
    write("osteocyte", "a cell that dwells in bone")
    publish()
    made = Item.objects.filter(library=cast.library.code, uid__contains="/typed").first()
    address = at(cast.library, f"items/new/?copy=item:{made.pk}")
    page = as_author.get(address)
    assert page.status_code == 200
    assert made.current.typed.slots[0].accepts[0] in page.content.decode()
    assert as_author.get(at(cast.library, "items/new/?copy=item:999999999")).status_code == 404
    assert as_author.get(at(cast.library, "items/new/?copy=nothing")).status_code == 404


def test_a_question_is_retired_and_brought_back(cast, as_author, save, publish):
    entry = save()
    publish()
    assert as_author.post(at(cast.library, f"items/{entry.uid}/retire/")).status_code == 302
    publish()
    row = Item.objects.get(uid=f"{cast.library.code}-{entry.uid}")
    assert row.retired_at is not None
    assert as_author.post(at(cast.library, f"items/{entry.uid}/return/")).status_code == 302
    publish()
    row.refresh_from_db()
    assert row.retired_at is None


def test_what_the_form_keeps_can_be_nothing_else(cast, as_author, sent):
    for kept in ("[1]", "{", '{"answer": {"label": {"deep": 1}}}', "[" * 5000, json.dumps({"x": {"y": "z" * 9999}})):
        response = as_author.post(at(cast.library, "items/new/?format=multiple_choice"), sent() | {"kept": kept})
        assert response.status_code == 302, kept[:40]


def test_who_asks_a_like_question_is_told(cast, as_author, save, sent):
    save(stem="Which mineral value rises in the blood while bones dissolve?")
    data = sent() | {"do": "preview", "stem": "Which mineral value rises in blood while bone dissolves?"}
    page = as_author.post(at(cast.library, "items/new/?format=multiple_choice"), data).content.decode()
    assert "Asked already" in page
    assert "while bones dissolve?" in page


def test_a_preview_costs_the_same_in_a_large_library(cast, as_author, sent, fact, django_assert_max_num_queries):
    tables = [{**fact.table, "uid": f"f{number}", "term": f"term {number}"} for number in range(300)]
    Entry.objects.bulk_create(
        Entry(
            library=cast.library,
            what=What.FACT,
            uid=table["uid"],
            position=number,
            table=table,
            words=" cell bone ",
            topic=fact.topic,
            changed_at=NOON,
        )
        for number, table in enumerate(tables)
    )
    data = sent() | {"do": "preview"}
    address = at(cast.library, "items/new/?format=multiple_choice")
    # Session (and its renewal, three), user, author, chosen facts, pictures, facts around, questions alike (two).
    with django_assert_max_num_queries(11):
        as_author.post(address, data, headers={"HX-Request": "true"})
    assert EntryVersion.objects.filter(entry__what=What.ITEM).count() == 0


@pytest.mark.parametrize(
    "rest", ["items/new/?format=numeric", "items/{uid}/edit/", "bank/", "bank/alike/", "pictures/"]
)
def test_a_library_of_others_is_missing(cast, enter, save, rest):
    entry = save()
    for who in (cast.outsider, cast.student):
        assert enter(who).get(at(cast.library, rest.format(uid=entry.uid))).status_code == 404


def test_the_main_fact_is_marked_and_another_is_made_it(cast, as_author, write, sent):
    others = [write("hip", "a joint"), write("rib", "a bone of the chest")]
    address = at(cast.library, "items/new/?format=multiple_choice")
    uids = [each.uid for each in others]
    shown = as_author.post(address, sent() | {"facts": uids, "do": "preview"}).content.decode()
    assert shown.index("the main one</span>") < shown.index('value="main:rib"') and 'value="main:hip"' not in shown
    changed = as_author.post(address, sent() | {"facts": uids, "do": "main:rib"})
    assert [each.uid for each in changed.context["facts"] if each.is_chosen] == ["rib", "hip"]
    assert 'value="main:hip"' in changed.content.decode() and not Entry.objects.filter(what=What.ITEM).exists()
    saved = as_author.post(address, sent() | {"facts": ["rib", "hip"], "do": "save"})
    assert saved.status_code == 302
    assert Entry.objects.get(what=What.ITEM).table["facts"] == ["rib", "hip"]


def test_after_a_question_another_is_begun(cast, as_author, save):
    entry = save()
    another = f'href="{at(cast.library, "items/new/")}">Write another</a>'
    assert another in as_author.get(at(cast.library, f"items/{entry.uid}/edit/")).content.decode()
    assert another not in as_author.get(at(cast.library, "items/new/?format=numeric")).content.decode()


def test_a_trend_begins_with_an_exhibit_to_fill_in(cast, as_author):
    page = as_author.get(at(cast.library, "items/new/?format=trend")).content.decode()
    assert 'name="exhibits-0-label"' in page and 'name="exhibits-1-label"' not in page
    other = as_author.get(at(cast.library, "items/new/?format=multiple_choice")).content.decode()
    assert 'name="exhibits-0-label"' not in other


def test_rows_of_a_matrix_offer_the_headings_of_its_columns_and_buttons_say_what_they_add(cast, as_author, sent):
    data = sent("matrix_choice") | {"do": "preview", "columns-1-text": ""}
    page = as_author.post(at(cast.library, "items/new/?format=matrix_choice"), data).content.decode()
    assert re.search(r'<option value="1" data-column="1" data-unnamed="Column 1"[^>]*>1\. Rises</option>', page)
    assert re.search(r'<option value="2" data-column="2" data-unnamed="Column 2"[^>]*>Column 2</option>', page)
    assert "learn/questions.js" in page
    assert "One more column<" in page
    assert "One more row<" in page
    assert '<section id="preview" class="preview" tabindex="0" aria-labelledby="preview-title">' in page
