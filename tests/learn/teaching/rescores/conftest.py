"""A quiz and three questions of it."""

import pytest

from tests.learn.teaching.analysis.test_analysis_pages import asked


@pytest.fixture
def versions(content):
    return [asked(n) for n in range(1, 4)]


@pytest.fixture
def quiz(course, content):
    return course.quiz("Bones, week 1", counts="highest")
