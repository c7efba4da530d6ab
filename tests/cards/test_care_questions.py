"""Care questions in the database: imported by uid, retired, and shown through a lens."""

import dataclasses
import json
from io import StringIO

import pytest
from django.core.management import call_command

from cards.actions import ForeignUidError, import_facts
from cards.facts.kinds import Base, CareQuestion
from cards.lens import Lens
from cards.models import CareQuestion as Row
from cards.models import Deck
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

CAREGIVER = Lens(audiences=frozenset({"caregivers"}), register="plain")


def asking(base: Base, *questions: CareQuestion) -> Base:
    return dataclasses.replace(base, questions=questions)


def test_every_question_is_imported_in_order_of_topics(content: Base) -> None:
    assert list(Row.objects.order_by("position").values_list("uid", flat=True)) == [
        question.uid for question in content.questions_in_order()
    ]
    row = Row.objects.get(uid="which-side-effects")
    assert (row.topic.uid, row.paragraphs, row.source.uid) == ("care-plan", [64], "bone-metastases")


def test_an_edit_keeps_the_row_and_is_reported(content: Base) -> None:
    before = Row.objects.get(uid="goals")
    edited = tuple(
        dataclasses.replace(question, text="What is the goal?") if question.uid == "goals" else question
        for question in content.questions
    )
    revisions = list(Deck.objects.order_by("pk").values_list("revision", flat=True))
    report = import_facts(base=asking(content, *edited), now=NOON)
    assert report.questions_changed == ["goals"]
    assert not report.changed
    after = Row.objects.get(uid="goals")
    assert (after.pk, after.text) == (before.pk, "What is the goal?")
    # The decks hold what they held: no day need be planned anew.
    assert list(Deck.objects.order_by("pk").values_list("revision", flat=True)) == revisions


def test_a_question_that_only_moved_is_not_called_changed(content: Base) -> None:
    first, *others = content.questions
    report = import_facts(base=asking(content, *others, first), now=NOON)
    assert report.is_empty
    assert Row.objects.order_by("position").last().topic.uid == "outlook"
    assert Row.objects.filter(topic__uid="care-plan").order_by("position").last().uid == first.uid


def test_a_question_that_leaves_the_base_is_retired_and_can_come_back(content: Base) -> None:
    pk = Row.objects.get(uid="goals").pk
    rest = [question for question in content.questions if question.uid != "goals"]
    report = import_facts(base=asking(content, *rest), now=NOON)
    assert report.questions_retired == ["goals"]
    assert Row.objects.get(pk=pk).retired_at == NOON
    assert "goals" not in Row.objects.through(CAREGIVER).values_list("uid", flat=True)
    report = import_facts(base=content, now=NOON)
    assert (report.questions_returned, report.questions_changed) == (["goals"], [])
    assert Row.objects.through(CAREGIVER).filter(pk=pk).exists()


def test_a_questions_uid_of_another_source_is_refused_whole(content: Base) -> None:
    other = dataclasses.replace(content, source=dataclasses.replace(content.source, uid="another"), facts=(), decks=())
    with pytest.raises(ForeignUidError, match=r"question .*goals"):
        import_facts(base=other, now=NOON)
    assert not Row.objects.filter(source__uid="another").exists()


def test_the_command_tells_of_questions(db) -> None:
    out = StringIO()
    call_command("import_facts", stdout=out)
    assert "questions added" in out.getvalue()
    assert "questions added: " not in out.getvalue(), "a first import adds everything: the list would say nothing"


def test_a_lens_shows_the_questions_of_the_topics_it_shows(content: Base) -> None:
    shown = set(Row.objects.through(CAREGIVER).values_list("uid", flat=True))
    everything = set(Row.objects.values_list("uid", flat=True))
    assert everything - shown == {"beyond-averages"}, "survival is off"
    on = dataclasses.replace(CAREGIVER, survival=True)
    assert set(Row.objects.through(on).values_list("uid", flat=True)) == everything
    assert not Row.objects.through(dataclasses.replace(CAREGIVER, libraries=frozenset({"mine"}))).exists()
    nursing = Lens(audiences=frozenset({"nursing"}), survival=True)
    assert Row.objects.through(nursing).count() == len(everything)


@pytest.mark.one_database
def test_the_audit_command_lists_questions_and_how_hard_the_decks_are_to_read(shipped_base: Base) -> None:
    out = StringIO()
    call_command("audit_content", format="json", stdout=out)
    audited = json.loads(out.getvalue())
    assert [entry["uid"] for entry in audited["questions"]] == [each.uid for each in shipped_base.questions_in_order()]
    assert audited["findings"] == []
    read = audited["readability"]["bone-metastases"]
    assert set(read) == {"words-to-know", "understanding-care"}
    assert all(grade <= 8 for deck in read.values() for grade in deck.values())
