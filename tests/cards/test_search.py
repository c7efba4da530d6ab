"""Finding cards: what words find, in what order, and that nothing is found that is not shown."""

import dataclasses
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cards import search
from cards.actions import import_facts
from cards.facts.kinds import Base, Text
from cards.lens import Lens
from cards.models import Card, Face, Fact, SearchText, Source, Topic
from cards.search import find
from cards.searching.folding import Names, fold, indexed, singular, words_looked_for
from cards.searching.index import index_source
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

NURSE = Lens(audiences=frozenset({"nursing"}), survival=True)
CAREFUL_NURSE = dataclasses.replace(NURSE, survival=False)
CAREGIVER = Lens(audiences=frozenset({"caregivers"}), register="plain")
BRAVE_CAREGIVER = dataclasses.replace(CAREGIVER, survival=True)


def uids(text: str, lens: Lens = NURSE, **options) -> list[str]:
    return [card.uid for card in find(text, lens=lens, **options)]


def facts(text: str, lens: Lens = NURSE) -> list[str]:
    """The facts found, best first."""
    return list(dict.fromkeys(uid.partition("/")[0] for uid in uids(text, lens)))


class TestWords:
    """Pure: a text as search compares it."""

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("Bone-targeting drugs", ["bone", "targeting", "drugs"]),
            ("Métastase", ["metastase"]),
            ("Me\u0301tastase", ["metastase"]),
            ("RØRTH Straße ﬁbre", ["rorth", "strasse", "fibre"]),
            ("a person’s bones, the patient's", ["a", "person", "bones", "the", "patient"]),
            ("330,000 people; 10 %", ["330000", "people", "10", "percent"]),
            ("meta\u00adsta\u200bsis \u202ebone", ["metastasis", "bone"]),
            ("____ and \x00!?", ["and"]),
            ("", []),
        ],
    )
    def test_fold(self, text: str, words: list[str]) -> None:
        assert fold(text) == words

    def test_a_word_too_long_for_any_language_is_cut(self) -> None:
        assert fold("x" * 10_000) == ["x" * 64]

    @pytest.mark.parametrize(
        ("word", "one"),
        [
            ("metastases", "metastasis"),
            ("therapies", "therapy"),
            ("bones", "bone"),
            ("pelvis", "pelvis"),
            ("acs", "acs"),
        ],
    )
    def test_singular(self, word: str, one: str) -> None:
        assert singular(word) == one

    def test_the_index_holds_both_numbers(self) -> None:
        assert indexed(["therapy", "bones"]) == " therapy bones therapies bone "
        assert indexed([]) == ""

    def test_small_words_are_looked_for_only_alone(self) -> None:
        assert [word.text for word in words_looked_for("What is the bone?")] == ["bone"]
        assert [word.text for word in words_looked_for("what is")] == ["what", "is"]

    def test_a_query_is_looked_at_no_further_than_makes_sense(self) -> None:
        assert len(words_looked_for(" ".join(f"w{number}" for number in range(100)))) == 12

    def test_names_that_share_one_are_one_group(self) -> None:
        names = Names([["A One", "Two"], ["two", "Three Four"], ["other", "else"]])
        assert set(names.of(["say", "two"])) == {"one", "two", "threefour"}
        assert names.of(["three"]) == []
        assert set(names.of(["three", "fours"])) == {"one", "two", "threefour"}


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("denosumab", "denosumab"),
        ("DENOSUMAB", "denosumab"),
        ("denos", "denosumab"),
        ("what is a proteasome?", "proteasome"),
        ("proteasomes", "proteasome"),
        ("metastases", "bone-metastasis"),
        ("métastasis", "bone-metastasis"),
        ("metastase", "bone-metastasis"),
        ("mets", "bone-metastasis"),
        ("remodelling", "remodeling"),
        ("chemo", "chemotherapy"),
        ("American Cancer Society", "american-cancer-society"),
        ("acs", "american-cancer-society"),
        ("Herceptin", "herceptin"),
        ("secondary bone cancer", "secondary-bone-cancer"),
    ],
)
def test_what_is_found_first(content: Base, text: str, first: str) -> None:
    assert facts(text)[0] == first


