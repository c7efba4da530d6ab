"""Form: the kind of phrase an option is, by its first word: "to slow growth", "slows growth", "slowing growth", a noun.

Options of different forms give the right one away to whoever reads the stem's grammar. English has too few endings to
tell verbs from nouns by; the verbs that options begin with are therefore listed.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from cards.facts.truths import ORDINALS

TO = "to and a verb"
ING = "a verb in -ing"
VERB = "a verb"
VERB_S = "a verb in -s"
PREPOSITION = "a preposition"
CLAUSE = "a clause"
NUMBER = "a number"
NOUN = "a noun or adjective"

_PREPOSITIONS = frozenset(
    """
    about above after against along among around as at because before behind below beside besides between beyond by
    during except for from in inside into of off on onto out outside over since through throughout toward towards
    until upon when where while with within without
    """.split()  # noqa: SIM905  (a list of words reads better as words)
)
_CLAUSES = frozenset("he how it she that there they this we what whether who whom whose why you".split())  # noqa: SIM905  (a list of words)
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SHORT = 3
# As sizes are told in them: "billionths of a meter".
_FRACTIONS = {"billionths": 1e-9, "millionths": 1e-6, "thousandths": 1e-3, "hundredths": 1e-2, "tenths": 1e-1}
_VERBS = frozenset(
    """
    accept act add advise aim allow answer apply arrange attach attack avoid become begin bind block book boost
    break bring build burn calm carry cause change check choose clean clear close coat collect combine compare
    complete connect consider cool cover cure cut damage deal decide decrease deliver depend destroy develop discuss
    disrupt dissolve do drain drift drink dry dull ease eat encourage enhance enter examine experiment explain fall
    feel fight fill find finish fit fix flood follow form fund gather get give go grind grow guarantee guide harden
    harm have heal help hinder hold hurt improve increase inform inhibit inject invade join keep kill know lead
    learn lengthen lessen let lift limit list live load lock look lose lower make mark match measure meet melt mend
    mix move name narrow need notify numb obtain offer open organize pass pay pin plan prepare prescribe prevent
    produce promise protect provide publish pull pump push put raise reach rebuild recover recruit reduce refer
    register rehearse relax release relieve remove renew repair replace report rest restore review rid rinse rise
    rule run save seal search see select send share shift shorten show shrink sign sink slip slow soften soothe
    spare speak speed spread stabilize start stay steady stimulate stop store strengthen strip supply support swell
    switch take talk target teach tell test thicken thin tighten touch train transport trap treat trigger try turn
    undergo understand unlock update upset use visit wait warm wash watch weaken wear weigh widen win withdraw work
    wrap write
    """.split()  # noqa: SIM905  (a list of words)
)
_DESCRIBING = re.compile(r"\s(?:of|that|which|who|whose|for|in|on|with|from|to|at|by)\s|[(,;]")
# What no verb of the list has behind it: "spread of cells".
_AFTER_NOUNS = frozenset("of which who".split())  # noqa: SIM905  (a list of words)
# What may stand before any form.
_ADVERBS = frozenset("also always mainly never not often only sometimes usually".split())  # noqa: SIM905  (a list of words)
# What no noun has behind it: "grinds the corn" begins with a verb, listed or not.
_AFTER_VERBS = frozenset("a an her his its my our the their them these this those your".split())  # noqa: SIM905  (a list of words)
_PLURALS = frozenset("children data feet men people teeth women".split())  # noqa: SIM905  (a list of words)
# Words in -ing that are no form of a verb.
_NO_ING = frozenset("anything everything nothing something thing king ring string spring wing sibling".split())  # noqa: SIM905  (a list of words)


@lru_cache(maxsize=1 << 14)
def form_of(text: str) -> str:
    """The form of an option."""
    words = re.findall(r"\d[\d.,]*|[^\W_]+(?:['\u2019-][^\W_]+)*", text.casefold())
    if not words:
        return NOUN
    if len(words) > 1 and words[0] in _ADVERBS:
        words = words[1:]
    first = words[0]
    if first[0].isdigit() or (first in _NUMBERS and len(words) <= _SHORT):
        return NUMBER
    for form, known in ((PREPOSITION, _PREPOSITIONS), (CLAUSE, _CLAUSES), (TO, frozenset({"to"}))):
        if first in known:
            return form
    # "remodeling" on its own is the name of a process.
    if first.endswith("ing") and len(words) > 1 and len(first) > 5 and first not in _NO_ING:
        return ING
    return _verb_form(first, words)


@lru_cache(maxsize=1 << 14)
def number_in(text: str) -> float | None:
    """The number that an option begins with; None for an option that begins otherwise.

    A number in words is one where little else is said: "two cancers", and not "one person, seen over many years".
    """
    first = text.split(" ", 1)[0].replace(",", "").rstrip("%").casefold()
    if first in _NUMBERS and len(text.split()) <= _SHORT:
        return float(_NUMBERS.index(first) + 1)
    try:
        return float(first)
    except ValueError:
        return None


def magnitudes(texts: Sequence[str]) -> list[float] | None:
    """What the texts count, where they differ in their numbers alone: "within 6 months", "third"; else None.

    Texts that all begin with a number are taken by these, whatever follows.
    """
    leading = [number_in(text) for text in texts]
    known = [number for number in leading if number is not None]
    if len(known) == len(texts):
        return known
    found = [_counted(text) for text in texts]
    counts = [each[0] for each in found if each]
    return counts if len(counts) == len(texts) and len({each[1] for each in found if each}) == 1 else None


def _counted(text: str) -> tuple[float, str] | None:
    """The one number, ordinal or fraction of a text, and the text without it."""
    words = text.casefold().split()
    found = [(place, number) for place, word in enumerate(words) if (number := _number_of(word)) is not None]
    if len(found) != 1:
        return None
    place, number = found[0]
    return number, " ".join([*words[:place], *words[place + 1 :]])


def _number_of(word: str) -> float | None:
    if word in ORDINALS:
        return float(ORDINALS.index(word) + 1)
    digits = word.replace(",", "")
    return float(digits) if digits.isdigit() else _FRACTIONS.get(word)


def unit_in(text: str) -> str:
    """What stands after the number that an option begins with: "percent", "people"."""
    first, _, rest = text.partition(" ")
    return "percent" if first.endswith("%") and not rest else rest.strip().casefold()


@lru_cache(maxsize=1 << 14)
def is_plural(text: str) -> bool:
    """Whether a noun phrase names several: its first word, or the last before what describes it, is a plural."""
    head = _DESCRIBING.split(text.casefold())[0].split()
    return "and" in head or any(word in _PLURALS or _ends_like_plural(word) for word in (*head[:1], *head[-1:]))


def _ends_like_plural(word: str) -> bool:
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s", "\u2019s"))


def _verb_form(first: str, words: list[str]) -> str:
    if len(words) > 1 and words[1] in _AFTER_VERBS:
        return VERB_S if _ends_like_plural(first) else VERB
    if first in _VERBS:
        return VERB if len(words) > 1 and words[1] not in _AFTER_NOUNS else NOUN
    for ending, base in (("ies", "y"), ("es", ""), ("s", "")):
        if first.endswith(ending) and first.removesuffix(ending) + base in _VERBS:
            # "breaks", "tests", "locks" can be nouns; a lone one is.
            return VERB_S if len(words) > 1 and words[1] not in _AFTER_NOUNS else NOUN
    return NOUN
