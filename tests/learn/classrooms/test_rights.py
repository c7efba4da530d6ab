"""Who gets which page of a class: each address by each role, and ids of other classes."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from learn.accounts.models import User
from learn.classrooms import urls
from learn.classrooms.models import Enrollment, RosterUpload
from tests.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

ROLES = ("outsider", "student", "classmate", "observer", "co", "stranger")
ALL, SEEING, TEACHING = {"student", "classmate", "observer", "co"}, {"observer", "co"}, {"co"}

# Route below the class: who may read it; who may send to it. Where nobody may, the other method is not allowed.
PAGES = {
    "": (ALL, None),
    "me/": (ALL, None),
    "leave/": (ALL, ALL),
    "people/": (SEEING, None),
    "people/sections/": (None, TEACHING),
    "people/add/": (TEACHING, TEACHING),
    "people/<uuid:enrollment_id>/": (SEEING, TEACHING),
    "people/<uuid:enrollment_id>/role/": (None, TEACHING),
    "people/<uuid:enrollment_id>/remove/": (TEACHING, TEACHING),
    "people/<uuid:enrollment_id>/take-back/": (None, TEACHING),
    "people/<uuid:enrollment_id>/link/": (None, TEACHING),
    "code/renew/": (None, TEACHING),
    "code/revoke/": (None, TEACHING),
    "roster/": (TEACHING, TEACHING),
    "roster/download/": (None, TEACHING),
    "roster/template/": (TEACHING, None),
    "roster/<uuid:upload_id>/": (TEACHING, TEACHING),
    "roster/<uuid:upload_id>/discard/": (None, TEACHING),
    "settings/": (TEACHING, TEACHING),
    "archive/": (None, TEACHING),
    "reopen/": (None, TEACHING),
    "copy/": (TEACHING, TEACHING),
    "sections/": (TEACHING, TEACHING),
    "sections/<int:section_id>/": (TEACHING, TEACHING),
    "sections/<int:section_id>/delete/": (None, TEACHING),
    "trail/": (TEACHING, None),
}


def test_every_page_of_a_class_has_its_row() -> None:
    below = "<uuid:classroom_id>/"
    routes = {str(each.pattern) for each in urls.urlpatterns}
    assert {route.removeprefix(below) for route in routes if route.startswith(below)} == set(PAGES)


@pytest.fixture
def asked(cast, row, account, enter) -> Callable[[str, str, str], int]:
    people: dict[str, User] = {name: getattr(cast, name) for name in ROLES if name != "outsider"}
    people["outsider"] = account("outsider")
    section = cast.classroom.sections.create(name="Lab A")
    sheet = {"persons": [], "problems": []}
    upload = RosterUpload.objects.create(classroom=cast.classroom, learner=cast.co, sheet=sheet, made_at=NOON)
    student = row(cast.classroom, cast.student)

    def ask(route: str, method: str, who: str) -> int:
        path = (
            f"/classes/{cast.classroom.pk}/{route}".replace("<uuid:enrollment_id>", str(student.pk))
            .replace("<uuid:upload_id>", str(upload.pk))
            .replace("<int:section_id>", str(section.pk))
        )
        client = enter(people[who])
        with transaction.atomic():
            status = (client.get(path) if method == "GET" else client.post(path, {})).status_code
            transaction.set_rollback(True)
        return status

    return ask


@pytest.mark.parametrize("who", ROLES)
def test_who_gets_what(who: str, asked) -> None:
    wrong = {}
    for route, rights in PAGES.items():
        for method, allowed in zip(("GET", "POST"), rights, strict=True):
            got = asked(route, method, who)
            if allowed is None:
                is_right = got == 405
            elif who in allowed:
                is_right = got in (200, 302, 409, 422)
            else:
                is_right = got == 404
            if not is_right:
                wrong[route, method] = got
    assert wrong == {}


def test_nobody_who_is_not_signed_in_gets_any_of_it(cast) -> None:
    for route, (reading, _) in PAGES.items():
        if reading is not None and "<" not in route:
            response = Client().get(f"/classes/{cast.classroom.pk}/{route}")
            assert response["Location"].startswith("/?next=")


def test_what_belongs_to_another_class_is_missing_here(cast, enter, row) -> None:
    """An instructor of both cannot reach from one into the other, nor one of another into this."""
    theirs = row(cast.elsewhere, cast.stranger)
    section = cast.elsewhere.sections.create(name="Far")
    client, base = enter(cast.instructor), f"/classes/{cast.classroom.pk}"
    for path in (f"people/{theirs.pk}/", f"people/{theirs.pk}/remove/", f"sections/{section.pk}/"):
        assert client.get(f"{base}/{path}").status_code == 404
    for path in (f"people/{theirs.pk}/role/", f"people/{theirs.pk}/take-back/"):
        assert client.post(f"{base}/{path}", {"role": "student"}).status_code == 404
    own = row(cast.classroom, cast.student)
    client.post(f"{base}/people/{own.pk}/link/", {"expected": str(theirs.pk)})
    client.post(f"{base}/people/{theirs.pk}/remove/")
    client.post(f"{base}/sections/{section.pk}/delete/")
    data = {"name": "Sam", "email": "", "student_number": "", "section": str(section.pk), "time_percent": "100"}
    assert client.post(f"{base}/people/{own.pk}/", data).status_code == 422
    assert cast.elsewhere.sections.exists()
    assert Enrollment.objects.get(pk=theirs.pk).is_present


def test_a_class_that_is_not_there_looks_like_one_that_is_none_of_yours(cast, enter) -> None:
    client = enter(cast.stranger)
    pages = [client.get(f"/classes/{pk}/people/") for pk in (cast.classroom.pk, uuid4())]
    assert [page.status_code for page in pages] == [404, 404]
    assert pages[0].content == pages[1].content


def test_an_observer_cannot_change_a_person(cast, enter, row) -> None:
    own = row(cast.classroom, cast.student)
    page = enter(cast.observer).get(f"/classes/{cast.classroom.pk}/people/{own.pk}/")
    assert "<form" not in page.content.decode().partition("<main")[2].partition("</main")[0]
