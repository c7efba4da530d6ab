"""The page of one item over all assignments that asked it."""

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from learn.accounts.requests import LearnerRequest
from learn.classrooms.access import Member, for_those_who_see_students
from learn.progress.sheets import asked_for
from learn.teaching.analysis import items, pooled
from learn.teaching.item_analysing import NeverAskedError, analyse_item
from learn.teaching.item_sheets import item_sheet


@require_safe
@never_cache
@for_those_who_see_students
def item(request: LearnerRequest, member: Member, item_id: int) -> HttpResponseBase:
    """How an item does in every class that its reader sees; `csv` names a table of it."""
    try:
        found = analyse_item(request.user, item_id, lens=request.lens)
    except NeverAskedError as error:
        raise Http404 from error
    shown = item_sheet(found)
    if file := asked_for(request, shown.tables):
        return file
    bounds = {
        "shares": items.FEWEST_FOR_SHARES,
        "correlations": items.FEWEST_FOR_CORRELATIONS,
        "group": pooled.FEWEST_IN_GROUP,
        "rare": round(100 * items.RARE),
    }
    context = {"member": member, "sheet": shown, "bounds": bounds, "here": "gradebook"}
    return render(request, "teaching/item.html", context)
