"""Giving a library to its learners: what would change, doing it, how far it is, and taking it back."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cards.models import Deck
from learn.accounts.requests import LearnerRequest
from learn.authoring import changes, drafts, publishing, reading
from learn.authoring.differences import Change, differences
from learn.authoring.forms import PublishForm, UndoForm
from learn.authoring.models import FORMLESS, PENDING, Entry, Publication, Status, What
from learn.authoring.pictures import ids_of
from learn.authoring.problem_words import labels_of, told
from learn.classrooms.models import Classroom
from learn.libraries.access import Authorship, for_authors, read_only_if_archived, unarchived
from learn.libraries.actions import NotTaughtError
from learn.libraries.reading import classes_of, classes_to_open

MOST_SHOWN = 50
"""Changes and problems that a page lists; it counts them all."""


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """What keeps the library from being published; url: where it is mended, empty where that is no page here.

    retires: where it is posted that the entry be taken away, of a question and of what no page shows.
    """

    name: str
    url: str
    words: str
    retires: str = ""
    is_question: bool = False


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change with its differences in words."""

    change: changes.EntryChange
    differences: list[Change]
    url: str


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_authors
@read_only_if_archived
def publish(request: LearnerRequest, author: Authorship) -> HttpResponseBase:
    """What learners would get; on POST they get it."""
    to_open = classes_to_open(author.library, learner=request.user)
    choices = [(str(each.pk), str(each)) for each in to_open]
    form = PublishForm(request.POST if request.method == "POST" else None, classes=choices)
    if "publication_id" in form.errors:
        raise BadRequest("publication_id")
    if form.is_valid():
        data = form.cleaned_data
        chosen = set(data.get("classes", []))
        try:
            publication = publishing.ask_to_publish(
                library=author.library,
                publication_id=data["publication_id"],
                by=request.user,
                note=data["note"],
                tells_students=data["tells_students"],
                classes=[each for each in to_open if str(each.pk) in chosen],
                now=timezone.now(),
            )
        except publishing.NothingToPublishError:
            form.add_error(None, _("There is nothing to publish yet. Please write a fact first."))
        except NotTaughtError:
            form.add_error(None, _("You do not teach one of these classes any more. Please look again."))
        else:
            return _carried_out(author, publication)
    return render(request, "authoring/publish.html", _overview(author, form), status=422 if form.errors else 200)


def _overview(author: Authorship, form: PublishForm) -> dict[str, Any]:
    library = author.library
    entries = list(changes.changed_entries(library)[:MOST_SHOWN])
    counts = changes.counted(library)
    facts = Entry.objects.of(library).live().filter(what=What.FACT).count()
    problems: list[ShownProblem] = []
    if facts <= publishing.AT_ONCE:
        _base, found = changes.checked(drafts.tables_of(library), pictures=ids_of(library))
        # What is mended for all facts in one step is told in one line.
        problems = _problems(author, [each for each in found if each.message != changes.UNSOURCED])
    found_changes = changes.changes_of(library, entries)
    more = max(0, sum(counts.values()) - MOST_SHOWN)
    unsourced = reading.unsourced(library).count()
    in_force = reading.in_force(library)
    under_way = Publication.objects.filter(library=library, status__in=PENDING).first()
    return {
        "author": author,
        "here": "publish",
        "form": form,
        "counts": counts,
        "changes": _changes(author, found_changes),
        "more": more,
        "rewords": more > 0 or any(map(changes.rewords, found_changes)),
        "most_shown": MOST_SHOWN,
        "problems": problems[:MOST_SHOWN],
        "problem_count": len(problems),
        "unsourced": unsourced,
        "facts": facts,
        "is_large": facts > publishing.AT_ONCE,
        "under_way": under_way,
        "in_force": in_force,
        # After an undoing learners have what was published before the one undone.
        "since": publishing.before_it(in_force.undoes) if in_force and in_force.undoes else in_force,
    }


def _carried_out(author: Authorship, publication: Publication) -> HttpResponse:
    if publication.status == Status.WAITING and publishing.is_small(publication):
        publishing.carry_out(publication_id=publication.pk, now=timezone.now())
    return HttpResponseRedirect(reverse("authoring:publication", args=[author.library.pk, publication.pk]))


@require_safe
@never_cache
@for_authors
def progress(request: LearnerRequest, author: Authorship, publication_id: UUID) -> HttpResponse:
    """How far a publication is, or what came of it."""
    publication = get_object_or_404(Publication, library=author.library, pk=publication_id)
    found = [changes.LibraryProblem(*each) for each in publication.report.get("problems", ())]
    others = [each for each in found if each.message != changes.UNSOURCED]
    context = {
        "author": author,
        "here": "publish",
        "publication": publication,
        "problems": _problems(author, others)[:MOST_SHOWN],
        "problem_count": len(others),
        "unsourced": reading.unsourced(author.library).count() if len(others) < len(found) else 0,
        "report": publication.report,
        "is_last": publishing.to_undo(author.library) == publication,
        "to_assign": _to_assign(request, author) if publication.status == Status.DONE else [],
    }
    return render(request, "authoring/publication.html", context)


def _to_assign(request: LearnerRequest, author: Authorship) -> list[tuple[Classroom, str]]:
    """The classes that the author teaches and that have the library, each with where its deck is assigned to it."""
    deck = Deck.objects.filter(uid=f"{author.library.code}-{drafts.ALL_DECK}", retired_at=None).first()
    shared = classes_of(author.library, learner=request.user)
    return [
        (
            each.classroom,
            reverse("assignments:assign_deck", args=[each.classroom.pk, deck.uid])
            if deck
            else reverse("assignments:list", args=[each.classroom.pk]),
        )
        for each in shared
        if each.is_taught and not each.classroom.is_archived
    ]


