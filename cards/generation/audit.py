"""Audit: a base as data or as text, fact by fact, with its cards and their findings. Listing: every card on a line.

For whoever weighs the content (authors, reviewers, the golden test) and wants to see what learners will see.
"""

from collections.abc import Iterator
from itertools import groupby

from cards.facts.kinds import Base, Fact, join_face
from cards.facts.payload import kind_payload
from cards.generation.card_rules import Finding, findings
from cards.generation.cards import CardDraft, cards_for, decks_of

__all__ = ["Finding", "audit", "audit_text", "findings", "listing"]


def audit(base: Base) -> dict[str, object]:
    """The base as JSON-able data: facts with cards and findings, and the cards of each deck."""
    by_fact = _findings_by_fact(base)
    return {
        "source": base.source.uid,
        "facts": [_fact_entry(fact, by_fact.get(fact.uid, [])) for fact in base.facts_in_order()],
        "decks": {uid: list(cards) for uid, cards in decks_of(base).items()},
    }


def audit_text(base: Base) -> str:
    """The same to read: each fact with its wordings, cards and findings."""
    by_fact = _findings_by_fact(base)
    lines: list[str] = []
    for topic_uid, facts in groupby(base.facts_in_order(), key=lambda fact: fact.topic):
        title = next(topic.title.nursing for topic in base.topics if topic.uid == topic_uid)
        lines += [title, "=" * len(title), ""]
        for fact in facts:
            lines += [*_fact_lines(fact, by_fact.get(fact.uid, [])), ""]
    total = sum(map(len, by_fact.values()))
    cards = sum(len(cards_for(fact)) for fact in base.facts)
    return "\n".join([*lines, f"{len(base.facts)} facts, {cards} cards, {total} findings", ""])


def listing(base: Base) -> str:
    """Every face of every card on a line, its note below it: what a change of machinery or content changes."""
    lines: list[str] = []
    for fact in base.facts_in_order():
        for card in cards_for(fact):
            lines += _card_lines(card)
    return "\n".join([*lines, ""])


def _findings_by_fact(base: Base) -> dict[str, list[Finding]]:
    by_fact: dict[str, list[Finding]] = {}
    for finding in findings(base):
        by_fact.setdefault(finding.uid.split("/")[0], []).append(finding)
    return by_fact


def _fact_entry(fact: Fact, found: list[Finding]) -> dict[str, object]:
    return {
        "uid": fact.uid,
        "kind": fact.kind,
        "topic": fact.topic,
        "audiences": list(fact.audiences),
        "sensitivity": fact.sensitivity,
        "paragraphs": list(fact.paragraphs),
        "assertions": list(fact.assertions),
        "wording": fact.wording.nursing,
        "plain_wording": fact.wording.plain,
        "hedge": fact.hedge,
        "inference": fact.inference.text,
        "note": dict(fact.note),
        "as_of": fact.as_of,
        "no_item": fact.no_item,
        "values": kind_payload(fact),
        "cards": [_card_entry(card) for card in cards_for(fact)],
        "findings": [{"uid": each.uid, "code": each.code, "message": each.message} for each in found],
    }


def _card_entry(card: CardDraft) -> dict[str, object]:
    return {
        "uid": card.uid,
        "template": card.template,
        "answer_mode": card.answer_mode,
        "faces": [
            {
                "register": face.register,
                "language": face.language,
                "front": face.front,
                "back": face.back,
                "note": face.note,
            }
            for face in card.faces
        ],
    }


def _fact_lines(fact: Fact, found: list[Finding]) -> Iterator[str]:
    places = ", ".join(map(str, fact.paragraphs)) or "none"
    yield f"{fact.uid} ({fact.kind}; {', '.join(fact.audiences)}; {fact.sensitivity}; paragraphs {places})"
    for face, wording in fact.wording.faces.items():
        yield f"  {face}: {wording}"
    for name, value in (
        ("hedge", fact.hedge),
        ("inference", fact.inference.text),
        ("as_of", fact.as_of),
        ("no_item", fact.no_item),
    ):
        if value:
            yield f"  {name}: {value}"
    for card in cards_for(fact):
        yield from (f"  {line}" for line in _card_lines(card))
    for finding in found:
        yield f"  ! {finding.code}: {finding.uid}: {finding.message}"


def _card_lines(card: CardDraft) -> Iterator[str]:
    for face in card.faces:
        yield f"{card.uid} [{join_face(face.register, face.language)}] {face.front} => {face.back}"
        if face.note:
            yield f"    note: {face.note}"
