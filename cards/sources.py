"""What a source says, paragraph by paragraph in our words, as far as a learner may see it."""

from dataclasses import dataclass, field

from cards.lens import SURVIVAL, Lens
from cards.models import Fact, Source


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the source and what it asserts."""

    number: int
    assertions: list[str]


@dataclass(frozen=True, slots=True)
class Section:
    """Paragraphs that follow each other under one title."""

    title: str
    paragraphs: list[Paragraph] = field(default_factory=list)


def sections(source: Source, lens: Lens) -> list[Section]:
    """The source's outline through the lens; paragraphs and sections without anything to show are left out.

    An assertion is shown if a fact that is shown rests on it, and none that only those may see who want survival
    figures: what two facts rest on belongs to the more careful one.
    """
    shown: set[str] = set()
    hidden: set[str] = set()
    facts = Fact.objects.filter(source=source).defer("wording", "plain_wording")
    for fact in facts:
        ids = fact.payload.get("assertions", ())
        if lens.admits(fact):
            shown.update(ids)
        elif fact.sensitivity == SURVIVAL and not lens.survival:
            hidden.update(ids)
    found: list[Section] = []
    for number, paragraph in sorted(source.outline.items(), key=lambda item: int(item[0])):
        # An outline from before ids were kept has none, and shows nothing until it is imported anew.
        asserted = zip(paragraph.get("ids", ()), paragraph["assertions"], strict=False)
        texts = [text for uid, text in asserted if uid in shown and uid not in hidden]
        if not texts:
            continue
        if not found or found[-1].title != paragraph["section"]:
            found.append(Section(paragraph["section"]))
        found[-1].paragraphs.append(Paragraph(int(number), texts))
    return found
