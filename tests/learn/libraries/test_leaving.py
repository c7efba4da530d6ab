"""Who deletes their account: what of their libraries stays, for whom, and what goes; a guest who becomes an account."""

from uuid import uuid4

import pytest

from cards.models import Card, Deck, Fact, Item, ItemVersion, Source, Topic
from learn.accounts.actions import create_guest, delete_learner, merge_guest
from learn.authoring.models import Entry, EntryVersion, Picture, Publication
from learn.libraries import actions
from learn.libraries.models import Author, Library, Share
from learn.reviews.actions import answer_card
from learn.reviews.models import ReviewLog
from tests.conftest import NOON
from tests.learn.libraries.conftest import again

pytestmark = pytest.mark.django_db


def write(library, by) -> Picture:
    """A draft, its version, a publication and a picture."""
    entry = Entry.objects.create(
        library=library, what="fact", uid="x", position=0, table={}, changed_at=NOON, changed_by=by
    )
    EntryVersion.objects.create(entry=entry, number=1, table={}, act="written", at=NOON, by=by)
    Publication.objects.create(library=library, number=1, status="done", by=by, asked_at=NOON, done_at=NOON)
    drawn = {"alt": "A river", "media_type": "image/png", "width": 1, "height": 1, "size": 1, "content": b"x"}
    return Picture.objects.create(library=library, digest=uuid4().hex, added_at=NOON, by=by, **drawn)


def drawn_in_a_question(shared) -> Picture:
    drawn = {"alt": "Shown", "media_type": "image/png", "width": 1, "height": 1, "size": 1, "content": b"y"}
    used = Picture.objects.create(library=shared.library, digest="y", added_at=NOON, by=shared.owner, **drawn)
    version = ItemVersion.objects.filter(item__library=shared.library.code).first()
    body = version.body | {"rationale": f"See ![it](/pictures/{used.pk}/)."}
    ItemVersion.objects.filter(pk=version.pk).update(body=body)
    return used


def content(library) -> dict[str, int]:
    code = library.code
    found = {
        "sources": Source.objects.filter(library=code),
        "topics": Topic.objects.filter(source__library=code),
        "facts": Fact.objects.filter(library=code),
        "cards": Card.objects.filter(fact__library=code),
        "decks": Deck.objects.filter(source__library=code),
        "items": Item.objects.filter(library=code),
    }
    return {name: rows.count() for name, rows in found.items() if rows.exists()}


def answered(learner, library) -> None:
    card = Card.objects.filter(fact__uid=f"{library.code}-delta").first()
    said = {"grade": 4, "client_id": uuid4(), "seen_row_at": None, "time_ms": 1, "now": NOON}
    answer_card(learner=again(learner), card_id=card.pk, **said)


def test_with_others_it_goes_on_and_one_of_them_owns_it(shared) -> None:
    Author.objects.create(library=shared.library, learner=shared.co, added_at=NOON)
    write(shared.library, shared.owner)
    before = content(shared.library)
    delete_learner(learner=shared.owner, now=NOON)
    assert list(Author.objects.values_list("learner__username", "role")) == [("carl", "owner")]
    assert content(shared.library) == before
    names = [Entry.objects.get().changed_by, EntryVersion.objects.get().by, Publication.objects.get().by]
    assert [*names, Picture.objects.get().by, Share.objects.get().by] == [None] * 5


def test_open_to_a_class_it_stays_for_its_learners_without_drafts(shared, enter) -> None:
    write(shared.library, shared.owner)
    used = drawn_in_a_question(shared)
    before = content(shared.library)
    delete_learner(learner=shared.owner, now=NOON)
    assert Library.objects.get() == shared.library
    assert not Author.objects.exists()
    assert content(shared.library) == before
    assert not Entry.objects.exists()
    assert not EntryVersion.objects.exists()
    assert not Publication.objects.exists()
    assert list(Picture.objects.all()) == [used]
    assert enter(shared.student).get(f"/sources/{shared.library.code}/").status_code == 200
    assert enter(shared.co).get("/reports/inbox/").status_code == 200, "its instructors answer for it"


def test_what_nobody_else_can_see_goes_with_its_cards(content_of_one, cast) -> None:
    answered(cast.owner, cast.library)
    delete_learner(learner=cast.owner, now=NOON)
    assert not Library.objects.exists()
    assert content(cast.library) == {}
    assert not Entry.objects.exists()


@pytest.fixture
def content_of_one(content, cast, publish) -> None:
    publish(cast.library)
    write(cast.library, cast.owner)


def test_what_somebody_studied_once_is_retired_and_their_log_stays_whole(shared, enter) -> None:
    answered(shared.student, shared.library)
    who = {"library": shared.library, "classroom": shared.classroom, "by": shared.owner, "now": NOON}
    actions.close_to_class(**who)
    write(shared.library, shared.owner)
    shown = drawn_in_a_question(shared)
    delete_learner(learner=shared.owner, now=NOON)
    assert Library.objects.get() == shared.library, "its pictures stay for those who were asked with them"
    assert list(Picture.objects.all()) == [shown]
    assert not Entry.objects.exists()
    assert not Author.objects.exists()
    assert ReviewLog.objects.get(learner=shared.student).card.retired_at == NOON
    assert not Fact.objects.filter(library=shared.library.code, retired_at=None).exists()
    client = enter(shared.student)
    for path in ("/", "/decks/", "/progress/", "/account/download/"):
        assert client.get(path).status_code == 200


def test_a_guest_brings_what_they_wrote_along(cast, account) -> None:
    """None can be made an author; but who was one would lose nothing."""
    guest, ada = create_guest(now=NOON), account("ada")
    second = actions.open_library(learner=cast.owner, library_id=uuid4(), title="Another", now=NOON)
    Author.objects.create(library=cast.library, learner=guest, role="owner", added_at=NOON)
    Author.objects.create(library=cast.library, learner=ada, role="editor", added_at=NOON)
    Author.objects.create(library=second, learner=guest, added_at=NOON)
    write(second, guest)
    merge_guest(guest=guest, account=ada, keep_preferences=False, now=NOON)
    assert dict(Author.objects.filter(learner=ada).values_list("library__title", "role")) == {
        "Rivers & seas": "owner",
        "Another": "editor",
    }
    assert Entry.objects.get().changed_by == ada
    assert Picture.objects.get().by == ada
