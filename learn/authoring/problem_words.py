"""What is wrong with a fact, or unwise about it, in words that its author understands, and at which field of its form.

The reader of facts speaks of keys and tables, as whoever writes TOML needs it; here a key is the label of a field and
"members[2]" is row 2.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cards.facts.problems import Problem
from cards.facts.texts import NURSING, PLAIN
from learn.authoring.differences import Label
from learn.authoring.fact_fields import KIND_FORMS
from learn.authoring.fact_tables import PLAIN_SUFFIX

_PATH = r"(?P<path>[\w-]+(?:\[\d+\]|\.[\w-]+)*)"
_QUOTED = r'"(?P<told>.*?)"'
_WORD = r"(?P<path>respell|synonyms|explains|typed)\..*?(?:\[\d+\])?"
"""One of the words to which a line of these fields says something; it may be any."""


@dataclass(frozen=True, slots=True)
class Told:
    """field: the name of the form's input, empty where it is about the fact as a whole; label: what that is called."""

    field: str
    words: str
    label: str = ""


_RANGE = re.compile(r"\W*\d[\d.,]*\s*(?:[-\u2013\u2014]|to|and)\s*\d", re.IGNORECASE)

_Maker = Callable[[Mapping[str, str]], tuple[str, str]]


def told(problem: Problem, kind: str, places: Mapping[str, str] | None = None) -> Told:
    """A problem of a fact in words. places: as fact_tables.Written has it."""
    for pattern, maker in _PROBLEMS:
        if match := re.match(pattern, problem.message, re.DOTALL):
            path, words = maker({name: value or "" for name, value in match.groupdict().items()})
            field = _input(kind, field_at(path, places or {}), places or {})
            return Told(field, words, label_of(kind, field))
    return Told("", _tidied(problem.message))


def field_at(path: str, places: Mapping[str, str]) -> str:
    """The form's input for a path of the table: "members[2].name.plain" is "members-1-name__plain"."""
    match = re.match(r"(?P<rows>[\w-]+)(?P<number>\[\d+\])(?:\.(?P<rest>.*))?\Z", path)
    if match is None:
        return _faced(path)
    start = places.get(f"{match['rows']}{match['number']}") or f"{match['rows']}-{int(match['number'][1:-1]) - 1}"
    rest = match["rest"] or ""
    if rest.startswith("values."):
        slug, _dot, face = rest.removeprefix("values.").partition(".")
        place = places.get(f"subjects:{slug}", "subjects-0").removeprefix("subjects-")
        return f"{start}-{_faced(f'values-{place}.{face}' if face else f'values-{place}')}"
    return f"{start}-{_faced(rest)}" if rest else start


def _input(kind: str, field: str, places: Mapping[str, str]) -> str:
    """The form's own input: an entry of "also" and a word of "respell" are typed into that, and have none of their own.

    What a row keeps in the fact's own table, such as "ask_rank.spine", is typed in that row.
    """
    form = KIND_FORMS.get(kind)
    bare = field.removesuffix(PLAIN_SUFFIX)
    if form is None or any(each.name == bare for each in form.all_fields()):
        return field
    start, _dot, slug = bare.partition(".")
    for rows in form.all_rows():
        if any(each.is_outside and each.name == start for each in rows.fields):
            row = places.get(f"{rows.name}:{slug}")
            return f"{row}-{start}{field.removeprefix(bare)}" if row else rows.name
    start = re.split(r"[-.]", bare, maxsplit=1)[0]
    return start if any(each.name == start for each in form.all_fields()) else field


def label_of(kind: str, field: str) -> str:
    """What the form calls an input; of a row with its number."""
    form = KIND_FORMS.get(kind)
    if form is None or not field:
        return ""
    name = field.removesuffix(PLAIN_SUFFIX)
    if match := re.match(r"(\w+)-(\d+)(?:-([\w.]+))?", name):
        rows = form.group(match[1])
        if rows is None:
            return ""
        own = next((each.label for each in rows.fields if each.name == match[3]), "")
        return _("%(rows)s, row %(n)d %(field)s") % {"rows": rows.label, "n": int(match[2]) + 1, "field": own}
    shown = (
        {"topic": _("Topic"), "study": _("Where it is from")}
        | {each.name: str(each.label) for each in form.all_fields()}
        | {rows.name: str(rows.label) for rows in form.all_rows()}
    )
    label = shown.get(name, "")
    return _("%(field)s, in plain words") % {"field": label} if field.endswith(PLAIN_SUFFIX) else label


