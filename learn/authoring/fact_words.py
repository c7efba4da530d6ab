"""Facts, their previews and versions in words, as pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cards.generation.cards import CardDraft
from cards.items.kinds import Item
from learn.accounts.models import User
from learn.authoring.actions import act_in_words
from learn.authoring.capitals import capitals
from learn.authoring.differences import Change, differences
from learn.authoring.models import Entry, EntryVersion
from learn.authoring.previews import Preview
from learn.authoring.problem_words import Told, field_at, finding_words, label_of, labels_of, told
from learn.authoring.reading import author_names
from learn.quizzes.forms import FORMAT_NAMES


@dataclass(frozen=True, slots=True)
class ShownFace:
    """A card in one register. register: in words, empty where the card has only one."""

    register: str
    front: str
    back: str
    note: str


@dataclass(frozen=True, slots=True)
class ShownItem:
    """A question, its answers with the right ones marked."""

    format: str
    stem: str
    answers: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class PreviewShown:
    """A preview as its page shows it. advice: what is unwise, once each; wording: the fact as one sentence."""

    cards: tuple[tuple[ShownFace, ...], ...] = ()
    items: tuple[ShownItem, ...] = ()
    problems: tuple[Told, ...] = ()
    advice: tuple[Told, ...] = ()
    wording: str = ""


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version with what it changed. by: in words; empty where that account is gone."""

    version: EntryVersion
    act: str
    by: str
    changes: list[Change]


def shown(preview: Preview, kind: str, places: Mapping[str, str]) -> PreviewShown:
    fact = preview.fact
    if fact is None:
        problems = dict.fromkeys(told(each, kind, places) for each in preview.problems)
        return PreviewShown(problems=tuple(problems))
    advice = dict.fromkeys(
        Told(field, finding_words(each.code, each.message), label_of(kind, field))
        for each in preview.findings
        for field in [_field_of(each.uid.removeprefix(f"{fact.uid}/"), fact.uid, kind)]
    )
    texts = [text for card in preview.cards for face in card.faces for text in (face.front, face.back)]
    for path, name, small, where in capitals(fact, texts):
        field = field_at(path, places)
        said_so = _("Unless “%(word)s” is a proper name, write: %(small)s. On a card it reads: “%(card)s”")
        words = said_so % {"card": where, "word": name.split(" ", 1)[0], "small": small}
        advice[Told(field, words, label_of(kind, field))] = None
    if not fact.as_of:
        advice[Told("as_of", _("Say when this was so: knowledge ages."), label_of(kind, "as_of"))] = None
    return PreviewShown(
        cards=tuple(_faces(card) for card in preview.cards),
        items=tuple(_item(item) for item in preview.items),
        advice=tuple(advice),
        wording=fact.wording.nursing,
    )


def _field_of(name: str, uid: str, kind: str) -> str:
    """The field that a card's or an item's finding is about, as far as its name tells."""
    if name == uid:
        return "wording"
    if "mc:" in name:
        return "distractors"
    template = name.split(":")[0].split("/")[0]
    known = {"all": "question", "member": "members", "rank": "places", "at": "places", "value": "value"}
    if kind == "contrast":
        return "attributes"
    if template == "ask":
        return "asks"
    return known.get(template, template if label_of(kind, template) else "")


def _faces(card: CardDraft) -> tuple[ShownFace, ...]:
    registers = {"nursing": _("nursing"), "plain": _("plain words")}
    several = len(card.faces) > 1
    return tuple(
        ShownFace(registers.get(face.register, face.register) if several else "", face.front, face.back, face.note)
        for face in card.faces
    )


def _item(item: Item) -> ShownItem:
    answers: list[tuple[str, bool]] = []
    for slot in item.slots:
        answers += [(option.text, option.is_key) for option in slot.options]
        answers += [(text, True) for text in slot.accepts[:3]]
        if slot.number is not None:
            answers.append((f"{slot.number:g} {slot.unit}".strip(), True))
    text = item.text
    for slot in item.slots:
        text = text.replace(f"{{{slot.id}}}", "____")
    return ShownItem(str(FORMAT_NAMES[item.format]), f"{item.stem} {text}".strip(), tuple(answers))


def version_rows(entry: Entry, versions: Sequence[EntryVersion], learner: User) -> list[VersionRow]:
    """Versions, newest first, each with what it changed from the one before, as this learner is told of them."""
    names = author_names([each.by for each in versions], learner=learner)
    numbers = {each.number: each for each in versions}
    missing = min(numbers, default=1) - 1
    before = {each.number: each.table for each in versions}
    if missing:
        first = entry.versions.filter(number=missing).first()
        before |= {missing: first.table} if first else {}
    label = labels_of(str(entry.table.get("kind")))
    return [
        VersionRow(
            each,
            act_in_words(each.act),
            names.get(each.by_id, ""),
            differences(before.get(each.number - 1, {}), each.table, label) if each.number > 1 else [],
        )
        for each in versions
    ]
