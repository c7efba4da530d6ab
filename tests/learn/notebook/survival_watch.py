"""Finding what survival facts say in what a page shows.

What must not be shown is derived from the facts themselves: every run of four words of their texts that nothing else in
the base says, their figures in every form a page could write them in, and the studies by author, title and DOI.
"""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

from cards.facts.kinds import Base, Fact, Statistic
from cards.generation.cards import cards_for
from cards.generation.items import items_of
from cards.items.kinds import Item

RUN = 4
# Where a page's address or a form's secret stands, no one reads.
_UNREAD = {"href", "src", "action", "id", "for", "class", "name", "integrity", "nonce", "d", "viewbox"}


# Marks within a sentence.
_INLINE = {"mark", "b", "em", "strong", "i", "span", "small", "abbr", "a", "br", "wbr"}


class PageReader(HTMLParser):
    """What a page holds: its links, its searches ({address: field}), and in `said` what it tells.

    That is all that is shown, read aloud or handed to a script, piece by piece: words marked within a sentence stay in
    their sentence, and what stands in two places on the page is never read as one.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = [""]
        self.links: list[str] = []
        self.searches: dict[str, str] = {}
        self._search: str | None = None
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.said[-1] += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag not in _INLINE:
            self.said.append("")
        if values.get("name") != "csrfmiddlewaretoken":
            self.said[:-1] += (
                value for name, value in values.items() if name not in _UNREAD and not name.startswith("hx-")
            )
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])
        if values.get("hx-get"):
            self.links.append(values["hx-get"])
        if tag == "form":
            self._search = values.get("action", "") if values.get("method", "get").casefold() == "get" else None
        elif tag == "input" and self._search is not None and values.get("type", "text") in ("text", "search"):
            self.searches.setdefault(self._search, values.get("name", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self.said.append("")
        if tag == "form":
            self._search = None


def words(text: str) -> list[str]:
    return re.findall(r"\w+(?:['’-]\w+)*", text.casefold())


def runs(text: str) -> set[tuple[str, ...]]:
    """Every run of four words."""
    said = words(text)
    return set(zip(*(said[start:] for start in range(RUN)), strict=False))


class SurvivalWatch:
    """What survival facts say and nothing else of the base does."""

    def __init__(self, base: Base) -> None:
        hidden = [fact for fact in base.facts if fact.sensitivity == "survival"]
        topics = {fact.topic for fact in hidden}
        harmless = {run for fact in base.facts if fact not in hidden for text in texts(fact) for run in runs(text)}
        harmless |= {run for each in base.questions if each.topic not in topics for run in runs(each.text)}
        items = items_of(base)
        harmless |= {
            run for each in items if each.sensitivity == "none" for text in item_texts(each) for run in runs(text)
        }
        # Said of survival figures wherever they are offered.
        harmless |= runs("averages from studies of many people. They cannot say what will happen to one person")
        self.texts = [text for fact in hidden for text in texts(fact)]
        self.texts += [each.text for each in base.questions if each.topic in topics]
        self.texts += [text for each in items if each.sensitivity != "none" for text in item_texts(each)]
        # What the outline says where only these facts rest on it.
        careful = {uid for fact in hidden for uid in fact.assertions}
        asserted = base.outline.assertions() if base.outline else ()
        for _, assertion in asserted:
            if assertion.id in careful:
                self.texts.append(assertion.text)
            else:
                harmless |= runs(assertion.text)
        self._harmless: set[str] = set()
        self.runs = {run for text in self.texts for run in runs(text)} - harmless
        self.figures = [_figure(number) for number in sorted(set(_numbers(hidden)))]
        self.names = list(_names(base, {fact.study for fact in hidden if fact.study}))

    def vocabulary(self) -> list[str]:
        """The words and figures a searcher would try, each once."""
        return sorted({word for text in (*self.texts, *self.names) for word in words(text)})

    def phrases(self) -> list[str]:
        """Whole questions, answers and names, as one could paste them into a search."""
        return [*self.texts, *self.names, "51", "10 %", "51%", "one-year survival", "survival rate", "life expectancy"]

    def found_in(self, html: str, *, asked: str = "") -> list[str]:
        """What of it the page shows; see `found_on`."""
        return self.found_on(PageReader(html), asked=asked)

    def found_on(self, page: PageReader, *, asked: str = "") -> list[str]:
        """What of it the page shows. asked: what the visitor typed; its echo, cut or whole, tells nothing."""
        found = self._found(page.said)
        return [each for each in found if each not in self._found([asked])] if asked and found else found

    def _found(self, pieces: list[str]) -> list[str]:
        # Most of a page stands on others, too.
        new = set(pieces) - self._harmless
        found = [" ".join(run) for run in sorted({run for piece in new for run in runs(piece)} & self.runs)]
        if not found:
            self._harmless |= new
        shown = re.sub(r"\s+", " ", "\n".join(pieces)).casefold()
        found += [match.group() for figure in self.figures for match in figure.finditer(shown)]
        found += [name for name in self.names if name.casefold() in shown]
        return found


def texts(fact: Fact) -> Iterator[str]:
    """Everything that a fact says anywhere: wordings, faces, notes, explanations and wrong answers."""
    yield from fact.wording.faces.values()
    yield from (fact.as_of, fact.inference.text)
    for card in cards_for(fact):
        for face in card.faces:
            yield from (face.front, face.back, face.note)
    for meaning in fact.explains.values():
        yield from meaning.faces.values()
    for distractor in fact.distractors:
        yield from (*distractor.text.faces.values(), distractor.why)


def item_texts(item: Item) -> Iterator[str]:
    """Everything that a quiz item says, before it is answered and after."""
    yield from (item.stem, re.sub(r"\{[\w-]+\}", " ", item.text), item.rationale, item.note)
    for slot in item.slots:
        yield from (slot.label, slot.why, *slot.accepts)
        for option in slot.options:
            yield from (option.text, option.why)


def _numbers(hidden: Iterable[Fact]) -> Iterator[int]:
    for fact in hidden:
        if isinstance(fact, Statistic):
            yield int(fact.number)
            # Wrong answers of a quiz are figures, too.
            yield from (int(number) for each in fact.distractors for number in re.findall(r"\d+", each.text.nursing))


def _figure(number: int) -> re.Pattern[str]:
    """The number as a share: "10 percent", "10 %", "10 of 100 people"; not the 10 of "10 new cards"."""
    return re.compile(rf"(?<![\d.,]){number}\s*(?:%|per\s?cent|(?:of|in|out of) (?:every )?100\b)")


def _names(base: Base, uids: set[str]) -> Iterator[str]:
    for study in base.studies:
        if study.uid in uids:
            authors, title, *_ = re.split(r"\.\s+", study.citation)
            # The surnames alone: "Svensson E" is Svensson however a page writes it.
            yield from (author.split()[0] for author in authors.split(", "))
            yield title.split(":")[0]
            yield study.url.removeprefix("https://doi.org/")
