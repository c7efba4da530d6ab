"""One mistake a line, as in test_reader_mistakes: what is replaced, what must be said of it, and on which line."""

# ruff: noqa: E501

import pytest

from cards.facts.problems import BaseErrors
from cards.facts.reader import read_base, read_base_text

MISTAKES = {
    "distractor at nothing": ('at = "ask:forms", text = "a waterfall"', 'at = "ask:from", text = "a waterfall"', 'distractor "a waterfall": at "ask:from" is nothing this fact asks; did you mean "ask:forms"?', "ask:from"),
    "distractor without a nursing wording": ('text.nursing = "a geyser"', 'text.plain = "a geyser"', "distractors[2].text has no nursing wording", "distractors"),
    "distractor is right in its own place": ('text = "a waterfall"', 'text = "A lake"', 'distractor "A lake" is an answer of this fact', "A lake"),
    "distractor is the key of a blank": ('text = "lifts up"', 'text = "holds back"', 'distractor "holds back" is an answer of this fact', "lifts|holds"),
    "distractor is the reason": ('text = "the dam feeds streams"', 'text = "the dam holds water back"', 'distractor "the dam holds water back" is an answer of this fact', None),
    "distractor is right in a further wording": ('{ nursing = "a desert", plain = "dunes" }', '{ nursing = "a desert", plain = "a lake" }', 'distractor "a lake" is an answer of this fact', None),
    "distractor twice in one place": ('text = "a bend"', 'text = "the deltas"', 'distractor "the deltas" stands twice at "dropdown:makes"', "the deltas"),
    "further wording is no member of the pool": ('plain = "dunes" }', 'plain = "mud" }', 'distractor "mud" is no member of pool "dry-places"', "mud"),
    "too few wrong choices for a blank": ('at = "dropdown:makes", text = "a bend"', 'at = "dropdown:does", text = "a bend"', 'dropdown has 1 distractor(s) at "dropdown:makes"; expected at least 2', "dropdown"),
    "too few wrong reasons": ('at = "because:reason", text = "the dam feeds streams"', 'at = "because:claim", text = "the dam feeds streams"', 'because has 1 distractor(s) at "because:reason"; expected at least 2', "because"),
    "because lacks its reason": ('because.reason.nursing = "the dam holds water back"\n', "", "because.reason is missing", None),
    "because ends a sentence": ('because.claim.nursing = "a lake forms behind a dam"', 'because.claim.nursing = "A lake forms."', "because.claim.nursing ends with a full stop", "A lake forms."),
    "because with an unknown key": ("because.reason.nursing", "because.raeson.nursing", '"because.raeson" is not a known key; did you mean "reason"?', "because"),
    "mistyped because": ('because.claim.nursing = "a lake forms behind a dam"\nbecause.reason.nursing = "the dam holds water back"', "because = 3", "because is 3; expected a table", "because = 3"),
    "dropdown without a mark": ("A dam [[does|holds back]] water, and behind it [[makes|a lake]] forms.", "A dam.", "dropdown.nursing marks no blank", "dropdown"),
    "dropdown with a bad slug": ("[[does|holds back]]", "[[Does it|holds back]]", 'dropdown.nursing: mark "Does it" is not a valid name', "dropdown"),
    "dropdown marks twice": ("[[makes|a lake]]", "[[does|a lake]]", 'dropdown.nursing: slug "does" stands 2 times', "dropdown"),
    "typed for no card": ('typed = { "ask:forms"', 'typed = { "ask:farms"', 'typed: "ask:farms" is no card of this fact; did you mean "ask:forms"?', "ask:farms"),
    "typed for a part": ('typed = { "ask:forms"', 'typed = { "dropdown:does"', 'typed: "dropdown:does" is no card of this fact', "dropdown:does"),
    "figure at no card": ('figures = [{ at = "ask:height"', 'figures = [{ at = "ask:heigth"', 'figure: at "ask:heigth" is no card of this fact; did you mean "ask:height"?', "ask:heigth"),
    "figure without a number": ('number = 40, unit = "metres"', 'number = "forty", unit = "metres"', "figures[1].number is 'forty'; expected a number", "figures"),
    "figure without a unit": (', unit = "metres" }', " }", "figures[1].unit is missing", None),
    "items of a fact that can have none": ('because.claim.nursing = "a lake', 'no_item = "Too wet."\nbecause.claim.nursing = "a lake', "no_item says why there is no item, yet dropdown is given", "dropdown"),
    "grid of an unknown format": ('formats = ["matrix_response"]', 'formats = ["matrix"]', 'formats: "matrix" is unknown; expected one of matching, matrix_choice, matrix_response', '"matrix"'),
    "grid without the stem of a format": ('ask.matrix_choice = "For each barrier, choose what it does."\n', "", "ask.matrix_choice is missing", None),
    "grid with the stem of no format": ("ask.matrix_choice =", "ask.matrix_chioce =", 'ask.matrix_chioce: "matrix_chioce" is no format of this grid; did you mean "matrix_choice"?', None),
    "grid of no topic": ('uid = "kind-words"\ntopic = "words"', 'uid = "kind-words"\ntopic = "wards"', 'topic "wards" does not exist; did you mean "words"?', "wards"),
    "grid of nobody": ('uid = "kind-words"\ntopic = "words"\naudiences = ["caregivers"]', 'uid = "kind-words"\ntopic = "words"\naudiences = ["cats"]', 'audiences: "cats" is unknown', "cats"),
    "grid named as a fact": ('uid = "kind-words"', 'uid = "delta"', "this uid is already taken at base.toml:", None),
    "passage named as a grid": ('uid = "what-a-river-does"', 'uid = "kind-words"', "this uid is already taken at base.toml:", None),
    "row of no fact": ('slug = "lock", fact = "locks"', 'slug = "lock", fact = "lokcs"', 'fact "lokcs" does not exist; did you mean "locks"?', "lokcs"),
    "row of a fact for others": ('slug = "weir", fact = "weir", text = "weir"', 'slug = "weir", fact = "dam", text = "weir"', 'fact "dam" is not for caregivers, whom this is for', None),
    "row of a fact without items": ('slug = "lock", fact = "locks"', 'slug = "lock", fact = "rain"', 'fact "rain" says why it has no item (no_item)', None),
    "survival for caregivers": ('slug = "weir", fact = "weir", text = "weir"', 'slug = "weir", fact = "flood", text = "weir"', 'fact "flood" is about survival; expected none here for caregivers', None),
    "survival and others": ('slug = "lock", fact = "locks"', 'slug = "lock", fact = "flood"', 'fact "flood" is about survival, others are not; expected no mixture', None),
    "row of no column": ('columns = ["lifts"]', 'columns = ["lift"]', 'row "lock": column "lift" does not exist; did you mean "lifts"?', None),
    "row with an unknown key": ('columns = ["lifts"], why', 'columns = ["lifts"], wyh = "x", why', '"rows[2].wyh" is not a known key; did you mean "why"?', None),
    "column twice": ('slug = "freezes", name', 'slug = "holds", name', 'columns: slug "holds" stands 2 times', "holds"),
    "no plain heading for caregivers": ('name = "land made of mud"', 'name.nursing = "land made of mud"', "columns[1].name has no plain wording", "columns"),
    "two rows of one column in a matching": ('columns = ["lifts"]', 'columns = ["slows"]', 'matching does not fit this grid: column "slows" has 2 rows; expected one', "formats"),
    "row of two columns in a choice": ('columns = ["lifts"]', 'columns = ["lifts", "slows"]', 'matrix_choice does not fit this grid: row "lock" has 2 columns; expected one', "formats"),
    "row of no columns at all": ('columns = ["middle"]', "columns = []", 'matrix_response does not fit this grid: row "weir" has no column', "formats"),
    "no row of several columns": ('columns = ["mouth", "middle"]', 'columns = ["middle"]', "no row has several columns", "formats"),
    "column of every row": ('text = "a delta"\ncolumns = ["mouth"]', 'text = "a delta"\ncolumns = ["mouth", "middle"]', 'column "middle" is true of 3 of 3 rows', "formats"),
    "grid of one column": ('columns = [{ slug = "mud", name = "land made of mud" }, { slug = "slow", name = "slows the water" }]', 'columns = [{ slug = "mud", name = "land made of mud" }]', "1 columns and 2 rows; expected at least 2 of each", "formats"),
    "phrase that is not marked": ("[[dam|a dam holds water back]]", "[[damm|a dam holds water back]]", 'phrase "dam" is not marked in the text', None),
    "mark that is no phrase": ("[[dam|a dam holds water back]]", "[[damm|a dam holds water back]]", 'text marks "damm", but no phrase is called so; did you mean "dam"?', "damm"),
    "phrase neither right nor wrong": ("right = false\n", "", "phrases[2].right is missing", None),
    "no wrong phrase": ("right = false\n", "right = true\n", "no phrase is wrong; expected at least one", "phrases"),
    "no right phrase": ("right = true\n", "right = false\n", "no phrase is right; expected at least one", "phrases"),
    "phrase of no fact": ('slug = "lock"\nfact = "locks"', 'slug = "lock"\nfact = "lakes"', 'fact "lakes" does not exist', "lakes"),
    "item of an unknown format": ('format = "bow_tie"', 'format = "bowtie"', 'format "bowtie" is unknown; expected one of multiple_choice', "bowtie"),
    "trend marked as nothing": ('marked_as = "multiple_choice"', 'marked_as = "one_choice"', 'marked_as "one_choice" is unknown', "one_choice"),
    "item of no facts": ('facts = ["dam", "weir"]', "facts = []", "facts is empty; expected at least one", "facts"),
    "item of an unknown fact": ('facts = ["dam", "weir"]', 'facts = ["dam", "wier"]', 'fact "wier" does not exist; did you mean "weir"?', "wier"),
    "option of an unknown fact": ('why = "It feeds streams.", fact = "dam"', 'why = "It feeds streams.", fact = "dams"', 'fact "dams" does not exist; did you mean "dam"?', "dams"),
    "option false by nothing": ('why = "Locks lift boats.", false_by = "locks" },\n]\n\n[[item.slots]]', 'why = "Locks lift boats.", false_by = "looks" },\n]\n\n[[item.slots]]', 'false_by "looks" does not exist; did you mean "locks"?', "close the lock"),
    "item without a rationale": ('rationale = "Two and one are three."\n', "", "rationale is missing", None),
    "item of a register for others": ('register = "plain"\ntopic = "water"', 'register = "nursing"\ntopic = "water"', 'register "nursing" does not suit caregivers', "register"),
    "item that hides what it is about": ('facts = ["dam"]\nrationale', 'facts = ["flood"]\nrationale', 'fact "flood" is about survival, others are not', None),
    "item of another sensitivity": ('facts = ["dam"]\nrationale', 'facts = ["dam"]\nsensitivity = "survival"\nrationale', 'sensitivity is "survival", unlike that of its facts', "sensitivity"),
    "item with a wrong slot": ('id = "condition"', 'id = "conditions"', "bow_tie has the slots actions, conditions, parameters; expected actions, condition, parameters", None),
    "item with two keys too many": ('text = "a drought", why', 'text = "a drought", right = true, why', 'slot "condition" has 2 keys; expected 1', None),
    "item with an unknown key": ('difficulty = 80', 'dificulty = 80', '"dificulty" is not a known key; did you mean "difficulty"?', "dificulty"),
    "item with a mistyped number to choose": ('label = "Actions"\nchoose = 2', 'label = "Actions"\nchoose = "two"', "slots[1].choose is 'two'; expected a whole number from 0", None),
    "item with a mistyped exhibit": ('rows = [["Time", "Level (m)"]', 'rows = ["Time", ["06:00", "2"]', "exhibits[1].rows is", None),
    "item with a mistyped tolerance": ("tolerance = 0.5", 'tolerance = "half"', "slots[1].tolerance is 'half'; expected a number", None),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message", "on_line"), MISTAKES.values(), ids=MISTAKES.keys())
def test_each_mistake_is_named_with_its_line(sample_text, old, new, message, on_line):
    assert old in sample_text
    # No phrase is right only when each is wrong.
    spoiled = sample_text.replace(old, new, -1 if old == "right = true\n" else 1)
    with pytest.raises(BaseErrors) as caught:
        read_base_text(spoiled)
    problems = caught.value.problems
    found = [problem for problem in problems if message in str(problem)]
    assert found, "\n".join(map(str, problems))
    if on_line and found[0].line is not None:
        line = spoiled.splitlines()[found[0].line - 1]
        assert any(each in line for each in on_line.split("|")), line


def test_mistakes_of_grids_passages_and_items_come_at_once_and_say_what_they_are_in(sample_text):
    spoiled = sample_text
    for old, new in (
        ('columns = ["lifts"]', 'columns = ["lift"]'),
        ("[[dam|a dam", "[[damm|a dam"),
        ('facts = ["dam", "weir"]', 'facts = ["dam", "wier"]'),
    ):
        spoiled = spoiled.replace(old, new, 1)
    with pytest.raises(BaseErrors) as caught:
        read_base_text(spoiled)
    named = {(problem.what, problem.uid) for problem in caught.value.problems}
    assert named == {("grid", "barriers-and-uses"), ("passage", "what-a-river-does"), ("item", "water-is-rising")}
    assert [problem.line for problem in caught.value.problems] == sorted(
        problem.line or 0 for problem in caught.value.problems
    )


def test_one_answer_of_a_fact_may_be_wrong_in_another_place(sample_text):
    """Of two banks the one is the wrong answer where the other is asked for."""
    text = sample_text.replace(
        'subjects = [{ slug = "outer", name = "outer bank" }',
        'distractors = [{ at = "which:change-outer", text = "inner bank", why = "It grows.", false_by = "banks" }]\n'
        'subjects = [{ slug = "outer", name = "outer bank" }',
    )
    assert read_base_text(text).fact("banks").distractors[0].text.nursing == "inner bank"
    with pytest.raises(BaseErrors, match='"inner bank" is an answer of this fact'):
        read_base_text(text.replace('at = "which:change-outer"', 'at = "which:change-inner"'))


def test_a_file_that_cannot_be_parsed_makes_no_false_alarms_about_grids(tmp_path, sample_text):
    head, mark, tail = sample_text.partition("[[grid]]")
    (tmp_path / "00.toml").write_text(head + "\nbroken")
    (tmp_path / "10.toml").write_text(mark + tail)
    with pytest.raises(BaseErrors) as caught:
        read_base(tmp_path)
    assert ["is not valid TOML" in problem.message for problem in caught.value.problems] == [True]
