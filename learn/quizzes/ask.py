"""Ask: what a learner asks a quiz to be."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

FEWEST = 5
MOST = 50
"""How many questions a quiz can have."""

LONGEST_MINUTES = 240

MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Ask:
    """What a quiz is to be. topics: their ids, none for all; formats: their names, none for all; number: of items.

    level: "easy", "medium", "hard" or "mixed"; feedback: a models.Feedback; minutes: its time, None for no limit.
    facts: the ids of the facts it is to be about, none for any; items: the ids of the items to begin with; avoid: the
    ids of items to take only where others of the same facts are wanting; is_strict: nothing but these facts and items.
    """

    purpose: str = "practice"
    topics: tuple[int, ...] = ()
    formats: tuple[str, ...] = ()
    number: int = 10
    level: str = MIXED
    feedback: str = "at_end"
    asks_confidence: bool = False
    minutes: int | None = None
    facts: tuple[int, ...] = ()
    items: tuple[int, ...] = ()
    avoid: tuple[int, ...] = ()
    is_strict: bool = False

    def payload(self) -> dict[str, Any]:
        """As JSON-able data; `from_payload` reads it."""
        return asdict(self)

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> "Ask":
        known = {field.name for field in fields(cls)}
        values = {name: value for name, value in payload.items() if name in known}
        for name in ("topics", "formats", "facts", "items", "avoid"):
            if name in values:
                values[name] = tuple(values[name])
        return cls(**values)
