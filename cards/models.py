"""What is learned.

Source: where facts come from. Topic: a part of a source's matter, in order of study. Fact: one sourced statement.
Card: one question made from a fact; its uid is fact uid + template + member and not its wording, so that editing a
fact keeps every learner's schedule. Face: a card's wording in one language and register. Deck: cards in order.
CareQuestion: something a source advises to ask the care team. Quiz items stand in cards.item_models and are taken from
here like the rest.
"""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse

from cards.item_models import Item as Item
from cards.item_models import ItemFact as ItemFact
from cards.item_models import ItemQuerySet as ItemQuerySet
from cards.item_models import ItemTag as ItemTag
from cards.item_models import ItemVersion as ItemVersion
from cards.item_models import VersionIsFixedError as VersionIsFixedError
from cards.lens import SHIPPED, SURVIVAL, Lens


class Source(models.Model):
    """An article or book. outline: {paragraph number: {"section": ..., "assertions": [...], "note": ...}}."""

    uid = models.SlugField(unique=True, max_length=80)
    library = models.CharField(max_length=40, default=SHIPPED, db_index=True)
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=500, blank=True)
    citation = models.TextField(blank=True)
    notice = models.TextField(blank=True)
    advice = models.TextField(blank=True)
    studies = models.JSONField(default=list)
    outline = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("cards:source", args=[self.uid])


class TopicQuerySet(models.QuerySet["Topic"]):
    """Chainable reads of topics."""

    def through(self, lens: Lens) -> "TopicQuerySet":
        """The topics of which this lens shows a card."""
        return self.filter(Exists(Card.objects.through(lens).filter(fact__topic_id=OuterRef("pk"))))


class Topic(models.Model):
    """A part of a source's matter. title: one a register."""

    uid = models.SlugField(max_length=80)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="topics")
    title = models.CharField(max_length=200)
    plain_title = models.CharField(max_length=200)
    position = models.PositiveIntegerField()

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["source", "position"]
        constraints = [models.UniqueConstraint(fields=["source", "uid"], name="topic_uid_per_source")]

    def __str__(self) -> str:
        return self.title

    def title_in(self, register: str) -> str:
        return self.plain_title if register == "plain" else self.title


class Fact(models.Model):
    """One sourced statement. payload: the whole typed fact as cards.facts.payload writes it; digest: of that payload.

    is_held_out: kept for assigned quizzes, so that nobody studies, practises or finds it. retired_at: when it left the
    base; its cards then leave every plan and keep every log.
    """

    uid = models.SlugField(unique=True, max_length=120)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="facts")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="facts")
    library = models.CharField(max_length=40, default=SHIPPED)
    kind = models.CharField(max_length=20)
    for_nursing = models.BooleanField()
    for_caregivers = models.BooleanField()
    sensitivity = models.CharField(max_length=20)
    wording = models.TextField()
    plain_wording = models.TextField()
    hedge = models.CharField(max_length=200, blank=True)
    respell = models.JSONField(default=dict)
    paragraphs = models.JSONField(default=list)
    payload = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    is_held_out = models.BooleanField(default=False)
    position = models.PositiveIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        # The order of study, so that a list of cards reads no further than it shows.
        indexes = [models.Index(fields=["source", "position"], name="fact_in_order")]

    def __str__(self) -> str:
        return self.uid

    def wording_in(self, register: str) -> str:
        return self.plain_wording if register == "plain" else self.wording

    @property
    def citations(self) -> list[dict[str, Any]]:
        """The paragraphs this fact rests on: [{"number": 12, "section": "..."}]. Reads the source."""
        outline = self.source.outline
        return [
            {"number": number, "section": outline.get(str(number), {}).get("section", "")} for number in self.paragraphs
        ]


class CardQuerySet(models.QuerySet["Card"]):
    """Chainable reads of cards."""

    def through(self, lens: Lens) -> "CardQuerySet":
        """The cards that this lens lets through; Lens.admits says the same of one fact."""
        cards = self.filter(retired_at=None, fact__retired_at=None, fact__library__in=lens.libraries)
        if not lens.survival:
            cards = cards.exclude(fact__sensitivity=SURVIVAL)
        if not lens.held_out:
            cards = cards.filter(fact__is_held_out=False)
        audience = models.Q()
        if "nursing" in lens.audiences:
            audience |= models.Q(fact__for_nursing=True)
        if "caregivers" in lens.audiences:
            audience |= models.Q(fact__for_caregivers=True)
        return cards.filter(audience) if audience else cards.none()

    def with_fact(self) -> "CardQuerySet":
        """Read with fact, topic and source, as a page that shows a card needs them."""
        return self.select_related("fact__topic", "fact__source")


