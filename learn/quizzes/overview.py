"""Over: what came of a quiz that has ended. Question: one of it; Share: points of a topic or format; Cell, Sureness:
how sure a learner was against how right they were; Origin: where a question's facts stand.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from cards.items.kinds import Format
from cards.lens import Lens
from cards.models import ItemVersion
from learn.accounts.models import User
from learn.quizzes import marking, reading, rescored
from learn.quizzes.forms import FORMAT_NAMES
from learn.quizzes.models import Attempt, AttemptItem, Confidence
from learn.quizzes.rescored import Told
from learn.quizzes.results import CheckedItem, checked, overall
from learn.reviews.queue import nearest_face
from learn.reviews.respelling import respelled

_WHOLE = 100
_QUOTED = re.compile("“([^”]+)”")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a question comes from. cards: (id of a card, its front) of each fact that its reader may see."""

    source_uid: str
    source_title: str
    paragraphs: tuple[int, ...]
    cards: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its answer. checked: None where it is left out, as survival figures are switched off; told:
    what is said of it if its class re-scored it.
    """

    place: int
    confidence: str
    checked: CheckedItem | None
    origin: Origin | None = None
    respelled: dict[str, str] = field(default_factory=dict)
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """Points reached of those possible. name: of the topic or the format."""

    name: str
    questions: int
    points: int
    possible: int

    @property
    def percent(self) -> int:
        return percent(self.points, self.possible)


@dataclass(frozen=True, slots=True)
class Sureness:
    """How the answers went that were given with this confidence. wrong: fewer points than possible."""

    confidence: str
    right: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a game with its meaning. card_id: of a card on it, if one alone is meant."""

    text: str
    meaning: str
    respelled: dict[str, str]
    card_id: int | None = None


@dataclass(frozen=True, slots=True)
class Over:
    """What came of a quiz, as it counts. questions: what is not right first; sure_and_wrong: their places.

    backs: what was brought forward; waiting: missed facts whose cards come as soon without it.
    """

    questions: tuple[Question, ...]
    by_topic: tuple[Share, ...]
    by_format: tuple[Share, ...]
    percent: int
    sureness: tuple[Sureness, ...] = ()
    has_said_sure: bool = False
    sure_and_wrong: tuple[int, ...] = ()
    backs: tuple[reading.Back, ...] = ()
    waiting: int = 0
    holders: tuple[reading.Holder, ...] = ()
    has_misses: bool = False

    @property
    def words(self) -> tuple[Word, ...]:
        """The words that were asked for, each once."""
        found: dict[str, Word] = {}
        for question in self.questions:
            for word in _words(question):
                found.setdefault(word.text.casefold(), word)
        return tuple(found.values())

    @property
    def has_said_how_sure(self) -> bool:
        """Whether the learner said of any answer how sure they were."""
        return any(each.confidence for each in self.sureness)

    @property
    def is_each_alone(self) -> tuple[bool, bool]:
        """Whether the tables by topic and by format have one question in each row, so that they tell little."""
        return _has_single_rows(self.by_topic), _has_single_rows(self.by_format)

    @property
    def backs_count(self) -> int:
        """How many cards come sooner."""
        return sum(len(back.fronts) for back in self.backs)

    @property
    def backs_today(self) -> int:
        """How many cards come back today."""
        return sum(len(back.fronts) for back in self.backs if back.when == "today")

    @property
    def backs_new(self) -> int:
        """How many come next among the new cards."""
        return sum(len(back.fronts) for back in self.backs if back.when == "new")


