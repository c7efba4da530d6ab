"""The request as a view of a learner's page sees it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from cards.lens import Lens
from learn.accounts.models import User


class LearnerRequest(HttpRequest):
    """A request that LoginRequiredMiddleware let through: its user is a learner; lens: what may be shown to them."""

    user: User
    htmx: HtmxDetails
    lens: Lens
