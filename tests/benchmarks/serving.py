"""POST of an answer to the served site, beside a bare Django view under the same gunicorn."""

import itertools
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.utils import timezone

from learn.accounts.models import User
from learn.reviews.forms import microseconds
from learn.reviews.models import CardState, PlannedCard, ReviewLog, Stage
from learn.reviews.planning import make_plan
from tests.benchmarks import load, synthetic
from tests.benchmarks.machinery import ms, step, table
from tests.served import ROOT, Site, free_port

CONNECTIONS = 16
CARDS_EACH = 1000
CSRF = "c" * 32


def measure(data: Path, *, seconds: float) -> None:
    """Makes learners with a day's plan each, serves the site, sends it answers, prints the table."""
    with step(f"{CONNECTIONS} learners with {CARDS_EACH} cards"):
        learners = [synthetic.make_learner(CARDS_EACH) for _ in range(CONNECTIONS)]
        for learner in learners:
            make_plan(learner=learner, now=timezone.now())
        answers = [iter(_answers(learner)) for learner in learners]
        cookies = [cookies_of(learner) for learner in learners]
    connection.close()
    was = ReviewLog.objects.count()
    outcomes: dict[str, load.Outcome] = {}
    with step("bare view"), bare_site() as port:
        form = {"next": "/study/", "card": "1", "grade": "4", "client_id": str(uuid4()), "seen": "1", "shown": "1"}
        endless = [itertools.repeat(load.request(port, form, {})) for _ in range(CONNECTIONS)]
        load.run(port, endless, 1)
        outcomes["bare Django view"] = load.run(port, endless, seconds)
    with step("answers"), Site(data) as site:
        for name, headers in (("answer, form", {}), ("answer, htmx", {"HX-Request": "true"})):
            requests = [
                _requests(site.port, own, headers | {"Cookie": cookie})
                for own, cookie in zip(answers, cookies, strict=True)
            ]
            load.run(site.port, requests, 1)
            outcomes[name] = load.run(site.port, requests, seconds)
        assert "Traceback" not in site.said(), site.said()
    rows = []
    bare = outcomes["bare Django view"]
    for name, outcome in outcomes.items():
        assert not outcome.statuses.keys() - {200, 302}, outcome.statuses
        rows.append(
            [
                name,
                f"{outcome.per_second:.0f}",
                ms(outcome.p50),
                ms(outcome.p99),
                ms(max(outcome.waits)),
                f"{bare.per_second / outcome.per_second:.1f}",
            ]
        )
    heads = ["POST, 16 connections, 2 workers x 8 threads", "per second", "p50 ms", "p99 ms", "longest ms", "x slower"]
    table("3. Answers over HTTP (synchronous FULL, with the gate)", heads, rows)
    stored = ReviewLog.objects.count() - was
    sent = sum(len(outcome.waits) for name, outcome in outcomes.items() if name.startswith("answer"))
    assert stored >= sent, f"{sent} answers were acknowledged, {stored} stored"


def _requests(port: int, forms: Iterator[dict[str, str]], headers: dict[str, str]) -> Iterator[bytes]:
    return (load.request(port, fields, headers) for fields in forms)


def _answers(learner: User) -> Iterator[dict[str, str]]:
    """The answer forms of the learner's day, in its order, as the study page would make them."""
    waiting = PlannedCard.objects.filter(learner_id=learner.pk, stage=Stage.WAITING).order_by("place")
    seen = dict(CardState.objects.of(learner.pk).values_list("card_id", "last_row_at"))
    card_ids = list(waiting.values_list("card_id", flat=True))
    for card_id in card_ids:
        yield {
            "csrfmiddlewaretoken": CSRF,
            "client_id": str(uuid4()),
            "card": str(card_id),
            "seen": str(microseconds(seen[card_id])),
            "shown": str(microseconds(timezone.now())),
            "grade": "4",
        }


def cookies_of(learner: User) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(learner.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = learner.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={CSRF}"


@contextmanager
def bare_site() -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "tests.benchmarks.bare_site:application", f"--bind=127.0.0.1:{port}"]
    command += ["--workers=2", "--threads=8", "--worker-class=gthread", "--keep-alive=30", "--log-level=warning"]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except ConnectionRefusedError:
                assert time.monotonic() < deadline, "gunicorn does not start"
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()
