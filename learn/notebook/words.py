"""Words you may hear: the glossary in the order in which the plain decks bring its words."""

from cards.glossary import GlossaryEntry, entries
from cards.lens import Lens
from cards.models import DeckCard


def words_you_may_hear(lens: Lens) -> list[GlossaryEntry]:
    """The words that this lens explains: those of the plain decks in their order, then the others."""
    places = _places()
    last = (max(places.values(), default=(0, 0))[0] + 1, 0)
    return sorted(entries(lens), key=lambda entry: places.get(fact_uid(entry.uid), last))


def fact_uid(entry_uid: str) -> str:
    """The uid of the fact that an entry of the glossary comes from."""
    return entry_uid.partition("--")[0]


def _places() -> dict[str, tuple[int, int]]:
    """Where each fact first stands in the decks that are written in plain words, by its uid."""
    rows = (
        DeckCard.objects.filter(deck__register="plain", deck__retired_at=None)
        .order_by("-deck__position", "-position")
        .values_list("card__fact__uid", "deck__position", "position")
    )
    return {uid: (deck, position) for uid, deck, position in rows}
