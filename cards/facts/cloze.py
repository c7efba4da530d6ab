"""Mark: a word or phrase of a sentence that can be blanked, written [[blank]] or [[slug|blank]]."""

import re
from dataclasses import dataclass

_MARK = re.compile(r"\[\[(?:([^\]|]*)\|)?([^\]|]*)\]\]")


@dataclass(frozen=True, slots=True)
class Mark:
    """What is blanked. Without a slug of its own a mark is named by its number, so that new wording keeps its card."""

    slug: str
    blank: str


def marks(sentence: str) -> tuple[Mark, ...]:
    """The marks of a sentence, in order."""
    return tuple(
        Mark(str(number) if match.group(1) is None else match.group(1).strip(), match.group(2).strip())
        for number, match in enumerate(_MARK.finditer(sentence), 1)
    )


def blanked(sentence: str, slug: str, blank: str) -> str:
    """The sentence with `blank` in place of the mark of this slug, and with its other marks filled in."""
    names = iter(marks(sentence))

    def fill(_match: re.Match[str]) -> str:
        mark = next(names)
        return blank if mark.slug == slug else mark.blank

    return _MARK.sub(fill, sentence)
