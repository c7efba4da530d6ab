"""DatabaseWrapper: Django's own for SQLite, with transactions and lone writes going through the write gate.

It sits this deep so that writes of sessions and of third-party apps pass the gate too. Reads outside a transaction
never touch it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

from learn.database.gate import Gate

_READS = ("SELECT", "PRAGMA", "EXPLAIN", "SAVEPOINT", "RELEASE", "ROLLBACK")


class GatedCursor(base.SQLiteCursorWrapper):
    """A cursor whose lone writes (outside a transaction) hold the gate for their one statement."""

    gated: Callable[[str], Any]

    def execute(self, query: Any, params: Any = None) -> Any:
        with self.gated(query):
            return super().execute(query, params)

    def executemany(self, query: Any, param_list: Any) -> Any:
        with self.gated(query):
            return super().executemany(query, param_list)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite connection behind the write gate; an in-memory database has no gate."""

    _gate: Gate | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        if not self.is_in_memory_db():
            name = Path(self.settings_dict["NAME"])
            self._gate = Gate(name.with_name(f"{name.name}-gate"))
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        cursor = self.connection.cursor(factory=GatedCursor)
        cursor.gated = self._gated
        return cursor

    @contextmanager
    def _gated(self, query: str) -> Iterator[None]:
        gate = self._gate
        if gate is None or (not gate.is_held and query.lstrip()[:9].upper().startswith(_READS)):
            yield
            return
        gate.acquire()
        try:
            yield
        finally:
            # Kept while a transaction is open, whoever opened it; let go with the statement that ends it.
            if not self.connection.in_transaction:
                gate.release()

    def _start_transaction_under_autocommit(self) -> None:
        if self._gate is not None:
            self._gate.acquire()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs leave it out
        except BaseException:
            self._leave_gate()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self._leave_gate()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self._leave_gate()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # the stubs leave it out
        finally:
            if self._gate is not None:
                self._gate.close()
                self._gate = None

    def _leave_gate(self) -> None:
        # A failed commit can leave the transaction open (a deferred foreign key, say): the gate goes when it ends.
        if self._gate is not None and not (self.connection and self.connection.in_transaction):
            self._gate.release()
