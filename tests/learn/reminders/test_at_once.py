"""Several workers at the same moment: each learner has one mail."""

import threading

import pytest
from django.db import connection

from learn.reminders.models import DigestMail
from learn.reminders.sending import send_due
from tests.conftest import NOON
from tests.learn.reminders.conftest import ask_for

LEARNERS, WORKERS = 4, 3


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_send_each_mail_once(make_holder, post_office) -> None:
    for _ in range(LEARNERS):
        ask_for(make_holder())
    post_office.seconds = 0.02
    start = threading.Barrier(WORKERS)
    outcomes, failures = [], []

    def run() -> None:
        try:
            start.wait()
            outcomes.append(send_due(now=NOON))
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sum(outcome.failed for outcome in outcomes) == 0
    assert sum(outcome.sent for outcome in outcomes) == LEARNERS
    assert len(post_office.addresses()) == len(set(post_office.addresses())) == LEARNERS
    assert DigestMail.objects.filter(state="sent").count() == LEARNERS
