"""A whole class joins at once from one address, everyone with a double click: nobody is lost, nobody is in it twice."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.served import Page, Site, Visitor, manage

pytestmark = [pytest.mark.long, pytest.mark.embedded]

STUDENTS = 60

_OPEN = """
from uuid import uuid4
from django.utils import timezone
from learn.accounts.models import User
from learn.classrooms.actions import open_class
said = {"name": "Nursing 201", "term": "", "own_name": "Ines", "zone": "UTC"}
ines = User.objects.create_user("ines", password="x")
print("code:" + open_class(learner=ines, classroom_id=uuid4(), now=timezone.now(), **said).codes.get().code)
"""
_COUNT = """
from learn.accounts.models import User
from learn.classrooms.models import Enrollment
names = sorted(Enrollment.objects.students().values_list("name", flat=True))
print("joined:", len(names), len(set(names)), User.objects.filter(is_guest=True).count())
"""


def join(port: int, code: str, name: str) -> list[Page]:
    path = f"/classes/join/{code}/"
    visitor = Visitor(port)
    form = visitor.get(path).form("")
    assert form is not None, "the class has no door"
    fields = form.fields | {"name": name, "path": "nursing"}
    # Two clicks: both carry what the page's cookies were.
    with ThreadPoolExecutor(2) as clicks:
        return list(clicks.map(lambda each: each.post(path, fields), (visitor, visitor.another())))


def test_sixty_students_join_at_once(tmp_path: Path, served_data: Path) -> None:
    with Site(shutil.copytree(served_data, tmp_path / "data")) as site:
        opened = manage(site.data, "shell", "-c", _OPEN)
        code = opened.stdout.partition("code:")[2].strip()
        assert code, opened.stderr
        names = [f"Student {number}" for number in range(STUDENTS)]
        with ThreadPoolExecutor(STUDENTS) as room:
            replies = list(room.map(lambda name: join(site.port, code, name), names))
        assert {page.status for pages in replies for page in pages} == {302}
        counted = manage(site.data, "shell", "-c", _COUNT)
        assert counted.stdout.partition("joined:")[2].split() == [str(STUDENTS)] * 3, counted.stderr
