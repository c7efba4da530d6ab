"""The tests' own content: what is put back for each test is what an import makes."""

import pytest
from django.apps import apps

from cards.actions import import_facts
from tests.conftest import CONTENT, NOON

pytestmark = pytest.mark.django_db


def test_every_table_of_content_is_put_back() -> None:
    assert set(CONTENT) == set(apps.get_app_config("cards").get_models())


@pytest.mark.parametrize("time", ["first", "second"])
def test_an_import_finds_nothing_to_do(content, time: str) -> None:
    assert import_facts(base=content, now=NOON).is_empty
