"""Reading what is being written: facts for their list, what a fact is previewed with, topics with their counts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from cards.searching.folding import words_looked_for
from learn.accounts.models import User
from learn.authoring.drafts import deck_title
from learn.authoring.fact_tables import heading_of, said
from learn.authoring.models import Entry, Publication, Status, What
from learn.authoring.previews import NEIGHBOURS, Around
from learn.classrooms.forms import name_of
from learn.classrooms.models import Classroom, Enrollment, Role
from learn.libraries.models import Library

FILTERS = ("", "unpublished", "unsourced", "retired")
"""Which facts a list shows: all that are live, those that learners have otherwise, those without a source, retired."""


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact in a list. is_new: learners have never had it; is_changed: they have it otherwise."""

    entry: Entry
    heading: str
    wording: str
    topic: str

    @property
    def is_new(self) -> bool:
        return self.entry.published_version is None and self.entry.retired_at is None

    @property
    def is_changed(self) -> bool:
        return self.entry.published_version not in (None, self.entry.version) and self.entry.retired_at is None

    @property
    def lacks_source(self) -> bool:
        return not self.entry.table.get("study")


@dataclass(frozen=True, slots=True)
class Choice:
    """A topic, reference or deck, as a form offers it. facts: how many live ones name it, where that is counted."""

    entry: Entry
    title: str
    facts: int = 0


def facts_of(library: Library, *, text: str = "", topic: str = "", kind: str = "", show: str = "") -> QuerySet[Entry]:
    """The facts of a library, as they stand in it, that hold all words of a text."""
    # What was typed may hold a character that no database looks for.
    text, topic, kind = (each.replace("\0", "") for each in (text, topic, kind))
    facts = Entry.objects.of(library).filter(what=What.FACT)
    facts = facts.filter(retired_at__isnull=False) if show == "retired" else facts.live()
    if show == "unpublished":
        facts = facts.unpublished()
    elif show == "unsourced":
        facts = facts.filter(~Q(table__has_key="study"))
    if topic:
        facts = facts.filter(topic=topic)
    if kind:
        facts = facts.filter(table__kind=kind)
    for word in words_looked_for(text):
        begins = Q(words__contains=f" {word.text}") | Q(words__contains=f" {word.singular} ")
        facts = facts.filter(begins)
    return facts.order_by("position", "pk")


def fact_rows(entries: Iterable[Entry], topics: Mapping[str, str]) -> list[FactRow]:
    return [
        FactRow(entry, heading_of(entry.table), said(entry.table.get("wording")), topics.get(entry.topic, entry.topic))
        for entry in entries
    ]


def topics_of(library: Library) -> list[Choice]:
    """The live topics in their order, with the number of live facts and questions in each."""
    resting = Entry.objects.of(library).live().exclude(topic="").order_by()
    counts = dict(resting.values_list("topic").annotate(n=Count("pk")))
    return [
        Choice(entry, said(entry.table.get("title")), counts.get(entry.uid, 0)) for entry in live(library, What.TOPIC)
    ]


def retired_topics(library: Library) -> list[Choice]:
    """The topics that were taken away, in their order: each can be brought back."""
    retired = Entry.objects.of(library).filter(what=What.TOPIC, retired_at__isnull=False).order_by("position", "pk")
    return [Choice(entry, said(entry.table.get("title"))) for entry in retired.select_related("library")]


def studies_of(library: Library) -> list[Choice]:
    """The live references in their order."""
    return [Choice(entry, str(entry.table.get("citation", ""))) for entry in live(library, What.STUDY)]


def decks_of(library: Library) -> list[Choice]:
    return [Choice(entry, deck_title(library, entry.table)) for entry in live(library, What.DECK)]


def live(library: Library, what: str) -> QuerySet[Entry]:
    return Entry.objects.of(library).live().filter(what=what).order_by("position", "pk")


def uses_of_study(library: Library, uid: str) -> int:
    """How many live facts name a reference."""
    return Entry.objects.of(library).live().filter(what=What.FACT, table__study=uid).count()


def around(library: Library, table: Mapping[str, Any]) -> Around:
    """What a fact is previewed with: the same number of queries and rows, however large the library is."""
    common = list(live(library, What.TOPIC)) + list(live(library, What.STUDY)) + list(live(library, What.POOL))
    by_what: dict[str, list[Mapping[str, Any]]] = {}
    for entry in common:
        by_what.setdefault(entry.what, []).append(entry.table)
    facts = Entry.objects.of(library).live().filter(what=What.FACT)
    topic = str(table.get("topic", ""))
    near = list(facts.filter(topic=topic).exclude(uid=str(table.get("uid", ""))).order_by("position")[:NEIGHBOURS])
    have = {entry.uid for entry in near}
    if missing := set(_named(table)) - have - {str(table.get("uid", ""))}:
        near += facts.filter(uid__in=missing)[:NEIGHBOURS]
    return Around(
        topics=by_what.get(What.TOPIC, []),
        studies=by_what.get(What.STUDY, []),
        pools=by_what.get(What.POOL, []),
        neighbours=[entry.table for entry in near],
    )


def _named(table: Mapping[str, Any]) -> Iterator[str]:
    rows = table.get("distractors")
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and isinstance(row.get("false_by"), str):
            yield row["false_by"]


def unsourced(library: Library) -> QuerySet[Entry]:
    """The live facts that do not say where they are from: they are not published."""
    facts = Entry.objects.of(library).live().filter(what=What.FACT)
    return facts.filter(~Q(table__has_key="study")).order_by("position")


def in_force(library: Library) -> Publication | None:
    """The publication that learners have now; None where they have nothing."""
    return Publication.objects.filter(library=library, status=Status.DONE).order_by("-number").first()


def last_changed(library: Library) -> datetime | None:
    changed = Entry.objects.of(library).filter(~Q(published_version=F("version"))).order_by("-changed_at").first()
    return changed.changed_at if changed else None


def author_names(authors: Iterable[User | None], *, learner: User) -> dict[int | None, str]:
    """What a learner is told others are called: as a class that both are in calls them, else as their account does."""
    known = {each.pk: each for each in authors if each is not None}
    shared = Classroom.objects.of(learner).order_by().values("pk")
    rows = Enrollment.objects.present().filter(classroom__in=shared, learner_id__in=list(known), role=Role.INSTRUCTOR)
    names = dict(rows.order_by("joined_at").values_list("learner_id", "name"))
    return {pk: names.get(pk) or name_of(each) for pk, each in known.items()}
