"""Thirty students join, take one quiz and hand it in at once, by double clicks; the gradebook says what they earned."""

import csv
import io
import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from tests.served import Site, Visitor, manage

pytestmark = [pytest.mark.long, pytest.mark.embedded]

STUDENTS, QUESTIONS = 30, 5

_SET_UP = f"""
import json
from uuid import uuid4
from django.utils import timezone
from learn.accounts.models import User
from learn.assignments import actions, plans, quiz_actions
from learn.classrooms.actions import open_class
now = timezone.now()
ines = User.objects.create_user("ines", password="of-nursing-201")
said = {{"name": "Nursing 201", "term": "", "own_name": "Ines", "zone": "UTC"}}
course = open_class(learner=ines, classroom_id=uuid4(), now=now, **said)
plan = plans.Blueprint((plans.Line({QUESTIONS}, formats=("multiple_choice",)),), is_per_student=True)
quiz = quiz_actions.save_quiz(by=ines, classroom=course, quiz_id=uuid4(), title="Week 1", plan=plan, now=now)
terms = actions.Terms(title="Week 1", quiz=quiz, minutes=20)
assigned = actions.assign(by=ines, classroom=course, assignment_id=uuid4(), terms=terms, now=now)
print("made:" + json.dumps([course.codes.get().code, str(course.pk), str(assigned.pk)]))
"""
_KEYS = """
import json
from learn.quizzes.models import AttemptItem
keys = {}
for each in AttemptItem.objects.select_related("version"):
    slot, = each.version.typed.slots
    options = [next(option.id for option in slot.options if option.is_key == is_key) for is_key in (True, False)]
    keys.setdefault(str(each.attempt_id), {})[each.place] = [slot.id, *options]
print("keys:" + json.dumps(keys))
"""
_COUNT = """
from learn.quizzes.models import Attempt, Response
print("kept:", Attempt.objects.exclude(submitted_at=None).count(), Response.objects.filter(kept_as="counted").count())
"""


@dataclass
class Student:
    name: str
    visitor: Visitor
    right: int
    attempt_id: str = ""


def post_twice(student: Student, path: str, fields: dict[str, str]) -> str:
    """Sends a form by a double click; both come to the same page, whose address is returned."""
    with ThreadPoolExecutor(2) as clicks:
        pages = list(clicks.map(lambda each: each.post(path, fields), (student.visitor, student.visitor.another())))
    assert {page.status for page in pages} == {302}, [page.text for page in pages]
    (location,) = {page.location for page in pages}
    return location


def begin(student: Student, code: str, course: str, assignment: str) -> None:
    door = f"/classes/join/{code}/"
    form = student.visitor.get(door).form("")
    student.visitor.post(door, form.fields | {"name": student.name, "path": "nursing"})
    start = f"/classes/{course}/assignments/{assignment}/start/"
    form = student.visitor.get(f"/classes/{course}/assignments/{assignment}/").form(start)
    location = post_twice(student, start, form.fields)
    student.attempt_id = re.search(r"/quizzes/([0-9a-f-]{36})/", location).group(1)


def take(student: Student, keys: dict[str, list[str]]) -> None:
    token = {"csrfmiddlewaretoken": student.visitor.cookies["csrftoken"]}
    for place, (slot, right, wrong) in keys.items():
        given = {f"slot-{slot}": right if int(place) <= student.right else wrong}
        fields = token | {"client_id": str(uuid4()), "to": "next"} | given
        post_twice(student, f"/quizzes/{student.attempt_id}/{place}/", fields)
    post_twice(student, f"/quizzes/{student.attempt_id}/finish/", token)


def grades(site: Site, course: str) -> dict[str, dict[str, str]]:
    """The gradebook as its instructor takes it out, by name."""
    ines = Visitor(site.port)
    form = ines.get("/account/login/").form("/account/login/")
    assert ines.post(form.action, form.fields | {"login": "ines", "password": "of-nursing-201"}).status == 302
    export = f"/classes/{course}/gradebook/export/"
    form = ines.get(f"/classes/{course}/gradebook/").form(export)
    file = ines.post(export, form.fields | {"format": "plain"})
    return {row["Name"]: row for row in csv.DictReader(io.StringIO(file.text.lstrip("\ufeff")))}


def test_thirty_students_take_a_quiz_at_once(tmp_path: Path, served_data: Path) -> None:
    with Site(shutil.copytree(served_data, tmp_path / "data")) as site:
        made = manage(site.data, "shell", "-c", _SET_UP)
        assert "made:" in made.stdout, made.stderr
        code, course, assignment = json.loads(made.stdout.partition("made:")[2])
        students = [
            Student(f"Student {number:02}", Visitor(site.port), number % (QUESTIONS + 1)) for number in range(STUDENTS)
        ]
        with ThreadPoolExecutor(STUDENTS) as room:
            list(room.map(lambda each: begin(each, code, course, assignment), students))
        keys = json.loads(manage(site.data, "shell", "-c", _KEYS).stdout.partition("keys:")[2])
        with ThreadPoolExecutor(STUDENTS) as room:
            list(room.map(lambda each: take(each, keys[each.attempt_id]), students))
        kept = manage(site.data, "shell", "-c", _COUNT).stdout.partition("kept:")[2].split()
        assert kept == [str(STUDENTS), str(STUDENTS * QUESTIONS)]
        found = grades(site, course)
        assert {name: float(row["Week 1 (%)"]) for name, row in found.items()} == {
            each.name: 100 * each.right / QUESTIONS for each in students
        }
        assert "Traceback" not in site.said()
