"""What a source says, paragraph by paragraph in our words, as far as a learner may see it."""

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
