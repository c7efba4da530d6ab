"""The card browser's page."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from cards.models import Deck, Topic
from cards.search import MOST_HITS
from learn.accounts.models import Path
from learn.accounts.requests import LearnerRequest
from learn.reviews.browsing import Choice, Order, Page, browse
from learn.reviews.forms import step_values
from learn.reviews.selections import NoSuchSelectionError, among, query_of, selection_asked
from learn.reviews.suggesting import suggestion
from learn.reviews.words import deck_choices, nothing_there, state_choices, topic_choices


@require_safe
@never_cache
def browser(request: LearnerRequest) -> HttpResponse:
    """All cards that the learner may see: looked for, narrowed down, each with its answer and where they stand."""
    today = request.user.preferences.study_date(timezone.now())
    topics, decks = list(Topic.objects.through(request.lens)), list(Deck.objects.through(request.lens))
    choice = _choice(request, topics, decks)
    page = browse(learner=request.user, lens=request.lens, choice=choice, today=today)
    here = _address(choice, page.number)
    near = _near(request, choice, today) if choice.text and not page.found else ""
    context = {
        "choice": choice,
        "page": page,
        "rows": [
            {"row": row, "step": step_values(card=row.card.pk), "next": f"{here}#card-{row.card.pk}"}
            for row in page.rows
        ],
        "found": _found(page),
        "topics": topic_choices(topics, choice, request.lens),
        "decks": deck_choices([(deck.uid, deck.title) for deck in decks]),
        "states": state_choices(is_caregiver=request.user.preferences.path == Path.CAREGIVER),
        "orders": Order.choices,
        "most": number_format(MOST_HITS, force_grouping=True),
        "previous": _address(choice, page.number - 1) if page.number > 1 else "",
        "next": _address(choice, page.number + 1) if page.number < page.last else "",
        "nothing_there": nothing_there(choice),
        "near": near,
        "near_url": _address(replace(choice, text=near)) if near else "",
        "everything": _address(Choice(text=choice.text)),
    }
    # Going back in the browser asks for the page by script, too, and wants all of it.
    if not request.htmx or request.htmx.history_restore_request:
        return render(request, "reviews/browser.html", context)
    return push_url(render(request, "reviews/browser.html#live", context), here)


def _choice(request: LearnerRequest, topics: Sequence[Topic], decks: Sequence[Deck]) -> Choice:
    """What the address asks for. A topic or deck that is not there for this learner is missing, whoever else has it."""
    asked = request.GET
    try:
        meant = selection_asked(asked, lens=request.lens, topics=topics, decks=decks)
    except NoSuchSelectionError as error:
        raise Http404 from error
    order, page = asked.get("order", ""), asked.get("page", "")
    return Choice(
        text=meant.text,
        topic=meant.topic,
        others=meant.others,
        deck=meant.deck,
        is_mine=meant.is_mine,
        state=meant.state,
        order=Order(order) if order in Order.values else Order.BEST,
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
    )


def _near(request: LearnerRequest, choice: Choice, today: date) -> str:
    """What may have been meant by words that find nothing."""
    cards = among(choice, learner_id=request.user.pk, lens=request.lens, today=today)
    return suggestion(choice.text, lens=request.lens, among=cards)


def _address(choice: Choice, page: int = 1) -> str:
    """The address of this choice, with nothing in it that says no more than its absence."""
    query = query_of(choice, order=choice.order.value, page=page if page > 1 else "")
    return f"{reverse('reviews:browser')}?{query}" if query else reverse("reviews:browser")


def _found(page: Page) -> str:
    """How many cards were found, in words; told no further than it is counted."""
    if page.is_more:
        return _("More than %(n)s cards") % {"n": number_format(MOST_HITS, force_grouping=True)}
    if page.found == 0:
        return _("No cards")
    return ngettext("%(n)d card", "%(n)d cards", page.found) % {"n": page.found}
