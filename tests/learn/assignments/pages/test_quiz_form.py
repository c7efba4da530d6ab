"""Making a quiz for a class: by a blueprint or by hand, with its preview."""

import re
from collections import Counter
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client

from cards.models import Item
from learn.assignments import plans
from learn.assignments.drawing import class_lens
from learn.assignments.models import Assignment, Quiz
from learn.classrooms.models import AuditEntry, Classroom
from learn.quizzes.forms import FORMATS_IN_ORDER
from tests.conftest import NOON
from tests.learn.assignments.pages.browsing import at, blueprint, text

pytestmark = pytest.mark.django_db


def test_from_nothing_to_an_assigned_quiz(teaches: Client, classroom: Classroom) -> None:
    assert "Nothing is assigned yet" in text(teaches.get(at(classroom, "assignments/")))
    page = teaches.get(at(classroom, "quizzes/new/"))
    assert "10 questions that it would ask" in text(page)
    saved = teaches.post(at(classroom, "quizzes/new/"), blueprint())
    quiz = Quiz.objects.get()
    assert saved["Location"] == quiz.get_absolute_url()
    assert text(teaches.get(saved["Location"])).count("Why") >= 4
    form = teaches.get(at(classroom, f"assignments/new/quiz/{quiz.pk}/"))
    assert 'value="2026-03-09T23:59"' in form.content.decode()
    assert "Due Monday, 9 March 2026, 23:59." in text(form)
    fields = {"assignment_id": str(uuid4()), "title": "Week 1", "due_at": "2026-03-09T23:59", "attempts": 1}
    fields |= {"late_percent": 0, "counts": "highest", "reveal": "on_submission", "shuffles": "on"}
    for _ in range(2):
        sent = teaches.post(at(classroom, f"assignments/new/quiz/{quiz.pk}/"), fields)
    assignment = Assignment.objects.get()
    assert sent["Location"] == assignment.get_absolute_url()
    assert assignment.due_at == NOON.replace(day=9, hour=22, minute=59)
    assert "0 of 0" in text(teaches.get(at(classroom, "assignments/")))


def test_what_is_saved_is_what_was_shown(teaches: Client, classroom: Classroom) -> None:
    shown = teaches.post(at(classroom, "quizzes/new/"), blueprint(do="preview"))
    stems = re.findall(r'<h3 class="front">\d+\. (.*?)</h3>', shown.content.decode())
    saved = teaches.get(teaches.post(at(classroom, "quizzes/new/"), blueprint())["Location"])
    assert stems == re.findall(r'<h3 class="front">\d+\. (.*?)</h3>', saved.content.decode())
    other = teaches.post(at(classroom, "quizzes/new/"), blueprint(do="again"))
    assert stems != re.findall(r'<h3 class="front">\d+\. (.*?)</h3>', other.content.decode())


def test_the_script_asks_for_the_preview_alone(teaches: Client, classroom: Classroom) -> None:
    fields = blueprint(title="")
    page = teaches.get(at(classroom, "quizzes/new/"), fields, headers={"hx-request": "true"})
    assert page.content.decode().strip().startswith('<section id="preview"')
    assert "5 questions that it would ask" in text(page)


def test_who_asks_for_the_preview_is_led_to_it(teaches: Client, classroom: Classroom) -> None:
    address = at(classroom, "quizzes/new/")
    page = teaches.post(address, blueprint(do="preview")).content.decode()
    for do in ("preview", "again"):
        assert f'value="{do}" formaction="{address}#preview-title"' in page
    # What is sent otherwise goes to the page's top, from wherever in it.
    assert f'method="post" action="{address}"' in page
    assert '<h2 id="preview-title" tabindex="-1">' in page


def test_a_thin_bank_is_told(teaches: Client, classroom: Classroom) -> None:
    fields = blueprint(do="preview", **{"line0-number": 100, "line0-formats": ["numeric"]})
    assert re.search(r"Line 1: 100 wanted, \d+ there", text(teaches.post(at(classroom, "quizzes/new/"), fields)))


def thin_topic() -> tuple[int, int]:
    """A topic of which the bank holds the fewest multiple choice questions, and how many these are at most."""
    asked = Item.objects.through(class_lens(uuid4(), survival=False))
    held = asked.filter(format="multiple_choice", current__isnull=False)
    topic, number = min(Counter(held.values_list("topic_id", flat=True)).items(), key=lambda each: (each[1], each[0]))
    return topic, number


