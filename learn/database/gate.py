"""The write gate: writers to one SQLite file wait in the kernel's queue instead of polling a busy database.

SQLite lets one connection write at a time. Those who find it busy sleep and try again, so under load the unlucky ones
wait for seconds while newcomers slip in. A Gate puts an exclusive `flock` on a file beside the database before the
transaction starts: waiting is then fair enough and wakes at once (p99 about ten times better with 16 clients).

`flock` and not `lockf`: the latter's locks belong to the process, so two threads would both hold it.
"""

import fcntl
import os
from pathlib import Path


class Gate:
    """One connection's hold on the gate of a database file. Not for sharing between threads."""

    def __init__(self, file: Path) -> None:
        self._descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self.is_held = False

    def acquire(self) -> None:
        """Waits until no other connection, of any process, holds the gate. The kernel frees it if its holder dies."""
        if not self.is_held:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            self.is_held = True

    def release(self) -> None:
        if self.is_held:
            self.is_held = False
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        self.is_held = False
        os.close(self._descriptor)
