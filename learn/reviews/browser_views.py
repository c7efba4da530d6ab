"""The card browser's page."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, QueryDict
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
from cards.searching.folding import typed
from learn.accounts.requests import LearnerRequest
from learn.reviews.browsing import Choice, Order, Page, State, browse
from learn.reviews.forms import step_values


@require_safe
@never_cache
def browser(request: LearnerRequest) -> HttpResponse:
    """All cards that the learner may see: looked for, narrowed down, each with its answer and where they stand."""
    today = request.user.preferences.study_date(timezone.now())
    topics, decks = list(Topic.objects.through(request.lens)), list(Deck.objects.through(request.lens))
    choice = _choice(request.GET, topics, decks)
    page = browse(learner=request.user, lens=request.lens, choice=choice, today=today)
    here = _address(choice, page.number)
    context = {
        "choice": choice,
        "page": page,
        "rows": [
            {"row": row, "step": step_values(card=row.card.pk), "next": f"{here}#card-{row.card.pk}"}
            for row in page.rows
        ],
        "found": _found(page),
        "topics": [(topic.pk, topic.title_in(request.lens.register)) for topic in topics],
        "decks": decks,
        "states": State.choices,
        "orders": Order.choices,
        "most": number_format(MOST_HITS, force_grouping=True),
        "previous": _address(choice, page.number - 1) if page.number > 1 else "",
        "next": _address(choice, page.number + 1) if page.number < page.last else "",
        "everything": _address(Choice(text=choice.text)),
    }
    # Going back in the browser asks for the page by script, too, and wants all of it.
    if not request.htmx or request.htmx.history_restore_request:
        return render(request, "reviews/browser.html", context)
    return push_url(render(request, "reviews/browser.html#live", context), here)


def _choice(asked: QueryDict, topics: Sequence[Topic], decks: Sequence[Deck]) -> Choice:
    """What the address asks for. A topic or deck that is not there for this learner is missing, whoever else has it."""
    topic_id, uid = asked.get("topic", ""), asked.get("deck", "")
    topic = next((topic for topic in topics if str(topic.pk) == topic_id), None)
    deck = next((deck for deck in decks if deck.uid == uid), None)
    if (topic_id and topic is None) or (uid and deck is None):
        raise Http404
    state, order, page = asked.get("state", ""), asked.get("order", ""), asked.get("page", "")
    return Choice(
        text=typed(asked.get("q", "")),
        topic=topic,
        deck=deck,
        state=State(state) if state in State.values else State.ANY,
        order=Order(order) if order in Order.values else Order.BEST,
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
    )


def _address(choice: Choice, page: int = 1) -> str:
    """The address of this choice, with nothing in it that says no more than its absence."""
    asked = {
        "q": choice.text,
        "topic": choice.topic.pk if choice.topic else "",
        "deck": choice.deck.uid if choice.deck else "",
        "state": choice.state.value,
        "order": choice.order.value,
        "page": page if page > 1 else "",
    }
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('reviews:browser')}?{query}" if query else reverse("reviews:browser")


def _found(page: Page) -> str:
    """How many cards were found, in words; told no further than it is counted."""
    if page.is_more:
        return _("More than %(n)s cards") % {"n": number_format(MOST_HITS, force_grouping=True)}
    if page.found == 0:
        return _("No cards")
    return ngettext("%(n)d card", "%(n)d cards", page.found) % {"n": page.found}
