"""What templates of assignments ask: when something is due, by its class's clock."""

from django import template

from learn.assignments.words import told
from learn.assignments.work import Work

register = template.Library()


@register.simple_tag
def due(work: Work) -> str:
    """When it is due for this student; empty where it has no date."""
    return told(work.window.due_at, work.assignment.classroom.zone) if work.window.due_at is not None else ""
