"""Times as a class's clock tells them, and the instants they are. Pure.

On the night when clocks go forward some times do not come; when they go back some come twice.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

EARLIEST_YEAR, LATEST_YEAR = 2000, 2100


class TooFarError(Exception):
    """No class is held in this year; near the ends of the calendar some clocks have no time to show at all."""


class NoSuchTimeError(Exception):
    """The clock skips this time (told, naive). after: what it shows when that time would have come."""

    def __init__(self, told: datetime, after: datetime) -> None:
        self.told, self.after = told, after
        super().__init__(f"{told} does not come; {after} does")


@dataclass(frozen=True, slots=True)
class Told:
    """An instant, and whether its clock tells it twice: then the first is meant."""

    moment: datetime
    is_twice: bool = False


def instant(told: datetime, zone: str) -> Told:
    """The instant at which the clock of this zone shows this time (naive).

    Raises NoSuchTimeError, and TooFarError outside EARLIEST_YEAR to LATEST_YEAR.
    """
    if not EARLIEST_YEAR <= told.year <= LATEST_YEAR:
        raise TooFarError(told)
    here = ZoneInfo(zone)
    first = told.replace(tzinfo=here, fold=0)
    moment = first.astimezone(UTC)
    if (shown := moment.astimezone(here).replace(tzinfo=None)) != told:
        # Read with the offset from before, a skipped time comes out as much later as the clock jumps.
        raise NoSuchTimeError(told, shown)
    return Told(moment, told.replace(tzinfo=here, fold=1).utcoffset() != first.utcoffset())


def shown(moment: datetime, zone: str) -> datetime:
    """What the clock of this zone shows at an instant; naive, as templates print it."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
