"""Reading the day: the card that comes next, how far the day is, and what the last step was that can be undone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, Min, OuterRef, Q, Sum
from django.utils.translation import gettext as _

from cards.lens import Lens
from cards.models import Card, Face
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.reviews import statements
from learn.reviews.models import CardState, DayPlan, DayTally, PlannedCard, Stage
from learn.reviews.planning import plan_for, studied_cards
from learn.scheduling.fold import CardFold, Kind, kind_now


@dataclass(frozen=True, slots=True)
class Question:
    """A card to answer: its face, its state and what an answer given now would be logged as."""

    card: Card
    face: Face
    state: CardFold
    kind: Kind


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the day is, in cards."""

    waiting: int
    drill: int
    done: int

    @property
    def left(self) -> int:
        return self.waiting + self.drill

    @property
    def total(self) -> int:
        return self.left + self.done


@dataclass(frozen=True, slots=True)
class Step:
    """The last thing done today that can be undone."""

    client_id: UUID
    kind: Kind
    grade: int | None

    @property
    def name(self) -> str:
        """What was done, for the one who may want to undo it."""
        steps = {Kind.SUSPEND: _("Set aside"), Kind.BURY: _("Not today")}
        grades = {1: _("Again"), 3: _("Hard"), 4: _("Good"), 5: _("Easy")}
        return steps.get(self.kind) or grades.get(self.grade or 0) or _("grade %(grade)s") % {"grade": self.grade}


def next_question(*, learner: User, now: datetime, topic_id: int | None = None) -> Question | None:
    """The card that comes next today, or None when the day is done.

    With a topic: the topic's cards of today, then those studied before, soonest due first, ahead of their time.
    """
    plan_for(learner=learner, now=now)
    today = learner.preferences.study_date(now)
    lens = lens_for(learner)
    found = _next_planned(learner.pk, today, lens, topic_id)
    if found is None and topic_id is not None:
        found = _next_ahead(learner.pk, today, lens, topic_id)
    if found is None:
        return None
    card, state = found
    return Question(card, nearest_face(statements.faces(card), lens), state, kind_now(state, today))


def nearest_face(faces: Iterable[Face], lens: Lens) -> Face:
    """The face in the lens's language and register, or the nearest there is: English, nursing."""

    def distance(face: Face) -> tuple[bool, bool, bool]:
        return face.language != lens.language, face.register != lens.register, face.register != "nursing"

    return min(faces, key=distance)


def _next_planned(learner_id: int, today: date, lens: Lens, topic_id: int | None) -> tuple[Card, CardFold] | None:
    while (found := statements.next_planned(learner_id, today, topic_id)) is not None:
        card, stage, state = found
        if card.retired_at is None and lens.admits(card.fact) and _is_wanted(stage, state, today):
            return card, state
        # Changed since the plan was made: it leaves the day, and its schedule stays as it is.
        PlannedCard.objects.filter(learner_id=learner_id, study_date=today, card_id=card.pk).delete()
    return None


def _is_wanted(stage: Stage, state: CardFold, today: date) -> bool:
    """Whether a planned card is still to be asked.

    A study date can come again (the zone or the day's end was changed): what was set aside or answered in between has
    moved on, though this day's plan did not hear of it.
    """
    if state.suspended or (state.buried_until is not None and state.buried_until > today):
        return False
    return stage == Stage.DRILL or state.scheduled_date is None or state.due_date is None or state.due_date <= today


def _next_ahead(learner_id: int, today: date, lens: Lens, topic_id: int) -> tuple[Card, CardFold] | None:
    planned = PlannedCard.objects.filter(learner_id=learner_id, study_date=today, card_id=OuterRef("card_id"))
    state = (
        CardState.objects.of(learner_id)
        .filter(
            ~Exists(planned),
            Exists(Card.objects.through(lens).filter(pk=OuterRef("card_id"), fact__topic_id=topic_id)),
            Q(buried_until=None) | Q(buried_until__lte=today),
            is_suspended=False,
            scheduled_date__isnull=False,
        )
        .order_by("due_date", "card_id")
        .first()
    )
    if state is None:
        return None
    return Card.objects.with_fact().get(pk=state.card_id), state.fold


