"""Laying down: what a large base is going to need, written ahead, in parts and unseen.

Writers to SQLite wait for each other: thousands of facts stored in one transaction would hold up everybody who answers
a card meanwhile. What is laid down stands retired since UNSEEN, and the import that follows shows it in one transaction
which has little left to write. Where none follows, nobody ever sees it; the next import of the source takes it up.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from cards import rows
from cards.building import card_values, face_values, fact_values, source_values, topic_values
from cards.facts import kinds
from cards.generation.made import Made
from cards.generation.progress import STORING, Progress, not_told
from cards.item_actions import lay_items
from cards.models import Card, Face, Fact, Item, Source, Topic
from cards.searching import index
from cards.uids import ForeignUidError, refuse_taken

AT_ONCE = 100
"""Facts, items or facts' search words that one transaction writes: in about a tenth of a second."""


def lay(
    *,
    base: kinds.Base,
    made: Made,
    now: datetime,
    library: str,
    progress: Progress = not_told,
    begin: Callable[[], object] = lambda: None,
) -> frozenset[str]:
    """Writes the facts of a base that its source does not have yet, with cards, items and search words, unseen.

    Returns the uids of the facts that lie there as the base says them, for `import_facts`, which is to follow.
    progress: is told of "storing", counted in rows of facts, items and search words. begin: is called within the
    transaction that makes room for all, and keeps it from being made by raising.
    Raises ForeignUidError if a uid of a fact or an item is taken by another source; nothing is stored then.
    """
    specs = list(enumerate(base.facts_in_order()))
    with transaction.atomic():
        begin()
        source, topics = _room(base, library)
        known = {uid: (digest, at) for uid, digest, at in source.facts.values_list("uid", "digest", "retired_at")}
        known_items = set(source.items.values_list("uid", flat=True))
        new = [(position, spec) for position, spec in specs if spec.uid not in known]
        items = [(place, uid, item) for place, (uid, item) in enumerate(made.items.items()) if uid not in known_items]
        refuse_taken("fact", Fact, source, [spec.uid for _, spec in new])
        refuse_taken("item", Item, source, [uid for _, uid, _ in items])
    lying = [uid for uid, written in made.facts.items() if known.get(uid) == (written.digest, rows.UNSEEN)]
    lying += [spec.uid for _, spec in new]
    total, done = len(new) + len(items) + len(lying), 0
    for batch in rows.batches(new, AT_ONCE):
        _lay_facts(source, batch, made, topics, library)
        done += len(batch)
        progress(STORING, done, total)
    facts = dict(source.facts.values_list("uid", "pk"))
    for few in rows.batches(items, AT_ONCE):
        lay_items(source=source, made=few, topics=topics, facts=facts, now=now, library=library)
        done += len(few)
        progress(STORING, done, total)
    names = index.SourceNames((spec.sensitivity, made.facts[spec.uid].payload) for _, spec in specs)
    for uids in rows.batches(lying, AT_ONCE):
        index.index_ahead(source, uids, names)
        done += len(uids)
        progress(STORING, done, total)
    return frozenset(lying)


def _room(base: kinds.Base, library: str) -> tuple[Source, Mapping[str, Topic]]:
    """The source and its topics. Those that are there stay as they are until the import."""
    uid = base.source.uid
    source, _is_new = Source.objects.select_for_update().get_or_create(uid=uid, defaults=source_values(base, library))
    if source.library != library:
        raise ForeignUidError("source", [uid])
    topics = {topic.uid: topic for topic in source.topics.all()}
    for position, spec in enumerate(base.topics):
        if spec.uid not in topics:
            values = topic_values(spec, position)
            topics[spec.uid] = Topic.objects.create(source=source, uid=spec.uid, **values)
    return source, topics


@transaction.atomic
def _lay_facts(
    source: Source, specs: Sequence[tuple[int, kinds.Fact]], made: Made, topics: Mapping[str, Topic], library: str
) -> None:
    facts = Fact.objects.bulk_create(
        Fact(
            source=source,
            uid=spec.uid,
            payload=made.facts[spec.uid].payload,
            retired_at=rows.UNSEEN,
            **fact_values(spec, made.facts[spec.uid], topics, position, library),
        )
        for position, spec in specs
    )
    drafts = [(fact, draft) for fact in facts for draft in made.cards[fact.uid]]
    cards = Card.objects.bulk_create(
        (Card(uid=draft.uid, fact=fact, retired_at=rows.UNSEEN, **card_values(draft)) for fact, draft in drafts),
        batch_size=rows.BATCH,
    )
    Face.objects.bulk_create(
        (
            Face(card=card, language=side.language, register=side.register, **face_values(side))
            for card, (_, draft) in zip(cards, drafts, strict=True)
            for side in draft.faces
        ),
        batch_size=rows.BATCH,
    )
