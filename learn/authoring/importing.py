"""Taking a file into a library: read, shown, confirmed, then stored at once or by the worker; and giving it out.

Nothing of a file is in the library before its uploader confirmed what they were shown; then all of it is, or nothing.
"""

import logging
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import tomli_w
from django.db import transaction
from django.db.models import Count, Max, Sum
from django.utils.translation import gettext as _

from learn import periodic
from learn.accounts.models import User
from learn.authoring import drafts
from learn.authoring.actions import MOST_ENTRIES, NoLinkError, link_of, linked
from learn.authoring.fact_tables import said
from learn.authoring.incoming import Defaults, Known, Plan, plan
from learn.authoring.models import Act, Entry, ImportStatus, ImportUpload, What
from learn.authoring.proposals import is_proposed
from learn.authoring.sheets import WHATS, Incoming, incoming_from
from learn.libraries.locking import locked
from learn.libraries.models import Library

UPLOADS_KEPT = timedelta(days=1)
MOST_WAITING = 5
"""Uploads of one author that wait in one library to be confirmed."""
AT_ONCE = 500
"""Rows up to which the request that confirms a file takes it in."""
GIVEN_UP = timedelta(minutes=15)

_TRIES = 3
_logger = logging.getLogger(__name__)


class NoSuchUploadError(Exception):
    """There is no such upload of this learner in this library, or it was put away after UPLOADS_KEPT."""


class StalePreviewError(Exception):
    """The library is no longer as it was when the preview was made; nothing was taken."""


class TooManyEntriesError(Exception):
    """The library would hold more than MOST_ENTRIES; nothing was taken."""


@transaction.atomic
def keep_upload(
    *,
    library: Library,
    learner: User,
    upload_id: UUID,
    filename: str,
    incoming: Incoming,
    defaults: Defaults,
    now: datetime,
) -> ImportUpload:
    """Keeps what was read, of what one author uploaded the newest MOST_WAITING; the oldest goes. Twice is once.

    Raises ArchivedError.
    """
    kept = locked(library)
    own = ImportUpload.objects.filter(library=kept, learner=learner)
    if before := own.filter(pk=upload_id).first():
        return before
    waiting = own.filter(status__in=[ImportStatus.READ, ImportStatus.FAILED]).order_by("-made_at", "pk")
    own.filter(pk__in=list(waiting.values_list("pk", flat=True)[MOST_WAITING - 1 :])).delete()
    is_taken = ImportUpload.objects.filter(pk=upload_id).exists()
    return ImportUpload.objects.create(
        upload_id=uuid4() if is_taken else upload_id,
        library=kept,
        learner=learner,
        filename=filename[:200],
        incoming=incoming.as_data(),
        defaults=asdict(defaults),
        made_at=now,
    )


def upload_of(*, library: Library, learner: User, upload_id: UUID) -> ImportUpload:
    """Raises NoSuchUploadError."""
    found = ImportUpload.objects.filter(library=library, learner=learner, pk=upload_id).first()
    if found is None:
        raise NoSuchUploadError
    return found


def waiting_of(*, library: Library, learner: User) -> list[ImportUpload]:
    """What this author looked through here and has not taken in, newest first."""
    own = ImportUpload.objects.filter(library=library, learner=learner)
    return list(own.filter(status__in=[ImportStatus.READ, ImportStatus.FAILED]).defer("incoming").order_by("-made_at"))


def planned(upload: ImportUpload) -> Plan:
    """What would come of taking the upload in as the library is now."""
    return _plan(upload.library, incoming_from(upload.incoming), _defaults(upload.defaults), lambda done: None)


def state_of(library: Library) -> str:
    """A digest that changes whenever an entry of the library does."""
    totals = Entry.objects.of(library).aggregate(n=Count("pk"), last=Max("changed_at"), versions=Sum("version"))
    return sha256(repr(sorted(totals.items())).encode()).hexdigest()[:16]


