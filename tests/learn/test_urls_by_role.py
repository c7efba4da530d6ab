"""Every address, asked by everyone: a new one without a row here fails."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from cards.models import Card, CareQuestion, Fact
from learn.accounts.models import User
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "guest", "other learner", "staff")
# Where one is sent: the front door; signing in, or making an account, for what only account holders have; showing once
# more that it is oneself.
SENT_TO = {
    "login": "/",
    "sign in": "/account/login/",
    "sign up": "/account/signup/",
    "again": "/account/reauthenticate/",
}

# Pages of a class: whether they are read, and whether they take what is sent.
OF_A_CLASS = [
    ("classes/<uuid:classroom_id>/", True, False),
    ("classes/<uuid:classroom_id>/me/", True, False),
    ("classes/<uuid:classroom_id>/leave/", True, True),
    ("classes/<uuid:classroom_id>/people/", True, False),
    ("classes/<uuid:classroom_id>/people/sections/", False, True),
    ("classes/<uuid:classroom_id>/people/add/", True, True),
    ("classes/<uuid:classroom_id>/people/<uuid:enrollment_id>/", True, True),
    ("classes/<uuid:classroom_id>/people/<uuid:enrollment_id>/role/", False, True),
    ("classes/<uuid:classroom_id>/people/<uuid:enrollment_id>/remove/", True, True),
    ("classes/<uuid:classroom_id>/people/<uuid:enrollment_id>/take-back/", False, True),
    ("classes/<uuid:classroom_id>/people/<uuid:enrollment_id>/link/", False, True),
    ("classes/<uuid:classroom_id>/code/renew/", False, True),
    ("classes/<uuid:classroom_id>/code/revoke/", False, True),
    ("classes/<uuid:classroom_id>/roster/", True, True),
    ("classes/<uuid:classroom_id>/roster/download/", False, True),
    ("classes/<uuid:classroom_id>/roster/template/", True, False),
    ("classes/<uuid:classroom_id>/roster/<uuid:upload_id>/", True, True),
    ("classes/<uuid:classroom_id>/roster/<uuid:upload_id>/discard/", False, True),
    ("classes/<uuid:classroom_id>/settings/", True, True),
    ("classes/<uuid:classroom_id>/archive/", False, True),
    ("classes/<uuid:classroom_id>/reopen/", False, True),
    ("classes/<uuid:classroom_id>/copy/", True, True),
    ("classes/<uuid:classroom_id>/sections/", True, True),
    ("classes/<uuid:classroom_id>/sections/<int:section_id>/", True, True),
    ("classes/<uuid:classroom_id>/sections/<int:section_id>/delete/", False, True),
    ("classes/<uuid:classroom_id>/trail/", True, False),
    ("classes/<uuid:classroom_id>/overview/", True, False),
    ("classes/<uuid:classroom_id>/overview/rules/", False, True),
    ("classes/<uuid:classroom_id>/overview/<uuid:enrollment_id>/", True, False),
    ("classes/<uuid:classroom_id>/standing/", True, False),
    ("classes/<uuid:classroom_id>/gradebook/", True, False),
    ("classes/<uuid:classroom_id>/gradebook/print/", True, False),
    ("classes/<uuid:classroom_id>/gradebook/export/", False, True),
    ("classes/<uuid:classroom_id>/gradebook/<uuid:assignment_id>/", True, False),
    ("classes/<uuid:classroom_id>/gradebook/<uuid:assignment_id>/questions/", True, False),
    ("classes/<uuid:classroom_id>/gradebook/<uuid:assignment_id>/questions/<int:version_id>/", True, True),
    ("classes/<uuid:classroom_id>/gradebook/<uuid:assignment_id>/rescorings/<uuid:rescoring_id>/", True, True),
    ("classes/<uuid:classroom_id>/gradebook/items/<int:item_id>/", True, False),
    ("classes/<uuid:classroom_id>/gradebook/<uuid:assignment_id>/<uuid:enrollment_id>/", True, False),
    ("classes/<uuid:classroom_id>/gradebook/<uuid:assignment_id>/<uuid:enrollment_id>/set/", True, True),
    (
        "classes/<uuid:classroom_id>/gradebook/<uuid:assignment_id>/<uuid:enrollment_id>/<uuid:attempt_id>/",
        True,
        False,
    ),
    ("classes/<uuid:classroom_id>/grades/", True, False),
    ("classes/<uuid:classroom_id>/messages/", True, False),
    ("classes/<uuid:classroom_id>/messages/write/", True, True),
    ("classes/<uuid:classroom_id>/messages/<uuid:message_id>/", True, False),
]


# What an author writes and publishes, below a library; who may is asked for in tests/learn/authoring.
OF_DRAFTS = [
    ("facts/", True, False),
    ("facts/new/", True, True),
    ("facts/<slug:uid>/edit/", True, True),
    ("facts/<slug:uid>/retire/", False, True),
    ("facts/<slug:uid>/return/", False, True),
    ("facts/<slug:uid>/versions/", True, False),
    ("facts/<slug:uid>/versions/<int:number>/restore/", False, True),
    ("topics/", True, True),
    ("topics/<slug:uid>/", True, True),
    ("topics/<slug:uid>/move/", False, True),
    ("topics/<slug:uid>/return/", False, True),
    ("references/", True, True),
    ("references/<slug:uid>/", True, True),
    ("decks/", True, False),
    ("decks/new/", True, True),
    ("decks/<slug:uid>/edit/", True, True),
    ("retire/<slug:what>/<slug:uid>/", False, True),
    ("import/", True, True),
    ("bank/", True, False),
    ("bank/labels/", False, True),
    ("bank/alike/", True, False),
    ("items/new/", True, True),
    ("items/<slug:uid>/edit/", True, True),
    ("items/<slug:uid>/retire/", False, True),
    ("items/<slug:uid>/return/", False, True),
    ("pictures/", True, True),
    ("pictures/<uuid:picture_id>/", False, True),
    ("pictures/<uuid:picture_id>/delete/", False, True),
    ("import/library.toml", True, False),
    ("import/definitions.csv", True, False),
    ("import/<uuid:upload_id>/", True, True),
    ("import/<uuid:upload_id>/discard/", False, True),
    ("publish/", True, True),
    ("publish/<uuid:publication_id>/", True, False),
    ("publish/<uuid:publication_id>/again/", False, True),
    ("history/", True, False),
    ("history/undo/", True, True),
]

# Pages of a library: the same.
OF_A_LIBRARY = [
    ("", True, False),
    ("authors/", True, True),
    ("authors/<int:author_id>/role/", False, True),
    ("authors/<int:author_id>/remove/", False, True),
    ("leave/", True, True),
    ("classes/", True, True),
    ("classes/<uuid:classroom_id>/close/", True, True),
    ("settings/", True, True),
    ("archive/", False, True),
    ("reopen/", False, True),
]


def _asked_of_strangers(method: str, readable: bool, writable: bool) -> int:
    """What somebody gets who is in no class: there is no such page, or the method is none of its."""
    return 404 if (readable if method == "GET" else writable) else 405


# (route, method): what anonymous, guest, other learner and staff get; the last two have accounts.
EXPECTED = {
    ("", "GET"): (200, 200, 200, 200),
    ("", "POST"): (405, 405, 405, 405),
    ("start/", "GET"): ("/", "/", "/", "/"),
    ("start/", "POST"): ("/study/", "/study/", "/study/", "/study/"),
    ("help/", "GET"): (200, 200, 200, 200),
    ("help/", "POST"): (405, 405, 405, 405),
    # For who builds the site; for everyone else there is no such page.
    ("style/", "GET"): ("login", 404, 404, 200),
    ("style/", "POST"): ("login", 405, 405, 405),
    ("offline/", "GET"): (200, 200, 200, 200),
    ("offline/", "POST"): (405, 405, 405, 405),
    ("manifest.webmanifest", "GET"): (200, 200, 200, 200),
    ("manifest.webmanifest", "POST"): (405, 405, 405, 405),
    ("service-worker.js", "GET"): (200, 200, 200, 200),
    ("service-worker.js", "POST"): (405, 405, 405, 405),
    # Where mail would be needed there is nothing here: the tests' site sends none.
    ("account/", "GET"): ("sign in", "sign up", 200, 200),
    ("account/", "POST"): ("sign in", "sign up", 405, 405),
    ("account/add/", "GET"): ("sign in", "sign up", "/", "/"),
    ("account/add/", "POST"): ("sign in", "sign up", "/", "/"),
    ("account/download/", "GET"): ("login", 200, 200, 200),
    ("account/download/", "POST"): ("login", 405, 405, 405),
    ("account/delete/", "GET"): ("login", 200, "again", "again"),
    ("account/delete/", "POST"): ("login", 422, "/account/delete/", "/account/delete/"),
    ("account/signup/", "GET"): (200, 200, "/", "/"),
    ("account/signup/", "POST"): (422, 422, "/", "/"),
    ("account/login/", "GET"): (200, 200, "/", "/"),
    ("account/login/", "POST"): (422, 422, "/", "/"),
    ("account/login/passkey/", "GET"): ("sign in", "sign in", "/", "/"),
    ("account/login/passkey/", "POST"): ("sign in", "sign in", "/", "/"),
    ("account/login/code/", "GET"): ("sign in", "sign in", "/", "/"),
    ("account/login/code/", "POST"): ("sign in", "sign in", "/", "/"),
    ("account/logout/", "GET"): ("/", 200, 200, 200),
    ("account/logout/", "POST"): ("/", "/", "/", "/"),
    ("account/inactive/", "GET"): (200, 200, 200, 200),
    ("account/inactive/", "POST"): (405, 405, 405, 405),
    ("account/reauthenticate/", "GET"): ("sign in", "sign up", 200, 200),
    ("account/reauthenticate/", "POST"): ("sign in", "sign up", 422, 422),
    # Whoever has no second step and no passkey shows by password that it is them.
    ("account/reauthenticate/code/", "GET"): ("sign in", "sign up", "again", "again"),
    ("account/reauthenticate/code/", "POST"): ("sign in", "sign up", "again", "again"),
    ("account/reauthenticate/passkey/", "GET"): ("sign in", "sign up", "again", "again"),
    ("account/reauthenticate/passkey/", "POST"): ("sign in", "sign up", "again", "again"),
    ("account/email/", "GET"): ("sign in", 404, 404, 404),
    ("account/email/", "POST"): ("sign in", 404, 404, 404),
    ("account/email/code/", "GET"): (404, 404, 404, 404),
    ("account/email/code/", "POST"): (404, 404, 404, 404),
    ("account/password/reset/", "GET"): (200, 200, 200, 200),
    ("account/password/reset/", "POST"): (405, 405, 405, 405),
    ("account/password/reset/code/", "GET"): (404, 404, 404, 404),
    ("account/password/reset/code/", "POST"): (404, 404, 404, 404),
    ("account/password/reset/new/", "GET"): (404, 404, 404, 404),
    ("account/password/reset/new/", "POST"): (404, 404, 404, 404),
    ("account/password/reset/done/", "GET"): (404, 404, 404, 404),
    ("account/password/reset/done/", "POST"): (404, 404, 404, 404),
    ("account/password/change/", "GET"): ("sign in", "sign up", 200, 200),
    ("account/password/change/", "POST"): ("sign in", "sign up", 422, 422),
    ("account/password/set/", "GET"): ("sign in", "sign up", "/account/password/change/", "/account/password/change/"),
    ("account/password/set/", "POST"): ("sign in", "sign up", "/account/password/change/", "/account/password/change/"),
    ("account/two-step/", "GET"): ("sign in", "sign up", 200, 200),
    ("account/two-step/", "POST"): ("sign in", "sign up", 405, 405),
    ("account/two-step/on/", "GET"): ("sign in", "sign up", "again", "again"),
    ("account/two-step/on/", "POST"): ("sign in", "sign up", "again", "again"),
    ("account/two-step/off/", "GET"): ("sign in", "sign up", 404, 404),
    ("account/two-step/off/", "POST"): ("sign in", "sign up", 404, 404),
    ("account/two-step/codes/", "GET"): ("sign in", "sign up", 404, 404),
    ("account/two-step/codes/", "POST"): ("sign in", "sign up", 405, 405),
    ("account/two-step/codes/new/", "GET"): ("sign in", "sign up", "again", "again"),
    ("account/two-step/codes/new/", "POST"): ("sign in", "sign up", "again", "again"),
    ("account/two-step/codes/download/", "GET"): ("sign in", "sign up", 404, 404),
    ("account/two-step/codes/download/", "POST"): ("sign in", "sign up", 404, 404),
    ("account/passkeys/", "GET"): ("sign in", "sign up", 200, 200),
    ("account/passkeys/", "POST"): ("sign in", "sign up", 405, 405),
    ("account/passkeys/add/", "GET"): ("sign in", "sign up", "again", "again"),
    ("account/passkeys/add/", "POST"): ("sign in", "sign up", "again", "again"),
    ("account/passkeys/<int:pk>/rename/", "GET"): ("sign in", "sign up", "again", "again"),
    ("account/passkeys/<int:pk>/rename/", "POST"): ("sign in", "sign up", "again", "again"),
    ("account/passkeys/<int:pk>/remove/", "GET"): ("sign in", "sign up", "again", "again"),
    ("account/passkeys/<int:pk>/remove/", "POST"): ("sign in", "sign up", "again", "again"),
    ("settings/", "GET"): ("login", 200, 200, 200),
    ("settings/", "POST"): ("login", 422, 422, 422),
    ("settings/browser-zone/", "GET"): ("login", 405, 405, 405),
    ("settings/browser-zone/", "POST"): ("login", 204, 204, 204),
    ("settings/survival/", "GET"): ("login", 405, 405, 405),
    ("settings/survival/", "POST"): ("login", "/", "/", "/"),
    ("words/", "GET"): ("login", 200, 200, 200),
    ("words/", "POST"): ("login", 405, 405, 405),
    ("words/keep/", "GET"): ("login", 405, 405, 405),
    ("words/keep/", "POST"): ("login", "/words/", "/words/", "/words/"),
    ("words/drop/", "GET"): ("login", 405, 405, 405),
    ("words/drop/", "POST"): ("login", "/words/", "/words/", "/words/"),
    ("questions/", "GET"): ("login", 200, 200, 200),
    ("questions/", "POST"): ("login", 405, 405, 405),
    ("questions/keep/", "GET"): ("login", 405, 405, 405),
    ("questions/keep/", "POST"): ("login", "/questions/", "/questions/", "/questions/"),
    ("questions/add/", "GET"): ("login", "/questions/", "/questions/", "/questions/"),
    ("questions/add/", "POST"): ("login", "/questions/", "/questions/", "/questions/"),
    ("questions/asked/", "GET"): ("login", 405, 405, 405),
    # The kept question is the guest's: to everyone else it does not exist.
    ("questions/asked/", "POST"): ("login", "/questions/", 404, 404),
    ("questions/remove/", "GET"): ("login", 405, 405, 405),
    ("questions/remove/", "POST"): ("login", "/questions/", "/questions/", "/questions/"),
    ("notebook/", "GET"): ("login", 200, 200, 200),
    ("notebook/", "POST"): ("login", 405, 405, 405),
    ("classes/", "GET"): ("login", 200, 200, 200),
    ("classes/", "POST"): ("login", 405, 405, 405),
    ("classes/new/", "GET"): ("sign in", "sign up", 200, 200),
    ("classes/new/", "POST"): ("sign in", "sign up", 422, 422),
    ("classes/join/", "GET"): (200, 200, 200, 200),
    ("classes/join/", "POST"): (422, 422, 422, 422),
    # There is no class of this code.
    ("classes/join/<slug:code>/", "GET"): (404, 404, 404, 404),
    ("classes/join/<slug:code>/", "POST"): (404, 404, 404, 404),
    # Below a class that none of the four is in; who is in one is asked for in tests/learn/classrooms/test_rights.py.
    **{
        (route, method): ("login", *(_asked_of_strangers(method, readable, writable),) * 3)
        for route, readable, writable in OF_A_CLASS
        for method in ("GET", "POST")
    },
    ("libraries/", "GET"): ("login", 200, 200, 200),
    ("libraries/", "POST"): ("login", 405, 405, 405),
    ("libraries/new/", "GET"): ("sign in", "sign up", 200, 200),
    ("libraries/new/", "POST"): ("sign in", "sign up", 422, 422),
    # None of the four writes in one; who does is asked for in tests/learn/libraries/test_rights.py.
    **{
        (f"libraries/<uuid:library_id>/{route}", method): (
            "login",
            *(_asked_of_strangers(method, readable, writable),) * 3,
        )
        for route, readable, writable in OF_A_LIBRARY
        for method in ("GET", "POST")
    },
    ("quizzes/", "GET"): ("login", 200, 200, 200),
    ("quizzes/", "POST"): ("login", 405, 405, 405),
    ("quizzes/begin/", "GET"): ("login", "/quizzes/", "/quizzes/", "/quizzes/"),
    ("quizzes/begin/", "POST"): ("login", "/quizzes/ANOTHER/", "/quizzes/ANOTHER/", "/quizzes/ANOTHER/"),
    ("quizzes/cards/", "GET"): ("login", 200, 200, 200),
    ("quizzes/cards/", "POST"): ("login", "/quizzes/ANOTHER/", "/quizzes/ANOTHER/", "/quizzes/ANOTHER/"),
    ("quizzes/begin/at-once/", "GET"): ("login", 405, 405, 405),
    ("quizzes/begin/at-once/", "POST"): ("login", "/quizzes/", "/quizzes/", "/quizzes/"),
    # The attempt is the guest's, and not handed in: to everyone else it does not exist.
    ("quizzes/<uuid:attempt_id>/", "GET"): ("login", "/quizzes/ATTEMPT/1/", 404, 404),
    ("quizzes/<uuid:attempt_id>/", "POST"): ("login", 405, 405, 405),
    ("quizzes/<uuid:attempt_id>/<int:place>/", "GET"): ("login", 200, 404, 404),
    ("quizzes/<uuid:attempt_id>/<int:place>/", "POST"): ("login", "/quizzes/ATTEMPT/2/", 404, 404),
    # Not a quiz on one page; and what its page never sends.
    ("quizzes/<uuid:attempt_id>/all/", "GET"): ("login", "/quizzes/ATTEMPT/", 404, 404),
    ("quizzes/<uuid:attempt_id>/all/", "POST"): ("login", 400, 404, 404),
    ("quizzes/<uuid:attempt_id>/finish/", "GET"): ("login", 200, 404, 404),
    ("quizzes/<uuid:attempt_id>/finish/", "POST"): ("login", "/quizzes/ATTEMPT/results/", 404, 404),
    ("quizzes/<uuid:attempt_id>/results/", "GET"): ("login", "/quizzes/ATTEMPT/", 404, 404),
    ("quizzes/<uuid:attempt_id>/results/", "POST"): ("login", 405, 405, 405),
    ("quizzes/<uuid:attempt_id>/again/", "GET"): ("login", 405, 405, 405),
    ("quizzes/<uuid:attempt_id>/again/", "POST"): ("login", "/quizzes/ANOTHER/", 404, 404),
    ("quizzes/<uuid:attempt_id>/put-away/", "GET"): ("login", 405, 405, 405),
    ("quizzes/<uuid:attempt_id>/put-away/", "POST"): ("login", "/quizzes/", "/quizzes/", "/quizzes/"),
    ("quizzes/<uuid:attempt_id>/take-back/", "GET"): ("login", 405, 405, 405),
    ("quizzes/<uuid:attempt_id>/take-back/", "POST"): ("login", "/quizzes/ATTEMPT/results/", 404, 404),
    # Nobody here is in the class: to them it does not exist. Who is, is asked in tests/learn/assignments.
    **{
        (f"classes/<uuid:classroom_id>/{route}", method): ("login", *[404 if method in allowed else 405] * 3)
        for allowed, some in {
            ("GET", "POST"): (
                "assignments/new/quiz/<uuid:quiz_id>/",
                "assignments/new/deck/<slug:uid>/",
                "assignments/<uuid:assignment_id>/change/",
                "assignments/<uuid:assignment_id>/extend/",
                "assignments/<uuid:assignment_id>/extend/many/",
                "quizzes/new/",
                "quizzes/pick/",
                "quizzes/<uuid:quiz_id>/change/",
                "quizzes/<uuid:quiz_id>/pick/",
            ),
            ("GET",): (
                "my-work/",
                "assignments/",
                "assignments/<uuid:assignment_id>/",
                "quizzes/",
                "quizzes/<uuid:quiz_id>/",
            ),
            ("POST",): (
                "assignments/<uuid:assignment_id>/start/",
                "assignments/<uuid:assignment_id>/withdraw/",
                "assignments/<uuid:assignment_id>/extensions/<int:extension_id>/take-back/",
                "quizzes/<uuid:quiz_id>/put-away/",
            ),
        }.items()
        for route in some
        for method in ("GET", "POST")
    },
    ("progress/", "GET"): ("login", 200, 200, 200),
    ("progress/", "POST"): ("login", 405, 405, 405),
    ("progress/<slug:kind>/", "GET"): ("login", 200, 200, 200),
    ("progress/<slug:kind>/", "POST"): ("login", 405, 405, 405),
    # The log of the card is the guest's: for everyone else there is none.
    ("progress/cards/<int:card_id>/", "GET"): ("login", 200, 404, 404),
    ("progress/cards/<int:card_id>/", "POST"): ("login", 405, 405, 405),
    ("progress/cost/", "GET"): ("login", 200, 200, 200),
    ("progress/cost/", "POST"): ("login", 422, 422, 422),
    ("progress/exam/", "GET"): ("login", 200, 200, 200),
    ("progress/exam/", "POST"): ("login", 422, 422, 422),
    ("reports/", "GET"): ("login", 200, 200, 200),
    ("reports/", "POST"): ("login", 405, 405, 405),
    ("reports/cards/<int:card_id>/", "GET"): ("login", 200, 200, 200),
    ("reports/cards/<int:card_id>/", "POST"): ("login", "/reports/thanks/", "/reports/thanks/", "/reports/thanks/"),
    ("reports/thanks/", "GET"): ("login", 200, 200, 200),
    ("reports/thanks/", "POST"): ("login", 405, 405, 405),
    ("reports/corrections/<int:correction_id>/seen/", "GET"): ("login", 405, 405, 405),
    ("reports/corrections/<int:correction_id>/seen/", "POST"): ("login", "/", "/", "/"),
    # For staff, and for who answers for a library; for others there is no such page, and visitors are led to none.
    ("reports/inbox/", "GET"): (404, 404, 404, 200),
    ("reports/inbox/", "POST"): (404, 404, 404, 405),
    ("reports/inbox/libraries/<uuid:library_id>/", "GET"): (404, 404, 404, 404),
    ("reports/inbox/libraries/<uuid:library_id>/", "POST"): (404, 404, 404, 405),
    ("reports/inbox/<uuid:ticket>/", "GET"): (404, 404, 404, 200),
    ("reports/inbox/<uuid:ticket>/", "POST"): (404, 404, 404, "/reports/inbox/"),
    ("progress/memory/", "GET"): ("login", 200, 200, 200),
    ("progress/memory/", "POST"): ("login", 405, 405, 405),
    ("progress/predictions/", "GET"): ("login", 200, 200, 200),
    ("progress/predictions/", "POST"): ("login", 405, 405, 405),
    ("reminders/", "GET"): ("login", 200, 200, 200),
    ("reminders/", "POST"): ("login", 405, 405, 405),
    ("reminders/digest/", "GET"): ("login", "/reminders/", "/reminders/", "/reminders/"),
    # The tests' site sends no mail.
    ("reminders/digest/", "POST"): ("login", 422, 422, 422),
    ("reminders/calendar/make/", "GET"): ("login", 405, 405, 405),
    ("reminders/calendar/make/", "POST"): ("login", "/reminders/", "/reminders/", "/reminders/"),
    ("reminders/calendar/remove/", "GET"): ("login", 405, 405, 405),
    ("reminders/calendar/remove/", "POST"): ("login", "/reminders/", "/reminders/", "/reminders/"),
    # Whoever has the secret address may, whoever they are.
    ("reminders/stop/<slug:token>/", "GET"): (200, 200, 200, 200),
    ("reminders/stop/<slug:token>/", "POST"): (200, 200, 200, 200),
    ("calendar/<slug:token>.ics", "GET"): (200, 200, 200, 200),
    ("calendar/<slug:token>.ics", "POST"): (405, 405, 405, 405),
    **{
        (f"libraries/<uuid:library_id>/{route}", method): (
            "login",
            *(_asked_of_strangers(method, readable, writable),) * 3,
        )
        for route, readable, writable in OF_DRAFTS
        for method in ("GET", "POST")
    },
    # By who wrote it, teaches with it or was asked a question with it: tests/learn/authoring/test_pictures.py.
    ("pictures/<uuid:picture_id>/", "GET"): ("login", 404, 404, 404),
    ("pictures/<uuid:picture_id>/", "POST"): ("login", 405, 405, 405),
    ("study/", "GET"): ("login", 200, 200, 200),
    ("study/", "POST"): ("login", 405, 405, 405),
    ("study/now/", "GET"): ("login", 200, 200, 200),
    ("study/now/", "POST"): ("login", 405, 405, 405),
    ("study/flag/", "GET"): ("login", "/study/", "/study/", "/study/"),
    ("study/flag/", "POST"): ("login", "/study/", "/study/", "/study/"),
    ("study/cards/<int:card_id>/note/", "GET"): ("login", 200, 200, 200),
    # The guest has a note on this card, of which this page knows nothing; nobody else has.
    ("study/cards/<int:card_id>/note/", "POST"): ("login", 409, "/study/", "/study/"),
    ("study/answer/", "GET"): ("login", "/study/", "/study/", "/study/"),
    ("study/answer/", "POST"): ("login", "/study/", "/study/", "/study/"),
    ("study/undo/", "GET"): ("login", "/study/", "/study/", "/study/"),
    # The row to undo is the guest's: to everyone else it does not exist.
    ("study/undo/", "POST"): ("login", "/study/", 404, 404),
    ("study/suspend/", "GET"): ("login", "/study/", "/study/", "/study/"),
    ("study/suspend/", "POST"): ("login", "/study/", "/study/", "/study/"),
    ("study/bury/", "GET"): ("login", "/study/", "/study/", "/study/"),
    ("study/bury/", "POST"): ("login", "/study/", "/study/", "/study/"),
    ("study/resume/", "GET"): ("login", 405, 405, 405),
    # The card that was set aside is the guest's.
    ("study/resume/", "POST"): ("login", "/study/set-aside/", 404, 404),
    ("study/set-aside/", "GET"): ("login", 200, 200, 200),
    ("study/set-aside/", "POST"): ("login", 405, 405, 405),
    ("decks/", "GET"): ("login", 200, 200, 200),
    ("decks/", "POST"): ("login", 405, 405, 405),
    ("decks/<slug:uid>/move/", "GET"): ("login", 405, 405, 405),
    ("decks/<slug:uid>/move/", "POST"): ("login", "/decks/", "/decks/", "/decks/"),
    ("decks/<slug:uid>/", "GET"): ("login", 200, 200, 200),
    ("decks/<slug:uid>/", "POST"): ("login", 405, 405, 405),
    ("decks/<slug:uid>/study/", "GET"): ("login", 405, 405, 405),
    ("decks/<slug:uid>/study/", "POST"): ("login", "/decks/nursing/", "/decks/nursing/", "/decks/nursing/"),
    ("decks/<slug:uid>/pause/", "GET"): ("login", 405, 405, 405),
    ("decks/<slug:uid>/pause/", "POST"): ("login", "/decks/nursing/", "/decks/nursing/", "/decks/nursing/"),
    ("cards/", "GET"): ("login", 200, 200, 200),
    ("cards/", "POST"): ("login", 405, 405, 405),
    ("glossary/", "GET"): (200, 200, 200, 200),
    ("glossary/", "POST"): (405, 405, 405, 405),
    ("cards/<int:card_id>/source/", "GET"): (200, 200, 200, 200),
    ("cards/<int:card_id>/source/", "POST"): (405, 405, 405, 405),
    ("sources/<slug:uid>/", "GET"): (200, 200, 200, 200),
    ("sources/<slug:uid>/", "POST"): (405, 405, 405, 405),
}


def routes(patterns: list[Any], prefix: str = "") -> set[str]:
    found = set()
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found |= routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            found.add(route)
    return found


def test_every_address_has_its_rows() -> None:
    everything = {(route, method) for route in routes(get_resolver().url_patterns) for method in ("GET", "POST")}
    assert everything == set(EXPECTED)


@pytest.fixture
def cast(make_learner: Callable[..., User]) -> dict[str, User | None]:
    staff = make_learner()
    User.objects.filter(pk=staff.pk).update(is_staff=True, is_superuser=True)
    holder = make_learner()
    User.objects.filter(pk__in=[holder.pk, staff.pk]).update(is_guest=False, password=make_password("a password"))
    holders = {name: User.objects.get(pk=user.pk) for name, user in {"other learner": holder, "staff": staff}.items()}
    return {"anonymous": None, "guest": make_learner()} | holders


@pytest.fixture
def world(cast: dict[str, User | None]) -> dict[str, Any]:
    """What the addresses are about: some of it belongs to the guest."""
    from learn.classrooms.models import Classroom
    from learn.notebook.actions import add_question
    from learn.quizzes.actions import start_attempt
    from learn.quizzes.ask import Ask
    from learn.reminders.actions import make_calendar
    from learn.reminders.calendars import token_of
    from learn.reminders.models import CalendarFeed, Digest
    from learn.reports.actions import report_card
    from learn.reports.models import Correction, Kind
    from learn.reviews.actions import answer_card, suspend_card
    from learn.reviews.marks import write_note

    guest = cast["guest"]
    answered, suspended, card = Card.objects.filter(fact__for_caregivers=True, fact__sensitivity="none")[:3]
    target = uuid4()
    # Done now: only what was done in the current study day can be undone.
    from django.utils import timezone

    answer_card(
        learner=guest, card_id=answered.pk, grade=4, client_id=target, seen_row_at=None, time_ms=1, now=timezone.now()
    )
    suspend_card(learner=guest, card_id=suspended.pk, client_id=uuid4(), now=NOON)
    write_note(learner=guest, card_id=card.pk, note="Mine.", seen="", now=NOON)
    attempt = start_attempt(learner=guest, attempt_id=uuid4(), ask=Ask(number=5), now=timezone.now(), seed=1)
    said = {"kind": Kind.OTHER, "text": "It is not so.", "client_id": uuid4()}
    report = report_card(learner=guest, card_id=card.pk, now=NOON, **said)
    correction = Correction.objects.create(card=card, text="It is so.", made_at=NOON)
    classroom = Classroom.objects.create(name="A class that none of them is in", opened_at=NOON)
    kept = uuid4()
    add_question(learner=guest, text="Mine?", client_id=kept, now=NOON)
    make_calendar(learner=guest, now=NOON)
    return {
        "calendar": token_of(CalendarFeed.objects.get()),
        "digest": Digest.objects.create(learner=guest, rhythm="daily", next_at=NOON, changed_at=NOON).token,
        "target": target,
        "suspended": suspended.pk,
        "card": card.pk,
        "answered": answered.pk,
        "kept": kept,
        "attempt": str(attempt.attempt_id),
        "question": CareQuestion.objects.first().pk,
        "ticket": str(report.ticket),
        "correction": correction.pk,
        "classroom": str(classroom.pk),
    }


@pytest.mark.parametrize("place", range(4), ids=ROLES)
def test_who_gets_what(place: int, cast: dict, world: dict) -> None:
    """Each address is asked in a world that is as it was: what an address does is taken back before the next."""
    wrong = {}
    for (route, method), row in EXPECTED.items():
        with transaction.atomic():
            got = asked(route, method, cast[ROLES[place]], world)
            transaction.set_rollback(True)
        expected = row[place]
        if expected in SENT_TO:
            got, expected = (got.partition("?")[0] if isinstance(got, str) else got), SENT_TO[expected]
        if got != expected:
            wrong[route, method] = f"{got}, not {expected}"
    assert wrong == {}


def asked(route: str, method: str, person: User | None, world: dict) -> int | str:
    """What this person gets: a status, or the place they are sent to."""
    client = Client()
    if person is not None:
        client.force_login(person)
    path = "/" + (
        route.replace("progress/cards/<int:card_id>", f"progress/cards/{world['answered']}")
        .replace("<int:card_id>", str(world["card"]))
        .replace("<int:pk>", "1")
        .replace("<slug:token>", world["calendar" if route.startswith("calendar/") else "digest"])
        .replace("<uuid:attempt_id>", world["attempt"])
        .replace("<uuid:classroom_id>", str(uuid4()))
        .replace("<uuid:assignment_id>", str(uuid4()))
        .replace("<uuid:quiz_id>", str(uuid4()))
        .replace("<int:extension_id>", "1")
        .replace("<int:place>", "1")
        .replace("<slug:kind>", "week")
        .replace("<slug:code>", "XXXXXXXX")
        .replace("<uuid:classroom_id>", world["classroom"])
        .replace("<uuid:enrollment_id>", str(uuid4()))
        .replace("<uuid:upload_id>", str(uuid4()))
        .replace("<uuid:message_id>", str(uuid4()))
        .replace("<uuid:library_id>", str(uuid4()))
        .replace("<int:author_id>", "1")
        .replace("<int:section_id>", "1")
        .replace("<int:version_id>", "1")
        .replace("<int:item_id>", "1")
        .replace("<uuid:rescoring_id>", str(uuid4()))
        .replace("<uuid:picture_id>", str(uuid4()))
        .replace("<uuid:ticket>", world["ticket"])
        .replace("<int:correction_id>", str(world["correction"]))
        .replace("<slug:what>", "topic")
        .replace("<int:number>", "1")
        .replace("<uuid:publication_id>", str(uuid4()))
        .replace("<slug:uid>", "bone-metastases" if route.startswith("sources") else "nursing")
    )
    data = {"client_id": str(uuid4()), "card": world["card"], "grade": 4, "target": str(world["target"])}
    data |= (
        {"path": "nursing", "zone": "Europe/Berlin"} if not route.startswith("settings/") else {"zone": "Asia/Tokyo"}
    )
    data["to"] = "up"
    data |= {"word": "radiation", "question": world["question"], "text": "Why?", "show": "on"}
    data |= {"flag": 1, "note": "Why?"}
    data["attempt_id"] = str(uuid4())
    data |= {"rhythm": "daily", "weekday": 1, "hour": 8}
    if route.startswith("quizzes/"):
        data |= {"kind": "mistakes", "to": "next", "number": 5, "level": "mixed", "feedback": "at_end"}
    if route.startswith("reports/"):
        data |= {"kind": "other", "status": "answered", "reply": "It is so."}
    if route == "questions/asked/":
        data["client_id"] = str(world["kept"])
    if route == "study/resume/":
        data["card"] = world["suspended"]
    response = client.get(path) if method == "GET" else client.post(path, data)
    if response.status_code != 302:
        return response.status_code
    place = response["Location"].partition("#")[0]
    return place.replace(world["attempt"], "ATTEMPT").replace(data["attempt_id"], "ANOTHER")


@pytest.mark.parametrize(
    "path",
    [
        "/study/now/?topic=999999",
        "/study/cards/999999/note/",
        "/decks/none/",
        "/cards/999999/source/",
        "/sources/none/",
        "/nowhere/",
    ],
)
def test_what_is_missing_is_404_in_the_sites_own_look(client: Client, learner: User, path: str) -> None:
    client.force_login(learner)
    response = client.get(path)
    assert response.status_code == 404
    assert b"There is no such page here" in response.content


def test_hidden_looks_like_missing(client: Client, make_learner: Callable[..., User]) -> None:
    client.force_login(make_learner("caregiver"))
    hidden = Fact.objects.filter(sensitivity="survival").first().cards.first()
    pages = [client.get(f"/cards/{pk}/source/") for pk in (hidden.pk, 999999)]
    assert [page.status_code for page in pages] == [404, 404]
    assert pages[0].content == pages[1].content
