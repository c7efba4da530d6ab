"""The figures of an item analysis in words: numbers, why there is none, and advice. Told: one of them."""

from collections.abc import Mapping
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from learn.assignments.counting import percent
from learn.teaching.analysis.advice import Advice, Kind
from learn.teaching.analysis.items import OptionFigures
from learn.teaching.analysis.numbers import Figure, Why

_NONE = {
    Why.FEW: gettext_lazy("too few students"),
    Why.ALIKE: gettext_lazy("all alike here"),
    Why.ALIKE_ELSEWHERE: gettext_lazy("all alike in the rest"),
    Why.ALONE: gettext_lazy("no other question"),
    Why.DRAWN: gettext_lazy("students had different questions"),
    Why.APART: gettext_lazy("told of each assignment by itself"),
}


class Told(str):
    """A figure in words, or why there is none; which of the two, `is_there` says."""

    is_there: bool

    def __new__(cls, said: str, *, is_there: bool) -> "Told":
        made = super().__new__(cls, said)
        made.is_there = is_there
        return made


def why(figure: Figure) -> str:
    """Why there is no figure; empty where there is one."""
    return str(_NONE[figure.why]) if figure.why is not None else ""


def _told(figure: Figure, said: str) -> Told:
    return Told(said, is_there=True) if figure.why is None else Told(why(figure), is_there=False)


def share(figure: Figure) -> Told:
    """A share from 0 to 1 with one decimal, "87.5 %", or why there is none."""
    return _told(figure, f"{percent(Fraction(figure.value or 0))}\N{NO-BREAK SPACE}%")


def ratio(figure: Figure) -> Told:
    """In whole percent, also below 0 or above all, or why there is none."""
    return _told(figure, f"{_signed(100 * (figure.value or 0), 0)}\N{NO-BREAK SPACE}%")


def number(figure: Figure) -> Told:
    """With two decimals, "-0.12", or why there is none."""
    return _told(figure, _signed(figure.value or 0, 2))


def _signed(value: float, digits: int) -> str:
    text = f"{value:.{digits}f}"
    # What rounds to nothing has no sign.
    return text.lstrip("-") if not float(text) else text.replace("-", "\N{MINUS SIGN}")


def functioning(option: OptionFigures) -> str:
    """Whether a wrong option draws answers; empty for a right one, and where that is not asked or not known."""
    if option.functions is None:
        return ""
    return _("yes") if option.functions else _("no")


_RESCORED = {
    "drop": gettext_lazy("Re-scored: dropped, it counts for nobody."),
    "full": gettext_lazy("Re-scored: full marks for all who were asked it."),
    "accept": gettext_lazy("Re-scored: another answer counts, too."),
    "replace": gettext_lazy("Re-scored: the key is another one."),
}


def rescored(way: str, counted: Figure | None) -> str:
    """How a question was re-scored, and its facility as it counts; empty for none. way: a rescoring.Way."""
    if not way:
        return ""
    said = str(_RESCORED[way])
    return (
        said
        if counted is None
        else _("%(said)s Facility as it counts: %(share)s.")
        % {
            "said": said,
            "share": share(counted),
        }
    )


def advice_in_words(advice: Advice, names: Mapping[tuple[str, str], str]) -> str:
    """What to look at, and why. names: what each option says, by slot and option."""
    said = {
        "count": advice.count,
        "of": advice.of,
        "option": names.get((advice.slot, advice.option), ""),
        "value": _signed(advice.value, 2),
        "percent": round(100 * advice.value),
    }
    return _said(advice) % said


def _said(advice: Advice) -> str:
    match advice.kind:
        case Kind.CHECK_KEY:
            return _(
                "Strong students chose “%(option)s”, and not the answer marked as right: check the key. (%(count)d of"
                " %(of)d chose it; discrimination %(value)s.)"
            )
        case Kind.REVERSED:
            return _(
                "Those who did well elsewhere did badly here (discrimination %(value)s): check the key, and whether the"
                " question can be read in two ways."
            )
        case Kind.TOO_HARD:
            return _(
                "Hardly anybody earned its points (%(percent)d %%): it may be too hard, not yet taught, or its key"
                " may be wrong."
            )
        case Kind.STRONG_CHOSE:
            return _(
                "“%(option)s” is marked as wrong, and those who did well elsewhere chose it more often"
                " (discrimination %(value)s): see whether it could be right."
            )
        case Kind.WEAK:
            return _("It hardly tells those who did well elsewhere from the others (discrimination %(value)s).")
        case Kind.TOO_EASY:
            return _(
                "Nearly everybody was right (%(percent)d %%): good if all should know it, but it tells little of"
                " who knows more."
            )
        case Kind.NOBODY_CHOSE:
            return ngettext(
                "%(count)d of %(of)d wrong options was chosen by nobody.",
                "%(count)d of %(of)d wrong options were chosen by nobody.",
                advice.count,
            )
        case Kind.RARELY_CHOSEN:
            return ngettext(
                "%(count)d of %(of)d wrong options was chosen so rarely that it does nothing.",
                "%(count)d of %(of)d wrong options were chosen so rarely that they do nothing.",
                advice.count,
            )
        case Kind.LEFT_OPEN:
            return ngettext(
                "%(count)d of %(of)d student left it unanswered.",
                "%(count)d of %(of)d students left it unanswered.",
                advice.of,
            )
