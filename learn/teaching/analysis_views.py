"""The page of an item analysis."""

from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from learn.accounts.requests import LearnerRequest
from learn.assignments.models import Assignment
from learn.classrooms.access import Member, for_those_who_see_students
from learn.progress.sheets import asked_for
from learn.teaching import analysing, analysis_words, gradebook
from learn.teaching.analysis import items
from learn.teaching.analysis_sheets import sheet


@require_safe
@never_cache
@for_those_who_see_students
def analysis(request: LearnerRequest, member: Member, assignment_id: UUID) -> HttpResponseBase:
    """Which questions of an assigned quiz are hard, tell who knows more, or are bad; `csv` names a table of it."""
    gradebook.bring_up_to_date(member.classroom, now=timezone.now())
    try:
        found = analysing.analyse(member.classroom, assignment_id, lens=request.lens)
    except Assignment.DoesNotExist as error:
        raise Http404 from error
    shown = sheet(found)
    if file := asked_for(request, shown.tables):
        return file
    whole = found.whole
    context = {
        "member": member,
        "found": found,
        "sheet": shown,
        "mean": analysis_words.share(whole.mean),
        "counted": analysis_words.share(found.counted) if found.counted is not None else "",
        "deviation": analysis_words.share(whole.deviation),
        "alpha": analysis_words.number(whole.alpha),
        "error": analysis_words.share(whole.error),
        "error_ratio": analysis_words.ratio(whole.error_ratio),
        "bounds": {
            "shares": items.FEWEST_FOR_SHARES,
            "correlations": items.FEWEST_FOR_CORRELATIONS,
            "wrong": items.FEWEST_WRONG,
            "rare": round(100 * items.RARE),
            "easy": round(100 * items.EASY),
        },
        "here": "gradebook",
    }
    return render(request, "teaching/analysis.html", context)
