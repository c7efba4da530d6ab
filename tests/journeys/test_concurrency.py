"""Many windows answer at once, and the power fails: nothing acknowledged is lost, nothing counts twice.

Person: a guest and the windows they have open. Window: one thread that studies through the pages, as a browser would;
now and then it sends an answer twice, one after the other or both at once. Record: what was sent and what was
acknowledged, to be compared with the log.

On SQLite; where OSTEON_DATABASE_URL names a PostgreSQL server, on a database made there for the test. OSTEON_KILLS says
how often the server is killed (default 3).
"""

import os
import random
import shutil
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from threading import Event, Lock
from uuid import UUID, uuid4

import pytest

from tests.served import Form, Page, Site, Visitor, manage

pytestmark = pytest.mark.served

URL = os.environ.get("OSTEON_DATABASE_URL", "")
KILLS = int(os.environ.get("OSTEON_KILLS", "3"))

# Sixteen windows: eight people with one, two people with four.
WINDOWS = (1,) * 8 + (4,) * 2
ANSWERS_EACH = 12
SETTINGS = {
    "path": "nursing",
    "zone": "UTC",
    "day_end_hour": "4",
    "new_per_day": "999",
    "reviews_per_day": "999",
    "buttons": "6",
    "shortcuts": "on",
    "survival": "",
}


@dataclass(frozen=True)
class Answer:
    """A form of the study page, filled in. person: the index of who sends it."""

    person: int
    form: Form

    @property
    def client_id(self) -> UUID:
        return UUID(self.form.fields["client_id"])

    @property
    def row(self) -> tuple[int, int]:
        """Card and grade, as the log should have them."""
        return int(self.form.fields["card"]), int(self.form.fields["grade"])


@dataclass
class Record:
    """Everything that was sent, whatever became of it. wrong: what should never happen, in words."""

    sent: dict[UUID, Answer] = field(default_factory=dict)
    acknowledged: set[UUID] = field(default_factory=set)
    refused: set[UUID] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def sending(self, answer: Answer) -> None:
        with self._lock:
            self.sent[answer.client_id] = answer

    def replied(self, answer: Answer, reply: Page, *, may_be_stale: bool) -> None:
        """Notes a reply. An answer that once was acknowledged or refused gets the same reply ever after."""
        with self._lock:
            client_id = answer.client_id
            if reply.status == 302 and client_id not in self.refused:
                self.acknowledged.add(client_id)
            elif reply.status == 409 and may_be_stale and client_id not in self.acknowledged:
                self.refused.add(client_id)
            else:
                self.wrong.append(f"person {answer.person}: {reply.status} for {answer.form.fields}")

    @property
    def unsure(self) -> list[Answer]:
        """Sent, and the server fell silent."""
        return [answer for id_, answer in self.sent.items() if id_ not in self.acknowledged and id_ not in self.refused]


@dataclass
class Person:
    number: int
    windows: list[Visitor]

    @property
    def may_be_stale(self) -> bool:
        """Whether another window of the same person can have answered the card that this one shows."""
        return len(self.windows) > 1

    def resend(self, answer: Answer, record: Record) -> None:
        reply = self.windows[0].post(answer.form.action, answer.form.fields)
        record.replied(answer, reply, may_be_stale=self.may_be_stale)


def arrive(site: Site, number: int, windows: int) -> Person:
    """A new guest, who asks for all new cards at once, with their windows."""
    visitor = Visitor(site.port)
    assert visitor.start().status == 302
    form = visitor.get("/settings/").form("")
    assert form is not None
    assert visitor.post("/settings/", form.fields | SETTINGS).status == 302
    return Person(number, [visitor] + [visitor.another() for _ in range(windows - 1)])


def study(person: Person, visitor: Visitor, record: Record, choice: random.Random, answers: int, stop: Event) -> None:
    """Answers the card shown, again and again, until told to stop or the server is gone."""
    try:
        for _ in range(answers):
            if stop.is_set():
                return
            page = visitor.get("/study/")
            if page.status != 200:
                record.wrong.append(f"person {person.number}: {page.status} for the study page")
                return
            form = page.form("/study/answer/")
            if form is None:
                return
            # Seldom Good: what fails comes again in the drill, so the day does not end.
            form.fields["grade"] = str(choice.choice((0, 1, 2, 3, 3, 4, 5)))
            answer = Answer(person.number, form)
            record.sending(answer)
            send(person, visitor, answer, record, times=choice.choice((1, 1, 2)), at_once=choice.random() < 0.5)
    except (OSError, HTTPException):
        if not stop.is_set():
            raise
    finally:
        visitor.close()


def send(person: Person, visitor: Visitor, answer: Answer, record: Record, *, times: int, at_once: bool) -> None:
    def post(by: Visitor) -> None:
        record.replied(answer, by.post(answer.form.action, answer.form.fields), may_be_stale=person.may_be_stale)

    if times == 2 and at_once:
        twin = visitor.another()
        with ThreadPoolExecutor(1) as pool:
            second = pool.submit(post, twin)
            try:
                post(visitor)
                second.result()
            finally:
                twin.close()
        return
    for _ in range(times):
        post(visitor)


