"""What templates of a library's drafts ask."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def place_of(places: Mapping[str, int], uid: object) -> int | str:
    """The turn of a fact in its deck, empty where it has none."""
    return places.get(str(uid), "")
