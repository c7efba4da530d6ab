"""Markup: what may be written in the long texts of a written item, and what a page makes of it. Pure.

Item.is_marked_up says that its stem, rationale, note and the texts of its exhibits are Markdown: paragraphs, emphasis,
lists, tables, quotations, code, links to other sites, and pictures of the library as ![what it shows](picture:UUID).
Nothing else gets into a page: what a text holds beside that is shown as the letters it is made of, and what is rendered
is sifted once more by an allow-list that knows nothing of Markdown.

Html: text that is HTML already. Stem: a stem in parts, since its question is a heading and its tables are not.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from cards.items.kinds import Item

LONGEST = 4000
"""Characters of one text; of a longer one no more is read, so that rendering costs no more than this."""

PICTURES_AT = "/pictures/"
"""Where the site hands out pictures."""

TAGS = frozenset(
    "a bdi blockquote br code em hr img li ol p pre strong table tbody td th thead tr ul".split()  # noqa: SIM905  (a list of words)
)
ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href"},
    "img": {"src", "alt", "loading"},
    "th": {"scope", "dir"},
    "ol": {"start"},
    **{tag: {"dir"} for tag in ("blockquote", "li", "p", "td")},
}
"""All that can be in a rendered text; a link has its rel besides."""

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_PICTURE = re.compile(rf"picture:({_UUID})")
_SOURCE = re.compile(rf"{PICTURES_AT}{_UUID}/")
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_RAW = re.compile(r"<(?:[a-z][a-z0-9-]*(?:\s[^<>]*)?/?|/[a-z][a-z0-9-]*\s*|!--.{0,200}?--)>", re.IGNORECASE | re.DOTALL)
_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_DIRECTED = frozenset({"paragraph_open", "list_item_open", "blockquote_open", "td_open", "th_open"})
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["entity", "reference"])
# Entities could hold what the reader refuses in a text as it is typed; references put a link's address elsewhere.
_WITHOUT_TABLES = MarkdownIt("commonmark", {"html": False}).disable(["entity", "reference"])
_RENDERER = RendererHTML()
_MOST_CELLS = 1000
_MOST_BRACKETS = 200
# Brackets that open and never close are looked through again from each on.
_WITHOUT_LINKS = MarkdownIt("commonmark", {"html": False}).disable(["entity", "reference", "link", "image"])


class Html(str):
    """HTML that may stand in a page as it is. Templates know it by __html__; nothing but this module makes one."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


@dataclass(frozen=True, slots=True)
class Stem:
    """A stem for a page: `ask`, its question, is one line and may stand in a heading; the rest are blocks or empty."""

    ask: str
    before: str = ""
    after: str = ""


@lru_cache(maxsize=256)
def render(text: str) -> Html:
    """The whole text as blocks of HTML, empty for an empty one."""
    return _html(_parsed(text))


def stem_of(item: Item) -> Stem:
    """The stem of an item: of a plain one the stem itself, of a marked-up one its last paragraph with words in it."""
    if not item.is_marked_up:
        return Stem(item.stem)
    tokens = _parsed(item.stem)
    starts = [place for place, token in enumerate(tokens) if _is_question(tokens, place, token)]
    if not starts:
        return Stem(plain(item.stem).replace("\n", " "), after=_html(tokens))
    start = starts[-1]
    inner = tokens[start + 1].children or []
    return Stem(_sifted(f"<bdi>{_inline(inner)}</bdi>"), _html(tokens[:start]), _html(tokens[start + 3 :]))


def before_question(stem: str, block: str) -> str:
    """The marked-up stem with another block before its question, or at its end where it asks nothing yet."""
    tokens = _parsed(stem)
    starts = [token.map[0] for place, token in enumerate(tokens) if token.map and _is_question(tokens, place, token)]
    # As the parser counts lines.
    lines = stem.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    place = starts[-1] if starts else len(lines)
    parts = ("\n".join(lines[:place]).strip("\n"), block, "\n".join(lines[place:]).strip("\n"))
    return "\n\n".join(part for part in parts if part.strip())


