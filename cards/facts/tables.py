"""Fields: the keys of one TOML table, taken out one by one, each checked as it is taken.

A wrong field is noted and read as a harmless placeholder, so that one pass finds every mistake. What nobody took is an
unknown key: `finish` says so, and which key was probably meant.
"""

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence

from cards.facts.kinds import NURSING, PLAIN, REGISTERS, Text
from cards.facts.problems import Spot
from cards.items import markup

LONGEST_TEXT = 500
LONGEST_PASSAGE = 1500
LONGEST_PROSE = markup.LONGEST
LONGEST_UID = 80

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FACE = re.compile(rf"({'|'.join(REGISTERS)})(-[a-z]{{2}})?")
# They turn the direction of what follows, so that a text could read otherwise than it is stored.
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def is_slug(text: str) -> bool:
    return len(text) <= LONGEST_UID and _SLUG.fullmatch(text) is not None


def listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def did_you_mean(word: str, known: Collection[str]) -> str:
    """A suggestion to append to a message, or the list of what is known."""
    return close_to(word, known) or f"; expected one of {listed(sorted(known))}"


def close_to(word: str, known: Iterable[str]) -> str:
    """A suggestion to append to a message, empty where nothing known is close: for what is too much to be listed."""
    close = difflib.get_close_matches(word, sorted(known), n=1)
    return f'; did you mean "{close[0]}"?' if close else ""


