"""Who is behind, and why."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learn.teaching.behind import Facts, Missed, Reason, Rules, TopicRecall, Why, reasons
from learn.teaching.words import reason_in_words

TODAY = date(2026, 3, 2)
RULES = Rules(overdue_days=7, quiet_days=5, least_percent=70, least_answers=10)

days = st.dates(TODAY - timedelta(days=60), TODAY)
topics = st.builds(
    lambda title, answers, wrong: TopicRecall(title, answers, max(0, answers - wrong)),
    st.sampled_from(["Bones", "Drugs"]),
    st.integers(0, 40),
    st.integers(0, 40),
)
facts = st.builds(
    Facts,
    st.none() | days,
    st.none() | days,
    st.lists(st.tuples(days, st.integers(1, 5)), max_size=6),
    st.lists(topics, max_size=3),
    st.lists(st.builds(Missed, st.just("Quiz")), max_size=2),
)
rules = st.builds(Rules, st.integers(1, 30), st.integers(1, 30), st.integers(0, 100), st.integers(1, 30))


@given(facts, rules)
def test_each_reason_holds_by_the_numbers_it_is_told_with(some: Facts, by: Rules) -> None:
    found = reasons(some, by, today=TODAY)
    kinds = [each.why for each in found]
    assert kinds.count(Why.NOT_HANDED_IN) == len(some.missed)
    overdue = [n for day, n in some.due_dates if day < TODAY - timedelta(days=by.overdue_days)]
    assert [each.n for each in found if each.why == Why.OVERDUE] == ([sum(overdue)] if overdue else [])
    is_quiet = (
        some.studying_since is not None
        and TODAY - some.studying_since >= timedelta(days=by.quiet_days)
        and (some.last_date is None or TODAY - some.last_date >= timedelta(days=by.quiet_days))
    )
    assert (Why.NOT_STUDIED in kinds) == is_quiet
    weak = [
        (each.title, each.passed, each.answers)
        for each in some.topics
        if each.answers >= by.least_answers and each.passed / each.answers < by.least_percent / 100
    ]
    assert [(each.about, each.n, each.of) for each in found if each.why == Why.FORGETS] == weak


def ago(n: int) -> date:
    return TODAY - timedelta(days=n)


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (Facts(missed=[Missed("Week 1")]), "“Week 1” is past due and not handed in."),
        (Facts(missed=[Missed("The deck", 3, 5)]), "“The deck” is past due: 3 of 5 done."),
        (Facts(ago(12)), "No assigned card was ever answered; there has been something to study for 12 days."),
        (Facts(ago(40), ago(9)), "Last answered an assigned card 9 days ago."),
        (
            Facts(due_dates=[(ago(8), 1)]),
            "1 assigned card is more than 7 days overdue, the longest 8 days.",
        ),
        (
            Facts(due_dates=[(ago(8), 2), (ago(15), 3), (ago(7), 9)]),
            "5 assigned cards are more than 7 days overdue, the longest 15 days.",
        ),
        (Facts(topics=[TopicRecall("Bones", 10, 6)]), "“Bones”: 6 of 10 due reviews remembered (60 %)."),
    ],
)
def test_a_reason_in_words(known: Facts, said: str) -> None:
    assert [reason_in_words(each) for each in reasons(known, RULES, today=TODAY)] == [said]


@pytest.mark.parametrize(
    "known",
    [
        Facts(),
        Facts(last_date=ago(50)),  # nothing is assigned
        Facts(ago(4)),
        # Assigned a while ago, studied lately; and the other way round.
        Facts(ago(30), ago(4)),
        Facts(ago(4), ago(30)),
        Facts(due_dates=[(ago(7), 3)]),
        Facts(topics=[TopicRecall("Bones", 9, 0), TopicRecall("Drugs", 10, 7)]),
    ],
)
def test_who_is_not_behind(known: Facts) -> None:
    assert reasons(known, RULES, today=TODAY) == ()


def test_reasons_name_what_they_are_about() -> None:
    (reason,) = reasons(Facts(missed=[Missed("Week 1", key="an id")]), RULES, today=TODAY)
    assert reason == Reason(Why.NOT_HANDED_IN, "Week 1", key="an id")
