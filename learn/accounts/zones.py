"""Time zones: the names a learner may choose from."""

from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


@cache
def zone_names() -> tuple[str, ...]:
    """The IANA names worth offering, sorted, UTC first: one a place, without the names of former times."""
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    places = (line.split("\t")[2] for line in table.splitlines() if line and not line.startswith("#"))
    return ("UTC", *sorted(places))


def is_zone(name: str) -> bool:
    """Whether this is the name of a time zone that the machine knows."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def validate_zone(name: str) -> None:
    if not is_zone(name):
        raise ValidationError(
            _("“%(name)s” is not a time zone known here; choose one from the list."), params={"name": name}
        )