@require_POST
@for_authors
@unarchived
def again(request: LearnerRequest, author: Authorship, publication_id: UUID) -> HttpResponse:
    """Tries a publication once more that failed."""
    try:
        publication = publishing.try_again(library=author.library, publication_id=publication_id, now=timezone.now())
    except publishing.NoSuchPublicationError as error:
        raise Http404 from error
    return _carried_out(author, publication)


@require_safe
@never_cache
@for_authors
def history(request: LearnerRequest, author: Authorship) -> HttpResponse:
    """Every publication, newest first."""
    rows = Publication.objects.filter(library=author.library).select_related("by", "undoes").defer("versions")
    page = Paginator(rows.order_by("-number"), 30).get_page(request.GET.get("page", "1"))
    target = publishing.to_undo(author.library)
    names = reading.author_names([each.by for each in page.object_list], learner=request.user)
    context = {
        "author": author,
        "here": "history",
        "page": page,
        "rows": [(each, names.get(each.by_id, "")) for each in page.object_list],
        "target": target,
    }
    return render(request, "authoring/history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_authors
@unarchived
def undo(request: LearnerRequest, author: Authorship) -> HttpResponseBase:
    """Says what undoing the last publication would bring back; on POST does it."""
    target = publishing.to_undo(author.library)
    if request.method == "POST":
        form = UndoForm(request.POST)
        if not form.is_valid():
            raise BadRequest("undo")
        try:
            publication = publishing.ask_to_undo(
                library=author.library,
                publication_id=form.cleaned_data["publication_id"],
                number=form.cleaned_data["undoes"],
                tells_students=form.cleaned_data["tells_students"],
                by=request.user,
                now=timezone.now(),
            )
        except publishing.NoSuchPublicationError:
            # By somebody else meanwhile, or by the other of two clicks.
            return HttpResponseRedirect(reverse("authoring:history", args=[author.library.pk]))
        return _carried_out(author, publication)
    if target is None:
        return HttpResponseRedirect(reverse("authoring:history", args=[author.library.pk]))
    before = publishing.before_it(target)
    now, then = dict(target.versions), dict(before.versions if before else [])
    context = {
        "author": author,
        "here": "history",
        "form": UndoForm(initial={"undoes": target.number, "tells_students": target.tells_students}),
        "target": target,
        "before": before,
        "gone": len(now.keys() - then.keys()),
        "back": len(then.keys() - now.keys()),
        "otherwise": sum(1 for pk in now.keys() & then.keys() if now[pk] != then[pk]),
    }
    return render(request, "authoring/undo.html", context)


def _changes(author: Authorship, found: Iterable[changes.EntryChange]) -> list[ShownChange]:
    shown = []
    for each in found:
        label = labels_of(str(each.entry.table.get("kind")))
        differs = differences(each.was, each.entry.table, label) if each.state == changes.EDITED else []
        shown.append(ShownChange(each, differs, _url(author, each.entry.what, each.entry.uid)))
    return shown


def _problems(author: Authorship, found: list[changes.LibraryProblem]) -> list[ShownProblem]:
    uids = {each.uid for each in found if each.uid}
    entries = {(each.what, each.uid): each for each in Entry.objects.of(author.library).filter(uid__in=uids)}
    retired = {uid for (what, uid), each in entries.items() if what == What.FACT and each.retired_at is not None}
    retired |= set(
        Entry.objects.of(author.library)
        .filter(what=What.FACT, retired_at__isnull=False)
        .order_by()
        .values_list("uid", flat=True)[:MOST_SHOWN]
        if any("does not exist" in each.message for each in found)
        else ()
    )
    shown: dict[ShownProblem, None] = {}
    for each in found:
        entry = entries.get((each.what, each.uid))
        kind = str(entry.table.get("kind")) if entry else ""
        words = _words(each, kind, retired)
        name = changes.name_of(entry) if entry else ""
        url = _url(author, each.what, each.uid)
        retires = _retires(author, entry)
        if retires and any(before.retires == retires for before in shown):
            # Once is enough, however much is wrong with it.
            retires = ""
        shown[ShownProblem(name, url, words, retires, each.what == What.ITEM)] = None
    return list(shown)


def _retires(author: Authorship, entry: Entry | None) -> str:
    if entry is None or entry.retired_at is not None:
        return ""
    if entry.what == What.ITEM:
        return reverse("authoring:retire_item", args=[author.library.pk, entry.uid])
    if entry.what in FORMLESS:
        return reverse("authoring:retire", args=[author.library.pk, entry.what, entry.uid])
    return ""


def _words(problem: changes.LibraryProblem, kind: str, retired: set[str]) -> str:
    if problem.what == What.ITEM and any(f'fact "{uid}" does not exist' in problem.message for uid in retired):
        return _("This question rests on a fact that is retired. Bring that one back, or retire the question, too.")
    if problem.message == "no picture":
        return _(
            "It shows a picture that this library does not have. Add it under “Pictures” and put it in anew, take it"
            " out of the question, or retire the question."
        )
    said_so = told(changes.as_problem(problem), kind)
    return f"{said_so.label}: {said_so.words}" if said_so.label else said_so.words


def _url(author: Authorship, what: str, uid: str) -> str:
    names = {
        What.FACT: "authoring:fact",
        What.TOPIC: "authoring:topic",
        What.STUDY: "authoring:reference",
        What.DECK: "authoring:deck",
        What.ITEM: "authoring:item",
    }
    return reverse(names[What(what)], args=[author.library.pk, uid]) if uid and what in names else ""
