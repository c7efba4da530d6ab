"""What a learner puts on a card for themselves: a flag, by one tap on the review screen; a note, on its own page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cards.models import Card
from learn.accounts.requests import LearnerRequest
from learn.reviews import marks
from learn.reviews.actions import NoSuchCardError
from learn.reviews.forms import FlagForm, NoteForm
from learn.reviews.mark_models import LONGEST_NOTE
from learn.reviews.pages import mark_context, next_or, scope_sent, study_url, valid
from learn.reviews.queue import nearest_face


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def flag(request: LearnerRequest) -> HttpResponse:
    """Puts the flag on a card that the form names. Opened by hand, it is the way back to studying."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("reviews:study"))
    data = valid(FlagForm(request.POST)).cleaned_data
    scope = scope_sent(request, data["scope"])
    try:
        marks.set_flag(learner=request.user, card_id=data["card"], flag=data["flag"], now=timezone.now())
    except NoSuchCardError as error:
        raise Http404 from error
    if request.htmx:
        context = {"mark": mark_context(data["card"], data["flag"], scope), "is_swap": True}
        return render(request, "reviews/_mark.html", context)
    return HttpResponseRedirect(next_or(request, study_url(scope, is_going_on=True)))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: LearnerRequest, card_id: int) -> HttpResponse:
    """The page of the learner's note on one card; it goes back to where it was opened from."""
    card = get_object_or_404(Card.objects.through(request.lens).select_related("fact__topic"), pk=card_id)
    if request.method != "POST":
        kept = marks.mark_of(learner_id=request.user.pk, card_id=card_id).note
        return _render_note(request, card, NoteForm(initial={"note": kept}), kept)
    form = NoteForm(request.POST)
    if set(form.errors) - {"note"}:
        valid(form)
    if not form.is_valid():
        return _render_note(request, card, form, _kept(request, card_id), status=422)
    return _write(request, card, form)


def _write(request: LearnerRequest, card: Card, form: NoteForm) -> HttpResponse:
    text = form.cleaned_data["note"]
    if form.cleaned_data["join"]:
        text = marks.both_notes(_kept(request, card.pk), text)
    seen = form.cleaned_data["seen"]
    try:
        marks.write_note(learner=request.user, card_id=card.pk, note=text, seen=seen, now=timezone.now())
    except NoSuchCardError as error:
        raise Http404 from error
    except marks.StaleNoteError as error:
        return _render_note(request, card, NoteForm(initial={"note": text}), error.kept, is_stale=True, status=409)
    except marks.NoteTooLongError:
        mended = NoteForm({"note": text})
        mended.add_error("note", _too_long(len(text)))
        return _render_note(request, card, mended, _kept(request, card.pk), status=422)
    messages.success(request, _("Your note is kept.") if text else _("There is no note on this card now."))
    return HttpResponseRedirect(next_or(request, reverse("reviews:study")))


def _kept(request: LearnerRequest, card_id: int) -> str:
    return marks.mark_of(learner_id=request.user.pk, card_id=card_id).note


def _too_long(characters: int) -> str:
    said = ngettext(
        "This has %(n)d character. Please keep it to %(most)d.",
        "This has %(n)d characters. Please keep it to %(most)d.",
        characters,
    )
    return said % {"n": characters, "most": LONGEST_NOTE}


def _render_note(
    request: LearnerRequest, card: Card, form: NoteForm, kept: str, *, is_stale: bool = False, status: int = 200
) -> HttpResponse:
    """The page. kept: the note as it is, which the page's own is to take the place of."""
    context: dict[str, Any] = {
        "card": card,
        "face": nearest_face(card.faces.all(), request.lens),
        "form": form,
        "kept": kept,
        "is_stale": is_stale,
        "seen": marks.digest_of(kept),
        "next": next_or(request, reverse("reviews:study")),
        "most": LONGEST_NOTE,
    }
    return render(request, "reviews/note.html", context, status=status)
