"""Messages: written and followed by instructors, read by students."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from learn.accounts.requests import LearnerRequest
from learn.classrooms.access import Member, for_instructors, for_members, unarchived
from learn.classrooms.models import Section
from learn.teaching import noticed, overview, writing
from learn.teaching.forms import MessageForm
from learn.teaching.gradebook import NoSuchSectionError
from learn.teaching.models import MAILED, PENDING, ClassMessage, CopyState, MessageCopy

PER_PAGE = 20
_BEHIND = "behind-"


@require_safe
@never_cache
@for_members
def mine(request: LearnerRequest, member: Member) -> HttpResponse:
    """What the class's instructors wrote: to instructors all of it, to a student what came to them, read by this."""
    number = request.GET.get("page", "1")
    if member.is_instructor:
        written = ClassMessage.objects.filter(classroom=member.classroom).order_by("-written_at")
        counted = written.annotate(
            students=Count("copies"),
            read=Count("copies", filter=Q(copies__read_at__isnull=False)),
            pending=Count("copies", filter=Q(copies__state__in=PENDING)),
            refused=Count("copies", filter=Q(copies__state=CopyState.REFUSED)),
        )
        page = Paginator(counted, PER_PAGE).get_page(number)
        return render(request, "teaching/messages.html", {"member": member, "page": page, "here": "messages"})
    if not member.is_student:
        raise Http404
    copies = MessageCopy.objects.filter(enrollment=member.enrollment).select_related("message")
    inbox = Paginator(copies.order_by("-message__written_at"), PER_PAGE).get_page(number)
    shown = list(inbox.object_list)
    new = {each.pk for each in shown if each.read_at is None}
    if new and request.method == "GET":
        writing.mark_read(enrollment=member.enrollment, copies=shown, now=timezone.now())
    about = noticed.noticed_in(shown, learner=request.user, now=timezone.now())
    rows = [(each, about.get(each.pk, [])) for each in shown]
    context = {"member": member, "page": inbox, "rows": rows, "new": new, "here": "messages"}
    return render(request, "teaching/inbox.html", context)


@require_safe
@never_cache
@for_instructors
def message(request: LearnerRequest, member: Member, message_id: UUID) -> HttpResponse:
    """One message and how far it is: its mails are sent meanwhile."""
    found = get_object_or_404(ClassMessage, pk=message_id, classroom=member.classroom)
    copies = MessageCopy.objects.filter(message=found)
    by_state = dict(copies.order_by().values_list("state").annotate(n=Count("pk")))
    mails = sum(by_state.get(state, 0) for state in MAILED)
    troubled = copies.filter(state__in=[CopyState.REFUSED, CopyState.LOST]).select_related("enrollment")
    context = {
        "member": member,
        "message": found,
        "students": sum(by_state.values()),
        "mails": mails,
        "pending": sum(by_state.get(state, 0) for state in PENDING),
        "done": mails - sum(by_state.get(state, 0) for state in PENDING),
        "sent": by_state.get(CopyState.SENT, 0),
        "on_site": by_state.get(CopyState.ON_SITE, 0),
        "read": copies.filter(read_at__isnull=False).count(),
        "refused": [each for each in troubled if each.state == CopyState.REFUSED],
        "lost": [each for each in troubled if each.state == CopyState.LOST],
        "here": "messages",
    }
    template = "teaching/message.html#progress" if request.htmx else "teaching/message.html"
    return render(request, template, context)


@dataclass(frozen=True, slots=True)
class _To:
    """Whom a page means. group: "all", "section-" and its id, "behind-" and the id of a section or nothing for those
    of it who are behind; empty where each was chosen by name.
    """

    chosen: list[UUID]
    group: str
    in_words: str

    @property
    def is_behind(self) -> bool:
        """Whether it is those who are behind: that is chosen in the overview and not here."""
        return self.group.startswith(_BEHIND)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_instructors
