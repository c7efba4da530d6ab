"""Told: what an assigned attempt is for, as the room says that assigned it.

That room stands above this one, which need not know it. It says once how it is asked:

    assigned.tell_by(told_of)
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from learn.quizzes.models import Attempt


@dataclass(frozen=True, slots=True)
class Told:
    """title: of the assignment; classroom: its class's name; address: of its page, empty where its student has none.

    is_late: the attempt came after it was due for this student.
    """

    title: str
    classroom: str
    address: str = ""
    is_late: bool = False


_Tell = Callable[[Sequence[Attempt]], Mapping[UUID, Told]]

_tellers: list[_Tell] = []


def tell_by(tell: _Tell) -> None:
    """tell: says of a learner's assigned attempts what they are for, by their ids. Raises ValueError for a second."""
    if _tellers not in ([], [tell]):
        raise ValueError("Assigned attempts are told of by one room")
    _tellers[:] = [tell]


def told(attempts: Sequence[Attempt]) -> Mapping[UUID, Told]:
    """What those of a learner's attempts are for that are assigned; without those whose assignment is gone."""
    own = [each for each in attempts if each.is_assigned]
    return _tellers[0](own) if own and _tellers else {}
