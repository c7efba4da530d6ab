"""From the analysis to a re-scoring and what its pages tell, to whom and when."""

import re
from fractions import Fraction
from uuid import uuid4

import pytest
from django.conf import settings as site
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cards.models import ItemVersion
from learn.classrooms.models import AuditEntry, Classroom, Role
from learn.quizzes import rescored, settling
from learn.quizzes.models import Attempt, Rescoring
from learn.quizzes.rescoring import BadKeyError, NothingNewError
from learn.teaching import rescores, writing
from learn.teaching.actions import NoReasonError, PageReusedError, set_grade
from learn.teaching.models import ClassMessage, GradedAs, MessageCopy
from tests.conftest import NOON
from tests.learn.owned import downloaded
from tests.learn.reports.pages import text
from tests.learn.teaching.analysis.test_analysis_pages import asked, keep
from tests.learn.teaching.conftest import browser
from tests.learn.teaching.rescores.done import DAY, NEXT, address, everywhere, frozen, grades, sat, scored, sent

pytestmark = pytest.mark.django_db


def test_from_the_analysis_to_the_end(course, teacher, ada, quiz, versions) -> None:
    attempt = sat(quiz, ada, versions, "baa")
    client, place = browser(teacher), address("rescore", course, quiz, versions[0].pk)
    assert place in client.get(address("analysis", course, quiz)).content.decode()
    form = client.get(place)
    assert "Marked as right when it was asked: Sample 1a" in text(form)
    data = sent("accept", ["a", "b"])
    page = client.post(place, data)
    assert "Points change for 1 student." in text(page) and not Rescoring.objects.exists()
    again = client.post(place, data | {"step": "edit"})
    assert again.status_code == 200 and "See what would change" in text(again)
    confirmed = data | {"step": "confirm", "seen": page.context["found"].seen}
    for _ in range(2):
        done = client.post(place, confirmed, follow=True)
        assert "Re-scored. The students whose points changed have been told." in text(done)
    made = Rescoring.objects.get()
    assert (made.scored_as, made.key, made.by_name) == ("accept", {"s": ["b"]}, "Tara Teacher")
    assert "Re-scored: another answer counts, too." in text(done)
    assert "In force now" in text(client.get(place))
    # What the student is told, where, and once.
    student = browser(ada)
    assert "Messages 1 new" in text(student.get(reverse("teaching:own_grades", args=[course.room.pk])))
    messages = reverse("teaching:messages", args=[course.room.pk])
    page = student.get(messages)
    inbox = text(page)
    assert inbox.count("your points are others than before") == 1 and "Sample 1b" not in inbox
    assert "of “Bones, week 1” was re-scored" in inbox and "The reason: b is right, too." in inbox
    assert "2 of 3 points before, 3 of 3 by this" in inbox
    answers_at = reverse("quizzes:results", args=[attempt.attempt_id])
    assert f'href="{answers_at}"' in page.content.decode()
    results = text(student.get(answers_at))
    assert "3 of 3 points (100 %)" in results
    assert "another answer counts as right, too: Sample 1b . It brought 0 of 1 before, and now 1 of 1." in results
    assert "3 of 3 points" in text(student.get(reverse("quizzes:start")))
    own = text(student.get(reverse("teaching:own_grades", args=[course.room.pk])))
    assert "3 of 3 points" in own and "Another answer counts as right, too" in own
    answers = text(client.get(address("attempt", course, quiz, ada.pk, attempt.attempt_id)))
    assert "3 of 3 points" in answers and "This question was re-scored" in answers
    grade = text(client.get(address("grade", course, quiz, ada.pk)))
    assert "3 of 3" in grade and "Questions that were re-scored" in grade
    trail = AuditEntry.objects.get(what="rescored")
    assert trail.details["points_changed"] == 1 and trail.details["scored_as"] == "accept"
    assert "how it is scored: another answer counts, too" in text(
        client.get(reverse("classrooms:trail", args=[course.room.pk]))
    )
    # And back.
    back = address("undo_rescoring", course, quiz, made.pk)
    looked = client.get(back)
    assert "Take this back?" in text(looked) and "falls" in text(looked)
    for _ in range(2):
        done = client.post(back, {"seen": looked.context["found"].seen}, follow=True)
        assert done.status_code == 200
    made.refresh_from_db()
    assert (made.undone_at, made.undone_by_name) == (NOON, "Tara Teacher")
    assert everywhere(course, quiz, ada) == {Fraction(2, 3)}
    assert AuditEntry.objects.filter(what="rescoring_ended").count() == 1
    assert "This question was re-scored" not in text(student.get(reverse("quizzes:results", args=[attempt.attempt_id])))
    assert "taken back by Tara Teacher" in text(student.get(reverse("teaching:own_grades", args=[course.room.pk])))
    assert ClassMessage.objects.filter(is_notice=True).count() == 2
    inbox = text(student.get(messages))
    assert "It had been re-scored for this reason: b is right, too." in inbox
    assert "3 of 3 points before, 2 of 3 by this" in inbox
    assert writing.written_today(course.room, NOON) == 0


