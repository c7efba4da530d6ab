"""Writing to students of a class. Recipients: to whom, and who of them can have mail.

Everyone reads a message on the site. Who has proved an address, on a site that sends mail, can have it by mail as well.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from textwrap import shorten
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils.translation import ngettext

from learn.accounts.models import User
from learn.classrooms import audit
from learn.classrooms.access import Member
from learn.classrooms.locking import locked
from learn.classrooms.models import LONGEST_NAME, Classroom, Enrollment, Role
from learn.teaching.actions import user_of
from learn.teaching.models import (
    LONGEST_MESSAGE,
    LONGEST_SUBJECT,
    MAILED,
    ClassMessage,
    CopyState,
    MessageCopy,
)

MOST_MESSAGES = 10
"""Messages that the instructors of one class may write in a day."""

_A_DAY = timedelta(days=1)


class NobodyError(Exception):
    """None of those chosen is a student who is in the class; nothing was written."""


class EmptyMessageError(Exception):
    """A message without a subject or text, or with too long a one; nothing was written."""


class PageReusedError(Exception):
    """This page has written another message already; what it sends now was not kept."""


class TooManyMessagesError(Exception):
    """The class has written MOST_MESSAGES in a day; nothing was written."""


class TooManyMailsError(Exception):
    """More mails than the class may send today; nothing was written. left: how many it may still."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


@dataclass(frozen=True, slots=True)
class Recipients:
    """mailable: the enrollments of those who can have mail; left: how many mails the class may still send today."""

    students: tuple[Enrollment, ...]
    mailable: frozenset[UUID]
    left: int

    @property
    def by_mail(self) -> int:
        return len(self.mailable)

    @property
    def on_site(self) -> int:
        return len(self.students) - len(self.mailable)


def recipients(classroom: Classroom, chosen: Iterable[UUID], *, now: datetime) -> Recipients:
    """Those of the chosen who are students of the class and have come."""
    ids = set(chosen)
    students = [each for each in _present(classroom) if each.pk in ids]
    return Recipients(tuple(students), frozenset(_mailable(students)), _mails_left(classroom, now))


def everyone(classroom: Classroom, section: int | None = None) -> list[UUID]:
    """The students who have come, all or those of a section."""
    return [each.pk for each in _present(classroom) if section is None or each.section_id == section]


@transaction.atomic
def write_message(
    *,
    member: Member,
    message_id: UUID,
    chosen: Collection[UUID],
    to_whom: str,
    subject: str,
    text: str,
    by_mail: bool,
    now: datetime,
) -> ClassMessage:
    """Keeps a message for each of these students; mails are sent by the worker. The same id twice is one message.

    Raises NobodyError, EmptyMessageError, PageReusedError, TooManyMessagesError, TooManyMailsError and
    locking.ArchivedError.
    """
    # Two clicks at once must not both find it missing, nor both find room for a hundred mails.
    locked(member.classroom)
    title, words = " ".join(subject.split()), text.strip()
    before = ClassMessage.objects.filter(pk=message_id).first()
    if before is not None:
        if (before.classroom_id, before.subject, before.text) != (member.classroom.pk, title, words):
            raise PageReusedError
        return before
    if not title or not words or len(title) > LONGEST_SUBJECT or len(words) > LONGEST_MESSAGE:
        raise EmptyMessageError
    to = recipients(member.classroom, chosen, now=now)
    if not to.students:
        raise NobodyError
    if written_today(member.classroom, now) >= MOST_MESSAGES:
        raise TooManyMessagesError
    mailed = to.mailable if by_mail else frozenset()
    if len(mailed) > to.left:
        raise TooManyMailsError(to.left)
    message = ClassMessage.objects.create(
        message_id=message_id,
        classroom=member.classroom,
        subject=title,
        text=words,
        to_whom=to_whom[:LONGEST_NAME],
        by_mail=bool(mailed),
        written_at=now,
        by=member.enrollment,
        by_name=member.enrollment.name,
    )
    MessageCopy.objects.bulk_create(
        MessageCopy(
            message=message,
            enrollment=each,
            state=CopyState.WAITING if each.pk in mailed else CopyState.ON_SITE,
        )
        for each in to.students
    )
    audit.note(
        classroom=member.classroom,
        by=user_of(member),
        what=audit.Act.MESSAGED,
        about=f"{to_whom}: {title}",
        details={"students": len(to.students), "mails": len(mailed)},
        now=now,
    )
    return message


