"""Lens: what of the content may be shown to someone. Every read of content takes one."""

from dataclasses import dataclass
from typing import Protocol

SHIPPED = "shipped"
"""The library of the facts that come with the app."""

SURVIVAL = "survival"
"""The sensitivity of facts that give or explain survival figures."""


class _Shown(Protocol):
    @property
    def library(self) -> str: ...
    @property
    def sensitivity(self) -> str: ...
    @property
    def for_nursing(self) -> bool: ...
    @property
    def for_caregivers(self) -> bool: ...
    @property
    def is_held_out(self) -> bool: ...
    @property
    def retired_at(self) -> object: ...


@dataclass(frozen=True, slots=True)
class Lens:
    """What may be shown.

    audiences: facts for any of these; register and language: the face preferred (English nursing where there is none);
    survival: whether survival facts may be shown; libraries: facts of these only; held_out: whether what authors keep
    for assigned quizzes may be shown.
    """

    audiences: frozenset[str] = frozenset({"nursing", "caregivers"})
    language: str = "en"
    register: str = "nursing"
    survival: bool = False
    libraries: frozenset[str] = frozenset({SHIPPED})
    held_out: bool = False

    def admits(self, fact: _Shown) -> bool:
        """Whether a fact at hand may be shown; the same rule as CardQuerySet.through, for one row already read."""
        return (
            fact.retired_at is None
            and fact.library in self.libraries
            and (self.survival or fact.sensitivity != SURVIVAL)
            and (self.held_out or not fact.is_held_out)
            and (
                ("nursing" in self.audiences and fact.for_nursing)
                or ("caregivers" in self.audiences and fact.for_caregivers)
            )
        )
