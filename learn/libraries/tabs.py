"""Tab: a page of a library that its navigation leads to. Pure.

A room adds its tabs when its app is ready, so that libraries, which stands below it, need not know it:

    tabs.add(Tab("facts", _("Facts"), "authoring:facts", place=10))
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tab:
    """name: of the tab, once in all; label: translated lazily; url_name: of a page that takes the library's id alone.

    place: from the left, the smallest first.
    """

    name: str
    label: object
    url_name: str
    place: int


_tabs: dict[str, Tab] = {}


def add(tab: Tab) -> None:
    """Adds a tab. Raises ValueError where another has this name."""
    if _tabs.setdefault(tab.name, tab) != tab:
        raise ValueError(f"Another tab has this name: {tab.name}")


def every() -> list[Tab]:
    """All tabs, from the left."""
    return sorted(_tabs.values(), key=lambda tab: tab.place)