@pytest.mark.parametrize("what", ["handed in", "re-scored", "graded"])
def test_what_came_in_between_is_looked_at_first(course, teacher, ada, ben, quiz, versions, what) -> None:
    sat(quiz, ada, versions, "baa")
    client, place = browser(teacher), address("rescore", course, quiz, versions[0].pk)
    data = sent("full")
    seen = client.post(place, data).context["found"].seen
    if what == "handed in":
        sat(quiz, ben, versions, "baa")
    elif what == "re-scored":
        scored(teacher, quiz, versions[1], "drop")
    else:
        set_grade(
            member=teacher, assignment_id=quiz.pk, enrollment_id=ada.pk, change_id=uuid4(),
            graded_as=GradedAs.EXEMPT, percent=None, reason="So.", now=NOON,
        )  # fmt: skip
    page = client.post(place, data | {"step": "confirm", "seen": seen})
    assert page.status_code == 409 and "This is how it stands now" in text(page)
    assert not Rescoring.objects.filter(version=versions[0]).exists()
    fresh = page.context["found"].seen
    assert fresh != seen
    assert client.post(place, data | {"step": "confirm", "seen": fresh}).status_code == 302
    assert Rescoring.objects.filter(version=versions[0]).count() == 1


def test_what_is_refused(course, teacher, ada, quiz, versions) -> None:
    sat(quiz, ada, versions, "baa")
    version = versions[0]
    for error, values in (
        (NoReasonError, {"scored_as": "full", "reason": " "}),
        (NothingNewError, {"scored_as": "accept", "key": ["a"], "seen": ""}),
        (BadKeyError, {"scored_as": "accept", "key": ["z"], "seen": ""}),
        (rescores.ChangedMeanwhileError, {"scored_as": "full", "seen": "of another page"}),
    ):
        with pytest.raises(error):
            scored(teacher, quiz, version, **values)
    made = scored(teacher, quiz, version, "accept", ["b"])
    with pytest.raises(PageReusedError):
        scored(teacher, quiz, version, "accept", ["c"], rescoring_id=made.pk)
    with pytest.raises(NothingNewError):
        scored(teacher, quiz, version, "accept", ["b"])
    scored(teacher, quiz, version, "full")
    with pytest.raises(rescores.ScoredBeforeError):
        scored(teacher, quiz, version, "replace", ["b"])
    place = address("rescore", course, quiz, version.pk)
    client = browser(teacher)
    assert "take that back first" in text(client.post(place, sent("replace", ["b"])))
    for data, said in (
        (sent("accept", ["a"]), "nothing would change"),
        (sent("replace", []), "name at least one answer"),
        (sent("", []), "Please choose one."),
        (sent("drop", reason=""), "Please say why"),
    ):
        page = client.post(address("rescore", course, quiz, versions[1].pk), data)
        assert page.status_code == 422 and said in text(page), said
    assert Rescoring.objects.count() == 2


