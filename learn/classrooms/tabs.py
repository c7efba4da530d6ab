"""Tab: a page of a class that its navigation leads to. Pure.

A room adds its tabs when its app is ready, so that classrooms, which stands below them all, need not know them:

    tabs.add(Tab("assignments", _("Assignments"), "assignments:list", place=10, roles=("student", "instructor")))
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Tab:
    """name: of the tab, once in all; label: translated lazily; url_name: of a page that takes the class's id alone.

    place: from the left, the smallest first; the first tab of a role is where the class opens for it. news: says of an
    enrollment how many things that are new to it stand there; told beside the label.
    """

    name: str
    label: object
    url_name: str
    place: int
    roles: Collection[str]
    news: Callable[[Any], int] | None = None


_tabs: dict[str, Tab] = {}


def add(tab: Tab) -> None:
    """Adds a tab. Raises ValueError where another has this name."""
    if _tabs.setdefault(tab.name, tab) != tab:
        raise ValueError(f"Another tab has this name: {tab.name}")


def tabs_for(role: str) -> list[Tab]:
    """The tabs that somebody of this role sees, from the left."""
    return sorted((tab for tab in _tabs.values() if role in tab.roles), key=lambda tab: tab.place)
