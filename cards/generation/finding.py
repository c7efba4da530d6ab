"""Finding: what of a base breaks a rule, with the rule's code."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`uid` is a card's or a fact's, or "question:<uid>", "deck:<uid>", "topic:<uid>"; `code` names the rule."""

    uid: str
    code: str
    message: str
