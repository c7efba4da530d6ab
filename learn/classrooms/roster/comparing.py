"""Comparison: what would come of taking a sheet into a class. Known: somebody who is on the class's roster already."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from uuid import UUID

from learn.classrooms.names import folded
from learn.classrooms.roster.sheets import Person, Problem


@dataclass(frozen=True, slots=True)
class Known:
    """section: its name. is_ended: has left or was removed; has_come: somebody has joined as them."""

    enrollment_id: UUID
    name: str
    sort_name: str
    email: str
    number: str
    section: str
    is_student: bool = True
    is_ended: bool = False
    has_come: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What is said of somebody known that was not known before. became: {field: new value}; by_name: found by that."""

    known: Known
    person: Person
    became: dict[str, str]
    by_name: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """new: to be expected. unchanged: all is known. ended: on the file, but no longer in the class: left so.

    clashes: rows that cannot be taken because of who is in the class. absent: in the class but not in the file: kept.
    new_sections: names of sections that would be made.
    """

    new: list[Person] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: list[Known] = field(default_factory=list)
    ended: list[Known] = field(default_factory=list)
    clashes: list[Problem] = field(default_factory=list)
    absent: list[Known] = field(default_factory=list)
    new_sections: list[str] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """Tells whether it is still the same comparison."""
        return hashlib.sha256(repr(asdict(self)).encode()).hexdigest()[:32]

    @property
    def does_something(self) -> bool:
        return bool(self.new or self.changed)


def compare(persons: Iterable[Person], known: Collection[Known], sections: Collection[str]) -> Comparison:
    """Holds the rows of a file against a class: by address, else by number, else by a name that fits one person only.

    By name only somebody who joined by themselves is found, of whom neither address nor number is known.
    """
    rows = list(persons)
    by_email = {each.email.casefold(): each for each in known if each.email}
    by_number = {each.number.casefold(): each for each in known if each.number}
    by_name = _by_name(known, rows)
    found = Comparison()
    taken: dict[UUID, int] = {}
    for person in rows:
        by_mail, by_no = by_email.get(person.email.casefold()), by_number.get(person.number.casefold())
        match = by_mail or by_no or by_name.get(folded(person.name))
        clash = _clash(person, by_mail, by_no, match, taken)
        if clash is not None:
            found.clashes.append(clash)
            continue
        if match is None:
            found.new.append(person)
            continue
        taken[match.enrollment_id] = person.row
        became = _became(match, person)
        if match.is_ended:
            found.ended.append(match)
        elif became:
            found.changed.append(Change(match, person, became, by_name=not (by_mail or by_no)))
        else:
            found.unchanged.append(match)
    found.absent.extend(
        each for each in known if each.is_student and not each.is_ended and each.enrollment_id not in taken
    )
    found.new_sections.extend(_new_sections(found, sections))
    return found


def _by_name(known: Iterable[Known], persons: Iterable[Person]) -> dict[str, Known]:
    own = [
        each
        for each in known
        if each.has_come and each.is_student and not each.is_ended and not each.email and not each.number
    ]
    in_class = Counter(folded(each.name) for each in known if not each.is_ended)
    in_file = Counter(folded(each.name) for each in persons)
    names = ((folded(each.name), each) for each in own)
    return {name: each for name, each in names if in_class[name] == in_file[name] == 1}


def _clash(
    person: Person, by_mail: Known | None, by_number: Known | None, match: Known | None, taken: dict[UUID, int]
) -> Problem | None:
    if by_mail is not None and by_number is not None and by_mail != by_number:
        return Problem(person.row, "number", "two_people", f"{by_mail.name} / {by_number.name}")
    if match is None:
        return None
    if not match.is_student:
        return Problem(person.row, "", "teaches", match.name)
    if match.enrollment_id in taken:
        return Problem(person.row, "", "same_person", match.name, taken[match.enrollment_id])
    return None


def _became(known: Known, person: Person) -> dict[str, str]:
    """What the file says otherwise. An empty cell says nothing."""
    fields = ("name", "sort_name", "email", "number", "section")
    said = {each: getattr(person, each) for each in fields if getattr(person, each)}
    if folded(person.section) == folded(known.section):
        said.pop("section", None)
    if person.name == person.sort_name and person.name == known.name:
        # The file does not part the name: what is known of the family name stands.
        said.pop("sort_name")
    return {each: value for each, value in said.items() if value != getattr(known, each)}


def _new_sections(found: Comparison, sections: Collection[str]) -> list[str]:
    named = [each.section for each in found.new] + [each.became.get("section", "") for each in found.changed]
    have = {folded(each) for each in sections}
    made = {folded(name): name for name in reversed(named) if name and folded(name) not in have}
    return sorted(made.values())
