"""Which libraries beside the shipped one a learner may see, as the room says that keeps them.

That room stands above this one, which need not know it. It says once how it is asked:

    granting.tell_by(codes)

The codes are read in the statement that reads who is asking, so that a page pays no query of its own for them.
"""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.sql.compiler import SQLCompiler

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from learn.accounts.models import User

GRANTED = "granted"
"""The annotation's name, with a number behind it: one for each way to a library."""

_Codes = Callable[[Any], tuple[QuerySet[Any, Any], ...]]

_tellers: list[_Codes] = []


def tell_by(codes: _Codes) -> None:
    """codes: for a learner's key, or a reference to it, queries of one column of codes. ValueError for a second."""
    if _tellers not in ([], [codes]):
        raise ValueError("Libraries are told of by one room")
    _tellers[:] = [codes]


_JOINED = {
    "sqlite": "(SELECT group_concat(code) FROM (%(subquery)s) AS granted_codes)",
    "postgresql": "(SELECT string_agg(code, ',') FROM (%(subquery)s) AS granted_codes)",
}


class _Together(Subquery):
    """The rows of a query of one column as one text, with commas between them; NULL where there is none."""

    output_field = CharField()

    def as_sql(
        self, compiler: SQLCompiler, connection: "BaseDatabaseWrapper", template: str | None = None, **extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        sql, parameters = super().as_sql(compiler, connection, template=_JOINED[connection.vendor], **extra)
        return sql, tuple(parameters)


def annotations() -> dict[str, Subquery]:
    """What reads the codes together with each user."""
    queries = _tellers[0](OuterRef("pk")) if _tellers else ()
    return {f"{GRANTED}_{number}": _Together(query) for number, query in enumerate(queries)}


@cache
def _names() -> tuple[str, ...]:
    return tuple(annotations())


def libraries_of(learner: "User") -> frozenset[str]:
    """The codes of the libraries that a learner may see besides the shipped one."""
    return frozenset().union(*ways_of(learner))


def ways_of(learner: "User") -> tuple[frozenset[str], ...]:
    """The same apart: a set for each way to a library, in the order in which the room that tells of them has them.

    They are as they were when the learner was read, which is once a request; a learner read without them is asked about
    once.
    """
    names = _names()
    # Not by its __dict__: in a request the learner is a proxy.
    if not all(hasattr(learner, name) for name in names):
        users = get_user_model().objects.filter(pk=learner.pk)
        read = users.annotate(**annotations()).values(*names).first() or dict.fromkeys(names)
        for name, codes in read.items():
            setattr(learner, name, codes)
    told = (getattr(learner, name) for name in names)
    return tuple(frozenset(codes.split(",")) if codes else frozenset() for codes in told)
