import io
import json
import os
import subprocess
import sys
from pathlib import Path

from django.core.management import call_command

from cards.generation.audit import audit, audit_text, findings, item_findings, items_listing, listing
from cards.generation.cards import cards_for
from cards.generation.item_listing import spreads
from cards.generation.items import items_of
from tests.cards.generation.builders import base, grid, passage, statement, statistic, works, wrong

GOLDEN = Path(__file__).parent / "bone_metastases.golden.txt"
ITEMS_GOLDEN = Path(__file__).parent / "bone_metastases_items.golden.txt"


def test_every_card_of_the_shipped_base_is_as_agreed(shipped):
    """To accept a change: OSTEON_REGENERATE=1 python -m pytest tests/cards/generation/test_audit.py; read the diff."""
    current = listing(shipped)
    if os.environ.get("OSTEON_REGENERATE"):
        GOLDEN.write_text(current, encoding="utf-8")
    assert GOLDEN.read_text(encoding="utf-8") == current


def test_every_item_of_the_shipped_base_is_as_agreed(shipped):
    """To accept a change: as for the cards."""
    current = items_listing(shipped)
    if os.environ.get("OSTEON_REGENERATE"):
        ITEMS_GOLDEN.write_text(current, encoding="utf-8")
    assert ITEMS_GOLDEN.read_text(encoding="utf-8") == current


def test_the_shipped_base_has_no_findings(shipped):
    found = [*findings(shipped), *item_findings(shipped, items_of(shipped))]
    assert [f"{finding.code}: {finding.uid}: {finding.message}" for finding in found] == []


def test_each_topic_of_the_shipped_base_has_formats_and_levels_to_choose_from(shipped):
    found = spreads(shipped)
    assert [each.topic for each in found] == [topic.uid for topic in shipped.topics]
    for each in found:
        assert len(each.formats) >= 3, each
        # An easy draw and a hard one are more than half a level's width apart.
        assert each.hardest - each.easiest >= 20, each


def test_the_listing_does_not_depend_on_the_process(repository, shipped):
    code = """if True:
        from pathlib import Path
        from cards.facts.reader import read_base
        from cards.generation.audit import items_listing, listing
        base = read_base(Path("cards/facts/bone-metastases"))
        print(listing(base) + items_listing(base), end="")
    """
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=repository, env=environment, capture_output=True, check=True
    )
    assert done.stdout.decode() == listing(shipped) + items_listing(shipped)


def test_the_audit_tells_everything_about_each_fact(shipped):
    data = json.loads(json.dumps(audit(shipped)))
    assert [entry["uid"] for entry in data["facts"]] == [fact.uid for fact in shipped.facts_in_order()]
    entry = next(entry for entry in data["facts"] if entry["kind"] == "set")
    fact = shipped.fact(entry["uid"])
    assert entry["plain_wording"] == fact.wording.plain
    assert [member["slug"] for member in entry["values"]["members"]] == [member.slug for member in fact.members]
    assert [card["uid"] for card in entry["cards"]] == [card.uid for card in cards_for(fact)]
    assert {face["register"] for card in entry["cards"] for face in card["faces"]} <= {"nursing", "plain"}
    assert set(data["decks"]) == {deck.uid for deck in shipped.decks}


def test_the_audit_carries_findings_to_their_fact(sample):
    entries = {entry["uid"]: entry for entry in audit(sample)["facts"]}
    assert "gives-away" in {finding["code"] for finding in entries["rain"]["findings"]}
    assert "gives-away" not in {finding["code"] for finding in entries["weir"]["findings"]}
    text = audit_text(sample)
    assert "  ! gives-away: rain/cloze:small: nursing:" in text
    items = items_of(sample)
    cards = sum(len(cards_for(fact)) for fact in sample.facts)
    found = len(findings(sample)) + len(item_findings(sample, items))
    counts = f"{len(sample.facts)} facts, {cards} cards, {len(items)} items, {found} findings"
    assert text.rstrip().endswith(counts)
    assert "Moving water\n============" in text


MILL = statement(
    "saw",
    asks=(("turns", "What turns the wheel of a saw?", "Flowing water"),),
    distractors=(wrong("Always sand", "ask:turns"), wrong("Falling dust", "ask:turns")),
)


def test_the_audit_tells_the_items_of_each_fact_and_of_several():
    data = json.loads(json.dumps(audit(base(*works(), MILL, grids=(grid(),), passages=(passage(),)))))
    entries = {entry["uid"]: entry for entry in data["facts"]}
    assert [item["uid"] for item in entries["saw"]["items"]] == ["saw/mc:ask:turns"]
    assert {finding["code"] for finding in entries["saw"]["findings"]} >= {"absolute"}
    assert [item["uid"] for item in data["items"]] == [
        "grid:works/matching",
        "grid:works/matrix_choice",
        "passage:valley/highlight",
    ]
    assert [spread["topic"] for spread in data["spreads"]] == ["water"]


def test_the_audit_shows_items_below_their_facts():
    text = audit_text(base(*works(), MILL, grids=(grid(),)))
    lines = text.splitlines()
    saw = next(number for number, line in enumerate(lines) if line.startswith("saw ("))
    assert any("saw/mc:ask:turns [nursing, multiple_choice," in line for line in lines[saw:])
    assert "  ! absolute: saw/mc:ask:turns:" in text
    assert lines.index("Items on several facts") > saw


def test_the_command_lists_items_alone(shipped):
    out = io.StringIO()
    call_command("audit_content", items=True, stdout=out)
    assert out.getvalue().rstrip() == items_listing(shipped).rstrip()


def test_a_listing_of_items_marks_right_and_wrong():
    lines = items_listing(base(*works(), MILL, statistic(), grids=(grid(formats=("matching",)),))).splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("saw/mc:ask:turns ["))
    assert lines[at].endswith("What turns the wheel of a saw?")
    assert set(lines[at + 1 : at + 4]) == {
        "    + Flowing water",
        "    - Always sand (pool:dry: It is dry.)",
        "    - Falling dust (pool:dry: It is dry.)",
    }
    assert "    = 2 m/s (m/s, metres a second, meters a second, metres per second, meters per second)" in lines
    assert "    A weir => Slows something (weir: A weir slows.)" in lines


def test_the_listing_names_face_front_back_and_note(sample):
    lines = listing(sample).splitlines()
    at = lines.index("delta/term [plain] Which word means: land made of mud at the sea? => delta")
    assert lines[at + 1] == "    note: Other name: river fan."


def test_nothing_here_needs_django(repository):
    code = (
        "import sys; import cards.facts.reader, cards.facts.payload, cards.generation.audit;"
        "sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    subprocess.run([sys.executable, "-c", code], cwd=repository, check=True)
