"""What the tests of the pages of reports read from a page and send to it."""

import re
from html import unescape
from urllib.parse import quote

from django.test import Client

from cards.models import Card
from learn.accounts.models import User
from tests.served import Page

HOSTILE = "<script>alert('&')</script>"


def text(response) -> str:
    """What a reader sees of a page, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def fields(response, action: str) -> dict[str, str]:
    found = Page(200, response.content.decode()).form(action)
    assert found is not None, f"no form goes to {action}"
    return found.fields


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def report_page(card: Card, came_from: str = "") -> str:
    return f"/reports/cards/{card.pk}/" + (f"?next={quote(came_from, safe='')}" if came_from else "")


def filled(page, card: Card, **values: str) -> dict[str, str]:
    return fields(page, "") | {"kind": "wrong_fact", "text": "It says north."} | values
