"""A question written in Markdown on the pages that show questions: rendered, valid, and without its answer."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from cards.items.kinds import Exhibit, Format
from learn.quizzes import actions
from learn.quizzes.models import AttemptItem
from tests.conftest import NOON
from tests.learn.quizzes.samples import SAMPLES, place_of, quiz_of, stored

PICTURE = "0b9f1a52-6f0e-4a0e-9b5c-1f2e3d4c5b6a"
IMAGE = f'<img src="/pictures/{PICTURE}/" alt="a spine" loading="lazy">'
MARKED = replace(
    SAMPLES[Format.MULTIPLE_CHOICE],
    stem="Mrs Lee has *pain*.\n\n| Time | Pain |\n|---|---|\n| 08:00 | 2 |\n\n"
    f"![a spine](picture:{PICTURE})\n\nWhich <b>place</b> is **meant**?",
    rationale="SECRET: see [the site](https://example.org/why).\n\n- one\n- two",
    note="A **dated** SECRET note.",
    exhibits=(Exhibit("Notes", "First.\n\nThen *more*."),),
    is_marked_up=True,
)
ASK = "<bdi>Which &lt;b&gt;place&lt;/b&gt; is <strong>meant</strong>?</bdi>"


@pytest.fixture
def attempt(content, make_learner):
    learner = make_learner()
    return learner, quiz_of(learner, stored(MARKED))


def enter(learner) -> Client:
    client = Client()
    client.force_login(learner)
    return client


def test_it_is_asked_with_its_question_as_the_heading_and_nothing_of_its_answer(attempt):
    learner, quiz = attempt
    place = place_of(quiz, Format.MULTIPLE_CHOICE)
    page = enter(learner).get(reverse("quizzes:question", args=[quiz.attempt_id, place])).content.decode()
    assert f'<h1 id="stem">{ASK}</h1>' in page
    before = page.partition("<h1")[0]
    assert '<p dir="auto">Mrs Lee has <em>pain</em>.</p>' in before
    assert '<th dir="auto" scope="col">Time</th>' in before
    assert IMAGE in before
    assert '<p dir="auto">Then <em>more</em>.</p>' in page
    assert "SECRET" not in page
    assert "example.org" not in page


def test_its_results_show_reasons_and_notes_rendered(attempt):
    learner, quiz = attempt
    actions.submit(learner=learner, attempt_id=quiz.attempt_id, now=NOON)
    assert AttemptItem.objects.filter(learner=learner, points__isnull=False).exists()
    page = enter(learner).get(reverse("quizzes:results", args=[quiz.attempt_id])).content.decode()
    assert f'<h3 class="front">1. {ASK}</h3>' in page
    assert '<a href="https://example.org/why" rel="nofollow noopener noreferrer">the site</a>' in page
    assert '<li dir="auto">one</li>' in page
    assert "A <strong>dated</strong> SECRET note." in page
    assert IMAGE in page


def test_plain_questions_stay_as_they_were(content, make_learner):
    learner = make_learner()
    plain = replace(
        SAMPLES[Format.MULTIPLE_CHOICE], stem="Which *place* is <b>meant</b>?", exhibits=(Exhibit("N", "a\nb"),)
    )
    quiz = quiz_of(learner, stored(plain))
    page = enter(learner).get(reverse("quizzes:question", args=[quiz.attempt_id, 1])).content.decode()
    assert '<h1 id="stem">Which *place* is &lt;b&gt;meant&lt;/b&gt;?</h1>' in page
    assert "<p>a<br>b</p>" in page
    assert "marked-up" not in page
