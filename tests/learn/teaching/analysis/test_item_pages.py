"""One item over the assignments that a viewer sees: what they may see, and figures from the database."""

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cards.items.payload import item_digest, item_payload
from cards.models import ItemVersion
from learn.accounts.models import Preferences
from learn.classrooms.models import Classroom, Enrollment, Role
from learn.quizzes.models import Attempt, AttemptItem, Rescoring
from learn.teaching.analysis.numbers import Why
from learn.teaching.item_analysing import NeverAskedError, analyse_item
from tests.conftest import NOON
from tests.learn.reports.pages import text
from tests.learn.teaching.analysis.test_analysis_pages import LENS, asked, enrolled, keep, rows_of, sat, taken
from tests.learn.teaching.conftest import DUE, Course, browser

pytestmark = pytest.mark.django_db


def item_page(course, version) -> str:
    return reverse("teaching:item", args=[course.room.pk, version.item_id])


@pytest.fixture
def versions(content):
    return [asked(n) for n in range(1, 6)]


def numbers(*assignments, item_id) -> tuple[float, float]:
    """Facility and pooled discrimination by numpy, straight from the rows."""
    everything, zs, weights = [], [], []
    for assignment in assignments:
        xs, ys = [], []
        for attempt in Attempt.objects.filter(assignment_id=assignment.pk).order_by("submitted_at"):
            row = AttemptItem.objects.get(attempt_id=attempt.attempt_id, item_id=item_id)
            xs.append(row.points / row.possible)
            ys.append((attempt.points - row.points) / (attempt.possible - row.possible))
        everything += xs
        zs.append(np.arctanh(np.corrcoef(xs, ys)[0, 1]))
        weights.append(len(xs) - 3)
    return float(np.mean(everything)), float(np.tanh(np.average(zs, weights=weights)))


def test_figures_of_two_classes_of_one_viewer(course, other_course, teacher, versions) -> None:
    other_course.join("Tara There", Role.OBSERVER, learner=teacher.enrollment.learner)
    here, there = course.quiz("Here"), other_course.quiz("There")
    sat(here, enrolled(course, 60), versions, seed=1)
    sat(there, enrolled(other_course, 25), versions, seed=2)
    [version] = analyse_item(teacher.enrollment.learner, versions[0].item_id, lens=LENS)
    facility, pooled = numbers(here, there, item_id=versions[0].item_id)
    assert version.found.figures.facility.value == pytest.approx(facility, rel=1e-9, abs=1e-9)
    assert version.found.figures.discrimination.value == pytest.approx(pooled, rel=1e-9, abs=1e-9)
    assert sorted((row.assignment.title, row.figures.n) for row in version.rows) == [("Here", 60), ("There", 25)]
    client = browser(teacher)
    page = text(client.get(item_page(course, versions[0])))
    assert f"Students 85 Facility {100 * facility:.1f} %" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert f"{pooled:.2f} from 2 assignments" in page
    rows = rows_of(client.get(item_page(course, versions[0]) + "?csv=assignments"))
    assert rows[-1][:4] == ["1", "All", "All", "85"] and float(rows[-1][6]) == pytest.approx(pooled, abs=1e-4)
    options = rows_of(client.get(item_page(course, versions[0]) + "?csv=options"))
    assert sum(int(row[4]) for row in options[1:]) == 85
    assert client.get(item_page(course, versions[0]) + "?csv=other").status_code == 404
    assert (
        item_page(course, versions[0])
        in client.get(reverse("teaching:analysis", args=[course.room.pk, here.pk])).content.decode()
    )


def test_what_others_teach_is_not_there(course, other_course, teacher, ada, versions) -> None:
    here, there = course.quiz("Here"), other_course.quiz("There")
    sat(here, enrolled(course, 12), versions[:2])
    sat(there, enrolled(other_course, 30), versions[1:])
    stranger = other_course.join("Ines Elsewhere", Role.INSTRUCTOR)
    [version] = analyse_item(teacher.enrollment.learner, versions[1].item_id, lens=LENS)
    assert [row.assignment.title for row in version.rows] == ["Here"] and version.found.figures.n == 12
    [theirs] = analyse_item(stranger.learner, versions[1].item_id, lens=LENS)
    assert theirs.found.figures.n == 30
    client = browser(teacher)
    assert client.get(item_page(course, versions[2])).status_code == 404, "only the other class was asked it"
    assert "There" not in text(client.get(item_page(course, versions[1])))
    assert browser(ada).get(item_page(course, versions[1])).status_code == 404
    assert browser(stranger).get(item_page(course, versions[1])).status_code == 404
    assert browser(course.join("Olga Observer", Role.OBSERVER)).get(item_page(course, versions[1])).status_code == 200
    # Who has left the class, or studies in another, sees nothing of it.
    other_course.join("Tara Student", learner=teacher.enrollment.learner)
    Enrollment.objects.filter(pk=stranger.pk).update(ended_at=NOON)
    assert len(analyse_item(teacher.enrollment.learner, versions[1].item_id, lens=LENS)[0].rows) == 1
    with pytest.raises(NeverAskedError):
        analyse_item(stranger.learner, versions[1].item_id, lens=LENS)


