"""A learner's notebook: words, questions, and both as a page to print.

Every step is a form that goes back to the place on the page where it was made.
"""

from typing import Any, TypeVar
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cards.models import Source
from learn.accounts.requests import LearnerRequest
from learn.notebook import actions, reading
from learn.notebook.forms import CareQuestionForm, KeptForm, OwnQuestionForm, WordForm
from learn.notebook.words import words_you_may_hear

_Form = TypeVar("_Form", bound=Form)
_SHOWN = ("both", "words", "questions")


@require_safe
@never_cache
def words(request: LearnerRequest) -> HttpResponse:
    """The words that this learner may hear, each with its meaning, its sound and a place in the notebook."""
    context = {"words": words_you_may_hear(request.lens), "kept": reading.kept_entries(learner=request.user)}
    return render(request, "notebook/words.html", context)


@require_POST
def keep_word(request: LearnerRequest) -> HttpResponse:
    """Keeps a word."""
    entry = _valid(WordForm(request.POST)).cleaned_data["word"]
    try:
        actions.keep_word(learner=request.user, entry=entry, now=timezone.now())
    except actions.NoSuchWordError as error:
        raise Http404 from error
    return _to_word(entry)


@require_POST
def drop_word(request: LearnerRequest) -> HttpResponse:
    """Takes a word off the page to print."""
    entry = _valid(WordForm(request.POST)).cleaned_data["word"]
    actions.drop_word(learner=request.user, entry=entry)
    return _to_word(entry)


@require_safe
@never_cache
def questions(request: LearnerRequest) -> HttpResponse:
    """The learner's questions, a form for one of their own, and those that the article advises, by topic."""
    return _render_questions(request, OwnQuestionForm())


@require_POST
def keep_question(request: LearnerRequest) -> HttpResponse:
    """Keeps one of the article's questions."""
    question_id = _valid(CareQuestionForm(request.POST)).cleaned_data["question"]
    try:
        actions.keep_question(learner=request.user, care_question_id=question_id, now=timezone.now())
    except actions.NoSuchQuestionError as error:
        raise Http404 from error
    except actions.TooManyQuestionsError:
        messages.error(request, _full())
        return HttpResponseRedirect(reverse("notebook:questions"))
    return HttpResponseRedirect(f"{reverse('notebook:questions')}#question-{question_id}")


@never_cache
def add_question(request: LearnerRequest) -> HttpResponse:
    """Keeps a question of the learner's own. Opened by hand, it is the page with the form."""
    if request.method in ("GET", "HEAD"):
        return HttpResponseRedirect(reverse("notebook:questions"))
    form = OwnQuestionForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.add_question(
                learner=request.user, text=data["text"], client_id=data["client_id"], now=timezone.now()
            )
        except actions.EmptyQuestionError:
            form.add_error("text", form.fields["text"].error_messages["required"])
        except actions.TooManyQuestionsError:
            form.add_error("text", _full())
        else:
            messages.success(request, _("Kept."))
            return HttpResponseRedirect(f"{reverse('notebook:questions')}#mine")
    if "client_id" in form.errors:
        raise BadRequest("client_id")
    return _render_questions(request, form, status=422)


@require_POST
def mark_asked(request: LearnerRequest) -> HttpResponse:
    """Marks a question as asked, or as still to ask."""
    data = _valid(KeptForm(request.POST)).cleaned_data
    try:
        actions.mark_asked(learner=request.user, client_id=data["client_id"], is_asked=data["asked"])
    except actions.NoSuchQuestionError as error:
        raise Http404 from error
    return HttpResponseRedirect(f"{reverse('notebook:questions')}#mine")


@require_POST
def remove_question(request: LearnerRequest) -> HttpResponse:
    """Takes a question out of the notebook."""
    data = _valid(KeptForm(request.POST)).cleaned_data
    actions.remove_question(learner=request.user, client_id=data["client_id"])
    return HttpResponseRedirect(f"{reverse('notebook:questions')}#mine")


@require_safe
@never_cache
def page(request: LearnerRequest) -> HttpResponse:
    """Words, questions or both as one clean page to print, with room to write under each question."""
    show = request.GET.get("show", "both")
    if show not in _SHOWN:
        show = "both"
    context: dict[str, Any] = {
        "show": show,
        "choices": [("both", _("Words and questions")), ("words", _("Words")), ("questions", _("Questions"))],
        "today": request.user.preferences.study_date(timezone.now()),
        "sources": _sources(request),
    }
    if show != "questions":
        context["words"] = reading.kept_words(learner=request.user, lens=request.lens)
    if show != "words":
        context["questions"] = reading.kept_questions(learner=request.user, lens=request.lens)
    return render(request, "notebook/page.html", context)


def _render_questions(request: LearnerRequest, form: OwnQuestionForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "mine": reading.kept_questions(learner=request.user, lens=request.lens),
        "topics": reading.questions_by_topic(learner=request.user, lens=request.lens),
        "sources": _sources(request),
    }
    return render(request, "notebook/questions.html", context, status=status)


def _sources(request: LearnerRequest) -> QuerySet[Source]:
    return Source.objects.filter(library__in=request.lens.libraries).only("uid", "title", "publisher")


def _to_word(entry: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('notebook:words')}#{quote(entry)}")


def _full() -> str:
    return _("You keep %(most)d questions, which is as many as there is room for. Remove some first.") % {
        "most": actions.MOST_QUESTIONS
    }


def _valid(form: _Form) -> _Form:
    """The form itself if it is valid. These forms are filled by our own pages: a mistake in one is a bad request."""
    if not form.is_valid():
        raise BadRequest("; ".join(f"{name}: {' '.join(map(str, said))}" for name, said in form.errors.items()))
    return form
