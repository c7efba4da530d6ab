"""Editing: where a published fact or question is edited, and whether it changed, as the room says that does it.

That room (learn.authoring) stands above those that ask, which need not know it. It says once how it is asked:

    editing.tell_by(Editing(fact=..., item=..., has_changed=...))
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cards.lens import SHIPPED
from cards.models import Fact, Item
from learn.libraries.models import Library


@dataclass(frozen=True, slots=True)
class Editing:
    """fact, item: the address of an editor, for whoever writes in the library. has_changed: whether learners have the
    fact of this uid otherwise than they had it at that time.
    """

    fact: Callable[[Library, str], str]
    item: Callable[[Library, Item], str]
    has_changed: Callable[[Library, str, datetime], bool]


_tellers: list[Editing] = []


def tell_by(editing: Editing) -> None:
    """Raises ValueError for a second."""
    if _tellers not in ([], [editing]):
        raise ValueError("Libraries are edited in one room")
    _tellers[:] = [editing]


def library_of(thing: Fact | Item) -> Library | None:
    """The library that it stands in; None for what came with the site, without a query."""
    return None if thing.library == SHIPPED else Library.objects.filter(code=thing.library).first()


def fact_address(library: Library, uid: str) -> str:
    """Where the fact is edited whose uid in cards is this; empty where nowhere."""
    return _tellers[0].fact(library, uid) if _tellers else ""


def item_address(library: Library, item: Item) -> str:
    """Where the question is edited, or the fact that it was made from; empty where nowhere."""
    return _tellers[0].item(library, item) if _tellers else ""


def has_changed(library: Library, uid: str, since: datetime) -> bool:
    """Whether learners have the fact, or its source, otherwise than at that time."""
    return bool(_tellers) and _tellers[0].has_changed(library, uid, since)