@unarchived
def write(request: LearnerRequest, member: Member) -> HttpResponse:
    """Writes a message in three steps: to whom and what; a look at how many it goes to; sent.

    step: "chosen" and "behind" come from the overview, "check", "edit" and "send" from these pages.
    """
    if request.method != "POST":
        return _render_write(request, member, _to(member, "all", []), MessageForm(initial=_initial()))
    step = request.POST.get("step", "")
    to = _asked(request, member, step)
    if step in ("chosen", "behind"):
        if not to.chosen:
            messages.info(request, _("Choose at least one student to write to."))
            return HttpResponseRedirect(reverse("teaching:overview", args=[member.classroom.pk]))
        return _render_write(request, member, to, MessageForm(initial=_initial()))
    form = MessageForm(request.POST)
    if "message_id" in form.errors:
        raise BadRequest("message_id")
    if step == "edit":
        return _render_write(request, member, to, MessageForm(initial=form.data.dict()))  # type: ignore[attr-defined]
    if not form.is_valid():
        return _render_write(request, member, to, form)
    if step == "send":
        return _send(request, member, to, form)
    now = timezone.now()
    found = writing.recipients(member.classroom, to.chosen, now=now)
    if not found.students:
        form.add_error(None, _("Nobody of those chosen is in the class. Choose others."))
        return _render_write(request, member, to, form)
    context = {
        "member": member,
        "to": to,
        "form": form,
        "found": found,
        "is_over": form.cleaned_data["by_mail"] and found.by_mail > found.left,
        "here": "messages",
    }
    return render(request, "teaching/check.html", context)


def _send(request: LearnerRequest, member: Member, to: _To, form: MessageForm) -> HttpResponse:
    data = form.cleaned_data
    try:
        written = writing.write_message(
            member=member,
            message_id=data["message_id"],
            chosen=to.chosen,
            to_whom=to.in_words,
            subject=data["subject"],
            text=data["text"],
            by_mail=data["by_mail"],
            now=timezone.now(),
        )
    except writing.NobodyError:
        form.add_error(None, _("Nobody of those chosen is in the class. Choose others."))
    except writing.EmptyMessageError:
        form.add_error("text", form.fields["text"].error_messages["required"])
    except writing.PageReusedError:
        form.renew()
        said = _("This page has sent a message already. To send this one, too, press the button again.")
        form.add_error(None, said)
    except writing.TooManyMessagesError:
        said = _("This class has written %(most)d messages in the last 24 hours. Please write this one tomorrow.")
        form.add_error(None, said % {"most": writing.MOST_MESSAGES})
    except writing.TooManyMailsError as error:
        said = ngettext(
            "This class can send %(n)d more mail today. Leave the mail out, and everyone reads it on the site.",
            "This class can send %(n)d more mails today. Leave the mail out, and everyone reads it on the site.",
            error.left,
        )
        form.add_error("by_mail", said % {"n": error.left})
    else:
        return HttpResponseRedirect(reverse("teaching:message", args=[member.classroom.pk, written.pk]))
    return _render_write(request, member, to, form)


def _render_write(request: LearnerRequest, member: Member, to: _To, form: MessageForm) -> HttpResponse:
    context = {
        "member": member,
        "to": to,
        "form": form,
        "sections": Section.objects.filter(classroom=member.classroom),
        "has_mail": settings.HAS_MAIL,
        "here": "messages",
    }
    return render(request, "teaching/write.html", context, status=422 if form.errors else 200)


def _initial() -> dict[str, Any]:
    return {"by_mail": settings.HAS_MAIL}


def _asked(request: LearnerRequest, member: Member, step: str) -> _To:
    """Whom the page means. Raises BadRequest for what no page sends."""
    try:
        chosen = [UUID(each) for each in request.POST.getlist("to")]
    except ValueError as error:
        raise BadRequest("to") from error
    if step == "behind":
        # As a group, however many: a page may send a thousand fields at most.
        return _to(member, _BEHIND + request.POST.get("section", ""), [])
    return _to(member, "" if step == "chosen" else request.POST.get("group", ""), chosen)


def _to(member: Member, group: str, chosen: list[UUID]) -> _To:
    if group == "all":
        return _To(writing.everyone(member.classroom), group, _("all students"))
    if group.startswith("section-"):
        sections = {f"section-{each.pk}": each for each in Section.objects.filter(classroom=member.classroom)}
        if group not in sections:
            raise BadRequest("group")
        section = sections[group]
        return _To(writing.everyone(member.classroom, section.pk), group, section.name)
    if group.startswith(_BEHIND):
        try:
            name = group.removeprefix(_BEHIND)
            over = overview.overview(member.classroom, now=timezone.now(), section=name, order=overview.NAME)
        except NoSuchSectionError as error:
            raise BadRequest("section") from error
        chosen = [each.student.pk for each in over.behind]
        return _To(chosen, group, writing.so_many(len(chosen)))
    return _To(chosen, "", writing.so_many(len(chosen)))
