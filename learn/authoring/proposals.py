"""What is proposed for empty fields: the fact as one sentence, the sentence with a list in it. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cards.facts.cloze import blanked
from cards.facts.tables import LONGEST_TEXT
from cards.facts.texts import NURSING, PLAIN
from learn.authoring.fact_tables import Table, said

_MEMBERS = "{members}"
_PROPOSED = frozenset({"uid", "wording", "cloze"})


def completed(table: Mapping[str, Any]) -> Table:
    """The table with what is proposed in place of what is missing."""
    whole = dict(table)
    if whole.get("kind") == "set" and not said(whole.get("cloze")) and said(whole.get("question")):
        whole["cloze"] = _in_faces(whole, _cloze)
    if not said(whole.get("wording")) and (wording := proposed_wording(whole)):
        own = whole.get("wording")
        # A plain sentence of the author's own stays beside the proposed one.
        others = {face: words for face, words in own.items() if face != NURSING} if isinstance(own, dict) else {}
        whole["wording"] = {NURSING: said(wording), **others} if others else wording
    return whole


def without_proposed(table: Mapping[str, Any]) -> Table:
    """The table without what would be proposed just so: as the form shows it, so that it follows when fields change."""
    bare = {key: value for key, value in table.items() if key != "wording"}
    shown = dict(table) if completed(bare).get("wording") != table.get("wording") else bare
    if table.get("kind") == "set":
        less = {key: value for key, value in shown.items() if key != "cloze"}
        if completed(less).get("cloze") == table.get("cloze"):
            return less
    return shown


def following(table: Mapping[str, Any], before: Mapping[str, Any]) -> Table:
    """The table that comes in place of `before`, without the sentences that were proposed for either of them.

    For what is written where fields and sentences stand side by side, as in a file: a sentence that was only proposed
    follows when a field changes, and one of the author's own stays.
    """
    if before and all(table.get(key) == before.get(key) for key in {*table, *before} if key not in _PROPOSED):
        return dict(table)
    left = dict(table)
    cloze = said(table.get("cloze"))
    if table.get("kind") == "set" and cloze and cloze in (said(_in_faces(each, _cloze)) for each in (before, table)):
        left.pop("cloze")
    wordings = [proposed_wording(each) for each in (before, table, completed({**left, "wording": ""}))]
    if said(table.get("wording")) in filter(None, map(said, wordings)):
        left["wording"] = _others_than(table["wording"], wordings)
    return {key: value for key, value in left.items() if key != "wording" or value}


def is_proposed(table: Mapping[str, Any]) -> bool:
    """Whether the fact as one sentence is just what its fields propose."""
    wording = said(table.get("wording"))
    return bool(wording) and wording == said(proposed_wording(table))


def _others_than(wording: object, proposed: Sequence[object]) -> Table:
    """The faces of a wording whose nursing sentence was proposed that are the author's own all the same."""
    known = {(face, said(each, face) or said(each)) for each in proposed for face in (NURSING, PLAIN)}
    faces = wording.items() if isinstance(wording, dict) else ()
    return {face: words for face, words in faces if face != NURSING and (face, words) not in known}


def proposed_wording(table: Mapping[str, Any]) -> object:
    """The fact as one sentence, in plain words, too, where there are any; None where too little is said."""
    sentence = _SENTENCES.get(str(table.get("kind")))
    return _in_faces(table, sentence) if sentence else None


def _in_faces(table: Mapping[str, Any], sentence: Callable[[Mapping[str, Any], str], str]) -> object:
    nursing, plain = sentence(table, NURSING), sentence(table, PLAIN)
    if not nursing or len(nursing) > LONGEST_TEXT or len(plain) > LONGEST_TEXT:
        return None
    return {NURSING: nursing, PLAIN: plain} if plain and plain != nursing else nursing


def _face(value: object, face: str) -> str:
    return (said(value, face) or said(value)).strip()


def _ended(text: str) -> str:
    text = text.strip()
    if not text:
        return ""
    whole = text[0].upper() + text[1:]
    return whole if whole.endswith((".", "!", "?")) else f"{whole}."


def _joined(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def _rows(table: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    rows = table.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _definition(table: Mapping[str, Any], face: str) -> str:
    term, meaning = _face(table.get("term"), face), _face(table.get("meaning"), face)
    return _ended(f"{term} means {meaning}") if term and meaning else ""


def _cloze(table: Mapping[str, Any], face: str) -> str:
    question = _face(table.get("question"), face)
    return f"{question} {_MEMBERS}." if question else ""


def _set(table: Mapping[str, Any], face: str) -> str:
    names = [_face(row.get("name"), face) for row in _rows(table, "members")]
    cloze = _face(table.get("cloze"), face) or _cloze(table, face)
    return _ended(cloze.replace(_MEMBERS, _joined(names))) if cloze and all(names) and names else ""


def _rank(table: Mapping[str, Any], face: str) -> str:
    scale = _face(table.get("scale"), face)
    places = [f"{_face(row.get('name'), face)} ({_ranks(row.get('rank'))})" for row in _rows(table, "places")]
    return _ended(f"{scale}: {', '.join(places)}") if scale and places else ""


def _ranks(value: object) -> str:
    ranks = value if isinstance(value, list) else [value]
    return " or ".join(str(rank) for rank in ranks)


def _role(table: Mapping[str, Any], face: str) -> str:
    agent, role = _face(table.get("agent"), face), _face(table.get("role"), face)
    return _ended(f"{agent} {role}") if agent and role else ""


def _contrast(table: Mapping[str, Any], face: str) -> str:
    subjects = [(str(row.get("slug")), _face(row.get("name"), face)) for row in _rows(table, "subjects")]
    values = [row.get("values") for row in _rows(table, "attributes")]
    parts = []
    for slug, name in subjects:
        own = [_face(each.get(slug), face) for each in values if isinstance(each, dict)]
        parts.append(f"{name}: {', '.join(value for value in own if value)}")
    return _ended("; ".join(parts)) if parts and values else ""


def _statistic(table: Mapping[str, Any], face: str) -> str:
    measures, value = _face(table.get("measures"), face), _face(table.get("value"), face)
    return _ended(f"{measures.rstrip('.')}: {value}") if measures and value else ""


def _recommendation(table: Mapping[str, Any], face: str) -> str:
    action, why = _face(table.get("action"), face), _face(table.get("why"), face)
    return " ".join(_ended(part) for part in (action, why) if part)


def _statement(table: Mapping[str, Any], face: str) -> str:
    if cloze := _face(table.get("cloze"), face):
        return _ended(blanked(cloze, "", ""))
    asks = [(_face(row.get("ask"), face), _face(row.get("answer"), face)) for row in _rows(table, "asks")]
    return " ".join(f"{ask} {_ended(answer)}" for ask, answer in asks if ask and answer)


_SENTENCES: Mapping[str, Callable[[Mapping[str, Any], str], str]] = {
    "definition": _definition,
    "set": _set,
    "rank": _rank,
    "role": _role,
    "contrast": _contrast,
    "statistic": _statistic,
    "recommendation": _recommendation,
    "statement": _statement,
}
