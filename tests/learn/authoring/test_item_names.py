"""What the source of a page calls the answers of a written question: nothing that tells the right ones."""

import re
from dataclasses import replace
from uuid import uuid4

import pytest
from django.urls import reverse

from cards.facts.item_readers import read_item
from cards.facts.problems import Spot
from cards.facts.tables import Fields
from cards.items.checks import structure_problems
from cards.items.kinds import Format, Item
from cards.items.veiling import veiled
from cards.models import Item as ItemRow
from learn.accounts.models import User
from learn.authoring.item_making import table_of
from learn.authoring.item_sheets import from_data
from learn.authoring.models import Entry, What
from learn.quizzes import actions as quizzes
from learn.quizzes.ask import Ask
from learn.quizzes.marking import mark, right_response
from learn.quizzes.models import AttemptItem
from learn.quizzes.prose import text_in
from tests.conftest import NOON
from tests.learn.authoring.item_pages import at, question

SECRETS = [f"secret-{number}" for number in range(24)]


def written(made: str) -> Item:
    sent = question(made, facts=["osteoclast"], topic="cells")
    sheet = from_data({name: value if isinstance(value, list) else [value] for name, value in sent.items()})
    sheet.marked_as = "multiple_choice" if made == "trend" else ""
    item = read_item(Fields(table_of(sheet, "calcium"), Spot("", [])))
    assert item is not None
    assert not structure_problems(item)
    return item


@pytest.mark.parametrize("made", Format)
def test_names_of_answers_follow_neither_the_writing_nor_what_is_right(made):
    item = written(made)
    for place, slot in enumerate(item.slots):
        first = set()
        for secret in SECRETS:
            ids = [option.id for option in veiled(item, secret).slots[place].options]
            assert all(re.fullmatch("o[0-9a-f]{10}", each) for each in ids)
            first.add(ids.index(min(ids)) if ids else 0)
        assert first == set(range(max(1, len(slot.options)))), "each is the first of them somewhere"


@pytest.mark.parametrize("made", Format)
def test_a_veiled_question_is_the_same_question(made):
    item = written(made)
    new = veiled(item, "secret")
    assert not structure_problems(new)
    assert mark(new, right_response(new)).points == mark(item, right_response(item)).points > 0
    if made == "bow_tie":
        assert [slot.id for slot in new.slots] == ["actions", "condition", "parameters"]
    else:
        assert not {slot.id for slot in new.slots} & {slot.id for slot in item.slots}
    assert [[option.text for option in slot.options] for slot in new.slots] == [
        [option.text for option in slot.options] for slot in item.slots
    ]


def test_a_name_stays_when_its_answer_is_edited_and_is_anothers_in_another_library():
    item = written("select_all")
    slot = item.slots[0]
    edited = replace(item, slots=(replace(slot, options=tuple(replace(each, text="new") for each in slot.options)),))
    assert names(veiled(edited, "secret")) == names(veiled(item, "secret"))
    assert not set(names(veiled(item, "secret"))) & set(names(veiled(item, "other")))


@pytest.mark.parametrize("made", ["matching", "matrix_choice", "matrix_response"])
def test_answers_are_the_same_in_each_row_and_none_is_called_as_its_row(made):
    new = veiled(written(made), "secret")
    first, *others = ([option.id for option in slot.options] for slot in new.slots)
    assert all(ids == first for ids in others)
    assert not {slot.id[1:] for slot in new.slots} & {each[1:] for each in first}


def test_a_text_with_blanks_or_phrases_reads_as_words_and_not_by_their_names():
    assert text_in(veiled(written("dropdown"), "secret")) == "The cell _____ bone and is _____."
    assert text_in(veiled(written("highlight"), "secret")) == "She has [a dull ache] and [a new book] on the table."
    assert text_in(written("numeric")) == ""


@pytest.mark.django_db
@pytest.mark.parametrize("made", ["multiple_choice", "highlight", "matching"])
def test_the_page_that_a_student_gets_shows_no_name_of_the_authors(cast, as_author, enter, write, publish, made):
    fact = write()
    sent = question(made, facts=[fact.uid], topic=fact.table["topic"])
    assert as_author.post(at(cast.library, f"items/new/?format={made}"), sent).status_code == 302
    entry = Entry.objects.get(library=cast.library, what=What.ITEM)
    publish(classes=[cast.classroom])
    row = ItemRow.objects.get(uid=f"{cast.library.code}-{entry.uid}")
    attempt_id = uuid4()
    asked = Ask(items=(row.pk,), number=1, is_strict=True)
    quizzes.start_attempt(
        learner=User.objects.get(pk=cast.student.pk), attempt_id=attempt_id, ask=asked, now=NOON, seed=7
    )
    place = AttemptItem.objects.get(learner=cast.student, attempt_id=attempt_id, item=row).place
    page = enter(cast.student).get(reverse("quizzes:question", args=[attempt_id, place])).content.decode()
    own = [each["id"] for slot in entry.table["slots"] for each in (slot, *slot["options"])]
    assert re.search(r'name="slot-s[0-9a-f]{10}"', page)
    for name in own:
        assert f'value="{name}"' not in page
        assert f"slot-{name}" not in page


def names(item: Item) -> list[str]:
    return [option.id for slot in item.slots for option in slot.options]
