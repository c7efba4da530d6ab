"""The words that the content explains: as data, and as the page that anyone may read."""

import dataclasses
import html
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cards.actions import import_facts
from cards.facts.kinds import Base, Text
from cards.glossary import GlossaryEntry, entries, matching
from cards.lens import Lens
from cards.models import Card, Fact, Source
from cards.sources import sections
from learn.accounts.models import User
from tests.cards.test_search import BRAVE_CAREGIVER, CAREFUL_NURSE, CAREGIVER, NURSE, ODD
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return html.unescape(response.content.decode())


def entry(term: str, lens: Lens = NURSE) -> GlossaryEntry:
    return next(entry for entry in entries(lens) if entry.term == term)


class TestEntries:
    """What stands in the glossary, through a lens."""

    def test_a_definition_in_the_readers_register(self, content: Base) -> None:
        for lens, meaning in (
            (NURSE, "Formation of new bone tissue and breakdown of the old."),
            (CAREGIVER, "New bone forms while old bone breaks down."),
        ):
            assert entry("bone remodeling", lens).meaning == meaning
        found = entry("bone remodeling")
        assert found.uid == "remodeling"
        assert found.respellings == {"remodeling": "ree-MOD-uh-ling"}
        assert "remodeling" in found.also
        assert Card.objects.get(pk=found.card_id).fact.uid == "remodeling"
        assert not found.is_ours

    def test_a_drug_by_what_the_source_tells_of_it(self, content: Base) -> None:
        assert entry("trastuzumab", CAREGIVER).also == ("Herceptin",)
        assert entry("trastuzumab", CAREGIVER).meaning == Fact.objects.get(uid="trastuzumab").plain_wording
        assert entry("American Cancer Society").also == ("ACS",)

    def test_words_that_facts_explain_beside_their_own(self, content: Base) -> None:
        found = entry("chronic")
        assert (found.uid, found.meaning, found.is_ours) == ("chronic-condition--chronic", "Lasting a long time.", True)

    def test_one_word_stands_once_with_all_that_is_said_of_it(self, content: Base) -> None:
        found = [entry for entry in entries(CAREGIVER) if entry.term.startswith("radiopharmaceutical")]
        assert [entry.uid for entry in found] == ["radiopharmaceuticals-meaning"]
        assert "used as a drug. Radiopharmaceuticals are drugs" in found[0].meaning

    def test_in_the_order_of_the_alphabet_with_ids_that_are_unique(self, content: Base) -> None:
        found = entries(NURSE)
        assert len(found) > 30
        assert [entry.letter for entry in found] == sorted(entry.letter for entry in found)
        assert len({entry.uid for entry in found}) == len(found)

    def test_nothing_that_the_lens_hides(self, content: Base) -> None:
        assert "survival rate" in {entry.term for entry in entries(BRAVE_CAREGIVER)}
        for lens in (CAREGIVER, CAREFUL_NURSE, Lens()):
            assert "survival rate" not in {entry.term for entry in entries(lens)}
        fact = dataclasses.replace(content.fact("osteolytic"), audiences=("nursing",))
        import_facts(base=with_fact(content, fact), now=NOON)
        assert "osteolytic" not in {entry.term for entry in entries(CAREGIVER)}
        assert entry("osteolytic")
        without = dataclasses.replace(content, facts=tuple(f for f in content.facts if f.uid != "osteolytic"))
        import_facts(base=without, now=NOON)
        assert "osteolytic" not in {entry.term for entry in entries(NURSE)}

    def test_it_is_one_query(self, content: Base, django_assert_num_queries) -> None:
        with django_assert_num_queries(1):
            entries(NURSE)

    def test_a_payload_that_cannot_be_read_hides_its_own_word_only(self, content: Base) -> None:
        Fact.objects.filter(uid="osteolytic").update(payload={"term": 7})
        assert "osteolytic" not in {entry.term for entry in entries(NURSE)}
        assert entry("osteoblastic")

    @pytest.mark.parametrize(
        ("text", "terms"),
        [
            ("Herceptin", ["trastuzumab"]),
            ("CHEMO", ["chemotherapy"]),
            ("bone-targeting", ["bone-targeting drug"]),
            ("secondary bone cancer", ["bone metastasis"]),
            ("acs", ["American Cancer Society"]),
            ("proteasomes", ["bortezomib", "proteasome"]),
            ("osteo", ["osteoblastic", "osteolytic"]),
            ("Xgeva", []),
        ],
    )
    def test_looking_for_a_word(self, content: Base, text: str, terms: list[str]) -> None:
        assert [entry.term for entry in matching(entries(CAREGIVER), text)] == terms


def with_fact(base: Base, fact) -> Base:
    return dataclasses.replace(base, facts=tuple(fact if each.uid == fact.uid else each for each in base.facts))


