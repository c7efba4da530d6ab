"""Importing: by uid, all or nothing, and never at the cost of a learner's schedule."""

import dataclasses
import json
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cards.actions import ForeignUidError, import_facts, prepare
from cards.facts.kinds import Base, Text
from cards.models import Card, Deck, Face, Fact, Item, ItemVersion, Source
from learn.reviews import queue
from learn.reviews.actions import answer_card
from learn.reviews.models import CardState, ReviewLog
from tests.conftest import NOON, SHIPPED_BASE, Clock

pytestmark = pytest.mark.django_db


def snapshot() -> dict:
    return {
        model.__name__: sorted(map(str, model.objects.order_by("pk").values_list()))
        for model in (Source, Fact, Card, Face, Deck)
    }


def without(base: Base, uid: str) -> Base:
    return dataclasses.replace(base, facts=tuple(fact for fact in base.facts if fact.uid != uid))


def edited(base: Base, uid: str, **changes) -> Base:
    facts = tuple(dataclasses.replace(fact, **changes) if fact.uid == uid else fact for fact in base.facts)
    return dataclasses.replace(base, facts=facts)


def test_twice_changes_nothing(content: Base) -> None:
    before = snapshot()
    report = import_facts(base=content, now=NOON)
    assert report.is_empty
    assert snapshot() == before


def test_the_same_base_gives_the_same_rows(shipped_base: Base, db) -> None:
    first = import_facts(base=shipped_base, now=NOON)
    assert len(first.added) == len(shipped_base.facts)
    assert Deck.objects.count() >= 2
    assert list(Card.objects.values_list("uid", flat=True)) == first.cards_added


def test_an_edit_keeps_cards_and_schedules(content: Base, learner, clock: Clock) -> None:
    question = queue.next_question(learner=learner, now=clock())
    answer_card(
        learner=learner, card_id=question.card.pk, grade=5, client_id=uuid4(), seen_row_at=None, time_ms=1, now=clock()
    )
    state = CardState.objects.values().get()
    uid = question.card.fact.uid
    reworded = edited(content, uid, wording=Text({"nursing": "Quite other words.", "plain": "Other words."}))
    report = import_facts(base=reworded, now=clock())
    assert (report.added, report.changed, report.retired) == ([], [uid], [])
    assert Fact.objects.get(uid=uid).wording == "Quite other words."
    assert CardState.objects.values().get() == state


def test_a_retired_fact_leaves_the_plans_keeps_its_log_and_can_come_back(content: Base, learner, clock: Clock) -> None:
    question = queue.next_question(learner=learner, now=clock())
    uid = question.card.fact.uid
    answer_card(
        learner=learner, card_id=question.card.pk, grade=4, client_id=uuid4(), seen_row_at=None, time_ms=1, now=clock()
    )
    state = CardState.objects.values().get()
    report = import_facts(base=without(content, uid), now=clock())
    assert report.retired == [uid]
    clock.advance(days=1)
    assert question.card.fact_id not in facts_of_the_day(learner, clock)
    assert ReviewLog.objects.count() == 1
    report = import_facts(base=content, now=clock())
    assert (report.returned, report.added) == ([uid], [])
    clock.advance(days=1)
    assert question.card.fact_id in facts_of_the_day(learner, clock)
    assert CardState.objects.values().get() == state


def facts_of_the_day(learner, clock: Clock) -> set[int]:
    from learn.reviews.models import PlannedCard
    from learn.reviews.planning import plan_for

    plan = plan_for(learner=learner, now=clock())
    return set(
        PlannedCard.objects.filter(learner=learner, study_date=plan.study_date).values_list("card__fact_id", flat=True)
    )


def test_a_uid_of_another_source_is_refused_whole(content: Base) -> None:
    before = snapshot()
    other = dataclasses.replace(content, source=dataclasses.replace(content.source, uid="another"))
    with pytest.raises(ForeignUidError, match="choose a uid of your own"):
        import_facts(base=other, now=NOON)
    assert snapshot() == before


def test_a_plain_face_never_makes_a_second_card(content: Base) -> None:
    for card in Card.objects.filter(fact__for_caregivers=True).prefetch_related("faces"):
        assert {face.register for face in card.faces.all()} >= {"plain", "nursing"}
    assert Card.objects.count() == len(set(Card.objects.values_list("uid", flat=True)))