def test_the_base_s_own_synonyms_count(content: Base) -> None:
    assert "trastuzumab" in facts("Herceptin")
    assert "trastuzumab" in facts("Herceptin", CAREGIVER)
    assert facts("mets") == facts("met mets"), "a synonym is found as the word it stands for"
    assert "acs-services" in facts("ACS"), "its front names the society in full"


def test_a_name_of_several_words_is_found_by_all_of_them_not_by_one(content: Base) -> None:
    whole = set(facts("metastatic bone disease"))
    assert "radiation" in whole, "its front says bone metastasis"
    assert "radiation" not in facts("disease")


def test_both_numbers_and_every_accent_find_the_same(content: Base) -> None:
    assert set(uids("metastases")) == set(uids("MÉTASTASES")) == set(uids("metastase")) != set()
    assert uids("metastasis") == uids("métástâsis")
    # A little more begins with the singular: to metastasise, as it is also spelt.
    assert set(uids("metastases")) < set(uids("metastasis"))


def test_a_hyphen_is_a_space(content: Base) -> None:
    assert uids("bone-targeting") == uids("bone targeting") != []


def test_all_words_must_hold(content: Base) -> None:
    assert set(uids("pain surgery")) == set(uids("pain")) & set(uids("surgery")) != set()
    assert uids("pain xgeva") == []


def test_what_the_source_does_not_say_is_not_found(content: Base) -> None:
    assert uids("Xgeva") == []


def test_front_and_answer_come_before_note_and_full_wording(content: Base) -> None:
    found = find("steroids", lens=CAREGIVER)
    places = ["steroid" in fold_face(card) for card in found]
    assert True in places
    assert places == sorted(places, reverse=True)


def fold_face(card: Card) -> str:
    face = card.faces.get(register="plain")
    return f"{face.front} {face.back}".casefold()


def test_a_note_is_found_after_every_answer(content: Base) -> None:
    card = Card.objects.through(NURSE).last()
    Face.objects.filter(card=card).update(note="Denosumab is not meant here.")
    index_source(Source.objects.get())
    assert uids("denosumab")[-1] == card.uid


ODD = [
    "",
    " ",
    "!!!",
    '"',
    "'",
    "\\",
    "%",
    "_",
    "bone\x00s",
    "\x00",
    '"bone',
    "bone*",
    "*",
    "^bone",
    "NEAR(bone pain, 2)",
    "asked:bone",
    "rest : bone",
    "bone AND",
    "AND OR NOT",
    "-bone",
    "bone) OR (1",
    "bone' OR '1'='1",
    "'; DROP TABLE cards_card; --",
    "bone & | ! <-> :*",
    "bone:*A",
    "{bone}",
    "🦴",
    "bone 🦴",
    "\u202ebone\u202c",
    "\u200f\u200e",
    "骨 転移",
    "عظم",
    "\ud800",
    "x" * 10_000,
    "bone " * 5_000,
    "\n\t\r",
]


@pytest.mark.parametrize("text", ODD, ids=lambda text: ascii(text[:20]))
def test_odd_input_is_no_error_and_no_syntax(content: Base, text: str) -> None:
    found = uids(text, CAREGIVER)
    words = " ".join(fold(text)[:12])
    assert found == uids(words, CAREGIVER)
    assert set(found) <= set(Card.objects.through(CAREGIVER).values_list("uid", flat=True))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
def test_any_text_can_be_looked_for(content: Base, text: str) -> None:
    assert len(uids(text)) <= 300


