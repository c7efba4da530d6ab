"""The tables of a TOML file that may be taken in: those without a mistake, whatever else is left out. Pure."""

from collections.abc import Callable, Iterable, Sequence

from cards.facts.problems import Problem
from cards.facts.tables import LONGEST_UID, is_slug
from learn.authoring.fact_tables import Table
from learn.authoring.sheets import RowProblem

Row = tuple[str, Table, int]
"""What it is, the table, and the line where it stands; 0 where that is not known."""
Checked = Callable[[Sequence[Row]], Iterable[tuple[str, str, Problem]]]
"""What is wrong with tables taken together: what and uid of the one it is about, empty for none, and the problem."""

_PASSES = 12


def named(rows: Iterable[Row]) -> tuple[list[Row], list[RowProblem]]:
    """The rows that have a name as uids are, or are facts without one; and why the others are left out."""
    kept: list[Row] = []
    problems: list[RowProblem] = []
    seen: dict[tuple[str, str], int] = {}
    for what, table, line in rows:
        uid = table.get("uid", "" if what == "fact" else None)
        if not isinstance(uid, str) or (uid and not is_slug(uid)) or (not uid and what != "fact"):
            problems.append(RowProblem(line, "uid", _told(what, uid), LONGEST_UID))
        elif uid and (what, uid) in seen:
            problems.append(RowProblem(line, "uid_twice", uid, seen[what, uid]))
        else:
            seen |= {(what, uid): line} if uid else {}
            kept.append((what, table, line))
    return kept, problems


def sound(rows: Sequence[Row], check: Checked) -> tuple[list[Row], list[tuple[int, Problem, str]], list[RowProblem]]:
    """The rows without a mistake, each mistake as (line, problem, kind of fact), and rows that fell with the others.

    What is left out may be named by others, so that they are looked at again, until nothing is wrong with the rest.
    """
    kept, mistakes = list(rows), list[tuple[int, Problem, str]]()
    for _pass in range(_PASSES):
        found = list(check(kept))
        if not found:
            return kept, mistakes, []
        places = {(what, str(table["uid"])): (line, str(table.get("kind"))) for what, table, line in kept}
        for what, uid, problem in found:
            line, kind = places.get((what, uid), (0, ""))
            mistakes.append((line, problem, kind))
        wrong = {(what, uid) for what, uid, _problem in found}
        if not wrong & places.keys():
            # It is wrong as a whole: which table makes it so is not known.
            break
        kept = [row for row in kept if (row[0], str(row[1]["uid"])) not in wrong]
    return [], mistakes, [RowProblem(line, "fell", f"{what} {table['uid']}") for what, table, line in kept]


def _told(what: str, uid: object) -> str:
    return f"{what} {uid if isinstance(uid, str) else ''}".strip()[:60]
