"""What the rows of a base hold, column by column: the same whether they are stored at once or laid down ahead."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from cards.facts import kinds
from cards.generation.cards import CardDraft, FaceDraft
from cards.generation.made import WrittenFact
from cards.models import Topic


def source_values(base: kinds.Base, library: str) -> dict[str, Any]:
    """All columns of a base's source but its uid."""
    outline = {}
    if base.outline is not None:
        outline = {
            str(paragraph.number): {
                "section": paragraph.section,
                "assertions": [assertion.text for assertion in paragraph.assertions],
                "note": paragraph.note,
            }
            for paragraph in base.outline.paragraphs
        }
    values = asdict(base.source) | {
        "library": library,
        "studies": [asdict(study) for study in base.studies],
        "outline": outline,
    }
    del values["uid"]
    return values


def topic_values(spec: kinds.Topic, position: int) -> dict[str, Any]:
    return {"title": spec.title.nursing, "plain_title": spec.title.plain or spec.title.nursing, "position": position}


def fact_values(
    spec: kinds.Fact, written: WrittenFact, topics: Mapping[str, Topic], position: int, library: str
) -> dict[str, Any]:
    """All columns of a fact but its payload, which is large, and which its digest stands for."""
    return {
        "topic_id": topics[spec.topic].pk,
        "library": library,
        "kind": spec.kind,
        "for_nursing": "nursing" in spec.audiences,
        "for_caregivers": "caregivers" in spec.audiences,
        "sensitivity": spec.sensitivity,
        "wording": spec.wording.nursing,
        "plain_wording": spec.wording.plain or spec.wording.nursing,
        "hedge": spec.hedge,
        "respell": dict(spec.respell),
        "paragraphs": list(spec.paragraphs),
        "is_held_out": spec.held_out,
        "digest": written.digest,
        "position": position,
    }


def card_values(draft: CardDraft) -> dict[str, Any]:
    return {
        "template": draft.template,
        "member": draft.member,
        "answer_mode": draft.answer_mode,
        "accepts": list(draft.accepts),
        "position": draft.position,
    }


def face_values(side: FaceDraft) -> dict[str, Any]:
    return {"front": side.front, "back": side.back, "note": side.note}
