"""The search index: one row of words a face, brought in line with the content.

Which other names a word has is worked out when the row is written, not when someone searches: names change with an
import only, and so a query stays one look into the index however many names a base has.

Whatever else writes facts, cards or faces calls index_source() or follow() in its own transaction.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from cards.lens import SURVIVAL
from cards.models import Face, Fact, SearchText, Source
from cards.searching.folding import Names, fold, indexed, name_entries, name_words

_BATCH = 1000
_COLUMNS = ("language", "register", "about", "asked", "names", "rest", "size")


def follow(source: Source, *, facts: Collection[str] | None = None) -> None:
    """Brings the index in line with a source that was just written, within the same transaction.

    facts: uids of those whose cards were written, where no other card's words can have changed; None for all.
    Sources that have no index at all (a database from before there was one) get theirs on this occasion.
    """
    indexes = SearchText.objects.filter(card__fact__source=OuterRef("pk"))
    for each in Source.objects.filter(~Exists(indexes)).exclude(pk=source.pk).only("pk"):
        index_source(each)
    index_source(source, only=facts)


@transaction.atomic
def rebuild() -> int:
    """Makes the whole index anew, whatever state it is in; returns the number of its rows."""
    if connection.vendor == "sqlite":
        # First of all: the triggers fail on words that the full text index does not know, or knows otherwise.
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO cards_searchtext_fts (cards_searchtext_fts) VALUES ('rebuild')")
    SearchText.objects.all().delete()
    for source in Source.objects.only("pk"):
        index_source(source)
    return SearchText.objects.count()


@transaction.atomic
def index_source(source: Source, *, only: Collection[str] | None = None) -> None:
    """Writes the rows of a source's live faces that are missing or differ, and removes those of faces that are gone.

    only: looks no further than at the cards of these facts for what is missing or differs.
    """
    shown = _live_faces(source)
    SearchText.objects.filter(~Exists(shown.filter(pk=OuterRef("face_id"))), card__fact__source=source).delete()
    # Each read once, and not with each of its faces.
    faces = shown.select_related("card").order_by("pk")
    # Such as were laid down ahead, when the index was made anew meanwhile.
    lacking = faces.filter(~Exists(SearchText.objects.filter(face=OuterRef("pk"))))
    if only is not None and not only and not lacking.exists():
        return
    facts = {fact.pk: fact for fact in Fact.objects.filter(source=source, retired_at=None)}
    names = SourceNames((fact.sensitivity, fact.payload) for fact in facts.values())
    for batch in _batches_of(faces, None if only is None else [fact.pk for fact in facts.values() if fact.uid in only]):
        _write(batch, facts, names)
    for batch in _batches(lacking):
        _write(batch, facts, names)


@transaction.atomic
def index_ahead(source: Source, facts: Collection[str], names: "SourceNames") -> None:
    """Writes the rows of these facts' faces, though nobody sees them yet. names: all that the source will know."""
    found = {fact.pk: fact for fact in Fact.objects.filter(source=source, uid__in=facts)}
    for batch in _batches(Face.objects.filter(card__fact_id__in=found).select_related("card").order_by("pk")):
        _write(batch, found, names)


def _write(faces: Sequence[Face], facts: Mapping[int, Fact], names: "SourceNames") -> None:
    known = {row.face_id: row for row in SearchText.objects.filter(face__in=faces)}
    changed = []
    for face in faces:
        fact = facts[face.card.fact_id]
        row = _row(face, fact, names.of(fact))
        old = known.get(face.pk)
        if old is None or any(getattr(old, column) != getattr(row, column) for column in _COLUMNS):
            changed.append(row)
    SearchText.objects.filter(face__in=[row.face_id for row in changed if row.face_id in known]).delete()
    SearchText.objects.bulk_create(changed, batch_size=_BATCH)


def _live_faces(source: Source) -> QuerySet[Face]:
    return Face.objects.filter(card__fact__source=source, card__retired_at=None, card__fact__retired_at=None)


