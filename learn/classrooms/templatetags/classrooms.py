"""What templates of a class ask: the tabs that a member sees."""

from django import template

from learn.classrooms.access import Member
from learn.classrooms.tabs import Tab, tabs_for

register = template.Library()


@register.simple_tag
def class_tabs(member: Member) -> list[Tab]:
    """The tabs of this member's class that are for them."""
    return tabs_for(member.enrollment.role)


@register.simple_tag
def tab_news(tab: Tab, member: Member) -> int:
    """How many things that are new to this member stand under a tab."""
    return tab.news(member.enrollment) if tab.news is not None else 0
