"""Addresses of a class, what a page says, and the form of a quiz filled in."""

import re
from html import unescape
from uuid import uuid4

from learn.classrooms.models import Classroom


def text(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def at(classroom: Classroom, rest: str) -> str:
    return f"/classes/{classroom.pk}/{rest}"


def blueprint(**values: object) -> dict[str, object]:
    fields = {"quiz_id": str(uuid4()), "title": "Week 1", "seed": 7, "count": 1}
    return fields | {"line0-number": 5, "line0-level": "mixed", "do": "save"} | values
