"""Words you may hear: the glossary in the order in which the plain decks bring its words."""

from cards.glossary import GlossaryEntry, entries
from cards.lens import Lens
from cards.models import DeckCard


def words_you_may_hear(lens: Lens) -> list[GlossaryEntry]:
    """The words that this lens explains: those of the plain decks in their order, then the others."""
    places = _places(lens)
    last = (max(places.values(), default=(0, 0, 0))[0] + 1, 0, 0)
    return sorted(entries(lens), key=lambda entry: places.get(fact_uid(entry.uid), last))


def fact_uid(entry_uid: str) -> str:
    """The uid of the fact that an entry of the glossary comes from."""
    return entry_uid.partition("--")[0]


def _places(lens: Lens) -> dict[str, tuple[int, int, int]]:
    """Where each fact first stands in the decks that are written in plain words, source by source; by its uid."""
    rows = (
        DeckCard.objects.filter(deck__register="plain", deck__retired_at=None, deck__source__library__in=lens.libraries)
        .order_by("-deck__source_id", "-deck__position", "-position")
        .values_list("card__fact__uid", "deck__source_id", "deck__position", "position")
    )
    return {uid: (source, deck, position) for uid, source, deck, position in rows}
