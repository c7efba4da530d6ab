"""The pages of a re-scoring: what becomes of a question, what would follow from it, done; and taken back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cards.models import ItemVersion
from learn.accounts.requests import LearnerRequest
from learn.assignments.models import Assignment
from learn.classrooms.access import Member, for_instructors, unarchived
from learn.libraries import editing, granted
from learn.quizzes import rescoring
from learn.quizzes.models import Rescoring, ScoredAs
from learn.quizzes.reading import is_left_out
from learn.teaching import actions, gradebook, rescore_preview, rescores
from learn.teaching.rescore_forms import RescoreForm
from learn.teaching.rescore_preview import Preview


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_instructors
@unarchived
def rescore(request: LearnerRequest, member: Member, assignment_id: UUID, version_id: int) -> HttpResponse:
    """Re-scores a question in three steps: what becomes of it; who it changes what for; done.

    step: "preview", "edit" to go back, or "confirm", which comes with `seen`, the name of the preview.
    """
    now = timezone.now()
    gradebook.bring_up_to_date(member.classroom, now=now)
    try:
        assignment, version = rescore_preview.question_of(member.classroom, assignment_id, version_id)
    except (Assignment.DoesNotExist, ItemVersion.DoesNotExist) as error:
        raise Http404 from error
    if is_left_out(version, request.lens):
        raise Http404
    in_force = list(rescore_preview.in_force(assignment, version))
    ruling = rescoring.ruling(version.typed, [each.rule for each in in_force])
    item = ruling.widest if ruling is not None else version.typed
    page = _Page(request, member, assignment, version, in_force)
    if request.method != "POST":
        return page.form(RescoreForm(item=item))
    form = RescoreForm(request.POST, item=item)
    if "rescoring_id" in form.errors:
        raise BadRequest("rescoring_id")
    step = request.POST.get("step", "")
    if not form.is_valid() or step == "edit":
        return page.form(form, status=422 if form.errors else 200)
    return page.confirm(form) if step == "confirm" else page.preview(form)


class _Page:
    """One request's answers: the form, the preview, or what was done."""

    def __init__(
        self,
        request: LearnerRequest,
        member: Member,
        assignment: Assignment,
        version: ItemVersion,
        in_force: list[Rescoring],
    ) -> None:
        self._request, self._member = request, member
        self._assignment, self._version, self._in_force = assignment, version, in_force

    def form(self, form: RescoreForm, status: int = 200) -> HttpResponse:
        item = self._version.typed
        context = {
            "member": self._member,
            "assignment": self._assignment,
            "item": item,
            "rules": [(each, rescoring.in_words(item, each.key)) for each in self._in_force],
            "is_settled": any(each.scored_as == ScoredAs.DROP for each in self._in_force),
            "right": rescoring.in_words(item, rescoring.own_key(item)),
            "mend": self._mend(),
            "form": form,
            "here": "gradebook",
        }
        return render(self._request, "teaching/rescore.html", context, status=status)

    def _mend(self) -> str:
        """Where the question is edited, for whoever writes in its library; else empty."""
        item = self._version.item
        if item.library not in granted.written_by(self._request.user):
            return ""
        library = editing.library_of(item)
        return editing.item_address(library, item) if library is not None else ""

    def preview(self, form: RescoreForm, *, is_fresh: bool = False) -> HttpResponse:
        now = timezone.now()
        if Rescoring.objects.filter(pk=form.cleaned_data["rescoring_id"]).exists():
            # The page was used and gone back to: what it sends now is another one.
            form.renew()
        try:
            made = rescores.proposed(
                assignment=self._assignment,
                version=self._version,
                scored_as=ScoredAs(form.cleaned_data["scored_as"]),
                key=form.key,
                now=now,
            )
            found = rescore_preview.preview(self._assignment, self._version, add=made, now=now)
        except _REFUSALS as error:
            return self._refused(form, error)
        key = rescoring.in_words(self._version.typed, made.key)
        context = _context(self._member, found, is_fresh=is_fresh) | {"made": made, "key": key, "sent": form.sent()}
        return render(self._request, "teaching/rescore_preview.html", context, status=409 if is_fresh else 200)

    def confirm(self, form: RescoreForm) -> HttpResponse:
        try:
            rescores.rescore(
                member=self._member,
                assignment_id=self._assignment.pk,
                version_id=self._version.pk,
                rescoring_id=form.cleaned_data["rescoring_id"],
                scored_as=ScoredAs(form.cleaned_data["scored_as"]),
                key=form.key,
                reason=form.cleaned_data["reason"],
                seen=self._request.POST.get("seen", ""),
                now=timezone.now(),
            )
        except (rescores.ChangedMeanwhileError, actions.PageReusedError):
            return self.preview(form, is_fresh=True)
        except _REFUSALS as error:
            return self._refused(form, error)
        messages.success(self._request, _("Re-scored. The students whose points changed have been told."))
        return _to_analysis(self._member, self._assignment.pk)

    def _refused(self, form: RescoreForm, error: Exception) -> HttpResponse:
        if isinstance(error, rescores.ScoredBeforeError):
            form.add_error(
                "scored_as",
                _("It is dropped, or has full marks, already. To score it otherwise, take that back first."),
            )
        elif isinstance(error, rescore_preview.NothingLeftError):
            form.add_error(
                "scored_as",
                _("There are attempts of which nothing would be left that counts. Give full marks for it instead."),
            )
        else:
            form.refuse_key(error)
        return self.form(form, status=422)


_REFUSALS = (
    rescores.ScoredBeforeError,
    rescore_preview.NothingLeftError,
    rescoring.BadKeyError,
    rescoring.NothingNewError,
)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_instructors
@unarchived
def undo(request: LearnerRequest, member: Member, assignment_id: UUID, rescoring_id: UUID) -> HttpResponse:
    """Takes a re-scoring back, after a look at what follows; `seen` names what was looked at."""
    now = timezone.now()
    gradebook.bring_up_to_date(member.classroom, now=now)
    try:
        assignment, made = rescores.rescoring_of(member, assignment_id, rescoring_id)
    except (Assignment.DoesNotExist, Rescoring.DoesNotExist) as error:
        raise Http404 from error
    if is_left_out(made.version, request.lens):
        raise Http404
    if request.method == "POST" and not request.POST.get("seen"):
        raise BadRequest("seen")
    if not made.is_in_force:
        messages.info(request, _("It was taken back already."))
        return _to_analysis(member, assignment.pk)
    is_fresh = False
    if request.method == "POST":
        try:
            rescores.undo_rescoring(
                member=member,
                assignment_id=assignment_id,
                rescoring_id=rescoring_id,
                seen=request.POST["seen"],
                now=now,
            )
        except rescores.ChangedMeanwhileError:
            is_fresh = True
        else:
            messages.success(request, _("Taken back. The students whose points changed have been told."))
            return _to_analysis(member, assignment.pk)
    found = rescore_preview.preview(assignment, made.version, without=made, now=now)
    context = _context(member, found, is_fresh=is_fresh) | {
        "made": made,
        "key": rescoring.in_words(made.version.typed, made.key),
        "is_undoing": True,
    }
    return render(request, "teaching/rescore_preview.html", context, status=409 if is_fresh else 200)


def _context(member: Member, found: Preview, *, is_fresh: bool) -> dict[str, Any]:
    return {
        "member": member,
        "found": found,
        "item": found.version.typed,
        "changed": len(found.changed),
        "fallen": len(found.fallen),
        "is_fresh": is_fresh,
        "here": "gradebook",
    }


def _to_analysis(member: Member, assignment_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("teaching:analysis", args=[member.classroom.pk, assignment_id]))