def labels_of(kind: str) -> Label:
    """What the paths of a fact's table are called."""
    others = {"topic": _("Topic"), "study": _("Where it is from"), "audiences": _("For whom"), "kind": _("Kind")}

    def label(path: str) -> str:
        return others.get(path) or label_of(kind, field_at(path, {})) or path.replace("_", " ")

    return label


def _faced(path: str) -> str:
    for face in (NURSING, PLAIN):
        if path.endswith(f".{face}"):
            return path.removesuffix(f".{face}") + (PLAIN_SUFFIX if face == PLAIN else "")
    return path


def _tidied(message: str) -> str:
    """A message for which there are no words of its own; what it knows is told all the same."""
    text = re.sub(r"\[(\d+)\]", lambda match: _(" (row %(n)s)") % {"n": match[1]}, message)
    text = text.replace("_", " ").replace("[[", "“[[").replace("]]", "]]”")
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _at(words: Callable[[], str], path: str = "") -> _Maker:
    return lambda said: (path or said.get("path", ""), words() % said)


def _missing(said: Mapping[str, str]) -> tuple[str, str]:
    match said["path"]:
        case "topic":
            return "topic", _("Please choose a topic.")
        case "wording" | "wording.nursing":
            return "wording", _("Please fill in what is above, or write the sentence yourself.")
    return said["path"], _("Please fill this in.")


def _number(said: Mapping[str, str]) -> tuple[str, str]:
    if _RANGE.match(said["told"]):
        return said["path"], _(
            "A range is no single number. Keep it in the figure as it is said, and type one of its ends here: nobody is"
            " asked to type it. Or write a fact for each end."
        )
    return said["path"], _("Please type a number in digits, such as 12.5.")


def _plain(said: Mapping[str, str]) -> tuple[str, str]:
    return f"{said['path']}.{PLAIN}", _("A fact for caregivers needs this in plain words, too.")


