"""A caregiver walks about for thousands of pages and meets no survival figure until they ask for them.

Every link is followed, every search searched with the words of the survival facts themselves, and every address of the
site tried with the keys of what is hidden. The same walk with the figures switched on finds them: the watch is awake.
That one, and the one after they were switched off again, visit a page of a kind a few times and not for every card.
OSTEON_WALK_REQUESTS=20000 asks more often beside the links, OSTEON_WALK_SEED=7 walks another way.
"""

import io
import os
import random
import re
import zipfile
from collections import Counter
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from cards.models import Card, Deck, Fact, Source, Topic
from learn.accounts.models import User
from tests.learn.notebook.survival_watch import PageReader, SurvivalWatch

pytestmark = [pytest.mark.django_db, pytest.mark.long]

REQUESTS = int(os.environ.get("OSTEON_WALK_REQUESTS", "300"))
SEED = int(os.environ.get("OSTEON_WALK_SEED", "2018"))
# Addresses with a query that are followed on one page.
MOST_QUERIES = 100
# Pages of one kind that are visited by a walk that is not the first.
MOST_ALIKE = 25
# Who signs out, or is gone, walks no further.
LEAVING = re.compile(r"logout|signout|forget")


class Walk:
    """One walk through the site: what was asked, what it found."""

    def __init__(self, client: Client, watch: SurvivalWatch, seed: int, *, most_alike: int | None = None) -> None:
        self.client = client
        self.watch = watch
        self.random = random.Random(seed)
        self.seen: set[str] = set()
        self._known: set[str] = set()
        self.waiting: list[str] = []
        self.searches: dict[str, str] = {}
        self.found: dict[str, list[str]] = {}
        self.statuses: Counter[int] = Counter()
        self._asked_of: Counter[str] = Counter()
        self._most_alike = most_alike
        self._alike: Counter[str] = Counter()

    @property
    def requests(self) -> int:
        return sum(self.statuses.values())

    def everywhere(self) -> None:
        """Begins at every address of the site and follows every link."""
        self.waiting = ["/", *addresses(self.random)]
        while self.waiting:
            self.visit(self.waiting.pop())

    def about(self, requests: int) -> None:
        """Asks on, at random: so many requests more."""
        vocabulary, phrases = self.watch.vocabulary(), self.watch.phrases()
        known = sorted(self.seen)
        hidden = list(hidden_addresses())
        for _ in range(requests):
            kind = self.random.random()
            if self.searches and kind < 0.3:
                address, field = self.random.choice(sorted(self.searches.items()))
                words = self.random.choices(vocabulary, k=self.random.randint(1, 3))
                asked = self.random.choice(phrases) if self.random.random() < 0.3 else " ".join(words)
                self.visit(f"{address}?{urlencode({field: asked})}", asked=asked)
            elif kind < 0.85:
                self.visit(self.random.choice(hidden), again=True)
            else:
                self.visit(self.random.choice(known), again=True)

    def visit(self, address: str, *, asked: str = "", again: bool = False) -> None:
        if not again and address in self.seen:
            return
        self.seen.add(address)
        # Now and then as a fragment, which comes from the same templates by another way.
        headers = {"hx-request": "true"} if self.random.random() < 0.2 else {}
        response = self.client.get(address, headers=headers)
        self.statuses[response.status_code] += 1
        if "Location" in response:
            self._come_by(response["Location"], address)
        for text in bodies(response):
            page = PageReader(text)
            if found := self.watch.found_on(page, asked=asked):
                self.found[address] = found
            for link in page.links:
                self._come_by(link, address)
            for action, field in page.searches.items():
                self.searches.setdefault(urlsplit(urljoin(address, action)).path, field)

    def _come_by(self, link: str, page: str) -> None:
        parts = urlsplit(urljoin(page, link))
        if parts.scheme or parts.netloc or not parts.path.startswith("/") or LEAVING.search(parts.path):
            return
        address = parts.path + (f"?{parts.query}" if parts.query else "")
        # Where a page leads back to is no other page.
        named = f"{parts.path}?{urlencode([each for each in parse_qsl(parts.query) if each[0] != 'next'])}"
        if named in self._known:
            return
        self._known.add(named)
        # A list can be filtered, sorted and turned over without end.
        if parts.query:
            self._asked_of[parts.path] += 1
        if address not in self.seen and self._asked_of[parts.path] <= MOST_QUERIES and self._is_wanted(parts.path):
            self.waiting.append(address)

    def _is_wanted(self, path: str) -> bool:
        if self._most_alike is None:
            return True
        try:
            kind = resolve(path).route
        except Resolver404:
            kind = path
        self._alike[kind] += 1
        return self._alike[kind] <= self._most_alike


