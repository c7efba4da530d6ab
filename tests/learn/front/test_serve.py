"""`manage.py serve`, run as its user runs it: from nothing to a site, and one clear sentence when it cannot start."""

import os
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.served import Site, Visitor, free_port, manage

pytestmark = pytest.mark.embedded

SECONDS_TO_END = 10
NEWER = ("reviews", "9999_future")


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Visitor, str, int]:
    """A data folder that was served once: its visitor, what serve said, how it ended. Copied by those who change it."""
    site = Site(tmp_path_factory.mktemp("used") / "data")
    with site:
        assert Visitor(site.port).get("/").status == 200
        visitor = Visitor(site.port)
        assert visitor.start().location == "/study/"
        assert answer_one(visitor).status == 302
        visitor.close()
        code = site.interrupt()
    return site.data, visitor, site.said(), code


@pytest.fixture
def data(used, tmp_path: Path) -> Path:
    return shutil.copytree(used[0], tmp_path / "data")


def answer_one(visitor: Visitor):
    form = visitor.get("/study/").form("/study/answer/")
    assert form is not None
    return visitor.post(form.action, form.fields | {"grade": "4"})


def contents(data: Path) -> list[str]:
    with sqlite3.connect(f"file:{data / 'osteon.sqlite3'}?mode=ro", uri=True) as database:
        return list(database.iterdump())


def refusal(data: Path, *arguments: str, **extra: str) -> str:
    """What serve says when it cannot start: a line on stderr, and no more."""
    if not any(argument.startswith("--port") for argument in arguments):
        arguments = (*arguments, f"--port={free_port()}")
    ended = manage(data, "serve", *arguments, **extra)
    assert ended.returncode not in (0, None)
    assert "Osteon is at" not in ended.stdout
    assert "Traceback" not in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1, ended.stderr
    return ended.stderr


def test_from_an_empty_folder_to_a_site_that_answers(used):
    _, _, said, _ = used
    assert "facts added" in said
    assert "Osteon is at http://127.0.0.1:" in said
    assert "Traceback" not in said


def test_the_secret_key_is_its_owner_s_alone(used):
    file = used[0] / "secret_key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(file.read_text()) >= 50


def test_ctrl_c_ends_it_and_its_children_within_seconds(used, data):
    assert used[3] == 0
    with Site(data) as site:
        visitor = Visitor(site.port)
        visitor.get("/")  # a connection kept alive must not hold it up
        start = time.monotonic()
        assert site.interrupt() == 0
        assert time.monotonic() - start < SECONDS_TO_END
        with pytest.raises(ConnectionRefusedError):
            Visitor(site.port).get("/")


