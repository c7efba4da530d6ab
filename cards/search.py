"""Finding cards by words.

find() asks the full text index for every word (see cards.searching for what a word is) and returns cards as any other
read does, so that a caller goes on from there. A card is found by the one face that the lens shows of it, never by
what another register or language says.

Best match first: cards of the very term that is looked for; then all words as they are in front or answer; then where
words of these begin with them; then where what is looked for is another name, first of the term, then of anything in
front or answer; last what only the note or the full wording holds. Among equals the shorter face comes first, as it is
about less else, then the order of study. What databases rank by, how often a word stands in a text, says little here:
a card says a thing once.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Exists, Func, IntegerField, OuterRef
from django.db.models.sql.compiler import SQLCompiler

from cards.lens import Lens
from cards.models import Card, CardQuerySet, SearchText
from cards.searching.folding import Word, words_looked_for

MOST_HITS = 1000
"""How many cards a search looks at; where there are more, another word narrows it down better than a list."""

_Sql = tuple[str, tuple[Any, ...]]


def find(text: str, *, lens: Lens, among: CardQuerySet | None = None) -> CardQuerySet:
    """The cards that hold every word of this text, best match first; MOST_HITS and one more where there are more.

    among: cards to look for them in. To narrow a search, narrow these: what is filtered out of the result has already
    taken part in MOST_HITS. A text without any word finds nothing. Any text may be asked for; none is an error.
    """
    shown = Card.objects.through(lens)
    words = words_looked_for(text)
    if not words:
        return shown.none()
    candidates = shown if among is None else among.through(lens)
    texts = SearchText.objects.filter(Holds(words), IsShown(lens), Exists(candidates.filter(pk=OuterRef("card_id"))))
    return (
        shown.filter(search_texts__in=texts.values("pk")[: MOST_HITS + 1])
        .annotate(match=Match(words, "search_texts__pk"))
        .order_by("match", "search_texts__size", "fact__source", "fact__position", "position", "pk")
    )


class _OfSearchText(Func):
    """Something about one row of SearchText, in SQL by hand: Django takes 10 ms to build as much from its own parts."""

    def __init__(self, row: str = "pk") -> None:
        super().__init__(row)

    def as_sql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra_context: Any,
    ) -> _Sql:
        key, _ = compiler.compile(self.get_source_expressions()[0])
        return self.of(key.rpartition(".")[0], connection.vendor)

    def of(self, row: str, vendor: str) -> _Sql:
        """The SQL and its parameters; row: what the statement calls the table of the row."""
        raise NotImplementedError


class Holds(_OfSearchText):
    """Whether the index holds these words for the row: FTS5 on SQLite, a tsvector on PostgreSQL."""

    output_field = BooleanField()

    def __init__(self, words: Sequence[Word]) -> None:
        super().__init__()
        self.words = tuple(words)

    def of(self, row: str, vendor: str) -> _Sql:
        if vendor == "sqlite":
            every = [" OR ".join(_alternatives(word, '"{}"*', '"{}"')) for word in self.words]
            found = "SELECT rowid FROM cards_searchtext_fts WHERE cards_searchtext_fts MATCH %s"
            return f"{row}.id IN ({found})", (f"({') AND ('.join(every)})",)
        every = [" | ".join(_alternatives(word, "'{}':*", "'{}'")) for word in self.words]
        return f"{row}.lexemes @@ %s::tsquery", (f"({') & ('.join(every)})",)


def _alternatives(word: Word, beginning: str, whole: str) -> list[str]:
    """How a word may stand in the index. Folded words are letters and digits only: nothing in them is an operator."""
    others = [other for other in (word.singular, *word.joined) if other != word.text]
    return [beginning.format(word.text), *(whole.format(other) for other in others)]


class IsShown(_OfSearchText):
    """Whether the row is of the face that is shown through this lens: no other face of the card is nearer.

    Nearer is what learn.reviews.queue.nearest_face prefers; a card is never found by a face that is not shown.
    """

    output_field = BooleanField()

    def __init__(self, lens: Lens) -> None:
        super().__init__()
        self.lens = lens

    def of(self, row: str, vendor: str) -> _Sql:
        exact = (self.lens.language, self.lens.register)
        nearer = f"({_DISTANCE.format('o')}, o.id) < ({_DISTANCE.format(row)}, {row}.face_id)"
        others = f"SELECT 1 FROM cards_face o WHERE o.card_id = {row}.card_id AND {nearer}"  # noqa: S608  (names only)
        sql = f"({row}.language = %s AND {row}.register = %s OR NOT EXISTS ({others}))"
        return sql, (*exact, *exact, *exact)


_DISTANCE = (
    "(CASE WHEN {0}.language = %s THEN 0 ELSE 4 END + CASE WHEN {0}.register = %s THEN 0 ELSE 2 END"
    " + CASE WHEN {0}.register = 'nursing' THEN 0 ELSE 1 END)"
)


class Match(_OfSearchText):
    """How good a match the row is, 0 the best; the module's text has the order."""

    output_field = IntegerField()

    def __init__(self, words: Sequence[Word], row: str = "pk") -> None:
        super().__init__(row)
        self.words = tuple(words)

    def of(self, row: str, vendor: str) -> _Sql:
        about, asked, names = (f"{row}.{column}" for column in ("about", "asked", "names"))
        kinds: list[list[str]] = [[], [], [], [], []]
        params: list[list[str]] = [[], [], [], [], []]

        def demand(kind: int, *choices: tuple[str, Iterable[str]]) -> None:
            parts = [(column, part) for column, parts in choices for part in parts]
            kinds[kind].append(f"({' OR '.join(f'{column} LIKE %s' for column, _ in parts)})")
            params[kind].extend(f"%{part}%" for _, part in parts)

        for word in self.words:
            exactly = dict.fromkeys((f" {word.text} ", f" {word.singular} "))
            begun = dict.fromkeys((f" {word.text}", f" {word.singular} "))
            named = [*begun, *(f" {name} " for name in word.joined)]
            demand(0, (about, begun))
            demand(0, (asked, begun))
            demand(1, (asked, exactly))
            demand(2, (asked, begun))
            demand(3, (about, named))
            demand(4, (asked, begun), (names, named))
        whens = " ".join(f"WHEN {' AND '.join(demands)} THEN {place}" for place, demands in enumerate(kinds))
        return f"CASE {whens} ELSE {len(kinds)} END", tuple(value for values in params for value in values)