class TestTheLens:
    """Nothing is found that is not shown, and nothing by a wording that is not shown."""

    def test_caregivers_find_caregivers_cards_by_their_plain_wording(self, content: Base) -> None:
        shown = set(Card.objects.through(CAREGIVER).values_list("uid", flat=True))
        assert set(uids("bone", CAREGIVER)) < shown
        # "fractures" in the profession's words, "broken bones" in plain ones.
        assert "treat-rapidly" in facts("fractures")
        assert "treat-rapidly" not in facts("fractures", CAREGIVER)
        assert "treat-rapidly" in facts("broken bones", CAREGIVER)
        assert "treat-rapidly" not in facts("broken", NURSE)

    def test_survival_is_found_by_those_who_want_it_only(self, content: Base) -> None:
        for text in ("survival", "51", "advanced stage", "curable", "rates"):
            assert facts(text, NURSE), text
            for lens in (CAREGIVER, CAREFUL_NURSE, Lens()):
                hidden = Fact.objects.filter(sensitivity="survival").values_list("uid", flat=True)
                assert not set(facts(text, lens)) & set(hidden), text
        assert find("survival", lens=CAREGIVER).count() == 0
        assert find("survival", lens=BRAVE_CAREGIVER).count() > 0

    def test_other_libraries_are_not_looked_through(self, content: Base) -> None:
        assert uids("bone", dataclasses.replace(NURSE, libraries=frozenset({"another"}))) == []

    def test_a_card_without_this_register_is_found_by_the_nearest_face(self, content: Base) -> None:
        everyone = Lens(register="plain")
        # For nursing only: it has no plain face, so the nursing one is what would be shown.
        assert "minerals-in-blood" in facts("minerals circulate", everyone)
        assert "treat-rapidly" not in facts("fractures", everyone)

    def test_a_card_in_another_language_is_found_by_that_alone(self, content: Base) -> None:
        card = Card.objects.get(uid="metastatic-bone-disease/ask:what-it-is")
        assert card.uid in uids("hear", CAREGIVER)
        Face.objects.create(card=card, language="es", register="plain", front="¿Qué es?", back="Cáncer en el hueso")
        index_source(Source.objects.get())
        spanish = dataclasses.replace(CAREGIVER, language="es")
        assert uids("hueso", spanish) == [card.uid]
        assert card.uid not in uids("hear", spanish)
        assert uids("hueso", CAREGIVER) == []
        assert "trastuzumab/role" in uids("trastuzumab", spanish), "English where there is no Spanish"

    def test_retired_cards_are_never_found(self, content: Base) -> None:
        card = Card.objects.get(uid="denosumab/role")
        Card.objects.filter(pk=card.pk).update(retired_at=NOON)
        assert card.uid not in uids("denosumab")
        Fact.objects.filter(uid="denosumab").update(retired_at=NOON)
        assert "denosumab" not in facts("denosumab")

    def test_a_survival_facts_synonym_is_not_known_to_other_cards(self, content: Base) -> None:
        fact = content.fact("rates-are-averages")
        changed = with_fact(content, dataclasses.replace(fact, synonyms={"bone": ("quokka",), "survival": ("wombat",)}))
        import_facts(base=changed, now=NOON)
        assert facts("quokka", CAREFUL_NURSE) == []
        assert "rates-are-averages" in facts("wombat", NURSE)


def with_fact(base: Base, fact) -> Base:
    return dataclasses.replace(base, facts=tuple(fact if each.uid == fact.uid else each for each in base.facts))


def without_fact(base: Base, uid: str) -> Base:
    return dataclasses.replace(base, facts=tuple(fact for fact in base.facts if fact.uid != uid))


