"""Respellings: how a hard word sounds, shown where the word stands."""

from collections.abc import Mapping


def respelled(respell: Mapping[str, str], *texts: str) -> dict[str, str]:
    """The respellings of the words that stand in these texts, in order: {"metastasis": "meh-TAS-tuh-sis"}."""
    joined = " ".join(texts).casefold()
    return {word: sound for word, sound in respell.items() if word.casefold() in joined}