@pytest.mark.parametrize("each", [False, True])
def test_a_quiz_says_how_many_questions_it_has_and_not_how_many_were_wanted(
    teaches: Client, classroom: Classroom, each: bool
) -> None:
    topic, most = thin_topic()
    fields = {"line0-number": most + 3, "line0-topics": [topic], "line0-formats": ["multiple_choice"]}
    saved = teaches.post(
        at(classroom, "quizzes/new/"), blueprint(**fields | ({"is_per_student": "yes"} if each else {}))
    )
    page = teaches.get(saved["Location"])
    there = len(re.findall(r'<h3 class="front">', page.content.decode()))
    assert 0 < there < most + 3
    number = "1 question" if there == 1 else f"{there} questions"
    assert f"{number}; {'another draw for each student' if each else 'one draw for all'}" in text(page)
    warned = (
        f"{most + 3} questions are wanted, and {there} {'is' if there == 1 else 'are'} there. The bank holds no more"
    )
    assert warned in text(page)
    assert warned in text(teaches.get(at(classroom, f"assignments/new/quiz/{Quiz.objects.get().pk}/")))
    listed = text(teaches.get(at(classroom, "quizzes/")))
    assert f"Week 1 up to {most + 3} questions" in listed if each else f"Week 1 {number}" in listed
    assert AuditEntry.objects.latest("pk").details["questions"] == there


def test_a_quiz_for_which_there_is_no_question_is_not_saved(teaches: Client, classroom: Classroom) -> None:
    topic, _most = thin_topic()
    asked = Item.objects.through(class_lens(uuid4(), survival=False))
    formats = set(asked.filter(topic_id=topic).values_list("format", flat=True))
    lacking = next(each.value for each in FORMATS_IN_ORDER if each.value not in formats)
    fields = {"line0-topics": [topic], "line0-formats": [lacking], "is_per_student": "yes"}
    sent = teaches.post(at(classroom, "quizzes/new/"), blueprint(**fields), follow=True)
    assert "No question fits this" in text(sent)
    assert not Quiz.objects.exists()


def test_lines_are_added_and_taken_away_without_script(teaches: Client, classroom: Classroom) -> None:
    more = teaches.post(at(classroom, "quizzes/new/"), blueprint(do="add"))
    assert 'name="line1-number" value="5"' in more.content.decode()
    fields = blueprint(do="drop:0", count=2, **{"line1-number": 3, "line1-level": "hard"})
    less = teaches.post(at(classroom, "quizzes/new/"), fields)
    assert 'name="line0-number" value="3"' in less.content.decode()
    assert "line1-number" not in less.content.decode()


def test_picking_by_hand(teaches: Client, classroom: Classroom) -> None:
    one, other, third = Item.objects.filter(register="nursing", retired_at=None, for_nursing=True)[:3]
    quiz_id = str(uuid4())
    address = at(classroom, "quizzes/pick/")

    def press(do: str, *versions: int, **values: object):
        return teaches.post(address, {"quiz_id": quiz_id, "title": "", "version": versions, "do": do} | values)

    def held(page) -> list[int]:
        return [int(each) for each in re.findall(r'name="version" value="(\d+)"', page.content.decode())]

    ids = [one.current_id, other.current_id, third.current_id]
    assert held(press(f"add:{ids[2]}", *ids[:2])) == ids
    assert held(press(f"up:{ids[2]}", *ids)) == [ids[0], ids[2], ids[1]]
    assert held(press(f"down:{ids[0]}", *ids)) == [ids[1], ids[0], ids[2]]
    assert held(press(f"remove:{ids[1]}", *ids)) == [ids[0], ids[2]]
    assert held(press("search", 987654321)) == []
    refused = press("save", *ids)
    assert refused.status_code == 422 and "Please give the quiz a title" in text(refused)
    assert press("save", *ids, title="By hand").status_code == 302
    assert plans.from_payload(Quiz.objects.get().current.plan) == plans.Picked(tuple(ids))


def test_two_questions_that_do_not_go_together_are_told(teaches: Client, classroom: Classroom) -> None:
    from learn.assignments.drawing import clashes, fixed

    versions = list(Item.objects.filter(register="nursing", retired_at=None).values_list("current_id", flat=True))[:60]
    one, other = clashes(fixed(versions))[0]
    pair = [versions[one - 1], versions[other - 1]]
    page = teaches.post(at(classroom, "quizzes/pick/"), {"quiz_id": str(uuid4()), "version": pair, "do": "search"})
    assert "1 and 2: one gives the other away, or both ask the same" in text(page)


def test_searching_the_bank(teaches: Client, classroom: Classroom) -> None:
    fields = {"quiz_id": str(uuid4()), "do": "search", "q": "denosumab", "format": "multiple_choice"}
    page = text(teaches.post(at(classroom, "quizzes/pick/"), fields))
    assert "Multiple choice" in page and "enosumab" in page


def test_questions_with_the_same_stem_are_told_apart_where_they_are_picked(
    teaches: Client, classroom: Classroom
) -> None:
    fields = {"quiz_id": str(uuid4()), "do": "search", "format": "dropdown"}
    page = teaches.post(at(classroom, "quizzes/pick/"), fields)
    rows = re.findall(r"<li>(<h3.*?)<details>", page.content.decode(), re.DOTALL)
    told = [" ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split()) for row in rows]
    assert len(told) > 1 and len(set(told)) == len(told)
    for shown, said in zip(page.context["found"].questions, told, strict=True):
        assert shown.format in said and shown.topic in said and shown.item.opening in said
