"""Plan: what a quiz asks. Blueprint: lines to draw by; Picked: questions that were chosen by hand. Pure.

Line: so many questions of some topics and formats. A draw for all is made when the quiz is saved and kept in the
blueprint; a draw for each student is made when that student starts.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

MIXED = "mixed"
LEVELS = (MIXED, "easy", "medium", "hard")

MOST_LINES = 20
MOST_QUESTIONS = 100
"""In one quiz."""


class BadPlanError(Exception):
    """What is no plan: nothing asked for, or more than a quiz can hold."""


@dataclass(frozen=True, slots=True)
class Line:
    """number of questions on these topics (ids; none for all), in these formats (none for all), of this level.

    level: MIXED for all; any other is meant strictly.
    """

    number: int
    topics: tuple[int, ...] = ()
    formats: tuple[str, ...] = ()
    level: str = MIXED


@dataclass(frozen=True, slots=True)
class Blueprint:
    """Lines to draw by. is_per_student: each student gets a draw of their own; else drawn holds the one for all.

    drawn: ids of item versions, in order. asks_survival: questions about survival figures may be among them.
    """

    lines: tuple[Line, ...]
    is_per_student: bool = False
    asks_survival: bool = False
    drawn: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not self.lines or len(self.lines) > MOST_LINES or not 0 < self.wanted <= MOST_QUESTIONS:
            raise BadPlanError(f"{len(self.lines)} lines, {self.wanted} questions")
        if any(line.number < 1 or line.level not in LEVELS for line in self.lines):
            raise BadPlanError("a line of nothing, or of no known level")
        if self.is_per_student and self.drawn:
            raise BadPlanError("drawn for all and for each")

    @property
    def wanted(self) -> int:
        """How many questions its lines ask for; the bank may hold fewer."""
        return sum(line.number for line in self.lines)

    @property
    def number(self) -> int:
        """How many questions it asks: those drawn for all, or where each student gets others, at most these."""
        return len(self.drawn) or self.wanted

    @property
    def fixed(self) -> tuple[int, ...] | None:
        """The item versions that everyone is asked; None where each student gets others."""
        return None if self.is_per_student else self.drawn

    def payload(self) -> dict[str, Any]:
        """As JSON-able data; `from_payload` reads it."""
        return {"kind": "blueprint"} | asdict(self)


@dataclass(frozen=True, slots=True)
class Picked:
    """Questions chosen by hand: ids of item versions, in order."""

    versions: tuple[int, ...]

    def __post_init__(self) -> None:
        if not 0 < len(self.versions) <= MOST_QUESTIONS or len(set(self.versions)) != len(self.versions):
            raise BadPlanError(f"{len(self.versions)} questions, {len(set(self.versions))} different ones")

    @property
    def wanted(self) -> int:
        """As many as it asks."""
        return len(self.versions)

    @property
    def number(self) -> int:
        """How many questions it asks."""
        return len(self.versions)

    @property
    def fixed(self) -> tuple[int, ...] | None:
        """The item versions that everyone is asked."""
        return self.versions

    def payload(self) -> dict[str, Any]:
        """As JSON-able data; `from_payload` reads it."""
        return {"kind": "picked", "versions": list(self.versions)}


Plan: TypeAlias = Blueprint | Picked


def from_payload(payload: Mapping[str, Any]) -> Plan:
    """The plan that `payload` wrote. Raises BadPlanError for what it did not write."""
    try:
        if payload["kind"] == "picked":
            return Picked(tuple(payload["versions"]))
        lines = tuple(
            Line(each["number"], tuple(each["topics"]), tuple(each["formats"]), each["level"])
            for each in payload["lines"]
        )
        return Blueprint(lines, payload["is_per_student"], payload["asks_survival"], tuple(payload["drawn"]))
    except (KeyError, TypeError) as error:
        raise BadPlanError(str(error)) from error
