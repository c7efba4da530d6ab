"""What a source says, as far as a learner may see it: an article paragraph by paragraph in our words, a library by the
references that its facts are from.
"""

from dataclasses import dataclass, field

from cards.lens import Lens
from cards.models import Fact, Source


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the source and the facts that rest on it, worded for the reader."""

    number: int
    facts: list[str]


@dataclass(frozen=True, slots=True)
class Section:
    """Paragraphs that follow each other under one title."""

    title: str
    paragraphs: list[Paragraph] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reference:
    """Where facts of a library are from: a citation as its author typed it, and these facts, worded for the reader."""

    citation: str
    url: str
    facts: list[str] = field(default_factory=list)


def references(source: Source, lens: Lens) -> list[Reference]:
    """The references of the facts that this lens shows, in the order in which the library has them, each with these."""
    found = {study["uid"]: Reference(study["citation"], study.get("url", "")) for study in source.studies}
    for fact in Fact.objects.filter(source=source).order_by("position"):
        cited = found.get(fact.payload.get("study") or "")
        if cited is not None and lens.admits(fact):
            cited.facts.append(fact.wording_in(lens.register))
    return [each for each in found.values() if each.facts]


def sections(source: Source, lens: Lens) -> list[Section]:
    """The source's outline through the lens, each fact where it first stands; paragraphs without any are left out.

    The facts' wordings and not the outline's assertions: those are notes between authors, in one register.
    """
    facts: dict[int, list[str]] = {}
    for fact in Fact.objects.filter(source=source).order_by("position"):
        if fact.paragraphs and lens.admits(fact):
            facts.setdefault(min(fact.paragraphs), []).append(fact.wording_in(lens.register))
    found: list[Section] = []
    for number, paragraph in sorted(source.outline.items(), key=lambda item: int(item[0])):
        if int(number) not in facts:
            continue
        if not found or found[-1].title != paragraph["section"]:
            found.append(Section(paragraph["section"]))
        found[-1].paragraphs.append(Paragraph(int(number), facts[int(number)]))
    return found
