"""The card browser as a reader has it: its address, its rows, its forms."""

import html
import re
from urllib.parse import urlencode

from django.test import Client

from cards.models import Card

FRONT = re.compile(r'<p class="front">(.*?)</p>')


def text_of(response) -> str:
    return html.unescape(response.content.decode())


def get(client: Client, **asked: object):
    return client.get(f"/cards/?{urlencode(asked)}")


def fronts(response) -> list[str]:
    return FRONT.findall(text_of(response))


def front_of(card: Card, register: str = "nursing") -> str:
    return card.faces.get(register=register).front


def found(response) -> str:
    return re.search(r'<h2 id="found">(.*?)</h2>', text_of(response)).group(1)


def form(response, action: str) -> dict[str, str]:
    """The hidden fields of the first form with this action."""
    page = text_of(response)
    within = page[page.index(f'action="{action}"') :].partition("</form>")[0]
    return dict(re.findall(r'name="([^"]+)" value="([^"]*)"', within))