_PROBLEMS: tuple[tuple[str, _Maker], ...] = (
    (
        rf"{_WORD} (?:is empty|has no nursing wording)",
        _at(lambda: _("Please write each line as a word, “=” and what goes with it.")),
    ),
    (
        rf"{_WORD} holds a control character",
        _at(lambda: _("This holds a line break or a hidden character. Please type it as one line.")),
    ),
    (
        rf"{_WORD} has (?P<n>\d+) characters; expected at most (?P<most>\d+)",
        _at(lambda: _("This has %(n)s characters. Please keep it to %(most)s.")),
    ),
    (rf"{_PATH} is empty; expected at least one", _at(lambda: _("Please add at least one."))),
    (rf"{_PATH} is (?:missing|empty)", _missing),
    (rf"{_PATH} has no nursing wording", _missing),
    (rf"{_PATH} has no plain wording", _plain),
    (
        rf"{_PATH} has (?P<n>\d+) characters; expected at most (?P<most>\d+)",
        _at(lambda: _("This has %(n)s characters. Please keep it to %(most)s.")),
    ),
    (
        rf"{_PATH} holds a control character",
        _at(lambda: _("This holds a line break or a hidden character. Please type it as one line.")),
    ),
    (rf"{_PATH} is (?P<told>.*); expected a number", _number),
    (rf"{_PATH} is .*; expected whole numbers", _at(lambda: _("Please type a rank: 1, or 1-2 where two share them."))),
    (
        r"(?P<path>members|subjects) has 1 entry",
        _at(lambda: _("Please add another one: a single one has nothing to be told from.")),
    ),
    (
        r"cloze\.(?P<face>\w+) needs \{members\}",
        _at(lambda: _("Write {members} exactly once, where the list goes."), "cloze"),
    ),
    (rf"{_PATH} needs \{{subject\}}", _at(lambda: _("Write {subject} exactly once, where the name goes."))),
    (rf"{_PATH} needs \{{value\}}", _at(lambda: _("Write {value} exactly once, where the answer goes."))),
    (
        rf"{_PATH} asks for the one subject of a value",
        _at(
            lambda: _("Two of them have the same answer, so it cannot be asked the other way round. Leave this empty.")
        ),
    ),
    (rf"{_PATH} has none for subject", _at(lambda: _("Please give the answer for each."))),
    (
        rf"place {_QUOTED} has no rank",
        lambda said: (f"places:{said['told']}", _("Please give each place its rank.")),
    ),
    (
        rf"place {_QUOTED}: ranks .* are not consecutive",
        lambda said: ("places", _("The ranks of one place follow each other: 2-3, not 2, 4.")),
    ),
    (
        r'".*?".* overlap',
        lambda said: (
            "places",
            _("The ranks do not fit together: each rank is held once, and two places that share 1-2 both have 1-2."),
        ),
    ),
    (
        r"(?P<given>\w+) is given but (?P<path>\w+) is missing",
        _at(lambda: _("A reason and its question go together: fill in both, or neither.")),
    ),
    (
        r"a statement needs asks or a cloze",
        _at(lambda: _("Please write a question with its answer, or a sentence with gaps."), "asks-0-ask"),
    ),
    (r"(?P<path>cloze|dropdown)\.\w+ marks no blank", _at(lambda: _("Mark at least one word as [[word]]."))),
    (
        r"(?P<path>cloze|dropdown)\.\w+",
        _at(lambda: _("The marks do not fit: each is [[word]], the same in plain words.")),
    ),
    (
        r'hedge "(?P<told>.*?)" of attribute "(?P<slug>.*?)"',
        _at(lambda: _("“%(told)s” must stand in the sentence, the question or an answer."), "attributes"),
    ),
    (
        rf"hedge {_QUOTED} stands in no wording",
        _at(
            lambda: _("“%(told)s” must stand in the fact as one sentence: so it does not claim more than its source."),
            "hedge",
        ),
    ),
    (
        rf"topic {_QUOTED} does not exist",
        _at(lambda: _("This topic is not there any more. Please choose another."), "topic"),
    ),
    (
        rf"study {_QUOTED} does not exist",
        _at(lambda: _("This source is not there any more. Please choose another."), "study"),
    ),
    (
        rf"distractor {_QUOTED} is an answer of this fact",
        _at(lambda: _("“%(told)s” is right here, so it is no wrong answer."), "distractors"),
    ),
    (
        rf"distractor {_QUOTED} is made true by fact",
        _at(lambda: _("“%(told)s” is right by another fact, so it is no wrong answer."), "distractors"),
    ),
    (rf"distractor {_QUOTED} stands twice", _at(lambda: _("“%(told)s” stands here twice."), "distractors")),
    (
        rf"distractor {_QUOTED}: at",
        _at(lambda: _("“%(told)s” is for a card that this fact does not have."), "distractors"),
    ),
    (
        rf"distractor {_QUOTED}",
        _at(lambda: _("What makes “%(told)s” wrong is not there any more. Please write it anew."), "distractors"),
    ),
    (rf"typed: {_QUOTED}", _at(lambda: _("“%(told)s” is no card of this fact."), "typed")),
    (r"figure: at", _at(lambda: _("A number is for a card that this fact does not have."), "figures")),
    (
        r"(?P<path>because|dropdown) has (?P<n>\d+) distractor",
        _at(lambda: _("Each part of it needs two wrong answers. Add them under “Wrong answers”."), "distractors"),
    ),
    (
        r"no_item says why there is no item",
        _at(lambda: _("It says why there is no question, and yet gives what questions are made of."), "no_item"),
    ),
    (
        r"(?P<path>because\.\w+)\.\w+ ends with",
        _at(lambda: _("Please leave out the full stop: this is part of a sentence.")),
    ),
    (rf"{_PATH} repeats {_QUOTED}", _at(lambda: _("“%(told)s” stands here twice."))),
    (rf"tag {_QUOTED} has", _at(lambda: _("A tag has 40 characters at most."), "tags")),
    (r"there are \d+ tags", _at(lambda: _("There can be 12 tags at most."), "tags")),
    (rf"(?P<path>\w+): slug {_QUOTED} stands", _at(lambda: _("“%(told)s” stands here twice."))),
    (r"this uid is (?:already )?taken", _at(lambda: _("Another fact or question has this name already."))),
)