def percent(points: int, possible: int) -> int:
    """Points in percent of those possible, rounded, but 100 only for all of them; 0 where none were possible."""
    if not possible or points == possible:
        return _WHOLE if possible else 0
    return min(_WHOLE - 1, (2 * points * _WHOLE + possible) // (2 * possible))


def _has_single_rows(shares: Sequence[Share]) -> bool:
    return all(share.questions == 1 for share in shares)


def over(*, learner: User, lens: Lens, attempt: Attempt, today: date) -> Over:
    """What came of an attempt that has ended. Points are those that count; what was missed, by the key it had."""
    rescored.with_marks([attempt])
    rows = reading.questions_of(attempt)
    told_of = rescored.told_of(attempt, rows)
    versions = reading.versions_of(rows)
    origins = sources(lens, versions.values())
    sounds = _sounds(lens, versions.values())
    questions = tuple(
        _question(lens, row, versions[row.version_id], origins, sounds, told_of.get(row.place)) for row in rows
    )
    told = [(row, version) for row in rows if not reading.is_left_out(version := versions[row.version_id], lens)]
    # What was not answered brings nothing forward and leaves no record: nothing is known of it.
    missed = {
        uid
        for row, version in told
        if _is_tried(attempt, row)
        for uid in marking.missed_facts(version.typed, marking.mark(version.typed, row.given or {}))
    }
    for row in rows:
        if row.place in told_of and (marks := told_of[row.place].now) is not None:
            # Of these rows, which are not stored, all that follows is told as it counts.
            row.points, row.possible = marks
    is_asked = attempt.asks_confidence
    # What was dropped counts nowhere.
    told = [(row, version) for row, version in told if row.possible]
    sure = [row for row, _ in told if row.confidence == Confidence.SURE]
    return Over(
        questions=tuple(sorted(questions, key=_is_right_or_left_out)),
        by_topic=_shares((version.item.topic.title_in(lens.register), row) for row, version in told),
        by_format=_shares((str(FORMAT_NAMES[Format(version.item.format)]), row) for row, version in told),
        percent=percent(*attempt.marks),
        sureness=tuple(_sureness([row for row, _ in told])) if is_asked else (),
        has_said_sure=bool(sure),
        sure_and_wrong=tuple(row.place for row in sure if not _is_right(row)) if is_asked else (),
        backs=tuple(reading.brought_back(learner, lens, rows, today)),
        waiting=reading.come_anyway(learner, lens, rows, missed, today),
        holders=tuple(reading.decks_that_hold(learner, lens, missed)),
        has_misses=any(not _is_right(row) and _is_tried(attempt, row) for row in rows),
    )


def sources(lens: Lens, versions: Iterable[ItemVersion]) -> dict[int, Origin]:
    """Where each version's facts stand, by the id of the version; without the page of a source that is not shown."""
    typed = {version.pk: (version, version.typed) for version in versions}
    cards = reading.first_cards(lens, {uid for _, item in typed.values() for uid in item.facts})
    fronts = {uid: (card.pk, nearest_face(card.faces.all(), lens).front) for uid, card in cards.items()}
    return {
        pk: Origin(
            source_uid=version.item.source.uid if version.item.source.library in lens.libraries else "",
            source_title=version.item.source.title,
            paragraphs=item.paragraphs,
            cards=tuple(fronts[uid] for uid in item.facts if uid in fronts),
        )
        for pk, (version, item) in typed.items()
    }


def _sounds(lens: Lens, versions: Iterable[ItemVersion]) -> dict[str, str]:
    """How hard words sound, for those who read plainly."""
    if lens.register != "plain":
        return {}
    return reading.respellings(lens, {uid for version in versions for uid in version.typed.facts})


def _question(
    lens: Lens,
    row: AttemptItem,
    version: ItemVersion,
    origins: dict[int, Origin],
    sounds: dict[str, str],
    told: Told | None,
) -> Question:
    if reading.is_left_out(version, lens):
        return Question(row.place, row.confidence, None)
    item = scored_anew(checked(version.typed, row.order, row.given), told)
    words = [item.stem, *(text for slot in item.slots for text in (slot.label, *slot.keys))]
    return Question(row.place, row.confidence, item, origins[version.pk], respelled(sounds, *words), told)


def scored_anew(item: CheckedItem, told: Told | None) -> CheckedItem:
    """The question with the points that count; its answers stand beside the key it had."""
    if told is None or told.now is None:
        return item
    verdict = item.verdict if told.now == told.before or not told.now.possible else overall(*told.now)
    return replace(item, points=told.now.points, possible=told.now.possible, verdict=verdict)


def _words(question: Question) -> Iterable[Word]:
    item = question.checked
    if item is None:
        return
    cards = question.origin.cards if question.origin else ()
    quoted = _QUOTED.findall(item.stem)
    for slot in item.slots:
        text = slot.label or (quoted[0] if len(quoted) == 1 else item.stem)
        card_id = cards[0][0] if cards and len(item.slots) == 1 else None
        yield Word(text, "; ".join(slot.keys), respelled(question.respelled, text), card_id)


def _is_right_or_left_out(question: Question) -> bool:
    return question.checked is None or question.checked.points == question.checked.possible


def _is_right(row: AttemptItem) -> bool:
    return row.points == row.possible


def _is_tried(attempt: Attempt, row: AttemptItem) -> bool:
    """Whether it was answered, or its answer was asked for without one."""
    return not marking.is_empty(row.given or {}) or (attempt.checks_at_once and row.answered_at is not None)


def _shares(named: Iterable[tuple[str, AttemptItem]]) -> tuple[Share, ...]:
    """One share a name, the lowest first: what is worth a look stands on top."""
    groups: dict[str, list[AttemptItem]] = {}
    for name, row in named:
        groups.setdefault(name, []).append(row)
    shares = [
        Share(name, len(rows), sum(row.points or 0 for row in rows), sum(row.possible for row in rows))
        for name, rows in groups.items()
    ]
    return tuple(sorted(shares, key=lambda share: (share.percent, share.name)))


def _sureness(rows: Sequence[AttemptItem]) -> Iterable[Sureness]:
    for value in (Confidence.SURE, Confidence.THINK_SO, Confidence.GUESS, Confidence.UNSAID):
        group = [row for row in rows if row.confidence == value]
        right = sum(_is_right(row) for row in group)
        if group:
            yield Sureness(value.value, right, len(group) - right)
