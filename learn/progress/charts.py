"""Charts as the templates draw them: Table (what a chart says, in full), Bars, Strips and Grid (where its marks stand).

Every chart has a table, and every number of a table says what it counts. Geometry is in units of a viewBox that is as
wide as a small phone, so that the letters in it are never smaller than they are there. Pure: no Django.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

WIDTH = 340
_HEIGHT = 130
_LEFT, _TOP, _BOTTOM = 30, 14, 18
_GAP = 0.2
_MOST_NUMBERED = 14
"""Up to so many bars each has its number above it; more are too narrow for one."""

_CELL, _ROOM = 6, 0.8
_LEVELS = 4


@dataclass(frozen=True, slots=True)
class Table:
    """What a chart shows, as rows. uid: its name in addresses; caption: what is counted, from when to when."""

    uid: str
    title: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not any(value for row in self.rows for value in row[1:])


@dataclass(frozen=True, slots=True)
class Value:
    """One bar to draw. parts: what is stacked in it, from below; said: the bar in words; tick: below it, if anything.

    A part of None is a bar of which nothing is known. low, high: the interval around its top, drawn as a thin line.
    """

    said: str
    parts: tuple[float | None, ...]
    tick: str = ""
    number: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A rectangle of a bar. series: which of the chart's series it belongs to, from 0."""

    series: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar where it stands. top: of all that is drawn of it; interval: the path of its thin line, empty for none."""

    value: Value
    x: float
    width: float
    parts: tuple[Part, ...]
    top: float
    interval: str = ""

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class Line:
    """A line across the chart at a round value."""

    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar chart. series: names of what is stacked, from below; floor: the y of zero."""

    table: Table
    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    series: tuple[str, ...] = ()
    unit: str = ""
    width: int = WIDTH
    height: int = _HEIGHT
    left: int = _LEFT
    floor: int = _HEIGHT - _BOTTOM

    @property
    def is_numbered(self) -> bool:
        return len(self.bars) <= _MOST_NUMBERED


def bars(
    table: Table, values: Sequence[Value], *, series: Sequence[str] = (), unit: str = "", most: float | None = None
) -> Bars:
    """A bar chart of these values. most: what its top stands for, if not for what the highest bar needs."""
    top = most or nice_top(max((sum(part or 0 for part in value.parts) for value in values), default=0))
    room = _HEIGHT - _TOP - _BOTTOM
    step = (WIDTH - _LEFT) / max(len(values), 1)
    drawn = tuple(_bar(value, place, step, room / top) for place, value in enumerate(values))
    lines = tuple(Line(round(_HEIGHT - _BOTTOM - room * share, 1), f"{top * share:g}{unit}") for share in (0.5, 1))
    return Bars(table, drawn, lines, tuple(series), unit)


def nice_top(highest: float) -> float:
    """The least of 2, 4, 10, 20, 40, 100 ... that is not below the highest value, so that its half is whole, too."""
    top = 2.0
    for factor in _factors():
        if top >= highest:
            break
        top *= factor
    return top


def _factors() -> Sequence[float]:
    return [2, 2.5, 2] * 12


def _bar(value: Value, place: int, step: float, scale: float) -> Bar:
    x, width = _LEFT + step * (place + _GAP / 2), step * (1 - _GAP)
    heights = [(part or 0) * scale for part in value.parts]
    floor = _HEIGHT - _BOTTOM
    parts = tuple(
        Part(series, round(floor - below, 1), round(height, 1))
        for series, (height, below) in enumerate(zip(heights, accumulate(heights), strict=True))
        if height
    )
    top = round(floor - sum(heights), 1)
    bar = Bar(value, round(x, 1), round(width, 1), parts, top)
    if value.low is None or value.high is None:
        return bar
    low, high = (round(floor - end * scale, 1) for end in (value.low, value.high))
    return replace(bar, top=min(top, high), interval=f"M{bar.middle} {low}V{high}")


@dataclass(frozen=True, slots=True)
class Strip:
    """A bar that lies, in percent of the width there is. interval: the path of its thin line, empty for none."""

    value: Value
    width: float
    interval: str = ""

    @property
    def is_known(self) -> bool:
        return self.value.parts != (None,)


@dataclass(frozen=True, slots=True)
class Strips:
    """Bars that lie, each with its words beside it: for few or for long names.

    rows: (name, one strip a series); unknown: (name, its number) of those of which too little is known.
    """

    table: Table
    rows: tuple[tuple[str, tuple[Strip, ...]], ...]
    unknown: tuple[tuple[str, str], ...] = ()


def strips(table: Table, rows: Sequence[tuple[str, Sequence[Value]]], *, most: float | None = None) -> Strips:
    """Lying bars of these rows of (name, values). most: what the full width stands for, if not for the longest one."""
    known = [(name, values) for name, values in rows if any(value.parts != (None,) for value in values)]
    ends = (max(value.parts[0] or 0, value.high or 0) for _, values in known for value in values)
    scale = 100 / (most or max(ends, default=0) or 1)
    drawn = tuple((name, tuple(_strip(value, scale) for value in values)) for name, values in known)
    unknown = tuple((name, values[0].number) for name, values in rows if (name, values) not in known)
    return Strips(table, drawn, unknown)


def _strip(value: Value, scale: float) -> Strip:
    width = round((value.parts[0] or 0) * scale, 1)
    if value.low is None or value.high is None:
        return Strip(value, width)
    return Strip(value, width, f"M{round(value.low * scale, 1)} 4H{round(value.high * scale, 1)}")


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of a grid. level: 0 for nothing, up to 4 for the most; None for a day not yet there."""

    said: str
    level: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A calendar: a column a week, a row a weekday. marks: (x, text) above the columns."""

    table: Table
    cells: tuple[Cell, ...]
    marks: tuple[tuple[float, str], ...]
    size: float = _CELL - _ROOM
    width: int = WIDTH
    height: int = 7 * _CELL + _TOP
    levels: tuple[int, ...] = field(default=tuple(range(_LEVELS + 1)))


def grid(table: Table, days: Sequence[tuple[str, int, int]], marks: Sequence[tuple[int, str]] = ()) -> Grid:
    """A calendar of (day in words, its weekday from 0 for Monday, its value), day after day; marks: (week, text)."""
    most = max((value for _, _, value in days), default=0)
    first = days[0][1] if days else 0
    cells = tuple(
        Cell(said, level(value, most), _LEFT / 2 + (place + first) // 7 * _CELL, _TOP + weekday * _CELL)
        for place, (said, weekday, value) in enumerate(days)
    )
    return Grid(table, cells, tuple((_LEFT / 2 + week * _CELL, text) for week, text in marks))


def level(value: int, most: int) -> int:
    """How dark a value is beside the highest one: 0 for none, then four equal steps."""
    return -(-_LEVELS * value // most) if most else 0
