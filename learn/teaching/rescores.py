"""Re-scoring a question of an assigned quiz, and taking that back. Each does nothing the second time.

Attempts, answers and what was asked stay as they are; a Rescoring says what counts, and marks follow from those in
force (learn.quizzes.rescored). What a miss brought forward on a student's cards stays, too, and so do the records of
what they know: their schedule is theirs, and to see a card once more does no harm.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cards.lens import SURVIVAL
from cards.models import ItemVersion
from learn.assignments.models import Assignment
from learn.classrooms import audit
from learn.classrooms.access import Member
from learn.classrooms.locking import locked
from learn.quizzes import rescoring
from learn.quizzes.models import LONGEST_REASON, Rescoring, ScoredAs
from learn.quizzes.prose import words_in
from learn.quizzes.rescoring import Key, Way
from learn.teaching import results, writing
from learn.teaching.actions import NoReasonError, PageReusedError, user_of
from learn.teaching.rescore_preview import Asked, Preview, Tried, in_force, preview, question_of


class ScoredBeforeError(Exception):
    """The question is dropped, or has full marks: what this would do goes after that, and changes nothing."""


class ChangedMeanwhileError(Exception):
    """What would follow is not what was seen any more; nothing was changed."""


def proposed(
    *,
    assignment: Assignment,
    version: ItemVersion,
    scored_as: ScoredAs,
    key: Key,
    reason: str = "",
    apart_from: UUID | None = None,
    now: datetime,
) -> Rescoring:
    """A rescoring as it would be, not stored. key: of the ways that have one; else it is ignored. apart_from: one that
    is looked at as if it were not there.

    Raises rescoring.BadKeyError, rescoring.NothingNewError and ScoredBeforeError.
    """
    rows = [each for each in in_force(assignment, version) if each.pk != apart_from]
    ways = {each.scored_as for each in rows}
    if ScoredAs.DROP in ways or (ScoredAs.FULL in ways and scored_as != ScoredAs.DROP):
        raise ScoredBeforeError
    cleaned: dict[str, list[str]] = {}
    if Way(scored_as) in rescoring.WITH_KEY:
        item = version.typed
        ruling = rescoring.ruling(item, [each.rule for each in rows])
        adds = scored_as == ScoredAs.ACCEPT
        cleaned = rescoring.clean_key(
            ruling.widest if ruling is not None and adds else item,
            key,
            adds=adds,
            may_be_own=ruling is not None and not adds,
        )
        if any(each.scored_as == scored_as and each.key == cleaned for each in rows):
            raise rescoring.NothingNewError
    return Rescoring(
        classroom_id=assignment.classroom_id,
        assignment_id=assignment.pk,
        version=version,
        scored_as=scored_as,
        key=cleaned,
        reason=reason,
        at=now,
    )


@transaction.atomic
def rescore(
    *,
    member: Member,
    assignment_id: UUID,
    version_id: int,
    rescoring_id: UUID,
    scored_as: ScoredAs,
    key: Key,
    reason: str,
    seen: str,
    now: datetime,
) -> Rescoring:
    """Scores a question anew, tells the students whose points change, and notes it. seen: of the preview confirmed.

    The same page twice is one rescoring. Raises Assignment.DoesNotExist, ItemVersion.DoesNotExist, what `proposed` and
    `preview` raise, NoReasonError, PageReusedError, ChangedMeanwhileError and locking.ArchivedError.
    """
    # Two clicks at once must not both find it missing, nor two instructors both confirm what only one of them saw.
    locked(member.classroom)
    assignment, version = question_of(member.classroom, assignment_id, version_id)
    said = " ".join(reason.split())
    if not said or len(said) > LONGEST_REASON:
        raise NoReasonError
    before = Rescoring.objects.filter(pk=rescoring_id).first()
    if before is not None:
        again = proposed(
            assignment=assignment, version=version, scored_as=scored_as, key=key, apart_from=rescoring_id, now=now
        )
        same = (before.assignment_id, before.version_id, before.scored_as, before.key, before.reason)
        if same != (assignment.pk, version.pk, scored_as, again.key, said):
            raise PageReusedError
        return before
    at = _after_all(assignment, now)
    made = proposed(assignment=assignment, version=version, scored_as=scored_as, key=key, reason=said, now=at)
    found = preview(assignment, version, add=made, now=now)
    if found.seen != seen:
        raise ChangedMeanwhileError
    made.rescoring_id, made.by, made.by_name = rescoring_id, member.enrollment, member.enrollment.name
    made.save(force_insert=True)
    _note(member, audit.Act.RESCORED, made, found, now)
    _tell(member, made, found, is_undone=False, now=now)
    return made


@transaction.atomic
def undo_rescoring(*, member: Member, assignment_id: UUID, rescoring_id: UUID, seen: str, now: datetime) -> Rescoring:
    """Takes a rescoring back: marks are what they are by the others. One that was taken back stays so.

    Raises Assignment.DoesNotExist, Rescoring.DoesNotExist, ChangedMeanwhileError and locking.ArchivedError.
    """
    locked(member.classroom)
    assignment, made = rescoring_of(member, assignment_id, rescoring_id)
    if not made.is_in_force:
        return made
    found = preview(assignment, made.version, without=made, now=now)
    if found.seen != seen:
        raise ChangedMeanwhileError
    made.undone_at, made.undone_by, made.undone_by_name = max(now, made.at), member.enrollment, member.enrollment.name
    made.save(update_fields=["undone_at", "undone_by", "undone_by_name"])
    _note(member, audit.Act.RESCORING_ENDED, made, found, now)
    _tell(member, made, found, is_undone=True, now=now)
    return made


def rescoring_of(member: Member, assignment_id: UUID, rescoring_id: UUID) -> tuple[Assignment, Rescoring]:
    """One of the class's. Raises Assignment.DoesNotExist and Rescoring.DoesNotExist."""
    assignment = results.assignment_of(member.classroom, assignment_id)
    return assignment, Rescoring.objects.of([assignment.pk]).select_related("version__item").get(pk=rescoring_id)