def processes(group: int) -> dict[int, str]:
    """The command lines of a process group by process."""
    said = subprocess.run(["ps", "-ww", "-eo", "pid=,pgid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in said.splitlines()]
    return {int(row[0]): row[2] for row in rows if len(row) == 3 and int(row[1]) == group}


def workers(site: Site) -> list[int]:
    return [
        pid for pid, command in processes(site.process.pid).items() if f"work --parent={site.process.pid}" in command
    ]


def test_one_worker_starts_with_the_site_and_ends_with_it(data):
    with Site(data, workers=1) as site:
        assert len(workers(site)) == 1
        start = time.monotonic()
        # To gunicorn alone, as a service manager does; Ctrl-C, which comes to all, is tried above.
        site.process.terminate()
        site.process.wait(SECONDS_TO_END)
        while site.is_running:
            assert time.monotonic() - start < SECONDS_TO_END, processes(site.process.pid)
            time.sleep(0.05)
        assert "Traceback" not in site.said()


def test_the_worker_may_be_left_out(data):
    with Site(data, workers=1, arguments=["--no-worker"]) as site:
        assert workers(site) == []


def test_a_site_whose_worker_was_killed_serves_on(data):
    with Site(data, workers=1) as site:
        os.kill(workers(site)[0], signal.SIGKILL)
        assert Visitor(site.port).get("/").status == 200
        assert site.interrupt() == 0


def test_a_second_start_keeps_everything_and_imports_nothing_anew(used, data):
    _, before, _, _ = used
    was, key = contents(data), (data / "secret_key").read_text()
    # The worker may well have something to compute meanwhile, such as predictions of the answer given before.
    with Site(data, workers=1, arguments=["--no-worker"]) as site:
        assert "nothing changed" in site.said()
        assert "added" not in site.said()
        assert contents(data) == was
        visitor = Visitor(site.port)
        visitor.cookies = before.cookies
        assert visitor.get("/study/").form("/study/undo/").fields["target"], "the answer given before can be undone"
        assert site.interrupt() == 0
    assert (data / "secret_key").read_text() == key


def test_a_busy_port_is_one_sentence(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = refusal(tmp_path / "data", f"--port={port}")
    assert str(port) in said
    assert "--port" in said
    assert not (tmp_path / "data" / "osteon.sqlite3").exists()


def test_a_site_that_is_served_already_goes_on_undisturbed(data):
    with Site(data, workers=1, arguments=["--no-worker"]) as site:
        was = contents(data)
        said = refusal(data, f"--port={site.port}")
        assert "running already" in said
        assert contents(data) == was
        assert Visitor(site.port).get("/").status == 200


@pytest.mark.parametrize("port", ["0x", "70000", "-1"])
def test_a_port_that_is_none_is_refused(tmp_path, port):
    ended = manage(tmp_path / "data", "serve", f"--port={port}")
    assert ended.returncode != 0
    assert "Traceback" not in ended.stderr
    assert "port" in ended.stderr.lower()


@pytest.mark.parametrize("below", ["", "data"])
def test_a_data_folder_that_cannot_be_written_is_one_sentence(tmp_path, below):
    file = tmp_path / "file"
    file.write_text("mine")
    said = refusal(file / below)
    assert str(file / below) in said
    assert "OSTEON_DATA_DIR" in said
    assert file.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [file]


def test_postgresql_without_its_driver_is_one_sentence(tmp_path):
    lacking = tmp_path / "lacking"
    lacking.mkdir()
    (lacking / "psycopg.py").write_text("raise ImportError('No module named psycopg')")
    url = "postgres://someone@127.0.0.1:1/osteon"
    said = refusal(tmp_path / "data", OSTEON_DATABASE_URL=url, PYTHONPATH=str(lacking))
    assert "psycopg is not installed" in said
    assert "pip install" in said
    assert not (tmp_path / "data" / "osteon.sqlite3").exists()


def test_a_database_server_that_cannot_be_reached_is_told_without_a_traceback(tmp_path):
    pytest.importorskip("psycopg")
    url = f"postgres://someone@127.0.0.1:{free_port()}/osteon"
    ended = manage(tmp_path / "data", "serve", f"--port={free_port()}", OSTEON_DATABASE_URL=url)
    assert ended.returncode != 0
    assert "Traceback" not in ended.stderr
    assert "OSTEON_DATABASE_URL" in ended.stderr
    assert "someone@" not in ended.stderr


@pytest.mark.parametrize("url", ["nonsense", "mysql://root@localhost/osteon"])
def test_a_database_url_that_cannot_work_is_one_sentence(tmp_path, url):
    assert "OSTEON_DATABASE_URL" in refusal(tmp_path / "data", OSTEON_DATABASE_URL=url)


def test_a_database_from_a_newer_version_is_refused_and_left_alone(data):
    with sqlite3.connect(data / "osteon.sqlite3") as database:
        database.execute("INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, '2030-01-01')", NEWER)
    was = contents(data)
    said = refusal(data)
    assert "newer version" in said
    assert ".".join(NEWER) in said
    assert contents(data) == was


def test_a_database_file_that_is_none_is_told_without_a_traceback(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "osteon.sqlite3").write_text("This is not a database, but it is long enough to look at." * 20)
    was = (data / "osteon.sqlite3").read_bytes()
    ended = manage(data, "serve", f"--port={free_port()}")
    assert ended.returncode != 0
    assert "Traceback" not in ended.stderr
    assert (data / "osteon.sqlite3").read_bytes() == was


def test_a_relative_data_folder_is_the_one_that_is_served(data, tmp_path):
    was = contents(data)
    with Site(data.relative_to(tmp_path), cwd=tmp_path, workers=1, arguments=["--no-worker"]) as site:
        assert Visitor(site.port).start().status == 302
    assert contents(data) != was


def test_two_starts_at_once_prepare_one_data_folder_one_after_the_other(tmp_path):
    sites = [Site(tmp_path / "data", workers=1) for _ in range(2)]
    try:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(Site.start, sites))
        assert all(Visitor(site.port).get("/").status == 200 for site in sites)
    finally:
        for site in sites:
            site.kill()
