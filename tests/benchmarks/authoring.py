"""Writing for very many: an edit published to 10,000 learners, 10,000 facts taken in, previews, 300 attempts re-scored.

python -m tests.benchmarks.authoring [--quick] [--learners N] [--facts N]: on a database of its own (SQLite).
Publishing stands beside the same with 10 learners, previews beside a view that asks the database nothing, through the
same middleware. What a request costs is timed as the test client gets it, all of the server's time in it. "held" is the
part of the time in which nobody else can write: that between the beginnings and ends of transactions.
"""

import argparse
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.benchmarks.machinery import Figure, Sample, ms, prepare, step, table, timed

FACTS = 500
CARDS_EACH = 50
"""Of the library that is edited: its facts, and how many of its cards each learner has studied."""

FEW = 10
EDITS, RUNS = 3, 5
PREVIEWS = 60


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.authoring")
    parser.add_argument("--quick", action="store_true", help="a tenth of the learners and facts")
    parser.add_argument("--learners", type=int, default=10_000)
    parser.add_argument("--facts", type=int, default=10_000)
    options = parser.parse_args()
    parts = 10 if options.quick else 1
    with tempfile.TemporaryDirectory(prefix="osteon-bench-") as name:
        prepare(Path(name) / "data")
        from django.conf import settings
        from django.core.management import call_command

        call_command("collectstatic", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        settings.ALLOWED_HOSTS = ["testserver"]
        # First, as its students are asked every question that there is.
        rescoring(300)
        publishing_an_edit(options.learners // parts)
        library, author = importing(options.facts // parts)
        previewing(library, author, options.facts // parts)


@dataclass
class Watch:
    """What went through the connection. longest, held: seconds of transactions; updates: statements by their table."""

    queries: int = 0
    held: float = 0.0
    longest: float = 0.0
    updates: Counter[str] = field(default_factory=Counter)


@contextmanager
def watched() -> Iterator[Watch]:
    """Counts statements, and times transactions from when they have begun, and may write, until they are committed."""
    from django.db import connection

    watch, begun = Watch(), [0.0]
    # Of this connection alone: they stand before its class's.
    start, end = connection._start_transaction_under_autocommit, connection.commit

    def begin() -> None:
        start()
        begun[0] = time.perf_counter()

    def commit() -> None:
        end()
        if begun[0]:
            took = time.perf_counter() - begun[0]
            watch.held, watch.longest, begun[0] = watch.held + took, max(watch.longest, took), 0.0

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        watch.queries += 1
        if found := re.match(r'UPDATE "(\w+)"', sql):
            watch.updates[found[1]] += 1
        return execute(sql, params, many, context)

    connection._start_transaction_under_autocommit, connection.commit = begin, commit  # type: ignore[method-assign]
    try:
        with connection.execute_wrapper(count):
            yield watch
    finally:
        del connection._start_transaction_under_autocommit, connection.commit


def publishing_an_edit(learners: int) -> None:
    """One fact of a library written anew and given to those who study it, few and many."""
    from learn.authoring import actions, drafts
    from learn.authoring.models import Entry
    from tests.benchmarks.synthetic import NOW, settle

    library, author = make_library("Edited")
    with step(f"a library of {FACTS} facts"):
        start = actions.save_reference(library=library, citation="Handbook, 2024", link="", by=author, now=NOW)
        topic = actions.save_topic(library=library, title="Cells", by=author, now=NOW)
        drafts.ensure_start(library=library, by=author, now=NOW)
        tables = [("fact", definition(number, topic.uid, start.uid)) for number in range(FACTS)]
        drafts.save_entries(library=library, tables=tables, act="imported", by=author, now=NOW)
        publish(library, author)
    rows: list[list[object]] = []
    waits = {}
    edits = 0
    for count in (FEW, learners):
        with step(f"{count} learners"):
            make_learners(library, count - (0 if count == FEW else FEW))
            settle()
        samples, watches = [], []
        for _run in range(EDITS):
            edits += 1
            entry = Entry.objects.get(library=library, what="fact", uid="fact-7")
            edited = {**entry.table, "meaning": f"a thing that was mended {edits} times"}
            edited["wording"] = f"Term7 means {edited['meaning']}."
            actions.save_fact(library=library, table=edited, by=author, now=NOW, uid=entry.uid, seen=entry.version)
            with watched() as watch:
                samples.append(timed(lambda: publish(library, author)))
            watches.append(watch)
        figure = Figure.of(samples)
        waits[count] = figure.wall
        last = watches[-1]
        part = sum(each.longest for each in watches) / sum(each.wall for each in samples)
        longest = sorted(each.longest for each in watches)[EDITS // 2]
        times = [ms(figure.wall), ms(figure.wall_p99), ms(figure.cpu)]
        rows.append([count, *times, last.queries, ms(longest), f"{part:.0%}"])
    rows.append([f"{learners} / {FEW}", f"{waits[learners] / waits[FEW]:.2f}", "", "", "", "", ""])
    heads = ["learners", "median ms", "worst ms", "CPU ms", "queries", "held ms", "held / all"]
    table(f"Publishing one edit in {FACTS} facts ({EDITS} runs; {CARDS_EACH} cards a learner)", heads, rows)


def make_library(title: str) -> tuple[Any, Any]:
    """A library and its author."""
    from learn.accounts.models import User
    from learn.libraries.actions import open_library
    from tests.benchmarks.synthetic import NOW

    author = User.objects.create_user(f"author-of-{title.lower()}", password="x")
    author.preferences.path = "nursing"
    author.preferences.save()
    return open_library(learner=author, library_id=uuid4(), title=title, now=NOW), author


def definition(number: int, topic: str, study: str) -> dict[str, Any]:
    meaning = f"a thing of the sort {number} that is told from the others by its number"
    return {
        "uid": f"fact-{number}", "kind": "definition", "audiences": ["nursing"], "term": f"term{number}",
        "meaning": meaning, "wording": f"Term{number} means {meaning}.", "topic": topic, "study": study,
        "as_of": "2024",
    }  # fmt: skip


def publish(library: Any, author: Any) -> None:
    """Asked for, and carried out as the request or the worker does it."""
    from learn.authoring import publishing as rooms
    from learn.authoring.models import Publication
    from tests.benchmarks.synthetic import NOW

    asked = rooms.ask_to_publish(library=library, publication_id=uuid4(), by=author, now=NOW)
    rooms.carry_out(publication_id=asked.pk, now=NOW)
    done = Publication.objects.get(pk=asked.pk)
    assert done.status == "done", done.problem


def make_learners(library: Any, count: int) -> None:
    """So many more people who study the library's first cards, the edited fact's among them."""
    from cards.models import Card
    from learn.accounts.models import Preferences, User
    from learn.reviews.models import CardState
    from tests.benchmarks.synthetic import _insert, _pattern

    users = User.objects.bulk_create(
        (User(username=f"reader-{uuid4()}", is_guest=True) for _number in range(count)), batch_size=2000
    )
    Preferences.objects.bulk_create((Preferences(user=user, path="nursing") for user in users), batch_size=2000)
    cards = Card.objects.filter(fact__library=library.code).order_by("fact__position", "position")
    chosen = list(cards.values_list("pk", flat=True)[:CARDS_EACH])
    states = [CardState.columns(_pattern(number)[1]) for number in range(30)]
    _insert(
        CardState,
        (
            {"learner_id": user.pk, "card_id": pk} | states[(user.pk + pk) % len(states)]
            for user in users
            for pk in chosen
        ),
    )


def importing(facts: int) -> tuple[Any, Any]:
    """A table of facts, from its upload to its learners."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from learn.authoring import importing as rooms
    from learn.authoring import publishing
    from learn.authoring.models import ImportUpload, Publication
    from tests.benchmarks.synthetic import NOW

    library, author = make_library("Imported")
    client, base = entered(author), f"/libraries/{library.pk}/"
    lines = [
        f"word{number},a thing of the sort {number} that is told from the others by its number,Part {number % 20},"
        '"Handbook, 2024",2024'
        for number in range(facts)
    ]
    data = "\n".join(["term,meaning,topic,source,as of", *lines]).encode()
    upload_id = uuid4()
    seen: list[str] = []

    def upload() -> None:
        file = SimpleUploadedFile("facts.csv", data)
        assert client.post(f"{base}import/", {"upload_id": str(upload_id), "file": file}).status_code == 302

    def look() -> None:
        page = client.get(f"{base}import/{upload_id}/").content.decode()
        seen.extend(re.findall(r'name="seen" value="(\w+)"', page))

    def confirm() -> None:
        assert client.post(f"{base}import/{upload_id}/", {"seen": seen[-1]}).status_code == 302

    def ask() -> None:
        sent = {"publication_id": str(uuid4()), "tells_students": "on"}
        assert client.post(f"{base}publish/", sent).status_code == 302

    steps: tuple[tuple[str, Callable[[], object], str], ...] = (
        ("upload", upload, ""),
        ("its preview", look, ""),
        ("confirming", confirm, ""),
        ("taking in (worker)", lambda: rooms.carry_out_waiting(NOW), "authoring_importupload"),
        ("page of publishing", lambda: client.get(f"{base}publish/"), ""),
        ("asking to publish", ask, ""),
        ("publishing (worker)", lambda: publishing.carry_out_waiting(NOW), "authoring_publication"),
    )
    rows: list[list[object]] = []
    for what, work, told in steps:
        with step(what), at_noon(), watched() as watch:
            sample: Sample = timed(work)
        # How often it was told how far it is, with the beginning and the end.
        times = watch.updates[told] if told else ""
        between = f"{sample.wall / times:.2f}" if isinstance(times, int) and times else ""
        seconds = (f"{each:.2f}" for each in (sample.wall, sample.cpu))
        rows.append([what, *seconds, watch.queries, f"{watch.longest:.2f}", times, between])
    assert ImportUpload.objects.get(pk=upload_id).status == "done"
    assert Publication.objects.get(library=library).status == "done"
    heads = ["step", "s", "CPU s", "queries", "longest held s", "told", "s between"]
    table(f"Taking in {facts} facts by CSV, once", heads, rows)
    return library, author


@contextmanager
def at_noon() -> Iterator[None]:
    """The site's clock stands at the time that the benchmarks are of."""
    from unittest.mock import patch

    from tests.benchmarks.synthetic import NOW

    with patch("django.utils.timezone.now", return_value=NOW):
        yield


def entered(learner: Any) -> Any:
    from django.test import Client

    client = Client()
    with at_noon():
        client.force_login(learner)
    return client


def previewing(library: Any, author: Any, facts: int) -> None:
    """What is made of a fact and of a question while they are typed."""
    from learn.authoring.models import Entry
    from tests.learn.authoring.item_pages import question
    from tests.learn.authoring.samples import TYPED

    client, base = entered(author), f"/libraries/{library.pk}/"
    known = Entry.objects.filter(library=library, what="fact").first()
    assert known is not None
    typed = TYPED["definition"] | {"topic": known.topic, "study": "", "as_of": "2024", "do": "preview"}
    asked = question(facts=[known.uid], topic=known.topic) | {"do": "preview"}

    def post(rest: str, data: Any) -> Callable[[], None]:
        def do() -> None:
            page = client.post(base + rest, data, headers={"HX-Request": "true"})
            assert page.status_code == 200, page.status_code

        return do

    def bare() -> None:
        assert client.get("/service-worker.js").status_code == 200

    rows: list[list[object]] = []
    beside = 0.0
    for what, work in (
        ("bare view", bare),
        ("fact", post("facts/new/?kind=definition", typed)),
        ("question", post("items/new/?format=multiple_choice", asked)),
    ):
        with at_noon():
            work()
            with watched() as watch:
                work()
            figure = Figure.of([timed(work) for _run in range(PREVIEWS)])
        beside = beside or figure.wall
        rows.append(
            [what, ms(figure.wall), ms(figure.wall_p99), ms(figure.cpu), watch.queries, f"{figure.wall / beside:.1f}"]
        )
    heads = ["preview of", "median ms", "p99 ms", "CPU ms", "queries", "x bare view"]
    table(f"Previews in a library of {facts} facts ({PREVIEWS} runs)", heads, rows)


def rescoring(students: int) -> None:
    """A second answer accepted in a quiz that so many handed in, and taken back again."""
    from cards.models import ItemVersion
    from learn.classrooms.access import Member
    from learn.classrooms.models import Enrollment
    from learn.quizzes.models import Attempt, ScoredAs
    from learn.teaching import rescores
    from learn.teaching.rescore_preview import preview
    from tests.benchmarks import analysing, quizzing
    from tests.benchmarks.synthetic import NOW

    with step(f"{students} attempts"):
        quizzing.make_items(0, 20)
        # A tenth of them come twice.
        assignment, teacher = analysing.make_attempts(students * 10 // 11)
    enrollment = Enrollment.objects.get(classroom=assignment.classroom, learner=teacher)
    member = Member(assignment.classroom, enrollment)
    version = ItemVersion.objects.filter(item__source__uid="quiz-bench").order_by("pk")[0]
    key = {"answer": ["o1"]}
    found: dict[str, Any] = {}

    def look() -> None:
        made = rescores.proposed(assignment=assignment, version=version, scored_as=ScoredAs.ACCEPT, key=key, now=NOW)
        found["seen"] = preview(assignment, version, add=made, now=NOW).seen

    def score() -> None:
        found["made"] = rescores.rescore(
            member=member, assignment_id=assignment.pk, version_id=version.pk, rescoring_id=uuid4(),
            scored_as=ScoredAs.ACCEPT, key=key, reason="That is right, too.", seen=found["seen"], now=NOW,
        )  # fmt: skip

    def look_back() -> None:
        found["seen"] = preview(assignment, version, without=found["made"], now=NOW).seen

    def take_back() -> None:
        rescores.undo_rescoring(
            member=member, assignment_id=assignment.pk, rescoring_id=found["made"].pk, seen=found["seen"], now=NOW
        )

    steps = {"preview": look, "re-scoring": score, "preview of undoing": look_back, "undoing": take_back}
    samples: dict[str, list[Sample]] = {what: [] for what in steps}
    watches: dict[str, list[Watch]] = {what: [] for what in steps}
    for _run in range(RUNS):
        for what, work in steps.items():
            with watched() as watch:
                samples[what].append(timed(work))
            watches[what].append(watch)
    rows: list[list[object]] = []
    for what, taken in samples.items():
        figure, held = Figure.of(taken), sorted(each.longest for each in watches[what])[RUNS // 2]
        queries = watches[what][-1].queries
        rows.append([what, ms(figure.wall), ms(figure.wall_p99), ms(figure.cpu), queries, ms(held)])
    attempts = Attempt.objects.for_assignments([assignment.pk]).count()
    heads = ["step", "median ms", "worst ms", "CPU ms", "queries", "held ms"]
    table(f"Re-scoring one question of {attempts} attempts ({RUNS} runs)", heads, rows)


if __name__ == "__main__":
    main()
