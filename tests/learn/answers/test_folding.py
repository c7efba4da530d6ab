"""Folding: which texts are the same, which are not."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from learn.answers import compare, fold


class TestFolding:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("tumour", "Tumors"),
            ("remodelling", "remodeling"),
            ("oesophageal", "esophageal"),
            ("haemoglobin", "hemoglobin"),
            ("anaemia", "anemia"),
            ("leukaemias", "leukemia"),
            ("paediatric", "pediatric"),
            ("gynaecology", "gynecology"),
            ("oestrogen", "estrogen"),
            ("oedema", "edema"),
            ("lymphoedema", "lymphedema"),
            ("diarrhoea", "diarrhea"),
            ("dyspnoea", "dyspnea"),
            ("foetus", "fetuses"),
            ("metastasise", "metastasize"),
            ("metastasising", "metastasizing"),
            ("hospitalisation", "hospitalization"),
            ("paralysed", "paralyzed"),
            ("centre", "centers"),
            ("millilitres", "milliliter"),
            ("colour", "color"),
            ("labelled", "labeled"),
            ("sulphate", "sulfate"),
            ("leucocyte", "leukocytes"),
            ("metastases", "metastasis"),
            ("diagnoses", "diagnosis"),
            ("analyses", "analysis"),
            ("prostheses", "prosthesis"),
            ("biopsies", "biopsy"),
            ("noses", "nose"),
            ("doses", "dose"),
            ("diseases", "disease"),
            ("viruses", "virus"),
            ("reflexes", "reflex"),
            ("headaches", "headache"),
            ("losses", "loss"),
            ("vertebrae", "vertebra"),
            ("thrombi", "thrombus"),
            ("discs", "disk"),
            ("Paget’s disease", "Paget disease"),
            ("the patients' rights", "patient right"),
            ("ﬁbre", "fiber"),
            ("Straße", "STRASSE"),
            ("Sjögren", "Sjogren"),
            ("10 %", "ten percent"),
            ("330,000 people", "330 000 people"),
            ("0,5 mg", "0.5 mg"),
            ("COVID-19", "covid 19"),
            ("3rd most common", "third most common"),
            ("\uff11\uff12", "12"),
            ("½ year", "1/2 years"),
            ("a loss of the bone", "loss of bone"),
        ],
    )
    def test_these_are_the_same(self, one: str, other: str) -> None:
        assert fold(one) == fold(other)
        assert compare(one, accepts=[other]).verdict == compare(other, accepts=[one]).verdict == "right"

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("1.5 mg", "15 mg"),
            ("1 5", "15"),
            ("6-7", "67"),
            ("HER2+", "HER2-"),
            ("< 6", "> 6"),
            ("hepatitis A", "hepatitis"),
            ("vitamin A deficiency", "vitamin deficiency"),
            ("aerobic", "erobic"),
            ("exercise", "exercize"),
            ("AIDS", "aid"),
            ("pus", "pu"),
            ("bone", "bon"),
            ("metastasis bone", "bone metastasis"),
        ],
    )
    def test_these_are_not(self, one: str, other: str) -> None:
        assert fold(one) != fold(other)

    @given(st.text(max_size=60))
    @example("thes bone")
    @example("lenses'S æ½")
    @example("330-000")
    def test_folding_again_changes_nothing(self, text: str) -> None:
        assert fold(fold(text)) == fold(text)

    @given(
        st.lists(st.sampled_from(["the", "a", "1,000", "000", "20", "oedemas", "5th", "s", "its", "x-"]), max_size=8)
    )
    def test_nor_with_words_that_touch_each_other(self, words: list[str]) -> None:
        assert fold(fold(" ".join(words))) == fold(" ".join(words))

    def test_a_long_text_is_folded_to_its_end(self) -> None:
        assert fold("the tumours " * 50 + "end") == "tumor " * 50 + "end"