class AnswerMode(models.TextChoices):
    """How a card is answered: recalled in the head, or typed."""

    RECALL = "recall"
    TYPED = "typed"


class Card(models.Model):
    """One question made from a fact. accepts: further right answers where the answer is typed."""

    uid = models.CharField(unique=True, max_length=250)
    fact = models.ForeignKey(Fact, on_delete=models.CASCADE, related_name="cards")
    template = models.CharField(max_length=40)
    member = models.CharField(max_length=120, blank=True)
    answer_mode = models.CharField(max_length=10, choices=AnswerMode, default=AnswerMode.RECALL)
    accepts = models.JSONField(default=list)
    position = models.PositiveIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = CardQuerySet.as_manager()

    class Meta:
        ordering = ["fact__position", "position"]
        constraints = [
            models.CheckConstraint(condition=models.Q(answer_mode__in=AnswerMode.values), name="card_answer_mode_valid")
        ]

    def __str__(self) -> str:
        return self.uid


class Face(models.Model):
    """A card's wording in one language and register. note: shown with the answer (a hedge, an inference)."""

    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="faces")
    language = models.CharField(max_length=12)
    register = models.CharField(max_length=12)
    front = models.TextField()
    back = models.TextField()
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["card", "language", "register"], name="one_face_per_language_and_register")
        ]

    def __str__(self) -> str:
        return f"{self.card_id} {self.register}-{self.language}"


class SearchText(models.Model):
    """A face's words as search compares them; written by cards.searching.index and by nothing else.

    about: the term or agent that the fact is about, if it is about one, and its other names; asked: front and answer;
    names: other names of what these speak of; rest: note and full wording. Each is folded words between single spaces,
    with a space at both ends. size: how many words front and answer have.

    The full text index over it is no model: on SQLite the FTS5 table cards_searchtext_fts, kept by triggers (altering
    this table loses them: such a migration must make them again); on PostgreSQL the column `lexemes` with a GIN index.
    """

    face = models.OneToOneField(Face, on_delete=models.CASCADE, related_name="search_text")
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="search_texts")
    language = models.CharField(max_length=12)
    register = models.CharField(max_length=12)
    about = models.TextField()
    asked = models.TextField()
    names = models.TextField()
    rest = models.TextField()
    size = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"words of {self.face_id}"


class DeckQuerySet(models.QuerySet["Deck"]):
    """Chainable reads of decks."""

    def through(self, lens: Lens) -> "DeckQuerySet":
        """The decks made for those the lens is for, as far as it shows a card of them."""
        shown = Exists(Card.objects.through(lens).filter(deckcard__deck_id=OuterRef("pk")))
        return self.filter(shown, retired_at=None, audience__in=lens.audiences)


class Deck(models.Model):
    """Cards to study, in order. revision goes up whenever its cards, their order or their facts change."""

    uid = models.SlugField(unique=True, max_length=120)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="decks")
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    register = models.CharField(max_length=12)
    audience = models.CharField(max_length=12)
    position = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(default=1)
    retired_at = models.DateTimeField(null=True, blank=True)
    cards = models.ManyToManyField(Card, through="DeckCard", related_name="decks")

    objects = DeckQuerySet.as_manager()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.title

    @property
    def holds_survival(self) -> bool:
        """Whether a card of it is about survival, whatever any lens shows. Reads the deck's cards."""
        return self.cards.filter(fact__sensitivity=SURVIVAL, retired_at=None, fact__retired_at=None).exists()


class DeckCard(models.Model):
    """A card's place in a deck."""

    pk = models.CompositePrimaryKey("deck_id", "position")
    deck = models.ForeignKey(Deck, on_delete=models.CASCADE, db_index=False)
    card = models.ForeignKey(Card, on_delete=models.CASCADE)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["deck", "position"]
        constraints = [models.UniqueConstraint(fields=["deck", "card"], name="card_once_in_a_deck")]

    def __str__(self) -> str:
        return f"{self.deck_id}:{self.position}"


class CareQuestionQuerySet(models.QuerySet["CareQuestion"]):
    """Chainable reads of care questions."""

    def through(self, lens: Lens) -> "CareQuestionQuerySet":
        """The questions of the topics that this lens shows: one about survival goes and comes with its topic."""
        shown = Exists(Topic.objects.through(lens).filter(pk=OuterRef("topic_id")))
        return self.filter(shown, retired_at=None, source__library__in=lens.libraries)


class CareQuestion(models.Model):
    """A question to ask the care team, from a source's own advice. paragraphs: where that advice stands."""

    uid = models.SlugField(unique=True, max_length=120)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="care_questions")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="care_questions")
    text = models.TextField()
    paragraphs = models.JSONField(default=list)
    position = models.PositiveIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = CareQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["source", "position"]

    def __str__(self) -> str:
        return self.text
