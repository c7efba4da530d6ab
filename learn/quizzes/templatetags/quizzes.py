"""What templates of quizzes ask: the sounds of the words in a text; a question in the parts that a page has for it."""

from django import template

from cards.items.kinds import Item
from cards.items.markup import Stem, stem_of
from learn.quizzes.prose import ShownExhibit, exhibits_of, text_in
from learn.reviews.respelling import respelled

register = template.Library()


@register.filter
def in_text(sounds: dict[str, str], text: str) -> dict[str, str]:
    """Of the sounds of words, those of the words in this text."""
    return respelled(sounds or {}, text)


@register.filter
def asks(item: Item) -> Stem:
    """The stem of an item as a page shows it."""
    return stem_of(item)


@register.filter
def exhibits(item: Item) -> tuple[ShownExhibit, ...]:
    """What stands beside the question."""
    return exhibits_of(item)


@register.filter
def text_asked(item: Item) -> str:
    """The text that is answered in, as words."""
    return text_in(item)
