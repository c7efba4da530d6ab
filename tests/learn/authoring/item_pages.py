"""What tests of questions share: one of each format as its form sends it, and the addresses they are sent to."""

from uuid import uuid4

from learn.authoring.item_fields import EXHIBITS, Sort
from learn.authoring.item_opening import sheet_of
from learn.authoring.item_sheets import Sheet
from learn.libraries.models import Library

Data = dict[str, object]


def rows(group: str, *given: dict[str, str]) -> Data:
    """The fields of rows, each {column: value}."""
    sent: Data = {f"{group}-count": str(len(given))}
    for number, row in enumerate(given):
        sent |= {f"{group}-{number}-{name}": value for name, value in row.items()}
    return sent


def choices(group: str, *texts: str, one: bool = False) -> Data:
    """Answers to choose from, those with a star right; each wrong one says why."""
    sent = rows(group, *({"text": text.lstrip("*"), "why": "" if "*" in text else f"Not {text}."} for text in texts))
    for number, text in enumerate(texts):
        if text.startswith("*"):
            sent |= {f"{group}-right": str(number)} if one else {f"{group}-{number}-right": "on"}
    return sent


TIMES = rows(
    "exhibits",
    {"label": "Notes", "text": "She came in **at noon**."},
    {"label": "Values", "table": "Time | Calcium\n---|---\n08:00 | 2.4\n12:00 | 3.1"},
)

ANSWERS: dict[str, Data] = {
    "multiple_choice": choices("choices", "*Calcium", "Sodium", "Iron", one=True),
    "select_all": choices("choices", "*Calcium", "*Phosphate", "Iron"),
    "select_n": choices("choices", "*Calcium", "*Phosphate", "Iron", "Zinc"),
    "matrix_choice": rows("columns", {"text": "Rises"}, {"text": "Falls"})
    | rows("rows", {"text": "Calcium", "right": "1", "why": "It rises."}, {"text": "Bone mass", "right": "2"}),
    "matrix_response": rows("columns", {"text": "Named"}, {"text": "Measured"})
    | rows("rows", {"text": "Calcium", "right": ["1", "2"]}, {"text": "Pain", "right": ["1"]}, {"text": "Hope"}),
    "dropdown": {"text": "The cell {what} bone and is {how}."}
    | choices("blank-what", "*breaks down", "builds", "paints", one=True)
    | choices("blank-how", "*large", "tiny", "blue", one=True),
    "dyad": {"text": "{a} because {b}."}
    | choices("blank-a", "*calcium rises", "calcium falls", "calcium stays", one=True)
    | choices("blank-b", "*bone dissolves", "bone grows", "bone rests", one=True),
    "triad": {"text": "{a} because {b} and {c}."}
    | choices("blank-a", "*calcium rises", "calcium falls", "calcium stays", one=True)
    | choices("blank-b", "*bone dissolves", "bone grows", "bone rests", one=True)
    | choices("blank-c", "*kidneys tire", "kidneys sing", "kidneys rest", one=True),
    "highlight": {"text": "She has [[a dull ache]] and [[a new book]] on the table."}
    | rows("phrases", {"text": "a dull ache", "right": "on"}, {"text": "a new book", "why": "That is no sign."}),
    "matching": rows(
        "pairs", {"text": "Osteoclast", "answer": "breaks bone down"}, {"text": "Osteoblast", "answer": "builds bone"}
    )
    | rows("extras", {"text": "paints bone", "why": "Nothing does."}),
    "short_answer": {"accepts": "hypercalcemia\nhigh calcium", "near": "hypocalcemia"},
    "numeric": {"number": "12.5", "tolerance": "0.5", "unit": "mg", "units": "milligram"},
    "ordered": {"order": "wash\ndry\ndress"},
    "bow_tie": choices("actions", "*call", "*lift", "wait", "sing")
    | choices("condition", "*storm", "calm", "fog", one=True)
    | choices("parameters", "*heat", "*beat", "colour", "mood"),
    "trend": {"marked_as": "multiple_choice"} | choices("choices", "*Calcium", "Sodium", "Iron", one=True),
}
"""The answers of a question of each format."""

RIGHT = {
    "multiple_choice": {"answer": ["o1"]},
    "select_all": {"answer": ["o1", "o2"]},
    "select_n": {"answer": ["o1", "o2"]},
    "matrix_choice": {"r1": ["c1"], "r2": ["c2"]},
    "matrix_response": {"c1": ["r1", "r2"], "c2": ["r1"]},
    "dropdown": {"what": ["what-1"], "how": ["how-1"]},
    "dyad": {"a": ["a-1"], "b": ["b-1"]},
    "triad": {"a": ["a-1"], "b": ["b-1"], "c": ["c-1"]},
    "highlight": {"answer": ["p1"]},
    "matching": {"w1": ["m1"], "w2": ["m2"]},
    "short_answer": {"answer": ["high calcium"]},
    "numeric": {"answer": ["12.7"]},
    "ordered": {"answer": ["s1", "s2", "s3"]},
    "bow_tie": {"actions": ["a1", "a2"], "condition": ["c1"], "parameters": ["p1", "p2"]},
    "trend": {"answer": ["o1"]},
}
POINTS = {
    "multiple_choice": 1,
    "select_all": 2,
    "select_n": 2,
    "matrix_choice": 2,
    "matrix_response": 3,
    "dropdown": 2,
    "dyad": 1,
    "triad": 2,
    "highlight": 1,
    "matching": 2,
    "short_answer": 1,
    "numeric": 1,
    "ordered": 1,
    "bow_tie": 5,
    "trend": 1,
}
"""What earns full marks there, and how many they are."""


def question(made: str = "multiple_choice", *, facts: list[str], topic: str, **more: object) -> Data:
    """A whole question of a format, as its form sends it."""
    start: Data = {
        "do": "save",
        "format": made,
        "item_id": str(uuid4()),
        "seen": "0",
        "stem": "She is 70 and **thirsty**.\n\nWhich value tells most of it?",
        "rationale": "Calcium leaves the bone.",
        "facts": facts,
        "topic": topic,
        "register": "nursing",
    }
    return start | ANSWERS[made] | (TIMES if made == "trend" else {}) | more


def at(library: Library, rest: str) -> str:
    return f"/libraries/{library.pk}/{rest}"


def resent(table: dict[str, object]) -> Data:
    """What the form of a stored question sends when nothing is changed in it."""
    return _sent(sheet_of(table))


def _sent(sheet: Sheet) -> Data:
    sent: Data = {"format": sheet.made, "marked_as": sheet.shape if sheet.made == "trend" else "", **sheet.values}
    sent |= {"facts": sheet.facts} | ({"held_out": "on"} if sheet.flags["held_out"] else {})
    for group in (*sheet.groups, EXHIBITS):
        sorts = {column.name: column.sort for column in group.columns}
        for number, row in enumerate(sheet.of(group.name)):
            for name, value in row.items():
                if sorts.get(name) is Sort.ONE:
                    sent[f"{group.name}-{name}"] = str(number)
                else:
                    is_several = sorts.get(name) is Sort.COLUMNS
                    sent[f"{group.name}-{number}-{name}"] = value.split(",") if is_several else value
    return sent
