"""The actions' own tests once more, on a log that PostgreSQL keeps in four parts by learner.

Every key and index of the log begins with the learner and nothing points at it, so it can be split when it grows.
"""

import pytest
from django.db import connection

if connection.vendor == "postgresql":
    from tests.learn.reviews.test_actions import *  # noqa: F403
    from tests.learn.reviews.test_actions import ask_and_give

    @pytest.fixture(autouse=True)
    def partitioned_log(db) -> None:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE parted (LIKE reviews_reviewlog INCLUDING ALL) PARTITION BY HASH (learner_id)")
            for part in range(4):
                cursor.execute(
                    f"CREATE TABLE parted_{part} PARTITION OF parted FOR VALUES WITH (MODULUS 4, REMAINDER {part})"
                )
            cursor.execute("DROP TABLE reviews_reviewlog")
            cursor.execute("ALTER TABLE parted RENAME TO reviews_reviewlog")

    def test_learners_lie_in_different_parts(make_learner, clock) -> None:
        for _ in range(12):
            ask_and_give(make_learner(), clock, 4)
        with connection.cursor() as cursor:
            counts = []
            for part in range(4):
                cursor.execute(f"SELECT COUNT(*) FROM parted_{part}")
                counts.append(cursor.fetchone()[0])
        assert sum(counts) == 12
        assert sum(count > 0 for count in counts) > 1
