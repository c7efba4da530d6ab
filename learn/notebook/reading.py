"""Reading a notebook: the words and questions a learner keeps, and the article's questions by topic."""

from dataclasses import dataclass
from itertools import groupby

from cards.glossary import GlossaryEntry
from cards.lens import Lens
from cards.models import CareQuestion
from learn.accounts.models import User
from learn.notebook.models import KeptQuestion, KeptWord
from learn.notebook.words import words_you_may_hear


@dataclass(frozen=True, slots=True)
class Offered:
    """One of the article's questions. kept: the learner's own row of it, if they keep it."""

    question: CareQuestion
    kept: KeptQuestion | None


@dataclass(frozen=True, slots=True)
class TopicQuestions:
    title: str
    questions: list[Offered]


def kept_entries(*, learner: User) -> set[str]:
    """The uids of the words that the learner keeps."""
    return set(KeptWord.objects.filter(learner_id=learner.pk).values_list("entry", flat=True))


def kept_words(*, learner: User, lens: Lens) -> list[GlossaryEntry]:
    """The words the learner keeps, as far as this lens shows them."""
    kept = kept_entries(learner=learner)
    return [word for word in words_you_may_hear(lens) if word.uid in kept]


def kept_questions(*, learner: User, lens: Lens) -> list[KeptQuestion]:
    """The questions the learner keeps, as far as this lens shows them, in the order in which they were kept."""
    return list(KeptQuestion.objects.of(learner.pk).through(lens).in_order())


def questions_by_topic(*, learner: User, lens: Lens) -> list[TopicQuestions]:
    """The article's questions that this lens shows, topic by topic."""
    kept = {row.care_question_id: row for row in KeptQuestion.objects.of(learner.pk).exclude(care_question=None)}
    shown = CareQuestion.objects.through(lens).select_related("topic").order_by("source_id", "position")
    return [
        TopicQuestions(topic.title_in(lens.register), [Offered(question, kept.get(question.pk)) for question in group])
        for topic, group in groupby(shown, key=lambda question: question.topic)
    ]
