"""Who gets which page of a library: each address by each role; for all others it is missing."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from learn.libraries import urls
from learn.libraries.models import Author
from tests.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

ROLES = ("owner", "editor", "co", "student", "classmate", "stranger")
ALL, OWNING = {"owner", "editor"}, {"owner"}

# Route below the library: who may read it; who may send to it. Where nobody may, the other method is not allowed.
PAGES = {
    "": (ALL, None),
    "authors/": (ALL, OWNING),
    "authors/<int:author_id>/role/": (None, OWNING),
    "authors/<int:author_id>/remove/": (None, OWNING),
    "leave/": (ALL, ALL),
    "classes/": (ALL, ALL),
    "classes/<uuid:classroom_id>/close/": (OWNING, OWNING),
    "settings/": (ALL, ALL),
    "archive/": (None, ALL),
    "reopen/": (None, ALL),
}


def test_every_page_of_a_library_has_its_row() -> None:
    below = "<uuid:library_id>/"
    routes = {str(each.pattern) for each in urls.urlpatterns}
    assert {route.removeprefix(below) for route in routes if route.startswith(below)} == set(PAGES)


@pytest.fixture
def asked(cast, share, account, enter) -> Callable[[str, str, str], int]:
    share(cast)
    cast.editor = account("ed")
    author = Author.objects.create(library=cast.library, learner=cast.editor, role="editor", added_at=NOON)

    def ask(route: str, method: str, who: str) -> int:
        path = f"/libraries/{cast.library.pk}/{route}".replace("<int:author_id>", str(author.pk))
        path = path.replace("<uuid:classroom_id>", str(cast.classroom.pk))
        client = enter(getattr(cast, who))
        with transaction.atomic():
            reply = client.get(path) if method == "GET" else client.post(path, {"role": "owner"})
            transaction.set_rollback(True)
        return reply.status_code

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
            response = Client().get(f"/libraries/{cast.library.pk}/{route}")
            assert response["Location"].startswith("/?next=")


def test_a_library_that_is_not_there_looks_like_one_that_is_none_of_yours(cast, enter) -> None:
    client = enter(cast.student)
    pages = [client.get(f"/libraries/{pk}/") for pk in (cast.library.pk, uuid4())]
    assert [page.status_code for page in pages] == [404, 404]
    assert pages[0].content == pages[1].content
