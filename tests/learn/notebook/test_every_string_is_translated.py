"""Everything that a person reads passes through gettext: templates tag by tag, and the Python that words pages."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Where words for pages are written; commands and checks speak to whoever runs the site, in English.
WORDED = re.compile(r"(?:views|forms|buttons|exporting|receivers|queue|words|reading)\.py$")
MODULES = sorted(
    path
    for room in ("learn", "cards")
    for path in (ROOT / room).rglob("*.py")
    if WORDED.search(path.name)
    and not {"migrations", "management", "generation", "facts", "searching"} & set(path.parts)
)

# Shown when the translations themselves may be what failed; shown to nobody but those who build the site.
UNTRANSLATED_PAGES = {"front/500.html", "front/style.html"}
# Names, keys of the keyboard, units.
NAMES = {"Osteon", "Ctrl", "Enter", "Esc", "Space", "u", "r", "i", "min", "SM", "CSV", "JSON", "QR"}

READ_ATTRIBUTES = re.compile(r"^(?:alt|title|placeholder|aria-label|aria-description|aria-roledescription|label)$")
# Attributes that scripts show to people.
SHOWN_DATA = re.compile(r"^data-(?:status|refused|failed|matches|differs|confirm|message|label|text-\w+)$")
READ_META = {"description", "og:title", "og:description"}

_COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}", re.DOTALL)
_TRANSLATED = re.compile(r"\{%\s*block(?:translate|trans)\b.*?%\}.*?\{%\s*endblock(?:translate|trans)\s*%\}", re.DOTALL)
# Blocks that stand inside the body's tag.
_CLASSES = re.compile(r"\{%\s*block body_class\s*%\}.*?\{%\s*endblock\s*%\}", re.DOTALL)
_BODY_DATA = re.compile(r"\{%\s*block body_data\s*%\}(.*?)\{%\s*endblock\s*%\}", re.DOTALL)
_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]+")


# What is typed as it stands is the same in every language.
_SILENT = {"script", "style", "code", "kbd"}


class _Literals(HTMLParser):
    """The text of a page that stands in it as it is."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self._silent = 0

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._note(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        values = dict(attrs)
        for name, value in attrs:
            is_meta = (
                tag == "meta" and name == "content" and (values.get("name") or values.get("property")) in READ_META
            )
            if value and (READ_ATTRIBUTES.match(name) or SHOWN_DATA.match(name) or is_meta):
                self._note(value)

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT

    def _note(self, text: str) -> None:
        if any(word not in NAMES for word in _WORD.findall(text)):
            self.found.append((self.getpos()[0], " ".join(text.split())))


def literals(source: str) -> list[tuple[int, str]]:
    """(line, text) of everything in a template that a person reads and no tag translates."""

    def blank(match: re.Match[str]) -> str:
        return "\n" * match.group().count("\n")

    source = _BODY_DATA.sub(
        lambda match: f"<body {match[1]}>" if match[1] else "", _CLASSES.sub(blank, _COMMENT.sub(blank, source))
    )
    for pattern in (_TRANSLATED, _TAG):
        source = pattern.sub(blank, source)
    parser = _Literals()
    parser.feed(source)
    return parser.found


def names_of(function: ast.expr) -> str:
    return (
        function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""
    )


GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext"}


def wordings(source: str) -> Iterator[tuple[int, str]]:
    """(line, text) of every string that reads like a sentence or a label and is not marked for translation."""
    tree = ast.parse(source)
    passed: set[int] = set()
    for node in ast.walk(tree):
        is_marked = isinstance(node, ast.Call) and names_of(node.func) in GETTEXT
        # Docstrings, and what is raised at whoever writes the code.
        is_unread = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_unread = is_unread or isinstance(node, ast.Raise | ast.Assert)
        if is_marked or (is_unread and not _speaks(node)):
            passed |= {id(inner) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed
        if is_text and " " in node.value and re.search(r"^[A-Z][\w’']* +\w+|\w+[.!?]$", node.value):
            yield node.lineno, node.value


def _speaks(node: ast.AST) -> bool:
    """Whether this raises what a page shows: BadRequest and ValidationError are read by people."""
    raised = node.exc if isinstance(node, ast.Raise) else None
    return isinstance(raised, ast.Call) and names_of(raised.func) in ("BadRequest", "ValidationError")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_template_speaks_past_the_translator(path: Path) -> None:
    if str(path.relative_to(ROOT / "templates")) in UNTRANSLATED_PAGES:
        return
    assert literals(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_view_speaks_past_the_translator(path: Path) -> None:
    assert list(wordings(path.read_text(encoding="utf-8"))) == []


def test_there_is_something_to_look_through() -> None:
    assert len(TEMPLATES) > 20
    assert {"learn/notebook/views.py", "learn/reviews/buttons.py", "learn/accounts/forms.py"} <= {
        str(path.relative_to(ROOT)) for path in MODULES
    }


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ('<p>{% translate "Hello" %}</p>', []),
        ("<p>{% blocktranslate %}Hello {{ you }}{% endblocktranslate %}</p>", []),
        ("<p>{% blocktranslate count n=3 %}one{% plural %}many{% endblocktranslate %} more</p>", ["more"]),
        ('<img alt="A bone">', ["A bone"]),
        ('<button aria-label="{% translate \'Close\' %}" data-key="u">+</button>', []),
        ('<p data-failed="Try again"></p>', ["Try again"]),
        ('<meta name="description" content="Cards"><meta name="viewport" content="width">', ["Cards"]),
        ("{# Hello #}{% comment %}Hello{% endcomment %}<script>var hello;</script>", []),
        ("<p>{{ deck.title }} · Osteon, 3 %</p>", []),
        ('{% block body_data %} data-failed="Try"{% endblock %}', ["Try"]),
        ('<body{% block body_data %}{% endblock %} data-worker="/x">', []),
        ("{% block body_class %}wide{% endblock %}<kbd>Tab</kbd><code>python manage.py</code>", []),
    ],
)
def test_what_counts_as_speaking(source: str, found: list[str]) -> None:
    assert [text for _, text in literals(source)] == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('messages.error(request, "Please try again.")', ["Please try again."]),
        ('messages.error(request, _("Please try again."))', []),
        ('label = gettext_lazy("Time zone")', []),
        ('def f():\n    """It does a thing."""', []),
        ('raise BadRequest("This cannot be.")', ["This cannot be."]),
        ('raise RuntimeError("This cannot be.")', []),
        ('render(request, "notebook/words.html", {"words": 1})', []),
    ],
)
def test_what_counts_as_speaking_in_python(source: str, found: list[str]) -> None:
    assert [text for _, text in wordings(source)] == found