def _batches_of(faces: QuerySet[Face], fact_ids: Sequence[int] | None) -> Iterator[list[Face]]:
    """The faces in batches; of these facts alone, unless None."""
    if fact_ids is None:
        yield from _batches(faces)
        return
    for start in range(0, len(fact_ids), _BATCH):
        yield from _batches(faces.filter(card__fact_id__in=fact_ids[start : start + _BATCH]))


def other_names(source: Source, uids: Sequence[str]) -> "set[tuple[Secrets, frozenset[str]]]":
    """What these facts say of other names, and what it is a secret of: the words of other cards hang on it, too."""
    found: set[tuple[Secrets, frozenset[str]]] = set()
    for start in range(0, len(uids), _BATCH):
        rows = Fact.objects.filter(source=source, retired_at=None, uid__in=uids[start : start + _BATCH])
        for sensitivity, payload in rows.values_list("sensitivity", "payload"):
            groups = (frozenset(group) for group in same_names(payload))
            found.update((_secrets(sensitivity, payload), group) for group in groups if len(group) > 1)
    return found


def _batches(faces: QuerySet[Face]) -> Iterator[list[Face]]:
    batch: list[Face] = []
    # By key and not by a cursor that stays open: rows are written in between.
    while batch := list(faces.filter(pk__gt=batch[-1].pk if batch else 0)[:_BATCH]):
        yield batch


def _row(face: Face, fact: Fact, names: Names) -> SearchText:
    about = fold(_subject(fact.payload, face.register))
    asked = fold(f"{face.front} {face.back}")
    rest = fold(f"{face.note} {fact.wording_in(face.register)}")
    accepted = [entry for name in face.card.accepts if (words := name_words(name)) for entry in name_entries(words)]
    return SearchText(
        face_id=face.pk,
        card_id=face.card_id,
        language=face.language,
        register=face.register,
        about=indexed([*about, *names.of(about)]),
        asked=indexed(asked),
        names=indexed([*names.of(asked), *accepted]),
        rest=indexed([*rest, *names.of(rest)]),
        size=len(asked),
    )


def _subject(payload: Mapping[str, Any], register: str) -> str:
    """The term or agent that a fact is about, in this register; empty where it is about none."""
    text = payload.get("term") or payload.get("agent") or ""
    return str(text if isinstance(text, str) else text.get(register) or text["nursing"])


Secrets = frozenset[str]
"""What keeps a fact from some who look: that it is about survival, that it is held out."""


class SourceNames:
    """The names known to a source's facts, given as (sensitivity, payload)."""

    def __init__(self, facts: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        self._groups: dict[Secrets, list[list[str]]] = {}
        for sensitivity, payload in facts:
            self._groups.setdefault(_secrets(sensitivity, payload), []).extend(same_names(payload))
        self._names: dict[Secrets, Names] = {}

    def of(self, fact: Fact) -> Names:
        """Those that a fact may be found by: whoever is shown it may be shown every fact that knows one of them."""
        own = _secrets(fact.sensitivity, fact.payload)
        if own not in self._names:
            known = [group for secrets, groups in self._groups.items() if secrets <= own for group in groups]
            self._names[own] = Names(known)
        return self._names[own]


def _secrets(sensitivity: str, payload: Mapping[str, Any]) -> Secrets:
    held_out = {"held out"} if payload.get("held_out") else set()
    return frozenset(held_out | ({SURVIVAL} if sensitivity == SURVIVAL else set()))


def same_names(payload: Mapping[str, Any]) -> Iterable[list[str]]:
    """The names that a fact's payload says stand for one thing: its synonyms, its term and what else it is called."""
    for term, others in payload.get("synonyms", {}).items():
        yield [term, *others]
    if "term" in payload:
        term = payload["term"]
        yield [*([term] if isinstance(term, str) else term.values()), *payload.get("also", ())]
