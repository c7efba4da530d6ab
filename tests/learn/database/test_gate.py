"""The write gate: who holds it when, and that nobody else writes meanwhile.

Nothing here waits for time to pass. Whether the gate is held is asked of the kernel (a second descriptor that cannot
get the lock), and whether someone waits at it is read from /proc/locks. SQLite's own busy timeout is 0 throughout: a
write that met another would fail at once instead of polling, so what succeeds here succeeded by the gate.
"""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connections, transaction

ALIAS = "gated"
LOCKS = Path("/proc/locks")
ROOT = Path(__file__).resolve().parents[3]
PATIENCE_SECONDS = 60

needs_locks = pytest.mark.skipif(not LOCKS.exists(), reason="who waits for a lock is read from /proc/locks")

OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 0,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON",
}

OTHER_PROCESS = f"""
import sys
from django.conf import settings
database = {{"ENGINE": "learn.database.sqlite", "NAME": sys.argv[1], "OPTIONS": {OPTIONS!r}}}
settings.configure(DATABASES={{"default": database}})
import django
django.setup()
from django.db import connection, transaction
def write(name):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO entry (name) VALUES (%s)", [name])
def add_one():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT value FROM counter")
        value = cursor.fetchone()[0]
        cursor.execute("UPDATE counter SET value = %s", [value + 1])
def say(word):
    print(word, flush=True)
def hear():
    return sys.stdin.readline()
connection.ensure_connection()
say("ready")
hear()
"""


@pytest.fixture
def file(tmp_path: Path, django_db_blocker: Any) -> Iterator[Path]:
    """A database file of its own, reached under the alias `gated`; the other tests' database is not touched."""
    name = tmp_path / "gated.sqlite3"
    settings = dict(connections.settings["default"])
    settings |= {"ENGINE": "learn.database.sqlite", "NAME": name, "OPTIONS": OPTIONS, "CONN_MAX_AGE": None}
    connections.settings[ALIAS] = settings
    with django_db_blocker.unblock():
        run("CREATE TABLE entry (id integer PRIMARY KEY, name text UNIQUE)")
        run("CREATE TABLE counter (value integer)")
        run("INSERT INTO counter VALUES (0)")
        run("CREATE TABLE part (entry integer REFERENCES entry (id) DEFERRABLE INITIALLY DEFERRED)")
        try:
            yield name
        finally:
            connections[ALIAS].close()
            del connections[ALIAS]
            del connections.settings[ALIAS]


def run(sql: str, *params: object) -> list[Any]:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def write(name: str) -> None:
    run("INSERT INTO entry (name) VALUES (%s)", name)


def names() -> list[str]:
    return [name for (name,) in run("SELECT name FROM entry ORDER BY id")]


def add_one() -> None:
    """Reads, then writes what it read: lost if two do it at once."""
    with transaction.atomic(using=ALIAS):
        value = run("SELECT value FROM counter")[0][0]
        run("UPDATE counter SET value = %s", value + 1)


def gate_file(file: Path) -> Path:
    return file.with_name(f"{file.name}-gate")


