"""Frames: the sentences that generation itself writes around a fact's texts, one class a language.

A face is made only where the fact has its texts and the language has frames: a new language is one class added here.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from cards.generation.frames_en import EnglishFrames

# What stands in a front for the words to recall.
BLANK = "____"


class Frames(Protocol):
    """The frames of one language and register. Every argument is a fact's wording in that face."""

    def joined(self, items: Sequence[str]) -> str:
        """The items as a list in running text."""

    def also(self, names: Sequence[str]) -> str:
        """A note with the other names of a term."""

    def as_of(self, date: str) -> str:
        """A note that says when a fact was so; the date is as an author wrote it, such as 2026-11."""

    def inference(self, inference: str) -> str:
        """A note that says what is ours and not the source's."""

    def ask_meaning(self, term: str) -> str:
        """Asks what a term means."""

    def ask_term(self, meaning: str, term: str) -> str:
        """Asks for the term of a meaning; the term only lends its number of words."""

    def fill_in(self, sentence: str) -> str:
        """Asks to fill the blank of a sentence."""

    def ask_rank(self, name: str, scale: str) -> str:
        """Asks where something stands on a scale."""

    def rank(self, ranks: Sequence[int], others: Sequence[str]) -> str:
        """The answer: a rank, or among which ranks, together with which others, in no stated order."""

    def ask_name(self, ranks: Sequence[int], scale: str) -> str:
        """Asks what stands at these ranks."""

    def tied(self, names: Sequence[str], front: str) -> str:
        """The names of a tied group, saying that they have no order, unless the question before them does."""

    def ask_role(self, agent: str, agent_class: str, role: str) -> str:
        """Asks what an agent does; the role only lends its grammatical number."""

    def ask_agent(self, agent_class: str, role: str, agent: str) -> str:
        """Asks which agent has a role; the agent only lends its grammatical number."""

    def ask_measures(self, value: str) -> str:
        """Asks what a figure measured."""

    def sentence(self, text: str) -> str:
        """The text with a capital, if it begins with a word that takes one."""


FRAMES: Mapping[str, Callable[[str], Frames]] = {"en": EnglishFrames}


def frames_for(language: str, register: str) -> Frames | None:
    """The frames of a language, or None where it has none yet."""
    make = FRAMES.get(language)
    return make(register) if make else None
