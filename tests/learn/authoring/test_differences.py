"""What changed, field by field and word by word."""

from hypothesis import given
from hypothesis import strategies as st

from learn.authoring.differences import NEW, OLD, SAME, compared, differences

texts = st.text("ab c", max_size=30)


def test_words_are_marked_and_what_stays_is_not() -> None:
    pieces = [(piece.state, piece.text) for piece in compared("a cell that breaks bone", "a cell that builds bone")]
    assert pieces == [(SAME, "a cell that"), (OLD, "breaks"), (NEW, "builds"), (SAME, "bone")]


def test_fields_are_told_by_their_labels_and_unchanged_ones_left_out() -> None:
    old = {"uid": "x", "term": "rib", "meaning": {"nursing": "a bone", "plain": "a chest bone"}, "tags": ["a"]}
    new = {"uid": "x", "term": "rib", "meaning": {"nursing": "a bone", "plain": "a bone of the chest"}, "open": True}
    found = differences(old, new, lambda path: path.upper())
    assert [(each.label, each.is_added, each.is_removed) for each in found] == [
        ("MEANING.PLAIN", False, False),
        ("OPEN", True, False),
        ("TAGS", False, True),
    ]


@given(texts, texts)
def test_both_texts_can_be_read_out_of_their_difference(old: str, new: str) -> None:
    pieces = list(compared(old, new))
    assert " ".join(piece.text for piece in pieces if piece.state != NEW).split() == old.split()
    assert " ".join(piece.text for piece in pieces if piece.state != OLD).split() == new.split()


def test_a_long_text_is_shown_whole_before_and_after() -> None:
    assert [piece.state for piece in compared("a " * 400, "b " * 400)] == [OLD, NEW]
