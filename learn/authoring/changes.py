"""What publishing would change for learners: entries added, edited, retired and brought back, and their cards."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from cards.facts.kinds import Base, Contrast, Fact, Rank, SetMembership, Statement
from cards.facts.problems import BaseErrors, Problem
from cards.facts.reader import read_base_tables, read_one_fact
from cards.generation.cards import cards_for
from cards.items.markup import plain
from cards.models import Fact as PublishedFact
from learn.authoring.drafts import Tables
from learn.authoring.fact_tables import heading_of, repeated_rows, said
from learn.authoring.models import Entry, EntryVersion, What
from learn.authoring.pictures import showing_others
from learn.libraries.models import Library

ADDED, EDITED, RETIRED, RETURNED = "added", "edited", "retired", "returned"

UNSOURCED = "unsourced"
"""What is said of a fact that does not say where it is from."""

LONGEST_TITLE, LONGEST_HEDGE, LONGEST_MEMBER, LONGEST_CARD = 200, 200, 120, 250
"""What the tables of cards hold, in characters."""

_MOST_PROBLEMS = 200


@dataclass(frozen=True, slots=True)
class CardChange:
    """state: ADDED, EDITED or RETIRED. was: front and back as learners have them; now: as they will be."""

    state: str
    was: tuple[str, str] = ("", "")
    now: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class EntryChange:
    """was: the table that learners have, empty for none."""

    entry: Entry
    state: str
    heading: str
    was: Mapping[str, Any]
    cards: list[CardChange] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LibraryProblem:
    """What keeps a library from being published. what, uid: the entry it is about, empty for the library itself."""

    what: str
    uid: str
    message: str


def changed_entries(library: Library) -> QuerySet[Entry]:
    """The entries that learners have otherwise than they are, or still have although they are retired."""
    differs = Entry.objects.of(library).filter(~Q(published_version=F("version")))
    return differs.exclude(published_version=None, retired_at__isnull=False).order_by("what", "position", "pk")


def counted(library: Library, wanted: Mapping[int, int] | None = None) -> dict[str, int]:
    """How many facts publishing would add (those that come back among them), edit and retire; questions; all else.

    wanted: the versions that learners are to have, by entry; the drafts as they stand for none.
    """
    entries = changed_entries(library) if wanted is None else Entry.objects.of(library)
    rows = entries.order_by().values_list("pk", "what", "version", "published_version", "retired_at")
    counts: Counter[str] = Counter()
    for pk, what, version, published, retired_at in rows:
        drafted = version if retired_at is None else None
        to_have = drafted if wanted is None else wanted.get(pk)
        if to_have == published:
            continue
        if what == What.ITEM:
            counts["questions_added" if published is None else "questions_changed"] += 1
        elif what != What.FACT:
            counts["other"] += 1
        else:
            counts[RETIRED if to_have is None else ADDED if published is None else EDITED] += 1
    return dict(counts)


def changes_of(library: Library, entries: Sequence[Entry]) -> list[EntryChange]:
    """What publishing changes about these entries. The same number of queries for however many."""
    published = {entry.pk: entry.published_version for entry in entries if entry.published_version is not None}
    wanted = Q()
    for pk, number in published.items():
        wanted |= Q(entry_id=pk, number=number)
    rows = EntryVersion.objects.filter(wanted).values_list("entry_id", "table") if published else ()
    before: dict[Any, Mapping[str, Any]] = dict(rows)
    new = [f"{library.code}-{entry.uid}" for entry in entries if entry.published_version is None]
    known = set(PublishedFact.objects.filter(uid__in=new).values_list("uid", flat=True)) if new else set()
    changes = []
    for entry in entries:
        was = before.get(entry.pk, {})
        if entry.retired_at is not None:
            state = RETIRED
        elif was:
            state = EDITED
        else:
            state = RETURNED if f"{library.code}-{entry.uid}" in known else ADDED
        cards = []
        if entry.what == What.FACT:
            cards = list(card_changes(was, {} if state == RETIRED else entry.table))
        changes.append(EntryChange(entry, state, name_of(entry), was, cards))
    return changes


def rewords(change: EntryChange) -> bool:
    """Whether a card that learners have reads otherwise by it, what is said beside the answer included."""
    if change.entry.what != What.FACT or change.state != EDITED:
        return False
    before, after = _faces(change.was), _faces(change.entry.table)
    return any(before[uid] != after[uid] for uid in before.keys() & after.keys())


def card_changes(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[CardChange]:
    """The cards of a fact that differ, by what they ask."""
    before, after = _cards(was), _cards(now)
    for name, words in after.items():
        if name not in before:
            yield CardChange(ADDED, now=words)
        elif before[name] != words:
            yield CardChange(EDITED, before[name], words)
    yield from (CardChange(RETIRED, words) for name, words in before.items() if name not in after)


def _cards(table: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    return {uid: (front, back) for uid, (front, back, _note) in _faces(table).items()}


def _faces(table: Mapping[str, Any]) -> dict[str, tuple[str, str, str]]:
    if not table:
        return {}
    try:
        fact = read_one_fact(dict(table))
    except BaseErrors:
        return {}
    faces = ((card.uid, card.faces[0]) for card in cards_for(fact) if card.faces)
    return {uid: (face.front, face.back, face.note) for uid, face in faces}


def name_of(entry: Entry) -> str:
    """What a page calls an entry."""
    table = entry.table
    match entry.what:
        case What.FACT:
            return heading_of(table)
        case What.TOPIC:
            return _("Topic: %(title)s") % {"title": said(table.get("title"))}
        case What.STUDY:
            return _("Source: %(title)s") % {"title": table.get("citation", "")}
        case What.DECK:
            return _("Deck: %(title)s") % {"title": table.get("title") or _("all cards")}
        case What.ITEM:
            return _("Question: %(title)s") % {"title": stem_in_words(table)}
    return f"{entry.what} {entry.uid}"


def stem_in_words(table: Mapping[str, Any]) -> str:
    """The stem of a question's table in one line, without marks."""
    stem = str(table.get("stem", ""))
    return " ".join((plain(stem) if table.get("is_marked_up") else stem).split())