class TestPage:
    """The page, for anyone."""

    def test_anyone_reads_it_plainly(self, client: Client, content: Base) -> None:
        page = text_of(client.get("/glossary/"))
        assert "New bone forms while old bone breaks down." in page
        assert "Formation of new bone tissue" not in page
        assert "survival" not in page.partition("<main")[2]

    def test_a_nursing_student_reads_the_professions_words(self, client: Client, learner: User) -> None:
        client.force_login(learner)
        assert "Formation of new bone tissue" in text_of(client.get("/glossary/"))

    def test_a_caregiver_reads_plain_words(self, client: Client, make_learner: Callable[..., User]) -> None:
        client.force_login(make_learner("caregiver"))
        assert "New bone forms while old bone breaks down." in text_of(client.get("/glossary/"))

    def test_a_word_has_an_address_a_sound_and_a_source(self, client: Client, content: Base) -> None:
        page = text_of(client.get("/glossary/"))
        part = page[page.index('id="denosumab"') :].partition("</dd>")[0]
        assert "<dfn>denosumab</dfn>" in part
        assert 'data-say="denosumab" hidden' in part
        assert "deh-NOH-soo-mab" in part
        source = re.search(r'href="(/cards/\d+/source/)"', part).group(1)
        assert client.get(source).status_code == 200

    def test_letters_lead_to_their_words(self, client: Client, content: Base) -> None:
        page = text_of(client.get("/glossary/"))
        letters = dict(re.findall(r'href="#(letter-\d+)">(.)</a>', page))
        headings = dict(re.findall(r'<h2 id="(letter-\d+)">(.)</h2>', page))
        assert letters == headings
        assert list(letters.values()) == sorted(letters.values())

    def test_looking_for_a_word(self, client: Client, content: Base) -> None:
        page = text_of(client.get("/glossary/", {"q": "herceptin"}))
        assert re.findall("<dfn>(.*?)</dfn>", page) == ["trastuzumab"]
        assert "1 word for “herceptin”." in page
        assert 'name="robots" content="noindex"' in page

    def test_nothing_found_says_so(self, client: Client, content: Base) -> None:
        page = text_of(client.get("/glossary/", {"q": "Xgeva"}))
        assert "Nothing found for “Xgeva”. Only what the source says is here." in page
        assert "Show all words" in page

    @pytest.mark.parametrize("text", ["<script>alert(1)</script>", *ODD], ids=ascii)
    def test_whatever_is_typed_is_text(self, client: Client, content: Base, text: str) -> None:
        response = client.get("/glossary/", {"q": text.encode("utf-8", "replace")})
        assert response.status_code == 200
        assert "<script>alert" not in response.content.decode()

    def test_without_content_it_says_so(self, client: Client, db) -> None:
        assert "There are no words here yet" in text_of(client.get("/glossary/"))


class TestSourcePage:
    """What a source says, paragraph by paragraph, through the lens."""

    def read(self, client: Client) -> str:
        return text_of(client.get("/sources/bone-metastases/"))

    def test_each_fact_stands_at_its_first_paragraph_in_the_readers_words(self, client: Client, content: Base) -> None:
        page = self.read(client)
        assert "healthline.com" in page
        assert "Where it comes from and where it settles" in page
        for lens, register in ((NURSE, "nursing"), (CAREGIVER, "plain")):
            stand = {t: p.number for s in sections(Source.objects.get(), lens) for p in s.paragraphs for t in p.facts}
            facts = [fact for fact in Fact.objects.all() if lens.admits(fact)]
            assert stand == {fact.wording_in(register): min(fact.paragraphs) for fact in facts}

    def test_survival_is_left_out_for_those_who_have_it_off(
        self, client: Client, content: Base, make_learner: Callable[..., User]
    ) -> None:
        survival = Fact.objects.filter(sensitivity="survival", for_nursing=True)
        assert survival.count() > 5
        nurse, caregiver = make_learner(), make_learner("caregiver")
        for person, sees in ((None, False), (caregiver, False), (nurse, True)):
            if person is not None:
                client.force_login(person)
            page = self.read(client)
            for fact in survival:
                assert (fact.wording in page) == sees, fact.uid
                assert fact.plain_wording == fact.wording or fact.plain_wording not in page
            assert ("Svensson" in page) == sees
            assert ("as far as facts are shown to you" in page) == (not sees)

    def test_an_edited_fact_is_read_as_it_is_now(self, client: Client, content: Base) -> None:
        fact = dataclasses.replace(content.fact("first-sign"), wording=Text.shared("Read me."), paragraphs=(4,))
        import_facts(base=with_fact(content, fact), now=NOON)
        paragraphs = [p for s in sections(Source.objects.get(), NURSE) for p in s.paragraphs]
        assert [p.number for p in paragraphs if "Read me." in p.facts] == [4]

    def test_it_costs_a_constant_number_of_queries(self, client: Client, content: Base) -> None:
        with CaptureQueriesContext(connection) as captured:
            self.read(client)
        assert len(captured) <= 2


def test_an_article_in_the_term_is_not_a_part_of_the_word(content: Base) -> None:
    fact = dataclasses.replace(content.fact("denosumab"), agent=Text.shared("the Ångström"))
    import_facts(base=with_fact(content, fact), now=NOON)
    found = entry("Ångström")
    assert found.letter == "A"
