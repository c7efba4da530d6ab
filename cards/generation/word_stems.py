"""Stem: what the forms of a word share. Generic: whether a stem is too common in a base to give an answer away.

The comparison is meant for finding echoes between a question and its answer, not for linguistics: it takes "treat" and
"treatment" for one and keeps "osteolytic" and "osteoblastic" apart.
"""

import re
from collections import Counter
from collections.abc import Callable
from functools import cache, lru_cache

from cards.facts.kinds import Base

Generic = Callable[[str], bool]

# A stem in at least this share of all facts' wordings is the base's daily bread.
_COMMON_SHARE = 0.12
# In a smaller base every word would be common.
_FEWEST_FACTS = 20

FUNCTION_WORDS = frozenset(
    """
    a about above after again all also among an and any are aren't as at be because been before being between
    both but by can can't could did do does doesn't doing don't done during each either else even ever every few
    for from get gets had has have having he her here him his how i if in into is isn't it its itself less like
    made make makes many may me might more most much must my need needs no nor not now of off often on once one
    only or other others our out over own part per said same say says she should so some something still such
    than that the their them then there these they thing things this those though through to too two three under
    until up upon us use used uses using very was way ways we were what when where whether which while who whom
    whose why will with within without would yet you your stated order fill blank word words term mean means
    meaning called call name names named kind kinds type types people person someone anyone known know find
    happen happens take takes give gives given go goes come comes help helps new
    """.split()  # noqa: SIM905  (a list of words reads better as words)
)


def content_stems(text: str) -> list[str]:
    """The stems of the words that carry meaning, each once, in order."""
    found = (stem(word) for word in re.findall("[^\\W\\d_]+(?:['\u2019][a-z]+)?|\\d[\\d.,]*\\d|\\d", text.casefold()))
    return list(
        dict.fromkeys(each for each in found if each not in FUNCTION_WORDS and (len(each) > 2 or each[0].isdigit()))
    )


@lru_cache(maxsize=1 << 14)
def stem_set(text: str) -> frozenset[str]:
    """The content stems of a text, for comparing many texts with each other."""
    return frozenset(content_stems(text))


@lru_cache(maxsize=1 << 14)
def stem(word: str) -> str:
    """The word without plural and possessive endings."""
    word = word.replace("\u2019", "'").removesuffix("'s")
    if word in FUNCTION_WORDS:
        return word
    for ending, singular in (("stases", "stasis"), ("ies", "y")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + singular
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word


def same_stem(one: str, other: str) -> bool:
    """Whether two stems belong to one word: equal, or more than half of the longer is a common beginning."""
    if one == other:
        return True
    # Told first: most of what is compared begins otherwise.
    if one[0] != other[0] or one[0].isdigit() or other[0].isdigit():
        return False
    shared = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        shared += 1
    return shared >= 4 and shared > max(len(one), len(other)) / 2 and shared >= min(len(one), len(other)) - 3


def generic_stems(base: Base) -> Generic:
    """Which stems are generic in this base: those of the source's title, and those that many facts' wordings share."""
    counts = Counter(each for fact in base.facts for each in set(content_stems(fact.wording.nursing)))
    least = max(_COMMON_SHARE * len(base.facts), 2)
    common = set(content_stems(base.source.title)) | set(content_stems(base.source.uid.replace("-", " ")))
    if len(base.facts) >= _FEWEST_FACTS:
        common |= {each for each, count in counts.items() if count >= least}
    # Asked of the same few thousand stems for every item of a base.
    return cache(lambda one: any(same_stem(one, other) for other in common))
