"""The long texts of a question as a page shows them: Markdown rendered, plain text as it is. Pure.

ShownExhibit: what stands beside a question.
"""

import re
from dataclasses import dataclass

from cards.items.kinds import Format, Item
from cards.items.markup import plain, render

_PLACE = re.compile(r"\{([^{}]*)\}")
_BLANK = "_____"


@dataclass(frozen=True, slots=True)
class ShownExhibit:
    """A text or a table beside a question. html: the text where it was marked up, else empty."""

    label: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    html: str = ""


def exhibits_of(item: Item) -> tuple[ShownExhibit, ...]:
    """The exhibits of an item."""
    return tuple(
        ShownExhibit(each.label, words_in(item, each.text), each.rows, html_of(item, each.text))
        for each in item.exhibits
    )


def words_in(item: Item, text: str) -> str:
    """One of the item's long texts without marks: for names, titles and files."""
    return plain(text) if item.is_marked_up else text


def html_of(item: Item, text: str) -> str:
    """One of the item's long texts as HTML; empty for an item whose texts are plain."""
    return render(text) if item.is_marked_up else ""


def text_in(item: Item) -> str:
    """The text that is answered in, as words: a phrase to mark in brackets, a blank as a line. Empty where none is."""
    phrases = {option.id: option.text for slot in item.slots for option in slot.options}
    is_marked = item.shape == Format.HIGHLIGHT
    return _PLACE.sub(lambda found: f"[{phrases.get(found[1], '')}]" if is_marked else _BLANK, item.text)
