"""Text: one meaning in the wording of each face.

A face is a register and a language ("nursing", "plain", "plain-es").
"""

from collections.abc import Mapping
from dataclasses import dataclass

NURSING = "nursing"
PLAIN = "plain"
REGISTERS = (NURSING, PLAIN)
CAREGIVERS = "caregivers"
AUDIENCES = ("nursing", CAREGIVERS)
SENSITIVITIES = ("none", "survival")


def split_face(face: str) -> tuple[str, str]:
    """Split a face key into register and language: "plain" is ("plain", "en"), "plain-es" is ("plain", "es")."""
    register, _, language = face.partition("-")
    return register, language or "en"


def join_face(register: str, language: str) -> str:
    """The face key of a register and language: the opposite of `split_face`."""
    return register if language == "en" else f"{register}-{language}"


@dataclass(frozen=True, slots=True)
class Text:
    """One meaning in the wording of each face it has; the nursing face is always there."""

    faces: Mapping[str, str]

    def get(self, face: str) -> str | None:
        """The wording of this face, or None: one face never stands in for another unnoticed."""
        return self.faces.get(face)

    @property
    def nursing(self) -> str:
        return self.faces[NURSING]

    @property
    def plain(self) -> str | None:
        return self.faces.get(PLAIN)

    @classmethod
    def shared(cls, wording: str) -> "Text":
        """The same English wording in every register (a plain string in TOML)."""
        return cls(dict.fromkeys(REGISTERS, wording))

    def __hash__(self) -> int:
        return hash(frozenset(self.faces.items()))