def test_first_attempts_of_the_classes_own_students(course, make_learner, teacher, versions) -> None:
    """A student of one class who once took the quiz of another counts where they are enrolled, and once in each."""
    second = Course(make_learner, "Second class")
    second.join("Tara There", Role.INSTRUCTOR, learner=teacher.enrollment.learner)
    here, there = course.quiz("Here"), second.quiz("There")
    ada = course.join("Ada Both")
    gone = course.join("Gus Gone", ended_at=NOON)
    keep([
        taken(here, ada, versions, "baaaa", at=DUE - (NOON - DUE)),
        taken(here, ada, versions, "aaaaa"),
        taken(there, ada, versions, "aaaaa"),
        taken(here, gone, versions, "aaaaa"),
    ])  # fmt: skip
    [version] = analyse_item(teacher.enrollment.learner, versions[0].item_id, lens=LENS)
    assert [(row.assignment.title, row.figures.n) for row in version.rows] == [("Here", 1)]
    second.join("Ada There", learner=ada.learner)
    [version] = analyse_item(teacher.enrollment.learner, versions[0].item_id, lens=LENS)
    chosen = {option.option: option.chosen for option in version.found.figures.options}
    assert version.found.figures.n == 2 and (chosen["a"], chosen["b"]) == (1, 1)
    assert version.found.figures.facility.why == Why.FEW


def test_versions_stand_apart(course, teacher, versions) -> None:
    first = versions[0]
    item = first.item
    body = item_payload(first.typed) | {"stem": "What is sample 1, said better?"}
    newer = ItemVersion.objects.create(
        item=item, number=2, body=body, digest=item_digest(first.typed)[::-1], made_at=NOON
    )
    people = enrolled(course, 24)
    sat(course.quiz("Before"), people, versions)
    sat(course.quiz("After"), people, [newer, *versions[1:]])
    found = analyse_item(teacher.enrollment.learner, item.pk, lens=LENS)
    assert [(each.version.number, each.rows[0].assignment.title) for each in found] == [(2, "After"), (1, "Before")]
    page = text(browser(teacher).get(item_page(course, first)))
    assert page.index("What is sample 1, said better?") < page.index("What is sample 1?")


def test_what_its_reader_has_switched_off(course, teacher, content) -> None:
    version = asked(1, sensitivity="survival")
    sat(course.quiz(), enrolled(course, 30), [version, asked(2)])
    for shows in (False, True):
        Preferences.objects.filter(user=teacher.enrollment.learner).update(survival=shows)
        for address in (item_page(course, version), item_page(course, version) + "?csv=options"):
            response = browser(teacher).get(address)
            said = str(rows_of(response)) if response.streaming else text(response)
            assert ("Sample 1a" in said) is shows


def test_as_it_was_asked_and_archived_as_well(course, teacher, versions) -> None:
    quiz = course.quiz()
    sat(quiz, enrolled(course, 30), versions)
    before = analyse_item(teacher.enrollment.learner, versions[0].item_id, lens=LENS)
    Rescoring.objects.create(
        classroom=course.room, assignment_id=quiz.pk, version=versions[0], scored_as="drop", reason="So.", at=NOON
    )
    Classroom.objects.update(archived_at=NOON)
    assert analyse_item(teacher.enrollment.learner, versions[0].item_id, lens=LENS) == before
    quiz.withdrawn_at = NOON
    quiz.save()
    with pytest.raises(NeverAskedError):
        analyse_item(teacher.enrollment.learner, versions[0].item_id, lens=LENS)


def test_as_many_questions_to_the_database_for_many_classes(course, teacher, make_learner, versions) -> None:
    counts, client = [], browser(teacher)
    for rooms in (1, 3):
        for n in range(rooms):
            more = Course(make_learner, f"Class {rooms} {n}")
            more.join("Tara", Role.INSTRUCTOR, learner=teacher.enrollment.learner)
            sat(more.quiz(), enrolled(more, 10), versions)
        client.get(item_page(course, versions[0]))
        with CaptureQueriesContext(connection) as caught:
            assert client.get(item_page(course, versions[0])).status_code == 200
        counts.append(len(caught))
    # Who is asking (three); assignments, students, answers, versions; the class's tabs.
    assert counts[0] == counts[1] <= 10
