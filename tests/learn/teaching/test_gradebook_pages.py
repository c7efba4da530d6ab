"""The pages of grades: who sees which, and what stands there."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from learn.accounts.models import User
from learn.classrooms.models import AuditEntry, Role
from learn.quizzes.actions import respond, start_attempt, submit
from learn.quizzes.ask import Ask
from learn.quizzes.models import Attempt, AttemptItem
from learn.teaching.models import GradeChange
from tests.conftest import NOON
from tests.learn.reports.pages import fields, text
from tests.learn.teaching.conftest import DUE, browser

pytestmark = pytest.mark.django_db


def address(name: str, course, *more: object) -> str:
    return reverse(f"teaching:{name}", args=[course.room.pk, *more])


@pytest.fixture
def quiz(course, ada, ben):
    quiz = course.quiz()
    course.attempt(ada, quiz, 7)
    return quiz


def test_a_grade_stands_in_its_cell_and_in_the_figures(course, teacher, quiz) -> None:
    page = browser(teacher).get(address("gradebook", course))
    shown = text(page)
    assert "Adams, Ada 70.0 % 70.0 %" in shown
    assert "Brown, Ben 0.0 % missing" in shown
    assert "Mean 70.0 % Median 70.0 % Graded 1 of 2" in shown


def test_a_name_leads_to_the_student(course, teacher, ada, quiz) -> None:
    page = browser(teacher).get(address("gradebook", course)).content.decode()
    assert f'href="../overview/{ada.pk}/"' in page
    assert browser(teacher).get(address("student", course, ada.pk)).status_code == 200
    assert "<a href" not in browser(teacher).get(address("print", course)).content.decode().split("<table")[1]


def test_the_lowest_mean_comes_first_where_that_is_asked_for_and_never_on_paper(course, teacher, ada, quiz) -> None:
    course.expect("Aaron Abel")
    cid = course.join("Cid Cole")
    course.attempt(cid, quiz, 3)

    def names(place: str) -> list[str]:
        shown = text(browser(teacher).get(place))
        return sorted(("Abel", "Adams", "Brown", "Cole"), key=shown.index)

    book = address("gradebook", course)
    assert names(book) == names(f"{book}?sort=nothing") == ["Abel", "Adams", "Brown", "Cole"]
    # Nothing handed in counts as 0; who has no grade yet comes last.
    assert names(f"{book}?sort=mean") == ["Brown", "Cole", "Adams", "Abel"]
    assert names(address("print", course) + "?sort=mean") == ["Abel", "Adams", "Brown", "Cole"]
    lab = course.section("Lab A")
    for student in (ada, cid):
        student.section = lab
        student.save()
    page = browser(teacher).get(f"{book}?sort=mean&section={lab.pk}")
    assert f'href="?sort=name&amp;section={lab.pk}"' in page.content.decode()


def test_an_empty_gradebook_says_what_fills_it(course, teacher) -> None:
    assert "Nothing is assigned yet" in text(browser(teacher).get(address("gradebook", course)))
    course.quiz()
    assert "No student is in this class yet" in text(browser(teacher).get(address("gradebook", course)))


def test_a_section_is_shown_alone_with_its_own_figures(course, teacher, quiz) -> None:
    lab = course.section("Lab A")
    cid = course.join("Cid Cole", section=lab)
    course.attempt(cid, quiz, 3)
    page = browser(teacher).get(address("gradebook", course) + f"?section={lab.pk}")
    shown = text(page)
    assert "Cole, Cid Lab A 30.0 %" in shown and "Adams" not in shown and "Mean 30.0 %" in shown
    assert browser(teacher).get(address("gradebook", course) + "?section=999999").status_code == 404


def test_pages_of_a_hundred_students_with_the_figures_of_all(course, teacher, quiz) -> None:
    for number in range(101):
        course.expect(f"Zoe {number:03}")
    client = browser(teacher)
    first, second = (client.get(address("gradebook", course) + f"?page={n}") for n in (1, 2))
    assert first.content.count(b'<tr><th scope="row"><a') == 100
    assert second.content.count(b'<tr><th scope="row"><a') == 3
    assert all("Graded 1 of 103" in text(page) for page in (first, second))
    assert "has not come yet" in text(second)


def test_setting_a_grade_shows_it_to_everyone_concerned_with_its_reason(course, teacher, ada, quiz) -> None:
    client = browser(teacher)
    place = address("grade", course, quiz.pk, ada.pk)
    page = client.get(place)
    assert "7 of 10 points" in text(page)
    data = fields(page, address("set_grade", course, quiz.pk, ada.pk))
    data |= {"graded_as": "percent", "percent": "92.5", "reason": "A question was wrong."}
    for _ in range(2):
        assert client.post(address("set_grade", course, quiz.pk, ada.pk), data)["Location"] == place
    change = GradeChange.objects.get()
    assert (change.percent, change.by_name, change.reason) == (
        Decimal("92.50"),
        "Tara Teacher",
        "A question was wrong.",
    )
    shown = text(client.get(place))
    assert "92.5 % , set by hand; by the rule 70.0 %" in shown and "A question was wrong." in shown
    assert "92.5 % set by hand" in text(client.get(address("gradebook", course)))
    mine = text(browser(ada).get(address("own_grades", course)))
    assert "92.5 %" in mine and "A question was wrong." in mine and "Tara Teacher" in mine
    entry = AuditEntry.objects.get()
    assert (entry.what, entry.about) == ("graded", "Ada Adams: Week 1")
    assert entry.details == {"grade": ["by the rule", "92.50 %"], "reason": "A question was wrong."}
    assert entry.person == ada


def test_their_work_and_the_assignment_say_what_the_gradebook_says(course, teacher, ada, quiz) -> None:
    """What was decided goes before the rule on every page of the student's and of the instructor's."""
    work, own = f"/classes/{course.room.pk}/my-work/", quiz.get_absolute_url()

    def decide(graded_as: str, percent: str = "") -> None:
        data = {"change_id": uuid4(), "graded_as": graded_as, "percent": percent, "reason": "A question was wrong."}
        assert browser(teacher).post(address("set_grade", course, quiz.pk, ada.pk), data).status_code == 302

    decide("percent", "92.5")
    for page in (browser(ada).get(work), browser(ada).get(own), browser(teacher).get(own)):
        assert "92.5 %" in text(page) and "70.0 %" not in text(page)
    assert "set by hand" in text(browser(ada).get(work))
    decide("exempt")
    for page in (browser(ada).get(work), browser(teacher).get(own)):
        assert "exempt" in text(page) and "70.0 %" not in text(page)
    decide("computed")
    assert "70.0 %" in text(browser(ada).get(work))


def test_what_was_over_before_somebody_came_is_not_missing_with_them(course, teacher, quiz) -> None:
    course.join("Lea Late", joined_at=DUE + timedelta(hours=1))
    course.expect("Eve Expected")
    shown = text(browser(teacher).get(address("gradebook", course)))
    lea, eve = (shown.partition(name)[2][:60] for name in ("Late, Lea", "Eve Expected"))
    assert "not due" in lea and "missing" not in lea
    assert "has not come yet" in eve and "not due" in eve and "missing" not in eve
    assert "Lea Late" not in text(browser(teacher).get(address("overview", course)))


def test_what_was_excused_is_nothing_to_do(course, teacher, ben) -> None:
    open_still = course.quiz("Week 2", due_at=NOON + timedelta(days=3))
    work = f"/classes/{course.room.pk}/my-work/"
    assert "Week 2" in text(browser(ben).get("/")) and "Nothing is to do now." not in text(browser(ben).get(work))
    data = {"change_id": uuid4(), "graded_as": "exempt", "percent": "", "reason": "Was ill."}
    browser(teacher).post(address("set_grade", course, open_still.pk, ben.pk), data)
    assert "Week 2" not in text(browser(ben).get("/")) and "Nothing is to do now." in text(browser(ben).get(work))


def test_in_an_archived_class_nothing_is_to_do(course, ben) -> None:
    course.quiz("Week 2", due_at=NOON + timedelta(days=3))
    course.room.archived_at = NOON
    course.room.save()
    shown = text(browser(ben).get(f"/classes/{course.room.pk}/my-work/"))
    assert "Nothing is to do now." in shown and "the class is archived: nothing more is taken" in shown


def test_a_grade_can_be_excused_and_taken_back_and_all_is_kept(course, teacher, ada, quiz) -> None:
    client = browser(teacher)
    for graded_as, reason in (("exempt", "She was ill."), ("computed", "She was not.")):
        data = {"change_id": uuid4(), "graded_as": graded_as, "percent": "5", "reason": reason}
        client.post(address("set_grade", course, quiz.pk, ada.pk), data)
        shown = text(client.get(address("gradebook", course)))
        assert ("Adams, Ada – exempt" if graded_as == "exempt" else "Adams, Ada 70.0 % 70.0 %") in shown
        if graded_as == "exempt":
            assert "Does not count holds now She was ill." in text(
                client.get(address("grade", course, quiz.pk, ada.pk))
            )
    shown = text(client.get(address("grade", course, quiz.pk, ada.pk)))
    assert "She was ill." in shown and "She was not." in shown
    assert GradeChange.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"percent": "101"}, "Write a number from 0 to 100"),
        ({"percent": "7.123"}, "Write a number from 0 to 100"),
        ({"percent": ""}, "Write to how many percent it is set."),
        ({"reason": "  "}, "Please say why"),
        ({"graded_as": ""}, "Please choose one."),
        ({"reason": "x" * 301}, "This has 301 characters"),
    ],
)
def test_what_is_wrong_with_a_grade_is_said_and_nothing_saved(course, teacher, ada, quiz, wrong, said) -> None:
    data = {"change_id": uuid4(), "graded_as": "percent", "percent": "50", "reason": "So."} | wrong
    page = browser(teacher).post(address("set_grade", course, quiz.pk, ada.pk), data)
    assert page.status_code == 422 and said in text(page)
    assert not GradeChange.objects.exists()


def test_a_page_that_has_set_a_grade_sets_no_other(course, teacher, ada, quiz) -> None:
    data = {"change_id": uuid4(), "graded_as": "percent", "percent": "50", "reason": "So."}
    client = browser(teacher)
    client.post(address("set_grade", course, quiz.pk, ada.pk), data)
    page = client.post(address("set_grade", course, quiz.pk, ada.pk), data | {"percent": "60"})
    assert page.status_code == 422 and "press the button again" in text(page)
    again = fields(page, address("set_grade", course, quiz.pk, ada.pk))
    assert client.post(address("set_grade", course, quiz.pk, ada.pk), data | again).status_code == 302
    assert [change.percent for change in GradeChange.objects.order_by("at", "change_id")].count(Decimal(60)) == 1


def test_a_grade_that_waits_for_closing_is_not_shown_to_its_student_before(course, teacher, ada) -> None:
    quiz = course.quiz(reveal="after_closing", closes_at=NOON + timedelta(days=1))
    course.attempt(ada, quiz, 9, answers_at=NOON + timedelta(days=1))
    data = {"change_id": uuid4(), "graded_as": "percent", "percent": "95", "reason": "Secret yet."}
    browser(teacher).post(address("set_grade", course, quiz.pk, ada.pk), data)
    mine = text(browser(ada).get(address("own_grades", course)))
    assert "90" not in mine and "95" not in mine and "Secret yet." not in mine and "9 of 10" not in mine
    assert "The grade is shown from 3 March 2026, 12:00 on" in mine
    assert "95.0 %" in text(browser(teacher).get(address("gradebook", course)))


def test_it_waits_until_the_quiz_has_closed_for_the_last_student(course, ada, ben) -> None:
    quiz = course.quiz(reveal="after_closing", closes_at=NOON - timedelta(days=1))
    course.attempt(ada, quiz, 9)
    assert "90.0 %" in text(browser(ada).get(address("own_grades", course)))
    course.extend(quiz, enrollment=ben, closes_at=NOON + timedelta(days=1))
    assert "90.0 %" not in text(browser(ada).get(address("own_grades", course)))


def test_an_observer_sees_and_cannot_decide_or_take_out(course, ada, quiz) -> None:
    client = browser(course.join("Olga Observer", Role.OBSERVER))
    assert "Adams, Ada" in text(client.get(address("gradebook", course)))
    page = client.get(address("grade", course, quiz.pk, ada.pk))
    assert page.status_code == 200 and b"set/" not in page.content
    data = {"change_id": uuid4(), "graded_as": "percent", "percent": "50", "reason": "So."}
    assert client.post(address("set_grade", course, quiz.pk, ada.pk), data).status_code == 404
    assert client.post(address("export", course), {"format": "plain"}).status_code == 404
    assert not GradeChange.objects.exists()


def test_of_an_archived_class_no_grade_is_changed(course, teacher, ada, quiz) -> None:
    course.room.archived_at = NOON
    course.room.save()
    data = {"change_id": uuid4(), "graded_as": "percent", "percent": "50", "reason": "So."}
    client = browser(teacher)
    assert client.post(address("set_grade", course, quiz.pk, ada.pk), data).status_code == 409
    assert not GradeChange.objects.exists()
    assert "Decide otherwise" not in text(client.get(address("grade", course, quiz.pk, ada.pk)))


def test_no_page_is_there_for_others(course, other_course, make_learner, teacher, ada, ben, quiz) -> None:
    elsewhere = other_course.join("Ines Elsewhere", Role.INSTRUCTOR)
    left = course.join("Lena Left", Role.INSTRUCTOR, ended_at=NOON)
    tried = course.attempt(ada, quiz, 5)
    pages = [
        address("gradebook", course),
        address("print", course),
        address("grade", course, quiz.pk, ada.pk),
        address("attempt", course, quiz.pk, ada.pk, tried.attempt_id),
    ]
    for place in pages:
        for person in (elsewhere, left, ada, ben):
            assert browser(person).get(place).status_code == 404, (place, person)
        assert browser(teacher).get(place).status_code == 200, place
    assert browser(teacher).get(address("own_grades", course)).status_code == 404
    assert browser(elsewhere).get(address("own_grades", course)).status_code == 404
    # Ids of another class.
    foreign, theirs = other_course.quiz(), other_course.join("Theo Theirs")
    client = browser(teacher)
    for ids in ((foreign.pk, ada.pk), (quiz.pk, theirs.pk), (foreign.pk, theirs.pk)):
        assert client.get(address("grade", course, *ids)).status_code == 404
        data = {"change_id": uuid4(), "graded_as": "exempt", "reason": "So."}
        assert client.post(address("set_grade", course, *ids), data).status_code == 404
    assert not GradeChange.objects.exists()


def test_what_a_student_answered_is_read_by_their_instructor(course, teacher, ada, quiz) -> None:
    learner = User.objects.with_preferences().get(pk=ada.learner_id)
    taken = start_attempt(learner=learner, attempt_id=uuid4(), ask=Ask(number=30), now=NOON, seed=1)
    asked = {each.place: each for each in AttemptItem.objects.filter(learner=learner).select_related("version")}
    choice = next(each for each in asked.values() if each.version.typed.shape == "multiple_choice")
    slot = choice.version.typed.slots[0]
    wrong = next(option for option in slot.options if not option.is_key)
    respond(
        learner=learner, attempt_id=taken.attempt_id, place=choice.place, given={slot.id: [wrong.id]},
        client_id=uuid4(), now=NOON,
    )  # fmt: skip
    submit(learner=learner, attempt_id=taken.attempt_id, now=NOON)
    Attempt.objects.filter(attempt_id=taken.attempt_id).update(assignment_id=quiz.pk, purpose="assigned")
    shown = text(browser(teacher).get(address("attempt", course, quiz.pk, ada.pk, taken.attempt_id)))
    said = f"Answered: {wrong.text} Right: {slot.keys[0].text}"
    assert " ".join(said.split()) in shown
    assert "your answer" not in shown and shown.count("Answered: nothing") > 5


def test_extra_time_is_not_for_observers(course, teacher, ada) -> None:
    timed = course.quiz(minutes=20)
    ada.time_percent, ada.accommodations = 150, "A quiet room"
    ada.save()
    observer = browser(course.join("Olga Observer", Role.OBSERVER))
    for name, more in (("grade", (timed.pk, ada.pk)), ("gradebook", ()), ("student", (ada.pk,)), ("overview", ())):
        shown = text(observer.get(address(name, course, *more)))
        assert "other times" not in shown and "quiet room" not in shown and "150" not in shown
    assert "other times than for all" in text(browser(teacher).get(address("grade", course, timed.pk, ada.pk)))


def test_a_students_practice_is_not_there(course, teacher, ada, quiz) -> None:
    own = course.attempt(ada, None, 9)
    client = browser(teacher)
    assert client.get(address("attempt", course, quiz.pk, ada.pk, own.attempt_id)).status_code == 404
    going = course.attempt(ada, quiz, None)
    assert client.get(address("attempt", course, quiz.pk, ada.pk, going.attempt_id)).status_code == 404


def test_a_student_reads_what_lateness_took_off(course, teacher, ada, ben) -> None:
    quiz = course.quiz(late_percent=10)
    late = DUE + timedelta(days=1, hours=1)
    course.attempt(ada, quiz, 6, possible=12, at=late)
    own = address("own_grades", course)
    said = "30.0 % (6 of 12 points: 50.0 %, less 20 % for 2 days late), late"
    assert said in text(browser(ada).get(own))
    assert said in text(browser(teacher).get(address("grade", course, quiz.pk, ada.pk)))
    # Of several, each by itself; of one in time, nothing.
    course.attempt(ada, quiz, 12, possible=12, at=late)
    assert "12 of 12 points: 100.0 %, less 20 % for 2 days late" in text(browser(ada).get(own))
    course.attempt(ben, quiz, 6, possible=12)
    assert "50.0 % (6 of 12 points), in time" in text(browser(ben).get(own))


def test_late_and_missing_are_said(course, teacher, ada, ben) -> None:
    quiz = course.quiz(late_percent=10)
    course.attempt(ada, quiz, 8, at=DUE + timedelta(hours=30))
    shown = text(browser(teacher).get(address("grade", course, quiz.pk, ada.pk)))
    assert "60.0 %" in shown and "2 days late" in shown and "10 % off for each day late" in shown
    assert "60.0 % late" in text(browser(teacher).get(address("gradebook", course)))


def test_other_times_and_reasons_are_not_for_observers(course, teacher, ada) -> None:
    assignment = course.quiz("Week 1", due_at=NOON - timedelta(days=2), minutes=20)
    course.extend(assignment, enrollment=ada, due_at=NOON + timedelta(days=9), reason="In hospital.")
    GradeChange.objects.create(
        assignment=assignment, enrollment=ada, graded_as="exempt", reason="In hospital.", at=NOON, by_name="T"
    )
    pages = {
        who: text(browser(who).get(address("grade", course, assignment.pk, ada.pk)))
        for who in (teacher, course.join("Olga Observer", Role.OBSERVER))
    }
    of_teacher, of_observer = pages.values()
    extended, usual = (f"Due {NOON + timedelta(days=days):%-d %B}" for days in (9, -2))
    assert "In hospital." in of_teacher and extended in of_teacher
    assert "In hospital." not in of_observer and extended not in of_observer
    assert usual in of_observer and "What was decided" in of_observer
    assert "In hospital." in text(browser(ada).get(address("own_grades", course)))
