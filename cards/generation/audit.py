"""Audit: a base as data or as text. Listing: every card on a line.

An audit goes fact by fact, with cards, items and findings, then over the items made of several facts and the care
questions, and says how hard the plain decks are to read and how the difficulties of each topic's items lie.

For whoever weighs the content (authors, reviewers, the golden test) and wants to see what learners will see.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby

from cards.facts.kinds import Base, CareQuestion, Fact, join_face
from cards.facts.payload import kind_payload
from cards.generation.card_rules import findings
from cards.generation.cards import CardDraft, cards_for, decks_of
from cards.generation.finding import Finding
from cards.generation.item_listing import item_lines, items_listing, spread_line, spreads
from cards.generation.item_rules import item_findings
from cards.generation.items import items_of
from cards.generation.plain_rules import readability
from cards.items.kinds import Item
from cards.items.payload import item_payload

__all__ = ["Finding", "audit", "audit_text", "findings", "item_findings", "items_listing", "listing"]


def audit(base: Base) -> dict[str, object]:
    """The base as JSON-able data: facts with cards, items and findings, what else has any, and the decks' cards."""
    items = items_of(base)
    found = _findings_by_uid(base, items)
    own = _items_by_home(base, items)
    return {
        "source": base.source.uid,
        "facts": [_fact_entry(fact, own.pop(fact.uid, []), found.pop(fact.uid, [])) for fact in base.facts_in_order()],
        "items": [_item_entry(item, found.pop(home, [])) for home, rest in own.items() for item in rest],
        "questions": [
            _question_entry(each, found.pop(f"question:{each.uid}", [])) for each in base.questions_in_order()
        ],
        "decks": {uid: list(cards) for uid, cards in decks_of(base).items()},
        "readability": {
            read.deck: {"wordings": round(read.wordings, 2), "fronts_and_notes": round(read.fronts_and_notes, 2)}
            for read in readability(base)
        },
        "spreads": [asdict(each) for each in spreads(base, items)],
        # What concerns neither a fact nor a question, but a deck, a topic or all items together.
        "findings": [entry for rest in found.values() for entry in _finding_entries(rest)],
    }


def audit_text(base: Base) -> str:
    """The same to read: each fact with its wordings, cards, items and findings."""
    items = items_of(base)
    found = _findings_by_uid(base, items)
    own = _items_by_home(base, items)
    total = sum(map(len, found.values()))
    lines: list[str] = []
    for topic_uid, facts in groupby(base.facts_in_order(), key=lambda fact: fact.topic):
        title = next(topic.title.nursing for topic in base.topics if topic.uid == topic_uid)
        lines += _title(title)
        for fact in facts:
            lines += [*_fact_lines(fact, own.pop(fact.uid, []), found.pop(fact.uid, [])), ""]
    if own:
        lines += _title("Items on several facts")
        for home, rest in own.items():
            lines += [*_items_lines(rest), *map(_finding_line, found.pop(home, [])), ""]
    if base.questions:
        lines += _title("Questions to ask the care team")
        for question in base.questions_in_order():
            lines += [*_question_lines(question, found.pop(f"question:{question.uid}", [])), ""]
    for read in readability(base):
        lines.append(
            f"{read.deck}: SMOG grade {read.wordings:.1f} (wordings), {read.fronts_and_notes:.1f} (fronts and notes)"
        )
    lines += map(spread_line, spreads(base, items))
    lines += [_finding_line(finding) for rest in found.values() for finding in rest]
    cards = sum(len(cards_for(fact)) for fact in base.facts)
    counts = [f"{len(base.facts)} facts", f"{cards} cards", f"{len(items)} items", f"{total} findings"]
    if base.questions:
        counts.insert(3, f"{len(base.questions)} questions")
    return "\n".join([*lines, ", ".join(counts), ""])


def listing(base: Base) -> str:
    """Every face of every card on a line, its note below it: what a change of machinery or content changes."""
    lines: list[str] = []
    for fact in base.facts_in_order():
        for card in cards_for(fact):
            lines += _card_lines(card)
    return "\n".join([*lines, ""])


def _findings_by_uid(base: Base, items: Sequence[Item]) -> dict[str, list[Finding]]:
    """The findings of each fact with its cards and items, of each question, and of what else has any."""
    by_uid: dict[str, list[Finding]] = {}
    for finding in (*findings(base), *item_findings(base, items, are_all=True)):
        by_uid.setdefault(_home(finding.uid), []).append(finding)
    return by_uid


def _items_by_home(base: Base, items: Sequence[Item]) -> dict[str, list[Item]]:
    """The items of each fact, then those of each grid and passage, and the written ones."""
    facts = {fact.uid for fact in base.facts}
    by_home: dict[str, list[Item]] = {}
    for item in sorted(items, key=lambda item: _home(item.uid) not in facts):
        by_home.setdefault(_home(item.uid), []).append(item)
    return by_home


def _home(uid: str) -> str:
    """What a card's or an item's uid begins with: its fact, grid or passage."""
    return uid.split("/")[0]


def _title(text: str) -> list[str]:
    return [text, "=" * len(text), ""]


def _fact_entry(fact: Fact, items: list[Item], found: list[Finding]) -> dict[str, object]:
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
        "explains": {word: meaning.plain or meaning.nursing for word, meaning in fact.explains.items()},
        "values": kind_payload(fact),
        "cards": [_card_entry(card) for card in cards_for(fact)],
        "items": [item_payload(item) for item in items],
        "findings": _finding_entries(found),
    }


def _question_entry(question: CareQuestion, found: list[Finding]) -> dict[str, object]:
    return {
        "uid": question.uid,
        "topic": question.topic,
        "text": question.text,
        "paragraphs": list(question.paragraphs),
        "assertions": list(question.assertions),
        "findings": _finding_entries(found),
    }


def _item_entry(item: Item, found: list[Finding]) -> dict[str, object]:
    return {**item_payload(item), "findings": _finding_entries(found)}


def _finding_entries(found: list[Finding]) -> list[dict[str, str]]:
    return [{"uid": each.uid, "code": each.code, "message": each.message} for each in found]


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


def _fact_lines(fact: Fact, items: list[Item], found: list[Finding]) -> Iterator[str]:
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
    yield from (f"  {line}" for line in _items_lines(items))
    yield from map(_finding_line, found)


def _items_lines(items: list[Item]) -> list[str]:
    return [line for item in items for line in item_lines(item)]


def _question_lines(question: CareQuestion, found: list[Finding]) -> Iterator[str]:
    places = ", ".join(map(str, question.paragraphs)) or "none"
    yield f"{question.uid} ({question.topic}; paragraphs {places})"
    yield f"  {question.text}"
    yield from map(_finding_line, found)


def _finding_line(finding: Finding) -> str:
    return f"  ! {finding.code}: {finding.uid}: {finding.message}"


def _card_lines(card: CardDraft) -> Iterator[str]:
    for face in card.faces:
        yield f"{card.uid} [{join_face(face.register, face.language)}] {face.front} => {face.back}"
        if face.note:
            yield f"    note: {face.note}"
