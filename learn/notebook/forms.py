"""What the notebook's pages send."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from learn.notebook.models import LONGEST_QUESTION

_BIGGEST = 2**63 - 1


class WordForm(forms.Form):
    """A word, by its uid in the glossary."""

    word = forms.CharField(max_length=250)


class CareQuestionForm(forms.Form):
    """One of the article's questions."""

    question = forms.IntegerField(min_value=1, max_value=_BIGGEST)


class KeptForm(forms.Form):
    """A kept question. asked: whether it is to be marked as asked."""

    client_id = forms.UUIDField()
    asked = forms.BooleanField(required=False)


class OwnQuestionForm(forms.Form):
    """A question of one's own. client_id: made with the page, so that the form sent twice counts once."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    text = forms.CharField(
        label=_("Your own question"),
        help_text=_("In your own words, at most %(most)d characters.") % {"most": LONGEST_QUESTION},
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Please write your question first."),
            "max_length": _("This has %(show_value)d characters. Please keep it to %(limit_value)d."),
        },
    )
