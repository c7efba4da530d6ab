"""Opposites: words that are a slip or two away from another and mean something else.

Rivals are as likely to be meant as the word itself (hyper-, hypo-; one number and another), so that what lies halfway
between them is neither; so is half of one with half of the other (osteoblytic).
Others, a beginning put on or left off (un-, re-) or a word that is often mixed up with it (ileum, ilium), count only
where they are the nearer.
Which words are mixed up: the pairs that differ by one or two letters among those that nursing dictionaries warn of.
"""

from collections.abc import Iterator
from functools import lru_cache

from learn.answers.folding import NUMBER_WORDS
from learn.answers.lexicon import is_word

_RIVAL_BEGINNINGS = (("hyper", "hypo"), ("macro", "micro"))
_LETTERS_KNOWN_BY = 2
_RIVAL_PARTS = (("blast", "clast"), ("blastic", "lytic"), ("clastic", "lytic"))

_BEGINNINGS = (
    ("endo", "exo"),
    ("intra", "inter"),
    ("intra", "extra"),
    ("para", "peri"),
    ("mini", "maxi"),
)
_ENDINGS = (("itis", "osis"), ("ectomy", "otomy"), ("ectomy", "ostomy"), ("otomy", "ostomy"), ("emia", "uria"))
# Drugs are told apart by their last syllable: an antibody, a proteasome inhibitor, a kinase inhibitor; a steroid.
_DRUG_ENDINGS = (("mab", "mib"), ("mab", "nib"), ("mib", "nib"), ("sone", "solone"))
_NEGATIONS = ("un", "in", "im", "il", "ir", "an", "de", "re")
_FEWEST_LETTERS_NEGATED = 4
# What is left of a shorter word by chance is often none (an-emia); of longer ones no dictionary holds all (resectable).
_FEWEST_LETTERS_TRUSTED = 6

_MIXED_UP = """
anterior inferior interior
internal external
internally externally
intrinsic extrinsic
increase decrease
increased decreased
increasing decreasing
abduct adduct
abduction adduction
afferent efferent
absorption adsorption
aerobic anaerobic
arteriosclerosis atherosclerosis
dysphagia dysphasia dysplasia
effusion infusion perfusion
febrile afebrile
ileal iliac
ileum ilium
inspiration expiration
inspiratory expiratory
maximum minimum
palpation palpitation
perineal peroneal peritoneal
perineum peritoneum
prescribe proscribe
septic aseptic
symptomatic asymptomatic
typical atypical
unilateral bilateral
ureter urethra
ureteral urethral
"""
_GROUPS = [frozenset(line.split()) for line in _MIXED_UP.split("\n") if line]


@lru_cache(maxsize=1 << 12)
def rivals(word: str) -> frozenset[str]:
    """The words that are as likely meant as this one by what lies between them. Takes and gives folded words."""
    numbers = NUMBER_WORDS - {word} if word in NUMBER_WORDS else ()
    return frozenset([*_swapped_beginnings(word, _RIVAL_BEGINNINGS), *numbers])


@lru_cache(maxsize=1 << 12)
def halves(word: str) -> frozenset[tuple[str, str]]:
    """The rivals that share one half of this word, and the letters each is known by: of osteolytic, osteoblastic, bl.

    Takes and gives folded words.
    """
    return frozenset(_swapped_parts(word))


@lru_cache(maxsize=1 << 12)
def opposites(word: str) -> frozenset[str]:
    """The words, its rivals apart, that this one is never meant by. Takes and gives folded words."""
    found = {*_swapped_beginnings(word, _BEGINNINGS), *_swapped_endings(word), *_negated(word)}
    for group in _GROUPS:
        if word in group:
            found |= group - {word}
    return frozenset(found)


def _swapped_beginnings(word: str, pairs: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for pair in pairs:
        for ours, theirs in (pair, pair[::-1]):
            if word.startswith(ours):
                yield theirs + word.removeprefix(ours)


def _swapped_endings(word: str) -> Iterator[str]:
    for pair in (*_ENDINGS, *_DRUG_ENDINGS):
        for ours, theirs in (pair, pair[::-1]):
            if word.endswith(ours):
                yield word.removesuffix(ours) + theirs


def _swapped_parts(word: str) -> Iterator[tuple[str, str]]:
    for pair in _RIVAL_PARTS:
        for ours, theirs in (pair, pair[::-1]):
            if ours in word:
                yield word.replace(ours, theirs), theirs[:_LETTERS_KNOWN_BY]


def _negated(word: str) -> Iterator[str]:
    """With and without the prefix that turns it around; one of three letters and more is no slip of the pen anyway."""
    for prefix in _NEGATIONS:
        # Put before itself (an-anaemia) it turns nothing around.
        if not word.startswith(prefix):
            yield prefix + word
        rest = word.removeprefix(prefix)
        if rest == word or len(rest) < _FEWEST_LETTERS_NEGATED:
            continue
        if len(rest) >= _FEWEST_LETTERS_TRUSTED or is_word(rest):
            yield rest
