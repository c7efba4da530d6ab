"""Items drawn at random from the shipped bank, for a reader to take: questions without their answers, then the answers.

python -m tests.drawn_items FOLDER --seed N [--number 100] [--register nursing]
"""

import argparse
from pathlib import Path
from random import Random

from cards.facts.reader import read_base
from cards.generation.items import items_of
from cards.items.kinds import TYPED, Format, Item, Slot
from cards.shipped import shipped_bases
from learn.quizzes.arranging import Order, arrange


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.drawn_items")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--number", type=int, default=100)
    parser.add_argument("--register", choices=("nursing", "plain"), default="nursing")
    options = parser.parse_args()
    random = Random(options.seed)
    bank = [each for path in shipped_bases() for each in items_of(read_base(path)) if each.register == options.register]
    drawn = random.sample(bank, min(options.number, len(bank)))
    orders = arrange(drawn, random)
    options.folder.mkdir(parents=True, exist_ok=True)
    questions = [_question(n, *each) for n, each in enumerate(zip(drawn, orders, strict=True), 1)]
    answers = [_answer(n, item) for n, item in enumerate(drawn, 1)]
    (options.folder / "questions.txt").write_text("\n".join(questions), encoding="utf-8")
    (options.folder / "answers.txt").write_text("\n".join(answers), encoding="utf-8")


def _question(number: int, item: Item, order: Order) -> str:
    lines = [f"{number}. [{item.format}] {item.stem}"]
    for exhibit in item.exhibits:
        lines += [f"   {exhibit.label}: {exhibit.text}", *("   " + " | ".join(row) for row in exhibit.rows)]
    if item.text:
        lines.append(f"   {_text(item)}")
    shared = item.shape in (Format.MATCHING, Format.MATRIX_CHOICE, Format.MATRIX_RESPONSE)
    for slot_id in order[""]:
        slot = item.slot(slot_id)
        assert slot is not None
        if slot.label:
            lines.append(f"   * {slot.label}")
        if item.shape in TYPED:
            lines.append(f"   ____ {slot.unit}")
        elif not shared and item.shape is not Format.HIGHLIGHT:
            lines += [f"     ( ) {_option(slot, each)}" for each in order[slot_id]]
    if shared:
        lines.append(f"   choose from: {'; '.join(_option(item.slots[0], each) for each in order[item.slots[0].id])}")
    return "\n".join([*lines, ""])


def _text(item: Item) -> str:
    text = item.text
    for slot in item.slots:
        text = text.replace(f"{{{slot.id}}}", f"[blank: {slot.label or slot.id}]")
        for option in slot.options:
            text = text.replace(f"{{{option.id}}}", f"<<{option.text}>>")
    return text


def _option(slot: Slot, option_id: str) -> str:
    option = slot.option(option_id)
    assert option is not None
    return option.text


def _answer(number: int, item: Item) -> str:
    lines = [f"{number}. {item.uid} (difficulty {item.difficulty}; paragraphs {', '.join(map(str, item.paragraphs))})"]
    for slot in item.slots:
        right = [option.text for option in slot.keys] or [
            *slot.accepts,
            *([f"{slot.number:g} {slot.unit}"] if slot.number is not None else []),
        ]
        lines.append(f"   {slot.label + ': ' if slot.label else ''}{'; '.join(right)}")
        if item.shape not in (Format.MATCHING, Format.MATRIX_CHOICE, Format.MATRIX_RESPONSE):
            lines += [f"     wrong: {each.text} -- {each.why}" for each in slot.options if not each.is_key]
    return "\n".join([*lines, f"   because: {item.rationale}", *([f"   note: {item.note}"] if item.note else []), ""])


if __name__ == "__main__":
    main()
