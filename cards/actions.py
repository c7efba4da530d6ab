"""Every write to the content: import_facts brings the tables in line with a base of facts.

An import is all or nothing, finds rows by uid and never deletes a fact or a card: what a base no longer has is retired,
so that learners' logs keep what they point at and a fact that returns finds its schedules again.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.db import models, transaction

from cards import rows
from cards.building import card_values, face_values, fact_values, source_values, topic_values
from cards.facts import kinds
from cards.generation.cards import CardDraft
from cards.generation.made import Made, WrittenFact, made_of
from cards.generation.progress import STORING, Progress, not_told
from cards.item_actions import import_items
from cards.lens import SHIPPED
from cards.models import Card, CareQuestion, Deck, DeckCard, Face, Fact, Item, Source, Topic
from cards.rows import assign as _assign
from cards.searching import index
from cards.uids import ForeignUidError as ForeignUidError
from cards.uids import refuse_taken

_BATCH = rows.BATCH


@dataclass(slots=True)
class ImportReport:
    """What an import did: uids of facts, cards, care questions and items. What was retired and is back is returned.

    items_kept: those that a person edited, while the facts would now make another.
    """

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    cards_added: list[str] = field(default_factory=list)
    cards_reworded: list[str] = field(default_factory=list)
    cards_retired: list[str] = field(default_factory=list)
    cards_returned: list[str] = field(default_factory=list)
    questions_added: list[str] = field(default_factory=list)
    questions_changed: list[str] = field(default_factory=list)
    questions_retired: list[str] = field(default_factory=list)
    questions_returned: list[str] = field(default_factory=list)
    items_added: list[str] = field(default_factory=list)
    items_changed: list[str] = field(default_factory=list)
    items_retired: list[str] = field(default_factory=list)
    items_returned: list[str] = field(default_factory=list)
    items_kept: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not any(asdict(self).values())


def import_facts(
    *,
    base: kinds.Base,
    now: datetime,
    library: str = SHIPPED,
    progress: Progress | None = None,
    made: Made | None = None,
    laid: Collection[str] = frozenset(),
) -> ImportReport:
    """Brings source, topics, facts, cards, decks, care questions and items in line with the base; says what it took.

    progress: is told now and then as (stage, done, total) of "reading" (facts are written out and their cards worded)
    and "generating" (quiz items are made), both counted in facts, then of "storing", counted in steps. The transaction
    that keeps other writers waiting begins with "storing". made: what `prepare` made of this base, for whoever imports
    several in one transaction. laid: what `cards.laying.lay` returned for it.
    Raises ForeignUidError if a uid of a fact, deck, care question or item is taken by another source; nothing is stored
    then.
    """
    made = made or prepare(base=base, progress=progress)
    return _store(base, made, now, library, progress or not_told, laid)


def prepare(*, base: kinds.Base, progress: Progress | None = None) -> Made:
    """All that an import of this base is going to store; reads what is stored already, and writes nothing."""
    known = Item.objects.filter(source__uid=base.source.uid).values_list("uid", "made_digest")
    return made_of(base, known=dict(known), progress=progress or not_told)


@transaction.atomic
def _store(
    base: kinds.Base, made: Made, now: datetime, library: str, progress: Progress, laid: Collection[str]
) -> ImportReport:
    report = ImportReport()
    source = _import_source(base, library, report)
    topics = _import_topics(source, base, report)
    moved: list[bool] = []
    steps: tuple[Callable[[], None], ...] = (
        lambda: moved.append(_import_facts(source, base, made.facts, topics, now, library, report)),
        lambda: _import_cards(source, base, made.cards, now, report),
        lambda: _import_decks(source, base, made.decks, now, report),
        # After the decks: a question asks of none that its cards be looked through again.
        lambda: _import_questions(source, base, topics, now, report),
        lambda: _import_items(source, made, topics, now, library, report),
        lambda: index.follow(source, facts=_to_index(base, report, library, laid, any(moved))),
    )
    for done, step in enumerate(steps):
        progress(STORING, done, len(steps))
        step()
    progress(STORING, len(steps), len(steps))
    return report


def _import_source(base: kinds.Base, library: str, report: ImportReport) -> Source:
    uid, values = base.source.uid, source_values(base, library)
    source, is_new = Source.objects.select_for_update().get_or_create(uid=uid, defaults=values)
    if source.library != library:
        raise ForeignUidError("source", [uid])
    if not is_new and _assign(source, values):
        source.save()
        report.other.append(f"source {uid}")
    return source


def _import_topics(source: Source, base: kinds.Base, report: ImportReport) -> dict[str, Topic]:
    topics = {topic.uid: topic for topic in source.topics.all()}
    for position, spec in enumerate(base.topics):
        topic = topics.setdefault(spec.uid, Topic(source=source, uid=spec.uid))
        if _assign(topic, topic_values(spec, position)):
            if topic.pk:
                report.other.append(f"topic {spec.uid}")
            topic.save()
    return topics


def _import_facts(
    source: Source,
    base: kinds.Base,
    written: Mapping[str, WrittenFact],
    topics: Mapping[str, Topic],
    now: datetime,
    library: str,
    report: ImportReport,
) -> bool:
    """Stores the facts; says whether a name that stands for another one came, went or changed."""
    specs = base.facts_in_order()
    # The payload is large, and the digest says whether it is the same.
    known = {fact.uid: fact for fact in source.facts.defer("payload")}
    refuse_taken("fact", Fact, source, [spec.uid for spec in specs if spec.uid not in known])
    new: list[Fact] = []
    touched: list[Fact] = []
    edited: list[Fact] = []
    for position, spec in enumerate(specs):
        values = fact_values(spec, written[spec.uid], topics, position, library)
        fact = known.pop(spec.uid, None)
        if fact is None:
            new.append(Fact(source=source, uid=spec.uid, payload=written[spec.uid].payload, **values))
            report.added.append(spec.uid)
            continue
        is_edited = fact.digest != values["digest"]
        retired_at = fact.retired_at
        if is_edited:
            fact.payload = dict(written[spec.uid].payload)
            edited.append(fact)
        if _assign(fact, values | {"retired_at": None}):
            touched.append(fact)
        if retired_at == rows.UNSEEN:
            report.added.append(fact.uid)
        elif retired_at is not None:
            report.returned.append(fact.uid)
        elif is_edited:
            report.changed.append(fact.uid)
    for fact in known.values():
        if fact.retired_at is None:
            fact.retired_at = now
            touched.append(fact)
            report.retired.append(fact.uid)
    before = index.other_names(source, [*report.changed, *report.retired])
    Fact.objects.bulk_create(new, batch_size=_BATCH)
    rows.update(touched, [name for name in _fields_of(Fact) if name != "payload"])
    rows.update(edited, ["payload"])
    return before != index.other_names(source, [*report.changed, *report.added, *report.returned])


def _to_index(
    base: kinds.Base, report: ImportReport, library: str, laid: Collection[str], is_renamed: bool
) -> set[str] | None:
    """The uids of the facts of which a card may be worded or named otherwise than before, or be there again."""
    if library == SHIPPED:
        # It is looked through whole: it is small, and changes with the code that words it.
        return None
    if is_renamed:
        return {fact.uid for fact in base.facts}.difference(laid)
    cards = (*report.cards_added, *report.cards_reworded, *report.cards_returned)
    facts = {*report.added, *report.changed, *report.returned, *(uid.partition("/")[0] for uid in cards)}
    return facts.difference(laid)


def _import_cards(
    source: Source, base: kinds.Base, made: Mapping[str, Sequence[CardDraft]], now: datetime, report: ImportReport
) -> None:
    facts = dict(source.facts.filter(retired_at=None).values_list("uid", "pk"))
    known = {card.uid: card for card in Card.objects.filter(fact__source=source)}
    new: list[Card] = []
    touched: list[Card] = []
    drafts: dict[str, CardDraft] = {}
    for spec in base.facts_in_order():
        for draft in made[spec.uid]:
            drafts[draft.uid] = draft
            values = card_values(draft)
            card = known.pop(draft.uid, None)
            if card is None:
                new.append(Card(uid=draft.uid, fact_id=facts[spec.uid], **values))
                continue
            if card.retired_at == rows.UNSEEN:
                report.cards_added.append(card.uid)
            elif card.retired_at is not None:
                report.cards_returned.append(card.uid)
            if _assign(card, values | {"retired_at": None}):
                touched.append(card)
    for card in known.values():
        if card.retired_at is None:
            card.retired_at = now
            touched.append(card)
            report.cards_retired.append(card.uid)
    report.cards_added.extend(card.uid for card in new)
    Card.objects.bulk_create(new, batch_size=_BATCH)
    rows.update(touched, _fields_of(Card))
    _import_faces(source, drafts, report)


def _import_faces(source: Source, drafts: Mapping[str, CardDraft], report: ImportReport) -> None:
    card_ids = dict(Card.objects.filter(fact__source=source).values_list("uid", "pk"))
    uids = {pk: uid for uid, pk in card_ids.items()}
    known = {
        (uids[face.card_id], face.language, face.register): face
        for face in Face.objects.filter(card__fact__source=source)
    }
    new: list[Face] = []
    touched: list[Face] = []
    reworded: set[str] = set()
    for uid, draft in drafts.items():
        for side in draft.faces:
            values = face_values(side)
            face = known.pop((uid, side.language, side.register), None)
            if face is None:
                new.append(Face(card_id=card_ids[uid], language=side.language, register=side.register, **values))
                reworded.add(uid)
            elif _assign(face, values):
                touched.append(face)
                reworded.add(uid)
    # A retired card keeps its faces, so that its history stays readable.
    gone = [face.pk for (uid, _, _), face in known.items() if uid in drafts]
    report.cards_reworded.extend(sorted(reworded.difference(report.cards_added)))
    Face.objects.bulk_create(new, batch_size=_BATCH)
    rows.update(touched, ["front", "back", "note"])
    for batch in rows.batches(gone):
        Face.objects.filter(pk__in=batch).delete()


def _import_decks(
    source: Source, base: kinds.Base, contents: Mapping[str, Sequence[str]], now: datetime, report: ImportReport
) -> None:
    specs = {spec.uid: spec for spec in base.decks}
    foreign = Deck.objects.filter(uid__in=specs).exclude(source=source)
    if taken := list(foreign.values_list("uid", flat=True)):
        raise ForeignUidError("deck", taken)
    known = {deck.uid: deck for deck in source.decks.all()}
    card_ids = dict(Card.objects.filter(fact__source=source).values_list("uid", "pk"))
    for position, spec in enumerate(base.decks):
        deck = known.pop(spec.uid, None) or Deck(source=source, uid=spec.uid)
        values = {
            "title": spec.title,
            "description": spec.description,
            "register": spec.register,
            "audience": spec.audience,
            "position": position,
            "retired_at": None,
        }
        if _assign(deck, values):
            if deck.pk:
                report.other.append(f"deck {spec.uid}")
            deck.save()
        has_new_cards = _fill_deck(deck, [card_ids[uid] for uid in contents[spec.uid]])
        if has_new_cards or not report.is_empty:
            # What a learner may see of the deck can have changed with any of its facts.
            deck.revision += 1
            deck.save(update_fields=["revision"])
    for deck in known.values():
        if deck.retired_at is None:
            deck.retired_at = now
            deck.save(update_fields=["retired_at"])
            report.other.append(f"deck {deck.uid}")


def _import_questions(
    source: Source, base: kinds.Base, topics: Mapping[str, Topic], now: datetime, report: ImportReport
) -> None:
    specs = base.questions_in_order()
    known = {question.uid: question for question in source.care_questions.all()}
    refuse_taken("question", CareQuestion, source, [spec.uid for spec in specs if spec.uid not in known])
    new, touched = [], []
    for position, spec in enumerate(specs):
        says = {"topic_id": topics[spec.topic].pk, "text": spec.text, "paragraphs": list(spec.paragraphs)}
        question = known.pop(spec.uid, None)
        if question is None:
            new.append(CareQuestion(source=source, uid=spec.uid, position=position, **says))
            report.questions_added.append(spec.uid)
            continue
        is_back = question.retired_at is not None
        is_edited = _assign(question, says)
        if _assign(question, {"position": position, "retired_at": None}) or is_edited:
            touched.append(question)
        if is_back:
            report.questions_returned.append(spec.uid)
        elif is_edited:
            report.questions_changed.append(spec.uid)
    for question in known.values():
        if question.retired_at is None:
            question.retired_at = now
            touched.append(question)
            report.questions_retired.append(question.uid)
    CareQuestion.objects.bulk_create(new, batch_size=_BATCH)
    rows.update(touched, _fields_of(CareQuestion))


def _import_items(
    source: Source, made: Made, topics: Mapping[str, Topic], now: datetime, library: str, report: ImportReport
) -> None:
    done = import_items(source=source, made=made.items, topics=topics, now=now, library=library)
    report.items_added = done.added
    report.items_changed = done.changed
    report.items_retired = done.retired
    report.items_returned = done.returned
    report.items_kept = done.kept


def _fill_deck(deck: Deck, card_ids: list[int]) -> bool:
    """Gives the deck exactly these cards in this order; says whether that changed it."""
    rows = DeckCard.objects.filter(deck=deck)
    if list(rows.order_by("position").values_list("card_id", flat=True)) == card_ids:
        return False
    rows.delete()
    DeckCard.objects.bulk_create(
        (DeckCard(deck=deck, card_id=card_id, position=position) for position, card_id in enumerate(card_ids)),
        batch_size=_BATCH,
    )
    return True


def _fields_of(model: type[models.Model]) -> list[str]:
    return [
        f.name for f in model._meta.concrete_fields if not f.primary_key and f.name not in ("uid", "source", "fact")
    ]
