"""Which fact says why a part of an item is right: the item's own, or another that its wrong answers are false by."""

from collections.abc import Iterable

from cards.facts.kinds import NURSING, Fact
from cards.generation.making.stock import Stock
from cards.generation.saying import says
from cards.generation.word_stems import content_stems, same_stem


def explaining(fact: Fact, key: str, false_by: Iterable[str], stock: Stock) -> Fact:
    """The fact whose wording says the key; the item's own, too, where none of those at hand does.

    A blank may ask for what a neighbouring fact says ("a human ____ that prevents bone loss"). The wrong answers to it
    are false by that one, which is about the same thing: it shares a word with the item's own besides the key.
    """
    if says(fact.wording.nursing, key, facts=[fact], generic=stock.generic):
        return fact
    asked = content_stems(key)
    about = [
        each
        for each in content_stems(fact.wording.nursing)
        if not stock.generic(each) and not any(same_stem(each, other) for other in asked)
    ]
    for uid in dict.fromkeys(false_by):
        other = stock.facts.get(uid)
        if other is None or NURSING not in other.audiences:
            continue
        said = content_stems(other.wording.nursing)
        is_near = any(same_stem(one, two) for one in about for two in said)
        if is_near and says(other.wording.nursing, key, facts=[fact, other], generic=stock.generic):
            return other
    return fact
