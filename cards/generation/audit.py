"""Audit: a base as data or as text. Listing: every card on a line.

An audit goes fact by fact, with cards and findings, then over the care questions, and says how hard the plain decks are
to read.

For whoever weighs the content (authors, reviewers, the golden test) and wants to see what learners will see.
"""

from collections.abc import Iterator
from itertools import groupby

from cards.facts.kinds import Base, CareQuestion, Fact, join_face
from cards.facts.payload import kind_payload
from cards.generation.card_rules import findings
from cards.generation.cards import CardDraft, cards_for, decks_of
from cards.generation.finding import Finding
from cards.generation.plain_rules import readability

__all__ = ["Finding", "audit", "audit_text", "findings", "listing"]


def audit(base: Base) -> dict[str, object]:
    """The base as JSON-able data: facts with cards and findings, and the cards of each deck."""
    found = _findings_by_uid(base)
    return {
        "source": base.source.uid,
        "facts": [_fact_entry(fact, found.pop(fact.uid, [])) for fact in base.facts_in_order()],
        "questions": [
            _question_entry(each, found.pop(f"question:{each.uid}", [])) for each in base.questions_in_order()
        ],
        "decks": {uid: list(cards) for uid, cards in decks_of(base).items()},
        "readability": {
            read.deck: {"wordings": round(read.wordings, 2), "fronts_and_notes": round(read.fronts_and_notes, 2)}
            for read in readability(base)
        },
        # What concerns neither a fact nor a question, but a deck or a topic.
        "findings": [entry for rest in found.values() for entry in _finding_entries(rest)],
    }


def audit_text(base: Base) -> str:
    """The same to read: each fact with its wordings, cards and findings."""
    found = _findings_by_uid(base)
    total = sum(map(len, found.values()))
    lines: list[str] = []
    for topic_uid, facts in groupby(base.facts_in_order(), key=lambda fact: fact.topic):
        title = next(topic.title.nursing for topic in base.topics if topic.uid == topic_uid)
        lines += [title, "=" * len(title), ""]
        for fact in facts:
            lines += [*_fact_lines(fact, found.pop(fact.uid, [])), ""]
    if base.questions:
        lines += ["Questions to ask the care team", "=" * len("Questions to ask the care team"), ""]
        for question in base.questions_in_order():
            lines += [*_question_lines(question, found.pop(f"question:{question.uid}", [])), ""]
    for read in readability(base):
        lines.append(
            f"{read.deck}: SMOG grade {read.wordings:.1f} (wordings), {read.fronts_and_notes:.1f} (fronts and notes)"
        )
    lines += [_finding_line(finding) for rest in found.values() for finding in rest]
    cards = sum(len(cards_for(fact)) for fact in base.facts)
    counts = [f"{len(base.facts)} facts", f"{cards} cards", f"{total} findings"]
    if base.questions:
        counts.insert(2, f"{len(base.questions)} questions")
    return "\n".join([*lines, ", ".join(counts), ""])


def listing(base: Base) -> str:
    """Every face of every card on a line, its note below it: what a change of machinery or content changes."""
    lines: list[str] = []
    for fact in base.facts_in_order():
        for card in cards_for(fact):
            lines += _card_lines(card)
    return "\n".join([*lines, ""])


def _findings_by_uid(base: Base) -> dict[str, list[Finding]]:
    """The findings of each fact with its cards, of each question, and of what else has any."""
    by_uid: dict[str, list[Finding]] = {}
    for finding in findings(base):
        by_uid.setdefault(finding.uid.split("/")[0], []).append(finding)
    return by_uid


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
        "explains": {word: meaning.plain or meaning.nursing for word, meaning in fact.explains.items()},
        "values": kind_payload(fact),
        "cards": [_card_entry(card) for card in cards_for(fact)],
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
    yield from map(_finding_line, found)


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