def is_held(file: Path) -> bool:
    """Whether some connection holds the gate now."""
    descriptor = os.open(gate_file(file), os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def until_someone_waits(file: Path, finished: Callable[[], bool]) -> None:
    """Returns once the kernel lists someone waiting at the gate; fails if they got through instead."""
    inode = f":{gate_file(file).stat().st_ino} "
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if any("->" in line and inode in line for line in LOCKS.read_text().splitlines()):
            return
        assert not finished(), "it did not wait"
        os.sched_yield()
    pytest.fail("nobody waits at the gate")


@contextmanager
def in_thread(work: Callable[[], object]) -> Iterator[Thread]:
    """Runs `work` in a thread with a connection of its own; what it raises is raised at the end of the block."""
    raised: list[BaseException] = []

    def target() -> None:
        try:
            work()
        except BaseException as error:
            raised.append(error)
        finally:
            connections[ALIAS].close()

    thread = Thread(target=target, daemon=True)
    thread.start()
    try:
        yield thread
    finally:
        thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive(), "it never came through the gate"
    if raised:
        raise raised[0]


@contextmanager
def process(file: Path, script: str) -> Iterator[subprocess.Popen[str]]:
    """Another Python process with the same database open; it runs `script` when its stdin gets a line."""
    child = subprocess.Popen(
        [sys.executable, "-c", OTHER_PROCESS + script, str(file)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert hear(child) == "ready"
        yield child
    finally:
        child.kill()
        child.communicate()


def hear(child: subprocess.Popen[str]) -> str:
    assert child.stdout is not None
    return child.stdout.readline().strip()


def tell(child: subprocess.Popen[str]) -> None:
    assert child.stdin is not None
    child.stdin.write("go\n")
    child.stdin.flush()


# Who holds it, and until when.


def test_a_transaction_holds_the_gate_from_its_start_to_its_commit(file):
    assert not is_held(file)
    with transaction.atomic(using=ALIAS):
        assert is_held(file)
        write("a")
        assert is_held(file)
    assert not is_held(file)
    assert names() == ["a"]


def test_a_rollback_frees_the_gate(file):
    with transaction.atomic(using=ALIAS):
        write("a")
        transaction.set_rollback(True, using=ALIAS)
    assert not is_held(file)
    assert names() == []


def test_an_error_inside_a_transaction_frees_the_gate(file):
    with pytest.raises(IntegrityError), transaction.atomic(using=ALIAS):
        write("a")
        write("a")
    assert not is_held(file)
    with pytest.raises(ZeroDivisionError), transaction.atomic(using=ALIAS):
        raise ZeroDivisionError
    assert not is_held(file)


def test_a_commit_that_fails_frees_the_gate(file):
    with pytest.raises(IntegrityError), transaction.atomic(using=ALIAS):
        run("INSERT INTO part VALUES (404)")
        assert is_held(file)
    assert not is_held(file)
    assert run("SELECT * FROM part") == []


def test_nested_transactions_hold_the_gate_until_the_outermost_ends(file):
    with transaction.atomic(using=ALIAS):
        with transaction.atomic(using=ALIAS):
            write("a")
        assert is_held(file)
        with transaction.atomic(using=ALIAS, savepoint=False):
            write("b")
        assert is_held(file)
    assert not is_held(file)
    assert names() == ["a", "b"]


def test_a_savepoint_rolled_back_keeps_the_gate_and_what_came_before(file):
    with transaction.atomic(using=ALIAS):
        write("a")
        with pytest.raises(IntegrityError), transaction.atomic(using=ALIAS):
            write("b")
            write("a")
        assert is_held(file)
        savepoint = transaction.savepoint(using=ALIAS)
        write("c")
        transaction.savepoint_rollback(savepoint, using=ALIAS)
        assert is_held(file)
        write("d")
    assert not is_held(file)
    assert names() == ["a", "d"]


def test_autocommit_switched_off_holds_the_gate_from_the_first_write(file):
    transaction.set_autocommit(False, using=ALIAS)
    try:
        write("a")
        assert is_held(file)
        transaction.commit(using=ALIAS)
        assert not is_held(file)
    finally:
        transaction.set_autocommit(True, using=ALIAS)


@pytest.mark.parametrize(
    "write_it",
    [
        lambda cursor: cursor.execute("INSERT INTO counter SELECT is_held()"),
        lambda cursor: cursor.execute("  insert INTO counter SELECT is_held()"),
        lambda cursor: cursor.execute("WITH it AS (SELECT is_held()) INSERT INTO counter SELECT * FROM it"),
        lambda cursor: cursor.execute("UPDATE counter SET value = is_held()"),
        lambda cursor: cursor.executemany("INSERT INTO counter SELECT is_held() WHERE %s", [(1,), (1,)]),
    ],
    ids=["insert", "lower case", "with", "update", "many"],
)
def test_a_lone_write_holds_the_gate_for_its_one_statement(file, write_it):
    connection = connections[ALIAS]
    connection.connection.create_function("is_held", 0, lambda: 10 + is_held(file))
    with connection.cursor() as cursor:
        write_it(cursor)
    assert not is_held(file)
    assert {value for (value,) in run("SELECT value FROM counter")} - {0} == {11}


def test_a_lone_write_that_fails_frees_the_gate(file):
    write("a")
    with pytest.raises(IntegrityError):
        write("a")
    assert not is_held(file)


def test_a_read_does_not_take_the_gate(file):
    connections[ALIAS].connection.create_function("is_held", 0, lambda: 10 + is_held(file))
    assert run("SELECT is_held()") == [(10,)]


def test_a_read_does_not_wait_while_another_holds_the_gate(file):
    seen: list[list[str]] = []
    write("before")
    with transaction.atomic(using=ALIAS):
        write("meanwhile")
        with in_thread(lambda: seen.append(names())):
            pass
        assert is_held(file)
    assert seen == [["before"]]


@pytest.mark.parametrize("has_written", [False, True])
def test_closing_in_the_middle_of_a_transaction_frees_the_gate(file, has_written):
    with pytest.raises(ProgrammingError, match="closed"), transaction.atomic(using=ALIAS):
        if has_written:
            write("a")
        connections[ALIAS].close()
        assert not is_held(file)
        write("b")
    assert not is_held(file)
    assert names() == []


def test_a_connection_that_was_closed_comes_back_with_its_gate(file):
    connections[ALIAS].close()
    with transaction.atomic(using=ALIAS):
        write("a")
        assert is_held(file)
    assert not is_held(file)


def test_a_database_in_memory_needs_no_gate(file):
    connections[ALIAS].close()
    connections[ALIAS].settings_dict["NAME"] = ":memory:"
    run("CREATE TABLE entry (id integer PRIMARY KEY, name text)")
    with transaction.atomic(using=ALIAS):
        write("a")
        assert not is_held(file)
    assert names() == ["a"]


# That nobody else writes meanwhile.


@needs_locks
@pytest.mark.parametrize("in_transaction", [True, False])
def test_another_thread_waits_for_a_transaction_to_end(file, in_transaction):
    def second() -> None:
        if in_transaction:
            with transaction.atomic(using=ALIAS):
                write("second")
        else:
            write("second")

    with ExitStack() as afterwards, transaction.atomic(using=ALIAS):
        write("first")
        thread = afterwards.enter_context(in_thread(second))
        until_someone_waits(file, lambda: not thread.is_alive())
        write("first again")
    assert names() == ["first", "first again", "second"]


@needs_locks
@pytest.mark.parametrize("script", ["write('second')", "with transaction.atomic(): write('second')"])
def test_another_process_waits_for_a_transaction_to_end(file, script):
    with process(file, f"{script}\nsay('done')") as child:
        with transaction.atomic(using=ALIAS):
            write("first")
            tell(child)
            until_someone_waits(file, lambda: child.poll() is not None)
            write("first again")
        assert hear(child) == "done"
    assert names() == ["first", "first again", "second"]


def test_a_killed_process_leaves_the_gate_open_and_nothing_half_written(file):
    script = "with transaction.atomic():\n    write('lost')\n    say('holding')\n    hear()\n"
    with process(file, script) as child:
        tell(child)
        assert hear(child) == "holding"
        assert is_held(file)
        os.kill(child.pid, signal.SIGKILL)
        child.wait(PATIENCE_SECONDS)
        assert not is_held(file)
        write("after")
    assert names() == ["after"]


def test_no_step_is_lost_and_none_fails_when_threads_and_processes_write_at_once(file):
    def many() -> None:
        for _ in range(25):
            add_one()

    script = "for _ in range(25): add_one()\nsay('done')"
    with process(file, script) as one, process(file, script) as two:
        tell(one)
        tell(two)
        with in_thread(many), in_thread(many), in_thread(many), in_thread(many):
            pass
        assert hear(one) == hear(two) == "done"
    assert run("SELECT value FROM counter") == [(150,)]
    assert not is_held(file)
