"""Typed terms against known answers and stated properties."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from learn.answers import LONGEST_ANSWER, Comparison, Verdict, compare, fold
from learn.answers.lexicon import is_word
from tests.learn.answers.slips import every_slip, plain_distance, slips

# Terms of the shipped base and of nursing at large; none has a rival, a number or a word of under four letters in it.
TERMS = [
    "osteoporosis",
    "bone metastasis",
    "metastatic bone disease",
    "denosumab",
    "trastuzumab",
    "bortezomib",
    "bisphosphonates",
    "radiopharmaceuticals",
    "proteasome",
    "nanoparticle",
    "bone remodelling",
    "oesophagus",
    "haemoglobin",
    "anaemia",
    "tumour",
    "biopsies",
    "lymphoma",
    "melanoma",
    "prostate",
    "sternum",
    "spine",
    "skull",
    "hips",
    "physical therapy",
    "quality of life",
    "long-term care",
]

terms = st.sampled_from(TERMS)

# One letter of their last syllable makes them drugs of another class.
ANOTHER_DRUG = {
    "denosumab": {"denosumib"},
    "trastuzumab": {"trastuzumib"},
    "bortezomib": {"bortezomab", "bortezonib"},
}


def verdict(typed: str, *accepts: str, near: tuple[str, ...] = ()) -> str:
    return compare(typed, accepts=accepts, near=near).verdict.value


def _is_more_than_a_slip(typed: str, term: str) -> bool:
    """Whether it makes another word, loses one, or turns one into a negation."""
    made = set(fold(typed).split()) - set(fold(term).split())
    return any(is_word(word) for word in made) or bool(
        {"no", "non", "not", "nor", "none"} & set(typed.replace("-", " ").split())
    )


class TestRight:
    @given(terms, st.data())
    def test_a_right_answer_is_right_in_any_case_hyphenation_and_spacing(self, term: str, data: st.DataObject) -> None:
        letters = [letter.upper() if data.draw(st.booleans()) else letter for letter in term]
        place = data.draw(st.integers(1, len(term) - 1))
        letters.insert(place, data.draw(st.sampled_from(["", "-", " ", "\u2011", "\u00a0", "\u00ad"])))
        padding = data.draw(st.sampled_from(["", " ", "\n", ".", "!", "“"]))
        assert verdict(padding + "".join(letters) + padding, term) == "right"

    @pytest.mark.parametrize("typed", ["gastro-oesophageal", "gastrooesophageal", "gastro-esophageal"])
    def test_both_spellings_with_and_without_a_hyphen(self, typed: str) -> None:
        assert verdict(typed, "gastroesophageal") == verdict("gastroesophageal", typed) == "right"

    @pytest.mark.parametrize(
        "lead", ["it is ", "It’s ", "it's called ", "the ", "a ", "called ", "this is the ", "teh "]
    )
    def test_words_that_may_lead_in(self, lead: str) -> None:
        assert compare(f"{lead}Denosumab.", accepts=["denosumab"]) == Comparison(Verdict.RIGHT, accepted="denosumab")

    def test_any_of_the_accepted_answers_is_right_and_it_says_which(self) -> None:
        found = compare("ACS", accepts=["American Cancer Society", "the ACS"])
        assert (found.verdict, found.accepted, found.is_accepted) == ("right", "the ACS", True)

    def test_an_accepted_answer_is_right_though_it_stands_among_the_near_ones(self) -> None:
        assert verdict("metastases", "metastasis", near=("Metastases",)) == "right"
        assert verdict("metastsis", "metastasis", near=("Metastases",)) == "nearly"

    def test_where_nothing_is_accepted_nothing_is_right(self) -> None:
        assert verdict("x") == verdict("x", "", "...") == "wrong"


class TestNearlyRight:
    def test_a_slip_is_accepted_with_a_notice(self) -> None:
        assert compare("osteoblatsic", accepts=["osteoblastic"], near=["osteolytic"]) == Comparison(
            Verdict.NEARLY, accepted="osteoblastic", notice="check the spelling: osteoblastic"
        )

    @pytest.mark.parametrize(
        ("typed", "accepted", "expected"),
        [
            ("ribs", "rib", "right"),
            ("rbi", "rib", "wrong"),  # under four letters: exactly so
            ("spien", "spine", "nearly"),
            ("spein", "spine", "wrong"),  # two slips, under eight letters
            ("sternnu", "sternum", "wrong"),
            ("denosmb", "denosumab", "nearly"),  # two, from eight letters on
            ("denosm", "denosumab", "wrong"),
            ("fracturs", "fracture", "nearly"),
            ("bone metastsais", "bone metastasis", "nearly"),
            ("qualty fo life", "quality of life", "nearly"),
            ("one metastasis", "bone metastasis", "wrong"),  # another word, not a slip
            ("numbr three", "number three", "nearly"),
            ("resectable", "unresectable", "wrong"),
        ],
    )
    def test_how_many_slips_are_let_pass(self, typed: str, accepted: str, expected: str) -> None:
        assert verdict(typed, accepted) == expected

    @pytest.mark.parametrize("term", TERMS)
    def test_every_single_slip_that_makes_no_other_word_is_let_pass(self, term: str) -> None:
        refused = {typed for typed in every_slip(term) if not compare(typed, accepts=[term]).is_accepted}
        others = {typed for typed in refused if _is_more_than_a_slip(typed, term)}
        assert refused - others == ANOTHER_DRUG.get(term, set())

    @given(st.data(), terms, terms)
    def test_but_not_where_it_is_closer_to_a_near_term(self, data: st.DataObject, term: str, near: str) -> None:
        assume(term != near)
        typed = data.draw(slips(near))
        found = compare(typed, accepts=[term], near=[near])
        if fold(typed) != fold(term) and plain_distance(typed, near) <= plain_distance(typed, term):
            assert not found.is_accepted

    @given(terms, st.lists(terms, max_size=5))
    def test_no_near_term_is_ever_accepted(self, term: str, near: list[str]) -> None:
        for other in near:
            if other != term:
                assert not compare(other, accepts=[term], near=near).is_accepted


class TestWrong:
    @pytest.mark.parametrize(
        ("typed", "accepted", "near", "taken_for"),
        [
            ("osteolytic", "osteoblastic", ("osteolytic", "osteoporosis"), "osteolytic"),
            ("Osteolitic", "osteoblastic", ("osteolytic", "osteoporosis"), "osteolytic"),
            ("osteoblastic", "osteolytic", ("osteoblastic",), "osteoblastic"),
            ("hypercalcaemia", "hypocalcemia", ("hypercalcemia",), "hypercalcemia"),
            ("melanoma", "lymphoma", ("melanoma", "sarcoma"), "melanoma"),
            ("trial", "tribal", ("trial",), "trial"),
            ("osteoclast", "osteoblast", ("osteocyte",), ""),
            ("hip", "skull", ("rib",), ""),
        ],
    )
    def test_it_says_for_which_near_term_it_was_taken(self, typed, accepted, near, taken_for) -> None:
        found = compare(typed, accepts=[accepted], near=near)
        assert (found.verdict, found.near) == ("wrong", taken_for)

    @pytest.mark.parametrize(
        ("typed", "accepted"),
        [
            ("hypercalcemia", "hypocalcemia"),
            ("hypoglycaemia", "hyperglycemia"),
            ("hypecalcemia", "hypocalcemia"),  # halfway between the two
            ("microcytic", "macrocytic"),
            ("osteoclast", "osteoblast"),
            ("osteoclastic metastasis", "osteoblastic metastasis"),
            ("unimportant", "important"),
            ("insufficient", "sufficient"),
            ("sufficient", "insufficient"),
            ("intercellular", "intracellular"),
            ("external", "internal"),
            ("decrease", "increase"),
            ("asymptomatic", "symptomatic"),
            ("atypical", "typical"),
            ("tracheotomy", "tracheostomy"),
            ("nephrosis", "nephritis"),
            ("dysphasia", "dysphagia"),
            ("ilium", "ileum"),
            ("five months ago", "nine months ago"),
        ],
    )
    def test_an_opposite_never_passes_for_a_slip(self, typed: str, accepted: str) -> None:
        assert verdict(typed, accepted) == "wrong"
        # Its own spelling is right, and a slip elsewhere in it is one.
        assert verdict(accepted, accepted) == "right"

    def test_it_says_what_it_can_be_taken_for(self) -> None:
        assert compare("osteoclast", accepts=["osteoblast"]).notice == "it can be taken for osteoclast"

    @pytest.mark.parametrize(
        ("typed", "accepted"),
        [
            ("denosumab (an antibody)", "denosumab"),
            ("denosumab x", "denosumab"),
            ("denosumab 2", "denosumab"),
            ("no osteolytic", "osteolytic"),
            ("no steolytic", "osteolytic"),
            ("no the internet", "on the internet"),
            ("not painful", "painful"),
            ("osteolytic to", "osteolytic"),
            ("vitamin", "vitamin K"),
            ("vitamin D", "vitamin K"),
            ("PT scan", "CT scan"),
            ("5 months", "6 months"),
            ("60 months", "6 months"),
            ("study of 1984", "study of 1985"),
            ("1 5", "15"),
            ("twelve months", "twenty months"),
            ("first most common", "third most common"),
            ("type 1 diabetes", "type 2 diabetes"),
            ("type I diabetes", "type II diabetes"),
            ("HER2-", "HER2+"),
            ("metastasis bone", "bone metastasis"),
            ("10 of 100", "10 of 1000"),
            ("?", "rib ?"),
        ],
    )
    def test_another_word_or_number_is_no_slip(self, typed: str, accepted: str) -> None:
        assert verdict(typed, accepted) != "nearly"
        assert not compare(typed, accepts=[accepted]).is_accepted

    @pytest.mark.parametrize("typed", ["osteolytic or osteoblastic", "osteolytic/osteoblastic", "breast, osteolytic"])
    def test_a_list_with_the_right_answer_in_it_is_wrong_and_told_so(self, typed: str) -> None:
        assert compare(typed, accepts=["osteolytic"]) == Comparison(Verdict.WRONG, notice="give one answer")

    @pytest.mark.parametrize("typed", ["denosumab (an antibody)", "breast or lung", "trastuzumab"])
    def test_what_holds_no_right_answer_or_is_no_list_is_not_called_one(self, typed: str) -> None:
        assert compare(typed, accepts=["denosumab"]) == Comparison(Verdict.WRONG)

    def test_a_list_that_is_the_answer_is_right(self) -> None:
        assert verdict("painkillers & steroids", "painkillers and steroids") == "right"

    @pytest.mark.parametrize(
        "typed",
        [
            "trastuzumab (Herceptin)",
            "Herceptin or trastuzumab",
            "it is trastuzumab, also known as Herceptin",
            "trastuzumab/Herceptin",
            "the drug trastuzumab aka Herceptin",
        ],
    )
    def test_several_right_answers_and_nothing_else_are_right(self, typed: str) -> None:
        assert compare(typed, accepts=["trastuzumab", "Herceptin"], near=["denosumab"]).verdict == Verdict.RIGHT

    @pytest.mark.parametrize(
        "typed", ["trastuzumab (denosumab)", "Herceptin, trastuzumab, bortezomib", "not trastuzumab (Herceptin)"]
    )
    def test_with_one_more_they_are_wrong(self, typed: str) -> None:
        assert not compare(typed, accepts=["trastuzumab", "Herceptin"], near=["denosumab"]).is_accepted

    @pytest.mark.parametrize("typed", ["3.3", "3,3", "3/3", "3.5"])
    @pytest.mark.parametrize("accepted", ["3", "third"])
    def test_a_decimal_is_no_place_and_no_two_numbers(self, typed: str, accepted: str) -> None:
        assert verdict(typed, accepted) == "wrong"


class TestAnythingTyped:
    @pytest.mark.parametrize("typed", ["", "  \n", "...", "-", "\u200b", "“”"])
    def test_nothing_is_empty(self, typed: str) -> None:
        assert compare(typed, accepts=["rib"]) == Comparison(Verdict.EMPTY)

    @given(
        st.text(max_size=300), st.lists(st.text(max_size=20), max_size=3), st.lists(st.text(max_size=20), max_size=3)
    )
    def test_whatever_is_typed_gets_a_verdict_and_no_slip_goes_without_a_notice(self, typed, accepts, near) -> None:
        found = compare(typed, accepts=accepts, near=near)
        assert found.is_accepted == bool(found.accepted)
        assert (found.verdict == Verdict.NEARLY) <= bool(found.notice)

    def test_what_is_too_long_is_wrong_however_it_begins(self) -> None:
        assert verdict("denosumab" + " " * 500, "denosumab") == "right"
        found = compare("denosumab" + "." * LONGEST_ANSWER, accepts=["denosumab"])
        assert (found.verdict, found.notice) == ("wrong", "an answer has at most 200 characters")
        assert verdict("ab " * 10**6, "denosumab") == "wrong"