def _after_all(assignment: Assignment, now: datetime) -> datetime:
    """Now, but later than those before whatever the clock says: of several keys the order tells which stands."""
    latest = Rescoring.objects.of([assignment.pk]).aggregate(latest=Max("at"))["latest"]
    return now if latest is None else max(now, latest + timedelta(microseconds=1))


def _note(member: Member, act: audit.Act, made: Rescoring, found: Preview, now: datetime) -> None:
    is_about_survival = made.version.item.sensitivity == SURVIVAL
    item = made.version.typed
    key = "; ".join(rescoring.in_words(item, made.key))
    audit.note(
        classroom=member.classroom,
        by=user_of(member),
        what=act,
        about=found.assignment.title,
        details={
            "scored_as": made.scored_as,
            # An instructor who has switched these off reads the trail, too.
            **({} if is_about_survival else {"question": words_in(item, item.stem)}),
            **({"key": key} if key and not is_about_survival else {}),
            "reason": made.reason,
            "points_changed": len(found.changed),
            "grades_fallen": len(found.fallen),
        },
        now=now,
    )


def _tell(member: Member, made: Rescoring, found: Preview, *, is_undone: bool, now: datetime) -> None:
    """Tells the students whose points change, each with their own. Who does not see answers yet is told no more than
    that it was done, and whether or not points change: that alone would say how an answer was marked.
    """
    told = [each for each in found.changed if each.is_released and each.student.is_present]
    title = {"title": found.assignment.title, "reason": made.reason}
    subject = _("A re-scoring was taken back: %(title)s") if is_undone else _("A question was re-scored: %(title)s")
    text = (
        _(
            "The re-scoring of a question of “%(title)s” was taken back, and your points are what they are without it."
            " Your grades say what counts. It had been re-scored for this reason: %(reason)s"
        )
        if is_undone
        else _(
            "A question of “%(title)s” was re-scored, and your points are others than before. Your grades say what"
            " counts, and the results of your attempt which question it is. A grade that was set by hand stays."
            " The reason: %(reason)s"
        )
    )
    name = f"{made.pk} {'undone' if is_undone else 'done'}"
    writing.tell(
        member=member,
        message_id=uuid5(made.pk, f"{name} told"),
        students=[each.student for each in told],
        subject=subject % title,
        text=text % title,
        attempts={each.student.pk: [_points(one) for one in each.tried if one.has_changed] for each in told},
        now=now,
    )
    for number, (when, waiting) in enumerate(_waiting(member, found.asked).items()):
        waits = _(
            "A question of “%(title)s” was re-scored, or that was taken back. What it means for your points is told"
            " with your results, from %(when)s on."
        )
        writing.tell(
            member=member,
            message_id=uuid5(made.pk, f"{name} waiting {number}"),
            students=[each.student for each in waiting],
            subject=subject % title,
            text=waits % (title | {"when": when}),
            # To be led to from then on, and nothing more.
            attempts={each.student.pk: [_named(one) for one in each.tried] for each in waiting},
            now=now,
        )


def _named(tried: Tried) -> dict[str, Any]:
    return {"attempt": str(tried.attempt.attempt_id)}


def _points(tried: Tried) -> dict[str, Any]:
    was, becomes = tried.whole_was, tried.whole_becomes
    return _named(tried) | {"was": [was.points, was.possible], "becomes": [becomes.points, becomes.possible]}


def _waiting(member: Member, asked: Iterable[Asked]) -> dict[str, list[Asked]]:
    """Those who handed in and see nothing yet, by when they will, in words."""
    found: dict[str, list[Asked]] = {}
    for each in asked:
        if each.tried and each.released_at is not None and not each.is_released and each.student.is_present:
            when = date_format(member.classroom.local(each.released_at), "j F Y, H:i")
            found.setdefault(when, []).append(each)
    return found
