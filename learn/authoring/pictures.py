"""Pictures of a library: kept, described, deleted; where each is shown, and who may see it.

Who may see a picture: the authors of its library; whoever teaches a class that the library is open to, since they look
through its questions; whoever has been asked a question that shows it; and whoever sees the students of a class in
which one was asked it, as long as they do. Nobody else ever meets a question outside an attempt, so that one in
unpublished or held-out questions is seen by nobody before its time. For all others there is no such picture.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from cards.items.markup import pictures_in
from cards.models import ItemVersion
from learn.accounts.models import User
from learn.authoring.models import Entry, Picture, What
from learn.authoring.picture_files import make
from learn.libraries.locking import locked
from learn.libraries.models import Author, Library
from learn.quizzes.models import AttemptItem

MOST_PICTURES = 500
"""In one library."""

AttemptsSeen = Callable[[User], QuerySet[Any]]
"""The ids of the attempts of others that somebody sees, as a subquery of one column."""


class TooManyPicturesError(Exception):
    """The library holds as many pictures as it may; nothing was stored."""


class PictureInUseError(Exception):
    """A question shows the picture; nothing was deleted."""


def keep_picture(*, library: Library, data: bytes, alt: str, by: User, now: datetime) -> tuple[Picture, bool]:
    """Makes a picture of a file and keeps it; says whether it is new. One that is there already stays as it is.

    Raises PictureRefusedError, TooManyPicturesError and ArchivedError.
    """
    # Outside the transaction: it takes a while, and others may write meanwhile.
    made = make(data)
    digest = hashlib.sha256(made.content).hexdigest()
    with transaction.atomic():
        kept = locked(library)
        there = Picture.objects.filter(library=kept, digest=digest).first()
        if there is not None:
            return there, False
        if Picture.objects.filter(library=kept).count() >= MOST_PICTURES:
            raise TooManyPicturesError
        picture = Picture(
            library=kept,
            alt=alt,
            media_type=made.media_type,
            width=made.width,
            height=made.height,
            size=len(made.content),
            digest=digest,
            content=made.content,
            added_at=now,
            by=by,
        )
        picture.save()
        return picture, True


@transaction.atomic
def describe(*, library: Library, picture_id: UUID, alt: str) -> Picture:
    """Says anew what a picture shows; questions that show it keep the words they have. Raises Picture.DoesNotExist."""
    picture = described(locked(library)).get(pk=picture_id)
    picture.alt = alt
    picture.save(update_fields=["alt"])
    return picture


@transaction.atomic
def delete_picture(*, library: Library, picture_id: UUID) -> None:
    """Deletes a picture that no question shows or showed: attempts keep what they were asked.

    Raises PictureInUseError, and Picture.DoesNotExist.
    """
    kept = locked(library)
    picture = described(kept).get(pk=picture_id)
    if uses(kept, [picture.pk])[picture.pk] or _versions_with(kept, picture.pk).exists():
        raise PictureInUseError
    picture.delete()


def described(library: Library) -> QuerySet[Picture]:
    """The pictures of a library without their content, the newest first."""
    return Picture.objects.filter(library=library).defer("content").order_by("-added_at", "pk")


def ids_of(library: Library) -> frozenset[str]:
    """The ids of the library's pictures, as questions name them."""
    return frozenset(str(pk) for pk in Picture.objects.filter(library=library).order_by().values_list("pk", flat=True))


def showing_others(tables: Iterable[Mapping[str, Any]], known: Collection[str]) -> Iterator[Mapping[str, Any]]:
    """Those of these questions' tables that show a picture which is none of these."""
    for table in tables:
        if table.get("is_marked_up") and any(each not in known for text in _texts(table) for each in pictures_in(text)):
            yield table


def _texts(table: Mapping[str, Any]) -> Iterator[str]:
    exhibits = table.get("exhibits")
    shown = [each for each in exhibits if isinstance(each, Mapping)] if isinstance(exhibits, list) else []
    texts = (*(table.get(name) for name in ("stem", "rationale", "note")), *(each.get("text") for each in shown))
    return (text for text in texts if isinstance(text, str) and "picture:" in text)


def uses(library: Library, picture_ids: Iterable[UUID]) -> dict[UUID, list[Entry]]:
    """The library's own questions that show each of these pictures, retired ones too; read in one query."""
    found: dict[UUID, list[Entry]] = {pk: [] for pk in picture_ids}
    if not found:
        return found
    entries = Entry.objects.of(library).filter(what=What.ITEM)
    for entry in entries.annotate(said=Cast("table", TextField())).filter(said__contains="picture:"):
        said = json.dumps(entry.table, ensure_ascii=False)
        for pk in found:
            if _name(pk) in said:
                found[pk].append(entry)
    return found


def seen_by(learner: User, picture_id: UUID) -> Picture:
    """The picture for somebody who may see it; the module's text says who that is. Raises Picture.DoesNotExist."""
    picture = Picture.objects.select_related("library").get(pk=picture_id)
    library = picture.library
    if Author.objects.filter(library=library, learner=learner).exists():
        return picture
    if Library.objects.answered_by(learner).filter(pk=library.pk).exists() or _was_asked(learner, picture):
        return picture
    raise Picture.DoesNotExist


def _was_asked(learner: User, picture: Picture) -> bool:
    """Whether the learner was, or one in a class whose students the learner sees."""
    asked = AttemptItem.objects.filter(version__item__library=picture.library.code)
    whose = Q(learner=learner)
    for theirs in _attempts_seen:
        whose |= Q(attempt_id__in=theirs(learner))
    asked = asked.filter(whose)
    return _saying(asked, "version__body", picture.pk).exists()


_attempts_seen: list[AttemptsSeen] = []


def add_attempts_seen(seen: AttemptsSeen) -> None:
    """Adds a room's own: it stands above this one, which need not know it."""
    if seen not in _attempts_seen:
        _attempts_seen.append(seen)


def _versions_with(library: Library, picture_id: UUID) -> QuerySet[ItemVersion]:
    return _saying(ItemVersion.objects.filter(item__source__uid=library.code), "body", picture_id)


def _saying(rows: QuerySet[Any], column: str, picture_id: UUID) -> QuerySet[Any]:
    holding: QuerySet[Any] = rows.annotate(said=Cast(column, TextField())).filter(said__contains=_name(picture_id))
    return holding


def _name(picture_id: UUID) -> str:
    return f"picture:{picture_id}"