class Fields:
    """The fields of one table.

    `needs_plain` makes every Text in it need a plain wording; `longest` is how many characters one string may have.
    """

    def __init__(self, table: Mapping[str, object], spot: Spot, *, path: str = "", needs_plain: bool = False) -> None:
        self.table = table
        self.spot = spot
        self.path = path
        self.needs_plain = needs_plain
        self.longest = LONGEST_TEXT
        self._taken: set[str] = set()

    def problem(self, message: str, *, key: str = "", near: str = "") -> None:
        self.spot.problem(message, key=self._name(key), near=near)

    def string(self, key: str, *, required: bool = True) -> str:
        value = self._take(key, required=required)
        return "" if value is None else self._checked(value, self._name(key), required=required)

    def prose(self, key: str, *, required: bool = True) -> str:
        """Text of several lines and paragraphs, as Markdown has it; line ends are told as one sort."""
        value = self._take(key, required=required)
        if value is None:
            return ""
        if isinstance(value, str):
            value = value.replace("\r\n", "\n").replace("\r", "\n")
        return self._checked(value, self._name(key), required=required, longest=LONGEST_PROSE, may_break=True)

    def slug(self, key: str, *, required: bool = True) -> str:
        """A name that stays for ever: lower-case words joined by hyphens."""
        value = self.string(key, required=required)
        if value and not is_slug(value):
            self.problem(
                f'{self._name(key)} "{value}" is not a valid name; expected lower-case letters and digits joined by '
                f"single hyphens, at most {LONGEST_UID} characters",
                near=value,
            )
        return value

    def choice(self, key: str, options: Sequence[str], *, default: str | None = None) -> str:
        value = self.string(key, required=default is None) or default or ""
        if value and value not in options:
            self.problem(f'{self._name(key)} "{value}" is unknown; expected one of {listed(options)}', near=value)
        return value

    def boolean(self, key: str, *, required: bool = False) -> bool:
        value = self._take(key, required=required)
        if value is None or isinstance(value, bool):
            return bool(value)
        self._mistyped(key, "true or false", value)
        return False

    def number(self, key: str) -> float:
        return self._number(key, required=True) or 0

    def optional_number(self, key: str) -> float | None:
        return self._number(key, required=False)

    def whole(self, key: str, *, default: int) -> int:
        """A whole number from 0."""
        value = self._take(key, required=False)
        if value is None:
            return default
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        self._mistyped(key, "a whole number from 0", value)
        return default

    def integers(self, key: str, *, required: bool = False) -> tuple[int, ...]:
        """A list of whole numbers from 1; a single number counts as a list of one."""
        value = self._take(key, required=required)
        if value is None:
            return ()
        values = value if isinstance(value, list) else [value]
        if any(not isinstance(number, int) or isinstance(number, bool) or number < 1 for number in values):
            self._mistyped(key, "whole numbers from 1", value)
            return ()
        return tuple(values)

    def strings(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        value = self._take(key, required=required)
        if value is None:
            return ()
        if not isinstance(value, list):
            self._mistyped(key, "a list of strings", value)
            return ()
        if required and not value:
            self.problem(f"{self._name(key)} is empty; expected at least one", key=key)
        return tuple(
            self._checked(each, f"{self._name(key)}[{number}]", required=True) for number, each in enumerate(value, 1)
        )

    def rows(self, key: str) -> tuple[tuple[str, ...], ...]:
        """A table to be shown: a list of rows, each a list of strings."""
        value = self._take(key, required=False)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
            self._mistyped(key, "a list of rows, each a list of strings", value)
            return ()
        return tuple(
            tuple(self._checked(each, f"{self._name(key)}[{number}]", required=False) for each in row)
            for number, row in enumerate(value, 1)
        )

    def choices(self, key: str, options: Sequence[str], *, required: bool = True) -> tuple[str, ...]:
        values = self.strings(key, required=required)
        for value in values:
            if value and value not in options:
                self.problem(f'{self._name(key)}: "{value}" is unknown; expected one of {listed(options)}', key=key)
        return values

    def text(self, key: str, *, needs_plain: bool = False, nursing_only: bool = False) -> Text:
        """Wordings by face. nursing_only: a plain one may be missing even where all else needs one."""
        value = self._take(key, required=True)
        if value is None:
            return Text.shared("")
        return self._text(key, value, needs_plain=needs_plain, nursing_only=nursing_only)

    def optional_text(self, key: str, *, nursing_only: bool = False) -> Text | None:
        value = self._take(key, required=False)
        return None if value is None else self._text(key, value, nursing_only=nursing_only)

    def texts(self, key: str) -> dict[str, Text]:
        """A table of slugs with a Text each."""
        fields = self._map_of(key)
        return {slug: fields.text(slug) for slug in fields.table}

    def faces(self, key: str) -> dict[str, str]:
        """Wordings by face, any of them; a plain string is that of every register."""
        value = self.table.get(key)
        if isinstance(value, str):
            return dict.fromkeys(REGISTERS, self.string(key))
        wordings = self.string_map(key)
        for face in wordings:
            self.check_face(face, key)
        return wordings

    def check_face(self, face: str, key: str) -> None:
        """Note a face that cannot be."""
        if not _FACE.fullmatch(face):
            name = f"{self._name(key)}.{face}"
            self.problem(f'"{name}" is not a known wording{did_you_mean(face, REGISTERS)}', near=face)

    def string_map(self, key: str) -> dict[str, str]:
        fields = self._map_of(key)
        return {name: fields.string(name) for name in fields.table}

    def strings_map(self, key: str, *, may_be_empty: bool = False) -> dict[str, tuple[str, ...]]:
        fields = self._map_of(key)
        return {name: fields.strings(name, required=not may_be_empty) for name in fields.table}

    def _map_of(self, key: str) -> "Fields":
        """The table under this key, whose own keys are words that a page may show."""
        fields = self.table_of(key)
        for word in fields.table:
            self._checked(word, self._name(key), required=True)
        return fields

    def table_of(self, key: str) -> "Fields":
        """The table under this key, empty where there is none."""
        value = self._take(key, required=False)
        if value is not None and not isinstance(value, dict):
            self._mistyped(key, "a table", value)
        return self._inner(value if isinstance(value, dict) else {}, self._name(key))

    def tables(self, key: str, *, required: bool = False) -> list["Fields"]:
        """The tables listed under this key."""
        value = self._take(key, required=required)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self._mistyped(key, "a list of tables", value)
            return []
        if required and not value:
            self.problem(f"{self._name(key)} is empty; expected at least one", key=key)
        return [self._inner(each, f"{self._name(key)}[{number}]") for number, each in enumerate(value, 1)]

    def finish(self) -> None:
        """Note every key that nobody asked for. To be called when all known keys have been taken."""
        for key in self.table:
            if key not in self._taken:
                self.problem(f'"{self._name(key)}" is not a known key{did_you_mean(key, self._taken)}', key=key)

    def _take(self, key: str, *, required: bool) -> object | None:
        self._taken.add(key)
        value = self.table.get(key)
        if value is None and required:
            self.problem(f"{self._name(key)} is missing")
        return value

    def _inner(self, table: Mapping[str, object], path: str) -> "Fields":
        inner = Fields(table, self.spot, path=path, needs_plain=self.needs_plain)
        inner.longest = self.longest
        return inner

    def _number(self, key: str, *, required: bool) -> float | None:
        value = self._take(key, required=required)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        if value is not None:
            self._mistyped(key, "a number", value)
        return None

    def _name(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path and key else key or self.path

    def _mistyped(self, key: str, expected: str, value: object) -> None:
        self.problem(f"{self._name(key)} is {value!r:.60}; expected {expected}", key=key)

    def _text(self, key: str, value: object, *, needs_plain: bool = False, nursing_only: bool = False) -> Text:
        if isinstance(value, str):
            return Text.shared(self._checked(value, self._name(key), required=True))
        if not isinstance(value, dict):
            self._mistyped(key, "a string, or a table of wordings (nursing, plain)", value)
            return Text.shared("")
        name = self._name(key)
        for face in value:
            self.check_face(face, key)
        faces = {face: self._checked(each, f"{name}.{face}", required=True) for face, each in value.items()}
        if NURSING not in faces:
            self.problem(f'{name} has no nursing wording; expected {name}.nursing = "..."', key=key)
        if PLAIN not in faces and (needs_plain or (self.needs_plain and not nursing_only)):
            reason = "every fact needs one" if needs_plain else "a fact for caregivers needs one"
            self.problem(f'{name} has no plain wording; {reason} ({name}.plain = "...")', key=key)
        return Text({NURSING: "", **faces})

    def _checked(
        self, value: object, name: str, *, required: bool, longest: int | None = None, may_break: bool = False
    ) -> str:
        if not isinstance(value, str):
            self.spot.problem(f"{name} is {value!r:.60}; expected a string", key=name)
            return ""
        text = value.strip()
        if required and not text:
            self.spot.problem(f"{name} is empty", key=name)
        breaks = "\n\t" if may_break else ""
        if any(
            letter in _BIDI_CONTROLS or (unicodedata.category(letter) == "Cc" and letter not in breaks)
            for letter in text
        ):
            wanted = "text without them" if may_break else "one line of text"
            self.spot.problem(f"{name} holds a control character or line break; expected {wanted}", key=name)
        longest = longest or self.longest
        if len(text) > longest:
            self.spot.problem(f"{name} has {len(text)} characters; expected at most {longest}", key=name)
        return text