@transaction.atomic
def confirm(*, library: Library, learner: User, upload_id: UUID, seen: str, now: datetime) -> ImportUpload:
    """Keeps that an upload is to be taken in. seen: the state of the library that its preview was made by.

    Confirmed twice it is confirmed once. Raises NoSuchUploadError, StalePreviewError and ArchivedError.
    """
    kept = locked(library)
    upload = upload_of(library=kept, learner=learner, upload_id=upload_id)
    if upload.status == ImportStatus.FAILED or _is_stale(upload, now):
        upload.status = ImportStatus.READ
    if upload.status != ImportStatus.READ:
        return upload
    if state_of(kept) != seen:
        raise StalePreviewError
    upload.status, upload.problem, upload.report, upload.touched_at = ImportStatus.WAITING, "", {}, now
    upload.save()
    return upload


@transaction.atomic
def set_source(
    *, library: Library, learner: User, upload_id: UUID, study: str, citation: str, link: str
) -> ImportUpload:
    """Sets where the new facts of an upload are from that do not say so; nothing of it is in the library yet.

    Raises NoSuchUploadError (as well once it is taken in), NoLinkError and ArchivedError.
    """
    upload = upload_of(library=locked(library), learner=learner, upload_id=upload_id)
    if upload.status not in (ImportStatus.READ, ImportStatus.FAILED):
        raise NoSuchUploadError
    where = linked(link) if citation else {}
    upload.defaults = {**upload.defaults, "study": study, "citation": citation, "link": where}
    upload.save(update_fields=["defaults"])
    return upload


def is_small(upload: ImportUpload) -> bool:
    """Whether the request that confirms it takes it in."""
    return len(upload.incoming.get("lines", ())) + len(upload.incoming.get("tables", ())) <= AT_ONCE


def carry_out(*, upload_id: UUID, now: datetime) -> None:
    """Takes a confirmed upload in. Of several who try, one does.

    What goes wrong is told in it, and has stored nothing.
    """
    waiting = ImportUpload.objects.filter(pk=upload_id, status=ImportStatus.WAITING)
    if not waiting.update(status=ImportStatus.RUNNING, touched_at=now):
        return
    upload = ImportUpload.objects.select_related("library", "learner").get(pk=upload_id)
    try:
        _take(upload, now)
    except TooManyEntriesError:
        said_so = _("The library would hold more than %(most)d entries. Nothing was taken: please part the file.")
        _fail(upload, said_so % {"most": MOST_ENTRIES})
    except StalePreviewError:
        _fail(upload, _("The library is being changed at the same time. Nothing was taken; please try again."))
    except Exception as error:
        _logger.error("An import failed: %s", periodic.where(error))
        _fail(upload, _("Something went wrong on our side. Nothing was taken; please try again."))


def carry_out_waiting(now: datetime) -> None:
    """What the worker does: gives up what is not going on, and takes in the oldest that waits."""
    stale = ImportUpload.objects.filter(status=ImportStatus.RUNNING, touched_at__lt=now - GIVEN_UP)
    stale.update(status=ImportStatus.FAILED, problem=_("It was interrupted. Nothing was taken; please try again."))
    waiting = ImportUpload.objects.filter(status=ImportStatus.WAITING).order_by("made_at").first()
    if waiting is not None:
        carry_out(upload_id=waiting.pk, now=now)


@transaction.atomic
def discard(*, library: Library, learner: User, upload_id: UUID) -> None:
    """Puts an upload away without taking any of it."""
    own = ImportUpload.objects.filter(library=library, learner=learner, pk=upload_id)
    own.filter(status__in=[ImportStatus.READ, ImportStatus.FAILED]).delete()


def forget_uploads(now: datetime) -> None:
    """Puts away what nobody confirmed, and what was taken in."""
    ImportUpload.objects.filter(made_at__lt=now - UPLOADS_KEPT).delete()


def as_toml(library: Library) -> str:
    """The live entries of a library as TOML, which can be taken in again to the same entries."""
    tables = drafts.tables_of(library)
    ordered = {what: tables[what] for what in WHATS if tables.get(what)}
    return tomli_w.dumps({"source": tables["source"][0], **ordered})


