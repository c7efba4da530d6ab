"""What templates of a library ask: its tabs."""

from django import template

from learn.libraries.tabs import Tab, every

register = template.Library()


@register.simple_tag
def library_tabs() -> list[Tab]:
    """The tabs of every library."""
    return every()
