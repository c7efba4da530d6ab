"""Lead: a page about an assignment, in a room above, that the assignment's own page leads to. Pure.

A room adds its leads when its app is ready, so that assignments, which stands below it, need not know it:

    leads.add(Lead("results", _("Results"), "teaching:statistics", place=10))
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lead:
    """name: once in all; label: translated lazily; url_name: of a page for whoever sees students, which takes the ids
    of the class and of the assignment. place: the smallest first. of_quizzes: there is none of a deck.
    """

    name: str
    label: object
    url_name: str
    place: int
    of_quizzes: bool = False


_leads: dict[str, Lead] = {}


def add(lead: Lead) -> None:
    """Adds a lead. Raises ValueError where another has this name."""
    if _leads.setdefault(lead.name, lead) != lead:
        raise ValueError(f"Another lead has this name: {lead.name}")


def leads_of(*, is_quiz: bool) -> list[Lead]:
    """Where the page of a quiz or of a deck that is assigned leads."""
    return sorted((each for each in _leads.values() if is_quiz or not each.of_quizzes), key=lambda each: each.place)
