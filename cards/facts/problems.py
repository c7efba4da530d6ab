"""Problem: one mistake in what was read. BaseErrors: all of them. Spot: where in a file they are.

Whoever writes facts sees every mistake at once, each with its file, line and fact. TOML tables keep no lines, so a Spot
finds them again by looking through its part of the file's text.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# A header of any table at the top: "[source]", "[[fact]]"; the parts of a fact ("[[fact.members]]") do not match.
_HEADER = re.compile(r"^\s*\[{1,2}\s*([A-Za-z0-9_-]+)\s*\]{1,2}\s*(?:#.*)?$")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong and what was expected. `line` counts from 1; None where it cannot be known."""

    file: str
    line: int | None
    uid: str
    message: str
    what: str = "fact"

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        name = f'{self.what} "{self.uid}": ' if self.uid else f"{self.what}: " if self.what else ""
        return f"{place}: {name}{self.message}"


class BaseErrors(Exception):
    """Every mistake of a base, in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(slots=True)
class Spot:
    """The lines of a file in which one table stands (`start` and `end` count from 0), and the problems found so far."""

    file: str
    problems: list[Problem]
    lines: Sequence[str] = ()
    start: int = 0
    end: int = 0
    uid: str = ""
    what: str = "fact"

    def problem(self, message: str, *, key: str = "", near: str = "") -> None:
        """Note a mistake at `near` (a value as written), else at `key`, else where the table begins."""
        self.problems.append(Problem(self.file, self.line(key=key, near=near), self.uid, message, self.what))

    def line(self, *, key: str = "", near: str = "") -> int | None:
        """The number of the line that holds the value or key; of the uid, or of the header, where neither is found."""
        if not self.lines:
            return None
        return self._value_line(near) or self._key_line(key) or self._key_line("uid") or self.start + 1

    def _value_line(self, value: str) -> int | None:
        if not value:
            return None
        # Quoted first: a slug's letters may well stand inside another word.
        for wanted in (f'"{value}"', value):
            for number in range(self.start, self.end):
                if wanted in self.lines[number]:
                    return number + 1
        return None

    def _key_line(self, key: str) -> int | None:
        """A key's line: at the start of a line if it is there, else inside an inline table."""
        name = re.escape(re.sub(r"\[.*", "", key).split(".")[0])
        if not name:
            return None
        for pattern in (rf'^\s*"?{name}"?\s*[.=]', rf"^\s*\[+\w+\.{name}\b", rf'[{{,.\s]"?{name}"?\s*[.=]'):
            for number in range(self.start, self.end):
                if re.search(pattern, self.lines[number]):
                    return number + 1
        return None


def blocks(lines: Sequence[str], name: str) -> list[tuple[int, int]]:
    """Where the tables of this name start and end (end not included), in the order in which TOML lists them."""
    headers = [(number, match.group(1)) for number, line in enumerate(lines) if (match := _HEADER.match(line))]
    ends = [number for number, _ in headers[1:]] + [len(lines)]
    return [(start, end) for (start, title), end in zip(headers, ends, strict=True) if title == name] if headers else []
