"""An item analysis as its page shows it: lines, a chart, and the tables that are files as well.

Line: one question. OptionLine: one of its options; Part: the options of one place for an answer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cards.items.kinds import Item, Slot
from cards.items.markup import Stem, stem_of
from learn.progress.charts import Strips, Table, Value, strips
from learn.quizzes.prose import words_in
from learn.teaching import analysis_words as words
from learn.teaching.analysing import Analysis, Question
from learn.teaching.analysis.advice import Kind
from learn.teaching.analysis.items import OptionFigures
from learn.teaching.analysis.numbers import Figure, Why

_DIGITS = 4


@dataclass(frozen=True, slots=True)
class OptionLine:
    text: str
    is_key: bool
    chosen: int
    share: words.Told
    discrimination: words.Told
    functions: str


@dataclass(frozen=True, slots=True)
class Part:
    """label: of the place for an answer; empty where a question has only one."""

    label: str
    options: tuple[OptionLine, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """stem: its words; asks: the same for the page. urgency: the less, the sooner it wants looking at.

    is_thin: too few students had it for most advice. rescored: how, and its facility as it counts, in words; empty
    where it was not.
    """

    number: int
    version_id: int
    item_id: int
    stem: str
    n: int
    facility: words.Told
    discrimination: words.Told
    efficiency: words.Told
    advice: tuple[str, ...]
    parts: tuple[Part, ...]
    is_left_out: bool
    urgency: int
    asks: Stem
    is_thin: bool
    rescored: str = ""

    @property
    def figures(self) -> tuple[words.Told, ...]:
        return self.facility, self.discrimination, self.efficiency

    @property
    def gaps(self) -> tuple[str, ...]:
        """Why figures are not there, each reason once."""
        return tuple(dict.fromkeys(str(each) for each in self.figures if not each.is_there))


@dataclass(frozen=True, slots=True)
class Sheet:
    """questions, options: the files; the chart's own table is the figures of the first alone."""

    lines: tuple[Line, ...]
    chart: Strips
    questions: Table
    options: Table

    @property
    def tables(self) -> tuple[Table, Table]:
        return self.questions, self.options

    @property
    def advised(self) -> list[Line]:
        """The questions to look at, the most urgent first."""
        return sorted((each for each in self.lines if each.advice), key=lambda each: each.urgency)

    @property
    def gaps(self) -> tuple[str, ...]:
        """Why figures of questions are not there, each reason once."""
        return tuple(dict.fromkeys(reason for each in self.lines for reason in each.gaps))

    @property
    def untold(self) -> int:
        """Of how many questions there are too few answers for most advice."""
        return sum(each.is_thin for each in self.lines)


def sheet(found: Analysis) -> Sheet:
    """The page's content."""
    lines = tuple(_line(each) for each in found.questions)
    return Sheet(lines, _chart(found, lines), _questions(found, lines), _options(found))


def _line(question: Question) -> Line:
    figures, item = question.figures, question.item
    names = {(slot.id, option.id): option.text for slot in item.slots for option in slot.options}
    advice = () if question.is_left_out else tuple(words.advice_in_words(each, names) for each in question.advice)
    return Line(
        question.number,
        question.version_id,
        question.item_id,
        _stem(question),
        figures.n,
        words.share(figures.facility),
        words.number(figures.discrimination),
        words.ratio(figures.efficiency),
        advice,
        () if question.is_left_out else parts(item, figures.options),
        question.is_left_out,
        min((list(Kind).index(each.kind) for each in question.advice), default=len(Kind)),
        Stem(_stem(question)) if question.is_left_out else stem_of(item),
        Why.FEW in (figures.facility.why, figures.discrimination.why),
        words.rescored(question.rescored, question.counted),
    )


def _stem(question: Question) -> str:
    if question.is_left_out:
        return _("Left out: it is about survival figures, which you have switched off.")
    return words_in(question.item, question.item.stem)


def parts(item: Item, options: Sequence[OptionFigures]) -> tuple[Part, ...]:
    """The options of an item with their figures, by the places for an answer."""
    return tuple(_part(item, options, place, slot) for place, slot in enumerate(item.slots, 1))


