"""What authoring does when another room says something."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.dispatch import receiver
from django.utils.translation import gettext as _

from cards.models import ItemVersion
from cards.removing import remove_unseen
from learn.accounts.models import User
from learn.accounts.signals import learner_deleting, learner_exporting, learner_merging
from learn.accounts.tables import Table
from learn.authoring.models import Entry, EntryVersion, ImportUpload, Picture, Publication
from learn.libraries.ending import end_authorships
from learn.libraries.models import Library

_BATCH = 500

_ENTRY_COLUMNS = (
    "id",
    "library",
    "what",
    "uid",
    "position",
    "table",
    "words",
    "topic",
    "version",
    "published_version",
    "changed_at",
    "retired_at",
)
_VERSION_COLUMNS = ("id", "entry", "number", "table", "act", "is_retired", "at")
_PUBLICATION_COLUMNS = (
    "publication_id",
    "library",
    "number",
    "status",
    "asked_at",
    "touched_at",
    "done_at",
    "versions",
    "note",
    "tells_students",
    "stage",
    "done",
    "total",
    "report",
    "problem",
    "undoes",
    "undone_at",
)
_PICTURE_COLUMNS = (
    "picture_id",
    "library",
    "alt",
    "media_type",
    "width",
    "height",
    "size",
    "digest",
    "content",
    "added_at",
)

_UPLOAD_COLUMNS = (
    "upload_id",
    "library",
    "filename",
    "incoming",
    "defaults",
    "status",
    "made_at",
    "taken_at",
    "touched_at",
    "report",
    "problem",
)


@receiver(learner_merging, dispatch_uid="authoring.merge")
def merge(guest: User, account: User, **kwargs: Any) -> None:
    """What the guest wrote, published and uploaded is the account's."""
    Entry.objects.filter(changed_by=guest).update(changed_by=account)
    EntryVersion.objects.filter(by=guest).update(by=account)
    Publication.objects.filter(by=guest).update(by=account)
    Picture.objects.filter(by=guest).update(by=account)
    ImportUpload.objects.filter(learner=guest).update(learner=account)


@receiver(learner_exporting, dispatch_uid="authoring.export")
def export(learner: User, **kwargs: Any) -> list[Table]:
    """What the learner wrote in libraries, published and uploaded; of an entry of several hands, who wrote last."""
    return [
        Table(
            "library_entries",
            _("Facts, questions and the like in your libraries, where you were the last to write; drafts, too."),
            _ENTRY_COLUMNS,
            lambda: _entries(learner),
        ),
        Table(
            "library_entry_versions",
            _("Each time you saved one of these, and what it was then."),
            _VERSION_COLUMNS,
            lambda: _versions(learner),
        ),
        Table(
            "library_publications",
            _("Each time you gave a library to its learners."),
            _PUBLICATION_COLUMNS,
            lambda: _publications(learner),
        ),
        Table(
            "library_pictures",
            _("The pictures you uploaded; content is the picture itself, as two digits for each byte."),
            _PICTURE_COLUMNS,
            lambda: _pictures(learner),
        ),
        Table(
            "library_uploads",
            _("Files and pastes of facts that you uploaded in the last day."),
            _UPLOAD_COLUMNS,
            lambda: _uploads(learner),
        ),
    ]


def _entries(learner: User) -> Iterator[tuple[Any, ...]]:
    rows = Entry.objects.filter(changed_by=learner).order_by("pk").values_list(*_ENTRY_COLUMNS)
    table = _ENTRY_COLUMNS.index("table")
    for row in rows.iterator(_BATCH):
        yield (*row[:table], _text(row[table]), *row[table + 1 :])


def _versions(learner: User) -> Iterator[tuple[Any, ...]]:
    rows = EntryVersion.objects.filter(by=learner).order_by("pk").values_list(*_VERSION_COLUMNS)
    table = _VERSION_COLUMNS.index("table")
    for row in rows.iterator(_BATCH):
        yield (*row[:table], _text(row[table]), *row[table + 1 :])


def _publications(learner: User) -> Iterator[tuple[Any, ...]]:
    rows = Publication.objects.filter(by=learner).order_by("asked_at", "pk").values_list(*_PUBLICATION_COLUMNS)
    kept_as_json = {_PUBLICATION_COLUMNS.index(name) for name in ("versions", "report")}
    for row in rows.iterator(_BATCH):
        yield tuple(_text(value) if place in kept_as_json else value for place, value in enumerate(row))


def _pictures(learner: User) -> Iterator[tuple[Any, ...]]:
    rows = Picture.objects.filter(by=learner).order_by("added_at", "pk").values_list(*_PICTURE_COLUMNS)
    content = _PICTURE_COLUMNS.index("content")
    # One at a time: each may be large.
    for row in rows.iterator(1):
        yield (*row[:content], bytes(row[content]).hex(), *row[content + 1 :])


def _uploads(learner: User) -> Iterator[tuple[Any, ...]]:
    rows = ImportUpload.objects.filter(learner=learner).order_by("made_at", "pk").values_list(*_UPLOAD_COLUMNS)
    kept_as_json = {_UPLOAD_COLUMNS.index(name) for name in ("incoming", "defaults", "report")}
    # One at a time: each may be large.
    for row in rows.iterator(1):
        yield tuple(_text(value) if place in kept_as_json else value for place, value in enumerate(row))


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


@receiver(learner_deleting, dispatch_uid="authoring.delete")
def delete(learner: User, now: datetime, **kwargs: Any) -> None:
    """What the learner wrote with others stays with these, and the database takes the name off it; of a library without
    an author only what its learners have, with its pictures, stays.
    """
    ImportUpload.objects.filter(learner=learner).delete()
    for library in end_authorships(learner=learner, now=now):
        Entry.objects.filter(library=library).delete()
        Publication.objects.filter(library=library).delete()
        remove_unseen(library.code)
        Picture.objects.filter(library=library).exclude(pk__in=_published(library)).delete()


def _published(library: Library) -> list[UUID]:
    """The pictures that its questions show, in any version: an attempt may have frozen an earlier one."""
    ids: list[UUID] = list(Picture.objects.filter(library=library).values_list("pk", flat=True))
    versions = ItemVersion.objects.filter(item__library=library.code).values_list("body", flat=True)
    said = " ".join(json.dumps(body) for body in versions.iterator(_BATCH)) if ids else ""
    return [pk for pk in ids if str(pk) in said]
