"""From re-scoring a question of a library to the question itself, for whoever writes it."""

import pytest
from django.urls import reverse

from cards.item_models import Item
from cards.models import Fact
from learn.authoring.models import Entry, What
from learn.classrooms.models import Role
from learn.libraries.models import Author, Library, Share
from tests.conftest import NOON
from tests.learn.reports.pages import text
from tests.learn.teaching.analysis.test_analysis_pages import asked
from tests.learn.teaching.conftest import browser
from tests.learn.teaching.rescores.done import address, sat

pytestmark = pytest.mark.django_db
WORDS = "Re-scoring changes students’ results, and not the question."


def test_its_editor_is_led_to_for_whoever_writes_it_and_no_other(course, teacher, ada, content) -> None:
    quiz, version = course.quiz(), asked(1)
    sat(quiz, ada, [version], "b")
    place = address("rescore", course, quiz, version.pk)
    # What came with the site is mended by nobody here.
    assert WORDS not in text(browser(teacher).get(place))
    library = Library.objects.create(title="Bone notes", opened_at=NOON)
    Share.objects.create(library=library, classroom=course.room, shared_at=NOON)
    Item.objects.filter(pk=version.item_id).update(library=library.code, uid=f"{library.code}-which")
    Author.objects.create(library=library, learner=teacher.enrollment.learner, role="owner", added_at=NOON)
    other = course.join("Otto Other", Role.INSTRUCTOR)
    page = browser(other).get(place)
    assert page.status_code == 200 and WORDS not in text(page)
    # Made from a fact, it is mended there; written, in its own editor.
    fact = version.item.facts.get()
    Fact.objects.filter(pk=fact.pk).update(library=library.code, uid=f"{library.code}-cells")
    page = browser(teacher).get(place)
    assert WORDS in text(page)
    assert f'href="{reverse("authoring:fact", args=[library.pk, "cells"])}"' in page.content.decode()
    Entry.objects.create(library=library, what=What.ITEM, uid="which", position=1, table={}, changed_at=NOON)
    page = browser(teacher).get(place)
    assert f'href="{reverse("authoring:item", args=[library.pk, "which"])}"' in page.content.decode()
