"""What a student's pages in other rooms tell of assignments."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from learn.assignments.models import Assignment
from learn.assignments.reading import windows_of
from learn.classrooms.models import Enrollment
from learn.quizzes.assigned import Told
from learn.quizzes.models import Attempt


def told_of(attempts: Sequence[Attempt]) -> Mapping[UUID, Told]:
    """What these attempts of one learner are for; the same three questions to the database for one as for twenty."""
    ids = {each.assignment_id for each in attempts if each.assignment_id is not None}
    assignments = Assignment.objects.filter(pk__in=ids).select_related("classroom").in_bulk()
    own = (
        Enrollment.objects.present()
        .students()
        .filter(
            learner_id__in={each.learner_id for each in attempts},
            classroom_id__in={each.classroom_id for each in assignments.values()},
        )
    )
    enrollments = {each.classroom_id: each for each in own}
    windows = windows_of(list(assignments.values()), list(enrollments.values()))
    told: dict[UUID, Told] = {}
    for attempt in attempts:
        assignment = assignments.get(attempt.assignment_id) if attempt.assignment_id is not None else None
        if assignment is None:
            continue
        enrollment = enrollments.get(assignment.classroom_id)
        window = windows[assignment.pk, enrollment.pk] if enrollment is not None else None
        is_shown = enrollment is not None and assignment.withdrawn_at is None
        is_late = (
            window is not None
            and not window.is_exempt
            and attempt.submitted_at is not None
            and window.days_late(attempt.submitted_at) > 0
        )
        address = assignment.get_absolute_url() if is_shown else ""
        told[attempt.attempt_id] = Told(assignment.title, str(assignment.classroom), address, is_late)
    return told