def progress(*, learner_id: int, today: date) -> Progress:
    """How many cards of the day wait, are in the drill, are done."""
    counts = statements.count_stages(learner_id, today)
    return Progress(counts.get(Stage.WAITING, 0), counts.get(Stage.DRILL, 0), counts.get(Stage.DONE, 0))


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is left of the day: due reviews, new cards, drill; cards done; and about how many minutes it will take."""

    due: int
    new: int
    drill: int
    done: int
    minutes: int

    @property
    def left(self) -> int:
        return self.due + self.new + self.drill

    @property
    def percent(self) -> int:
        """How much of the day is done, in percent of its cards."""
        total = self.left + self.done
        return 100 * self.done // total if total else 0


REVIEW_SECONDS = 10
NEW_SECONDS = 25
"""What an answer takes someone of whom nothing is known yet; a new card is read, not only recalled."""

_PACE_DAYS = 14
_PACE_ANSWERS = 20
"""How many days a pace is taken from, and how many answers make one."""


def ahead(*, learner_id: int, today: date) -> Ahead:
    """The day as the plan has it now."""
    stages = progress(learner_id=learner_id, today=today)
    known = CardState.objects.of(learner_id).filter(card_id=OuterRef("card_id"), scheduled_date__isnull=False)
    waiting = PlannedCard.objects.filter(learner_id=learner_id, study_date=today, stage=Stage.WAITING)
    due = waiting.filter(Exists(known)).count()
    new = stages.waiting - due
    pace = _seconds_an_answer(learner_id, today)
    review, first = (pace, pace * NEW_SECONDS / REVIEW_SECONDS) if pace else (REVIEW_SECONDS, NEW_SECONDS)
    # Each new card comes back once in the day's drill, more or less.
    seconds = (due + stages.drill) * review + new * (first + review)
    return Ahead(due, new, stages.drill, stages.done, max(1, round(seconds / 60)) if stages.left else 0)


def _seconds_an_answer(learner_id: int, today: date) -> float | None:
    """The learner's own seconds an answer over the last days, or None where there are too few to tell."""
    recent = DayTally.objects.filter(learner_id=learner_id, study_date__gte=today - timedelta(days=_PACE_DAYS))
    sums = recent.aggregate(
        answers=Sum(F("new_cards") + F("reviews") + F("early") + F("drills")), time_ms=Sum("time_ms")
    )
    if (sums["answers"] or 0) < _PACE_ANSWERS:
        return None
    return float(sums["time_ms"]) / 1000 / float(sums["answers"])


def last_step(*, learner_id: int, today: date) -> Step | None:
    """The last answer, suspension or burial of today that was not undone."""
    found = statements.last_step(learner_id, today)
    return Step(*found) if found is not None else None


@dataclass(frozen=True, slots=True)
class Summary:
    """What was done today and what comes next. tomorrow: cards due by then; next_date: the first later due date."""

    tally: DayTally
    backlog: int
    tomorrow: int
    next_date: date | None

    @property
    def remembered_percent(self) -> int | None:
        """Of today's due reviews, those remembered; None without any."""
        if not self.tally.reviews:
            return None
        return round(100 * self.tally.reviews_passed / self.tally.reviews)


def summary(*, learner: User, now: datetime) -> Summary:
    """The learner's study day in figures."""
    today = learner.preferences.study_date(now)
    tomorrow = today + timedelta(days=1)
    plan = DayPlan.objects.filter(learner_id=learner.pk, study_date=today).first()
    tally = DayTally.objects.filter(learner_id=learner.pk, study_date=today).first()
    shown = Exists(studied_cards(learner.pk, lens_for(learner)).filter(pk=OuterRef("card_id")))
    states = CardState.objects.of(learner.pk).filter(shown, is_suspended=False, scheduled_date__isnull=False)
    return Summary(
        tally=tally or DayTally(),
        backlog=plan.backlog if plan else 0,
        tomorrow=states.filter(due_date__lte=tomorrow).count(),
        next_date=states.filter(due_date__gt=today).aggregate(next=Min("due_date"))["next"],
    )
