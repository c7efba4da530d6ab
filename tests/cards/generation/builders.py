"""Small facts and bases about water, for tests of items: each builder fills in what the test does not speak of."""

from cards.facts.item_sources import Distractor, Grid, GridColumn, GridRow, Passage, Phrase
from cards.facts.kinds import (
    Ask,
    Base,
    Definition,
    Member,
    Place,
    Pool,
    Rank,
    Role,
    SetMembership,
    Source,
    Statement,
    Statistic,
    Text,
    Topic,
)
from cards.items.kinds import Format, Item, Option, Slot

BOTH = ("nursing", "caregivers")


def text(nursing, plain=None):
    return Text.shared(nursing) if plain is None else Text({"nursing": nursing, "plain": plain})


def wrong(words, at="", false_by="pool:dry", why="It is dry.", plain=None):
    return Distractor(text(words, plain), why, false_by, at)


def base(*facts, **own):
    return Base(
        Source("rivers", "How rivers work", "", "", "", "", ""),
        (),
        (Topic("words", text("Words")), Topic("water", text("Moving water"))),
        (),
        (Pool("dry", "No water flows there.", ("a desert", "dunes")),),
        facts,
        **own,
    )


def common(uid, topic="water", wording="Water flows.", **own):
    return {"uid": uid, "topic": topic, "audiences": BOTH, "wording": text(wording), **own}


def statement(uid="mill", asks=(("turns", "What turns the wheel of a mill?", "Flowing water"),), **own):
    made = tuple(Ask(slug, text(front), text(back)) for slug, front, back in asks)
    return Statement(**common(uid, **own), asks=made)


def definition(uid, term, meaning, plain=None, **own):
    return Definition(**common(uid, "words", **own), term=text(term), meaning=text(meaning, plain))


def role(uid, agent, does, agent_class="barrier", **own):
    return Role(**common(uid, **own), agent=text(agent), agent_class=text(agent_class), role=text(does))


def members(uid="parts", names=("source", "middle", "mouth"), is_open=False, question="", **own):
    return SetMembership(
        **common(uid, **own),
        question=text(question or "Which three parts does every river have?"),
        members=tuple(Member(name, text(name)) for name in names),
        cloze=text("A river has {members}."),
        open=is_open,
    )


def rank(uid="longest", places=(("nile", 1), ("amazon", 2), ("lena", 3), ("rhine", 4)), **own):
    made = tuple(
        Place(slug, text(f"the {slug}"), ranks if isinstance(ranks, tuple) else (ranks,)) for slug, ranks in places
    )
    return Rank(**common(uid, **own), scale=text("longest rivers here"), places=made)


def statistic(uid="speed", value="2 metres a second", number=2, unit="m/s", **own):
    return Statistic(
        **common(uid, **own),
        value=text(value),
        number=number,
        unit=unit,
        measures=text("the speed of the Lena"),
        ask_value=text("How fast did the Lena run in that year?"),
    )


def grid(formats=("matching", "matrix_choice"), audiences=("nursing",), rows=None, extra=(), **own):
    """Weir, lock and mill against what they do; `rows` maps a fact to the slugs of its columns."""
    rows = rows or {"weir": ("slows",), "lock": ("lifts",), "mill": ("grinds",)}
    slugs = (*dict.fromkeys(slug for columns in rows.values() for slug in columns), *extra)
    return Grid(
        uid="works",
        topic="water",
        audiences=audiences,
        formats=formats,
        ask={each: text(f"Which is right for each of these works in a river ({each})?") for each in formats},
        columns=tuple(GridColumn(slug, text(f"{slug} something", f"it {slug}")) for slug in slugs),
        rows=tuple(
            GridRow(fact, fact, text(f"a {fact}", f"the {fact}"), columns, f"A {fact} {columns[0]}.")
            for fact, columns in rows.items()
        ),
        **own,
    )


def works():
    return (
        role("weir", "a weir", "slows the flow"),
        role("lock", "a lock", "lifts boats"),
        role("mill", "a mill", "grinds corn"),
    )


def passage(**own):
    return Passage(
        uid="valley",
        topic="water",
        audiences=("nursing",),
        ask=text("Highlight what slows the flow of a river."),
        text=text("The town built [[weir|a weir]] below [[lock|a lock]] and beside [[mill|a mill]]."),
        phrases=(
            Phrase("weir", "weir", True, "A weir slows the flow."),
            Phrase("lock", "lock", False, "A lock lifts boats."),
            Phrase("mill", "mill", False, "A mill grinds corn."),
        ),
        **own,
    )


def choice(key="Slows the flow", others=("Lifts the boats", "Grinds the corn", "Drains a field"), **own):
    """A multiple choice item about a weir without a fault."""
    false_by = own.pop("false_by", "pool:dry")
    why = own.pop("why", "It is dry.")
    is_fixed = own.pop("is_fixed", False)
    options = (
        Option("k", key, is_key=True),
        *(Option(f"w{number}", each, why=why, false_by=false_by) for number, each in enumerate(others)),
    )
    return item(slots=(Slot("answer", options=options, is_fixed=is_fixed),), **own)


def item(**own):
    values = {
        "uid": "weir/mc:role",
        "format": Format.MULTIPLE_CHOICE,
        "register": "nursing",
        "topic": "water",
        "stem": "What does a weir do in a river?",
        "facts": ("weir",),
        "rationale": "A weir slows the flow.",
        "slots": (),
        **own,
    }
    return Item(**values)