def run(*args: object, **options: object) -> str:
    out = StringIO()
    call_command(*map(str, args), stdout=out, **options)
    return out.getvalue()


def test_the_command_says_what_it_did(db) -> None:
    assert "facts added" in run("import_facts")
    assert "nothing changed" in run("import_facts")


def test_the_command_refuses_a_base_with_mistakes_naming_each(tmp_path: Path, db) -> None:
    run("import_facts")
    before = snapshot()
    bad = tmp_path / "bad.toml"
    bad.write_text('[source]\nuid = "x"\n[[fact]]\nuid = "a"\nkind = "guess"\n[[fact]]\nuid = "a"\nkind = "role"\n')
    with pytest.raises(CommandError) as error:
        run("import_facts", SHIPPED_BASE, bad, tmp_path / "missing.toml")
    message = str(error.value)
    assert "bad.toml:5" in message
    assert "guess" in message
    assert "missing.toml" in message
    assert "Nothing was imported" in message
    assert snapshot() == before


def test_audit_content_lists_every_fact_as_json_and_text(shipped_base: Base) -> None:
    audited = json.loads(run("audit_content", format="json"))
    assert {fact["uid"] for fact in audited["facts"]} == {fact.uid for fact in shipped_base.facts}
    fact = audited["facts"][0]
    assert fact.keys() >= {
        "uid",
        "kind",
        "topic",
        "audiences",
        "sensitivity",
        "paragraphs",
        "wording",
        "hedge",
        "cards",
        "findings",
    }
    assert {"front", "back"} <= fact["cards"][0]["faces"][0].keys()
    assert not [finding for fact in audited["facts"] for finding in fact["findings"]]
    text = run("audit_content")
    assert all(fact.uid in text for fact in shipped_base.facts)


def test_all_is_made_before_anyone_is_kept_from_writing(db, shipped_base: Base) -> None:
    told: list[tuple[str, int, int, bool]] = []
    outside = len(connection.savepoint_ids)

    def progress(stage: str, done: int, total: int) -> None:
        told.append((stage, done, total, len(connection.savepoint_ids) > outside))

    import_facts(base=shipped_base, now=NOON, progress=progress)
    assert list(dict.fromkeys(stage for stage, *_ in told)) == ["reading", "generating", "storing"]
    assert {(stage, is_held) for stage, _, _, is_held in told} == {
        ("reading", False),
        ("generating", False),
        ("storing", True),
    }
    for stage in ("reading", "generating", "storing"):
        steps = [(done, total) for each, done, total, _ in told if each == stage]
        assert steps == sorted(steps)
        assert steps[-1][0] == steps[-1][1]
    assert ("reading", len(shipped_base.facts), len(shipped_base.facts), False) in told


def test_what_was_prepared_is_stored_as_it_is(content: Base) -> None:
    reworded = edited(content, content.facts[1].uid, wording=Text({"nursing": "Quite other words.", "plain": "Words."}))
    before = snapshot()
    assert import_facts(base=content, now=NOON, made=prepare(base=content)).is_empty
    assert snapshot() == before
    report = import_facts(base=reworded, now=NOON, made=prepare(base=reworded))
    assert report.changed == [content.facts[1].uid]


def test_a_fact_put_before_the_others_moves_them_and_rewrites_none(content: Base) -> None:
    first = dataclasses.replace(content.facts_in_order()[0], uid="very-first", relation="")
    uids = list(Fact.objects.filter(retired_at=None).values_list("uid", flat=True))
    versions = ItemVersion.objects.count()
    report = import_facts(base=dataclasses.replace(content, facts=(first, *content.facts)), now=NOON)
    assert (report.added, report.changed) == (["very-first"], [])
    assert list(Fact.objects.filter(retired_at=None).values_list("uid", flat=True)) == ["very-first", *uids]
    assert ItemVersion.objects.count() == versions + len(report.items_added) + len(report.items_changed)
    again = {item.uid: item.position for item in Item.objects.filter(retired_at=None)}
    assert sorted(again.values()) == list(range(len(again)))
