"""Every write of an author to what a library says: facts, topics, references and decks, each by its own form."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cards.facts.problems import Problem
from learn.accounts.models import User
from learn.authoring import drafts, previews, reading
from learn.authoring.drafts import StaleEntryError as StaleEntryError
from learn.authoring.drafts import Table
from learn.authoring.fact_tables import heading_of, named, slug_of
from learn.authoring.models import Act, Entry, What
from learn.libraries.locking import locked
from learn.libraries.models import Library

LONGEST_TOPIC, LONGEST_DECK, LONGEST_CITATION, LONGEST_LINK = 200, 200, 500, 500
MOST_ENTRIES = 20_000
"""Facts and the like that one library holds."""

_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)\Z", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"]+\Z", re.IGNORECASE)


class FactProblemsError(Exception):
    """The fact does not hold together; nothing was stored. problems: what is wrong, table: what was to be stored."""

    def __init__(self, problems: Sequence[Problem], table: Table) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = list(problems)
        self.table = table


class StillUsedError(Exception):
    """Live facts or questions need it; nothing was retired. uses: how many."""

    def __init__(self, uses: int) -> None:
        super().__init__(str(uses))
        self.uses = uses


class NoLinkError(Exception):
    """A link is neither an address nor a DOI; nothing was stored."""


class TooManyEntriesError(Exception):
    """The library holds MOST_ENTRIES; nothing was stored."""


@transaction.atomic
def save_fact(
    *,
    library: Library,
    table: Mapping[str, Any],
    by: User,
    now: datetime,
    uid: str = "",
    seen: int | None = None,
    topic_title: str = "",
    citation: str = "",
    link: str = "",
) -> Entry:
    """Stores a fact. uid: of the one that is edited, empty for a new one, which gets one by what it is about, for ever.

    seen: the version that its author saw. topic_title: of a new topic for it; citation, link: of a new reference. A new
    fact that says what another says word for word is that one, so that two clicks are one.

    Raises FactProblemsError, StaleEntryError, NoLinkError, TooManyEntriesError and ArchivedError.
    """
    kept = locked(library)
    whole = dict(table)
    if topic_title:
        whole["topic"] = save_topic(library=kept, title=topic_title, by=by, now=now).uid
    drafts.ensure_start(library=kept, by=by, now=now)
    if citation:
        whole["study"] = save_reference(library=kept, citation=citation, link=link, by=by, now=now).uid
    if uid:
        whole = {"uid": uid, **{key: value for key, value in whole.items() if key != "uid"}}
    else:
        if twin := _twin(kept, whole):
            return twin
        if Entry.objects.of(kept).count() >= MOST_ENTRIES:
            raise TooManyEntriesError
        whole = named(whole, drafts.free_uid(kept, heading_of(whole), otherwise="fact"))
    if problems := previews.problems_of(whole, reading.around(kept, whole)):
        raise FactProblemsError(problems, whole)
    act = Act.EDITED if uid else Act.WRITTEN
    return drafts.save_entry(
        library=kept, what=What.FACT, uid=str(whole["uid"]), table=whole, act=act, by=by, now=now, seen=seen
    )


def _twin(library: Library, table: Mapping[str, Any]) -> Entry | None:
    start = slug_of(heading_of(table), taken=(), longest=50, otherwise="fact")
    for entry in Entry.objects.of(library).live().filter(what=What.FACT, uid__startswith=start)[:100]:
        if entry.table == named({key: value for key, value in table.items() if key != "uid"}, entry.uid):
            return entry
    return None


@transaction.atomic
def save_topic(
    *,
    library: Library,
    title: str,
    by: User,
    now: datetime,
    uid: str = "",
    plain_title: str = "",
    seen: int | None = None,
) -> Entry:
    """Adds a topic, or gives one another title; a new one of a title that another has is that one, and one that was
    taken away comes back.

    Raises StaleEntryError and ArchivedError.
    """
    kept = locked(library)
    if not uid:
        gone = [each for each in reading.retired_topics(kept) if each.title.casefold() == title.casefold()]
        same = [each for each in reading.topics_of(kept) if each.title.casefold() == title.casefold()]
        if same:
            return same[0].entry
        if gone:
            return drafts.return_entry(entry=gone[0].entry, by=by, now=now)
        uid = drafts.free_uid(kept, title, otherwise="topic")
    said: object = {"nursing": title, "plain": plain_title} if plain_title and plain_title != title else title
    return drafts.save_entry(
        library=kept,
        what=What.TOPIC,
        uid=uid,
        table={"uid": uid, "title": said},
        act=Act.EDITED if seen else Act.WRITTEN,
        by=by,
        now=now,
        seen=seen,
    )


@transaction.atomic
def move_topic(*, library: Library, uid: str, up: bool) -> None:
    """Moves a topic one place; one at the end stays there. Raises ArchivedError."""
    kept = locked(library)
    uids = list(reading.live(kept, What.TOPIC).values_list("uid", flat=True))
    if uid not in uids:
        return
    place = uids.index(uid)
    other = place - 1 if up else place + 1
    if 0 <= other < len(uids):
        uids[place], uids[other] = uids[other], uids[place]
        drafts.reorder(library=kept, what=What.TOPIC, uids=uids)


@transaction.atomic
def retire_unused(*, entry: Entry, by: User, now: datetime) -> None:
    """Takes a topic or reference away that no live fact or question needs; a deck at once.

    Raises StillUsedError and ArchivedError.
    """
    kept = locked(entry.library)
    if entry.what == What.TOPIC:
        uses = Entry.objects.of(kept).live().filter(topic=entry.uid).count()
        if not uses and reading.live(kept, What.TOPIC).count() == 1:
            uses = 1
    else:
        uses = reading.uses_of_study(kept, entry.uid) if entry.what == What.STUDY else 0
    if uses:
        raise StillUsedError(uses)
    drafts.retire_entry(entry=entry, by=by, now=now)


@transaction.atomic
def save_reference(
    *, library: Library, citation: str, link: str, by: User, now: datetime, uid: str = "", seen: int | None = None
) -> Entry:
    """Adds a reference, or changes one; a new one of a citation that another has is that one.

    Raises NoLinkError, StaleEntryError and ArchivedError.
    """
    kept = locked(library)
    where = linked(link)
    if not uid:
        same = [each for each in reading.studies_of(kept) if each.title.casefold() == citation.casefold()]
        if same:
            return same[0].entry
        uid = drafts.free_uid(kept, citation, otherwise="source")
    return drafts.save_entry(
        library=kept,
        what=What.STUDY,
        uid=uid,
        table={"uid": uid, "citation": citation, **where},
        act=Act.EDITED if seen else Act.WRITTEN,
        by=by,
        now=now,
        seen=seen,
    )


def linked(link: str) -> Table:
    """Where a reference is read: {"doi": ...} or {"url": ...}, nothing for a book. Raises NoLinkError."""
    link = link.strip()
    if not link:
        return {}
    if match := _DOI.match(link):
        return {"doi": match[1]}
    if _ADDRESS.match(link) and len(link) <= LONGEST_LINK:
        return {"url": link}
    raise NoLinkError


def link_of(table: Mapping[str, Any]) -> str:
    """The address where a reference is read, empty for none."""
    doi = table.get("doi")
    return str(table.get("url") or (f"https://doi.org/{doi}" if doi else ""))


@transaction.atomic
def save_deck(
    *,
    library: Library,
    title: str,
    by: User,
    now: datetime,
    uid: str = "",
    description: str = "",
    is_for_caregivers: bool = False,
    kinds: Sequence[str] = (),
    facts: Sequence[str] = (),
    seen: int | None = None,
) -> Entry:
    """Adds a deck, or changes one. facts: in their order of study; else all of these kinds, of every kind for none.

    Raises StaleEntryError and ArchivedError.
    """
    kept = locked(library)
    whose = ("plain", "caregivers") if is_for_caregivers else ("nursing", "nursing")
    table: Table = {"title": title, "description": description, "register": whose[0], "audience": whose[1]}
    if facts:
        table["facts"] = list(facts)
    elif kinds:
        table["kinds"] = list(kinds)
    if not uid:
        for each in reading.live(kept, What.DECK):
            if {**table, "uid": each.uid} == each.table:
                return each
        uid = drafts.free_uid(kept, title, otherwise="deck")
    elif uid == drafts.ALL_DECK and title == drafts.deck_title(kept, {}):
        # It goes on being called by the library's title.
        del table["title"]
    return drafts.save_entry(
        library=kept,
        what=What.DECK,
        uid=uid,
        table={"uid": uid, **{key: value for key, value in table.items() if value}},
        act=Act.EDITED if seen else Act.WRITTEN,
        by=by,
        now=now,
        seen=seen,
    )


def act_in_words(act: str) -> str:
    """What made a version."""
    return {
        Act.WRITTEN: _("written"),
        Act.EDITED: _("edited"),
        Act.IMPORTED: _("imported"),
        Act.RETIRED: _("retired"),
        Act.RETURNED: _("brought back"),
        Act.RESTORED: _("restored"),
    }[Act(act)]
