import json
import os
import subprocess
import sys
from pathlib import Path

from cards.generation.audit import audit, audit_text, findings, listing
from cards.generation.cards import cards_for

GOLDEN = Path(__file__).parent / "bone_metastases.golden.txt"


def test_every_card_of_the_shipped_base_is_as_agreed(shipped):
    """To accept a change: OSTEON_REGENERATE=1 python -m pytest tests/cards/generation/test_audit.py; read the diff."""
    current = listing(shipped)
    if os.environ.get("OSTEON_REGENERATE"):
        GOLDEN.write_text(current, encoding="utf-8")
    assert GOLDEN.read_text(encoding="utf-8") == current


def test_the_shipped_base_has_no_findings(shipped):
    assert [f"{finding.code}: {finding.uid}: {finding.message}" for finding in findings(shipped)] == []


def test_the_listing_does_not_depend_on_the_process(repository, shipped):
    code = """if True:
        from pathlib import Path
        from cards.facts.reader import read_base
        from cards.generation.audit import listing
        print(listing(read_base(Path("cards/facts/bone-metastases"))), end="")
    """
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=repository, env=environment, capture_output=True, check=True
    )
    assert done.stdout.decode() == listing(shipped)


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
    assert {finding["code"] for finding in entries["rain"]["findings"]} == {"gives-away"}
    assert entries["weir"]["findings"] == []
    text = audit_text(sample)
    assert "  ! gives-away: rain/cloze:small: nursing:" in text
    assert text.rstrip().endswith("9 facts, 25 cards, 1 findings")
    assert "Moving water\n============" in text


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
