"""Reading libraries for their pages.

OwnLibrary: one that its author's list shows; OpenLibrary: one that is open to a class of the learner's; Writer: an
author as the other authors see them; SharedClass: a class that a library is open to.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, QuerySet

from cards.lens import Lens
from cards.models import Card, Deck, Fact, Item, Source
from learn.accounts.models import User
from learn.classrooms.forms import name_of
from learn.classrooms.models import Classroom, Enrollment, Role
from learn.libraries.models import Author, AuthorRole, Library, Share


@dataclass(frozen=True, slots=True)
class Counts:
    """What learners have of a library: facts and questions, those kept for assigned quizzes among them; cards."""

    facts: int = 0
    cards: int = 0
    questions: int = 0


@dataclass(frozen=True, slots=True)
class OwnLibrary:
    """classes: how many it is open to; published_at: when it was last given to its learners, None for never."""

    library: Library
    is_owner: bool
    counts: Counts
    classes: int
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenLibrary:
    """A library that somebody sees as a learner, by these classes of theirs; cards: how many of it are for them."""

    title: str
    classes: tuple[str, ...]
    cards: int
    decks: tuple[Deck, ...]


@dataclass(frozen=True, slots=True)
class Writer:
    """name: as a class that both are in calls them, else as their account does; empty where neither does."""

    author: Author
    name: str
    is_self: bool

    @property
    def is_owner(self) -> bool:
        return self.author.role == AuthorRole.OWNER


@dataclass(frozen=True, slots=True)
class SharedClass:
    """students: how many are in the class or expected; is_taught: by who looks; may_close: whether they may end it."""

    classroom: Classroom
    since: datetime
    students: int
    is_taught: bool
    may_close: bool


def counts_of(codes: Iterable[str]) -> dict[str, Counts]:
    """What learners have of these libraries, by code; three queries however many there are."""
    wanted = list(codes)
    if not wanted:
        return {}
    facts = _numbers(Fact.objects.filter(library__in=wanted, retired_at=None), "library")
    live = Card.objects.filter(fact__library__in=wanted, retired_at=None, fact__retired_at=None)
    cards = _numbers(live.order_by(), "fact__library")
    questions = _numbers(Item.objects.filter(library__in=wanted, retired_at=None), "library")
    return {code: Counts(facts.get(code, 0), cards.get(code, 0), questions.get(code, 0)) for code in wanted}


def _numbers(rows: "QuerySet[Fact] | QuerySet[Card] | QuerySet[Item]", by: str) -> dict[str, int]:
    return dict(rows.order_by().values_list(by).annotate(n=Count("pk")))


def own_libraries(learner: User) -> list[OwnLibrary]:
    """The libraries this learner writes in, the newest first."""
    rows = Author.objects.filter(learner=learner).select_related("library").order_by("-library__opened_at", "pk")
    return _with_figures([(row.library, row.role == AuthorRole.OWNER) for row in rows])


def own_library(library: Library, *, is_owner: bool) -> OwnLibrary:
    """One of them, for its first page."""
    return _with_figures([(library, is_owner)])[0]


def is_written_in(library: Library) -> bool:
    """Whether there is a fact or question in it, published or not; these stand in learn.authoring, as below."""
    return Library.objects.filter(pk=library.pk, entries__what__in=["fact", "item"]).exists()


def has_other_authors(library: Library, *, learner: User) -> bool:
    """Whether anybody writes in it but this learner."""
    return Author.objects.filter(library=library).exclude(learner=learner).exists()


def _with_figures(libraries: Sequence[tuple[Library, bool]]) -> list[OwnLibrary]:
    counts = counts_of(library.code for library, _ in libraries)
    ids = [library.pk for library, _ in libraries]
    shares = Share.objects.current().filter(library__in=ids).order_by()
    classes = dict(shares.values_list("library").annotate(n=Count("pk")))
    # They stand in learn.authoring, whose rows point here.
    published = Library.objects.filter(pk__in=ids, publications__status__in=["done", "undone"]).order_by()
    when = dict(published.values_list("pk").annotate(at=Max("publications__done_at")))
    return [
        OwnLibrary(library, is_owner, counts[library.code], classes.get(library.pk, 0), when.get(library.pk))
        for library, is_owner in libraries
    ]


def opened_libraries(learner: User, lens: Lens) -> list[OpenLibrary]:
    """The published libraries that this learner sees by their classes and does not write in, by title, as the lens has
    them.

    A class that the learner left on their own counts: what they study of it stays theirs.
    """
    came_into = Enrollment.objects.filter(learner=learner, is_removed=False).order_by().values("classroom_id")
    shares = Share.objects.current().filter(classroom__in=came_into, library__code__in=lens.libraries)
    written = Library.objects.written_by(learner).order_by().values("pk")
    found: dict[Library, list[str]] = {}
    for share in shares.exclude(library__in=written).select_related("library", "classroom").order_by("classroom__name"):
        found.setdefault(share.library, []).append(str(share.classroom))
    # What a library is called where it is published, which is when there is anything to see of it.
    titles = dict(Source.objects.filter(library__in=[each.code for each in found]).values_list("library", "title"))
    codes = list(titles)
    if not codes:
        return []
    cards = dict(
        Card.objects.through(lens)
        .filter(fact__library__in=codes)
        .order_by()
        .values_list("fact__library")
        .annotate(n=Count("pk"))
    )
    decks: dict[str, list[Deck]] = {}
    for deck in Deck.objects.through(lens).filter(source__library__in=codes).select_related("source"):
        decks.setdefault(deck.source.library, []).append(deck)
    rows = [
        OpenLibrary(titles[each.code], tuple(classes), cards.get(each.code, 0), tuple(decks.get(each.code, ())))
        for each, classes in found.items()
        if each.code in titles
    ]
    return sorted(rows, key=lambda row: row.title.casefold())


def writers_of(library: Library, *, learner: User) -> list[Writer]:
    """Everyone who writes in a library: the owners first, as long as they have been there."""
    authors = list(Author.objects.filter(library=library).select_related("learner").order_by("added_at", "pk"))
    shared = Classroom.objects.of(learner).order_by().values("pk")
    rows = Enrollment.objects.present().filter(
        classroom__in=shared, learner_id__in=[each.learner_id for each in authors], role=Role.INSTRUCTOR
    )
    names = dict(rows.order_by("joined_at").values_list("learner_id", "name"))
    writers = [
        Writer(each, names.get(each.learner_id) or name_of(each.learner), each.learner_id == learner.pk)
        for each in authors
    ]
    return sorted(writers, key=lambda each: not each.is_owner)


def classes_of(library: Library, *, learner: User) -> list[SharedClass]:
    """The classes that a library is open to, the newest share first.

    One that the learner is not in is told by its name alone to those who opened their common library to it.
    """
    shares = list(
        Share.objects.current().filter(library=library).select_related("classroom").order_by("-shared_at", "pk")
    )
    ids = [share.classroom_id for share in shares]
    students = Enrollment.objects.current().students().filter(classroom__in=ids)
    numbers = dict(students.order_by().values_list("classroom").annotate(n=Count("pk")))
    taught: set[UUID] = set(Classroom.objects.taught_by(learner).filter(pk__in=ids).values_list("pk", flat=True))
    return [
        SharedClass(
            each.classroom,
            each.shared_at,
            numbers.get(each.classroom_id, 0),
            each.classroom_id in taught,
            each.classroom_id in taught or each.by_id == learner.pk,
        )
        for each in shares
    ]


def classes_to_open(library: Library, *, learner: User) -> list[Classroom]:
    """The classes that this learner teaches and could open the library to, the newest first."""
    opened = Share.objects.current().filter(library=library).order_by().values("classroom_id")
    taught = Classroom.objects.taught_by(learner).current().exclude(pk__in=opened)
    return list(taught.order_by("-opened_at", "pk"))
