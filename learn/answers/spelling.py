"""Spelling: one form for a word, whether written the British or the American way, singular or plural.

The form is the American singular. It is for comparing and never shown, so a rule may make a word that does not exist,
as long as it makes the same one of every spelling of the same word and no two words that mean different things meet.
"""

import re
from functools import lru_cache

_BRITISH = {
    "ageing": "aging",
    "aluminium": "aluminum",
    "caesarian": "cesarean",
    "defence": "defense",
    "dietician": "dietitian",
    "disc": "disk",
    "enrol": "enroll",
    "enrolment": "enrollment",
    "fulfil": "fulfill",
    "fulfilment": "fulfillment",
    "grey": "gray",
    "instalment": "installment",
    "ionise": "ionize",
    "ionised": "ionized",
    "ionising": "ionizing",
    "judgement": "judgment",
    "licence": "license",
    "manoeuvre": "maneuver",
    "mould": "mold",
    "neurone": "neuron",
    "offence": "offense",
    "practise": "practice",
    "practised": "practiced",
    "practising": "practicing",
    "programme": "program",
    "sceptical": "skeptical",
    "skilful": "skillful",
}

# In order; each takes the British letters at a place where they are safe to change.
_AMERICAN = [
    (re.compile(pattern), to)
    for pattern, to in (
        # anaemia, haemoglobin, leukaemia, paediatric; but not aerobic.
        (r"ae(?!r)", "e"),
        # oedema, oestrogen, oesophagus, diarrhoea, dyspnoea, foetus, coeliac, amoeba, homoeopathy.
        (r"oe(?=dem|strog|stra|stri|soph)", "e"),
        (r"(?<=rrh)oe|(?<=pn)oe|(?<=f)oe(?=t)|(?<=c)oe(?=li)|(?<=am)oe(?=b)|(?<=hom)oe(?=o)", "e"),
        (r"(tum|col|lab|fav|behavi|hum|od|vap|rig|vig|hon|neighb|harb|flav|arm|endeav|rum|sav)our", r"\1or"),
        (r"(cent|fib|met|lit|tit|calib|theat|goit|lust|spect)re(s|d)?$", r"\1er\2"),
        (r"(?<=[a-z]{4})is(e|ed|es|er|ers|ing|ation|ations)$", r"iz\1"),
        (r"(?<=[a-z])lys(e|ed|er|ers|ing)$", r"lyz\1"),
        (
            r"(model|label|cancel|travel|signal|channel|level|tunnel|counsel|fuel|dial|panel|marshal|tranquil)"
            r"l(?=ing|ed|er|or|iz)",
            r"\1",
        ),
        (r"(anal|catal|dial|homol)ogue", r"\1og"),
        (r"sulph", "sulf"),
        (r"leuco", "leuko"),
    )
]

# Written so everywhere.
_ALWAYS_ISE = re.compile(
    r"(exerc|superv|surpr|prom|prec|conc|otherw|likew|compr|expert|franch|improv|telev|advert|enterpr|merchand|parad"
    r"|torto|porpo|circumc|exorc|treat|disgu|desp|prem|pelv|epiderm)is"
)

_IRREGULAR = {
    "appendices": "appendix",
    "atlases": "atlas",
    "axes": "axis",
    "bacteria": "bacterium",
    "biases": "bias",
    "calves": "calf",
    "cervices": "cervix",
    "children": "child",
    "crania": "cranium",
    "crises": "crisis",
    "criteria": "criterion",
    "feet": "foot",
    "femora": "femur",
    "foramina": "foramen",
    "gases": "gas",
    "halves": "half",
    "indices": "index",
    "lenses": "lens",
    "lives": "life",
    "matrices": "matrix",
    "meioses": "meiosis",
    "men": "man",
    "mitoses": "mitosis",
    "ova": "ovum",
    "pancreases": "pancreas",
    "pelvises": "pelvis",
    "phenomena": "phenomenon",
    "sterna": "sternum",
    "teeth": "tooth",
    "testes": "testis",
    "vertices": "vertex",
    "women": "woman",
}
_LATIN = re.compile(r"(alveol|bacill|bronch|embol|fung|humer|nucle|radi|stimul|thromb|tars|uter|vir)i$")

# They end in s and are no plural of anything else.
_ENDING_IN_S = """
aids ascites atlas biceps bias caries diabetes feces forceps gas herpes lens measles mumps pancreas psoas rabies rickets
scabies series shingles species triceps
"""
_SINGULAR = frozenset(_ENDING_IN_S.split())

_GREEK = re.compile(r"(sta|ly|phy)ses$|(?<=[a-z]{2})(?<![ce])eses$|(?<=[a-z]{4})oses$")
_NOT_GREEK = re.compile(r"(purp|overd|underd|microd|gluc|fruct|lact|sucr|discl|encl|exp|comp|opp|prop|supp)oses$")
_WITH_US = re.compile(r"(?<=[a-z]{3})uses$")
_NOT_WITH_US = re.compile(r"([ao]|exc|acc|f|b|p|m)uses$")


@lru_cache(maxsize=1 << 14)
def one_form(word: str) -> str:
    """The American singular of a word in small letters without marks; of its own result, that result."""
    # The singular of one rule can be what another one changes: discs, disc, disk. Each round but the last shortens it.
    for _ in range(len(word) + 2):
        before, word = word, _singular(_american(word))
        if word == before:
            break
    return word


def _american(word: str) -> str:
    if word in _BRITISH:
        return _BRITISH[word]
    if len(word) > 4 and word.endswith("ae"):
        # vertebrae, bursae: Latin plurals, left to `_singular`.
        return word
    for pattern, to in _AMERICAN:
        if "iz" in to and _ALWAYS_ISE.search(word):
            continue
        word = pattern.sub(to, word)
    return word


def _singular(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or word in _SINGULAR:
        return word
    if word.endswith("ae") and len(word) > 4:
        return word[:-1]
    if _LATIN.search(word):
        return f"{word[:-1]}us"
    if not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    return _without_s(word)


def _without_s(word: str) -> str:
    if _GREEK.search(word) and not _NOT_GREEK.search(word):
        return f"{word[:-2]}is"
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "shes")) or (_WITH_US.search(word) and not _NOT_WITH_US.search(word)):
        return word[:-2]
    return word[:-1]
