"""From the fields of a table to a typed Fact: the common fields, then those of its kind.

What one fact can get wrong on its own is found here; what it takes the whole base to see stands in `checks`.
"""

from collections.abc import Callable, Mapping
from typing import TypedDict

from cards.facts.item_readers import (
    check_marks,
    read_because,
    read_distractor,
    read_dropdown,
    read_figure,
    read_tags,
    refuse_twins,
)
from cards.facts.kinds import (
    AUDIENCES,
    KINDS,
    NURSING,
    SENSITIVITIES,
    Ask,
    Attribute,
    Because,
    Contrast,
    Definition,
    Distractor,
    Fact,
    Figure,
    Inference,
    Member,
    Place,
    Rank,
    Recommendation,
    Role,
    SetMembership,
    Statement,
    Statistic,
    Subject,
    Text,
)
from cards.facts.tables import Fields, listed


class Common(TypedDict):
    """The fields of every fact, as keyword arguments."""

    uid: str
    topic: str
    audiences: tuple[str, ...]
    wording: Text
    paragraphs: tuple[int, ...]
    assertions: tuple[str, ...]
    hedge: str
    sensitivity: str
    respell: Mapping[str, str]
    no_item: str
    inference: Inference
    note: Mapping[str, str]
    as_of: str
    study: str
    relation: str
    distractors: tuple[Distractor, ...]
    because: Because | None
    dropdown: Text | None
    typed: Mapping[str, tuple[str, ...]]
    figures: tuple[Figure, ...]
    synonyms: Mapping[str, tuple[str, ...]]
    explains: Mapping[str, Text]
    tags: tuple[str, ...]
    held_out: bool


def read_fact(fields: Fields) -> Fact | None:
    """The fact in these fields, with placeholders for what is wrong; None if its kind is unknown."""
    kind = fields.choice("kind", tuple(KINDS))
    if kind not in KINDS:
        return None
    common = _read_common(fields)
    fact = _READERS[kind](fields, common)
    fields.finish()
    return fact


def _read_common(fields: Fields) -> Common:
    audiences = fields.choices("audiences", AUDIENCES)
    if audiences and NURSING not in audiences:
        fields.problem('audiences lacks "nursing"; every fact is at least for nursing', key="audiences")
    fields.needs_plain = "caregivers" in audiences
    return Common(
        uid=fields.slug("uid"),
        topic=fields.string("topic"),
        audiences=audiences,
        wording=fields.text("wording", needs_plain=True),
        paragraphs=fields.integers("paragraphs"),
        assertions=fields.strings("assertions"),
        hedge=fields.string("hedge", required=False),
        sensitivity=fields.choice("sensitivity", SENSITIVITIES, default="none"),
        respell=fields.string_map("respell"),
        no_item=fields.string("no_item", required=False),
        inference=_read_inference(fields),
        note=fields.faces("note"),
        as_of=fields.string("as_of", required=False),
        study=fields.slug("study", required=False),
        relation=fields.slug("relation", required=False),
        distractors=tuple(read_distractor(each) for each in fields.tables("distractors")),
        because=read_because(fields),
        dropdown=read_dropdown(fields),
        typed=fields.strings_map("typed", may_be_empty=True),
        figures=tuple(read_figure(each) for each in fields.tables("figures")),
        synonyms=fields.strings_map("synonyms"),
        explains=fields.texts("explains"),
        tags=read_tags(fields),
        held_out=fields.boolean("held_out"),
    )


def _read_inference(fields: Fields) -> Inference:
    """A string concerns the whole fact; a table says which of its cards and faces."""
    if not isinstance(fields.table.get("inference"), dict):
        return Inference(fields.string("inference", required=False))
    own = fields.table_of("inference")
    inference = Inference(own.string("text"), own.strings("cards"), own.strings("faces"))
    for face in inference.faces:
        own.check_face(face, "faces")
    own.finish()
    return inference


def _read_definition(fields: Fields, common: Common) -> Fact:
    return Definition(
        **common,
        term=fields.text("term"),
        meaning=fields.text("meaning"),
        also=fields.strings("also"),
        ask_term=fields.optional_text("ask_term"),
    )


def _read_set(fields: Fields, common: Common) -> Fact:
    members = []
    for each in fields.tables("members", required=True):
        members.append(Member(each.slug("slug"), each.text("name"), each.optional_text("gloss")))
        each.finish()
    if len(members) == 1:
        fields.problem("members has 1 entry; a set needs at least 2", key="members")
    refuse_twins(fields, "members", (member.slug for member in members))
    cloze = fields.text("cloze")
    for face, sentence in cloze.faces.items():
        if sentence and sentence.count("{members}") != 1:
            fields.problem(f"cloze.{face} needs {{members}} exactly once, where the list goes", key="cloze")
    question = fields.text("question")
    return SetMembership(**common, question=question, members=tuple(members), cloze=cloze, open=fields.boolean("open"))


def _read_rank(fields: Fields, common: Common) -> Fact:
    places = []
    for each in fields.tables("places", required=True):
        places.append(Place(each.slug("slug"), each.text("name"), each.integers("rank", required=True)))
        each.finish()
    refuse_twins(fields, "places", (place.slug for place in places))
    fact = Rank(
        **common,
        scale=fields.text("scale"),
        places=tuple(places),
        ask_rank=fields.texts("ask_rank"),
        ask_name=fields.texts("ask_name"),
    )
    _check_ranks(fields, fact)
    slugs = {place.slug for place in places}
    for key, fronts in (("ask_rank", fact.ask_rank), ("ask_name", fact.ask_name)):
        for slug in fronts:
            if slug not in slugs:
                fields.problem(f'{key}.{slug}: "{slug}" is no place; expected one of {listed(sorted(slugs))}', key=key)
    return fact