def prose_of(item: Item, text: str) -> str:
    """A long text of the item for a page: Html where the item is marked up, else the text itself."""
    return render(text) if item.is_marked_up else text


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """The words of a marked-up text without its marks, a line for each paragraph, entry or row.

    What a picture shows is not among them, unless the text says nothing else.
    """
    tokens = _parsed(text)
    return _lines(tokens, _words) or _lines(tokens, _words_and_pictures)


def _lines(tokens: Sequence[Token], words_of: Callable[[Sequence[Token]], str]) -> str:
    lines: list[str] = []
    is_in_row = False
    for token in tokens:
        if token.type == "tr_open":
            lines.append("")
            is_in_row = True
        elif token.type == "tr_close":
            is_in_row = False
        elif token.type == "inline":
            words = words_of(token.children or ())
            if is_in_row:
                lines[-1] = f"{lines[-1]}; {words}" if lines[-1] else words
            else:
                lines.append(words)
        elif token.type in ("fence", "code_block"):
            lines += token.content.splitlines()
    return "\n".join(line for each in lines if (line := " ".join(each.split())))


def as_plain(item: Item) -> Item:
    """The item with the words of its texts and without their marks: for whatever compares or searches words."""
    if not item.is_marked_up:
        return item
    return replace(
        item,
        stem=plain(item.stem),
        rationale=plain(item.rationale),
        note=plain(item.note),
        exhibits=tuple(replace(exhibit, text=plain(exhibit.text)) for exhibit in item.exhibits),
        is_marked_up=False,
    )


def shown_in(text: str) -> str:
    """What the pictures of a text show, in words."""
    return " ".join(_words_and_pictures([each]) for each in _inlines(_parsed(text)) if each.type == "image")


def pictures_in(text: str) -> tuple[str, ...]:
    """The ids of the pictures that a text shows, each once, in their order."""
    sources = (str(token.attrs.get("src", "")) for token in _inlines(_parsed(text)) if token.type == "image")
    return tuple(dict.fromkeys(found[1] for source in sources if (found := _PICTURE.fullmatch(source))))


def pictures_of(item: Item) -> tuple[str, ...]:
    """The ids of all pictures of an item; a plain one has none."""
    if not item.is_marked_up:
        return ()
    return tuple(dict.fromkeys(each for _, text in texts_of(item) for each in pictures_in(text)))


def texts_of(item: Item) -> tuple[tuple[str, str], ...]:
    """The texts of an item that may be marked up, each with what it is called."""
    shown = ((f'exhibit "{exhibit.label}"', exhibit.text) for exhibit in item.exhibits)
    return (("the stem", item.stem), ("the rationale", item.rationale), ("the note", item.note), *shown)


def problems(text: str) -> list[str]:
    """What of a marked-up text cannot be shown as it is meant, in words; empty where all can."""
    if len(text) > LONGEST:
        return [f"it has {len(text)} characters; expected at most {LONGEST}"]
    return list(dict.fromkeys(_problems(text)))


def _problems(text: str) -> Iterator[str]:
    tokens = _parsed(text)
    if _may_be_huge(text):
        yield f"its tables could have more than {_MOST_CELLS} cells, so they are shown as they are written"
    if text.count("[") > _MOST_BRACKETS:
        yield f"it has more than {_MOST_BRACKETS} square brackets: links and pictures are shown as they are written"
    if any(token.type == "heading_open" for token in tokens):
        yield "it has a heading; expected none, for the page has its own: write it in **bold**"
    for token in _inlines(tokens):
        if token.type == "image":
            source = str(token.attrs.get("src", ""))
            if not _PICTURE.fullmatch(source):
                yield f'it shows the picture "{source:.80}"; expected one of this library: ![words](picture:...)'
            elif not _words_and_pictures(token.children or ()).strip():
                yield "a picture does not say what it shows; expected that in words, as ![what it shows](picture:...)"
        elif token.type == "link_open" and not _LINK.fullmatch(str(token.attrs.get("href", ""))):
            yield f'it links to "{token.attrs.get("href", "")!s:.80}"; expected an address with http:// or https://'
        elif token.type == "text" and (raw := _RAW.search(token.content)):
            yield f"it holds HTML ({raw.group():.60}), which is shown as it is written; expected Markdown"
    if any(letter in _CONTROLS or _is_control(letter) for letter in text):
        yield "it holds a control character; expected text without"


