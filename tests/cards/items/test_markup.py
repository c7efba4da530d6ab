"""What a written item's Markdown becomes, and what never gets into a page by it."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.generation.cueing import tells
from cards.item_actions import words_of
from cards.items.checks import structure_problems
from cards.items.kinds import Exhibit, Format, Item, Option, Slot
from cards.items.markup import ATTRIBUTES, TAGS, Html, pictures_in, pictures_of, plain, problems, render, stem_of

PICTURE = "0b9f1a52-6f0e-4a0e-9b5c-1f2e3d4c5b6a"

# Pieces that mean something to Markdown, to HTML or to a browser: put together they try what nobody thinks of.
SIGNS = """* ** _ ` ``` [ ] ( ) ![ ]( < > </ <script> & &lt; &#106; javascript: data:text/html, http://a.b picture: # -
1. > " ' = \\ <!-- --> style= é א [x](javascript:alert(1)) [x](http://a.b) ![x](picture:PICTURE) picture:PICTURE
<img/src=x/onerror=a()> ![x](http://a.b/c.png)""".replace("PICTURE", PICTURE)
PIECES = st.sampled_from([*SIGNS.split(), "\n", "\n\n", "    ", " ", "| a | b |\n|--|--|\n", "<a href=", "<img src=x "])


class Seen(HTMLParser):
    """The tags and attributes of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)


def check(html: str) -> None:
    for tag, attributes in Seen(html).tags:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES.get(tag, set()) | ({"rel"} if tag == "a" else set()), (tag, attributes)
        if "href" in attributes:
            assert attributes["href"].lower().startswith(("http://", "https://"))
            assert attributes["rel"] == "nofollow noopener noreferrer"
        if "src" in attributes:
            assert attributes["src"] == f"/pictures/{PICTURE}/"


@given(st.lists(PIECES | st.text(max_size=8), max_size=30).map("".join))
def test_nothing_but_the_list_gets_into_a_page(text):
    check(render(text))
    stem = stem_of(item(text))
    check(stem.before + stem.after)
    ask = str(stem.ask) if isinstance(stem.ask, Html) else ""
    check(ask)
    # What stands in a heading is of one line.
    assert not {tag for tag, _ in Seen(ask).tags} - {"a", "bdi", "br", "code", "em", "img", "strong"}
    assert all(each in text for each in pictures_in(text))
    problems(text)
    assert render(text) == render(text)


def item(stem: str = "Which is it?", **own) -> Item:
    options = (Option("a", "One", is_key=True), Option("b", "Two"), Option("c", "Three"))
    given = {
        "format": Format.MULTIPLE_CHOICE,
        "register": "nursing",
        "topic": "t",
        "facts": ("f",),
        "is_marked_up": True,
    }
    return Item(uid="i", stem=stem, slots=(Slot("choices", options=options),), **(given | own))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One **word** and *one*.", '<p dir="auto">One <strong>word</strong> and <em>one</em>.</p>'),
        ("# A heading", '<p dir="auto">A heading</p>'),
        ("<b>x</b>", '<p dir="auto">&lt;b&gt;x&lt;/b&gt;</p>'),
        ("[a](/account/delete/)", '<p dir="auto">a</p>'),
        ("![what it is](http://a.b/c.png)", '<p dir="auto">what it is</p>'),
        (
            "![what *it* is](picture:" + PICTURE + ")",
            f'<p dir="auto"><img src="/pictures/{PICTURE}/" alt="what it is" loading="lazy"></p>',
        ),
        ("&#8238;x", '<p dir="auto">&amp;#8238;x</p>'),
        ("", ""),
    ],
)
def test_a_text_as_a_page_has_it(text, html):
    assert render(text) == html
    assert render(text).__html__() == html


def test_a_link_says_that_it_leads_away():
    html = render("[NCI](https://www.cancer.gov/about?a=1&b=2)")
    assert 'href="https://www.cancer.gov/about?a=1&amp;b=2"' in html
    assert 'rel="nofollow noopener noreferrer"' in html


def test_the_words_without_the_marks():
    text = "**Mrs Lee** is\n70.\n\n| Time | Pain |\n|---|---|\n| 08:00 | 2 |\n\n- one\n\n"
    text += f"![a spine](picture:{PICTURE})\n\nWhich?"
    assert plain(text).split("\n") == ["Mrs Lee is 70.", "Time; Pain", "08:00; 2", "one", "Which?"]
    assert plain(f"![a spine](picture:{PICTURE})") == "a spine", "where it says nothing else"


def test_the_question_of_a_stem_stands_in_the_heading_and_the_rest_around_it():
    stem = stem_of(item("Mrs Lee, 70, has pain.\n\nWhich **drug** is meant?\n\n- one hint"))
    assert stem.ask == "<bdi>Which <strong>drug</strong> is meant?</bdi>"
    assert stem.before == '<p dir="auto">Mrs Lee, 70, has pain.</p>'
    assert stem.after.startswith("<ul>")
    only_a_list = stem_of(item("- one\n- two"))
    assert only_a_list.ask == "one two"
    assert not isinstance(only_a_list.ask, Html)


def test_a_plain_item_stays_as_it_is():
    stem = stem_of(item("Is 2 < 3 *here*?", is_marked_up=False))
    assert stem.ask == "Is 2 < 3 *here*?"
    assert not hasattr(stem.ask, "__html__")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"![](picture:{PICTURE})", "does not say what it shows"),
        ("![a](https://a.b/c.png)", "expected one of this library"),
        ("![a](picture:none)", "expected one of this library"),
        ("[a](mailto:a@b.c)", "expected an address with http"),
        ("[a](//a.b)", "expected an address with http"),
        ("a <b>b</b>", "holds HTML (<b>)"),
        ("## a", "it has a heading"),
        ("a\nb\n===", "it has a heading"),
        ("a\u202eb", "control character"),
        ("a\x00b", "control character"),
        ("a" * 4001, "4001 characters"),
    ],
)
def test_what_cannot_be_shown_as_it_is_meant_is_told(text, told):
    assert told in " ".join(problems(text))
    assert any(told in problem for problem in structure_problems(item(text)))
    assert not any(told in problem for problem in structure_problems(item(text, is_marked_up=False)))


@pytest.mark.parametrize("text", ["2 < 3 and 5 > 4", "a\n\n* b\n* c", "[a](https://b.c)", f"![a](picture:{PICTURE})"])
def test_what_is_meant_as_it_stands_is_no_problem(text):
    assert problems(text) == []


def test_what_an_item_gives_away_and_is_found_by_are_its_words():
    marked = item("Which **drug** slows [bone loss](https://example.org/xyz)?", rationale="It is *the* one.")
    marked = replace(marked, exhibits=(Exhibit("Notes", f"![calcium rising](picture:{PICTURE})"),))
    assert "which drug slow bone loss" in tells(marked).words
    assert " calcium " in words_of(marked)
    assert "xyz" not in tells(marked).words + words_of(marked)
    assert pictures_of(marked) == (PICTURE,)
    assert pictures_of(replace(marked, is_marked_up=False)) == ()


@pytest.mark.parametrize(
    "bomb",
    [
        "[",
        "![",
        "[a](b",
        ">",
        "*a",
        "**a *b",
        "`",
        "<!--",
        "[[a](",
        "|a",
        "\\",
        "1. ",
        ("|a" * 40) + "\n" + ("|-" * 40) + "\n" + "|\n" * 1900,
    ],
)
def test_what_is_made_of_a_bomb_is_bounded(bomb):
    text = (bomb * 4000)[:1_000_000]
    assert len(render(text)) < 100 * 4000, "what is longer than a text may be is not looked at"


def test_brackets_by_the_hundred_are_shown_as_they_are_written():
    """Each that does not close is looked through to the end again."""
    shown = f"![a](picture:{PICTURE})"
    assert "<img" in render("[" * 199 + "\n\n" + shown)
    assert "<img" not in render("[" * 200 + "\n\n" + shown)
    assert "more than 200 square brackets" in " ".join(problems("[" * 201))
