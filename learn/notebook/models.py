"""What a learner keeps to take along.

KeptWord: an entry of the glossary that the learner wants at hand. KeptQuestion: a question to ask the care team,
one of the article's care questions or one of the learner's own.

Every key and index begins with the learner and no foreign key points here, as in learn.reviews.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from cards.lens import Lens
from cards.models import CareQuestion, Fact

LONGEST_QUESTION = 500
"""Characters in a question of one's own."""


def _learner(related_name: str) -> Any:
    # Every index begins with the learner already.
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name=related_name, db_index=False
    )


class KeptWord(models.Model):
    """A word a learner keeps. entry: its uid in the glossary; fact: the one that explains it (some explain several)."""

    pk = models.CompositePrimaryKey("learner_id", "entry")
    learner = _learner("kept_words")
    entry = models.CharField(max_length=250)
    fact = models.ForeignKey(Fact, on_delete=models.CASCADE, related_name="+", db_index=False)
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.learner_id} keeps {self.entry}"


class KeptQuestionQuerySet(models.QuerySet["KeptQuestion"]):
    """Chainable reads of kept questions."""

    def of(self, learner_id: int) -> "KeptQuestionQuerySet":
        return self.filter(learner_id=learner_id)

    def through(self, lens: Lens) -> "KeptQuestionQuerySet":
        """The learner's own questions, and of the article's those that this lens shows."""
        return self.filter(Q(care_question=None) | Q(care_question__in=CareQuestion.objects.through(lens)))

    def in_order(self) -> "KeptQuestionQuerySet":
        """As they were kept, with the care question that each one may be."""
        return self.select_related("care_question").order_by("position", "kept_at", "client_id")


class KeptQuestion(models.Model):
    """A question a learner wants to ask. text: of one's own question; empty where it is one of the article's.

    client_id: made with the page, so that a form sent twice counts once. is_asked: the learner has asked it.
    """

    pk = models.CompositePrimaryKey("learner_id", "client_id")
    learner = _learner("kept_questions")
    client_id = models.UUIDField()
    care_question = models.ForeignKey(
        CareQuestion, on_delete=models.CASCADE, related_name="+", null=True, db_index=False
    )
    text = models.CharField(max_length=LONGEST_QUESTION, blank=True)
    kept_at = models.DateTimeField()
    is_asked = models.BooleanField(default=False)
    position = models.PositiveIntegerField()

    objects = KeptQuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(care_question=None) & ~Q(text="")) | (Q(care_question__isnull=False) & Q(text="")),
                name="kept_question_own_or_the_articles",
            ),
            models.UniqueConstraint(fields=["learner", "care_question"], name="care_question_kept_once"),
        ]

    def __str__(self) -> str:
        return self.wording

    @property
    def wording(self) -> str:
        """The question itself, whosever it is."""
        return self.text if self.care_question is None else self.care_question.text
