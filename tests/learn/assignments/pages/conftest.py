"""Browsers of an instructor and of a student, and the clock of their pages."""

import pytest
from django.test import Client
from django.utils import timezone

from learn.accounts.models import User
from learn.classrooms.models import Enrollment
from tests.conftest import NOON


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> list:
    """The pages' clock: what stands in this list."""
    time = [NOON]
    monkeypatch.setattr(timezone, "now", lambda: time[0])
    return time


@pytest.fixture
def teaches(instructor: User) -> Client:
    client = Client()
    client.force_login(instructor)
    return client


@pytest.fixture
def studies(student: User, enrollment: Enrollment) -> Client:
    client = Client()
    client.force_login(student)
    return client
