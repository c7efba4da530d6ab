"""Dates in words, each worded once: the same few hundred days stand in the charts of all learners."""

from datetime import date
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language


def in_words(day: date, wanted: str) -> str:
    """The day in the active language, by a format of Django's `date` filter."""
    return _in_words(day, wanted, get_language())


@lru_cache(maxsize=8192)
def _in_words(day: date, wanted: str, language: str | None) -> str:
    return date_format(day, wanted)
