"""A face in another language: beside the English one, shown to who asks for it, with English where it is missing."""

import dataclasses

import pytest

from cards.actions import import_facts
from cards.facts.kinds import Base, Definition, Text
from cards.generation import frames
from cards.generation.frames_en import EnglishFrames
from cards.lens import Lens
from cards.models import Card, Face
from learn.reviews.queue import nearest_face
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


class SpanishFrames(EnglishFrames):
    """As much Spanish as the two cards of a definition take."""

    def ask_meaning(self, term: str) -> str:
        return f"¿Qué significa «{term}»?"

    def ask_term(self, meaning: str, term: str) -> str:
        return f"¿Qué palabra significa: {meaning}?"


@pytest.fixture
def bilingual(shipped_base: Base, monkeypatch, db) -> Base:
    """The shipped base with one word in plain Spanish, too."""
    monkeypatch.setitem(frames.FRAMES, "es", SpanishFrames)
    fact = shipped_base.fact("osteolytic")
    assert isinstance(fact, Definition)
    spanish = dataclasses.replace(
        fact,
        wording=Text({**fact.wording.faces, "plain-es": "Osteolítico significa que se destruye demasiado hueso."}),
        term=Text({**fact.term.faces, "plain-es": "osteolítico"}),
        meaning=Text({**fact.meaning.faces, "plain-es": "con demasiado hueso destruido"}),
        ask_term=None,
    )
    facts = tuple(spanish if each is fact else each for each in shipped_base.facts)
    base = dataclasses.replace(shipped_base, facts=facts)
    import_facts(base=base, now=NOON)
    return base


def lens(language: str, register: str = "plain") -> Lens:
    return Lens(audiences=frozenset({"caregivers"}), language=language, register=register)


def shown(uid: str, through: Lens) -> Face:
    card = Card.objects.through(through).prefetch_related("faces").get(uid=uid)
    return nearest_face(card.faces.all(), through)


def test_a_spanish_face_is_a_face_of_the_same_card(bilingual: Base, shipped_base: Base) -> None:
    card = Card.objects.get(uid="osteolytic/meaning")
    faces = {(face.register, face.language): face for face in card.faces.all()}
    assert set(faces) == {("nursing", "en"), ("plain", "en"), ("plain", "es")}
    assert faces["plain", "es"].front == "¿Qué significa «osteolítico»?"
    assert faces["plain", "es"].back == "Con demasiado hueso destruido"
    assert import_facts(base=bilingual, now=NOON).is_empty
    # Without the Spanish the face goes, and the card stays.
    report = import_facts(base=shipped_base, now=NOON)
    assert not report.cards_retired
    assert Card.objects.get(uid="osteolytic/meaning").pk == card.pk
    assert not Face.objects.filter(language="es").exists()


def test_it_is_shown_to_whoever_reads_spanish(bilingual: Base) -> None:
    face = shown("osteolytic/term", lens("es"))
    assert (face.language, face.back) == ("es", "osteolítico")
    assert shown("osteolytic/term", lens("en")).back == "osteolytic"


def test_english_stands_in_where_there_is_no_spanish(bilingual: Base) -> None:
    face = shown("osteoblastic/meaning", lens("es"))
    assert (face.language, face.register) == ("en", "plain")
    assert face.back == "With too many new bone cells"