def tell(
    *,
    member: Member,
    message_id: UUID,
    students: Collection[Enrollment],
    subject: str,
    text: str,
    attempts: Mapping[UUID, Sequence[Mapping[str, Any]]],
    now: datetime,
) -> None:
    """Tells these students what the member did, on the site alone; call it in the transaction of the act itself.

    attempts: what it is about, by the student's enrollment (MessageCopy.attempts).

    It is none of the messages that may be written in a day. Nobody is told where there are no students.
    """
    if not students:
        return
    message = ClassMessage.objects.create(
        message_id=message_id,
        classroom=member.classroom,
        subject=shorten(subject, LONGEST_SUBJECT, placeholder="…"),
        text=text,
        to_whom=so_many(len(students)),
        by_mail=False,
        is_notice=True,
        written_at=now,
        by=member.enrollment,
        by_name=member.enrollment.name,
    )
    MessageCopy.objects.bulk_create(
        MessageCopy(message=message, enrollment=each, state=CopyState.ON_SITE, attempts=list(attempts.get(each.pk, ())))
        for each in students
    )


@transaction.atomic
def mark_read(*, enrollment: Enrollment, copies: Iterable[MessageCopy], now: datetime) -> None:
    """The student has seen these messages."""
    ids = [each.pk for each in copies if each.read_at is None]
    MessageCopy.objects.filter(enrollment=enrollment, pk__in=ids, read_at=None).update(read_at=now)


def unread(enrollment: Enrollment) -> int:
    """How many messages this student has not seen; none for others, who get none."""
    if enrollment.role != Role.STUDENT:
        return 0
    return MessageCopy.objects.filter(enrollment=enrollment, read_at=None).count()


def news_for(learner: User) -> dict[UUID, int]:
    """How many messages a learner has not seen in each of their classes that has such; one query."""
    copies = MessageCopy.objects.filter(
        enrollment__learner=learner, enrollment__role=Role.STUDENT, enrollment__ended_at=None, read_at=None
    )
    rows = copies.order_by().values_list("enrollment__classroom_id").annotate(n=Count("pk"))
    return dict(rows.values_list("enrollment__classroom_id", "n"))


def written_today(classroom: Classroom, now: datetime) -> int:
    return ClassMessage.objects.filter(classroom=classroom, is_notice=False, written_at__gt=now - _A_DAY).count()


def so_many(n: int) -> str:
    return ngettext("%(n)d student", "%(n)d students", n) % {"n": n}


def _present(classroom: Classroom) -> Iterable[Enrollment]:
    students = Enrollment.objects.filter(classroom=classroom).present().students()
    return students.select_related("learner", "section").by_name()


def addresses_of(learners: Iterable[int]) -> dict[int, str]:
    """The address that each of these learners has proved to be theirs, the primary one first."""
    proved = EmailAddress.objects.filter(user_id__in=list(learners), verified=True).order_by("primary", "-pk")
    return dict(proved.values_list("user_id", "email"))


def _mailable(students: Iterable[Enrollment]) -> Iterable[UUID]:
    if not settings.HAS_MAIL:
        return []
    holders = {
        each.learner_id: each.pk
        for each in students
        if each.learner is not None and not each.learner.is_guest and each.learner.is_active
    }
    proved = addresses_of(pk for pk in holders if pk is not None)
    return [enrollment_id for learner_id, enrollment_id in holders.items() if learner_id in proved]


def _mails_left(classroom: Classroom, now: datetime) -> int:
    """How many mails the class may still send: as the site allows, or one to each student of a larger class."""
    students = Enrollment.objects.filter(classroom=classroom).present().students().count()
    most = max(settings.CLASS_MAILS_PER_DAY, students) if settings.CLASS_MAILS_PER_DAY else 0
    sent = MessageCopy.objects.filter(
        message__classroom=classroom, message__written_at__gt=now - _A_DAY, state__in=MAILED
    ).count()
    return max(0, most - sent)
