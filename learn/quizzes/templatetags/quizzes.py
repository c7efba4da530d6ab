"""What templates of quizzes ask: the sounds of the words in a text."""

from django import template

from learn.reviews.respelling import respelled

register = template.Library()


@register.filter
def in_text(sounds: dict[str, str], text: str) -> dict[str, str]:
    """Of the sounds of words, those of the words in this text."""
    return respelled(sounds or {}, text)