class TestTheIndex:
    """It follows every import within its transaction, and can be made anew."""

    @staticmethod
    def check() -> None:
        """The full text index holds just what the table holds."""
        live = Face.objects.filter(card__retired_at=None, card__fact__retired_at=None)
        assert set(SearchText.objects.values_list("face_id", flat=True)) == set(live.values_list("pk", flat=True))
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO cards_searchtext_fts (cards_searchtext_fts, rank) VALUES ('integrity-check', 1)"
                )

    def test_it_has_a_row_for_every_live_face(self, content: Base) -> None:
        assert SearchText.objects.count() > 300
        self.check()

    def test_a_new_wording_is_found_and_the_old_one_no_longer(self, content: Base) -> None:
        fact = content.fact("denosumab-antibody")
        ask = dataclasses.replace(fact.asks[0], answer=Text.shared("A quokka"))
        import_facts(base=with_fact(content, dataclasses.replace(fact, asks=(ask,))), now=NOON)
        assert facts("quokka") == ["denosumab-antibody"]
        self.check()
        import_facts(base=content, now=NOON)
        assert facts("quokka") == []
        self.check()

    def test_a_fact_that_leaves_and_returns(self, content: Base) -> None:
        import_facts(base=without_fact(content, "herceptin"), now=NOON)
        assert "herceptin" not in facts("Herceptin")
        self.check()
        import_facts(base=content, now=NOON)
        assert "herceptin" in facts("Herceptin")
        self.check()

    def test_a_new_synonym_reaches_every_card(self, content: Base) -> None:
        before = uids("denosumab")
        fact = dataclasses.replace(content.fact("denosumab"), synonyms={"denosumab": ("Quokkamab",)})
        import_facts(base=with_fact(content, fact), now=NOON)
        assert set(uids("quokkamab")) == set(before)

    def test_an_import_that_fails_leaves_it_as_it_was(self, content: Base) -> None:
        with pytest.raises(RuntimeError), transaction.atomic():
            import_facts(base=without_fact(content, "herceptin"), now=NOON)
            raise RuntimeError
        assert "herceptin" in facts("Herceptin")
        self.check()

    def test_a_database_from_before_there_was_one_is_indexed_by_the_next_import(self, content: Base) -> None:
        Topic(
            source=Source.objects.create(uid="old", title="Old"), uid="t", title="T", plain_title="T", position=0
        ).save()
        add_cards(Topic.objects.get(source__uid="old"), 1, "quokka")
        SearchText.objects.all().delete()
        assert uids("bone") == []
        assert import_facts(base=content, now=NOON).is_empty
        assert len(uids("bone")) > 50
        assert len(uids("quokka")) == 1, "a source that is not the one imported"
        self.check()

    def test_it_can_be_made_anew(self, content: Base) -> None:
        before = uids("pain")
        SearchText.objects.update(asked=" nothing ", rest="", names="")
        assert uids("pain") == []
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO cards_searchtext_fts (cards_searchtext_fts) VALUES ('delete-all')")
        out = StringIO()
        call_command("rebuild_search", stdout=out)
        assert f"{SearchText.objects.count()} faces" in out.getvalue()
        assert uids("pain") == before
        self.check()

    def test_it_forgets_what_is_deleted(self, content: Base) -> None:
        card = Card.objects.get(uid="denosumab/role")
        card.delete()
        assert card.uid not in uids("denosumab")
        self.check()


def make_topic(uid: str) -> Topic:
    source = Source.objects.create(uid=uid, title=uid)
    return Topic.objects.create(source=source, uid="t", title="T", plain_title="T", position=0)


def add_cards(topic: Topic, count: int, *words: str) -> None:
    """Cards whose fronts hold these words and a number each."""
    facts = Fact.objects.bulk_create(
        Fact(
            source=topic.source,
            topic=topic,
            uid=f"{topic.source.uid}-{number}",
            kind="statement",
            for_nursing=True,
            for_caregivers=True,
            sensitivity="none",
            wording="",
            plain_wording="",
            digest="0" * 64,
            position=number,
        )
        for number in range(count)
    )
    drafts = (Card(fact=fact, uid=f"{fact.uid}/ask", template="ask", position=0) for fact in facts)
    cards = Card.objects.bulk_create(drafts)
    Face.objects.bulk_create(
        Face(card=card, language="en", register="nursing", front=f"{' '.join(words)} n{number}", back="yes")
        for number, card in enumerate(cards)
    )
    index_source(topic.source)


@pytest.fixture
def many(db) -> Topic:
    """A topic with many cards."""
    topic = make_topic("many")
    add_cards(topic, 3000, "common")
    return topic


def plan_of(text: str) -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")
    return find(text, lens=NURSE).explain()


def test_a_search_reads_the_index_and_not_the_cards(many: Topic) -> None:
    plan = plan_of("n2718")
    if connection.vendor == "postgresql":
        assert "cards_searchtext_lexemes" in plan
        assert "Seq Scan on cards_card" not in plan
    else:
        assert "SCAN cards_searchtext_fts VIRTUAL TABLE INDEX" in plan
        assert plan.count("SCAN ") == 1, plan


def test_a_search_is_one_query_at_any_size(many: Topic, django_assert_num_queries) -> None:
    for text, found in (("n2718", 1), ("common", search.MOST_HITS + 1), ("nothing", 0)):
        with django_assert_num_queries(1):
            assert len(uids(text)) == found


def test_a_search_among_some_cards_looks_at_those_alone(many: Topic) -> None:
    last = Card.objects.filter(fact__position__gte=2990)
    assert len(uids("common", among=last)) == 10, "though the first thousand hits are others"
    assert uids("n5", among=last) == []
