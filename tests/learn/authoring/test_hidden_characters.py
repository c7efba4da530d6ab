"""What no database looks for, in addresses and forms: PostgreSQL refuses it, so that it must not get there."""

import pytest
from django.db.models.sql.compiler import SQLCompiler
from django.test import Client
from django.urls import reverse

NUL = "\0"


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuses what PostgreSQL refuses, on any database."""
    whole = SQLCompiler.as_sql

    def as_sql(self, *args, **kwargs):
        sql, parameters = whole(self, *args, **kwargs)
        assert not any(isinstance(each, str) and NUL in each for each in parameters), sql
        return sql, parameters

    monkeypatch.setattr(SQLCompiler, "as_sql", as_sql)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "query", "status"),
    [
        ("facts", {"topic": NUL, "kind": NUL}, 200),
        ("facts", {"q": f"a{NUL}b"}, 200),
        ("bank", {"q": NUL, "tag": NUL, "topic": NUL}, 200),
        ("new_item", {"copy": f"entry:{NUL}"}, 404),
        ("new_fact", {"topic": NUL}, 200),
    ],
)
def test_no_page_looks_for_it(name: str, query: dict, status: int, cast, as_author: Client, write, strict) -> None:
    write()
    page = as_author.get(reverse(f"authoring:{name}", args=[cast.library.pk]), query)
    assert page.status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["facts", "fact_q", "topic", "picture", "stem", "tags", "item_id"])
@pytest.mark.parametrize("do", ["preview", "save", "picture:stem"])
def test_no_question_is_looked_up_by_it(field: str, do: str, cast, as_author: Client, write, strict) -> None:
    write()
    sent = {"format": "multiple_choice", "item_id": "11111111-1111-4111-8111-111111111111", "stem": "Which?", "do": do}
    url = reverse("authoring:new_item", args=[cast.library.pk]) + "?format=multiple_choice"
    assert as_author.post(url, sent | {field: f"a{NUL}b"}).status_code < 500