class Load:
    """All windows of all people studying, each in a thread."""

    def __init__(self, people: list[Person], record: Record, *, answers: int, seed: int) -> None:
        self._stop = Event()
        self._pool = ThreadPoolExecutor(sum(len(person.windows) for person in people))
        self._threads = [
            self._pool.submit(
                study, person, window, record, random.Random(f"{seed} {person.number} {number}"), answers, self._stop
            )
            for person in people
            for number, window in enumerate(person.windows)
        ]

    def finish(self) -> None:
        """Returns when all have given their answers; raises what any of them raised."""
        with self._pool:
            for thread in self._threads:
                thread.result()

    def server_is_about_to_die(self) -> None:
        """From now on a connection that breaks is no mistake."""
        self._stop.set()


@pytest.fixture
def site(tmp_path: Path, served_data: Path) -> Iterator[Site]:
    """A served site on a fresh database of the kind that OSTEON_DATABASE_URL names."""
    data = shutil.copytree(served_data, tmp_path / "data")
    if not URL.startswith("postgres"):
        with Site(data) as served:
            yield served
        return
    import psycopg

    name = f"osteon_test_{uuid4().hex[:12]}"
    with psycopg.connect(URL, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            with Site(data, OSTEON_DATABASE_URL=URL.rsplit("/", 1)[0] + f"/{name}") as served:
                yield served
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def logged(site: Site) -> dict[UUID, tuple[int, int, int]]:
    """The log: learner, card and grade by client id. Fails if a client id stands there twice."""
    query = "SELECT client_id, learner_id, card_id, grade FROM reviews_reviewlog"
    if url := site.extra.get("OSTEON_DATABASE_URL"):
        import psycopg

        with psycopg.connect(url) as connection:
            rows = connection.execute(query).fetchall()
    else:
        with sqlite3.connect(f"file:{site.data / 'osteon.sqlite3'}?mode=ro", uri=True) as database:
            rows = database.execute(query).fetchall()
    found = {UUID(str(client_id)): (learner, card, grade) for client_id, learner, card, grade in rows}
    assert len(found) == len(rows), "a client id counts twice"
    return found


def check_log(site: Site, record: Record) -> None:
    """Every acknowledged answer is in the log as it was sent, under its own learner, and nothing that was not sent."""
    log = logged(site)
    assert record.acknowledged <= log.keys(), "acknowledged answers are lost"
    assert log.keys() <= record.sent.keys(), "the log has what nobody sent"
    assert not log.keys() & record.refused, "an answer was refused and stored all the same"
    for client_id, (_, *row) in log.items():
        assert tuple(row) == record.sent[client_id].row
    people = {(record.sent[client_id].person, learner) for client_id, (learner, *_) in log.items()}
    assert len(people) == len({person for person, _ in people}) == len({learner for _, learner in people})


def check_states(site: Site) -> None:
    checked = manage(site.data, "check_states", **site.extra)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_sixteen_windows_at_once_lose_nothing_and_double_nothing(site):
    record = Record()
    people = [arrive(site, number, windows) for number, windows in enumerate(WINDOWS)]
    Load(people, record, answers=ANSWERS_EACH, seed=1).finish()

    assert record.wrong == [], site.said()
    assert record.unsure == []
    assert logged(site).keys() == record.acknowledged
    check_log(site, record)
    check_states(site)
    alone = [answer for answer in record.sent.values() if not people[answer.person].may_be_stale]
    assert len(alone) == WINDOWS.count(1) * ANSWERS_EACH, "a window ran out of cards"
    assert {answer.client_id for answer in alone} <= record.acknowledged
    assert "Traceback" not in site.said()


def test_new_people_and_plans_made_at_once_are_all_served(site):
    with ThreadPoolExecutor(16) as pool:
        people = list(pool.map(lambda number: arrive(site, number, 2), range(16)))
        pages = list(pool.map(lambda window: window.get("/study/"), [w for p in people for w in p.windows]))
    assert {page.status for page in pages} == {200}, site.said()
    assert all(page.form("/study/answer/") for page in pages)


def test_killed_under_load_it_keeps_every_acknowledged_answer(site):
    record = Record()
    people = [arrive(site, number, windows) for number, windows in enumerate(WINDOWS)]
    for turn in range(KILLS):
        load = Load(people, record, answers=10_000, seed=turn)
        moment = random.Random(turn).uniform(0.1, 1.5)
        time.sleep(moment)
        load.server_is_about_to_die()
        site.kill()
        load.finish()
        site.start()

        assert record.wrong == [], f"turn {turn}, killed after {moment:.3f} s"
        check_log(site, record)
        check_states(site)
        # A client that heard nothing asks again: it counts once, whether or not it had arrived.
        for answer in record.unsure:
            people[answer.person].resend(answer, record)
        assert record.wrong == [], f"turn {turn}, sent again"
        assert record.unsure == []
    assert record.acknowledged == logged(site).keys()
    check_states(site)