def test_nothing_is_told_before_answers_are_shown(course, teacher, ada, ben, content, versions) -> None:
    quiz = course.quiz("Week 2", reveal="after_closing", closes_at=NEXT, due_at=NOON)
    attempts = [
        sat(quiz, each, versions, letters, at=NOON - DAY, answers_at=NEXT, is_withheld=True)
        for each, letters in ((ada, "baa"), (ben, "aaa"))
    ]
    scored(teacher, quiz, versions[0], "accept", ["b"], reason="Sample 1b is right, too.")
    # Both are told the same, whether or not their points changed: that alone would say how they were marked.
    assert {copy.enrollment for copy in MessageCopy.objects.all()} == {ada, ben}
    message = ClassMessage.objects.get()
    assert "What it means for your points is told with your results" in message.text
    pages = [
        reverse("teaching:messages", args=[course.room.pk]),
        reverse("teaching:own_grades", args=[course.room.pk]),
        reverse("assignments:assignment", args=[course.room.pk, quiz.pk]),
        reverse("assignments:work", args=[course.room.pk]),
        reverse("quizzes:start"),
        "/",
    ]
    for person, attempt in zip((ada, ben), attempts, strict=True):
        student = browser(person)
        for page in [*pages, reverse("quizzes:results", args=[attempt.attempt_id])]:
            said = text(student.get(page))
            assert "Sample 1b" not in said and "of 3 points" not in said and "counts as right, too" not in said, page
        told = downloaded(person.learner)
        [row] = told.json["rescorings"]["rows"]
        assert row["scored_as"] is None and row["reason"] is None
        [attempted] = told.json["quiz_attempts"]["rows"]
        assert attempted["points"] is attempted["counted_points"] is attempted["counted_possible"] is None
        answers_at = reverse("quizzes:results", args=[attempt.attempt_id])
        assert answers_at not in student.get(pages[0]).content.decode()


def test_once_answers_are_shown_all_is_told(course, teacher, ada, content, versions, monkeypatch) -> None:
    quiz = course.quiz("Week 2", reveal="after_closing", closes_at=NEXT, due_at=NOON)
    attempt = sat(quiz, ada, versions, "baa", at=NOON - DAY, answers_at=NEXT, is_withheld=True)
    scored(teacher, quiz, versions[0], "accept", ["b"])
    monkeypatch.setattr("django.utils.timezone.now", lambda: NEXT + DAY)
    page = text(browser(ada).get(reverse("quizzes:results", args=[attempt.attempt_id])))
    assert "3 of 3 points (100 %)" in page and "This question was re-scored" in page
    inbox = browser(ada).get(reverse("teaching:messages", args=[course.room.pk]))
    assert reverse("quizzes:results", args=[attempt.attempt_id]) in inbox.content.decode()
    assert "points before" not in text(inbox)
    assert "3 of 3 points" in text(browser(ada).get(reverse("teaching:own_grades", args=[course.room.pk])))


def test_who_may(course, other_course, teacher, ada, quiz, versions) -> None:
    sat(quiz, ada, versions, "baa")
    made = scored(teacher, quiz, versions[0], "full")
    places = [address("rescore", course, quiz, versions[0].pk), address("undo_rescoring", course, quiz, made.pk)]
    observer = course.join("Olga Observer", Role.OBSERVER)
    stranger = other_course.join("Ines Elsewhere", Role.INSTRUCTOR)
    for person in (observer, ada, stranger):
        for place in places:
            assert browser(person).get(place).status_code == 404
            assert browser(person).post(place, sent("drop") | {"seen": "x"}).status_code == 404
    client = browser(teacher)
    assert client.get(address("rescore", course, quiz, asked(9).pk)).status_code == 404, "it was not asked there"
    assert "Re-score" not in text(browser(observer).get(address("analysis", course, quiz))).replace("Re-scored", "")
    Classroom.objects.filter(pk=course.room.pk).update(archived_at=NOON)
    for place in places:
        assert client.post(place, sent("drop") | {"seen": "x"}).status_code == 409
    assert Rescoring.objects.get().is_in_force