def checked(tables: Tables, *, pictures: Collection[str]) -> tuple[Base | None, list[LibraryProblem]]:
    """The base of these tables, or what keeps it from being published. pictures: the ids of those the library has."""
    problems = [
        LibraryProblem(What.FACT, str(table.get("uid", "")), UNSOURCED)
        for table in tables.get(What.FACT, ())
        if not table.get("study")
    ]
    problems += _repeating(tables.get(What.FACT, ()))
    problems += _unsafe(tables)
    problems += [
        LibraryProblem(What.ITEM, str(table.get("uid", "")), "no picture")
        for table in showing_others(tables.get(What.ITEM, ()), pictures)
    ]
    try:
        base = read_base_tables(tables)
    except BaseErrors as errors:
        problems += [LibraryProblem(each.what, each.uid, each.message) for each in errors.problems]
        return None, problems[:_MOST_PROBLEMS]
    problems += too_long(base.facts)
    return (None if problems else base), problems[:_MOST_PROBLEMS]


def as_problem(problem: LibraryProblem) -> Problem:
    return Problem("", None, problem.uid, problem.message, problem.what)


def _repeating(facts: Iterable[Mapping[str, Any]]) -> Iterator[LibraryProblem]:
    """Facts of a file that name a row twice: the form of a fact stores none."""
    for table in facts:
        for path, name in repeated_rows(table):
            yield LibraryProblem(What.FACT, str(table.get("uid", "")), f'{path} repeats "{name}"')


def _unsafe(tables: Tables) -> Iterator[LibraryProblem]:
    for what, key in ((What.TOPIC, "title"), (What.DECK, "title")):
        for table in tables.get(what, ()):
            if len(said(table.get(key))) > LONGEST_TITLE:
                yield LibraryProblem(what, str(table.get("uid", "")), f"title has more than {LONGEST_TITLE} characters")
    for table in tables.get(What.STUDY, ()):
        # It is shown as a link.
        if not str(table.get("url") or "https://").lower().startswith(("https://", "http://")):
            yield LibraryProblem(What.STUDY, str(table.get("uid", "")), "url is no address that begins with https://")


def too_long(facts: Iterable[Fact]) -> Iterator[LibraryProblem]:
    """Facts of which cards would get longer names than can be stored; and hedges that are too long."""
    for fact in facts:
        longest = _longest_member(fact)
        if len(fact.hedge) > LONGEST_HEDGE:
            yield LibraryProblem(What.FACT, fact.uid, f"hedge has {len(fact.hedge)} characters; expected at most 200")
        if longest > LONGEST_MEMBER or longest + len(fact.uid) > LONGEST_CARD - 40:
            yield LibraryProblem(What.FACT, fact.uid, "the names of its rows are too long; choose shorter slugs")


def _longest_member(fact: Fact) -> int:
    match fact:
        case SetMembership():
            return max((len(each.slug) for each in fact.members), default=0)
        case Rank():
            return max((sum(len(place.slug) + 1 for place in group) for group in fact.groups()), default=0)
        case Contrast():
            subjects = max((len(each.slug) for each in fact.subjects), default=0)
            return subjects + 1 + max((len(each.slug) for each in fact.attributes), default=0)
        case Statement():
            return max((len(each.slug) for each in fact.asks), default=0)
    return 0