def bodies(response) -> list[str]:
    """What a response holds as text: its own, or that of the files it packs."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if response.get("Content-Type", "").startswith("application/zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [archive.read(name).decode(errors="ignore") for name in archive.namelist()]
    return [content.decode(errors="ignore")]


def routes(patterns: list, prefix: str = "") -> list[str]:
    found = []
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            found.append(route)
    return found


def addresses(chance: random.Random) -> list[str]:
    """Every address of the site; where it takes a key, one of something there is."""
    keys = {
        "int": [str(pk) for model in (Card, Topic, Fact) for pk in model.objects.values_list("pk", flat=True)],
        "slug": [uid for model in (Deck, Source, Fact) for uid in model.objects.values_list("uid", flat=True)],
    }
    keys["str"] = keys["slug"]
    found = []
    for route in routes(get_resolver().url_patterns):
        if "^" in route or LEAVING.search(route):
            continue
        filled = re.sub(r"<(?:(\w+):)?\w+>", lambda match: chance.choice(keys.get(match[1] or "str", ["1"])), route)
        found.append(f"/{filled}")
    return found


def hidden_addresses():
    """Every address that takes a number or a name, with those of the survival facts."""
    hidden = Fact.objects.filter(sensitivity="survival")
    numbers = {str(pk) for pk in hidden.values_list("cards__pk", flat=True)}
    numbers |= {str(pk) for pk in hidden.values_list("pk", flat=True)} | {
        str(pk) for pk in hidden.values_list("topic", flat=True)
    }
    names = {*hidden.values_list("uid", flat=True), *hidden.values_list("topic__uid", flat=True), "bone-metastases"}
    for route in routes(get_resolver().url_patterns):
        if route.count("<") != 1 or "^" in route or LEAVING.search(route):
            continue
        for key in sorted(numbers if "<int:" in route else names):
            yield "/" + re.sub(r"<[^>]+>", key, route)


@pytest.fixture
def caregiver(client: Client, content) -> User:
    client.post("/start/", {"path": "caregiver", "zone": "Europe/Berlin"})
    return User.objects.get()


@pytest.fixture(scope="session")
def watch(shipped_base) -> SurvivalWatch:
    return SurvivalWatch(shipped_base)


def test_the_watch_knows_what_to_look_for(watch: SurvivalWatch) -> None:
    for shown in (
        "<p>About 51 of 100 people in this study</p>",
        "<p>10 percent</p>",
        "<td>51&nbsp;%</td>",
        '<input data-accepts="10 percent">',
        "<li>Svensson E and others</li>",
        "<p>Survival after bone metastasis by primary cancer type</p>",
        "<p>… the one-year survival <mark>rate</mark> after bone …</p>",
        "<p>At that stage a cure is often not possible.</p>",
    ):
        assert watch.found_in(shown), shown
    for harmless in (
        "<p>10 new cards, 51 cards left, paragraph 51</p>",
        "<p>They are averages from studies and cannot say what will happen to one person.</p>",
        "<p>About 330,000 people in the United States live with bone metastases.</p>",
        '<input type="hidden" name="csrfmiddlewaretoken" value="51%"><a href="/x/svensson/">x</a>',
    ):
        assert not watch.found_in(harmless), harmless
    echo = "<p>Nothing found for “one-year survival rate after bone”.</p>"
    assert not watch.found_in(echo, asked="one-year survival  rate after bone")
    leak = f"{echo}<p>What was the one-year survival rate after bone metastasis?</p><p>51 percent</p>"
    assert watch.found_in(leak, asked="one-year survival rate after bone")


def test_a_caregiver_meets_no_survival_figure_until_they_ask(
    client: Client, caregiver: User, watch: SurvivalWatch
) -> None:
    off = Walk(client, watch, SEED)
    off.everywhere()
    linked = off.requests
    off.about(REQUESTS * 2 // 3)
    assert off.found == {}
    assert linked >= 100, "the links lead through the site"
    assert off.statuses[200] >= off.requests / 3
    assert not any(status >= 500 for status in off.statuses)
    assert str(client.session["_auth_user_id"]) == str(caregiver.pk), "the walk ends as who began it"

    client.post("/settings/survival/", {"show": "on"})
    on = Walk(client, watch, SEED + 1, most_alike=MOST_ALIKE)
    on.everywhere()
    shown = {text for found in on.found.values() for text in found}
    assert any(re.search(r"\b51\b", text) for text in shown), "switched on, the figures are there"
    assert {"Svensson", "Survival after bone metastasis by primary cancer type"} <= shown
    assert len(shown) > 100

    client.post("/settings/survival/", {"show": "off"})
    again = Walk(client, watch, SEED + 2, most_alike=MOST_ALIKE)
    again.everywhere()
    again.about(REQUESTS // 3)
    assert again.found == {}
