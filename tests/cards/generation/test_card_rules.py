from dataclasses import replace

import pytest

from cards.facts.kinds import Ask, Inference, Member, Outline, Role, SetMembership, Statement, Text
from cards.facts.outline import run_hashes
from cards.generation.card_rules import findings


def statement(front: str, back: str, **own) -> Statement:
    wording = own.pop("wording", "Rain falls.")
    return Statement(
        uid="f",
        topic="water",
        audiences=("nursing", "caregivers"),
        wording=Text.shared(wording),
        asks=(Ask("a", Text.shared(front), Text.shared(back)),),
        **own,
    )


def codes(sample, *facts) -> set[str]:
    return {finding.code for finding in findings(replace(sample, facts=facts))}


BROKEN = {
    "long-answer": (
        "Why does rain fall on land?",
        "one two three four five six seven eight nine ten eleven twelve a b c d",
    ),
    "two-questions": ("What is rain and why does it fall?", "water"),
    "two-questions, two marks": ("What is rain? Is it wet?", "water"),
    "not-alone": ("What does it bring to the fields?", "water"),
    "not-alone, they": ("Why do they fall on the fields?", "weight"),
    "not-alone, this": ("This brings what to the fields?", "water"),
    "not-alone, too short": ("Why so?", "weight"),
    "not-alone, nothing named": ("What is it that we do?", "weight"),
    "gives-away": ("What happens when clouds rain on land?", "rain"),
    "gives-away, another form": ("Which illness can be treated early?", "one with a treatment"),
    "order-claimed": ("Which drops fall first?", "big ones"),
    "order-claimed, in the answer": ("Which drops fall from a cloud?", "mist, then hail"),
    "order-claimed, most": ("Which drops fall from most clouds?", "big ones"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_rule_is_found(sample, case):
    front, back = BROKEN[case]
    assert codes(sample, statement(front, back)) & {case.split(",")[0]} == {case.split(",")[0]}


SOUND = [
    ("Which drops fall from a cloud?", "big ones"),
    ("When is it best to seek shelter from rain?", "early"),
    ("With whom can it help to talk about rain?", "gardeners"),
    ("Rain falls on land. What does it feed?", "streams"),
    ("Besides dunes, what keeps its shape in wind?", "rock"),
    ("Which kind of cloud brings hail?", "a tall cloud"),
    ("What do gardeners do in order to keep beds wet?", "mulch"),
    ("Which secondary stream joins the Lena?", "the Aldan"),
]


@pytest.mark.parametrize(("front", "back"), SOUND)
def test_a_sound_card_has_no_finding(sample, front, back):
    assert findings(replace(sample, facts=(statement(front, back),))) == []


def test_an_order_that_the_fact_itself_claims_may_be_asked(sample):
    assert codes(sample, statement("Which drops fall first?", "big ones", wording="Big drops fall first.")) == set()


def test_the_same_front_twice_in_a_register(sample):
    one = statement("Which drops fall from a cloud?", "big ones")
    other = replace(one, uid="g")
    found = findings(replace(sample, facts=(one, other)))
    assert [(finding.uid, finding.code) for finding in found] == [("g/ask:a", "same-front")] * 2
    assert 'also the front of "f/ask:a"' in found[0].message
    nursing = replace(
        other,
        asks=(Ask("a", Text({"nursing": "Which hail falls here?", "plain": "x y z cloud?"}), one.asks[0].answer),),
    )
    assert "same-front" not in codes(sample, one, nursing)  # fmt: skip


def test_a_lost_hedge(sample):
    kept = statement("Which drops often fall from a cloud?", "big ones", hedge="often", wording="Big drops often fall.")
    other_word = replace(
        kept,
        asks=(
            Ask(
                "a",
                Text.shared("Which drops may fall from a cloud?"),
                Text.shared("big"),
            ),
        ),
    )
    lost = replace(kept, asks=(Ask("a", Text.shared("Which drops fall from a cloud?"), Text.shared("big ones")),))
    assert codes(sample, kept) == codes(sample, other_word) == set()
    assert codes(sample, lost) == {"hedge-lost"}


def test_a_lost_hedge_of_an_attribute(sample):
    banks = sample.fact("banks")
    flat = replace(banks.attributes[0], ask=Text.shared("What happens to the {subject} of a bend?"))
    assert "hedge-lost" not in codes(sample, banks)
    assert "hedge-lost" in codes(sample, replace(banks, attributes=(flat,)))


def many(count: int, **own) -> SetMembership:
    names = ["oak", "ash", "elm", "fir", "yew", "lime", "beech", "birch", "alder", "maple"][:count]
    return SetMembership(
        uid="f",
        topic="water",
        audiences=("nursing",),
        wording=Text.shared("Trees drink."),
        question=Text.shared("Which trees drink rain here?"),
        cloze=Text.shared("Rain is drunk by {members}."),
        members=tuple(Member(name, Text.shared(name)) for name in names),
        **own,
    )


def test_a_set_too_large_to_recall(sample):
    assert codes(sample, many(8)) == set()
    assert codes(sample, many(9)) == {"long-answer"}


def test_an_open_list_asks_for_what_the_article_names(sample):
    assert codes(sample, many(3, open=True)) == {"open-list"}


def test_the_class_word_of_a_set_or_an_agent_gives_nothing_away(sample):
    trees = many(3)
    members = tuple(replace(member, name=Text.shared(f"{member.slug} tree")) for member in trees.members)
    assert codes(sample, replace(trees, members=members)) == set()
    weir = sample.fact("weir")
    assert isinstance(weir, Role)
    assert codes(sample, replace(weir, agent=Text.shared("wooden barrier"))) == set()


def test_words_of_the_source_are_found_through_blanks_and_from_question_to_answer(sample):
    outline = Outline((), (), tuple(run_hashes("big drops fall from a tall cloud here, says the gauge")))
    base = replace(sample, outline=outline)

    def copied(fact) -> set[str]:
        return {finding.uid for finding in findings(replace(base, facts=(fact,))) if finding.code == "copied"}

    assert copied(statement("Which big drops fall from a tall cloud?", "here")) == {"f/ask:a"}
    assert copied(statement("Which drops?", "hail", wording="Big drops fall from a tall cloud here.")) == {"f"}
    cloze = Text.shared("Big [[size|drops]] fall from a [[kind|tall]] cloud here.")
    assert copied(replace(statement("x", "y"), cloze=cloze)) == {"f/cloze:size", "f/cloze:kind"}
    assert copied(statement("Which tall cloud has big drops?", "here")) == set()


def test_plain_wording_must_be_easy_and_its_sentences_short(sample):
    hard = statement(
        "Which drops fall from a cloud?",
        "big ones",
        wording="Precipitation characteristically necessitates condensation.",
    )
    long = statement("Which drops fall from a cloud?", "big ones", wording=" ".join(["rain"] * 21) + ".")
    assert codes(sample, hard) == {"hard-to-read"}
    assert "long-sentence" in codes(sample, long)
    terms = ["precipitation", "characteristically", "necessitates", "condensation"]
    taught = replace(hard, respell=dict.fromkeys(terms, "x"), explains=dict.fromkeys(terms, Text.shared("rain")))
    assert codes(sample, taught) == set()  # fmt: skip


def test_a_long_sentence_on_a_plain_face(sample):
    front = f"Which drops fall from {'very ' * 20}tall clouds?"
    assert codes(sample, statement(front, "big ones")) == {"long-sentence"}


def test_a_hard_word_has_its_sound_wherever_a_caregiver_meets_it(sample):
    rain = statement("Which drops fall from a stratus?", "big ones")
    other = replace(
        statement("Which cloud is low?", "stratus"),
        uid="g",
        respell={"Stratus": "STRAY-tus"},
        explains={"stratus": Text.shared("a low cloud")},
    )
    found = findings(replace(sample, facts=(rain, other)))
    assert [(finding.uid, finding.code) for finding in found] == [("f/ask:a", "not-respelled")]
    assert '"stratus"' in found[0].message
    assert codes(sample, replace(rain, audiences=("nursing",)), other) == set()
    assert codes(sample, replace(rain, respell={"stratus": "STRAY-tus"}), other) == set()
    worded = replace(statement("Which drops fall?", "big", wording="A stratus rains."), uid="h")
    assert "not-respelled" in codes(sample, worded, other)


def test_a_plural_says_itself(sample):
    explained = {"geyser": Text.shared("a hot spring")}
    one = statement("Which two geysers spout here?", "the tall ones", respell={"geyser": "GY-zer"}, explains=explained)
    assert codes(sample, one) == set()


def test_a_respelling_of_a_word_that_stands_nowhere(sample):
    idle = statement("Which drops fall here?", "big ones", respell={"stratus": "STRAY-tus"})
    assert "idle-respelling" in codes(sample, idle)
    assert "idle-respelling" not in codes(sample, replace(idle, note={"plain": "From a stratus."}))


def test_an_inference_about_a_card_that_is_not_there(sample):
    ours = statement("Which drops fall here?", "big ones", inference=Inference("size", cards=("ask:a",)))
    assert codes(sample, ours) == set()
    assert codes(sample, replace(ours, inference=Inference("size", cards=("ask:b",)))) == {"lost-inference"}


def test_daily_words_of_a_base_give_nothing_away(sample):
    """What stands in the source's title, or in many facts, is no hint."""
    assert codes(sample, statement("Where do rivers end their way?", "a river mouth")) == set()
    common = [
        replace(statement(f"Which drops fall in place {number}?", "big ones", wording="Hail falls."), uid=f"g{number}")
        for number in range(30)
    ]
    asked = statement("What makes hail so heavy?", "layers of hail")
    assert "gives-away" in codes(sample, asked)
    assert "gives-away" not in codes(sample, asked, *common)