def _check_ranks(fields: Fields, fact: Rank) -> None:
    for place in fact.places:
        if not place.ranks:
            fields.problem(
                f'place "{place.slug}" has no rank; a rank fact needs the order the source gives', key="places"
            )
        elif list(place.ranks) != list(range(place.ranks[0], place.ranks[0] + len(place.ranks))):
            fields.problem(f'place "{place.slug}": ranks {list(place.ranks)} are not consecutive', near=place.slug)
    held: dict[int, tuple[Place, ...]] = {}
    for group in fact.groups():
        ranks, names = group[0].ranks, listed(f'"{place.slug}"' for place in group)
        if ranks and len(group) != len(ranks):
            fields.problem(
                f"{names} overlap or leave a gap: {len(group)} place(s) for the {len(ranks)} rank(s) {list(ranks)}",
                near=group[0].slug,
            )
        for rank in ranks:
            if rank in held:
                others = listed(f'"{place.slug}"' for place in held[rank])
                fields.problem(f"{names} overlap with {others} at rank {rank}", near=group[0].slug)
            held[rank] = group


def _read_role(fields: Fields, common: Common) -> Fact:
    return Role(
        **common,
        agent=fields.text("agent"),
        agent_class=fields.text("agent_class"),
        role=fields.text("role"),
        ask_role=fields.optional_text("ask_role"),
        ask_agent=fields.optional_text("ask_agent"),
        one_way=fields.string("one_way", required=False),
    )


def _read_contrast(fields: Fields, common: Common) -> Fact:
    subjects = []
    for each in fields.tables("subjects", required=True):
        subjects.append(Subject(each.slug("slug"), each.text("name")))
        each.finish()
    slugs = [subject.slug for subject in subjects]
    if len(slugs) == 1:
        fields.problem("subjects has 1 entry; a contrast needs at least 2", key="subjects")
    refuse_twins(fields, "subjects", slugs)
    shared_reverse = fields.optional_text("reverse")
    attributes = tuple(
        _read_attribute(each, slugs, shared_reverse) for each in fields.tables("attributes", required=True)
    )
    refuse_twins(fields, "attributes", (attribute.slug for attribute in attributes))
    refuse_twins(fields, "cards", (f"{attribute.slug}-{slug}" for attribute in attributes for slug in attribute.values))
    return Contrast(**common, subjects=tuple(subjects), attributes=attributes)


def _read_attribute(fields: Fields, subjects: list[str], shared_reverse: Text | None) -> Attribute:
    values = fields.texts("values")
    for slug in subjects:
        if slug and slug not in values:
            fields.problem(f'{fields.path}.values has none for subject "{slug}"', key="values")
    for slug in values:
        if slug not in subjects:
            fields.problem(
                f'{fields.path}.values.{slug}: "{slug}" is no subject; expected one of {listed(subjects)}', near=slug
            )
    attribute = Attribute(
        slug=fields.slug("slug"),
        ask=_with_placeholder(fields, "ask", fields.text("ask"), "{subject}"),
        values=values,
        hedge=fields.string("hedge", required=False),
        reverse=fields.optional_text("reverse") or shared_reverse,
    )
    if attribute.reverse:
        _with_placeholder(fields, "reverse", attribute.reverse, "{value}")
        if len({value.nursing.casefold() for value in values.values()}) < len(values):
            fields.problem(
                f"{fields.path}.reverse asks for the one subject of a value, but two subjects share a value",
                key="reverse",
            )
    fields.finish()
    return attribute


def _with_placeholder(fields: Fields, key: str, text: Text, placeholder: str) -> Text:
    for face, wording in text.faces.items():
        if wording and wording.count(placeholder) != 1:
            fields.problem(f"{fields.path}.{key}.{face} needs {placeholder} exactly once", key=key, near=wording)
    return text


def _read_statistic(fields: Fields, common: Common) -> Fact:
    return Statistic(
        **common,
        value=fields.text("value"),
        number=fields.number("number"),
        unit=fields.string("unit"),
        measures=fields.text("measures"),
        ask_value=fields.text("ask_value"),
        ask_measures=fields.optional_text("ask_measures"),
    )


def _read_recommendation(fields: Fields, common: Common) -> Fact:
    fact = Recommendation(
        **common,
        ask=fields.text("ask"),
        action=fields.text("action"),
        ask_why=fields.optional_text("ask_why"),
        why=fields.optional_text("why"),
    )
    if (fact.ask_why is None) != (fact.why is None):
        given, lacking = ("ask_why", "why") if fact.ask_why else ("why", "ask_why")
        fields.problem(f"{given} is given but {lacking} is missing; expected both or neither", key=given)
    return fact


def _read_statement(fields: Fields, common: Common) -> Fact:
    asks = []
    for each in fields.tables("asks"):
        asks.append(Ask(each.slug("slug"), each.text("ask"), each.text("answer")))
        each.finish()
    refuse_twins(fields, "asks", (ask.slug for ask in asks))
    cloze = fields.optional_text("cloze")
    if cloze:
        check_marks(fields, "cloze", cloze)
    if not asks and not cloze:
        fields.problem("a statement needs asks or a cloze, else there is nothing to learn")
    return Statement(**common, asks=tuple(asks), cloze=cloze)


_READERS: Mapping[str, Callable[[Fields, Common], Fact]] = {
    Definition.kind: _read_definition,
    SetMembership.kind: _read_set,
    Rank.kind: _read_rank,
    Role.kind: _read_role,
    Contrast.kind: _read_contrast,
    Statistic.kind: _read_statistic,
    Recommendation.kind: _read_recommendation,
    Statement.kind: _read_statement,
}