_FINDINGS: Mapping[str, Callable[[], str]] = {
    "hard-to-read": lambda: _("The plain words are hard to read: shorter sentences and shorter words help."),
    "long-sentence": lambda: _("A sentence is long for plain words. Part it in two."),
    "idle-respelling": lambda: _("A word is respelled that no text of the fact holds."),
    "not-respelled": lambda: _("A hard word is respelled elsewhere in the library, but not here."),
    "lost-inference": lambda: _("What is yours is tied to a card that the fact does not have."),
    "same-front": lambda: _("Another card has the same front, so the answer cannot be told."),
    "gives-away": lambda: _("The question holds words of the answer and so gives it away."),
    "long-answer": lambda: _("The answer is long. Shorter answers are learned better; part it into two facts."),
    "two-questions": lambda: _("The question asks two things at once."),
    "not-alone": lambda: _("The question cannot be understood alone: name what it is about."),
    "order-claimed": lambda: _("The card claims an order that the fact as one sentence does not."),
    "hedge-lost": lambda: _("The card claims more than the source: its “often” or “may” is lost."),
    "open-list": lambda: _(
        "The source’s list does not claim to be complete: the question should say “named in the article”."
    ),
    "several-numbers": lambda: _(
        "The figure is a range or a limit, so more than one number is right: nobody is asked to type it. For a"
        " question, give wrong answers to choose from, or write a fact for each end."
    ),
    "copied": lambda: _("This repeats the source’s words. Say it in your own."),
    "absolute": lambda: _(
        "An answer says “all”, “always”, “never” or the like, and its facts do not, which gives it away."
    ),
    "all-or-none": lambda: _("An answer such as “all of these” stands for the others: name what is meant instead."),
    "long-key": lambda: _("The right answer is much longer than the wrong ones, which gives it away."),
    "looks": lambda: _("One answer looks unlike the others, which gives something away."),
    "grammar": lambda: _("An answer does not fit the question’s grammar, which gives it away."),
    "clang": lambda: _("A word of the question stands in the right answer alone, which gives it away."),
    "mixed-types": lambda: _("The answers are not of one sort, so that one stands out."),
    "mixed-units": lambda: _("The answers have different units."),
    "number-order": lambda: _("The numbers to choose from do not rise."),
    "true-distractor": lambda: _("A wrong answer is right by another fact of the library."),
    "unexplained": lambda: _("A wrong answer does not say why it is wrong."),
    "same-options": lambda: _("Two answers say the same."),
    "option-count": lambda: _("There are too few or too many answers to choose from."),
    "negative": lambda: _("The question asks for what is not so. Ask for what is."),
    "no-question": lambda: _("The question does not ask anything: end it with a question mark."),
    "gives-itself-away": lambda: _("The question says its own answer."),
    "no-rationale": lambda: _("Nothing says why the right answer is right."),
    "part-unexplained": lambda: _("The reason leaves out a part: say for each why its answer is right."),
    "not-plain": lambda: _("This question is not fit for caregivers."),
    "shows-survival": lambda: _("This rests on survival figures and must say so."),
}


_QUOTES: Mapping[str, str] = {
    **dict.fromkeys(("all-or-none", "absolute", "unexplained", "same-options", "true-distractor"), r".*?: (\".+)\Z"),
    **dict.fromkeys(("long-key", "mixed-units", "number-order", "looks", "grammar"), r".*?: (.+)\Z"),
    "mixed-types": r"(?:.*?: )?(.+?)(?: is an? [^;]*; the question asks for .*)?\Z",
    "part-unexplained": r"no reason speaks of (.+)\Z",
}
"""Where a finding of this code quotes the author."""


def finding_words(code: str, message: str) -> str:
    """A finding in words; one without words of its own is told as it was found."""
    words = _FINDINGS.get(code)
    return words() if words else _tidied(message)


def finding_about(code: str, message: str) -> str:
    """The author's own words that a question's finding is about; empty where its words say enough without them."""
    pattern = _QUOTES.get(code, "")
    match = re.match(pattern, message, re.DOTALL) if pattern else None
    return re.sub(r'"(.*?)"(?=[,; ]|\Z)', r"“\1”", match[1], flags=re.DOTALL) if match else ""


def plain_row(value: Any) -> str:
    """Where a problem stands, for a list of rows."""
    return _("row %(n)d") % {"n": value}
