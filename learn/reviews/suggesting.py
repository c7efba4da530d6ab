"""A near word for one that no card holds: "osteoblastic" for "osteoblstic".

Only words of faces that the lens shows are offered: of what someone may not see, not even a word is told. With a slip
or two some part of a word mostly stays whole: its first half, its last half, or both its ends. Faces with a word that
begins or ends so are read, MOST_FACES at most, and their words compared.
"""

from collections import Counter
from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat, StrIndex
from django.db.models.lookups import GreaterThan

from cards.lens import Lens
from cards.models import Card, CardQuerySet, SearchText
from cards.search import IsShown, find
from cards.searching.folding import LONGEST_QUERY, MOST_WORDS, SMALL_WORDS, fold
from learn.answers.distance import distance

MOST_FACES = 1000
MOST_DOUBTED = 3
"""How many words of a text are looked at; each costs a query."""

_FEWEST_LETTERS = 5
_LONG = 8


def suggestion(text: str, *, lens: Lens, among: CardQuerySet) -> str:
    """The text with near words in place of those that no card holds; empty if that would find nothing among these.

    Five queries at most, of which one goes through the index from end to end: of 10,000 facts, 0.1 s.
    """
    words = fold(text[:LONGEST_QUERY])[:MOST_WORDS]
    doubtful = [word for word in dict.fromkeys(words) if len(word) >= _FEWEST_LETTERS and word not in SMALL_WORDS]
    mended = _nearest([word for word in doubtful[:MOST_DOUBTED] if not find(word, lens=lens).exists()], lens)
    better = " ".join(mended.get(word, word) for word in words)
    return better if mended and find(better, lens=lens, among=among).exists() else ""


def _nearest(words: Sequence[str], lens: Lens) -> dict[str, str]:
    """For each word the one with the fewest slips between, of these the one in most faces; without those of none."""
    if not words:
        return {}
    held = reduce(or_, map(_may_hold, words))
    shown = Exists(Card.objects.through(lens).filter(pk=OuterRef("card_id")))
    faces = SearchText.objects.filter(held, IsShown(lens), shown).values_list("about", "asked", "rest")
    counts = Counter(each for face in faces[:MOST_FACES] for each in set(" ".join(face).split()))
    found = {}
    for word in words:
        limit = 1 if len(word) < _LONG else 2
        near = ((distance(word, each, limit), -count, each) for each, count in counts.items())
        slips, _, best = min(near, default=(limit + 1, 0, ""))
        if slips <= limit:
            found[word] = best
    return found


def _may_hold(word: str) -> Q:
    """Whether a face has a word with the same first or last half, or one beginning alike and one ending alike."""
    half, third = len(word) // 2, len(word) // 3
    words = Concat("about", "asked", "rest")

    def has(part: str) -> Q:
        # Quicker than LIKE, which would fold case once more.
        return Q(GreaterThan(StrIndex(words, Value(part)), 0))

    return has(f" {word[:half]}") | has(f"{word[half:]} ") | has(f" {word[:third]}") & has(f"{word[-third:]} ")
