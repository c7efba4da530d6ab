"""Whether a text says an answer: what makes a reason one for this answer, and not for another part of the question."""

from collections.abc import Iterable

from cards.facts.kinds import Fact
from cards.facts.truths import names_of, plain_fold
from cards.generation.word_stems import Generic, content_stems, same_stem

ENOUGH = 0.5
"""The share of an answer's words that a text has to have, in whatever form, to say it in words of its own."""


def says(text: str, answer: str, *, facts: Iterable[Fact], generic: Generic) -> bool:
    """Whether the text says the answer: by a name that the facts give it, or with half of the words that tell it apart.

    generic: words that do not, because the whole base is about them; they count for an answer without others.
    """
    said = f" {plain_fold(text)} "
    if any(f" {plain_fold(name)} " in said for name in names_of(answer, facts)):
        return True
    stems, others = content_stems(answer), content_stems(text)
    telling = [each for each in stems if not generic(each)] or stems
    shared = [each for each in telling if any(same_stem(each, other) for other in others)]
    return bool(telling) and len(shared) >= ENOUGH * len(telling)