def _part(item: Item, options: Sequence[OptionFigures], place: int, slot: Slot) -> Part:
    texts = {option.id: option.text for option in slot.options}
    return Part(
        label_of(item, place, slot),
        tuple(
            OptionLine(
                texts[each.option],
                each.is_key,
                each.chosen,
                words.share(each.share),
                words.number(each.discrimination),
                words.functioning(each),
            )
            for each in options
            if each.slot == slot.id
        ),
    )


def label_of(item: Item, place: int, slot: Slot) -> str:
    """What a place for an answer is called; empty where it is the only one."""
    if len(item.slots) == 1:
        return ""
    return slot.label or _("Part %(number)d") % {"number": place}


def _figures(question: Question) -> tuple[object, ...]:
    figures = question.figures
    return (
        figures.n,
        figures.unanswered,
        cell(figures.facility),
        cell(figures.discrimination),
        cell(figures.efficiency),
    )


def _heads_of_figures() -> tuple[str, ...]:
    return (
        _("Students"),
        _("Unanswered"),
        _("Facility"),
        _("Discrimination"),
        _("Discriminative efficiency"),
    )


def _questions(found: Analysis, lines: tuple[Line, ...]) -> Table:
    rows = [
        (
            each.number,
            line.stem,
            "" if each.is_left_out else each.item.uid,
            *_figures(each),
            words.why(each.figures.facility) or words.why(each.figures.discrimination),
            " ".join(line.advice),
            line.rescored,
        )
        for each, line in zip(found.questions, lines, strict=True)
    ]
    heads = (
        _("Number"),
        _("Question"),
        _("Name"),
        *_heads_of_figures(),
        _("Without a figure"),
        _("Advice"),
        _("Re-scored"),
    )
    return Table("questions", _("All questions"), "", heads, tuple(rows))


def _chart(found: Analysis, lines: tuple[Line, ...]) -> Strips:
    table = Table(
        "questions",
        _("Facility and discrimination"),
        _(
            "Of each question: above, the share of its points that students earned; below, how far those earn more who"
            " did well in the rest, from 0 to 1."
        ),
        (_("Number"), *_heads_of_figures()),
        tuple((each.number, *_figures(each)) for each in found.questions),
    )
    rows = [
        (
            str(each.number),
            [
                _value(_("Facility"), each.figures.facility, line.facility),
                _value(_("Discrimination"), each.figures.discrimination, line.discrimination),
            ],
        )
        for each, line in zip(found.questions, lines, strict=True)
    ]
    return strips(table, rows, most=1)


def _value(name: str, figure: Figure, said: str) -> Value:
    # Below 0 there is nothing to draw: the number says so.
    return Value(f"{name}: {said}", (None if figure.value is None else max(0.0, figure.value),))


def _options(found: Analysis) -> Table:
    rows: list[tuple[object, ...]] = []
    for question in found.questions:
        if question.is_left_out:
            continue
        rows += options_in_cells(question.number, question.item, question.figures.options)
    return Table("options", _("All options"), "", heads_of_options(_("Question")), tuple(rows))


def options_in_cells(name: object, item: Item, options: Sequence[OptionFigures]) -> Iterator[tuple[object, ...]]:
    """The rows of a file of options. name: of the question."""
    slots = {slot.id: (label_of(item, n, slot), slot) for n, slot in enumerate(item.slots, 1)}
    for each in options:
        label, slot = slots[each.slot]
        option = slot.option(each.option)
        yield (
            name,
            label,
            option.text if option is not None else each.option,
            _("right") if each.is_key else _("wrong"),
            each.chosen,
            cell(each.share),
            cell(each.discrimination),
            round(each.of_wrong, _DIGITS) if each.of_wrong is not None else "",
            words.functioning(each),
        )


def heads_of_options(name: str) -> tuple[str, ...]:
    """The heads of these rows. name: of the first column."""
    return (
        name,
        _("Part"),
        _("Option"),
        _("Marked as"),
        _("Chosen by"),
        _("Share"),
        _("Discrimination"),
        _("Share of wrong answers"),
        _("Functions"),
    )


def cell(figure: Figure) -> float | str:
    """A figure in a file; empty where there is none."""
    return round(figure.value, _DIGITS) if figure.value is not None else ""