def test_as_many_reads_for_many_as_for_few(course, teacher, quiz, versions) -> None:
    counts = []
    client = browser(teacher)
    for students in (2, 30):
        for n in range(students):
            sat(quiz, course.join(f"Student {students} {n}"), versions, "baa")
        if not Rescoring.objects.exists():
            scored(teacher, quiz, versions[0], "full")
        with CaptureQueriesContext(connection) as caught:
            grades(course)
        book = len(caught)
        place = address("rescore", course, quiz, versions[1].pk)
        client.get(place)
        with CaptureQueriesContext(connection) as caught:
            assert client.post(place, sent("drop")).status_code == 200
        counts.append((book, len(caught)))
    assert counts[0] == counts[1]
    # Students, sections, assignments, extensions, attempts, decisions; what is in force, and the answers to it.
    assert counts[0][0] <= 8


def test_the_question_stands_there_as_it_was_asked(course, teacher, ada, quiz, versions) -> None:
    sat(quiz, ada, versions, "baa")
    exhibit = {"label": "Notes", "text": "She came **at noon**.", "rows": []}
    body = {"is_marked_up": True, "stem": "She is **70**.\n\nWhich?", "exhibits": [exhibit]}
    ItemVersion.objects.filter(pk=versions[0].pk).update(body=versions[0].body | body)
    client, place = browser(teacher), address("rescore", course, quiz, versions[0].pk)
    for page in (client.get(place), client.post(place, sent("accept", ["a", "b"]))):
        assert "She came <strong>at noon</strong>." in page.content.decode()
        assert "She is <strong>70</strong>." in page.content.decode()
        assert "**" not in page.content.decode()


def test_a_question_that_was_shown_at_once_says_so_and_a_dropped_one_counts_nowhere(
    course, teacher, ada, quiz, versions
) -> None:
    going, rows = frozen(quiz, ada, versions, "baa")
    going.submitted_at, going.points, going.ended_by, going.feedback = None, None, "", "at_once"
    rows[1].points, rows[1].is_checked = None, False
    keep([(going, rows)])
    scored(teacher, quiz, versions[0], "drop")
    scored(teacher, quiz, versions[1], "accept", ["b"])
    student = browser(ada)
    first, second = (text(student.get(reverse("quizzes:question", args=[going.attempt_id, place]))) for place in (1, 2))
    assert "Does not count" in first and "it counts for nobody" in first and "Sample 2b" not in first
    assert "re-scored" not in second
    settling.close(learner=ada.learner, attempt=Attempt.objects.get(attempt_id=going.attempt_id), now=NOON)
    results = student.get(reverse("quizzes:results", args=[going.attempt_id]))
    assert "2 of 2 points (100 %)" in text(results)
    assert [(share.questions, share.points, share.possible) for share in results.context["over"].by_format] == [
        (2, 2, 2)
    ]


def test_no_page_tells_points_as_they_were_marked() -> None:
    """What an attempt counts for is its marks; its own points are those before any re-scoring."""
    for template in (site.BASE_DIR / "templates").rglob("*.html"):
        assert not re.search(r"attempt\.(points|possible)", template.read_text()), template.name


def test_only_the_classes_own_questions_are_read(course, other_course, teacher, quiz, ada, versions) -> None:
    sat(quiz, ada, versions, "baa")
    theirs = other_course.quiz("Theirs")
    tara = other_course.join("Tara There", Role.INSTRUCTOR)
    student = other_course.join("Theo Theirs")
    sat(theirs, student, versions, "baa")
    scored(teacher, quiz, versions[0], "full")
    assert rescored.rulings_of([theirs.pk]) == {}
    assert grades(other_course)["Theo Theirs"] == [Fraction(2, 3)] and tara.is_present
