"""The pages of libraries: for whom they are, what they say, and what they do."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from learn.accounts.models import User
from learn.classrooms.models import Classroom, Enrollment, Role
from learn.libraries.models import Author, Library, Share
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def text(page) -> str:
    main = page.content.decode().partition("<main")[2].partition("</main")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


class TestTheList:
    def test_says_what_it_is_for_to_who_has_none(self, client: Client, learner: User) -> None:
        client.force_login(learner)
        said = text(client.get("/libraries/"))
        assert "facts and questions of your own" in said
        assert "you need an account" in said
        assert client.get("/libraries/new/")["Location"].startswith("/account/signup/")

    def test_counts_what_learners_have(self, shared, enter) -> None:
        said = text(enter(shared.owner).get("/libraries/"))
        assert re.search(r"Rivers &amp; seas 2 facts, \d+ questions? · open to 1 class · not published yet", said)

    def test_shows_a_student_title_class_cards_and_decks(self, shared, enter) -> None:
        client = enter(shared.student)
        page = client.get("/libraries/")
        said = text(page)
        assert re.search(r"Rivers &amp; seas Rivers 101 · \d+ cards? Rivers, from source to sea", said)
        deck = re.search(r'href="(/decks/lib[^"]+)"', page.content.decode())
        assert client.get(deck[1]).status_code == 200
        assert "Ines" not in said

    def test_is_led_to_by_those_who_teach_and_no_others(self, shared, enter) -> None:
        link = 'href="/libraries/"'
        for who, is_led in ((shared.owner, True), (shared.co, True), (shared.student, False)):
            for path in ("/", "/classes/"):
                assert (link in enter(who).get(path).content.decode()) == is_led, (who, path)


class TestOpening:
    def test_takes_a_title_and_leads_to_the_library(self, cast, enter) -> None:
        client = enter(cast.co)
        data = {"library_id": str(uuid4()), "title": "  Lakes   and ponds "}
        for _ in range(2):
            reply = client.post("/libraries/new/", data)
        made = Library.objects.get(title="Lakes and ponds")
        assert reply["Location"] == f"/libraries/{made.pk}/"
        assert "It is open to no class" in text(client.get(f"/libraries/{made.pk}/classes/"))
        assert "Please give the library a title" in text(client.post("/libraries/new/", data | {"title": " "}))
        first = client.get("/libraries/new/", follow=True)
        assert "Make the library" in text(first) and "Open the library" not in text(first)
        long = client.post("/libraries/new/", data | {"title": "x" * 201})
        assert "This has 201 characters" in text(long)

    def test_leads_from_an_empty_library_to_its_first_fact(self, cast, enter) -> None:
        client = enter(cast.owner)
        sent = {"library_id": str(uuid4()), "title": "Lakes"}
        page = client.post("/libraries/new/", sent, follow=True)
        assert "The library is made. Nobody but you sees it yet." in page.content.decode()
        base = f"/libraries/{sent['library_id']}"
        for path, label in ((f"{base}/facts/new/", "Write a fact"), (f"{base}/import/", "Import many")):
            assert re.search(rf'<a [^>]*href="{path}">{label}</a>', page.content.decode())
            assert client.get(path).status_code == 200
        Library.objects.get(pk=sent["library_id"]).entries.create(
            what="fact", uid="lake", position=1, table={}, changed_at=NOON
        )
        said = text(client.get(f"{base}/"))
        assert "Write a fact" not in said and "Nothing of it is published yet" in said


class TestItsPages:
    def test_leaving_is_offered_to_who_is_not_alone(self, cast, enter) -> None:
        client, pages = enter(cast.owner), ("settings", "authors")
        for offered in (False, True):
            for page in pages:
                said = client.get(f"/libraries/{cast.library.pk}/{page}/").content.decode()
                assert (f'href="/libraries/{cast.library.pk}/leave/"' in said) == offered, page
            Author.objects.get_or_create(library=cast.library, learner=cast.co, defaults={"added_at": NOON})

    def test_change_title_archive_and_write_again(self, cast, enter) -> None:
        client, base = enter(cast.owner), f"/libraries/{cast.library.pk}"
        client.post(f"{base}/settings/", {"title": "Streams", "description": "All\r\nof them"})
        assert Library.objects.values_list("title", "description").get() == ("Streams", "All\nof them")
        client.post(f"{base}/archive/")
        assert client.post(f"{base}/settings/", {"title": "x"}).status_code == 409
        assert "archived" in text(client.get(f"{base}/settings/"))
        assert "1 archived library" in text(client.get("/libraries/"))
        client.post(f"{base}/reopen/")
        assert client.post(f"{base}/settings/", {"title": "x"}).status_code == 302

    def test_open_it_to_a_class_and_close_it_after_being_told(self, cast, enter) -> None:
        client, base = enter(cast.owner), f"/libraries/{cast.library.pk}/classes/"
        page = client.get(base)
        assert "Rivers 101" in text(page)
        assert "Elsewhere" not in text(page)
        assert client.post(base, {"classroom": str(cast.elsewhere.pk)}).status_code == 422
        client.post(base, {"classroom": str(cast.classroom.pk)})
        assert Share.objects.current().get().classroom == cast.classroom
        close = f"{base}{cast.classroom.pk}/close/"
        assert "there again as they were when the library is opened again" in text(client.get(close))
        for _ in range(2):
            assert client.post(close)["Location"] == base
        assert not Share.objects.current().exists()

    def test_an_author_is_picked_by_the_class_and_never_by_an_address(self, cast, enter) -> None:
        client, base = enter(cast.owner), f"/libraries/{cast.library.pk}/authors/"
        page = client.get(base).content.decode()
        assert "Carl (Rivers 101)" in page
        assert "Xena" not in page
        stranger = Enrollment.objects.get(learner=cast.stranger)
        for other in (str(stranger.pk), "xena", ""):
            assert client.post(base, {"enrollment": other}).status_code == 422
        own = Enrollment.objects.get(learner=cast.co)
        client.post(base, {"enrollment": str(own.pk)})
        made = Author.objects.get(learner=cast.co)
        assert "Carl Editor" in text(client.get(base))
        editors = enter(cast.co)
        assert "Ines" in text(editors.get(base))
        assert editors.post(base, {"enrollment": str(own.pk)}).status_code == 404
        client.post(f"{base}{made.pk}/role/", {"role": "owner"})
        client.post(f"/libraries/{cast.library.pk}/leave/")
        assert client.get(base).status_code == 404
        assert list(Author.objects.values_list("learner__username", "role")) == [("carl", "owner")]

    def test_the_only_owner_is_told_why_they_stay(self, cast, enter) -> None:
        client = enter(cast.owner)
        reply = client.post(f"/libraries/{cast.library.pk}/leave/")
        assert reply.status_code == 409
        assert "You are its only owner" in text(reply)
        own = Author.objects.get()
        page = client.post(f"/libraries/{cast.library.pk}/authors/{own.pk}/remove/", follow=True)
        assert "A library needs an owner" in text(page)

    def test_a_class_of_a_fellow_author_is_told_by_its_name_alone(self, cast, share, account, enroll, enter) -> None:
        share(cast)
        theirs = Classroom.objects.create(name="Lakes 5", opened_at=NOON)
        enroll(theirs, cast.co, Role.INSTRUCTOR)
        Author.objects.create(library=cast.library, learner=cast.co, added_at=NOON)
        Share.objects.create(library=cast.library, classroom=theirs, shared_at=NOON)
        page = enter(cast.owner).get(f"/libraries/{cast.library.pk}/classes/").content.decode()
        assert "Lakes 5" in page
        assert str(theirs.pk) not in page


def test_a_page_costs_the_same_for_one_and_for_ten(shared, enter, account, django_assert_max_num_queries) -> None:
    client, costs = enter(shared.owner), []
    pages = ["/libraries/", *(f"/libraries/{shared.library.pk}/{each}" for each in ("", "classes/", "authors/"))]
    for path in pages:
        client.get(path)
    for number in range(2):
        for path in pages:
            with django_assert_max_num_queries(13) as asked:
                client.get(path)
            costs.append((path, len(asked)))
        for place in range(9 if not number else 0):
            more = Library.objects.create(title=f"Library {place}", opened_at=NOON)
            Author.objects.create(library=more, learner=shared.owner, role="owner", added_at=NOON)
            classroom = Classroom.objects.create(name=f"Class {place}", opened_at=NOON)
            came = {"name": "Ines", "added_at": NOON, "joined_at": NOON, "role": Role.INSTRUCTOR}
            Enrollment.objects.create(classroom=classroom, learner=shared.owner, **came)
            Share.objects.create(library=shared.library, classroom=classroom, shared_at=NOON)
            Author.objects.create(library=shared.library, learner=account(f"a{place}"), added_at=NOON)
    assert costs[: len(pages)] == costs[len(pages) :]