def _is_control(letter: str) -> bool:
    return letter not in "\n\t" and unicodedata.category(letter) == "Cc"


def _is_question(tokens: Sequence[Token], place: int, token: Token) -> bool:
    """Whether a paragraph of its own with words in it, and not a picture alone, begins here."""
    if token.type != "paragraph_open" or token.level:
        return False
    inner = tokens[place + 1].children or []
    return any(each.type in ("text", "code_inline") and each.content.strip() for each in inner)


def _parsed(text: str) -> list[Token]:
    text = text[:LONGEST]
    if text.count("[") > _MOST_BRACKETS:
        return _WITHOUT_LINKS.parse(text)
    return (_WITHOUT_TABLES if _may_be_huge(text) else _MARKDOWN).parse(text)


def _may_be_huge(text: str) -> bool:
    """Whether it could be a table of so many cells that to write them out would take seconds.

    Rows are filled up with empty cells to the length of their heading, so few letters can make many of them.
    """
    lines = text.splitlines()
    return max((line.count("|") for line in lines), default=0) * len(lines) > _MOST_CELLS


def _inlines(tokens: Sequence[Token]) -> Iterator[Token]:
    return (child for token in tokens for child in token.children or ())


def _words(tokens: Sequence[Token]) -> str:
    """The words of what stands in one line, without what pictures show."""
    return _words_and_pictures([token for token in tokens if token.type != "image"])


def _words_and_pictures(tokens: Sequence[Token]) -> str:
    said = []
    for token in tokens:
        if token.type == "image":
            said.append(_words_and_pictures(token.children or ()))
        elif token.type in ("softbreak", "hardbreak"):
            said.append(" ")
        elif token.type in ("text", "code_inline", "text_special"):
            said.append(token.content)
    return "".join(said)


def _html(tokens: Sequence[Token]) -> Html:
    """Blocks as HTML. The tokens are changed on the way."""
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "p"
        if token.type in _DIRECTED or token.type == "heading_open":
            token.attrs["dir"] = "auto"
        if token.type == "th_open":
            token.attrs["scope"] = "col"
        if token.children is not None:
            token.children = _allowed(token.children)
    return _sifted(_RENDERER.render(list(tokens), _MARKDOWN.options, {}))


def _inline(tokens: Sequence[Token]) -> str:
    return _RENDERER.renderInline(_allowed(tokens), _MARKDOWN.options, {})


def _allowed(tokens: Sequence[Token]) -> list[Token]:
    """The tokens of a line, but for links that lead elsewhere than to the web and pictures from elsewhere."""
    allowed: list[Token] = []
    kept: list[bool] = []
    for token in tokens:
        if token.type == "link_open":
            kept.append(bool(_LINK.fullmatch(str(token.attrs.get("href", "")))))
            token.attrs.pop("title", None)
        if token.type in ("link_open", "link_close"):
            if kept and (kept[-1] if token.type == "link_open" else kept.pop()):
                allowed.append(token)
        elif token.type == "image":
            allowed.append(_picture(token))
        else:
            allowed.append(token)
    return allowed


def _picture(token: Token) -> Token:
    """The picture, or what it shows in words where it is none of a library."""
    found = _PICTURE.fullmatch(str(token.attrs.get("src", "")))
    if not found:
        return Token("text", "", 0, content=_words_and_pictures(token.children or ()))
    token.attrs = {"src": f"{PICTURES_AT}{found[1]}/", "alt": "", "loading": "lazy"}
    return token


def _sifted(html: str) -> Html:
    return Html(
        nh3.clean(
            html,
            tags=set(TAGS),
            attributes=ATTRIBUTES,
            attribute_filter=_attribute,
            url_schemes={"http", "https"},
            link_rel="nofollow noopener noreferrer",
        ).strip()
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The value of an attribute that may stand there; None for what may not."""
    if tag == "a" and name == "href":
        return value if _LINK.fullmatch(value) else None
    if tag == "img" and name == "src":
        return value if _SOURCE.fullmatch(value) else None
    return value