def definitions(library: Library) -> Iterator[tuple[str, ...]]:
    """The live definitions of a library, in the columns of learn.authoring.sheets."""
    entries = Entry.objects.of(library).live()
    topics = {each.uid: said(each.table.get("title")) for each in entries.filter(what=What.TOPIC)}
    studies = {each.uid: each.table for each in entries.filter(what=What.STUDY)}
    for entry in entries.filter(what=What.FACT, table__kind="definition").order_by("position", "pk"):
        table = entry.table
        study = studies.get(str(table.get("study")), {})
        yield (
            entry.uid,
            "definition",
            said(table.get("term")),
            said(table.get("meaning")),
            _plain(table.get("term")),
            _plain(table.get("meaning")),
            "; ".join(_words(table.get("also"))),
            topics.get(entry.topic, ""),
            str(study.get("citation", "")),
            link_of(study),
            str(table.get("as_of", "")),
            str(table.get("hedge", "")),
            ", ".join(_words(table.get("tags"))),
            said(table.get("note")),
            # A proposed sentence follows its fields: in the file it would stand still when these are changed there.
            "" if is_proposed(table) else said(table.get("wording")),
        )


def _words(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []


def _plain(value: object) -> str:
    plain = said(value, "plain")
    return plain if isinstance(value, dict) and plain != said(value) else ""


def _take(upload: ImportUpload, now: datetime) -> None:
    library = upload.library
    incoming, defaults = incoming_from(upload.incoming), _defaults(upload.defaults)

    def touch(done: int) -> None:
        # A sign of life, outside of any transaction.
        report = {"done": done, "total": incoming.size}
        ImportUpload.objects.filter(pk=upload.pk, status=ImportStatus.RUNNING).update(report=report)

    for _try in range(_TRIES):
        state = state_of(library)
        found = _plan(library, incoming, defaults, touch)
        touch(incoming.size)
        with transaction.atomic():
            kept = locked(library)
            if state_of(kept) != state:
                continue
            if Entry.objects.of(kept).count() + len(found.of("added")) > MOST_ENTRIES:
                raise TooManyEntriesError
            drafts.save_entries(library=kept, tables=found.to_store, act=Act.IMPORTED, by=upload.learner, now=now)
            drafts.ensure_start(library=kept, by=upload.learner, now=now)
            report = found.counts() | {"refused": found.refused}
            own = ImportUpload.objects.filter(pk=upload.pk, status=ImportStatus.RUNNING)
            if not own.update(status=ImportStatus.DONE, taken_at=now, incoming={}, report=report):
                raise StalePreviewError
            return
    raise StalePreviewError


def _plan(library: Library, incoming: Incoming, defaults: Defaults, progress: Any) -> Plan:
    rows = Entry.objects.of(library).order_by("what", "position", "pk")
    known = [
        Known(what, uid, table, retired_at is not None)
        for what, uid, table, retired_at in rows.values_list("what", "uid", "table", "retired_at")
    ]
    titles = {drafts.all_cards_of(title) for title in (library.title, incoming.title) if title}
    tables = [(what, _own_title(titles, what, table), line) for what, table, line in incoming.tables]
    incoming = Incoming(incoming.lines, tables, incoming.problems, incoming.columns, incoming.ignored)
    if not defaults.topic and not defaults.new_topic:
        first = next((each.uid for each in known if each.what == What.TOPIC and not each.is_retired), "")
        defaults = Defaults(**asdict(defaults) | ({"topic": first} if first else {"new_topic": _("General")}))
    return plan(incoming, known, defaults, linked=_linked, progress=progress)


def _own_title(titles: Collection[str], what: str, table: dict[str, Any]) -> dict[str, Any]:
    """A deck that is called by its library's title, this one's or the file's, has none of its own."""
    if what == What.DECK and table.get("uid") == drafts.ALL_DECK and table.get("title") in titles:
        return {key: value for key, value in table.items() if key != "title"}
    return table


def _linked(link: str) -> Mapping[str, str] | None:
    try:
        return linked(link)
    except NoLinkError:
        return None


def _defaults(data: Mapping[str, Any]) -> Defaults:
    return Defaults(**data)


def _is_stale(upload: ImportUpload, now: datetime) -> bool:
    return upload.status == ImportStatus.RUNNING and (upload.touched_at or upload.made_at) < now - GIVEN_UP


def _fail(upload: ImportUpload, problem: str) -> None:
    running = ImportUpload.objects.filter(pk=upload.pk, status=ImportStatus.RUNNING)
    running.update(status=ImportStatus.FAILED, problem=problem, report={})
