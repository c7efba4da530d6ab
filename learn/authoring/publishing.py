"""Publishing: what stands in a library's drafts becomes what its learners have; and taking that back.

A publication is asked for once and carried out once, by the request or, in a large library, by the worker: whoever
changes its state from waiting to running carries it out. All that anybody sees of it is stored in one transaction, its
being done included, so that one that dies half way has changed nothing. Learners' schedules belong to cards, which are
found again by their names: no row of a learner is touched.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cards import rows
from cards.actions import ForeignUidError, ImportReport, import_facts, prepare
from cards.facts.scoping import scoped, unscoped
from cards.laying import lay
from cards.removing import remove_unseen
from learn import periodic
from learn.accounts.models import User
from learn.authoring import changes, drafts
from learn.authoring.corrections import Faces, faces_before, tell_students, withdraw
from learn.authoring.item_reading import MADE
from learn.authoring.models import PENDING, Entry, EntryVersion, Publication, Status, What
from learn.authoring.pictures import ids_of
from learn.classrooms.models import Classroom
from learn.libraries.actions import open_to_class
from learn.libraries.locking import locked
from learn.libraries.models import Library

AT_ONCE = 200
"""Live facts up to which a library is published by the request that asks for it."""

GIVEN_UP = timedelta(minutes=30)
"""A publication without a sign of life for so long is not being carried out any more."""

CHECKING, STORING = "checking", "storing"

_STEPS = 20
"""How often a stage tells how far it is: each is a write of its own."""

_BATCH = 500
_logger = logging.getLogger(__name__)


class NothingToPublishError(Exception):
    """The library has no fact or question, and learners have nothing of it; nothing was published."""


class NoSuchPublicationError(Exception):
    """The library has no such publication, or none that can be undone; nothing was changed."""


class _LostError(Exception):
    """Somebody gave this publication up meanwhile; what was done is rolled back."""


@transaction.atomic
def ask_to_publish(
    *,
    library: Library,
    publication_id: UUID,
    by: User,
    now: datetime,
    note: str = "",
    tells_students: bool = True,
    classes: Sequence[Classroom] = (),
) -> Publication:
    """Keeps that the library is to be given to its learners as it stands now; opens it to these classes.

    One at a time: asked twice, or while another is under way, it is that one. It is carried out by `carry_out`.

    Raises NothingToPublishError, NotTaughtError (of learn.libraries.actions) and ArchivedError.
    """
    # Classes first: whoever needs both locks takes them in this order.
    for classroom in classes:
        open_to_class(library=library, classroom=classroom, by=by, now=now)
    kept = locked(library)
    if under_way := _under_way(kept, publication_id, now):
        return under_way
    live = Entry.objects.of(kept).live()
    has_published = Publication.objects.filter(library=kept, status=Status.DONE).exists()
    if not has_published and not live.filter(what__in=[What.FACT, What.ITEM]).exists():
        raise NothingToPublishError
    return _create(kept, publication_id, by, now, versions=_versions(kept), note=note, tells_students=tells_students)


@transaction.atomic
def ask_to_undo(
    *, library: Library, publication_id: UUID, number: int, by: User, now: datetime, tells_students: bool = True
) -> Publication:
    """Keeps that learners are to have again what they had before the last publication, which is the one of this number.

    Drafts stay as they are. tells_students: whether those are told who met a card otherwise.

    Raises NoSuchPublicationError and ArchivedError.
    """
    kept = locked(library)
    if under_way := _under_way(kept, publication_id, now):
        return under_way
    target = to_undo(kept)
    if target is None or target.number != number:
        raise NoSuchPublicationError
    before = before_it(target)
    return _create(
        kept,
        publication_id,
        by,
        now,
        versions=before.versions if before else [],
        tells_students=tells_students,
        undoes=target,
    )


@transaction.atomic
def try_again(*, library: Library, publication_id: UUID, now: datetime) -> Publication:
    """Lets a publication that failed be carried out once more, with the drafts as they are now.

    Raises NoSuchPublicationError and ArchivedError.
    """
    kept = locked(library)
    give_up(now, kept)
    publication = Publication.objects.filter(library=kept, pk=publication_id).first()
    if publication is None:
        raise NoSuchPublicationError
    if publication.status != Status.FAILED:
        return publication
    if pending := Publication.objects.filter(library=kept, status__in=PENDING).first():
        return pending
    publication.status, publication.problem, publication.report = Status.WAITING, "", {}
    publication.stage, publication.asked_at, publication.touched_at = "", now, now
    if publication.undoes_id is None:
        publication.versions = _versions(kept)
    publication.save()
    return publication


def to_undo(library: Library) -> Publication | None:
    """The publication that can be undone: the last that still holds."""
    done = Publication.objects.filter(library=library, status=Status.DONE, undoes=None)
    return done.order_by("-number").first()


def before_it(publication: Publication) -> Publication | None:
    """The publication that holds again once this one is undone; None where learners then have nothing."""
    done = Publication.objects.filter(library=publication.library_id, status=Status.DONE, undoes=None)
    return done.filter(number__lt=publication.number).order_by("-number").first()


def is_small(publication: Publication) -> bool:
    """Whether the request that asks for it carries it out."""
    return len(publication.versions) <= AT_ONCE


def carry_out(*, publication_id: UUID, now: datetime) -> None:
    """Carries out a publication that waits. Of several who try, one does.

    What goes wrong is told in the publication, and has changed nothing.
    """
    waiting = Publication.objects.filter(pk=publication_id, status=Status.WAITING)
    if not waiting.update(status=Status.RUNNING, stage=CHECKING, touched_at=now):
        return
    publication = Publication.objects.select_related("library").get(pk=publication_id)
    try:
        _publish(publication, now)
    except ForeignUidError:
        said = _("A name in this library is taken by another library. Please copy the fact, and retire this one.")
        _fail(publication, said)
    except _LostError:
        _logger.warning("A publication was given up while it was carried out")
        if not Publication.objects.filter(pk=publication_id).exists():
            # Its library has no author any more, who could publish what is laid down.
            remove_unseen(publication.library.code)
    except Exception as error:
        _logger.error("A publication failed: %s", periodic.where(error))
        _fail(publication, _("Something went wrong on our side. Nothing was changed for learners; please try again."))


def carry_out_waiting(now: datetime) -> None:
    """What the worker does: gives up what is not going on, and carries out the oldest that waits."""
    give_up(now)
    waiting = Publication.objects.filter(status=Status.WAITING).order_by("asked_at").first()
    if waiting is not None:
        carry_out(publication_id=waiting.pk, now=now)


def give_up(now: datetime, library: Library | None = None) -> None:
    """Calls what showed no sign of life for GIVEN_UP failed: its process is gone, and its transaction with it."""
    stale = Publication.objects.filter(status=Status.RUNNING, touched_at__lt=now - GIVEN_UP)
    if library is not None:
        stale = stale.filter(library=library)
    stale.update(
        status=Status.FAILED, problem=_("It was interrupted. Nothing was changed for learners; please try again.")
    )


def _publish(publication: Publication, now: datetime) -> None:
    library, code = publication.library, publication.library.code
    wanted = {int(pk): int(number) for pk, number in publication.versions}
    tables = drafts.tables_from(library, tables_at(library, wanted))
    base, problems = changes.checked(tables, pictures=ids_of(library))
    if base is None:
        told = {"problems": [[each.what, each.uid, each.message] for each in problems]}
        _fail(publication, _("Some of it cannot be published yet. Nothing was changed for learners."), told)
        return
    # The library's own id stands in the addresses of its authors' pages alone.
    named = scoped(base, code, secret=str(library.pk))
    progress = _Progress(publication)
    made = prepare(base=named, progress=progress)
    _touch(publication, STORING)
    # A large library's new rows first, in parts, so that nobody who answers meanwhile waits for all of them.
    laid: frozenset[str] = frozenset()
    if not is_small(publication):
        begin = partial(locked, library, also_archived=True)
        laid = lay(base=named, made=made, now=now, library=code, progress=progress, begin=begin)
    with transaction.atomic():
        # First of all, as whoever takes an author out does: two who begin with different rows wait for each other.
        locked(library, also_archived=True)
        is_first = not Publication.objects.filter(library=library, status=Status.DONE).exists()
        tells = publication.tells_students and not is_first
        edited = [] if is_first else _edited_facts(library, wanted)
        before: Faces = faces_before(f"{code}-{uid}" for uid in edited)
        report = import_facts(base=named, now=now, library=code, made=made, laid=laid)
        if tells:
            tell_students(reworded=report.cards_reworded, before=before, note=publication.note, now=now)
        else:
            # Nobody is told anew, but nor of what no longer holds.
            withdraw([before[uid][0] for uid in report.cards_reworded if uid in before], now)
        counts = changes.counted(library, wanted)
        _mark_published(library, wanted)
        _finish(publication, report, counts, now)


def tables_at(library: Library, wanted: Mapping[int, int]) -> list[tuple[str, Mapping[str, Any]]]:
    """The tables of entries as they were at these versions, in their order."""
    entries = [entry for entry in Entry.objects.of(library) if entry.pk in wanted]
    older = [entry.pk for entry in entries if entry.version != wanted[entry.pk]]
    tables: dict[int, Mapping[str, Any]] = {}
    for start in range(0, len(older), _BATCH):
        older_versions = EntryVersion.objects.filter(entry_id__in=older[start : start + _BATCH])
        for pk, number, table in older_versions.values_list("entry_id", "number", "table").iterator():
            if number == wanted[pk]:
                tables[pk] = table
    return [(entry.what, tables.get(entry.pk, entry.table)) for entry in entries]


def _edited_facts(library: Library, wanted: Mapping[int, int]) -> list[str]:
    """The facts that learners have, and are about to have otherwise."""
    published_facts = Entry.objects.of(library).filter(what=What.FACT, published_version__isnull=False)
    return [
        uid
        for pk, uid, published in published_facts.values_list("pk", "uid", "published_version")
        if pk in wanted and published != wanted[pk]
    ]


def _mark_published(library: Library, wanted: Mapping[int, int]) -> None:
    touched = []
    for entry in Entry.objects.of(library).only("pk", "published_version"):
        number = wanted.get(entry.pk)
        if entry.published_version != number:
            entry.published_version = number
            touched.append(entry)
    rows.update(touched, ["published_version"])


def _finish(publication: Publication, report: ImportReport, drafts_counted: Mapping[str, int], now: datetime) -> None:
    """drafts_counted: what it changed, counted as the page counted it on which it was asked for."""
    code = publication.library.code
    told: dict[str, Any] = {name: len(uids) for name, uids in asdict(report).items() if uids}
    told |= {"drafts": dict(drafts_counted), "made_added": sum(MADE in uid for uid in report.items_added)}
    if report.items_kept:
        told["items_kept"] = [unscoped(uid, code) for uid in report.items_kept[:_BATCH]]
    own = Publication.objects.filter(pk=publication.pk, status=Status.RUNNING, touched_at=publication.touched_at)
    if not own.update(status=Status.DONE, done_at=now, stage="", report=told):
        raise _LostError
    if publication.undoes_id is not None:
        Publication.objects.filter(pk=publication.undoes_id).update(status=Status.UNDONE, undone_at=now)


class _Progress:
    """Tells the publication how far it is, as `prepare` and `lay` of cards tell: a few times, not with each fact."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._told = ("", -1)

    def __call__(self, stage: str, done: int, total: int) -> None:
        step = (stage, done * _STEPS // max(total, 1))
        if step != self._told:
            self._told = step
            _touch(self._publication, stage, done, total)


def _touch(publication: Publication, stage: str, done: int = 0, total: int = 0) -> None:
    """A sign of life, outside of any transaction. It marks whoever carries it out, too.

    Raises _LostError where the publication is not being carried out any more.
    """
    touched_at = (publication.touched_at or publication.asked_at) + timedelta(microseconds=1)
    own = Publication.objects.filter(pk=publication.pk, status=Status.RUNNING)
    if not own.update(stage=stage, done=done, total=total, touched_at=touched_at):
        raise _LostError
    publication.touched_at = touched_at


def _fail(publication: Publication, problem: str, report: Mapping[str, Any] | None = None) -> None:
    running = Publication.objects.filter(pk=publication.pk, status=Status.RUNNING)
    running.update(status=Status.FAILED, problem=problem, report=report or {}, stage="")


def _under_way(library: Library, publication_id: UUID, now: datetime) -> Publication | None:
    give_up(now, library)
    own = Publication.objects.filter(library=library)
    return own.filter(pk=publication_id).first() or own.filter(status__in=PENDING).first()


def _versions(library: Library) -> list[list[int]]:
    live = Entry.objects.of(library).live().order_by("pk").values_list("pk", "version")
    return [[pk, version] for pk, version in live]


def _create(library: Library, publication_id: UUID, by: User, now: datetime, **values: Any) -> Publication:
    if Publication.objects.filter(pk=publication_id).exists():
        # Of another library: the page that sent it was not made by us.
        publication_id = uuid4()
    end = Publication.objects.filter(library=library).aggregate(end=Max("number"))["end"] or 0
    return Publication.objects.create(
        publication_id=publication_id,
        library=library,
        number=end + 1,
        by=by,
        asked_at=now,
        touched_at=now,
        **values,
    )
